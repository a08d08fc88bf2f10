"""What a rating column says: a rating, a state of the work, or something that only one council understands."""

import re
from dataclasses import dataclass, replace
from difflib import get_close_matches

from bot.domain.actions import Lifecycle
from bot.domain.plan_reading.grid import Cell
from bot.domain.plan_reading.preview import Weight
from bot.domain.rating_facts import Rating

_LETTERS = {"b": Rating.BLUE, "r": Rating.RED, "a": Rating.AMBER, "g": Rating.GREEN}
_COLOURS = {rating.word.casefold(): rating for rating in _LETTERS.values()}
_COMPLETE = frozenset(
    {"complete", "completed", "done", "closed", "closed complete", "finished", "achieved", "delivered"}
)
_STATES = {
    "not started": Lifecycle.NOT_STARTED, "not yet started": Lifecycle.NOT_STARTED, "not due": Lifecycle.NOT_STARTED,
    "not yet due": Lifecycle.NOT_STARTED, "to start": Lifecycle.NOT_STARTED, "planned": Lifecycle.NOT_STARTED,
    "in progress": Lifecycle.IN_PROGRESS, "in hand": Lifecycle.IN_PROGRESS, "ongoing": Lifecycle.IN_PROGRESS,
    "started": Lifecycle.IN_PROGRESS, "underway": Lifecycle.IN_PROGRESS, "under way": Lifecycle.IN_PROGRESS,
    "live": Lifecycle.IN_PROGRESS, "open": Lifecycle.IN_PROGRESS, "active": Lifecycle.IN_PROGRESS,
    "draft": Lifecycle.DRAFT, "delivered": Lifecycle.DELIVERED,
}  # fmt: skip
_HOLDS = frozenset({"on hold", "hold", "paused", "suspended", "deferred", "parked", "stopped"})
_ENDS = frozenset({
    "superseded", "withdrawn", "cancelled", "canceled", "merged", "not delivered", "abandoned", "removed",
    "no longer needed", "no longer required",
})  # fmt: skip
_CLOSED_AS = re.compile(rf"closed\W+({'|'.join(sorted(_ENDS))})\b")
_MEANT = {"on track": Rating.GREEN, "at risk": Rating.AMBER, "some issues": Rating.AMBER, "off track": Rating.RED,
          "delayed": Rating.AMBER, "overdue": Rating.RED, "behind schedule": Rating.AMBER}  # fmt: skip
_NOTHING = frozenset({"", "-", "–", "—", "n/a", "na", "not rated", "none", "nil", "grey", "gray"})
_LABEL = re.compile(r"^(?:(?:b?rag\b(?: rating| status)?|status|rating)\s*[:=]?\s+|rated\s+|currently\s+)")
_ARROWS = re.compile("[↑↓→←↗↘↔▲▼►◄⬆⬇⇧⇩]")

TO_HOLD = (
    "It stays live: a file cannot put an action on hold. If the Board decided it, press Change on its card, then Put "
    "on hold."
)
TO_END = (
    "It stays live: a file cannot end an action. If the Board decided it, press Change on its card, then Superseded or "
    "Not delivered."
)
"""Where what a file can not do is done."""


@dataclass(frozen=True)
class RatingReading:
    """What was read. `delivered` says that the work is claimed to be complete: only the Board can close it."""

    rating: Rating | None = None
    lifecycle: Lifecycle | None = None
    delivered: bool = False
    code: str = ""
    weight: Weight = Weight.SAY
    words: str = ""
    note: str = ""


def read_rating(cell: Cell, has_evidence: bool) -> RatingReading:
    """Read a rating column's cell; colour without words is not read."""
    if cell.is_blank:
        return _colour_only() if cell.colour else RatingReading()
    typed = cell.raw
    word = plain_word(cell.line)
    if word in _NOTHING and word not in {"grey", "gray"}:
        return RatingReading()
    bare = _LABEL.sub("", word)
    return (
        _one_rating(typed, bare)
        or _state(typed, word, has_evidence)
        or _state(typed, _before_note(cell.line), has_evidence)
        or _two_or_noted(typed, cell.line)
    )


def plain_word(text: str) -> str:
    """A word as it is compared: lower case, underscores and hyphens as spaces, no full stop."""
    return " ".join(re.sub(r"[_\-]+", " ", text.casefold()).strip(" .:*").split()) or text.strip()


def _before_note(line: str) -> str:
    """The word that a remark follows: "Complete – evidence at Board" is "complete"; and "Closed: not delivered" is "not
    delivered", which says what "closed" alone does not.
    """
    closed_as = _CLOSED_AS.match(plain_word(line))
    return closed_as[1] if closed_as else plain_word(re.split(r"\s[–—-]\s|[,(;:]", line)[0])


def _colour_only() -> RatingReading:
    return RatingReading(
        code="BRAG_COLOUR_ONLY", weight=Weight.ASK,
        words="the cell is coloured but has no words. Colour alone is not read. Type the rating.",
    )  # fmt: skip


def _one_rating(typed: str, word: str) -> RatingReading | None:
    rating = _LETTERS.get(word) or _COLOURS.get(word)
    if rating is None:
        return None
    if rating is Rating.BLUE:
        return _blue(typed)
    if typed in {rating.word, rating.word[0]}:
        return RatingReading(rating)
    return RatingReading(rating, code="BRAG_CLEANED", words=f'"{typed}" read as {rating.word}.')


def _blue(typed: str) -> RatingReading:
    words = f'"{typed}" loads as delivered, waiting for sign-off.'
    return RatingReading(delivered=True, code="BRAG_BLUE", weight=Weight.ASK, words=words)


def _state(typed: str, word: str, has_evidence: bool) -> RatingReading | None:
    if word in _COMPLETE:
        return complete(typed, has_evidence)
    if word in _HOLDS:
        words = f'"{typed}" is a status, not a rating. {TO_HOLD}'
        return RatingReading(code="STATUS_NOT_RATING", weight=Weight.ASK, words=words)
    if word in _ENDS:
        words = f'"{typed}" is a status, not a rating. {TO_END}'
        return RatingReading(code="STATUS_NOT_RATING", weight=Weight.ASK, words=words)
    if word in _STATES:
        words = f'"{typed}" is a status, not a rating. Read as the status; the action is not rated.'
        return RatingReading(lifecycle=_STATES[word], code="STATUS_NOT_RATING", weight=Weight.ASK, words=words)
    if word in _MEANT:
        words = f'"{typed}" is a status, not a rating. Did you mean {_MEANT[word].word}?'
        return RatingReading(code="STATUS_NOT_RATING", weight=Weight.ASK, words=words)
    return None


def complete(typed: str, has_evidence: bool) -> RatingReading:
    """Read a claim that an action is complete: delivered, and for the Board to close."""
    code = "COMPLETE_READ" if has_evidence else "COMPLETE_NO_EVIDENCE"
    without = "" if has_evidence else " with no evidence"
    words = f'"{typed}"{without}. Loaded as delivered, waiting for sign-off. Only the Board can close it.'
    return RatingReading(delivered=True, code=code, weight=Weight.ASK, words=words)


def _two_or_noted(typed: str, line: str) -> RatingReading:
    ratings = {rating for word in re.findall(r"[A-Za-z]+", line) if (rating := _named(word))}
    if _ARROWS.search(line) and len(ratings) < 2:
        return _with_arrow(typed, line)
    history = re.fullmatch(r"(\w+)\s*[(\[,;:–\-]\s*((?:was|previously|from|last)\b[^)\]]*)[)\]]?", line, re.IGNORECASE)
    named = _named(history[1]) if history else None
    if history and named:
        words = f'read as {named.word}. "{history[2].strip()}" kept as a note, not as history.'
        return _as_read(named, "BRAG_WITH_HISTORY", words, history[2].strip(), Weight.SAY)
    if len(ratings) > 1:
        words = (
            f'"{line}" is {_count(len(ratings))} ratings. This plan uses four. Choose one. '
            "If nobody does by the next meeting, it will show as not rated."
        )
        return RatingReading(code="BRAG_TWO", weight=Weight.ASK, words=words)
    return _noted(line, ratings) or _typo(typed, line) or _unknown(line)


def _count(number: int) -> str:
    return {2: "two", 3: "three"}.get(number, "four")


def _named(word: str) -> Rating | None:
    folded = word.casefold()
    return _COLOURS.get(folded) or (_LETTERS.get(folded) if word.isupper() or len(word) > 1 else None)


def _with_arrow(typed: str, line: str) -> RatingReading:
    named = _named(_ARROWS.sub("", line).strip())
    if named is None:
        return RatingReading(
            code="ARROW_AMBIGUOUS", weight=Weight.ASK, words=f'"{typed}": an arrow is no rating. Type the rating.'
        )
    words = f"read as {named.word}. The arrow could mean two things, and is ignored."
    return _as_read(named, "ARROW_AMBIGUOUS", words, "", Weight.ASK)


def _as_read(rating: Rating, code: str, words: str, note: str, weight: Weight) -> RatingReading:
    if rating is Rating.BLUE:
        return replace(_blue("Blue"), note=note)
    return RatingReading(rating, code=code, words=words, note=note, weight=weight)


def _noted(line: str, ratings: set[Rating]) -> RatingReading | None:
    first = re.match(r"[A-Za-z]+", line)
    if len(ratings) != 1 or first is None or _named(first[0]) not in ratings:
        return None
    (rating,) = ratings
    note = line[first.end() :].strip(" ()[]–-:;,.")
    words = f'read as {rating.word}. "{note}" kept as a note.'
    return _as_read(rating, "BRAG_CLEANED", words, note, Weight.ASK if note else Weight.SAY)


def _typo(typed: str, line: str) -> RatingReading | None:
    close = get_close_matches(line.casefold(), _COLOURS, n=1, cutoff=0.7)
    if not close or len(line) < 3 or line.casefold() == "grey":
        return None
    words = f'"{typed.strip()}" is not a rating. Did you mean {_COLOURS[close[0]].word}?'
    return RatingReading(code="BRAG_TYPO", weight=Weight.ASK, words=words)


def _unknown(line: str) -> RatingReading:
    words = f'"{line}" means different things in different councils. Not rated. Choose Blue, Red, Amber or Green.'
    return RatingReading(code="BRAG_UNKNOWN", weight=Weight.ASK, words=words)


@dataclass(frozen=True)
class StatusReading:
    """What a status column says of an action's life, with a question where it can not be taken as it is."""

    lifecycle: Lifecycle
    code: str = ""
    weight: Weight = Weight.SAY
    words: str = ""


def names_a_state(text: str) -> bool:
    """Whether a status says where the work stands, and is no rating or remark."""
    word = plain_word(text)
    return word in _STATES or word in _COMPLETE


def read_status(cell: Cell, has_evidence: bool) -> StatusReading:
    """Read a status column: the import never closes, holds or drops an action, because those are decisions."""
    word = plain_word(cell.line)
    if word not in _STATES.keys() | _NOTHING:
        word = _before_note(cell.line)
    if word in _COMPLETE and word != "delivered":
        reading = complete(cell.line, has_evidence)
        return StatusReading(Lifecycle.DELIVERED, reading.code, reading.weight, reading.words)
    if word in _STATES:
        return StatusReading(_STATES[word])
    if word in _NOTHING or _named(cell.line) or word in _MEANT:
        return StatusReading(Lifecycle.IN_PROGRESS)
    if word in _HOLDS:
        words = f'"{cell.line}". {TO_HOLD}'
    elif word in _ENDS:
        words = f'"{cell.line}". {TO_END} Actions are never deleted.'
    else:
        words = f'"{cell.line}" is not a status that is known here. Read as in progress. Confirm.'
    return StatusReading(Lifecycle.IN_PROGRESS, "STATUS_NEEDS_DECISION", Weight.ASK, words)
