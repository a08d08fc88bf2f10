"""A meeting that works on paper: the run sheet as a file beforehand, and what was decided entered afterwards."""

import io

import pytest
from openpyxl import load_workbook

from bot.domain.paper import LEFT_OUT, Paper, Sheet, to_print
from handlers.run_sheet_files import write_run_sheet
from tests.conversations.boards import CHAIR, MANAGER, MEMBER, QUALITY, set_up


@pytest.fixture(scope="module")
def world(open_world):
    made = open_world()
    set_up(made)
    return made


def files(person):
    return [file for message in person.actor.messages() for file in message.files]


def cells(content: bytes) -> list[tuple[str, ...]]:
    sheet = load_workbook(io.BytesIO(content)).active
    return [tuple(str(cell) for cell in row if cell is not None) for row in sheet.iter_rows(values_only=True)]


def test_two_working_days_before_those_who_run_the_meeting_have_it_to_print(world):
    chair, manager = world.signs_in(CHAIR), world.signs_in(MANAGER)
    world.clock.push_to("Monday 7 June 2021, 10:00")
    quality = world.signs_in(QUALITY)
    quality.opens_statement("A6").submit(
        progress="Audits are back.", effect="None yet.", next_steps="Two more auditors.", rating="Amber"
    )
    world.clock.push_to("Friday 11 June 2021, 08:59")
    assert files(chair) == []

    world.clock.push_to("Friday 11 June 2021, 09:30")

    assert [file.name for file in files(chair)] == ["run-sheet-hta-2021-06.xlsx"]
    assert [file.name for file in files(manager)] == ["run-sheet-hta-2021-06.xlsx"]
    assert files(world.signs_in(MEMBER)) == files(quality) == []
    found = cells(files(chair)[0].content)
    assert found[0] == ("OFFICIAL-SENSITIVE",)
    assert found[1][0].startswith("Run sheet: Holding to Account, Tuesday 15 June 2021")
    start = next(place for place, row in enumerate(found) if row and "A6 Audit twenty-five cases a month" in row[0])
    a6 = dict(row for row in found[start:] if len(row) == 2)
    assert a6["Progress"] == "Audits are back." and a6["Evidence"] == "no evidence yet"
    assert a6["Ratings"].startswith("Says Amber, rules suggest")
    assert a6["You might ask"].count("\n") == 2, "three questions, a line each"
    to_fill = [row[0] for row in found if len(row) == 1]
    assert to_fill.count("Rating: Green / Amber / Red") == 6


def test_each_action_has_a_page_and_lines_to_write_on(world):
    sheet = load_workbook(io.BytesIO(files(world.signs_in(CHAIR))[0].content)).active

    assert len(sheet.row_breaks.brk) == 5
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "portrait")
    assert sheet.sheet_properties.pageSetUpPr.fitToPage


def test_it_is_asked_for_as_it_stands_now_by_those_who_run_the_meeting(world):
    manager, chair = world.signs_in(MANAGER), world.signs_in(CHAIR)

    assert "The run sheet of Holding to Account, Tuesday 15 June, 09:30" in manager.says("paper")
    assert len(files(manager)) == 2
    assert "Only " in world.signs_in(MEMBER).says("paper")
    world.clock.push_to("Tuesday 15 June 2021, 09:00")
    chair.says("run sheet").presses("On paper")
    world.works()
    assert len(files(chair)) == 2
    assert {row.subject for row in world.rows("SELECT subject FROM audit WHERE what = 'export_run_sheet'")} == {
        "HTA-2021-06"
    }


def test_what_was_decided_on_it_is_entered_afterwards_with_the_meetings_date(world):
    manager, chair = world.signs_in(MANAGER), world.signs_in(CHAIR)
    world.clock.push_to("Wednesday 16 June 2021, 11:00")

    manager.says("run sheet last").presses("Open", about="Open A6")
    assert "At the meeting, 15 June: I enter it from paper" in manager.form
    manager.form.submit(rating="Amber", attendance="attended", promise="Four audits", promise_by="2021-07-01")

    row = world.rows("SELECT at, entered FROM decision")[0]
    assert str(row.at).startswith("2021-06-15")
    assert row.entered == f"Entered from paper by the {MANAGER} for the {CHAIR}, 16 June."
    world.clock.push_to("Thursday 17 June 2021, 09:00")
    draft = next(each for each in manager.private_messages() if each.lines[0].startswith("Decision log"))
    assert f"Entered from paper by the {MANAGER} for the {CHAIR}, 16 June." in draft.line("A6 Audit")
    assert "confirmed" in chair.asks("/account status A6").text


def test_whoever_asks_for_it_has_it_at_once_also_while_the_board_is_paused_and_at_night(world):
    manager, had = world.signs_in(MANAGER), len(files(world.signs_in(MANAGER)))
    manager.says("pause")
    world.clock.push_to("Thursday 17 June 2021, 20:00")

    manager.says("paper last")
    world.works()
    assert len(files(manager)) == had + 1

    manager.says("resume")


def test_nothing_in_it_runs_and_what_the_guard_stops_is_left_out():
    paper = Paper(
        "x.xlsx",
        ("OFFICIAL",),
        (Sheet("09:30 A1 =1+1", (("Progress", '=HYPERLINK("http://x")'), ("Evidence", "dob 14/03/2012"))),),
    )

    book = load_workbook(io.BytesIO(write_run_sheet(to_print(paper))))

    said = [cell for row in book.active.iter_rows() for cell in row if cell.value]
    assert {cell.data_type for cell in said} == {"s"}
    assert '\'=HYPERLINK("http://x")' in {cell.value for cell in said}
    assert LEFT_OUT in {cell.value for cell in said}
