"""Whoever wonders what the bot may say to them can see all of it, as Slack draws it and in words."""

import ast
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

from sandbox.blocks import check_message_blocks, check_view
from sandbox.gallery import Drawn, drawn, subjects, write_gallery

ROOT = Path(__file__).parents[2]
EVERY = [example for subject in subjects() for example in drawn(subject)]


@pytest.mark.parametrize("example", EVERY, ids=lambda example: example.id)
def test_each_example_is_one_that_slack_takes(example: Drawn) -> None:
    if example.surface == "message":
        assert check_message_blocks(example.payload["blocks"]).words == []
        assert 0 < len(example.payload["text"]) <= 40_000
    else:
        assert check_view(example.payload).words == []


@pytest.mark.parametrize("example", EVERY, ids=lambda example: example.id)
def test_the_words_alone_say_all_that_is_drawn(example: Drawn) -> None:
    said = "".join(example.words.split())
    for text in _texts(example.payload["blocks"]):
        for line in text.splitlines():
            words = "".join(line.replace("*", "").split()).rstrip(":")
            assert words in said, f"“{line}” is drawn and not said"


def test_every_kind_that_the_code_can_say_has_an_example() -> None:
    shown = {example.kind for example in EVERY}

    assert set(_kinds_in_code()) - shown == set()


def test_every_form_that_the_code_can_open_has_an_example() -> None:
    forms = {example.kind for example in EVERY if example.surface == "modal"}
    built = {file.stem for file, call in _calls("bot/messages") if _called(call) == "Form"}
    drawn_from = {subject.name for subject in subjects() if subject.forms}

    assert built <= drawn_from
    assert {"statement.submit", "decision.confirm", "decision.close", "setup_board"} <= forms


def test_the_pages_open_without_a_server_and_load_nothing_from_elsewhere(tmp_path: Path) -> None:
    first = write_gallery(tmp_path / "gallery")

    pages = sorted(first.parent.glob("*.html"))
    assert len(pages) == len(subjects()) + 1
    for page in pages:
        for address in _addresses(page.read_text(encoding="utf-8")):
            assert (first.parent / address.partition("#")[0]).is_file(), f"{page.name} asks for {address}"


def _texts(drawn: object) -> Iterator[str]:
    """The words of paragraphs and lists; those of buttons and fields are named in another form."""
    if isinstance(drawn, dict):
        if drawn.get("type") in ("text", "plain_text", "mrkdwn") and "emoji" not in drawn:
            yield drawn["text"]
        for name, each in drawn.items():
            if name not in ("accessory", "element", "elements") or drawn["type"].startswith(("rich", "context")):
                yield from _texts(each)
    elif isinstance(drawn, list):
        for each in drawn:
            yield from _texts(each)


def _kinds_in_code() -> Iterator[str]:
    for folder in ("bot", "handlers"):
        for file, call in _calls(folder):
            if _called(call) == "said" and file.name != "parts.py" and "domain" not in file.parts:
                yield _literal(file, call.args[0])
            if _called(call) == "Message" and file.name != "parts.py":
                yield from (_literal(file, word.value) for word in call.keywords if word.arg == "kind")


def _calls(folder: str) -> Iterator[tuple[Path, ast.Call]]:
    for file in sorted((ROOT / folder).rglob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        yield from ((file, node) for node in ast.walk(tree) if isinstance(node, ast.Call))


def _called(call: ast.Call) -> str:
    return getattr(call.func, "id", "") or getattr(call.func, "attr", "")


def _literal(file: Path, value: ast.expr) -> str:
    assert isinstance(value, ast.Constant), f"{file} line {value.lineno} says a kind that can not be looked up"
    return str(value.value)


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name in ("src", "href") and value]


def _addresses(page: str) -> list[str]:
    links = _Links()
    links.feed(page)
    return links.found
