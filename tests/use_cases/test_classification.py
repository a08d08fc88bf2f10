"""Every paper and every file says at its top how the plan is classified: Public, Official, or Official-Sensitive."""

import ast
import csv
import io
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy.orm import Session

from bot.domain.plan_reading.markings import CHOICES, USUAL
from bot.domain.plan_reading.reading import read_plan
from bot.made_files import makings
from bot.messages.parts import Message, Note
from bot.messages.text import as_text
from bot.ports import NamedFile
from bot.use_cases.decision_log import make_up_draft
from bot.use_cases.exporting import plan_to_export
from bot.use_cases.heard import Answers, Press, Typed
from bot.use_cases.pack import fix_pack
from bot.use_cases.planning import MadeUp
from handlers.plan_exports import Kind, write_list, write_plan, write_sheets, write_table
from handlers.plan_files import read_plan_bytes
from handlers.run_sheet_files import write_run_sheet
from sandbox.gallery import subjects
from storage import boards, plans, tables
from storage.outbox import Leased, Planned
from tests.use_cases.measured_board import does, first_meeting, is_refused, words_of
from tests.use_cases.sample_board import TUESDAY, SampleBoard, caller

ROOT = Path(__file__).parents[2]
AFTER = datetime(2021, 6, 15, 16, 0, tzinfo=UTC)
"""After the first meeting of the sample."""
FILES = makings(
    write_run_sheet, write_table, lambda table, kind, above: write_list(table, Kind(kind), above), write_sheets
)
WANTED = json.dumps(["", "", "", "", ""])


def args(session: Session, board: SampleBoard, kind: str) -> dict[str, object]:
    """What the row says that stands for a file of this kind; a kind that is not here is new, and has to be."""
    said: dict[str, dict[str, object]] = {
        "run_sheet_paper": {"meeting": first_meeting(session, board).id},
        "records_file": {"wanted": f"{board.id}:{WANTED}"},
        "list_exported": {"file_kind": "xlsx", "asked": "red and overdue"},
        "inspection_pack": {},
    }
    return {"board": board.id, "asked_at": TUESDAY.isoformat(), **said[kind]}


def made(session: Session, board: SampleBoard, kind: str, **other: str) -> NamedFile:
    row = Leased(
        1, "T1", "slack", board.id, "key", kind, {**args(session, board, kind), **other}, "U_PM", None, TUESDAY, 1,
        in_doubt=False, heard="",
    )  # fmt: skip
    return FILES[kind].make(session, row, TUESDAY)


def top(content: bytes) -> str:
    """What stands first in a file: in the first cell of its first sheet, or in its first line."""
    if content.startswith(b"PK"):
        return str(openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]["A1"].value)
    return next(csv.reader(io.StringIO(content.decode("utf-8-sig"))))[0]


@pytest.fixture(params=["", "PUBLIC", "EXEMPT"])
def marked(request, session, board) -> str:
    """How the plan is marked; what is usual where nobody has."""
    plans.mark(session, plans.plan_id_of(session, board.id), request.param)
    return request.param or "OFFICIAL-SENSITIVE"


@pytest.mark.parametrize("kind", FILES)
def test_every_file_that_is_handed_over_states_it_first(session, board, marked, kind):
    assert top(made(session, board, kind).content) == marked


def test_so_does_a_list_as_text_and_the_plan_in_either_kind_of_file(session, board, marked):
    found = plan_to_export(session, boards.get_board(session, board.id), TUESDAY)

    assert top(made(session, board, "list_exported", file_kind="csv").content) == marked
    for kind in Kind:
        content = write_plan(found.rows, kind, found.marking, found.beside)
        assert top(content) == marked
        assert read_plan(read_plan_bytes(content, f"plan.{kind.value}")).marking == marked


def test_no_file_is_made_anywhere_else():
    """Whoever adds a file adds it to the table above, or to the plan's."""
    makers = {
        (path.name, function.name)
        for folder in ("bot", "handlers")
        for path in (ROOT / folder).rglob("*.py")
        for function in ast.walk(ast.parse(path.read_text()))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        and any(isinstance(each, ast.Call) and ast.unparse(each.func) == "NamedFile" for each in ast.walk(function))
    }

    handed_over = {("made_files.py", making.make.func.__name__) for making in FILES.values()}
    assert makers == {("errands.py", "_write"), *handed_over}


PAPERS: dict[str, Callable[[SampleBoard, int], Press | Typed]] = {
    "pack": lambda board, meeting: Press(caller("U_QA"), "pack.show", str(meeting)),
    "a later page of it": lambda board, meeting: Press(caller("U_QA"), "pack.show", f"{meeting}:2"),
    "pack as it was fixed": lambda board, meeting: Typed(caller("U_CHAIR"), "pack HTA-2021-06-15"),
    "decision log as it is drafted": lambda board, meeting: Typed(caller("U_QA"), "decisions"),
    "highlight report": lambda board, meeting: Typed(caller("U_CHAIR"), "highlight BCP-06"),
    "draft for DfE": lambda board, meeting: Press(caller("U_PM"), "quarterly.for_dfe", f"{board.id}:2021-06-30"),
}


@pytest.fixture
def meeting(session, board) -> int:
    found = first_meeting(session, board)
    fix_pack(session, boards.get_board(session, board.id), found, found.starts_at - timedelta(days=3))
    return found.id


@pytest.mark.parametrize("paper", PAPERS)
def test_every_paper_in_chat_states_it_below_its_heading(session, board, meeting, marked, paper):
    assert words_of(does(session, PAPERS[paper](board, meeting), AFTER)).splitlines()[1] == marked


def test_a_decision_log_states_it_to_who_drafts_it_and_in_the_channel_and_as_it_is_marked_by_then(
    session, board, marked
):
    mine, meeting = boards.get_board(session, board.id), first_meeting(session, board)
    draft = make_up_draft(session, mine, meeting, Planned(1, "x", "log_draft", {}, AFTER, board.id), AFTER)
    assert isinstance(draft, MadeUp) and as_text(draft.message).splitlines()[1] == marked
    about = next(
        button.about for part in draft.message.parts for button in getattr(part, "buttons", ())
        if button.does == "log.hand_on"
    )  # fmt: skip
    does(session, Press(caller("U_PM"), "log.hand_on", about), AFTER)
    does(session, Press(caller("U_CHAIR"), "log.approve", about), AFTER)

    plans.mark(session, plans.plan_id_of(session, board.id), "OFFICIAL")

    agreed = words_of(does(session, Typed(caller("U_QA"), "decisions"), AFTER))
    assert agreed.splitlines()[1] == "OFFICIAL" and "Agreed." in agreed and agreed.count("OFFICIAL") == 1


CALLED = re.compile(r"(?:To sign off\. )?(?:Pack|Board pack|Draft|Decision log|Highlight|Formal review|Exceptions)\b")


def test_whatever_is_called_a_pack_a_draft_a_log_or_a_report_states_it_in_the_gallery_too():
    shown = [example for subject in subjects() for example in subject.messages if CALLED.match(example.heading)]
    papers = [each for each in shown if each.kind not in NO_PAPERS]

    assert {each.kind for each in papers} >= {"pack", "log_draft", "decision_log", "board_pack_shown", "highlight"}
    assert [each.heading for each in papers if not _states_it(each)] == []


NO_PAPERS = frozenset({"board_pack", "reviews_listed", "exceptions_listed", "draft_signed"})
"""What is named after a paper and is none: the notice of it in a channel, the list of them, that it was signed off."""


def _states_it(paper: Message) -> bool:
    return any(isinstance(part, Note) and part.text.startswith(USUAL) for part in paper.parts[:2])


class TestTheProgrammeManagerChooses:
    def form(self, session, board, who="U_PM"):
        return does(session, Press(caller(who), "setup.board", str(board.id)), TUESDAY).form

    def sends(self, session, board, marking: str, who: str = "U_PM"):
        asked = {part.name: part.initial for part in self.form(session, board).parts if hasattr(part, "name")}
        answers = asked | {"mash_number": "01234 567890", "marking": marking}
        return does(session, Answers(caller(who), "setup_board", str(board.id), answers), TUESDAY)

    def test_one_of_three_or_what_a_file_said(self, session, board):
        plans.mark(session, plans.plan_id_of(session, board.id), "EXEMPT")

        field = next(part for part in self.form(session, board).parts if getattr(part, "name", "") == "marking")

        assert [choice.value for choice in field.choices] == ["EXEMPT", *CHOICES]
        assert field.initial == "EXEMPT"

    def test_it_stands_on_every_paper_from_then_on_and_the_record_says_who_chose_it(self, session, board, meeting):
        self.sends(session, board, "OFFICIAL-SENSITIVE")
        assert session.query(tables.Audit).filter_by(what="mark_plan").count() == 0

        assert "state OFFICIAL at their top" in words_of(self.sends(session, board, "OFFICIAL"))

        assert words_of(does(session, Typed(caller("U_QA"), "pack"), TUESDAY)).splitlines()[1] == "OFFICIAL"
        [entry] = session.query(tables.Audit).filter_by(what="mark_plan")
        assert (entry.was, entry.to) == ("OFFICIAL-SENSITIVE", "OFFICIAL")
        assert entry.who.startswith("Improvement Programme Manager")

    def test_nobody_else_does_and_nothing_else_can_be_chosen(self, session, board):
        press = Press(caller("U_CHAIR"), "setup.board", str(board.id))
        assert "Only the programme manager" in is_refused(session, press, TUESDAY)

        wrong = self.sends(session, board, "SECRETIVE")

        assert wrong.errors == {"marking": "Choose Public, Official or Official-Sensitive."}
        assert plans.classification_of(session, board.id) == USUAL

    def test_a_file_that_says_more_raises_it_again_and_a_plan_called_public_health_is_not_public(self):
        def marking(line: str) -> str | None:
            sheet = f"{line}\nRef,Action,Accountable officer,Deadline\nA1,Do it,Director,2021-09-30\n"
            return read_plan(read_plan_bytes(sheet.encode(), "plan.csv")).marking

        assert (marking("PUBLIC"), marking("PUBLIC HEALTH PLAN"), marking("OFFICIAL")) == ("PUBLIC", None, "OFFICIAL")
