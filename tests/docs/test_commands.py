"""Whoever types a command from the guides gets what the guide says."""

import re
import shlex
import subprocess
from datetime import date
from typing import Any

import pytest
import typer
from typer.core import TyperGroup

from app import command_line
from bot.domain.references import Named
from bot.use_cases import catalogue, grammar
from handlers.slack.manifest import scopes
from handlers.slack.ways_in import COMMANDS
from tests.docs.pages import PAGES, ROOT, Page, page

KNOWN = grammar.Known(
    actions=(Named(6, "BCP-06", "Put an audit programme in place"),),
    posts=("Head of Quality Assurance",),
    priorities=("3 Workforce",),
    today=date(2021, 6, 8),
)


@pytest.fixture(scope="module")
def commands() -> dict[str, Any]:
    """Every command of `accountable`, by the words that call it."""
    found: dict[str, Any] = {}

    def gather(words: str, command: Any) -> None:
        found[words] = command
        for name, each in (command.commands if isinstance(command, TyperGroup) else {}).items():
            gather(f"{words} {name}".strip(), each)

    gather("", typer.main.get_command(command_line()))
    return found


def _lines(guide: Page) -> list[list[str]]:
    """The commands of this project in a page: the words after `accountable`."""
    said = [*guide.blocks(), *(word for word in guide.code() if re.match(r"(\.venv/bin/)?accountable ", word))]
    split = [shlex.split(line, comments=True) for line in said if "accountable " in line and "apt-get" not in line]
    found = []
    for words in split:
        after = [number for number, word in enumerate(words) if word in ("accountable", ".venv/bin/accountable")]
        if after and all("=" in word for word in words[: after[0]]):
            found.append(words[after[0] + 1 :])
    return found


@pytest.mark.parametrize("guide", PAGES, ids=lambda guide: guide.name)
def test_each_command_and_option_that_is_named_exists(guide: Page, commands: dict[str, Any]) -> None:
    for words in _lines(guide):
        called = words[0] if " ".join(words[:2]) not in commands else " ".join(words[:2])
        assert called in commands, f"{guide.name}: there is no command “accountable {called}”"
        options = {name for each in commands[called].params for name in (*each.opts, *each.secondary_opts)}
        for option in (word for word in words if word.startswith("--") and word != "--help"):
            assert option in options, f"{guide.name}: “accountable {called}” has no {option}"


def test_every_command_is_documented(commands: dict[str, Any]) -> None:
    rows = {row[0].strip("`").removeprefix("accountable "): row[1] for row in page("docs/installing.md").rows()}

    for words, command in commands.items():
        name, _, below = words.partition(" ")
        assert not name or name in rows, f"docs/installing.md does not list “accountable {name}”"
        assert not below or f"`{below}`" in rows[name], f"docs/installing.md does not list “accountable {words}”"
        assert not name or command.help, f"“accountable {words}” does not say what it does"


def test_every_option_of_the_import_is_documented(commands: dict[str, Any]) -> None:
    text = page("docs/importing.md").text

    for option in (name for each in commands["import"].params for name in each.opts if name.startswith("--")):
        assert option == "--help" or f"`{option}" in text


@pytest.mark.parametrize("guide", PAGES, ids=lambda guide: guide.name)
def test_each_slash_command_is_one_that_the_bot_understands(guide: Page) -> None:
    ways = {command.name: command for command in COMMANDS}
    for said in [*guide.blocks(), *guide.code()]:
        name, _, rest = said.partition(" ")
        if name not in ways:
            continue
        words = f"{ways[name].words} {rest}".split()
        if words and words[0] != "…":
            assert words[0] in catalogue._WORDS, f"{guide.name}: “{said}” is not understood"
        if words[:1] == ["status"] and words[1:] not in ([], ["…"]):
            grammar.parse(" ".join(words[1:]), KNOWN)


@pytest.mark.parametrize("guide", PAGES, ids=lambda guide: guide.name)
def test_each_make_target_that_is_named_exists(guide: Page) -> None:
    targets = set(re.findall(r"^([a-z-]+):.*##", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    below = {"lint", "types", "arrows", "migrations-check", "docs-check"}
    for said in [*guide.blocks(), *guide.code()]:
        for target in re.findall(r"^make ([a-z-]+)", said):
            assert target in targets | below, f"{guide.name}: there is no “make {target}”"


def test_ci_runs_the_command_that_the_readme_gives_for_the_tests() -> None:
    script = (ROOT / ".ci/run").read_text(encoding="utf-8")
    reading = re.search(r'test_command="\$\((.+)\)"', script)
    assert reading is not None
    said = subprocess.run(["bash", "-c", reading[1]], cwd=ROOT, capture_output=True, text=True, check=True).stdout

    assert said.strip() == "make test"
    assert said.strip() in page("README.md").blocks()
    assert script.index("make check") < script.index("$test_command 2>&1")


def test_the_procfile_and_slacks_own_command_line_start_commands_that_exist(commands: dict[str, Any]) -> None:
    started = (ROOT / "Procfile").read_text(encoding="utf-8")
    started += (ROOT / ".slack/start").read_text(encoding="utf-8")
    started += (ROOT / ".slack/get-manifest").read_text(encoding="utf-8")

    called = re.findall(r"\.venv/bin/accountable (\w+)", started)
    assert {"migrate", "web", "worker", "socket", "manifest"} == set(called)
    assert set(called) <= set(commands)


def test_each_scope_is_explained_to_whoever_installs_it() -> None:
    rows = page("SECURITY.md").text.partition("## What it may do in Slack")[2].partition("\n## ")[0]

    assert sorted(re.findall(r"^\| `([\w:.]+)`", rows, re.MULTILINE)) == scopes()
