"""Deciding in a form, with a reference; what is written down for somebody else, and their word on it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from bot.domain.dates import day_in_words
from bot.domain.recorded_decisions import NOT_RIGHT, RIGHT, TAKEN_BACK, WITHDRAWN, Recorded
from bot.messages.figures import GUARD
from bot.messages.parts import (
    Button,
    Buttons,
    Choice,
    ChoiceField,
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
from bot.messages.who_is_told import who_will_be_told

IS_RIGHT, IS_NOT_RIGHT = "recorded.right", "recorded.not_right"
NOT_RIGHT_FORM = "recorded_not_right"
TOLD, ANSWERED, UNDONE = "decision_recorded", "recorded_answered", "recorded_undone"
LONGEST, LONGEST_HOW, LONGEST_REF = 1000, 200, 60
TAKE_BACK, STANDS = "take_back", "stands"


@dataclass(frozen=True)
class Deciding:
    """How a form decides. `told` are those who will be told, `why` is a sentence about whoever is not; `whose` is the
    post whose decision somebody else writes down, and `as_board` says that it is the Board's, since nobody can.
    """

    told: tuple[str, ...] = ()
    why: str = ""
    whose: str = ""
    as_board: bool = False


def decision_form(
    name: str, title: str, submit: str, about: str, asked: Sequence[FormPart], deciding: Deciding, follows: str = ""
) -> Form:
    """A form that decides something: what it asks, by which decision, what follows, who is told, and whose it is."""
    told = who_will_be_told(deciding.told, deciding.why)
    then = [Note(text=follows)] if follows else []
    parts = (*asked, *reference_fields(deciding), *then, told, *_whose(deciding))
    return Form(name=name, title=title, submit=submit, about=about, parts=parts)


def reference_fields(deciding: Deciding) -> list[FormPart]:
    """By which decision it is; and how it came, where somebody else writes it down."""
    hint = "As in the Board’s minutes." if deciding.as_board else (
        "As in the minutes. Left empty, the next free one is given."
    )  # fmt: skip
    how = TextField(
        name="how", label="How and when was it decided?", longest=LONGEST_HOW,
        hint=f"Such as: the {deciding.whose} wrote on 8 June. It stays on the record.",
    )  # fmt: skip
    ref = TextField(
        name="decision_ref", label="Decision reference", optional=not deciding.as_board, longest=LONGEST_REF, hint=hint
    )
    return [*([how] if deciding.whose else []), ref]


def _whose(deciding: Deciding) -> list[Note]:
    if deciding.as_board:
        return [Note(text="You write down what the Board decided; the record says so.")]
    if not deciding.whose:
        return []
    return [
        Note(
            text=f"You write down what the {deciding.whose} decided. The record names you both; they are told, and can "
            "say that it is not right."
        )
    ]


_QUESTION = "It stands unless you say otherwise. Is it right?"
_SAID, _SINCE = "You said", "Since then"


def decision_recorded(one: Recorded, by: str) -> Message:
    """Whoever decided reads what was written down as theirs, and says whether it is right."""
    parts: list[Part] = [
        Paragraph(
            text=f"The {by} has recorded this as your decision ({one.decision_ref}): {one.words}. How it came: "
            f"{one.how.rstrip('.')}."
        )
    ]
    about = str(one.id)
    parts.append(Paragraph(text=_QUESTION))
    parts.append(
        Buttons(buttons=(
            Button(label="This is right", does=IS_RIGHT, about=about, style="primary",
                   spoken=f"The decision about {one.ref} is right"),
            Button(label="Not right", does=IS_NOT_RIGHT, about=about,
                   spoken=f"The decision about {one.ref} is not right"),
        ))
    )  # fmt: skip
    return Message(kind="decision_recorded", heading=f"{one.ref}: recorded as your decision", parts=tuple(parts))


def _answer(one: Recorded, today: date) -> str:
    when = f" ({day_in_words(one.answered_at.date(), today)})" if one.answered_at else ""
    found = {
        RIGHT: "this is right",
        NOT_RIGHT: f"not right: {one.answer_words.rstrip('.')}",
        TAKEN_BACK: f"not right, and it is taken back: {one.answer_words.rstrip('.')}",
    }
    return f"{found[one.answer]}{when}."


def with_answer(message: Message, one: Recorded, today: date) -> Message:
    """The same message, with what they said, or that nobody asks any more, in the place of the question."""
    taken_back = "it was recorded by mistake, and is taken back. You need do nothing."
    is_withdrawn = one.answer == WITHDRAWN
    now = Paragraph(lead=_SINCE, text=taken_back) if is_withdrawn else Paragraph(lead=_SAID, text=_answer(one, today))
    return message.model_copy(update={"parts": (*(part for part in message.parts if not _asks(part)), now)})


def _asks(part: Part) -> bool:
    """Whether it is part of the question, or of an answer before."""
    if isinstance(part, Paragraph):
        return part.text == _QUESTION or part.lead in (_SAID, _SINCE)
    return isinstance(part, Buttons)


def not_right_form(one: Recorded, *, may_undo: bool) -> Form:
    """Ask what is not right, and whether it is to be taken back."""
    undo = Choice(value=TAKE_BACK, label="I did not decide this: take it back")
    stands = Choice(value=STANDS, label="It stands; something in it has to be put right")
    since = "It has been changed since, so it can not be taken back from here; the programme manager is told."
    follows = (
        f"Taken back, {one.ref} is again as it was before, and its officer is told. Whoever recorded it reads why."
    )
    return Form(
        name=NOT_RIGHT_FORM,
        title="Not right",
        submit="Send",
        about=str(one.id),
        parts=(
            Paragraph(lead=one.ref, text=f"{one.words} ({one.decision_ref})."),
            *([ChoiceField(name="then", label="What is to happen?", choices=(undo, stands), as_menu=False,
                           initial=TAKE_BACK)] if may_undo else []),
            TextField(name="words", label="What is not right?", many_lines=True, longest=LONGEST, hint=GUARD),
            Note(text=follows if may_undo else since),
        ),
    )  # fmt: skip


def recorded_answered(one: Recorded) -> Message:
    """Whoever wrote it down reads that it is not right, and what to do."""
    then = (
        f"It is taken back: {one.ref} is again as it was before, and its officer is told."
        if one.answer == TAKEN_BACK
        else "It still stands. Talk to them, and put right what has to be."
    )
    return Message(
        kind="recorded_answered",
        heading=f"{one.ref}: not right, says the {one.decided_post}",
        parts=(
            Paragraph(text=f"You recorded as their decision ({one.decision_ref}): {one.words}. {then}"),
            Quote(lead="What is not right", text=one.answer_words),
        ),
    )


def recorded_undone(one: Recorded, state: str) -> Message:
    """The officer hears that what they were told was taken back."""
    return said(
        "recorded_undone",
        f"{one.ref} {one.title}: what you were told of decision {one.decision_ref} ({one.words}) is taken back; the "
        f"{one.decided_post} did not decide it so. It is {state} again, as before.",
    )


def answer_noted(one: Recorded) -> Message:
    """Thank whoever decided, and say what became of it."""
    found = {
        RIGHT: "Thank you. The record says that it is right. Nothing more is asked about it.",
        NOT_RIGHT: "Thank you. It is on the record, and whoever recorded it is told. What was recorded stands until it "
        "is put right.",
        WITHDRAWN: "It was recorded by mistake, and was taken back before you answered. You need do nothing.",
        TAKEN_BACK: f"It is taken back: {one.ref} is as it was before. The officer, and whoever recorded it, are told.",
    }
    return said("recorded_noted", found[one.answer])


_TODAY = date(2021, 6, 8)
_ONE = Recorded(
    id=1, board_id=1, action_id=2, ref="A2", title="Publish one threshold document", post_id=1,
    post="Head of Early Help", person_id=1, decided_post="Independent Chair", decision_id=1,
    decision_ref="D-2021-06-03", recorder="U1", kind="closing", about_id=1, words="A2 closed as complete",
    how="An email of 7 June",
    at=datetime(2021, 6, 8, 9, tzinfo=UTC), was={}, became={},
)  # fmt: skip
_WRONG = replace(
    _ONE, answer=NOT_RIGHT, answer_words="I asked for an audit first.", answered_at=datetime(2021, 6, 8, 10, tzinfo=UTC)
)
_ASKED = decision_recorded(_ONE, "Improvement Programme Manager")

EXAMPLES: tuple[Message, ...] = (
    _ASKED,
    with_answer(_ASKED, replace(_WRONG, answer=RIGHT), _TODAY),
    with_answer(_ASKED, replace(_WRONG, answer=TAKEN_BACK), _TODAY),
    with_answer(_ASKED, replace(_WRONG, answer=WITHDRAWN), _TODAY),
    recorded_answered(_WRONG),
    recorded_answered(replace(_WRONG, answer=TAKEN_BACK)),
    recorded_undone(_ONE, "delivered"),
    answer_noted(replace(_WRONG, answer=RIGHT)),
    answer_noted(_WRONG),
    answer_noted(replace(_WRONG, answer=TAKEN_BACK)),
    answer_noted(replace(_WRONG, answer=WITHDRAWN)),
)
FORM_EXAMPLES: tuple[Form, ...] = (not_right_form(_ONE, may_undo=True), not_right_form(_ONE, may_undo=False))
