"""Asking for a new deadline: the officer's form, what the chair reads and decides, and what the officer hears."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from bot.domain.dates import counted, day_in_words, ended
from bot.domain.new_dates import APPROVED, ASKED, REFUSED, WITHDRAWN, DateRequest, Question, slip_note
from bot.domain.references import short_title
from bot.messages.figures import GUARD
from bot.messages.parts import (
    Button,
    Buttons,
    DateField,
    Facts,
    Form,
    FormPart,
    Message,
    Note,
    Paragraph,
    Part,
    Quote,
    TextField,
    said,
)
from bot.messages.recorded_decisions import Deciding, decision_form
from bot.messages.who_is_told import who_will_be_told

ASK, SHOW, APPROVE, REFUSE, MORE, ADD, WITHDRAW = (
    f"date.{name}" for name in ("ask", "show", "approve", "refuse", "more", "add", "withdraw")
)
ASK_FORM, APPROVE_FORM, REFUSE_FORM, MORE_FORM, ADD_FORM, WITHDRAW_FORM = (
    f"date_{name}" for name in ("ask", "approve", "refuse", "more", "add", "withdraw")
)
REQUESTED, ADDED, DECIDED, MORE_WANTED, WITHDRAWN_TOLD = (
    "new_date_asked", "new_date_added", "new_date_decided", "new_date_more", "new_date_withdrawn",
)  # fmt: skip
TOGETHER = "new_dates_asked"
MOST_TOGETHER = 10
"""Requests in one message: each has a line and a row of buttons, and Slack takes 50 blocks and 10,000 characters."""
LONGEST = 1000

FIELDS = (
    ("reason", "Why is a new date needed?", "What happened, in a sentence or two."),
    ("cause", "What is the cause behind it?", "Such as: a vacancy, a supplier, work that was larger than thought."),
    ("effect", "What does waiting longer mean for children?", "If nothing, say how you know."),
    ("recovery", "What was tried to keep the date?", "And what came of it."),
)
_LABELS = {"reason": "Reason", "cause": "Cause", "effect": "For children", "recovery": "Tried to keep the date"}


@dataclass(frozen=True)
class Asking:
    """What the officer's form is drawn from. `decided_by` says who will decide, as a sentence goes on; `told` who is
    asked to decide or to write it down.
    """

    action_id: int
    ref: str
    title: str
    deadline: date | None
    baseline: date | None
    forecast: date | None
    moves: int
    is_late: bool
    decided_by: str
    told: tuple[str, ...]
    on_behalf_of: str = ""


def ask_form(asking: Asking, today: date) -> Form:
    """Ask for the new date and what belongs with it; says before it is sent what it changes, and who is told."""
    slip = slip_note(asking.baseline, asking.deadline, asking.moves)
    now = day_in_words(asking.deadline, today) if asking.deadline else "none yet"
    pairs = [
        ("Deadline now", f"{now}{', ' + slip if slip else ''}"),
        ("First agreed", day_in_words(asking.baseline, today) if asking.baseline else ""),
        ("Your forecast", day_in_words(asking.forecast, today) if asking.forecast else ""),
        ("For", asking.on_behalf_of and f"the {asking.on_behalf_of}"),
    ]
    fields = [
        TextField(name=name, label=label, hint=hint, many_lines=True, longest=LONGEST) for name, label, hint in FIELDS
    ]
    late: list[FormPart] = [
        Paragraph(lead="Late request", text="the deadline has passed. It can be asked for, and is marked as late.")
    ]
    return Form(
        name=ASK_FORM,
        title="Ask for a new date",
        submit="Send request",
        about=str(asking.action_id),
        parts=(
            Paragraph(lead=asking.ref, text=asking.title),
            Facts(pairs=tuple((name, value) for name, value in pairs if value)),
            *(late if asking.is_late else []),
            DateField(name="to", label="New deadline", initial=asking.forecast if _after(asking, today) else None),
            *fields,
            Note(
                text=f"Sending it changes nothing yet: until {asking.decided_by} decides, the deadline, the clock and "
                "the rating stay as they are. The request stands on the card, in the pack and on the run sheet."
            ),
            who_will_be_told(asking.told),
            Note(text=GUARD),
        ),
    )


def _after(asking: Asking, today: date) -> bool:
    return bool(asking.forecast and asking.forecast >= today and asking.forecast != asking.deadline)


def from_to(one: DateRequest, today: date) -> str:
    """ "from 31 May to 30 September, a late request"."""
    was = f"from {day_in_words(one.was, today)} " if one.was else ""
    late = ", a late request" if one.is_late else ""
    return f"{was}to {day_in_words(one.to, today)}{late}"


def _asked_for(one: DateRequest, today: date) -> str:
    """ "You asked for a new date from …": to its officer, of whom a file may have asked for it."""
    return f"{'You' if one.asked_post else 'An imported file'} asked for a new date {from_to(one, today)}."


def in_a_line(one: DateRequest, today: date) -> str:
    """A request as a list has it: what is asked, what it would come to, and for whom it waits."""
    waits = ". The officer has been asked for more" if one.unanswered else ""
    return f"asked for {from_to(one, today)}; it would be {slip_after(one)}{waits}"


def first_capital(words: str) -> str:
    """The same, to begin a sentence with."""
    return words[:1].upper() + words[1:]


def slip_after(one: DateRequest) -> str:
    """What approving it would come to."""
    return one.slip_if_approved() if one.was else "its first deadline"


def request_shown(one: DateRequest, today: date, buttons: Sequence[Button] = ()) -> Message:
    """A request in full, with what was asked about it and what came of it."""
    parts = _request(one, today, buttons)
    return Message(kind="new_date_shown", heading=f"{one.ref}: a new date", parts=tuple(parts))


def _request(one: DateRequest, today: date, buttons: Sequence[Button]) -> list[Part]:
    slip = slip_note(one.baseline, one.deadline, one.moves)
    now = day_in_words(one.deadline, today) if one.deadline else "none yet"
    pairs = [
        ("Change request", one.reference),
        ("Asked for", from_to(one, today)),
        ("Deadline now", f"{now}{', ' + slip if slip else ''}"),
        ("First agreed", day_in_words(one.baseline, today) if one.baseline else ""),
        ("If approved", f"{slip_after(one)}" if one.is_open else ""),
        ("Asked by", _asked_by(one, today)),
    ]
    parts: list[Part] = [Facts(pairs=tuple((name, value) for name, value in pairs if value))]
    reason = one.reason if one.asked_post else ""  # of a file, "Asked by" says all that there is to say
    parts += [
        Quote(lead=_LABELS[name], text=words)
        for name, words in (("reason", reason), ("cause", one.cause), ("effect", one.effect),
                            ("recovery", one.recovery))
        if words
    ]  # fmt: skip
    for each in one.questions:
        parts.append(Quote(lead=f"The {each.asked_post} asked", text=each.question))
        if each.answer:
            parts.append(Quote(lead=f"The {each.answered_post} added", text=each.answer))
    parts.append(Paragraph(lead="Where it stands", text=state_words(one)))
    if one.said and not one.is_open:
        parts.append(Quote(lead="Why", text=one.said))
    return [*parts, *([Buttons(buttons=tuple(buttons))] if buttons else [])]


def _asked_by(one: DateRequest, today: date) -> str:
    behalf = f" for the {one.on_behalf_of}" if one.on_behalf_of else ""
    return f"{one.asked_post or 'an imported file'}{behalf}, {day_in_words(one.asked_at.date(), today)}"


def state_words(one: DateRequest) -> str:
    """Where a request stands."""
    if one.is_open and one.unanswered:
        return "the officer has been asked for more. The old deadline rules until it is decided."
    if one.is_open:
        return "it waits to be decided. The old deadline rules until then."
    by = f" by the {one.decided_post}" if one.decided_post else ""
    return f"{one.state}{by}{f', decision {one.decision_ref}' if one.decision_ref else ''}."


def decide_buttons(one: DateRequest, *, may_ask: bool = True) -> tuple[Button, ...]:
    """What whoever decides may press."""
    about = str(one.id)
    more = Button(label="Ask for more", does=MORE, about=about, spoken=f"Ask for more about {one.ref}")
    return (
        Button(label="Approve", does=APPROVE, about=about, style="primary", spoken=f"Approve the date of {one.ref}"),
        Button(label="Refuse", does=REFUSE, about=about, spoken=f"Refuse the date of {one.ref}"),
        *([more] if may_ask else []),
    )


def officer_buttons(one: DateRequest) -> tuple[Button, ...]:
    """What whoever asked may press."""
    add = Button(label="Add what was asked", does=ADD, about=str(one.id), style="primary")
    return (
        *([add] if one.unanswered else []),
        Button(label="Withdraw", does=WITHDRAW, about=str(one.id), spoken=f"Withdraw the request for {one.ref}"),
    )


def ask_button(action_id: int, ref: str) -> Button:
    """The button of an action's card."""
    return Button(label="Ask for a new date", does=ASK, about=str(action_id), spoken=f"Ask for a new date for {ref}")


def show_button(one: DateRequest) -> Button:
    """The button that shows a request in full."""
    return Button(label="Request", does=SHOW, about=str(one.id), spoken=f"The request for {one.ref}")


def new_date_asked(one: DateRequest, today: date, *, by_the_board: bool = False) -> Message:
    """Ask whoever decides; where nobody can, ask the secretary to record what the Board decides."""
    heading = f"{one.ref}: a new date is asked for"
    return Message(kind="new_date_asked", heading=heading, parts=tuple(_to_decide(one, today, by_the_board)))


def new_dates_asked(asked: Sequence[DateRequest], today: date) -> Message:
    """Ask whoever decides about several that a file asked for, each by itself; what is decided says so."""
    waiting = sum(one.is_open for one in asked)
    waits = "Nothing waits to be decided any more."
    if waiting:
        many = f"All {waiting}" if waiting == len(asked) else f"{waiting} of {len(asked)}"
        waits = f"{many} {'waits' if waiting == 1 else 'wait'} to be decided. The old deadlines rule until then."
    parts: list[Part] = [Paragraph(text=f"An imported file has other deadlines than the plan. {waits}")]
    for one in asked:
        parts.append(Paragraph(lead=f"{one.ref} {short_title(one.title)}", text=_one_of_several(one, today)))
        parts += [Buttons(buttons=decide_buttons(one))] if one.is_open else []
    heading = f"{counted(len(asked), 'new date is', 'new dates are')} asked for"
    return Message(kind="new_dates_asked", heading=heading, parts=tuple(parts))


def _one_of_several(one: DateRequest, today: date) -> str:
    if one.is_open:
        return f"{in_a_line(one, today)}. Change request {one.reference}."
    return f"asked for {from_to(one, today)}; {state_words(one)}"


def asks_about(message: Message) -> set[int]:
    """The requests that a message has a button to approve."""
    buttons = (button for part in message.parts if isinstance(part, Buttons) for button in part.buttons)
    return {int(button.about) for button in buttons if button.does == APPROVE}


def new_date_added(one: DateRequest, today: date, *, by_the_board: bool = False) -> Message:
    """The same once more, with what the officer has added."""
    heading = f"{one.ref}: more about the new date"
    return Message(kind="new_date_added", heading=heading, parts=tuple(_to_decide(one, today, by_the_board)))


def _to_decide(one: DateRequest, today: date, by_the_board: bool) -> list[Part]:
    if not one.is_open:
        return _request(one, today, ())
    note = Note(
        text="Nobody with a seat can decide this: each is away, answers for it, or may not. Record what the Board "
        "decided, with the reference in its minutes; or give somebody the seat of named approver: type “setup”."
    )
    parts = _request(one, today, ())
    return [*parts, *([note] if by_the_board else []), Buttons(buttons=decide_buttons(one))]


def request_sent(one: DateRequest, today: date, decided_by: str) -> Message:
    """Thank the officer, and say what happens now."""
    return Message(
        kind="new_date_sent",
        heading="",
        parts=(
            Paragraph(
                text=f"Your request for {one.ref} is sent: {from_to(one, today)}. If it is approved it will be "
                f"{slip_after(one)}. {first_capital(decided_by)} decides, and you are told. Until then "
                "the deadline, the clock and the rating stay as they are."
            ),
            Buttons(buttons=officer_buttons(one)),
        ),
    )


def approve_form(one: DateRequest, today: date, deciding: Deciding) -> Form:
    """Approve a new date; says what changes and who is told."""
    asked = (
        Paragraph(lead=one.ref, text=one.title),
        Paragraph(
            lead="What changes",
            text=f"the deadline becomes {day_in_words(one.to, today)}: {slip_after(one)}. The date first agreed "
            "stays as it is, and summaries count it as re-dated with approval.",
        ),
        TextField(name="said", label="Why it is approved", optional=True, many_lines=True, longest=LONGEST, hint=GUARD),
    )
    return decision_form(APPROVE_FORM, "Approve a new date", "Approve", str(one.id), asked, deciding)


def refuse_form(one: DateRequest, today: date, deciding: Deciding) -> Form:
    """Refuse a new date, with why and what is expected instead."""
    now = day_in_words(one.deadline, today) if one.deadline else "none"
    asked = (
        Paragraph(lead=one.ref, text=f"{ended(one.title)} Asked for: {from_to(one, today)}."),
        Paragraph(lead="What changes", text=f"nothing: the deadline stays {now}."),
        TextField(name="said", label="Why, and what is expected instead?", many_lines=True, longest=LONGEST,
                  hint=f"They read this. {GUARD}"),
    )  # fmt: skip
    return decision_form(REFUSE_FORM, "Refuse a new date", "Refuse", str(one.id), asked, deciding)


def more_form(one: DateRequest, today: date, told: Sequence[str], why: str = "") -> Form:
    """Ask the officer for more before deciding."""
    return Form(
        name=MORE_FORM,
        title="Ask for more",
        submit="Ask",
        about=str(one.id),
        parts=(
            Paragraph(lead=one.ref, text=f"{ended(one.title)} Asked for: {from_to(one, today)}."),
            TextField(name="question", label="What do you need to know?", many_lines=True, longest=LONGEST, hint=GUARD),
            who_will_be_told(told, why),
            Note(text="The officer is asked, and their answer comes back to you. Nothing else changes."),
        ),
    )


def add_form(one: DateRequest, question: Question, today: date, told: Sequence[str]) -> Form:
    """Answer what was asked about a request."""
    return Form(
        name=ADD_FORM,
        title="Add to your request",
        submit="Send",
        about=str(one.id),
        parts=(
            Paragraph(lead=one.ref, text=f"{ended(one.title)} {_asked_for(one, today)}"),
            Quote(lead=f"The {question.asked_post} asks", text=question.question),
            TextField(name="answer", label="Your answer", many_lines=True, longest=LONGEST, hint=GUARD),
            who_will_be_told(told),
        ),
    )


def withdraw_form(one: DateRequest, today: date, told: Sequence[str]) -> Form:
    """Take a request back."""
    now = day_in_words(one.deadline, today) if one.deadline else "none"
    return Form(
        name=WITHDRAW_FORM,
        title="Withdraw the request",
        submit="Withdraw",
        about=str(one.id),
        parts=(
            Paragraph(lead=one.ref, text=f"{ended(one.title)} Asked for: {from_to(one, today)}."),
            Paragraph(lead="What changes", text=f"nothing: the deadline stays {now}."),
            TextField(name="said", label="Why", optional=True, many_lines=True, longest=LONGEST, hint=GUARD),
            who_will_be_told(told, "" if told else "Nobody has read that it is asked for yet."),
        ),
    )


def more_wanted(one: DateRequest, question: Question, today: date) -> Message:
    """The officer hears that more is wanted before it is decided."""
    return Message(
        kind="new_date_more",
        heading=f"{one.ref}: a question about the new date",
        parts=(
            Paragraph(text=f"{_asked_for(one, today)} Before it is decided, the "
                           f"{question.asked_post} asks:"),
            Quote(text=question.question),
            Buttons(buttons=officer_buttons(one)),
        ),
    )  # fmt: skip


def new_date_decided(one: DateRequest, today: date, ended: Sequence[DateRequest] = ()) -> Message:
    """The officer hears what was decided, by whom and why; and which other requests for the action end with it."""
    if one.state == APPROVED:
        slip = slip_note(one.baseline, one.deadline, one.moves)
        now = f"The deadline is {day_in_words(one.to, today)} now{', ' + slip if slip else ''}."
    else:
        stays = day_in_words(one.deadline, today) if one.deadline else "as it was"
        now = f"The deadline stays {stays}. Please talk early if it can not be kept."
    why: list[Part] = [Quote(lead="Why", text=one.said)] if one.said else []
    return Message(
        kind="new_date_decided",
        heading=f"{one.ref}: the new date is {one.state}",
        parts=(
            Paragraph(text=f"{_asked_for(one, today)} The {one.decided_post} has {one.state} it "
                           f"(decision {one.decision_ref}). {now}"),
            *why,
            *(Paragraph(text=f"The request for {day_in_words(each.to, today)} ({each.reference}) ends with it.")
              for each in ended),
        ),
    )  # fmt: skip


def decision_noted(one: DateRequest, today: date, when: str) -> Message:
    """Tell whoever decided that it is recorded; `when` the officer is told, empty where nobody can be."""
    told = f"The officer is told {when}." if when else "There is nobody to tell just now; the record has it."
    if one.state == APPROVED:
        now = f"The deadline of {one.ref} is {day_in_words(one.to, today)} now, " \
              f"{slip_note(one.baseline, one.deadline, one.moves) or 'its first'}."  # fmt: skip
    else:
        now = f"The new date of {one.ref} is refused, and its deadline stays as it is."
    return said("new_date_noted", f"{now} Decision {one.decision_ref}. {told}")


def more_noted(ref: str, when: str) -> Message:
    """Tell whoever asked for more that the officer is asked, and `when`; empty where nobody can be."""
    told = f"The officer is asked {when}" if when else "There is nobody to ask just now. The question is kept"
    return said("new_date_more_noted", f"{told}, and the request for {ref} waits. The old deadline rules until then.")


def added_noted(ref: str) -> Message:
    """Thank the officer for what they added."""
    text = f"Thank you. What you added for {ref} goes to whoever decides; you are told what comes of it."
    return said("new_date_added_noted", text)


def withdrawn_noted(ref: str) -> Message:
    """Tell the officer that the request is taken back."""
    text = f"The request for {ref} is withdrawn, and its deadline stays as it is. Nobody decides about it any more."
    return said("new_date_taken_back", text)


def new_date_withdrawn(one: DateRequest, today: date) -> Message:
    """Tell whoever was to decide that nothing is asked any more."""
    why = f" They say: “{one.said.rstrip('.')}.”" if one.said else ""
    words = f"{one.ref}: the request for a new date {from_to(one, today)} was withdrawn.{why} Nothing is to be decided."
    return said("new_date_withdrawn", words)


def decided_already(one: DateRequest) -> Message:
    """For a button that comes too late."""
    why = f" Why: “{one.said}”" if one.state == WITHDRAWN and one.said else ""
    return said(
        "new_date_settled", f"Nothing waits to be decided here: the request for {one.ref} was {one.state}.{why}"
    )


_TODAY = date(2021, 6, 8)
_ONE = DateRequest(
    id=2, board_id=1, action_id=14, ref="A14", title="Shorten the wait for short breaks", post_id=4,
    post="Service Director, Inclusion and Family Services", was=date(2021, 5, 31), to=date(2021, 9, 30),
    reason="The lead post was vacant from March to May.", cause="Vacancy",
    effect="Disabled children wait four months longer.", recovery="An interim was sought twice.", is_late=True,
    asked_at=datetime(2021, 6, 7, 9, tzinfo=UTC), asked_post="Service Director, Inclusion and Family Services",
    on_behalf_of="", state=ASKED, said="", decision_ref="", decided_post="", deadline=date(2021, 5, 31),
    baseline=date(2021, 5, 31), moves=0, reference="CR-03",
)  # fmt: skip
_QUESTION = Question(1, "Which waits can be shortened before September?", "Independent Chair")
_ASKED_MORE = replace(_ONE, questions=(_QUESTION,))
_ANSWERED = replace(_ONE, questions=(replace(_QUESTION, answer="Those of the under-fives.", answered_post=_ONE.post),))
_APPROVED = replace(
    _ANSWERED, state=APPROVED, said="The plan to recover is sound.", decision_ref="D-2021-06-03", deadline=_ONE.to,
    decided_post="Independent Chair", moves=1,
)  # fmt: skip
_REFUSED = replace(_ONE, state=REFUSED, said="Recover to 2 July with temporary contacts.",
                   decision_ref="D-2021-06-12", decided_post="Independent Chair")  # fmt: skip
_OF_FILE = replace(_ONE, asked_post="", reason="asked for by an imported file", cause="", effect="", recovery="")
_NEXT = replace(_OF_FILE, id=3, ref="A15", title="Recruit to the vacant posts", reference="CR-04", is_late=False)
_CHAIR, _OFFICER = ("the Independent Chair",), (f"the {_ONE.post}",)
_ASKING = Asking(
    14, "A14", _ONE.title, _ONE.was, _ONE.baseline, date(2021, 9, 30), 0, True, "the Independent Chair", _CHAIR
)

EXAMPLES: tuple[Message, ...] = (
    new_date_asked(_ONE, _TODAY),
    new_date_added(_ANSWERED, _TODAY),
    new_date_asked(_ONE, _TODAY, by_the_board=True),
    new_date_asked(_APPROVED, _TODAY),
    request_shown(_ASKED_MORE, _TODAY, officer_buttons(_ASKED_MORE)),
    request_sent(_ONE, _TODAY, "the Independent Chair"),
    more_wanted(_ASKED_MORE, _QUESTION, _TODAY),
    new_date_decided(_APPROVED, _TODAY),
    new_date_decided(_REFUSED, _TODAY),
    new_date_decided(_APPROVED, _TODAY, [replace(_APPROVED, to=date(2021, 7, 30), reference="CR-02")]),
    decision_noted(_APPROVED, _TODAY, "now"),
    decision_noted(_REFUSED, _TODAY, ""),
    more_noted("A14", "on Wednesday 9 June, 08:30"),
    added_noted("A14"),
    withdrawn_noted("A14"),
    new_date_withdrawn(replace(_ONE, said="We can keep it after all."), _TODAY),
    decided_already(_REFUSED),
    new_date_decided(replace(_APPROVED, asked_post=""), _TODAY),
    new_dates_asked([_OF_FILE, _NEXT], _TODAY),
    new_dates_asked([replace(_APPROVED, asked_post=""), _NEXT], _TODAY),
)

FORM_EXAMPLES: tuple[Form, ...] = (
    ask_form(_ASKING, _TODAY),
    approve_form(_ONE, _TODAY, Deciding(_OFFICER)),
    approve_form(_ONE, _TODAY, Deciding((*_OFFICER, *_CHAIR), whose="Independent Chair")),
    refuse_form(_ONE, _TODAY, Deciding(_OFFICER, as_board=True)),
    more_form(_ONE, _TODAY, _OFFICER),
    add_form(_ASKED_MORE, _QUESTION, _TODAY, _CHAIR),
    withdraw_form(_ONE, _TODAY, _CHAIR),
    withdraw_form(_ONE, _TODAY, ()),
)
