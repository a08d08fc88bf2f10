"""The inspection pack, in one step: all actions, statements, evidence and decisions, and a list of the gaps."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.domain.cells import Written, words_in_a_cell
from bot.domain.closing import ACCEPTED
from bot.domain.dates import full_day_in_words
from bot.domain.decision_writing import HEADINGS as DECISION_HEADINGS
from bot.domain.gaps import TESTED, gaps_of
from bot.domain.guard import find_personal_details
from bot.domain.paper import LEFT_OUT
from bot.domain.people import Deed
from bot.domain.plans import Assessed
from bot.domain.restriction import left_out_words
from bot.domain.sources import Covered, State
from bot.domain.statements import EVIDENCE_KINDS
from bot.messages import inspection as words
from bot.messages.list_files import list_table
from bot.messages.parts import Reply
from bot.use_cases.assessing import assess_plan, for_everybody
from bot.use_cases.coverage import coverage_of
from bot.use_cases.heard import Typed
from storage import decisions, exception_reports, inspection, measures, outbox, plans
from storage.access import Access, access_board, access_board_by_id
from storage.audit import record
from storage.tables import Statement

UseCase = Callable[[Session, Any, datetime], Reply]
Sheet = list[list[Written]]

STATEMENT_HEADINGS = (
    "Action", "Sent on", "Version", "By", "On behalf of", "Rating", "Progress", "Effect on children", "Evidence",
    "In the way", "Help needed", "Next steps", "Forecast", "Reason", "Cause",
)  # fmt: skip
EVIDENCE_HEADINGS = ("Action", "Given on", "By", "Kind", "Of", "Evidence", "What became of it")
EXCEPTION_HEADINGS = ("Exception", "Action", "Put to the chair on", "Why", "Sent on", "Sent by")
GAP_HEADINGS = ("About", "Gap")


@dataclass(frozen=True)
class InspectionPack:
    """The pack as it goes into a file: the lines above its first sheet, and its sheets by name."""

    above: list[str]
    sheets: Mapping[str, Sheet]


def ask_for_pack(session: Session, command: Typed, now: datetime) -> Reply:
    """“inspection pack”: have the worker write it, and hand it to who asked; on the record.

    Raises:
        Refusal: they may not make one.
    """
    by = command.by
    access = access_board(session, by.key, Deed.MAKE_REVIEW, now, channel=command.channel, name=by.name)
    board, plan = access.board, assess_plan(session, access.board, now)
    seen = for_everybody(plan)
    gaps = _gaps(session, access, seen)
    outbox.say(
        session, board.workspace_id, key=f"{words.ERRAND}:{board.id}:{by.user}:{now:%Y-%m-%dT%H:%M:%S.%f}", to=by.user,
        message=words.pack_given(), due=now, board_id=board.id, args={"board": board.id, "asked_at": now.isoformat()},
    )  # fmt: skip
    record(
        session, board.workspace_id, who=access.who, what="export_inspection_pack", subject=board.name, at=now,
        to=f"{len(seen)} actions, {len(gaps)} gaps",
    )  # fmt: skip
    return Reply(message=words.pack_asked(len(gaps), len(plan) - len(seen)))


def inspection_pack(session: Session, caller: tuple[str, str, str], board_id: int, now: datetime) -> InspectionPack:
    """The pack as things stand; what is restricted is left out of every sheet, and counted above the first.

    Raises:
        Refusal: they may not make one any more.
    """
    access = access_board_by_id(session, caller, board_id, Deed.MAKE_REVIEW, now)
    board, plan = access.board, assess_plan(session, access.board, now)
    seen = for_everybody(plan)
    refs = {each.action.ref for each in seen}
    above = [
        plans.classification_of(session, board.id),
        f"Inspection pack: {board.name}, as it stood on {full_day_in_words(board.today(now))}",
        left_out_words(len(plan) - len(seen)),
    ]
    sheets: Mapping[str, Sheet] = {
        "Gaps": _gap_sheet(_gaps(session, access, seen)),
        "Actions": list_table(seen, {}),
        "Statements": _statements(session, access, refs),
        "Evidence": _evidence(session, access, refs),
        "Decisions": _decisions(session, access, refs),
        "Exceptions": _exceptions(session, access, refs),
    }
    return InspectionPack([line for line in above if line], {name: _safe(rows) for name, rows in sheets.items()})


def _gap_sheet(gaps: Sequence[tuple[str, str]]) -> Sheet:
    rows: Sheet = [[about, gap] for about, gap in gaps]
    return [list(GAP_HEADINGS), *rows]


def _gaps(session: Session, access: Access, seen: Sequence[Assessed]) -> list[tuple[str, str]]:
    """What is missing, action by action, and what a source asks for that no action answers."""
    board_id = access.board.id
    without, tested = measures.without_measure(session, board_id), _tested(session, board_id)
    found = [(each.action.ref, gap) for each in seen for gap in gaps_of(each, without, tested)]
    coverage = coverage_of(session, access.board, access.now)
    kinds = {each.id: each.kind.words for each in coverage.sources}
    return found + [
        (item.ref, f"{kinds[item.source_id]}: asked for, and no action yet")
        for item in coverage.items
        if _is_open(coverage.covered(item))
    ]


def _is_open(covered: Covered) -> bool:
    return covered.state is State.NO_ACTION


def _tested(session: Session, board_id: int) -> set[str]:
    said = inspection.statements_of(session, board_id)
    judged = inspection.deliveries_of(session, board_id)
    return {ref for ref, row in said if row.evidence and row.evidence_kind in TESTED} | {
        ref for ref, row in judged if row.state == ACCEPTED
    }


def _statements(session: Session, access: Access, refs: set[str]) -> Sheet:
    rows = [
        _statement(access, ref, row) for ref, row in inspection.statements_of(session, access.board.id) if ref in refs
    ]
    return [list(STATEMENT_HEADINGS), *rows]


def _statement(access: Access, ref: str, row: Statement) -> list[Written]:
    return [
        ref, access.board.today(row.at), str(row.version), row.post, row.on_behalf_of, row.rating, row.progress,
        row.effect, row.evidence, row.barriers, row.help_needed, row.next_steps, row.forecast, row.reason, row.cause,
    ]  # fmt: skip


def _evidence(session: Session, access: Access, refs: set[str]) -> Sheet:
    """What statements name as evidence, and what was offered when an action was delivered, with what became of it."""
    board = access.board
    said: list[list[Written]] = [
        [
            ref,
            board.today(row.at),
            row.post,
            EVIDENCE_KINDS.get(row.evidence_kind, ""),
            row.evidence_on,
            row.evidence,
            "",
        ]
        for ref, row in inspection.statements_of(session, board.id)
        if ref in refs and row.evidence
    ]
    offered: list[list[Written]] = [
        [
            ref,
            board.today(row.at),
            row.post,
            "Offered for closing",
            None,
            row.evidence,
            _became(row.state, row.judged_post),
        ]
        for ref, row in inspection.deliveries_of(session, board.id)
        if ref in refs and row.evidence
    ]
    return [list(EVIDENCE_HEADINGS), *said, *offered]


def _became(state: str, post: str) -> str:
    return state.replace("_", " ") + (f" by the {post}" if post else "")


def _decisions(session: Session, access: Access, refs: set[str]) -> Sheet:
    found = (one for one in decisions.about_actions(session, access.board) if one.about in refs)
    rows: list[list[Written]] = [
        [one.ref, one.about, one.words, one.post, one.day, one.meeting, one.note] for one in found
    ]
    return [list(DECISION_HEADINGS), *rows]


def _exceptions(session: Session, access: Access, refs: set[str]) -> Sheet:
    board = access.board
    rows: list[list[Written]] = [
        [row.ref, ref, board.today(row.at), row.why, board.today(row.sent_at) if row.sent_at else None, row.sent_by]
        for ref, row in exception_reports.reports_of(session, board.id)
        if ref in refs
    ]
    return [list(EXCEPTION_HEADINGS), *rows]


def _safe(rows: Iterable[Sequence[Written]]) -> Sheet:
    """As it may go into a file, in which a spreadsheet runs nothing; the guard runs again: a file has more readers."""
    return [[_safe_cell(cell) for cell in row] for row in rows]


def _safe_cell(cell: str | date | None) -> Written:
    if not isinstance(cell, str):
        return cell
    return LEFT_OUT if find_personal_details(cell) else words_in_a_cell(cell)


WORDS: Mapping[str, UseCase] = {"inspection": ask_for_pack}
READS: frozenset[str] = frozenset()
