"""`accountable import`, typed by a programme manager and by a script."""

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from bot.domain.plan_reading import KnownPlan
from bot.domain.refusals import Refusal
from handlers.terminal.plan_import import register
from tests.plan_reading.files import HEADINGS, ROW, as_csv

DATA = Path(__file__).parent.parent / "data"
MESSY, SAMPLE = str(DATA / "messy_plan.xlsx"), str(DATA / "bcp_2021_actions.csv")


class Terminal:
    """A command line with `import` in it; what is saved is kept in a list."""

    def __init__(self, known=lambda board: KnownPlan()):
        self.saved = []
        self.cli = typer.Typer()
        self.cli.callback()(lambda: None)
        register(self.cli, known, self.save)

    def save(self, preview, board, beside):
        self.saved.append([row.ref for row in preview.loadable])
        return [f"{len(preview.loadable)} actions loaded."]

    def types(self, *words):
        return CliRunner().invoke(self.cli, ["import", *words], env={"COLUMNS": "300"})


@pytest.fixture
def terminal():
    return Terminal()


def test_a_preview_says_what_was_found_and_saves_nothing(terminal):
    said = terminal.types(MESSY, "--preview").output

    assert said.startswith("I found 25 actions. 1 is ready, 7 are ready but I have questions, 17 cannot be loaded yet.")
    assert "\nRow 15 (BCP-05), Deadline: 31/09/2021 is not a real date" in said
    assert "\nRow 31 has an action but no reference." in said
    assert terminal.saved == []


def test_a_script_gets_the_shape_that_is_promised(terminal):
    printed = json.loads(terminal.types(MESSY, "--preview", "--json").stdout)

    assert set(printed["rows"][0]) == {"sheet", "row", "ref", "outcome", "findings"}
    assert set(printed["rows"][0]["findings"][0]) == {"column", "raw", "code", "message"}
    assert printed["counts"] == {"actions": 25, "ready": 1, "ready with questions": 7, "held": 17, "skipped": 7}
    assert printed["saved"] == []
    assert {finding["code"] for finding in printed["file"]} == {"MARKING_FOUND", "TWO_PLAN_SHEETS"}
    assert "KPIs" in {sheet["sheet"] for sheet in printed["sheets"]}


def test_with_nobody_to_ask_it_saves_nothing_and_says_what_to_type(terminal):
    said = terminal.types(SAMPLE).output

    assert "To load the 15 ready rows, add --yes." in said
    assert terminal.saved == []


def test_yes_loads_what_is_ready_and_leaves_the_rest(terminal):
    said = terminal.types(MESSY, "--yes").output

    assert "8 actions loaded." in said
    assert terminal.saved == [["BCP-01", "BCP-02", "BCP-04", "BCP-09", "BCP-11", "BCP-14", "BCP-15", "BCP-22"]]


def test_the_json_of_a_load_says_what_was_saved(terminal):
    printed = json.loads(terminal.types(SAMPLE, "--yes", "--json").stdout)

    assert printed["saved"] == ["15 actions loaded."]


def test_milestones_in_a_file_of_their_own_are_read(terminal):
    said = terminal.types(SAMPLE, "--preview", "--milestones", str(DATA / "bcp_2021_milestones.csv")).output

    assert "15 actions" in said
    assert "MILESTONE" not in said
    assert "Milestones: 3 read" not in said


def test_the_date_of_the_plan_can_be_told(terminal):
    printed = json.loads(terminal.types(SAMPLE, "--preview", "--json", "--document-date", "8 June 2021").stdout)

    assert printed["document_date"] == "2021-06-08"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("lost.csv",), "There is no file lost.csv"),
        ((SAMPLE, "--document-date", "soon"), '"soon" is not a day'),
        ((SAMPLE, "--column", "Who"), "does not say what a column is"),
    ],
)
def test_what_cannot_be_used_is_said_in_words(terminal, words, said):
    result = terminal.types(*words)

    assert (said in result.output, result.exit_code) == (True, 1)
    assert "Traceback" not in result.output


def test_a_refusal_while_saving_is_said_in_words():
    def locked(board):
        raise Refusal("The database is locked. Try again in a minute.")

    result = Terminal(known=locked).types(SAMPLE, "--yes", "--json")

    assert json.loads(result.stdout)["refused"] == "The database is locked. Try again in a minute."


def test_nothing_of_a_child_is_printed(terminal):
    for words in ([MESSY, "--preview"], [MESSY, "--preview", "--json"]):
        said = terminal.types(*words).output
        assert "Example Street" not in said
        assert "0000000" not in said


def test_a_file_that_can_be_read_in_several_ways_is_asked_about_and_read_as_told(terminal, tmp_path):
    file = tmp_path / "plan.csv"
    file.write_bytes(
        "Ref,Action,Owner,Deadline\nA1,Review children’s plans,Head of Care,30/06/2021".encode("mac_roman")
    )

    asked = terminal.types(str(file), "--preview")
    assert asked.exit_code == 1
    assert "As Mac: “children’s”. As Windows-1252: “childrenÕs”." in asked.output
    assert 'add --encoding "Mac" or "Windows-1252"' in asked.output

    assert "The file was read as Mac." in terminal.types(str(file), "--preview", "--encoding", "mac").output
    assert "is not one of UTF-8, Windows-1252, Mac" in terminal.types(str(file), "--encoding", "latin").output


@pytest.mark.parametrize(("rows", "is_shown"), [(500, True), (50, False)])
def test_a_long_file_shows_how_far_it_has_come_and_a_short_one_does_not(monkeypatch, tmp_path, rows, is_shown):
    file = tmp_path / "plan.csv"
    lines = [f"A-{number},Do {number}.,Head of Quality,30/06/2021,Amber" for number in range(rows)]
    file.write_text("\n".join(["Ref,Action,Accountable officer,Deadline,BRAG", *lines]), encoding="utf-8")
    monkeypatch.setenv("FORCE_COLOR", "1")  # as on a terminal that somebody looks at

    result = Terminal().types(str(file), "--preview", "--json")

    assert ("Reading the plan" in result.stderr) is is_shown
    assert ("100%" in result.stderr) is is_shown
    assert json.loads(result.stdout)["counts"]["actions"] == rows


def test_a_file_without_references_is_numbered_when_that_is_said(terminal, tmp_path):
    file = tmp_path / "plan.csv"
    file.write_bytes(as_csv([HEADINGS[1:], ROW[1:], ("Train managers", *ROW[2:])]))

    before = terminal.types(str(file), "--preview").output
    assert "or have the actions numbered in their order. To have that done, add --number." in before
    terminal.types(str(file), "--number", "--yes")
    assert terminal.saved == [["A1", "A2"]]
