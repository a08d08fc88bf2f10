"""`accountable measures`, typed by whoever runs the machine."""

import json
from pathlib import Path

import pytest

from tests.terminal.conftest import WITH_PLAN, After
from tests.terminal.machine import BOARD, PLAN, Machine

KPIS = Path(__file__).parents[1] / "data" / "kpis.csv"
HEADINGS = "kpi_ref,kpi,unit,good_is,baseline,latest,latest_date,target\n"


@pytest.fixture
def machine(after: After) -> Machine:
    """A machine with a board and the sample's fifteen actions."""
    return after(*WITH_PLAN)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "measures.csv"


def test_the_published_measures_come_in_and_are_listed_with_their_words(machine: Machine) -> None:
    assert machine.says("measures", "import", str(KPIS)).startswith("25 measures added and 29 figures kept.")

    told = machine.says("measures", "list")
    audits = next(line for line in told.splitlines() if "TKPI-15" in line)
    assert audits.endswith(
        "15 (final, reported in Torbay review, 2 August 2021, imported and not confirmed yet); target 25; "
        "gap 10 (60% of target). Red. "
        "Not comparable."
    )
    assert "TKPI-19 Cared for young people receiving direct CAMHS provision: 5 or fewer" in told
    assert "TKPI-03 Children with a second or further child protection plan: no figure yet. Not rated: no data." in told


def test_the_same_file_twice_changes_nothing(machine: Machine) -> None:
    machine.says("measures", "import", str(KPIS))

    assert machine.says("measures", "import", str(KPIS)).startswith("Nothing is new")


def test_a_bad_row_is_named_and_the_good_ones_are_loaded_and_linked(machine: Machine, file: Path) -> None:
    file.write_text(
        HEADINGS + "KPO-01,Posts filled,%,higher,,80,2021-05-31,90\nKPO-03,Turnover,%,down,,27,,\n", "utf-8"
    )

    told = machine.says("measures", "import", str(file))

    assert told.startswith("1 measure added, 1 figure kept and 1 link to actions made.")
    assert "Row 3, good_is: “down” is not known here." in told


def test_a_figure_that_differs_is_a_correction_and_both_are_shown(machine: Machine, file: Path) -> None:
    for latest in ("80", "82"):
        file.write_text(f"{HEADINGS}KPO-01,Posts filled,%,higher,,{latest},2021-05-24,90\n", "utf-8")
        told = machine.says("measures", "import", str(file))

    assert "1 figure kept and 1 of them as a correction." in told
    assert "82% (final, 24 May, imported and not confirmed yet); corrected, was 80% (final, 24 May" in machine.says(
        "measures", "list"
    )


def test_what_is_counted_otherwise_is_not_compared_with_what_was_before(machine: Machine, file: Path) -> None:
    file.write_text(HEADINGS + "KPO-08,Housing offers,count,higher,,20,2021-04-30,\n", "utf-8")
    machine.says("measures", "import", str(file))
    file.write_text(HEADINGS + "KPO-08,Housing offers,%,higher,,64,2021-05-20,\n", "utf-8")
    machine.says("measures", "import", str(file))

    assert "64% (final, 20 May, imported and not confirmed yet). Not rated: no target. Not comparable" in machine.says(
        "measures", "list"
    )


def test_a_file_without_measures_is_refused(machine: Machine) -> None:
    assert "I found no sheet of measures." in machine.is_refused("measures", "import", str(PLAN))
    assert "There is no file" in machine.is_refused("measures", "import", "nowhere.csv")


def test_each_answer_can_be_had_as_json(machine: Machine) -> None:
    told = json.loads(machine.says("measures", "import", str(KPIS), "--json"))
    assert told["ok"] and told["message"]["kind"] == "measures_loaded"
    assert json.loads(machine.says("measures", "list", "--json"))["message"]["kind"] == "measures_shown"


def test_a_plan_that_comes_after_its_measures_is_linked_and_rated_by_them(tmp_path: Path, file: Path) -> None:
    late = Machine(f"sqlite:///{tmp_path / 'accountable.db'}")
    late.says("setup", *BOARD)
    for latest, day in (("60", "2021-03-31"), ("55", "2021-04-30")):
        file.write_text(f"{HEADINGS}KPO-01,Posts filled,%,higher,,{latest},{day},90\n", "utf-8")
        late.says("measures", "import", str(file))

    late.says("import", str(PLAN), "--yes")

    assert "the main measure has been Red for 2 readings running" in late.says("status", "BCP-01")


def test_a_figure_that_a_file_calls_in_dispute_stays_so_and_what_nearly_reaches_its_target_does_not(
    machine: Machine, file: Path
) -> None:
    for status in ("In dispute", "final", "provisional"):
        file.write_text(
            HEADINGS.replace("target", "target,latest_status")
            + f"KPO-08,Care leavers with an offer,count,higher,,199,2021-05-31,200,{status}\n",
            "utf-8",
        )
        machine.says("measures", "import", str(file))

        assert "199 (in dispute, 31 May" in machine.says("measures", "list"), "no file settles it"

    assert "gap 1 (99% of target)" in machine.says("measures", "list")
