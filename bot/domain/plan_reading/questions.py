"""What is to be asked about a file, one question for each cell, in the order of the file."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.domain.plan_reading.grid import column_number
from bot.domain.plan_reading.headings import told_apart
from bot.domain.plan_reading.posts import posts_named
from bot.domain.plan_reading.preview import Finding, Outcome, PlanPreview, PreviewRow, Weight

_DAYS = frozenset({"NO_DEADLINE", "DEADLINE_MOVE_ASKED", "EXCEL_SERIAL", "FORMULA_MOVING"})
_OF_DAYS = "DATE_"
"""How every other code about a day begins."""
_RATINGS = frozenset(
    {"ARROW_AMBIGUOUS", "BRAG_COLOUR_ONLY", "BRAG_TWO", "BRAG_TYPO", "BRAG_UNKNOWN", "STATUS_NOT_RATING"}
)
_TO_KNOW = frozenset({
    "TEXT_LONG", "CONTACT_DETAILS", "MARK_DIFFERS", "OWNER_DIFFERS", "DEPENDENCY_MOVED", "HOLD_NEEDS_DECISION",
    "DELIVERY_KEPT", "MILESTONE_DROPPED", "MILESTONE_KEPT", "CLOSED_KEPT", "REWORDED_IN_CHAT",
})  # fmt: skip
"""What is good to know, and no answer would change."""
_SUGGESTED = re.compile(r"reference is (?P<ref>\S+)\. Use|says \"(?P<above>[^\"]+)\"\. Is that right")
_SUGGEST = frozenset({"NO_REF", "ACTION_IN_PLAN", "DITTO"})
"""Where a finding says what is probably meant."""
_ALIKE = re.compile(r'"(?P<typed>[^"]+)" is (?:not a post [^"]*\. Did you mean|spelt almost like) "(?P<near>[^"]+)"')
"""Two titles that may be one post, as the reader says it."""
SAME_POST = (
    "Choose the first if they are one post: that is remembered for every file. Choose the second if they are two."
)
RATINGS = ("Red", "Amber", "Green")


@dataclass(frozen=True)
class Question:
    """What is asked about one cell. An answer takes its place; none leaves it as it was read, or held.

    `kind` is "day", "choice" (one of `choices`) or "words"; `suggested` is what an answer of words begins with. `also`
    are other rows that say the same in this column, and that the answer settles too.
    """

    sheet: str
    row: int
    column: int
    heading: str
    ref: str
    words: str
    holds: bool
    kind: str = "words"
    choices: tuple[str, ...] = ()
    suggested: str = ""
    also: tuple[int, ...] = ()

    @property
    def rows(self) -> tuple[int, ...]:
        """Every row that an answer settles."""
        return (self.row, *self.also)


def questions_of(preview: PlanPreview) -> list[Question]:
    """The questions that an answer typed in chat can settle; those that hold their row come first."""
    column_of = _columns_by_heading(preview)
    found: dict[tuple[str, int, int], Question] = {}
    for row, finding in _asked(preview):
        column = column_of.get(finding.column or "")
        if column is None:
            continue
        question = _question(row, finding, column)
        place = (question.sheet, question.row, question.column)
        found[place] = _joined(found[place], question) if place in found else question
    return sorted(_once_a_title(found.values()), key=lambda question: not question.holds)


def _columns_by_heading(preview: PlanPreview) -> dict[str, int]:
    """Each column as a finding names it: by its heading, and by its letter as well where two are headed so."""
    columns = list(reversed(preview.columns))  # of two that read alike and are not told apart, the first
    found = {column.heading: column_number(column.letter) for column in columns}
    return found | {told_apart(each.heading, each.letter): column_number(each.letter) for each in columns}


def _once_a_title(questions: Iterable[Question]) -> list[Question]:
    """A title that may be another's is asked about once, however many rows have it."""
    found: list[Question] = []
    first: dict[tuple[str, int, tuple[str, ...]], int] = {}
    for question in questions:
        about = (question.sheet, question.column, question.choices or (_without_row(question),))
        if (_is_of_titles(question) or _is_of_a_new_post(question)) and about in first:
            there = found[first[about]]
            found[first[about]] = replace(there, also=(*there.also, question.row))
            continue
        first.setdefault(about, len(found))
        found.append(question)
    return found


def _is_of_titles(question: Question) -> bool:
    return _ALIKE.search(question.words) is not None


_NEW_POST = re.compile(r'"[^"]+" is not a post that this plan knows\. It loads as a new post')


def _is_of_a_new_post(question: Question) -> bool:
    return _NEW_POST.search(question.words) is not None


def _without_row(question: Question) -> str:
    return question.words.replace(f"Row {question.row}", "Row", 1)


def _asked(preview: PlanPreview) -> Iterable[tuple[PreviewRow, Finding]]:
    rows = (row for row in preview.rows if row.outcome in {Outcome.HELD, Outcome.QUESTIONS})
    found = ((row, finding) for row in rows for finding in row.findings)
    return (
        (row, finding) for row, finding in found if finding.weight is not Weight.SAY and finding.code not in _TO_KNOW
    )


def _question(row: PreviewRow, finding: Finding, column: int) -> Question:
    asked = Question(
        sheet=row.sheet, row=row.row, column=column, heading=finding.column or "", ref=row.ref or "",
        words=finding.message, holds=finding.weight is Weight.HOLD,
    )  # fmt: skip
    if finding.code in _DAYS or finding.code.startswith(_OF_DAYS):
        return replace(asked, kind="day")
    if finding.code in _RATINGS:
        return replace(asked, kind="choice", choices=RATINGS)
    if finding.code == "OWNER_UNKNOWN" and (alike := _ALIKE.search(finding.message)):
        words = f"{finding.message} {SAME_POST}"
        return replace(asked, kind="choice", choices=(alike["near"], alike["typed"]), words=words)
    if finding.code == "MARK_UNCLEAR":
        return replace(asked, kind="choice", choices=("Yes", "No"))
    if finding.code == "TWO_OWNERS":
        return replace(asked, kind="choice", choices=tuple(dict.fromkeys(posts_named(finding.raw or ""))))
    suggested = _SUGGESTED.search(finding.message) if finding.code in _SUGGEST else None
    return replace(asked, suggested=(suggested["ref"] or suggested["above"]) if suggested else "")


def _joined(first: Question, second: Question) -> Question:
    """Two questions about one cell are one; where they would be answered in two ways, it is answered in words."""
    words = f"{first.words} {second.words}" if second.words not in first.words else first.words
    joined = replace(first, words=words, holds=first.holds or second.holds)
    return joined if first.kind == second.kind else replace(joined, kind="words", choices=())
