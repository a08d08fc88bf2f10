"""Whoever clones the repository gets what stands in it, wherever it was made: no address or path of another machine."""

import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest

from tests.docs.pages import ROOT

LOCKS = ("requirements.lock", "requirements-dev.lock")
MACHINES = re.compile(r"(?<![\w.:/-])/(?:home|root|Users|work|tmp|private|mnt)/\w")
REGISTRIES = re.compile(r"https?://[\w.-]*(?:pypi|pythonhosted|npmjs|jsdelivr|unpkg|artifactory|nexus)[\w.-]*/")
UNFINISHED = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|HA" r"CK)\b")


@cache
def _files() -> list[Path]:
    """The text files that are committed or about to be."""
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("this is not a clone, so what is committed can not be told from what is not")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    ours = [ROOT / name for name in listed.split("\0") if name and not name.startswith("tests/data/")]
    return [path for path in ours if path.is_file() and b"\0" not in path.read_bytes()[:8000]]


def _found(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in _files()
        if path != Path(__file__)
        for match in pattern.finditer(path.read_text(encoding="utf-8", errors="replace"))
    ]


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_file_holds_names_versions_and_hashes_alone(name: str) -> None:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()

    assert len(lines) > 100
    for line in lines:
        assert re.fullmatch(r"[\w.\-\[\],]+==[^\s/]+( ; [^/]+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?", line), line


def test_no_file_names_a_folder_of_somebodys_machine() -> None:
    assert _found(MACHINES) == []


def test_no_file_names_the_address_of_a_registry() -> None:
    assert _found(REGISTRIES) == []


def test_nothing_is_marked_as_unfinished() -> None:
    assert _found(UNFINISHED) == []


def test_what_came_from_others_has_its_licence_beside_it() -> None:
    static = ROOT / "sandbox/page/static"
    brought = [path for path in static.iterdir() if path.name.endswith(".min.js")]

    assert brought
    for path in brought:
        licence = static / f"{path.name.partition('.')[0]}.LICENSE.txt"
        assert "Permission to use" in licence.read_text(encoding="utf-8")
    assert "MIT License" in (ROOT / "LICENSE").read_text(encoding="utf-8")


def test_what_make_help_lists_is_what_can_be_made() -> None:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    declared = re.search(r"^\.PHONY: (.+)$", text, re.MULTILINE)

    assert declared is not None
    assert set(declared[1].split()) == set(re.findall(r"^([a-z-]+):", text, re.MULTILINE))
    for target in ("demo", "test", "check", "bench", "gallery", "setup", "help"):
        assert re.search(rf"^{target}:.*## \w", text, re.MULTILINE), f"make help does not list {target}"
