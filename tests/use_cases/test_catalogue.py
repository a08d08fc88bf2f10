"""The catalogue says which module answers what before any of them is loaded: what they say themselves has to agree."""

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path

import pytest

from bot.use_cases import catalogue, entries

TABLES = ("FORMS", "PRESSES", "WORDS", "REFRESHING", "KEEPING")
HERE = Path(entries.__file__).parent
TAKEN_UP = {"quiet_days": "setting_up"}
"""Whose tables another module has taken into its own."""


def tables_of(module: str) -> dict[str, set[str]]:
    found = import_module(f"bot.use_cases.{module}")
    return {table: set(getattr(found, table, ())) for table in TABLES}


@pytest.mark.parametrize("module", sorted(catalogue.MODULES))
def test_each_module_answers_what_the_catalogue_says(module: str) -> None:
    said = {table: set(getattr(catalogue.MODULES[module], table.lower()).split()) for table in TABLES}
    assert tables_of(module) == said


def test_no_module_answers_anything_that_the_catalogue_does_not_know() -> None:
    others = {path.stem for path in HERE.glob("*.py")} - {*catalogue.MODULES, "__init__", "catalogue"}
    answering = {module for module in others if any(tables_of(module).values())}
    assert answering == set(TAKEN_UP)


def test_nothing_is_answered_by_two_modules() -> None:
    for table in TABLES:
        names = [name for each in catalogue.MODULES.values() for name in getattr(each, table.lower()).split()]
        assert len(names) == len(set(names)), table


@pytest.mark.parametrize("found", [catalogue._FORMS, catalogue._PRESSES, catalogue._WORDS])
def test_whatever_is_asked_for_is_found(found: Mapping[str, entries.Entry]) -> None:
    assert len(found) == len(list(found)) > 0
    for entry in found.values():
        assert callable(entry.use_case)
    assert found.get("never.heard.of") is None


@pytest.mark.parametrize("module", sorted(catalogue.MODULES))
def test_a_word_that_only_reads_shares_its_name_with_no_form(module: str) -> None:
    """What reads is told by its name alone: a form of that name would be answered, and nothing of it kept."""
    answers = import_module(f"bot.use_cases.{module}")
    words = {*getattr(answers, "READS", ())} & {*getattr(answers, "WORDS", ())}

    assert words & {*getattr(answers, "FORMS", ())} == set()
