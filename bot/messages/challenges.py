"""What is asked and said about challenges: questions to an action, their answers, and how the chair settled them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from bot.domain.challenges import CHOSEN, Challenge, Outcome
from bot.domain.dates import counted, day_in_words, listed, moment_in_words, weekday_in_words, weekday_moment_in_words
from bot.domain.references import short_title
from bot.messages.parts import (
    MOST_CHOICES,
    NO_NAMES,
    Bullets,
    Button,
    Buttons,
    Choice,
    ChoiceField,
    DateField,
    Form,
    FormPart,
    Item,
    Message,
    Note,
    Paragraph,
    Part,
    Quote,
    Subheading,
    TextField,
    said,
)

ABOUT_ACTION = "challenge.action"
"""What “Challenge” on an action's card does; it is about the action."""
AT_MEETING = "challenge.meeting"
"""What “Challenge” beside a pack does; it is about the meeting."""
LIST = "challenge.list"
"""Another page of the log; about `board:page`."""
REPLY, BRING, SETTLE = "challenge.reply", "challenge.bring", "challenge.settle"
"""About a challenge."""
RAISE_FORM, REPLY_FORM, SETTLE_FORM = "challenge_raise", "challenge_reply", "challenge_settle"

AT_MOST = 8
"""Questions in one message, at their longest within what a platform shows; the rest is counted."""
ON_A_PAGE = 5
"""Challenges with their answers on one page of the log."""
IN_A_LINE = 160
"""Characters of each text on a run sheet."""
LONGEST = {"question": 500, "settles_it": 300, "raised_for": 200, "answer": 800, "words": 500}
"""Characters that each text of a challenge may have."""
_NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")


@dataclass(frozen=True)
class Offered:
    """An action that somebody may challenge."""

    id: int
    ref: str
    title: str


def raise_form(about: str, actions: Sequence[Offered], meeting: str, *, for_others: bool) -> Form:
    """Ask for a challenge to one of these actions. `meeting` is the coming one in words, empty for none.

    `for_others` is whether they may enter it for somebody who has no account here.
    """
    by_then = f"Left empty, by the meeting: {meeting}." if meeting else "Left empty, as soon as they can."
    parts: list[FormPart] = [
        _which_action(actions),
        TextField(
            name="question",
            label="Your question",
            many_lines=True,
            longest=LONGEST["question"],
            hint="What the Board should hear an answer to.",
        ),
        TextField(
            name="settles_it",
            label="What would settle it?",
            optional=True,
            many_lines=True,
            longest=LONGEST["settles_it"],
            hint="The evidence, figure or decision that would answer it.",
        ),
        DateField(name="due", label="Answer by", optional=True, hint=by_then),
    ]
    if for_others:
        hint = "Their post, such as Lead Member for Children, if you enter it for somebody else."
        parts.append(
            TextField(name="raised_for", label="Asked by", optional=True, longest=LONGEST["raised_for"], hint=hint)
        )
    parts.append(
        Note(text=f"The officer and the chair read it, and it is kept with your post. It changes no rating. {NO_NAMES}")
    )
    return Form(name=RAISE_FORM, title="Challenge", submit="Send", about=about, parts=tuple(parts))


def _which_action(actions: Sequence[Offered]) -> FormPart:
    if len(actions) == 1:
        return Paragraph(lead=actions[0].ref, text=actions[0].title)
    choices = tuple(
        Choice(value=str(each.id), label=f"{each.ref} {short_title(each.title)}") for each in actions[:MOST_CHOICES]
    )
    more = "For one that is not listed, type “challenge A6”." if len(actions) > MOST_CHOICES else ""
    return ChoiceField(name="action", label="Which action?", choices=choices, placeholder="Choose an action", hint=more)


def challenge_raised(ref: str, action_ref: str, what_next: str) -> Message:
    """For whoever raised it."""
    return said("challenge_raised", f"Your question about {action_ref} is kept as {ref}. {what_next}")


@dataclass(frozen=True)
class Asked:
    """What somebody is asked. `meeting_at` is when their first action is taken, by the board's clock; None for none.

    `for_post` is the post on whose behalf a delegate is asked; empty for the officer. `before` are those of the
    challenges that the same person was asked already.
    """

    challenges: tuple[Challenge, ...]
    meeting: str
    meeting_at: datetime | None
    for_post: str = ""
    before: frozenset[int] = frozenset()


def questions(asked: Asked, today: date) -> Message:
    """The questions that wait for an officer, each with a way to answer it now or in the room."""
    parts: list[Part] = [Paragraph(text=_how_many(asked, today))]
    for each in asked.challenges[:AT_MOST]:
        still = "Still open: " if each.id in asked.before else ""
        parts += [Quote(lead=f"{still}{each.action_ref}, {each.ref}, from {each.asked_by}", text=each.question)]
        parts += [Quote(lead="What would settle it", text=each.settles_it)] if each.settles_it else []
        parts.append(Buttons(buttons=_answers(each, with_meeting=asked.meeting_at is not None)))
    more = len(asked.challenges) - AT_MOST
    if more > 0:
        parts.append(Paragraph(text=f"And {counted(more, 'more question')}: type “challenges” to see them all."))
    parts.append(Note(text="A short reply goes to whoever asked, and to the chair. It is kept with your post."))
    return Message(kind="questions", heading=_heading(asked, today), parts=tuple(parts))


def _heading(asked: Asked, today: date) -> str:
    if asked.meeting_at is None:
        return f"A question about {_refs(asked.challenges)}"
    return f"{asked.meeting}, {weekday_moment_in_words(asked.meeting_at, today)}"


def _how_many(asked: Asked, today: date) -> str:
    number = len(asked.challenges)
    words = _NUMBERS[number] if number < len(_NUMBERS) else str(number)
    behalf = f", for the {asked.for_post}" if asked.for_post else ""
    open_still = "open " if asked.before.issuperset(each.id for each in asked.challenges) else ""
    what = f"{words} {open_still}{'question' if number == 1 else 'questions'} for {_refs(asked.challenges)}"
    due = min((each.due for each in asked.challenges if each.due), default=None)
    if asked.meeting_at is not None:
        what = f"{what} {_when(asked.meeting_at.date(), today)}"
    elif due:
        what = f"{what}, please by {weekday_in_words(due, today)}"
    return f"{what}{behalf}:"


def _when(day: date, today: date) -> str:
    days = (day - today).days
    return {0: "today", 1: "tomorrow"}.get(days, f"on {weekday_in_words(day, today)}")


def _refs(challenges: Sequence[Challenge]) -> str:
    return listed(list(dict.fromkeys(each.action_ref for each in challenges)))


def _answers(each: Challenge, *, with_meeting: bool) -> tuple[Button, ...]:
    reply = Button(
        label="Short reply", does=REPLY, about=str(each.id), style="primary", spoken=f"Short reply to {each.ref}"
    )
    bring = Button(
        label="Bring to meeting",
        does=BRING,
        about=str(each.id),
        spoken=f"Bring the answer to {each.ref} to the meeting",
    )
    return (reply, bring) if with_meeting else (reply,)


def with_reply(message: Message, challenge_id: int, words: str, *, is_done: bool) -> Message:
    """The same message once a question was answered: it says so, and can not be pressed any more.

    One that is brought to the meeting (not `is_done`) can still be answered in writing.
    """
    parts: list[Part] = []
    for part in message.parts:
        if not isinstance(part, Buttons) or not any(button.about == str(challenge_id) for button in part.buttons):
            parts.append(part)
            continue
        parts.append(Note(text=words))
        left = tuple(button for button in part.buttons if button.does == REPLY)
        parts += [] if is_done else [Buttons(buttons=left)]
    return message.model_copy(update={"parts": tuple(parts)})


def asks(message: Message, challenge_id: int) -> bool:
    """Whether a message has a button to answer this challenge."""
    buttons = [button for part in message.parts if isinstance(part, Buttons) for button in part.buttons]
    return any(button.does == REPLY and button.about == str(challenge_id) for button in buttons)


def reply_form(challenge: Challenge, on_behalf_of: str) -> Form:
    """Ask the officer, or their delegate, for a short answer."""
    parts: list[FormPart] = [Quote(lead=f"{challenge.action_ref}, from {challenge.asked_by}", text=challenge.question)]
    if challenge.settles_it:
        parts.append(Quote(lead="What would settle it", text=challenge.settles_it))
    behalf = f" You write on behalf of the {on_behalf_of}." if on_behalf_of else ""
    return Form(
        name=REPLY_FORM,
        title="Short reply",
        submit="Send",
        about=str(challenge.id),
        parts=(
            *parts,
            TextField(name="answer", label="Your answer", many_lines=True, longest=LONGEST["answer"]),
            Note(text=f"Goes to whoever asked and to the chair, and is kept.{behalf} {NO_NAMES}"),
        ),
    )


def reply_noted(challenge: Challenge) -> Message:
    """For the officer who answered."""
    return said(
        "challenge_reply_noted",
        f"Thank you. Your answer to {challenge.ref} about {challenge.action_ref} goes to {challenge.asked_by}, and "
        "the chair sees it in the run sheet.",
    )


def answered_words(challenge: Challenge, at: datetime, today: date) -> str:
    """What stands in the place of the buttons once it is answered; `at` is the board's time."""
    return f"{challenge.ref} answered {moment_in_words(at, today)}. Thank you."


def bringing_noted(challenge: Challenge, meeting: str) -> Message:
    """For the officer who answers it in the room."""
    return said("challenge_brought", f"Noted: you bring the answer to {challenge.ref} to {meeting}.")


def gone_to(ref: str, post: str) -> str:
    """What stands in the place of the buttons once it is a question about another action."""
    return f"It is a question about {ref} now, and the {post} answers it. Nothing more is needed; thank you."


BROUGHT = "You bring the answer to the meeting."


HELD_BACK = "There is an answer. The action is restricted by now: you can read it once those affected have been told."


def _asked_by_you(challenge: Challenge, is_successor: bool) -> str:
    return f"The {challenge.raised_post} before you asked" if is_successor else "You asked"


def _your(is_successor: bool) -> str:
    return "a question that your post asked" if is_successor else "your question"


def challenge_answered(challenge: Challenge, meeting: str, *, is_successor: bool = False) -> Message:
    """Whoever asked, or follows them in the post that they asked from, is told the answer. `meeting` is the coming one
    in words, empty for none.
    """
    behalf = f" on behalf of the {challenge.answered_for}" if challenge.answered_for else ""
    then = f" It is gone through at {meeting}." if meeting else ""
    return Message(
        kind="challenge_answered",
        heading=f"{challenge.action_ref}: {_your(is_successor)} is answered",
        parts=(
            Quote(lead=f"{_asked_by_you(challenge, is_successor)} ({challenge.ref})", text=challenge.question),
            Quote(lead=f"The {challenge.answered_post}{behalf}", text=challenge.answer),
            Note(text=f"Answered after {challenge.time_taken}. The chair settles it.{then}"),
        ),
    )


def settle_form(challenge: Challenge) -> Form:
    """Ask the chair what came of a challenge."""
    parts: list[FormPart] = [Quote(lead=f"{challenge.action_ref}, from {challenge.asked_by}", text=challenge.question)]
    if challenge.settles_it:
        parts.append(Quote(lead="What would settle it", text=challenge.settles_it))
    if challenge.is_answered:
        parts.append(Quote(lead=f"Answered after {challenge.time_taken}", text=challenge.answer))
    else:
        parts.append(Paragraph(text="Not answered in writing."))
    return Form(
        name=SETTLE_FORM,
        title="Settle a challenge",
        submit="Settle",
        about=str(challenge.id),
        parts=(
            *parts,
            ChoiceField(
                name="outcome",
                label="What came of it?",
                as_menu=False,
                choices=tuple(Choice(value=each.value, label=_capitalised(each.words)) for each in CHOSEN),
            ),
            TextField(name="words", label="In a sentence", optional=True, many_lines=True, longest=LONGEST["words"]),
            Note(text="It is told to whoever asked. A rating is confirmed, and a date approved, each on its own."),
        ),
    )


def settling_noted(challenge: Challenge, when: str = "") -> Message:
    """For the chair; `when` whoever asked is told of it: empty where that is the chair, or they know."""
    outcome = challenge.outcome.words if challenge.outcome else "settled"
    told = f" Whoever asked is told {when}." if when else " Nobody is asked about it any more."
    text = f"{challenge.ref} about {challenge.action_ref} is settled: {outcome}.{told}"
    return said("challenge_settling_noted", text)


def challenge_settled(challenge: Challenge, *, is_successor: bool = False) -> Message:
    """Whoever asked, or follows them in their post, is told what came of it."""
    outcome = challenge.outcome.words if challenge.outcome else "settled"
    asked = _asked_by_you(challenge, is_successor)
    parts: list[Part] = [Quote(lead=f"{asked} ({challenge.ref})", text=challenge.question)]
    parts.append(Paragraph(lead="What came of it", text=f"{_capitalised(outcome)}, by the {challenge.settled_post}."))
    if challenge.outcome_words:
        parts.append(Quote(lead=f"The {challenge.settled_post}", text=challenge.outcome_words))
    heading = f"{challenge.action_ref}: {_your(is_successor)} is settled"
    return Message(kind="challenge_settled", heading=heading, parts=tuple(parts))


def challenge_moved(challenge: Challenge, ref: str, title: str, *, is_successor: bool = False) -> Message:
    """Whoever asked, or follows them in their post, is told that their question goes on with another action."""
    said = f"{_your(is_successor).capitalize()} is about {ref} {title} from now on, and stays open."
    return Message(
        kind="challenge_moved",
        heading=f"{challenge.action_ref} is merged into {ref}",
        parts=(
            Quote(lead=f"{_asked_by_you(challenge, is_successor)} ({challenge.ref})", text=challenge.question),
            Paragraph(text=f"{said} Whoever answers for {ref} answers it."),
        ),
    )


@dataclass(frozen=True)
class LogFacts:
    """The challenges of a board, for somebody who may see its plan. `page` counts from 1."""

    board_id: int
    challenges: tuple[Challenge, ...]
    """The unsettled ones, those without an answer first."""
    page: int
    settled: int
    may_settle: bool
    mine: frozenset[int]
    """Those that the reader may answer."""


def challenge_log(facts: LogFacts, today: date) -> Message:
    """Every challenge that is not settled, with who asked, what was answered, and after how long."""
    heading = f"Challenges: {counted(len(facts.challenges), 'open challenge')}, {facts.settled} settled"
    if not facts.challenges:
        text = "No challenge is open. To raise one, type “challenge A6”."
        return Message(kind="challenge_log", heading=heading, parts=(Paragraph(text=text),))
    parts: list[Part] = []
    first = (facts.page - 1) * ON_A_PAGE
    for each in facts.challenges[first : first + ON_A_PAGE]:
        parts += [Subheading(text=f"{each.ref}: {each.action_ref}"), *challenge_parts(each, today)]
        buttons = _log_buttons(each, facts)
        parts += [Buttons(buttons=buttons)] if buttons else []
    parts += page_turner(LIST, str(facts.board_id), facts.page, pages_of(len(facts.challenges), ON_A_PAGE))
    return Message(kind="challenge_log", heading=heading, parts=tuple(parts))


def pages_of(number: int, on_a_page: int) -> int:
    """How many pages a list of this length has; one at least."""
    return max(1, -(-number // on_a_page))


def page_turner(does: str, about: str, page: int, pages: int) -> list[Part]:
    """Which page this is, with buttons to the ones beside it; nothing where there is only one."""
    if pages == 1:
        return []
    turns = [("Previous page", page - 1)] if page > 1 else []
    turns += [("Next page", page + 1)] if page < pages else []
    buttons = tuple(Button(label=label, does=does, about=f"{about}:{to}") for label, to in turns)
    return [Note(text=f"Page {page} of {pages}."), Buttons(buttons=buttons)]


def challenge_parts(each: Challenge, today: date, longest: int = LONGEST["answer"]) -> list[Part]:
    """One challenge as a log, a pack and a run sheet show it: question, what would settle it, answer.

    Each text is cut to `longest` characters, and then ends with "…".
    """
    due = f", answer by {day_in_words(each.due, today)}" if each.due else ""
    parts: list[Part] = [Quote(lead=f"{_capitalised(each.asked_by)} asks{due}", text=shortened(each.question, longest))]
    if each.settles_it:
        parts.append(Quote(lead="What would settle it", text=shortened(each.settles_it, longest)))
    if each.is_answered:
        behalf = f" on behalf of the {each.answered_for}" if each.answered_for else ""
        lead = f"The {each.answered_post}{behalf}, after {each.time_taken}"
        parts.append(Quote(lead=lead, text=shortened(each.answer, longest)))
    else:
        state = "The answer comes in the room." if each.brought_to else "Not answered yet: it is asked in the room."
        parts.append(Paragraph(text=state))
    return parts


ON_A_RUN_SHEET = 6


def on_run_sheet(board_id: int, challenges: Sequence[Challenge]) -> list[Part]:
    """What a run sheet begins with: the questions, those without an answer first; nothing where there are none."""
    if not challenges:
        return []
    waiting = sum(not each.is_answered for each in challenges)
    counts = f"{counted(len(challenges), 'question')}, {waiting} to be asked in the room"
    lines = [Item(lead=each.action_ref, text=in_a_line(each)) for each in challenges[:ON_A_RUN_SHEET]]
    more = len(challenges) - ON_A_RUN_SHEET
    lines += [Item(text=f"and {more} more.")] if more > 0 else []
    button = Button(label="Challenges", does=LIST, about=f"{board_id}:1", spoken="Open the challenges, to settle them")
    return [Bullets(lead=counts, items=tuple(lines)), Buttons(buttons=(button,))]


def in_a_line(each: Challenge) -> str:
    """One challenge and its answer, for a run sheet: "CH-03, the Police representative: “…?” Not answered yet."."""
    asked = f"{each.ref}, {each.asked_by}: “{shortened(each.question, IN_A_LINE)}”"
    if each.is_answered:
        return f"{asked} Answered after {each.time_taken}: “{shortened(each.answer, IN_A_LINE)}”"
    return f"{asked} {'The officer brings the answer.' if each.brought_to else 'Not answered yet.'}"


def shortened(text: str, longest: int) -> str:
    """A text as far as it fits, cut between words."""
    if len(text) <= longest:
        return text
    return f"{text[:longest].rsplit(' ', 1)[0].rstrip(',;:')} …"


def settle_button(each: Challenge) -> Button:
    """The chair's button for one challenge."""
    return Button(label="Settle", does=SETTLE, about=str(each.id), spoken=f"Settle {each.ref}")


def _log_buttons(each: Challenge, facts: LogFacts) -> tuple[Button, ...]:
    mine = _answers(each, with_meeting=False) if each.id in facts.mine and not each.is_answered else ()
    return (*mine, *((settle_button(each),) if facts.may_settle else ()))


def _capitalised(words: str) -> str:
    return words[:1].upper() + words[1:]


_TODAY = date(2021, 6, 14)
_ASKED = Challenge(
    id=3,
    ref="CH-03",
    board_id=1,
    action_id=6,
    action_ref="BCP-06",
    action_title="Put an audit programme in place",
    post_id=2,
    post="Service Director, Quality and Assurance",
    meeting_id=1,
    question="What changed for children because of the audits?",
    settles_it="Three worked examples with no names",
    due=date(2021, 6, 15),
    raised_by=5,
    raised_account="U5",
    raised_post="DfE Improvement Advisor",
    raised_for="",
    raised_at=datetime(2021, 6, 11, 9, 0, tzinfo=UTC),
)
_PLAIN = replace(_ASKED, id=4, ref="CH-04", settles_it="", raised_post="Independent Chair", due=None)
_FOR_ANOTHER = replace(
    _PLAIN, id=5, ref="CH-05", raised_for="Lead Member for Children", raised_post="Improvement Programme Manager"
)
_ANSWERED = replace(
    _ASKED,
    answer="Audited plans now record the child’s view; three examples are with the evidence.",
    answered_post="Head of Quality Assurance",
    answered_for="Service Director, Quality and Assurance",
    answered_at=datetime(2021, 6, 14, 13, 20, tzinfo=UTC),
)
_SETTLED = replace(
    _ANSWERED,
    outcome=Outcome.EVIDENCE_ACCEPTED,
    outcome_words="The examples are convincing.",
    settled_post="Independent Chair",
    settled_at=datetime(2021, 6, 15, 10, 0, tzinfo=UTC),
)
BEGINNING = tuple(on_run_sheet(1, (_ASKED, replace(_PLAIN, brought_to=1), _ANSWERED, *(_PLAIN,) * 4)))
"""How a run sheet begins where there are questions."""
_SLOT = datetime(2021, 6, 15, 10, 10, tzinfo=UTC)
_TWO = Asked((_ASKED, _PLAIN), "Holding to Account", _SLOT)
_MEETING = "Holding to Account, Tuesday 15 June, 09:30"
_OFFERED = (Offered(6, "BCP-06", "Put an audit programme in place"), Offered(12, "BCP-12", "Give schools a contact"))

EXAMPLES: tuple[Message, ...] = (
    challenge_raised("CH-03", "BCP-06", "The officer is asked on Monday 14 June, 13:00."),
    challenge_moved(_ASKED, "BCP-03", "Practice standards"),
    questions(_TWO, _TODAY),
    questions(replace(_TWO, for_post="Service Director, Quality and Assurance"), _TODAY),
    questions(Asked((_ASKED,), "", None), _TODAY),
    questions(replace(_TWO, before=frozenset({3})), _TODAY),
    with_reply(questions(_TWO, _TODAY), 3, answered_words(_ASKED, datetime(2021, 6, 14, 13, 20), _TODAY), is_done=True),  # noqa: DTZ001 - the board's own time
    with_reply(questions(_TWO, _TODAY), 3, BROUGHT, is_done=False),
    reply_noted(_ANSWERED),
    bringing_noted(_ASKED, _MEETING),
    challenge_answered(_ANSWERED, _MEETING),
    challenge_answered(replace(_ANSWERED, answered_for=""), ""),
    settling_noted(_SETTLED),
    challenge_settled(_SETTLED),
    challenge_settled(_SETTLED, is_successor=True),
    challenge_log(LogFacts(1, (_ASKED, _FOR_ANOTHER, _ANSWERED) * 2, 1, 2, True, frozenset({3})), _TODAY),
    challenge_log(LogFacts(1, (), 1, 0, False, frozenset()), _TODAY),
)

FORM_EXAMPLES: tuple[Form, ...] = (
    raise_form("1:0", _OFFERED, _MEETING, for_others=True),
    raise_form("0:6", _OFFERED[:1], "", for_others=False),
    reply_form(_ASKED, ""),
    reply_form(_ASKED, "Service Director, Quality and Assurance"),
    settle_form(_ANSWERED),
    settle_form(_PLAIN),
)
