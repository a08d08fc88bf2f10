# Every target sets up what it needs. Python 3.11 or later and make are enough to start.
PYTHON ?= python3
BIN := .venv/bin
LOCK := $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-emit-find-links --no-header --no-annotate -q

# Where it is set, each of the hundreds of processes that the tests start would compile the whole bot anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup demo test crash-sweep access-table fuzz wander check lint types arrows docs-check migrations-check bench gallery pictures lock clean

help:  ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit("Accountable needs Python 3.11 or later; this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.12 ...") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv .venv

.venv/.setup: requirements.lock pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/.dev: requirements-dev.lock .venv/.setup
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

setup: .venv/.setup  ## make .venv with .venv/bin/accountable in it

demo: .venv/.setup  ## open a pretend workspace in the browser
	$(BIN)/accountable demo

test: .venv/.dev  ## run every test
	$(BIN)/python -m pytest

crash-sweep: .venv/.dev  ## kill the bot at every boundary, with every Slack, on both databases
	CRASH_SWEEP=all $(BIN)/python -m pytest tests/crash

access-table: .venv/.dev  ## try every role against every use case, on both databases
	ACCESS_TABLE=all $(BIN)/python -m pytest tests/use_cases/test_access.py

fuzz: .venv/.dev  ## try the importer with thousands of made-up and broken files, and the planner with many months
	IMPORT_FUZZ=2000 PLANNER_MONTHS=30 $(BIN)/python -m pytest --timeout=7200 tests/plan_reading tests/use_cases/test_planner_properties.py

wander: .venv/.dev  ## let people do whatever there is to do, in any order, on one board and on two
	WANDER=40 $(BIN)/python -m pytest --timeout=7200 tests/conversations/test_wandering.py

check: lint types arrows migrations-check docs-check  ## lint, types, import contract, migrations, docs

lint: .venv/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: .venv/.dev
	$(BIN)/mypy

arrows: .venv/.dev
	$(BIN)/lint-imports --no-cache

migrations-check: .venv/.dev
	$(BIN)/accountable doctor --migrations

docs-check: .venv/.dev
	$(BIN)/python -m pytest -n 0 tests/docs

bench: .venv/.dev  ## measure the figures in docs/performance.md
	$(BIN)/python -m bench

gallery: .venv/.setup  ## draw every message the bot can say, into build/gallery
	$(BIN)/accountable gallery build/gallery

pictures: .venv/.dev  ## walk the story and one meeting in Chromium, and take the pictures in the docs anew
	PICTURES=docs/pictures $(BIN)/python -m pytest -n 0 tests/browser/test_one_meeting.py tests/browser/test_story.py

lock: .venv/.dev  ## write the lock files anew from pyproject.toml
	$(BIN)/python -m pip install -q --disable-pip-version-check uv
	$(LOCK) --extra demo pyproject.toml setup-requires.in -o requirements.lock
	$(LOCK) --extra dev pyproject.toml setup-requires.in -c requirements.lock -o requirements-dev.lock

clean:  ## remove what was made here (the demo's data too)
	rm -rf .venv build .mypy_cache .ruff_cache .pytest_cache
