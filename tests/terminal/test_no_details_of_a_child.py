"""Every way to put words in by the command line: a child's details in any of them are stopped, and kept nowhere.

It goes by the commands themselves, so that one that is added later is in it, or said to keep nothing.
"""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from tests.logs import logged
from tests.terminal.machine import PLAN, Machine

DATA = Path(__file__).parents[1] / "data"
NHS_NUMBER, CHILD = "943 476 5919", "child K"
DETAILS = f"Waits for {CHILD}, NHS number {NHS_NUMBER}."
HEAD = "Service Director, Quality and Assurance"

KEEP_WORDS = {
    "setup": ["--name", "Sample Board", "--channel", "C1", "--mash-number", "01234 567890", "--zone", "Europe/London",
              "--nation", "scotland", "--hours-from", "09:00", "--hours-to", "17:00", "--summary-weekday", "Monday",
              "--summary-time", "10:00", "--line-confirms", "no", "--readings-needed", "2"],
    "setup --new": ["--name", "Another Board", "--channel", "C2", "--mash-number", "01234 567890", "--team", "T1",
                    "--manager", "UPRIYA", "--manager-name", "Priya Nair"],
    "seat": ["chair", "Independent Chair", "--person", "UCHAIR", "--name", "Margaret Ellis"],
    "posts connect": [HEAD, "UHEAD", "--name", "The Holder"],
    "posts delegate": [HEAD, "Head of Quality", "--until", "2021-06-30", "--person", "UQ", "--name", "The Delegate"],
    "posts line": [HEAD, "Chief Executive", "--person", "UCHIEF", "--name", "The Chief"],
    "meeting add": ["20 July 2021", "--start", "09:30", "--end", "12:30", "--kind", "board", "--covers", "all",
                    "--repeats", "every second Tuesday at 10:00", "--until", "30 September 2021"],
    "meeting move": ["HTA-2021-06-15", "22 June 2021", "--start", "10:00", "--end", "12:00"],
    "meeting add-to": ["HTA-2021-06-15", "BCP-09"],
    "meeting take-off": ["HTA-2021-06-15", "BCP-08"],
    "meeting cancel": ["HTA-2021-06-15", "--reason", "The hall is closed."],
    "quiet add": ["24 December 2021", "--to", "31 December 2021"],
    "records hold": ["FOI 118", "--why", "It is about BCP-06."],
    "records search": ["--action", "BCP-06", "--post", HEAD, "--source", "FV-2020", "--since", "2021-03-01",
                       "--until", "2021-04-01"],
    "records keep": ["--months", "12", "--years", "7"],
    "undelivered dismiss": ["all", "--why", "She was told by telephone."],
}  # fmt: skip
"""What is typed for each command that can keep words, well formed."""
NO_WORDS = {
    ("undelivered dismiss", "all"): "a number, or “all”",
}
"""What stands among them that is no words and is answered in other ones."""
FILES = {"import": PLAN, "measures import": DATA / "kpis.csv", "sources import": DATA / "sources.csv"}
"""What is read from a file, cell by cell."""
KEEPS_NONE = frozenset(
    {
        "people", "preview", "start", "pause", "resume", "status", "migrate", "doctor", "manifest", "ratings", "guard",
        "export", "coverage", "posts list", "posts vacate", "meeting list", "quiet list", "quiet take-back",
        "records show", "measures list", "undelivered", "undelivered retry",
    }
)  # fmt: skip
"""What shows something, or does it to what is there already."""


def commands(cli: typer.Typer) -> set[str]:
    def below(command: Any, path: str) -> Iterator[str]:
        within = getattr(command, "commands", {})
        if not within or command.invoke_without_command:
            yield path
        for name, each in within.items():
            yield from below(each, f"{path} {name}".strip())

    return set(below(typer.main.get_command(cli), "")) - {""}


def kept(machine: Machine) -> bytes:
    """The bytes of the database's files."""
    file = Path(machine.url.removeprefix("sqlite:///"))
    return b"".join(each.read_bytes() for each in file.parent.glob(f"{file.name}*"))


def holds_details(text: str) -> bool:
    return NHS_NUMBER in text or CHILD in text


def test_each_command_is_tried_here_or_keeps_no_words(machine: Machine) -> None:
    assert commands(machine.cli()) == {*KEEP_WORDS, *FILES, *KEEPS_NONE} - {"setup --new"}


@pytest.mark.parametrize("command", KEEP_WORDS)
def test_in_any_word_that_is_typed_they_are_stopped_and_kept_nowhere(running: Machine, command: str) -> None:
    typed = KEEP_WORDS[command]
    with logged(level="debug") as log:
        for place, said in enumerate(typed):
            if said.startswith("--"):
                continue
            answer = running.types(*command.split(), *typed[:place], DETAILS, *typed[place + 1 :])
            assert answer.exit_code == 1, (said, answer.output)
            if (command, said) not in NO_WORDS:
                assert "looks like details of a child" in answer.stderr, (said, answer.output)
                assert not holds_details(answer.output)

    assert not holds_details(kept(running).decode("utf-8", "replace") + log.getvalue())


@pytest.mark.parametrize("command", FILES)
def test_in_any_cell_of_a_file_they_are_stopped_and_kept_nowhere(running: Machine, tmp_path: Path, command) -> None:
    headings, *rows = csv.reader(FILES[command].open(encoding="utf-8-sig", newline=""))
    spoilt = [
        [DETAILS if at == column else f"{row[0]}-{column}" if at == 0 else cell for at, cell in enumerate(row)]
        for column, _ in enumerate(headings)
        for row in rows[:1]
    ]
    file = tmp_path / "Child K, dob 3.4.2012.csv"
    with file.open("w", encoding="utf-8", newline="") as to:
        csv.writer(to).writerows([headings, *spoilt, *rows[1:]])

    with logged(level="debug") as log:
        answer = running.types(*command.split(), str(file), *([] if command == "measures import" else ["--yes"]))

    assert answer.exit_code == 0, answer.output
    assert "details of a child" in answer.output
    assert not holds_details(answer.output + kept(running).decode("utf-8", "replace") + log.getvalue())
    assert "dob 3.4" not in answer.output
    assert rows[1][0].encode() in kept(running), "and the rows beside them are loaded"
