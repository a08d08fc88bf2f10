"""What is to be asked about a file, one question for each cell, in the order of the file."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bot.domain.plan_reading.grid import column_number
from bot.domain.plan_reading.headings import Field, told_apart
from bot.domain.plan_reading.keeping import Place
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
_NUMBERED = re.compile(r"order it would be (?P<ref>\S+)\.$|reference is (?P<there>\S+)\. Use")
"""Of an action in a file without references: which it would have."""
_SUGGEST = frozenset({"NO_REF", "ACTION_IN_PLAN", "DITTO"})
"""Where a finding says what is probably meant."""
_ALIKE = re.compile(r'"(?P<typed>[^"]+)" is (?:not a post [^"]*\. Did you mean|spelt almost like) "(?P<near>[^"]+)"')
"""Two titles that may be one post, as the reader says it."""
SAME_POST = (
    "Choose the first if they are one post: that is remembered for every file. Choose the second if they are two."
)
RATINGS = ("Blue", "Red", "Amber", "Green")


@dataclass(frozen=True)
class Question:
    """What is asked about one cell. An answer takes its place; none leaves it as it was read, or held.

    `kind` is "day", "choice" (one of `choices`) or "words"; `suggested` is what an answer of words begins with. `also`
    are other rows that say the same in this column, and that the answer settles too; `each` is what goes into their
    cells where that is not the answer itself.
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
    each: tuple[str, ...] = ()

    def settles(self, answer: str) -> dict[Place, str]:
        """What an answer puts into every cell that it settles; of no answer, nothing into each of them."""
        others = self.each if answer and self.each else [answer] * len(self.also)
        rows = zip((self.row, *self.also), (answer, *others), strict=True)
        return {(self.sheet, row, self.column): said for row, said in rows}


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
    asked = [*_whether_to_number(preview), *_once_a_title(found.values())]
    return sorted(asked, key=lambda question: not question.holds)


def numbered(preview: PlanPreview) -> dict[Place, str]:
    """What numbers the actions of a file without references in their order: a column of its own, with its heading."""
    return {
        place: said for each in _whether_to_number(preview) for place, said in each.settles(each.choices[0]).items()
    }


def _whether_to_number(preview: PlanPreview) -> list[Question]:
    """The question whether a file's actions are to be numbered; none where the file has references."""
    lacking = next((finding for finding in preview.findings if finding.code == "NO_REF_COLUMN"), None)
    found = ((row.row, _NUMBERED.search(finding.message)) for row in preview.rows for finding in row.findings)
    refs = {row: (said["ref"] or "", said["there"] or "") for row, said in found if said}
    if lacking is None or not refs:
        return []
    new, known = ([pair[at] for pair in refs.values() if pair[at]] for at in (0, 1))
    free = 1 + max(column_number(column.letter) for column in preview.columns)
    return [
        Question(
            sheet=lacking.sheet or "", row=lacking.row or 0, column=free, heading=Field.REF.value, ref="",
            words=lacking.message, holds=True, kind="choice", choices=(_how_numbered(new, bool(known)),),
            also=tuple(refs), each=tuple(new_ref or there for new_ref, there in refs.values()),
        )
    ]  # fmt: skip


def _how_numbered(new: Sequence[str], is_known: bool) -> str:
    """What is offered, which is the heading of the column as well: it begins with one that is known."""
    run = f"{new[0]} to {new[-1]}" if len(new) > 1 else "".join(new)
    if not is_known:
        return f"Reference {run}, in their order"
    return f"Reference as in the plan; {run} for what is new" if new else "Reference as in the plan"


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
