"""What is kept and for how long: looking through it for whoever asks under the law, holding it, letting go of it."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime

from bot.domain.dates import counted, day_and_year, listed
from bot.domain.retention import MONTHS, SUGGESTED_MONTHS, SUGGESTED_YEARS, YEARS, Hold, Periods, Wanted
from bot.messages.parts import (
    NO_NAMES,
    Bullets,
    Button,
    Buttons,
    DateField,
    Form,
    Item,
    Message,
    Note,
    Paragraph,
    Part,
    TextField,
    said,
)
from bot.messages.removing import kind_words

SHOW, SEARCH, FILE, HOLD, LIFT, PERIODS = (
    "records.show", "records.search", "records.file", "records.hold", "records.lift", "records.periods",
)  # fmt: skip
SEARCH_FORM, HOLD_FORM, LIFT_FORM, PERIODS_FORM = "records_search", "records_hold", "records_lift", "records_periods"
ERRAND = "records_file"
"""The kind of message that stands for handing the file over."""
LONGEST = 300
_ALONE = (
    "It holds this board’s record alone: what another board has kept, also of an action that is reported to it, is "
    "held by whoever runs that one."
)
DISCLOSABLE = (
    "Assume that all of it may be disclosed. What people wrote to each other, and answers that only one person saw, "
    "are not here: Slack has those. Where a partner or an adviser wrote something, it says whose it is."
)


def records_shown(board_id: int, board: str, periods: Periods, holds: Sequence[Hold], news: str = "") -> Message:
    """How long a board keeps things, what is held, and the ways to look through it."""
    about = str(board_id)
    parts: list[Part] = [Paragraph(text=news)] if news else []
    parts.append(Bullets(lead="Kept", items=tuple(Item(text=words) for words in periods_words(periods))))
    if holds:
        parts.append(Paragraph(text="Nothing is deleted while it is held for a request:"))
    for hold in holds:
        why = f": {hold.why.rstrip('.')}" if hold.why else ""
        lift = Button(
            label="Lift the hold", does=LIFT, about=f"{board_id}:{hold.id}", spoken=f"Lift the hold {hold.ref}"
        )
        parts.append(Paragraph(lead=hold.ref, text=f"held by the {hold.by}{why}.", button=lift))
    buttons = (
        Button(label="Search", does=SEARCH, about=about, style="primary"),
        Button(label="Hold for a request", does=HOLD, about=about),
        Button(label="How long", does=PERIODS, about=about),
    )
    parts += [Buttons(buttons=buttons), Note(text=DISCLOSABLE)]
    return Message(kind="records_shown", heading=f"Records of the {board}", parts=tuple(parts))


def periods_words(periods: Periods) -> tuple[str, str]:
    """How long things are kept, a sentence for each sort."""
    months, years = periods.message_months, periods.plan_years
    messages = f"for {counted(months, 'month')}, then deleted" if months else "until somebody sets a time"
    plans = f"for {counted(years, 'year')}, then deleted" if years else "until somebody sets a time"
    return (
        f"Drafts, reminders and what else I said in chat: {messages}.",
        f"A plan, its statements, ratings and decisions, once it is closed: {plans}.",
    )


def search_form(board_id: int) -> Form:
    """What to look for. Empty is everything."""
    return Form(
        name=SEARCH_FORM,
        title="Search the records",
        submit="Search",
        about=str(board_id),
        parts=(
            TextField(name="action", label="About which action?", hint="Its reference, such as A6.", optional=True),
            TextField(name="post", label="Of which post?", hint="Its title, or words of it.", optional=True),
            TextField(name="source", label="From which source?", hint="Its reference or title.", optional=True),
            DateField(name="since", label="From which day?", optional=True),
            DateField(name="until", label="Up to which day?", optional=True),
            Note(text="Empty means everything. The search goes on the record; it is by post, and never by person."),
        ),
    )


def search_words(wanted: Wanted) -> str:
    """What was looked for, in words."""
    parts = [
        f"about {wanted.action}" if wanted.action else "",
        f"of the {wanted.post}" if wanted.post else "",
        f"from {wanted.source}" if wanted.source else "",
        f"since {day_and_year(wanted.since)}" if wanted.since else "",
        f"up to {day_and_year(wanted.until)}" if wanted.until else "",
    ]
    return ", ".join(part for part in parts if part) or "all that is kept"


def found(board_id: int, wanted: Wanted, by_kind: Mapping[str, int]) -> Message:
    """How much was found of which sort, and the way to have it as a file."""
    lines = sorted(f"{number} {kind_words(table, number)}" for table, number in by_kind.items())
    total = sum(by_kind.values())
    parts: list[Part] = [Paragraph(lead="You looked for", text=f"{search_words(wanted)}.")]
    if not total:
        parts.append(Paragraph(text="Nothing of that is kept. Leave a field empty to look further."))
    else:
        parts.append(Bullets(lead=f"Found: {counted(total, 'entry', 'entries')}", items=_items(lines)))
        file = Button(label="As a file", does=FILE, about=packed(board_id, wanted), style="primary")
        parts.append(Buttons(buttons=(file, Button(label="Hold for a request", does=HOLD, about=str(board_id)))))
        parts.append(Note(text=DISCLOSABLE))
    return Message(kind="records_found", heading="Records", parts=tuple(parts))


def _items(lines: Sequence[str]) -> tuple[Item, ...]:
    return tuple(Item(text=line) for line in lines)


def packed(board_id: int, wanted: Wanted) -> str:
    """A search as a button carries it."""
    days = (wanted.since.isoformat() if wanted.since else "", wanted.until.isoformat() if wanted.until else "")
    return f"{board_id}:{json.dumps([wanted.action, wanted.post, wanted.source, *days], ensure_ascii=False)}"


def file_asked() -> Message:
    """The answer to whoever asked for the file."""
    return said("records_asked", "The file is being written. It comes here in a moment.")


def file_given(wanted: Wanted) -> Message:
    """What stands beside the file."""
    return said(
        "records_file",
        f"The records: {search_words(wanted)}. Look through them before they go to anybody: it may need a second pair "
        "of eyes, and some of it may be exempt.",
    )


def hold_form(board_id: int, *, is_one_of_several: bool = False) -> Form:
    """Hold on to everything for a request. Whose record it is matters, so each board holds its own."""
    alone = f" {_ALONE}" if is_one_of_several else ""
    return Form(
        name=HOLD_FORM,
        title="Hold for a request",
        submit="Hold",
        about=str(board_id),
        parts=(
            Paragraph(text=f"Until you lift it, nothing of this board is deleted, however old it is.{alone}"),
            TextField(name="ref", label="The request's reference", hint="Such as FOI 2021/118.", longest=60),
            TextField(name="why", label="What is it about?", optional=True, longest=LONGEST),
            Note(text=NO_NAMES),
        ),
    )


def lift_form(about: str, hold: Hold) -> Form:
    """Why a hold is needed no more."""
    return Form(
        name=LIFT_FORM,
        title="Lift the hold",
        submit="Lift it",
        about=about,
        parts=(
            Paragraph(lead=hold.ref, text=hold.why or "held for a request."),
            TextField(name="why", label="Why is it needed no more?", longest=LONGEST),
            Note(text=f"What has been kept long enough is deleted after that, at the next look. {NO_NAMES}"),
        ),
    )


def periods_form(board_id: int, periods: Periods) -> Form:
    """How long things are kept; empty for ever."""
    months, years = periods.message_months, periods.plan_years
    return Form(
        name=PERIODS_FORM,
        title="How long things are kept",
        submit="Save",
        about=str(board_id),
        parts=(
            Paragraph(
                text="What is older is deleted every night, and can not be brought back. Your council's own retention "
                "schedule decides: ask your information governance lead."
            ),
            TextField(
                name="months", label="Drafts, reminders and messages: how many months?", optional=True,
                initial=str(months or ""), hint=f"Often {SUGGESTED_MONTHS}. Empty: nothing is deleted.",
            ),
            TextField(
                name="years", label="A plan after it is closed: how many years?", optional=True,
                initial=str(years or ""), hint=f"Often {SUGGESTED_YEARS}. Empty: nothing is deleted.",
            ),
        ),
    )  # fmt: skip


def not_a_period(name: str) -> str:
    """Beside a number that is none."""
    span, what = (MONTHS, "months") if name == "months" else (YEARS, "years")
    return f"Type a whole number of {what} from {span[0]} to {span[-1]}, or leave it empty."


def deleted_words(gone: Mapping[str, int]) -> str:
    """How much of what was deleted, and never what it said."""
    return listed([f"{number} {kind_words(table, number)}" for table, number in sorted(gone.items())])


_HOLD = Hold(3, "FOI 2021/118", "audits since 2020", "Improvement Programme Manager", datetime(2021, 6, 1, tzinfo=UTC))
_WANTED = Wanted("A6", "Head of Audit", "PR-2012", date(2021, 1, 1), date(2021, 6, 30))

EXAMPLES: tuple[Message, ...] = (
    records_shown(1, "Sample Improvement Board", Periods(None, None), ()),
    records_shown(1, "Sample Improvement Board", Periods(12, 7), (_HOLD,), "It is held."),
    found(1, _WANTED, {"statement": 2, "outbox": 14, "audit": 1}),
    found(1, Wanted(), {}),
    file_asked(),
    file_given(_WANTED),
)
FORM_EXAMPLES: tuple[Form, ...] = (
    search_form(1), hold_form(1), lift_form("1:3", _HOLD), periods_form(1, Periods(12, None)),
)  # fmt: skip
