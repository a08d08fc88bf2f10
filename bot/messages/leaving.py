"""What is said of somebody who will leave a post on a known day, and of seats that nobody is in."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.domain.dates import counted, full_day_in_words, listed
from bot.messages.parts import (
    MOST_CHOICES,
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
    said,
)

LEAVING, STAYS, LEAVING_FORM = "leaving.ask", "leaving.stays", "leaving_day"


def leaving_menu(board_id: int, posts: Sequence[tuple[int, str]]) -> Menu:
    """Whose last day is known, as (post id, words)."""
    choices = tuple(Choice(value=str(post_id), label=words) for post_id, words in posts[:MOST_CHOICES])
    return Menu(label="Somebody is leaving on a known day", does=LEAVING, about=str(board_id), choices=choices)


def leaving_form(about: str, post: str, holder: str, known: date | None) -> Form:
    """The last day of whoever holds a post."""
    return Form(
        name=LEAVING_FORM,
        title="Leaving",
        submit="Save",
        about=about,
        parts=(
            Paragraph(lead=post, text=f"{holder} holds it, and answers for it up to and including the last day."),
            DateField(name="last_day", label="Last day", initial=known),
            Note(
                text="The day after, the post is vacant unless you have connected it to whoever follows. You and the "
                "line director are told that morning. Why is never asked."
            ),
        ),
    )


def leaving_noted(about: str, post: str, holder: str, day: date) -> Message:
    """For the programme manager who recorded it."""
    stays = Button(label="They stay", does=STAYS, about=about, spoken=f"{holder} stays in post")
    connect = Button(label="Connect who follows", does="setup.connect_post", about=about)
    return said(
        "leaving_noted",
        f"{holder} leaves {post} on {full_day_in_words(day)}. From the day after, it is vacant until you connect it to "
        "whoever follows; connect it on the day they start.",
        Buttons(buttons=(stays, connect)),
    )


def leaving_withdrawn(post: str, holder: str) -> Message:
    """For the programme manager who recorded that somebody stays after all."""
    return said("leaving_withdrawn", f"Noted: {holder} stays in {post}, and is asked as before.")


@dataclass(frozen=True)
class VacantSeats:
    """The seats of a board that nobody is in, as (post, seat and since)."""

    board_id: int
    board: str
    told: tuple[tuple[str, str], ...]


def vacant_seats(vacant: Sequence[VacantSeats]) -> Message:
    """Whoever runs these boards is reminded, once a month, of the seats that nobody is in."""
    number, several = sum(len(each.told) for each in vacant), len(vacant) > 1
    where = counted(len(vacant), "board") if several else vacant[0].board
    listed_ = [part for each in vacant for part in _seats_of(each, named=several)]
    return Message(
        kind="vacant_seats",
        heading=f"{counted(number, 'vacant seat')} on {where}",
        parts=(
            Paragraph(text="Nobody is in these seats, so what is for them goes to nobody:"),
            *listed_,
            Note(text="I remind you on the first working day of each month, for as long as there are any."),
        ),
    )


def _seats_of(one: VacantSeats, *, named: bool) -> tuple[Part, ...]:
    spoken = f"Seats of {one.board}" if named else None
    seats = Button(label="Seats", does="setup.seats", about=str(one.board_id), style="primary", spoken=spoken)
    items = tuple(Item(lead=post, text=words) for post, words in one.told)
    return Bullets(lead=one.board if named else "", items=items), Buttons(buttons=(seats,))


def vacant_seat_words(roles: Sequence[str], since: date | None) -> str:
    """Of a vacant seat: as what it sits, and since when nobody does."""
    return f"{listed(list(roles))}, vacant{f' since {full_day_in_words(since)}' if since else ''}."


_DAY = date(2021, 6, 30)
_POST = "Service Director, Quality and Assurance"
_VACANT = VacantSeats(
    1, "Sample Improvement Board",
    (
        ("Health Lead", vacant_seat_words(["a board member"], None)),
        ("Independent Chair", vacant_seat_words(["the chair"], date(2021, 5, 4))),
    ),
)  # fmt: skip

EXAMPLES: tuple[Message, ...] = (
    leaving_noted("1:4", _POST, "Daniel Marsh", _DAY),
    leaving_withdrawn(_POST, "Daniel Marsh"),
    vacant_seats([_VACANT]),
    vacant_seats([_VACANT, replace(_VACANT, board_id=2, board="Sufficiency Board", told=_VACANT.told[:1])]),
)
FORM_EXAMPLES: tuple[Form, ...] = (leaving_form("1:4", _POST, "Daniel Marsh", None),)
