"""The rules and codes that councils are told about are those that the code has, and all of them."""

import ast
import re
from dataclasses import asdict

from bot.domain.plan_reading.headings import Field
from bot.domain.rating_facts import Rating, Tolerances
from bot.domain.rating_rules import GREEN, LIVE, STOPS, UNRATED
from bot.messages.help import RULES_PUBLISHED
from tests.docs.pages import ROOT, SOURCES, page

RATINGS = page("docs/ratings.md")
CODE = re.compile(r"[A-Z]{5,}|[A-Z]+(?:_[A-Z]+)+")
MARKINGS = {"PUBLIC", "OFFICIAL", "RESTRICTED", "CONFIDENTIAL", "EXEMPT", "SECRET", "FFFFFF"}
"""Words of a file that only look like codes."""


READERS = {"plan_files.py", "whole_plan.py", "source_reading.py", "source_loading.py", "sources_back.py",
           "measure_reading.py", "measure_loading.py"}  # fmt: skip
"""Beside `plan_reading`, what reads a file and says what it found."""


def test_help_points_at_the_rules() -> None:
    assert RATINGS.path == ROOT / RULES_PUBLISHED


def test_each_rule_is_published_in_its_order_and_no_other() -> None:
    published = re.findall(r"^\| `([A-Z]\w*)`", RATINGS.text, re.MULTILINE)

    assert published == [rule.code for rule in (*STOPS, *LIVE, *UNRATED, GREEN)] + ["I1", "I2"]


def test_the_rules_that_are_asked_after_delivery_are_marked() -> None:
    marked = re.findall(r"^\| `(\w+)` †", RATINGS.text, re.MULTILINE)

    assert marked == [rule.code for rule in LIVE if rule.after_delivery]


def test_each_published_result_is_the_rules_own() -> None:
    results = {row[0].strip("`"): row[2] for row in RATINGS.rows() if len(row) == 3 and row[0].startswith("`")}

    for rule in (*STOPS, *UNRATED, GREEN):
        assert results[rule.code].startswith(rule.rating.word if rule.rating else "no colour")


def test_each_published_setting_has_its_default() -> None:
    rows = [row for row in RATINGS.rows() if len(row) == 3]
    published = {row[0].split()[0].strip("`"): row[1] for row in rows if row[1].isdecimal()}

    assert published == {name: str(days) for name, days in asdict(Tolerances()).items()}


def test_each_rating_is_explained() -> None:
    for rating in Rating:
        assert f"| {rating.words} |" in RATINGS.text


def test_each_code_of_the_import_is_explained_and_no_other() -> None:
    explained = re.findall(r"^\| `([A-Z_]+)`", page("docs/importing.md").text, re.MULTILINE)

    assert set(explained) == _codes_in_source()
    assert explained == sorted(explained, key=lambda code: code.replace("_", " "))


def test_each_column_of_a_plan_is_named() -> None:
    text = page("docs/importing.md").text.partition("## What the file may look like")[2].partition("\n## ")[0]

    for field in Field:
        assert re.search(rf"\b{re.escape(field.value)}\b", text), f"docs/importing.md does not name {field.value}"


def _codes_in_source() -> set[str]:
    found: set[str] = set()
    for path in SOURCES:
        is_reader = path.parent.name == "plan_reading" and path.parent.parent.name == "domain"
        if is_reader or path.name in READERS:
            tree = ast.parse(path.read_text(encoding="utf-8"))
            words = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant))
            found.update(word for word in words if isinstance(word, str) and CODE.fullmatch(word))
    return found - MARKINGS
