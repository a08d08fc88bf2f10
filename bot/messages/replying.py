"""What was replied to scrutiny: the forms that record it, and what is said once it is recorded."""

from collections.abc import Sequence
from datetime import date

from bot.domain.dates import day_in_words, full_day_in_words
from bot.domain.references import refs_in_words, short_title
from bot.domain.sources import REPLY_WITHIN, Item, SentReply, Source
from bot.messages.coverage import SHOW, sample_coverage
from bot.messages.figures import GUARD
from bot.messages.parts import Button, Buttons, DateField, Form, Message, Note, Paragraph, TextField, said
from bot.messages.sample_plan import TODAY

REPLY_FORM, REPLY_BY_FORM = "source_reply", "source_reply_by"
LONGEST_REPLY, LONGEST_POST, LONGEST_WHERE = 3000, 200, 300


def reply_form(about: str, item: Item) -> Form:
    """Ask what was replied to a point, when and by which post; a reply that is there is offered to be put right."""
    last = item.replies[-1] if item.replies else None
    note = "It is kept as a newer entry: what was recorded before stays beside it. " if last else ""
    return Form(
        name=REPLY_FORM,
        title="Correct the reply" if last else "Record the reply",
        submit="Save",
        about=about,
        parts=(
            Paragraph(lead=item.ref, text=short_title(item.words, 2000)),
            TextField(
                name="words", label="What was replied?", many_lines=True, longest=LONGEST_REPLY, hint=GUARD,
                initial=last.words if last else "",
            ),
            DateField(name="sent_on", label="On which day was it sent?", initial=last.sent_on if last else None),
            TextField(
                name="post", label="Which post sent it?", longest=LONGEST_POST, hint=GUARD,
                initial=last.post if last else "",
            ),
            TextField(
                name="where", label="Where can it be found?", optional=True, longest=LONGEST_WHERE, hint=GUARD,
                initial=last.where if last else "",
            ),
            Note(text=f"{note}Nothing is sent: a person sends a reply, and this keeps what was sent."),
        ),
    )  # fmt: skip


def reply_recorded(board_id: int, source: Source, item: Item, reply: SentReply, waiting: Sequence[Item]) -> Message:
    """Confirm what was recorded, and say which points of the source have no reply yet."""
    sent = f"sent on {full_day_in_words(reply.sent_on)} by the {reply.post}"
    where = "It shows in “coverage” from now on, and the next draft for scrutiny counts it."
    rest = f"No reply yet to {refs_in_words([each.ref for each in waiting])} of {source.ref}."
    if not waiting:
        rest = f"Each point of {source.ref} has a reply now: nothing more is asked about it."
    before = " What was recorded before stays beside it." if item.replies else ""
    text = f"The reply to {item.ref} is recorded: {sent}. {where}{before} {rest}"
    return said("reply_recorded", text, _ways(board_id, source))


def reply_by_form(about: str, source: Source) -> Form:
    """Ask by which day the points of a source are owed a reply; two months from its report where none is set."""
    offered = source.reply_by or (source.reported_on + REPLY_WITHIN if source.reported_on else None)
    hint = (
        "Two months from the day on which a scrutiny committee’s report came (Local Government Act 2000, section 9FE). "
        "Leave it empty where no reply is owed."
    )
    return Form(
        name=REPLY_BY_FORM,
        title="Reply owed by",
        submit="Save",
        about=about,
        parts=(
            Paragraph(lead=source.ref, text=source.title),
            DateField(name="day", label="By which day?", optional=True, initial=offered, hint=hint),
        ),
    )


def reply_by_set(board_id: int, source: Source, day: date | None, told_on: date | None, today: date) -> Message:
    """Confirm by when a reply is owed, and on which day the programme manager is told of what has none by then."""
    if day is None:
        text = f"No day is set by which {source.ref} is owed a reply. Nobody is told of one."
        return said("reply_by_set", text, _ways(board_id, source))
    told = "It is less than two weeks away, so nobody is told again."
    if told_on:
        when = day_in_words(told_on, today)
        told = f"The programme manager is told once, in the Friday note of {when}, of what has no reply by then."
    shows = "“coverage” and the draft for scrutiny say so from now on."
    text = f"The points of {source.ref} are owed a reply by {full_day_in_words(day)}. {shows} {told}"
    return said("reply_by_set", text, _ways(board_id, source))


def _ways(board_id: int, source: Source) -> Buttons:
    return Buttons(buttons=(Button(label="The whole source", does=SHOW, about=f"{board_id}:s{source.id}"),))


_COVERAGE = sample_coverage()
_SOURCE, (_REPLIED, _WAITING) = _COVERAGE.sources[-1], _COVERAGE.items[-2:]
_SENT = _REPLIED.replies[-1]

EXAMPLES: tuple[Message, ...] = (
    reply_recorded(1, _SOURCE, _WAITING, _SENT, ()),
    reply_recorded(1, _SOURCE, _REPLIED, _SENT, (_WAITING,)),
    reply_by_set(1, _SOURCE, date(2021, 7, 4), date(2021, 6, 18), TODAY),
    reply_by_set(1, _SOURCE, date(2021, 6, 10), None, TODAY),
    reply_by_set(1, _SOURCE, None, None, TODAY),
)
FORM_EXAMPLES: tuple[Form, ...] = (
    reply_form("1:6", _WAITING),
    reply_form("1:5", _REPLIED),
    reply_by_form("1:3", _SOURCE),
)
