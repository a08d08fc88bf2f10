"""The board's quiet days, listed and asked for."""

from collections.abc import Sequence
from datetime import date

from bot.domain.dates import full_day_in_words
from bot.messages.parts import (
    Bullets,
    Button,
    Buttons,
    Choice,
    DateField,
    Form,
    Item,
    Menu,
    Message,
    Note,
    Paragraph,
    Part,
)

Run = tuple[date, date]


def quiet_days_listed(board_id: int, board: str, runs: Sequence[Run], news: str = "") -> Message:
    """The quiet days to come, with a way to add some and to take some back."""
    parts: list[Part] = [Paragraph(text=news)] if news else []
    parts.append(Paragraph(text="On these days I write to nobody, and they do not count as working days."))
    parts.append(Bullets(items=tuple(Item(text=in_words(run)) for run in runs)))
    if not runs:
        parts.append(Paragraph(text="There are none to come."))
    parts.append(Note(text="Weekends and bank holidays are quiet without being listed."))
    add = Button(label="Add quiet days", does="quiet.ask", about=str(board_id))
    back = Button(label="All steps", does="setup.open", about=str(board_id))
    parts.append(Buttons(buttons=(add, back)))
    if runs:
        choices = tuple(Choice(value=f"{first}:{last}", label=in_words((first, last))) for first, last in runs[:100])
        parts.append(Menu(label="Take back", does="quiet.take_back", about=str(board_id), choices=choices))
    return Message(kind="quiet_days_listed", heading=f"Quiet days of {board}", parts=tuple(parts))


def due_at_another_time(ref: str, due: str, was: str, *, is_over: bool) -> str:
    """That statements which people have been asked for are due at another time now, and who does not hear of it."""
    over = ", which is over" if is_over else ""
    return (
        f"Statements for {ref} are due {due} now{over}; whoever was asked had until {was}. It says so where they were "
        "asked, and nobody gets a message about it: tell them, or move the meeting."
    )


def in_words(run: Run) -> str:
    """A run of days: "Thursday 24 December 2026 to Friday 1 January 2027", or the one day."""
    first, last = run
    return full_day_in_words(first) if first == last else f"{full_day_in_words(first)} to {full_day_in_words(last)}"


def quiet_days_form(board_id: int) -> Form:
    """Which days are to be quiet."""
    return Form(
        name="quiet_days",
        title="Quiet days",
        submit="Save",
        about=str(board_id),
        parts=(
            Note(
                text="For an away day, training, or when the council closes. What would fall on them is planned for "
                "the working day before or after, as its kind asks; meetings stay where they are."
            ),
            DateField(name="from", label="First day"),
            DateField(name="to", label="Last day", hint="Leave it empty for one day.", optional=True),
        ),
    )


_CHRISTMAS = (date(2026, 12, 24), date(2027, 1, 1))
_AWAY_DAY = (date(2026, 11, 27), date(2026, 11, 27))

EXAMPLES = (
    quiet_days_listed(1, "Sample Improvement Board", [_AWAY_DAY, _CHRISTMAS], "Friday 27 November 2026 is quiet."),
    quiet_days_listed(1, "Sample Improvement Board", []),
)
FORM_EXAMPLES = (quiet_days_form(1),)
