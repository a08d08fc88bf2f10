"""Packs for a formal review of a notice: each condition, what answers it, its evidence and ratings on the day."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.dates import day_and_year
from bot.domain.sources import Source
from bot.messages.coverage import REVIEW, SHOW, CoverageFacts, review_pages, sample_coverage
from bot.messages.parts import Button, Buttons, Choice, Menu, Message, Note, Paragraph, Part
from bot.messages.plan_lines import SAMPLE
from bot.messages.sample_plan import TODAY

MAKE, OPEN = "review.make", "review.show"
AT_MOST = 100
WHAT_IT_IS = (
    "A pack for the meeting at which this is formally reviewed: each condition, the actions linked to it, their "
    "evidence and their ratings on the day. It is kept as it was made, and can be opened again just so."
)


def reviews_listed(
    board_id: int, source: Source, kept: Sequence[tuple[int, datetime]], *, may_make: bool, today: datetime
) -> Message:
    """The packs of a source that were made, and the way to make one. Times are the board's own."""
    parts: list[Part] = [Paragraph(text=WHAT_IT_IS)]
    if kept:
        choices = tuple(Choice(value=str(paper), label=_when(at)) for paper, at in kept[:AT_MOST])
        parts.append(Menu(label="Open one", does=OPEN, about=str(board_id), choices=choices))
    else:
        parts.append(Paragraph(text="None has been made yet."))
    make = Button(label="Make the pack as at today", does=MAKE, about=f"{board_id}:{source.id}", style="primary")
    back = Button(label="The whole source", does=SHOW, about=f"{board_id}:s{source.id}")
    parts.append(Buttons(buttons=(make, back) if may_make else (back,)))
    heading = f"Formal review: {source.title}, {day_and_year(today.date())}"
    return Message(kind="reviews_listed", heading=heading, parts=tuple(parts))


def review_pack(facts: CoverageFacts, source: Source) -> tuple[Message, ...]:
    """The pages of a pack as they are kept: nothing to press is in them."""
    heading = f"Formal review: {source.title}, as at {day_and_year(facts.today)}"
    pages = review_pages(facts, source)
    last: list[Part] = [SAMPLE] if facts.is_sample else []
    return tuple(
        Message(kind="review_pack", heading=heading, parts=(*parts, *last) if parts is pages[-1] else tuple(parts))
        for parts in pages
    )


def review_shown(pages: Sequence[Message], page: int, paper: str, source: str, made: datetime) -> Message:
    """A page of a pack as it was made. `paper` and `source` are what the buttons are about; `made` the board's time."""
    shown = pages[page - 1]
    behind = Note(text=f"Kept as it stood on {_when(made)}. What has changed since is not in it.")
    turns = [("Previous page", page - 1)] if page > 1 else []
    turns += [("Next page", page + 1)] if page < len(pages) else []
    place = [Note(text=f"Page {page} of {len(pages)}.")] if len(pages) > 1 else []
    ways = [Button(label=label, does=OPEN, about=f"{paper}:{to}") for label, to in turns]
    ways.append(Button(label="All its packs", does=REVIEW, about=source))
    return shown.model_copy(update={"parts": (*shown.parts, behind, *place, Buttons(buttons=tuple(ways)))})


def _when(at: datetime) -> str:
    """ "8 June 2021, 17:00"."""
    return f"{day_and_year(at.date())}, {at:%H:%M}"


def _examples() -> tuple[Message, ...]:
    coverage = sample_coverage()
    notice = coverage.sources[0]
    pages = review_pack(CoverageFacts(1, TODAY, coverage, is_sample=True), notice)
    made = datetime(TODAY.year, TODAY.month, TODAY.day, 17, 0)  # noqa: DTZ001  # as the board reads it
    return (
        reviews_listed(1, notice, (), may_make=True, today=made),
        reviews_listed(1, notice, ((1, made),), may_make=False, today=made),
        review_shown(pages, 1, "1:1", "1:1", made),
    )


EXAMPLES: tuple[Message, ...] = _examples()
