"""The inspection pack: everything in one file, the gaps first, and nothing in it that a spreadsheet would run."""

import io
from datetime import date, timedelta

import openpyxl
import pytest

from bot.domain.refusals import Refusal
from bot.use_cases.heard import Typed
from bot.use_cases.inspection import inspection_pack
from handlers.plan_exports import write_sheets
from storage import people, tables
from storage.actions import change_action
from tests.use_cases.measured_board import does, is_refused, words_of
from tests.use_cases.sample_board import TUESDAY, caller, chair_confirms, sends_statement


def cells(session, board, who="U_PM") -> dict[str, list[tuple]]:
    """The sheets as a reader opens them."""
    pack = inspection_pack(session, caller(who).key, board.id, TUESDAY)
    book = openpyxl.load_workbook(io.BytesIO(write_sheets(pack.sheets, pack.above)))
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


def test_one_step_hands_over_all_of_it_with_its_gaps_first_and_leaves_out_what_is_restricted(session, board):
    sends_statement(session, board, "BCP-06", "Amber", evidence="=1+1 audit")
    session.query(tables.Statement).filter_by(evidence="=1+1 audit").one().evidence_kind = "internal_audit"
    chair_confirms(session, board, "BCP-06", "Amber", at=TUESDAY)
    people.vacate(
        session, people.get_post(session, board.posts["Service Director, Inclusion and Family Services"]),
        date(2021, 6, 1),
    )  # fmt: skip
    change_action(session, board.actions["BCP-07"], restricted_at=TUESDAY, title="Zebra unit closes")

    told = words_of(does(session, Typed(caller("U_CHAIR"), "inspection pack"), TUESDAY))
    found = cells(session, board)

    assert list(found) == ["Gaps", "Actions", "Statements", "Evidence", "Decisions", "Exceptions"]
    gaps = [row[:2] for row in found["Gaps"]]
    assert gaps[0][0] == "OFFICIAL-SENSITIVE" and ("1 restricted action is left out here.", None) in gaps
    said = {ref: [gap for about, gap in gaps if about == ref] for ref in board.actions}
    assert "never tested: no audit and no inspection has looked" not in said["BCP-06"]
    assert "no measure" in said["BCP-06"] and "no rating confirmed by the chair" in said["BCP-08"]
    assert any(each.startswith("no officer") for gaps in said.values() for each in gaps)
    assert any("overdue" in gaps for gaps in said.values()) and said["BCP-07"] == []
    assert any("no statement this cycle" in gaps for gaps in said.values())
    assert f"{sum(map(len, said.values()))} gaps listed first" in told and "1 restricted action" in told
    assert "Zebra" not in str(found) and "BCP-07" not in str(found)
    assert {row[0] for row in found["Actions"][1:]} == board.actions.keys() - {"BCP-07"}
    assert ("BCP-06", "'=1+1 audit") in [(row[0], row[8]) for row in found["Statements"]]
    assert ("BCP-06", "Internal audit", "'=1+1 audit") in [(row[0], row[3], row[5]) for row in found["Evidence"]]
    [errand] = session.query(tables.Outbox).filter_by(kind="inspection_pack").all()
    assert errand.to == "U_CHAIR"
    [entry] = session.query(tables.Audit).filter_by(what="export_inspection_pack").all()
    assert entry.to.startswith("14 actions, ")


def test_between_a_meeting_and_the_next_requests_no_statement_is_missing(session, board):
    pack = inspection_pack(session, caller("U_PM").key, board.id, TUESDAY + timedelta(days=30))

    gaps = [gap for _, gap in pack.sheets["Gaps"]]
    assert "no statement this cycle" not in gaps and "no measure" in gaps


def test_only_who_runs_the_board_makes_it_and_who_does_not_any_more_is_given_none(session, board):
    assert "Only the chair" in is_refused(session, Typed(caller("U_QA"), "inspection pack"), TUESDAY)
    with pytest.raises(Refusal):
        inspection_pack(session, caller("U_QA").key, board.id, TUESDAY)
