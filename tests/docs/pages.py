"""The pages that people read, taken apart: links, blocks of commands, words set as code."""

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
_FENCE = re.compile(r"^([ ]*)```[^\n]*\n(.*?)^\1```", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Page:
    """A Markdown file of the repository."""

    path: Path

    @property
    def name(self) -> str:
        return str(self.path.relative_to(ROOT))

    @property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    def blocks(self) -> list[str]:
        """What stands between fences, line by line, without the indent of a list."""
        return [line.strip() for _, block in _FENCE.findall(self.text) for line in block.splitlines() if line.strip()]

    def code(self) -> list[str]:
        """What is set as code inside a sentence or a table."""
        return re.findall(r"`([^`\n]+)`", _FENCE.sub("", self.text))

    def links(self) -> list[str]:
        """Where its links and pictures lead."""
        return re.findall(r"\]\(([^)\s]+)\)", _FENCE.sub("", self.text))

    def headings(self) -> set[str]:
        """Its headings as they are linked to."""
        found = re.findall(r"^#+ (.+)$", self.text, re.MULTILINE)
        return {re.sub(r"[^\w\- ]", "", each.lower()).replace(" ", "-") for each in found}

    def rows(self) -> list[list[str]]:
        """The cells of every row of its tables."""
        lines = [line for line in self.text.splitlines() if line.startswith("| ")]
        return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def page(name: str) -> Page:
    return Page(ROOT / name)


PAGES = [Page(path) for path in (*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md")))]
SOURCES = [
    path
    for folder in ("bot", "handlers", "storage", "config", "sandbox", "tests", "bench")
    for path in sorted((ROOT / folder).rglob("*.py"))
] + [ROOT / "app.py"]
