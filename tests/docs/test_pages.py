"""Whoever follows a link, a path or a name in the guides finds what it promises."""

import re

import pytest

from config.settings import SECRETS, Settings
from tests.docs.pages import PAGES, ROOT, SOURCES, Page, page

FOLLOWING_ALONG = {"ask_for_help", "statement.ask_help", "AskForHelp"}
"""What README.md has the reader write."""

OTHERS = {"pg_dump"}
"""What other programs call their own."""

GUIDES = [each for each in PAGES if not each.name.startswith("docs/decisions/0")]
"""What is kept up to date. A decision stands as it was made, and argues about other people's code too."""

FILE = re.compile(r"[a-z._][\w.-]*(?:/[\w.-]+)+/?|[\w-]+\.(?:py|md|toml|ini|example|lock)")
NAME = re.compile(r"[a-z]+(?:_[a-z]+)+|[A-Z]+(?:_[A-Z]+)+|[A-Z][a-z]+(?:[A-Z][a-z]+)+|[a-z]+\.[a-z]+_[a-z]+")


@pytest.fixture(scope="module")
def source() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in SOURCES)


@pytest.mark.parametrize("guide", PAGES, ids=lambda guide: guide.name)
def test_each_link_leads_somewhere(guide: Page) -> None:
    for link in guide.links():
        if link.startswith(("https://", "http://", "mailto:")):
            continue
        path, _, heading = link.partition("#")
        target = (guide.path.parent / path).resolve() if path else guide.path
        assert target.exists(), f"{guide.name} links to {link}, which is not there"
        if heading:
            assert heading in Page(target).headings(), f"{guide.name} links to {link}, which has no such heading"


@pytest.mark.parametrize("guide", PAGES, ids=lambda guide: guide.name)
def test_each_file_that_is_named_is_there(guide: Page) -> None:
    for word in guide.code():
        if FILE.fullmatch(word) and not word.startswith(("slack.com", ".venv")):
            made_later = word.startswith(("build/", "accountable"))
            assert made_later or (ROOT / word).exists(), f"{guide.name} names {word}, which is not there"


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.name)
def test_each_name_of_the_code_is_one_that_the_code_has(guide: Page, source: str) -> None:
    settings = {name.upper() for name in Settings.model_fields}
    known = settings | {f"{name.upper()}_FILE" for name in SECRETS} | FOLLOWING_ALONG | OTHERS
    for word in guide.code():
        name = word.partition("(")[0]
        if NAME.fullmatch(name) and name not in known:
            assert re.search(rf"\b{re.escape(name)}\b", source), f"{guide.name} speaks of {name}, which is nowhere"


def test_every_decision_is_listed_and_numbered_once() -> None:
    files = sorted(path.name for path in (ROOT / "docs/decisions").glob("[0-9]*.md"))

    assert [name[:4] for name in files] == [f"{number:04d}" for number in range(1, len(files) + 1)]
    assert sorted(page("docs/decisions/README.md").links()) == files


def test_every_setting_is_documented_with_its_default() -> None:
    rows = {row[0].strip("`"): row[1].strip("`") for row in page("docs/installing.md").rows() if len(row) == 3}
    defaults = {name.upper(): field.default for name, field in Settings.model_fields.items()}

    for name, default in defaults.items():
        shown = default.get_secret_value() if hasattr(default, "get_secret_value") else str(default)
        shown = shown.lower() if isinstance(default, bool) else shown
        assert rows.get(name) == shown, f"docs/installing.md should give {name} as {shown!r}"
    assert {name for name in rows if name.isupper()} == set(defaults)


def test_the_example_of_an_env_file_has_every_setting_and_no_other() -> None:
    text = (ROOT / ".env.example").read_text(encoding="utf-8")

    assert set(re.findall(r"^#? ?([A-Z_]+)=", text, re.MULTILINE)) >= {name.upper() for name in Settings.model_fields}
    assert set(re.findall(r"^([A-Z_]+)=", text, re.MULTILINE)) <= {name.upper() for name in Settings.model_fields}


def test_every_secret_is_named_among_the_secrets() -> None:
    secrets = page("docs/installing.md").text.partition("## Secrets")[2].partition("##")[0]

    for name in SECRETS:
        assert f"`{name.upper()}`" in secrets
