"""Asking for several things at once, and taking what was asked for out as a file."""

import csv
import io

import pytest
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain.refusals import Refusal
from bot.domain.whole_plan import read_whole_plan
from bot.use_cases.heard import Press, Typed
from bot.use_cases.list_files import ask_for_file, list_file, press_for_file
from handlers.plan_exports import Kind, write_list
from handlers.plan_files import read_plan_bytes
from storage import edits, tables
from storage.actions import change_action
from tests.use_cases.sample_board import TUESDAY, SampleBoard, caller
from tests.use_cases.test_status import asks, buttons, line, refs


def ordered(session: Session) -> tables.Outbox:
    return session.scalars(select(tables.Outbox).where(tables.Outbox.kind == "list_exported")).one()


def written(session: Session, board: SampleBoard, by: str, asked: str, kind: Kind) -> bytes:
    found = list_file(session, caller(by).key, board.id, asked, TUESDAY)
    return write_list(found.table, kind, found.above)


def rows_of(content: bytes) -> list[dict[str, str]]:
    lines = content.decode("utf-8-sig").splitlines(keepends=True)
    return list(csv.DictReader(io.StringIO("".join(lines[3:]))))


def test_several_filters_at_once_leave_what_fits_all_of_them_and_either_of_one_kind(
    session: Session, board: SampleBoard
) -> None:
    both, either = asks(session, "amber overdue"), asks(session, "amber or green in workforce, due by 31 December")

    assert both.heading == "Amber, overdue: 1 of 15 actions, as at 8 June 2021"
    assert refs(both) == ["BCP-12"]
    assert either.heading.startswith("Amber or Green, 3 Workforce, due until 31 December 2021: ")
    assert set(refs(either)) <= set(refs(asks(session, "workforce")))
    assert "None of the 15 actions is shown as Blue, and is overdue." in str(asks(session, "blue overdue"))


def test_named_days_show_what_is_due_in_them_also_when_they_are_past(session: Session, board: SampleBoard) -> None:
    assert refs(asks(session, "due 1 April to 31 May")) == ["BCP-05", "BCP-12", "BCP-14"]
    assert "Due: deadline, 30 April." in line(asks(session, "due in April"), "BCP-12")


def test_the_list_that_is_shown_goes_out_as_a_file_with_nothing_that_a_spreadsheet_runs(
    session: Session, board: SampleBoard
) -> None:
    change_action(session, board.actions["BCP-12"], title="=HYPERLINK(1)")
    button = buttons(asks(session, "overdue"))["As CSV"]

    press_for_file(session, Press(caller("U_CHAIR"), button.does, button.about), TUESDAY)

    order = ordered(session)
    assert (order.to, order.args["asked"], order.args["file_kind"]) == ("U_CHAIR", "overdue", "csv")
    content = written(session, board, "U_CHAIR", "overdue", Kind.CSV)
    assert [row["Reference"] for row in rows_of(content)] == ["BCP-12", "BCP-14"]
    assert rows_of(content)[0]["Action"] == "'=HYPERLINK(1)"
    assert rows_of(content)[0]["Deadline"] == "2021-04-30"
    sheet = load_workbook(io.BytesIO(written(session, board, "U_CHAIR", "overdue", Kind.XLSX))).active
    assert sheet is not None
    assert sheet["A1"].value == "OFFICIAL-SENSITIVE"
    assert sheet["A2"].value == "Overdue: 2 of 15 actions of Children’s Services Improvement Board, as at 8 June 2021"
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "d", "n", "inlineStr"}


def test_typed_words_ask_for_it_as_well_and_a_file_of_nothing_else_is_the_whole_plan(
    session: Session, board: SampleBoard
) -> None:
    ask_for_file(session, Typed(caller("U_CHAIR"), "red or amber as csv"), TUESDAY)

    assert (ordered(session).args["asked"], ordered(session).args["file_kind"]) == ("red ++ amber", "csv")
    for typed in ("", "csv", "plan as excel"):
        with pytest.raises(Refusal, match="Only the programme manager can"):
            ask_for_file(session, Typed(caller("U_CHAIR"), typed), TUESDAY)
    with pytest.raises(Refusal, match="is one action"):
        ask_for_file(session, Typed(caller("U_CHAIR"), "BCP-06"), TUESDAY)


def test_what_the_asker_may_not_see_is_not_in_it(session: Session, board: SampleBoard) -> None:
    edits.add_contributor(session, board.actions["BCP-06"], board.posts["Head of Early Help"], TUESDAY)

    theirs = [row["Reference"] for row in rows_of(written(session, board, "U_EARLY", "everything", Kind.CSV))]

    assert theirs == ["BCP-06", "BCP-12"], "what they give input to, and what they lead"


def test_a_list_that_is_dropped_back_is_not_taken_for_the_plan(session: Session, board: SampleBoard) -> None:
    for kind in Kind:
        sheets = read_plan_bytes(written(session, board, "U_CHAIR", "overdue", kind), f"list.{kind}")
        with pytest.raises(Refusal, match="nothing has been read from it"):
            read_whole_plan(sheets)
