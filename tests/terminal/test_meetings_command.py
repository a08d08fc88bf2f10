"""Somebody at the machine arranges meetings: they see what a change does, and then do it."""

import json

import pytest

from tests.terminal.conftest import WITH_PLAN, After
from tests.terminal.machine import Machine


@pytest.fixture
def machine(after: After) -> Machine:
    """A board with its plan and one meeting."""
    return after(*WITH_PLAN, ("meeting", "add", "15 June 2021", "--covers", "BCP-03 to BCP-08"))


def test_a_series_is_shown_and_saved_once_somebody_says_so(machine: Machine) -> None:
    series = (
        "meeting",
        "add",
        "29 June 2021",
        "--repeats",
        "every 4 weeks on Tuesday at 10:00",
        "--until",
        "2021-09-30",
    )

    shown = machine.says(*series)

    assert "Every 4 weeks on Tuesday at 10:00, until 30 September 2021." in shown
    assert "• Tuesday 24 August, 10:00 to 13:00" in shown
    assert shown.endswith("Nothing has been changed. To do it, add --yes.\n")
    assert "HTA-2021-08" not in machine.says("meeting", "list")
    assert "Planned: 4 meetings" in machine.says(*series, "--yes")
    assert "HTA-2021-08, Holding to Account: Tuesday 24 August, 10:00 to 13:00." in machine.says("meeting", "list")


def test_a_meeting_is_moved_changed_and_cancelled(machine: Machine) -> None:
    assert "It moves from Tuesday 15 June, 09:30 to 12:30 to Tuesday 22 June, 10:00 to 13:00." in machine.says(
        "meeting", "move", "hta-2021-06", "22 June 2021", "--start", "10:00"
    )

    moved = machine.says("meeting", "move", "HTA-2021-06", "22 June 2021", "--start", "10:00", "--yes")
    assert "Moved: HTA-2021-06 is now Tuesday 22 June, 10:00 to 13:00." in moved
    assert "To type next: accountable meeting move MEETING DAY" in moved
    added = machine.says("meeting", "add-to", "HTA-2021-06", "BCP-09, BCP-10", "--yes")
    assert "8 actions: BCP-03 to BCP-10." in added
    taken = machine.says("meeting", "take-off", "HTA-2021-06", "BCP-03", "--yes")
    assert "7 actions: BCP-04 to BCP-10." in taken
    told = json.loads(machine.says("meeting", "cancel", "HTA-2021-06", "--reason", "Half term.", "--json"))
    assert (told["ok"], told["saved"]) == (True, False)
    assert "Why: Half term." in told["text"]
    assert "Cancelled: HTA-2021-06." in machine.says("meeting", "cancel", "HTA-2021-06", "--yes")
    assert "No meeting is planned yet." in machine.says("meeting", "list")


def test_what_can_not_be_done_says_what_to_type_beside_the_argument(machine: Machine) -> None:
    assert machine.is_refused("meeting", "move", "HTA-9", "22 June 2021").startswith("No meeting is called “HTA-9”.")
    assert machine.is_refused("meeting", "move", "HTA-2021-06", "31 May 2021").startswith("DAY: Monday 31 May 2021 is")
    assert machine.is_refused("meeting", "add-to", "HTA-2021-06", "BCP-99").startswith("ACTIONS: No action is called")
    rule = machine.is_refused("meeting", "add", "29 June 2021", "--repeats", "sometimes")
    assert rule.startswith("--repeats: I can not read “sometimes” as a rule for meetings. Type it as")
