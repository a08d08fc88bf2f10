"""Asking those who contribute to an action for input to its statement, and what they are told and shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.domain.dates import counted, listed, moment_in_words, weekday_moment_in_words
from bot.domain.inputs import WORDS
from bot.messages.parts import (
    MOST_CHOICES,
    Button,
    Buttons,
    Choice,
    ChoicesField,
    DateField,
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
from bot.messages.text import as_text

ASK, ASK_FORM = "input.ask", "input_ask"
WRITE, NOTHING, NOT_MINE = "input.write", "input.nothing", "input.not_mine"
KEEP_DRAFT, FORM = "input.keep_draft", "input_give"
NOT_ASKED, NOT_THEIRS = "input_not_asked", "input_not_theirs"
LONGEST_ASK = 300
LONGEST = 700
AT_MOST = 10
"""Requests that one message carries; the rest go the next working day."""
LABELS: Mapping[str, str] = dict(
    zip(WORDS, ("What has been done", "Effect on children", "What is in the way", "Evidence"), strict=True)
)
READ_BY = "the accountable officer and whoever writes the statement for them"
"""Who reads what a contributor sends."""


@dataclass(frozen=True)
class InputAsked:
    """One thing that is asked of a contributor. Times are the board's own; `for_post` is whose place they answer in."""

    id: int
    ref: str
    title: str
    officer: str
    meeting: str
    meeting_at: datetime
    wanted_at: datetime
    words: str = ""
    for_post: str = ""
    is_reminder: bool = False
    board: str = ""
    """Whose meeting it is: said where one message asks for several boards."""


# The officer asks


def ask_button(action_ids: Sequence[int], refs: Sequence[str]) -> Button:
    """The button that opens the form in which an officer asks."""
    about = ",".join(str(each) for each in action_ids)
    return Button(label="Ask contributors", does=ASK, about=about, spoken=f"Ask for input to {listed(list(refs))}"[:75])


@dataclass(frozen=True)
class ToAsk:
    """A post that may be asked about an action. `value` is what comes back; `words` say where it stands."""

    value: str
    ref: str
    post: str
    words: str = ""


def ask_form(about: str, known: Sequence[ToAsk], wanted: date, due: str) -> Form:
    """Whom an officer asks, for what and by when."""
    several = len({each.ref for each in known}) > 1
    choices = tuple(
        Choice(value=each.value, label=(f"{each.ref}: " if several else "") + each.post + each.words)
        for each in known[:MOST_CHOICES]
    )
    return Form(
        name=ASK_FORM,
        title="Ask contributors",
        submit="Ask them",
        about=about,
        parts=(
            Paragraph(
                text=f"They send you a few lines, which stand beside the form when you write. The statement stays "
                f"yours. It is due {due}."
            ),
            ChoicesField(name="whom", label="Whom do you ask?", choices=choices,
                         initial=(choices[0].value,) if len(choices) == 1 else ()),
            TextField(name="words", label="What would you like to know?", optional=True, many_lines=True,
                      longest=LONGEST_ASK, hint="Their form asks what has been done, its effect, and what hinders."),
            DateField(name="wanted", label="By when?", initial=wanted),
        ),
    )  # fmt: skip


@dataclass(frozen=True)
class WillBeAsked:
    """What the officer is told of one post: `when` it is asked, or `why_not`."""

    refs: str
    post: str
    when: str
    why_not: str = ""


def will_be_asked(asked: Sequence[WillBeAsked], by: str) -> Message:
    """Say who will be asked and when, and who can not be."""
    going, left = [each for each in asked if not each.why_not], [each for each in asked if each.why_not]
    parts: list[Part] = [
        Paragraph(lead=f"{each.refs}, {each.post}", text=f"asked {each.when}, for {by}.") for each in going
    ]
    parts += [Paragraph(lead=f"{each.refs}, {each.post}", text=f"not asked: {each.why_not}.") for each in left]
    if going:
        words = "What they send stands beside the form when you write. If nothing comes, they are reminded once, by me."
        parts.append(Note(text=words))
    return Message(kind="input_will_be_asked", heading="Input from contributors", parts=tuple(parts))


def input_not_asked(ref: str, post: str, why: str) -> Message:
    """Tell the officer that nobody could be asked, or reminded."""
    reached = f"{ref}: the {post} could not be reached for input: {why}."
    return said("input_not_asked", f"{reached} Ask somebody else, or write without it.")


def input_not_theirs(ref: str, post: str, by: str) -> Message:
    """Tell the officer that the wrong post was asked."""
    told = f"{ref}: {by}, {post}, says that this input is not theirs to give."
    return said("input_not_theirs", f"{told} Ask somebody else, or write without it.")


# What a contributor gets


def input_parts(asked: Sequence[InputAsked], today: date, *, are_named: bool) -> list[Part]:
    """All that is asked of one contributor, each with its buttons, and with its board where those `are_named`."""
    parts: list[Part] = []
    for each in asked:
        parts += _one(each, today, is_named=are_named)
    parts.append(Note(text=f"Read by {READ_BY}. It is no statement: that stays the officer’s, and names your post."))
    return parts


def inputs_wanted(asked: Sequence[InputAsked], today: date, introduced: Sequence[Part] = ()) -> Message:
    """One message that asks for input and nothing else; it is a reminder where all of it was asked before."""
    parts = (*introduced, *input_parts(asked, today, are_named=len({each.board for each in asked}) > 1))
    if all(each.is_reminder for each in asked):
        return Message(kind="input_reminded", heading=input_heading(asked), parts=parts)
    return Message(kind="input_requested", heading=input_heading(asked), parts=parts)


def input_heading(asked: Sequence[InputAsked]) -> str:
    """What stands above it."""
    return "Your input to a statement" if len(asked) == 1 else f"Your input to {counted(len(asked), 'statement')}"


def _one(each: InputAsked, today: date, *, is_named: bool) -> list[Part]:
    lead, wanted = f"{each.ref} {each.title}", weekday_moment_in_words(each.wanted_at, today)
    behalf = f" It was asked of the {each.for_post}, for whom you answer." if each.for_post else ""
    if each.is_reminder:
        text = f"The {each.officer} still hopes for your input by {wanted}. You are not reminded again.{behalf}"
    else:
        held = f"{each.meeting}{f' ({each.board})' if is_named else ''}"
        held = f"{held}, {weekday_moment_in_words(each.meeting_at, today)}"
        text = (
            f"The {each.officer} writes the statement for {held}, and asks for your input by {wanted}. "
            f"A few lines are enough.{behalf}"
        )
    asks: list[Part] = [Quote(lead="They would like to know", text=each.words)] if each.words else []
    return [Paragraph(lead=lead, text=text), *asks, Buttons(buttons=_buttons(each.id, each.ref))]


def _buttons(input_id: int, ref: str) -> tuple[Button, ...]:
    about = str(input_id)
    return (
        Button(label="Write", does=WRITE, about=about, style="primary", spoken=f"Write your input to {ref}"),
        Button(label="Nothing to add", does=NOTHING, about=about, spoken=f"Nothing to add to {ref}"),
        Button(label="Not me", does=NOT_MINE, about=about, spoken=f"{ref} is not mine to give input to"),
    )


def is_for_input(part: Part) -> bool:
    """Whether a part is the buttons of a request for input."""
    return isinstance(part, Buttons) and any(button.does == WRITE for button in part.buttons)


def with_input_settled(message: Message, input_id: int, words: str, *, may_change: bool = False) -> Message:
    """The same message once a request was answered, or is not needed any more: it says so in the buttons' place."""
    parts: list[Part] = []
    for part in message.parts:
        if not (_is_about(part, input_id)):
            parts.append(part)
        elif may_change:
            button = Button(label="Change it", does=WRITE, about=str(input_id), spoken="Change what you said about it")
            parts.append(Paragraph(text=words, button=button))
        else:
            parts.append(Paragraph(text=words))
    return message.model_copy(update={"parts": tuple(parts)})


def with_new_day(message: Message, asked: InputAsked, today: date) -> Message:
    """The same message after its meeting was moved: by when it is wanted now."""
    is_named = bool(asked.board) and asked.board in as_text(message)
    parts, new = list(message.parts), _one(asked, today, is_named=is_named)
    for place, part in enumerate(parts):
        if is_for_input(part) and _is_about(part, asked.id):
            # Not by what the action is called: that may be otherwise by now.
            first = next(at for at in range(place, -1, -1) if isinstance(parts[at], Paragraph))
            parts[first : place + 1] = new
            break
    return message.model_copy(update={"parts": tuple(parts)})


def _is_about(part: Part, input_id: int) -> bool:
    if isinstance(part, Buttons):
        return any(button.does == WRITE and button.about == str(input_id) for button in part.buttons)
    button = part.button if isinstance(part, Paragraph) else None
    return button is not None and button.does == WRITE and button.about == str(input_id)


# What a contributor writes


@dataclass(frozen=True)
class GiveFacts:
    """What the contributor's form is drawn from; `answers` stand in it, `note` says what became of a draft."""

    asked: InputAsked
    what: str
    answers: Mapping[str, str]
    note: str = ""


def give_form(facts: GiveFacts, today: date) -> Form:
    """The short form: progress, the effect on children, what is in the way, evidence."""
    asked = facts.asked
    wanted = weekday_moment_in_words(asked.wanted_at, today)
    parts: list[FormPart] = [Paragraph(lead=asked.ref, text=facts.what)]
    if asked.words:
        parts.append(Quote(lead=f"The {asked.officer} would like to know", text=asked.words))
    behalf = f" You answer for the {asked.for_post}." if asked.for_post else ""
    parts.append(Note(text=f"Wanted by {wanted}. Read by {READ_BY}. Fill in what you can.{behalf}"))
    parts += [
        TextField(name=name, label=label, initial=facts.answers.get(name, ""), optional=True, many_lines=True,
                  longest=LONGEST, keeps=True)
        for name, label in LABELS.items()
    ]  # fmt: skip
    parts.append(Buttons(buttons=(Button(label="Save draft", does=KEEP_DRAFT, about=str(asked.id)),)))
    parts += [Note(text=facts.note)] if facts.note else []
    return Form(
        name=FORM, title="Your input", submit="Send", close="Close", about=str(asked.id), parts=tuple(parts)
    )  # fmt: skip


def input_draft_kept(at: datetime, today: date) -> str:
    """The line in the form that says that a draft is safe."""
    return f"Draft saved {moment_in_words(at, today)}. It is yours alone until you send it."


def input_received(ref: str, officer: str) -> Message:
    """Thank a contributor."""
    return said(
        "input_received", f"Thank you. The {officer} sees it beside the statement for {ref}. You can change it until "
        "that is sent."
    )  # fmt: skip


def input_noted(ref: str, officer: str, when: str = "now", *, is_theirs: bool) -> Message:
    """Confirm that they have nothing to add, or that it is not theirs, and `when` the officer hears of that."""
    if is_theirs:
        return said(
            "input_noted", f"Noted: you have nothing to add to {ref}, and are not reminded. Thank you for saying so."
        )
    told = f"The {officer} is told {when} that the input to {ref} is not yours, and you are not reminded."
    return said("input_noted", f"Noted. {told} Thank you.")


def sent_words(at: datetime, today: date) -> str:
    """What stands in a request's place once it was answered."""
    return f"You sent this {moment_in_words(at, today)}. Thank you."


NOTHING_WORDS = "You have nothing to add. Thank you for saying so."
NOT_THEIRS_WORDS = "You said that this is not yours. Thank you."


# What the officer sees beside the form


@dataclass(frozen=True)
class Given:
    """What one post has answered, as it stands beside the statement's form: `lead` names post and day."""

    lead: str
    text: str


def given_lead(post: str, sent_by: str, day: str) -> str:
    """ "Input from the Head of Early Help, 4 June"; `sent_by` is who sent it in their place."""
    instead = f" (sent for them by {sent_by})" if sent_by else ""
    return f"Input from the {post}{instead}, {day}"


def given_text(answers: Mapping[str, str]) -> str:
    """All that was sent, a line for each box that is not empty."""
    return "\n".join(f"{LABELS[name]}: {answers[name]}" for name in WORDS if answers.get(name))


def given_parts(given: Sequence[Given], waiting: str) -> list[FormPart]:
    """What was sent, as their words, and who has not answered."""
    parts: list[FormPart] = [Quote(lead=each.lead, text=each.text) for each in given]
    return parts + ([Note(text=waiting)] if waiting else [])


_TODAY = date(2021, 6, 2)
_AT, _BY = datetime(2021, 6, 15, 10, 10), datetime(2021, 6, 7, 17, 0)  # noqa: DTZ001 - the board's own time
_OFFICER = "Service Director, Quality and Assurance"
_AUDIT = InputAsked(
    7,
    "BCP-06",
    "Audit programme",
    _OFFICER,
    "Holding to Account",
    _AT,
    _BY,
    "How many audits did your teams take part in?",
)
_SUPERVISION = replace(
    _AUDIT, id=8, ref="BCP-03", title="Supervise every month", words="", for_post="Head of Fostering"
)
_TITLE = "Put a quality assurance and audit programme in place."

EXAMPLES: tuple[Message, ...] = (
    inputs_wanted([_AUDIT], _TODAY),
    inputs_wanted([_AUDIT, _SUPERVISION], _TODAY),
    inputs_wanted([replace(_AUDIT, is_reminder=True)], date(2021, 6, 4)),
    with_input_settled(inputs_wanted([_AUDIT], _TODAY), 7, sent_words(_BY, _TODAY), may_change=True),
    will_be_asked(
        [
            WillBeAsked("BCP-06", "Head of Early Help", "today, about 10:45"),
            WillBeAsked("BCP-06", "Head of Fostering", "", "the post is vacant and there is no delegate to ask"),
        ],
        "Monday 7 June, 17:00",
    ),
    input_not_asked("BCP-06", "Head of Fostering", "its holder is away and there is no delegate to ask"),
    input_not_theirs("BCP-06", "Head of Early Help", "Grace Lowe"),
    input_received("BCP-06", _OFFICER),
    input_noted("BCP-06", _OFFICER, is_theirs=True),
    input_noted("BCP-06", _OFFICER, is_theirs=False),
)

FORM_EXAMPLES: tuple[Form, ...] = (
    ask_form(
        "6",
        [ToAsk("6.1", "BCP-06", "Head of Early Help", " (lead officer)")],
        date(2021, 6, 7),
        "Tuesday 8 June, 17:00",
    ),
    ask_form(
        "3,6",
        [
            ToAsk("3.1", "BCP-03", "Head of Fostering"),
            ToAsk("6.1", "BCP-06", "Head of Early Help", ", asked on 1 June"),
        ],
        date(2021, 6, 7),
        "Tuesday 8 June, 17:00",
    ),
    give_form(GiveFacts(_AUDIT, _TITLE, {"progress": "All five teams took part."}), _TODAY),
    give_form(GiveFacts(_SUPERVISION, "Supervise every month.", {}, input_draft_kept(_BY, _TODAY)), _TODAY),
)
