"""Whoever runs the machine acts as programme manager; nobody on a platform can say that they are."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_only_the_command_line_makes_operators() -> None:
    makers = {
        path.relative_to(ROOT).parts[:2]
        for path in (ROOT / "handlers").rglob("*.py")
        if re.search(r"\bOPERATOR\b|Caller\(\s*[\"']terminal", path.read_text(encoding="utf-8"))
    }

    assert makers == {("handlers", "terminal")}


def test_slack_says_itself_that_it_is_slack() -> None:
    made = re.findall(r"Caller\(([^,]+),", (ROOT / "handlers" / "slack" / "read.py").read_text(encoding="utf-8"))

    assert set(made) == {'"slack"'}
