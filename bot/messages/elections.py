"""Pre-election periods, listed and asked for, and the monitoring officer's clearance."""

from collections.abc import Sequence
from datetime import date

from bot.domain.dates import full_day_in_words
from bot.domain.elections import Period
from bot.messages.parts import (
    NO_NAMES,
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
    TextField,
)

SHOW, ASK, TAKE_BACK, CLEAR = "election.show", "election.ask", "election.take_back", "election.clear"
PERIOD_FORM, CLEAR_FORM = "election_period", "election_clear"
A_COUNCILLOR = "a councillor"
"""What stands in a channel for a councillor's name or post in a pre-election period."""
WHAT_CHANGES = (
    "In a pre-election period the draft for scrutiny opens only once you have noted the monitoring officer’s "
    f"clearance, and what I post in the board’s channel says “{A_COUNCILLOR}” in place of a councillor’s name or post. "
    "Requests and reminders to officers go on as ever."
)


def elections_listed(board_id: int, board: str, periods: Sequence[Period], news: str = "") -> Message:
    """The pre-election periods that run or are to come, with a way to enter one and to take one back."""
    parts: list[Part] = [Paragraph(text=news)] if news else []
    parts.append(Paragraph(text=WHAT_CHANGES))
    if periods:
        parts.append(Bullets(items=tuple(Item(text=in_words(each)) for each in periods)))
    else:
        parts.append(Paragraph(text="None is entered that runs or is to come."))
    parts.append(Note(text="The council’s monitoring officer says when it begins and ends, and what may be published."))
    parts.append(Buttons(buttons=(Button(label="Enter a period", does=ASK, about=str(board_id)),)))
    if periods:
        choices = tuple(Choice(value=f"{each.first}:{each.last}", label=in_words(each)) for each in periods)
        parts.append(Menu(label="Take back", does=TAKE_BACK, about=str(board_id), choices=choices))
    return Message(kind="elections_listed", heading=f"Pre-election periods of {board}", parts=tuple(parts))


def in_words(period: Period) -> str:
    """A period: "Monday 22 March 2021 to Thursday 6 May 2021"."""
    return f"{full_day_in_words(period.first)} to {full_day_in_words(period.last)}"


def period_form(board_id: int) -> Form:
    """From when to when a pre-election period is."""
    return Form(
        name=PERIOD_FORM,
        title="Pre-election period",
        submit="Save",
        about=str(board_id),
        parts=(
            Note(text=WHAT_CHANGES),
            DateField(name="from", label="First day", hint="Often the notice of election."),
            DateField(name="to", label="Last day", hint="Polling day."),
        ),
    )


def needs_clearance(about: str, until: date) -> Message:
    """In place of a public draft in a pre-election period, as long as it was not cleared."""
    return Message(
        kind="election_needs_clearance",
        heading="",
        parts=(
            Paragraph(
                text=f"A pre-election period runs until {full_day_in_words(until)}. Nothing public is drafted in it "
                "without the monitoring officer’s clearance. Ask them; once they agree, note it here, and the draft "
                "opens."
            ),
            Buttons(buttons=(Button(label="Note the clearance", does=CLEAR, about=about, style="primary"),)),
        ),
    )


def clearance_form(about: str) -> Form:
    """Who cleared it, and where that is written down."""
    return Form(
        name=CLEAR_FORM,
        title="Monitoring officer",
        submit="Save",
        about=about,
        parts=(
            Paragraph(text="That the draft for scrutiny of this quarter may be written in the pre-election period."),
            TextField(name="by", label="Who cleared it?", hint="A post, such as the Monitoring Officer.", longest=100),
            TextField(
                name="ref", label="Where is that written down?", hint="An email’s date, or a reference.", longest=200
            ),
            Note(text=NO_NAMES),
        ),
    )


_PERIOD = Period(date(2021, 3, 22), date(2021, 5, 6))

EXAMPLES: tuple[Message, ...] = (
    elections_listed(1, "Sample Improvement Board", (_PERIOD,), "Entered."),
    elections_listed(1, "Sample Improvement Board", ()),
    needs_clearance("1:2021-03-31", _PERIOD.last),
)
FORM_EXAMPLES: tuple[Form, ...] = (period_form(1), clearance_form("1:2021-03-31"))
