"""Whoever runs the machine searches the records for a request, holds them, and says how long they are kept."""

import openpyxl
import pytest

from tests.terminal.machine import BOARD


@pytest.fixture
def machine(after):
    return after(("setup", *BOARD))


def test_what_is_found_is_said_and_written_to_a_file(machine, tmp_path):
    file = tmp_path / "records.xlsx"

    said = machine.says("records", "search", "--since", "2021-01-01", "--file", str(file))

    assert "You looked for: since 1 January 2021." in said
    sheet = openpyxl.load_workbook(file).active
    assert [sheet.cell(5, column).value for column in range(1, 6)] == [
        "When", "What", "About", "Whose", "What it says",
    ]  # fmt: skip
    assert "ends in .xlsx" in machine.is_refused("records", "search", "--file", "records.txt")


def test_a_hold_and_the_times_are_kept_and_shown(machine):
    machine.says("records", "hold", "FOI 118", "--why", "audits")
    machine.says("records", "keep", "--months", "12", "--years", "7")

    said = machine.says("records", "show")

    assert "Drafts, reminders and what else I said in chat: for 12 months, then deleted." in said
    assert "FOI 118: held by" in said
