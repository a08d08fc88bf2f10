"""`accountable export`, and the file taken back in."""

import json
import re
import stat

import pytest

from bot.domain.plan_reading import KnownPlan
from bot.domain.refusals import Refusal
from handlers.plan_files import read_plan_path
from handlers.terminal.plan_import import read_preview
from handlers.terminal.plan_keeping import save
from tests.terminal.machine import Bot, Machine


@pytest.fixture
def folder(tmp_path):
    return tmp_path


@pytest.mark.parametrize("name", ["plan.xlsx", "plan.csv", "PLAN.CSV"])
def test_the_whole_plan_goes_out_and_coming_back_changes_nothing(running: Machine, folder, name):
    file = folder / name

    assert "15 actions written" in running.says("export", str(file))

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    told = json.loads(running.says("import", str(file), "--yes", "--json"))
    assert told["changes"] == {"new": 0, "changed": 0, "unchanged": 15}
    assert "The plan is already as the file says. Nothing has changed." in told["saved"]


def test_what_was_read_beside_another_plan_than_there_is_by_now_is_not_loaded(running: Machine, folder):
    running.says("export", str(folder / "plan.csv"))
    read = read_preview(folder / "plan.csv", None, None, (), KnownPlan())  # as of before there was a plan

    with pytest.raises(Refusal, match="Run the import again"):
        save(lambda: Bot(running.url, running.clock, ""), read, "", KnownPlan())


@pytest.mark.parametrize("name", ["red.xlsx", "red.csv"])
def test_a_list_goes_out_as_status_has_it_and_is_not_read_back_as_the_plan(running: Machine, folder, name):
    shown = set(re.findall(r"BCP-\d+", running.says("status", "red")))
    file = folder / name

    said = running.says("export", str(file), "--only", "red")

    sheets = read_plan_path(file)
    assert set(re.findall(r"BCP-\d+", repr(sheets))) == shown
    assert said.startswith(f"{len(shown)} action")
    assert "It is a list to read: it is not imported." in said
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "nothing has been read from it" in running.is_refused("import", str(file), "--yes")
    assert "blue elephants" in running.is_refused("export", str(folder / "no.csv"), "--only", "blue elephants")


def test_a_plan_that_was_wiped_comes_back(running: Machine, folder):
    file = folder / "plan.xlsx"
    running.says("export", str(file))
    was = running.says("status", "--json")

    fresh = Machine(f"sqlite:///{folder / 'fresh.db'}")
    fresh.says("setup", "--name", "Sample Board", "--channel", "C1", "--mash-number", "01234 567890", "--team", "T1",
               "--manager", "UPRIYA", "--manager-name", "Priya Nair")  # fmt: skip
    fresh.says("import", str(file), "--yes")

    assert "BCP-15" in was
    assert [row for row in fresh.says("status").splitlines() if "BCP-" in row] == [
        row for row in running.says("status").splitlines() if "BCP-" in row
    ]


def test_a_file_that_is_there_is_not_written_over_unless_asked(running: Machine, folder):
    file = folder / "plan.csv"
    file.write_text("mine")

    assert "There is a file plan.csv already" in running.is_refused("export", str(file))
    assert file.read_text() == "mine"
    running.says("export", str(file), "--replace")
    assert file.read_bytes().startswith(b"\xef\xbb\xbfOFFICIAL-SENSITIVE\r\nRef,")


def test_only_what_can_be_written_is_written(running: Machine, folder):
    assert "ends in .xlsx or .csv" in running.is_refused("export", str(folder / "plan.pdf"))
    assert "could not be written" in running.is_refused("export", str(folder / "no" / "plan.csv"))


def test_before_there_is_a_board_it_says_what_to_do(machine: Machine, folder):
    assert "There is no board yet" in machine.is_refused("export", str(folder / "plan.csv"))
