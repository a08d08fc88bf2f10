"""What a person sets, and what they are told when it is wrong."""

import re
from pathlib import Path

import pytest

from bot.domain.refusals import Refusal
from config.settings import SECRETS, Settings, read_settings, secrets_of

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _nothing_is_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
        monkeypatch.delenv(f"{name.upper()}_FILE", raising=False)


def test_nothing_needs_to_be_set_to_start() -> None:
    settings = read_settings()

    assert settings.database_url.get_secret_value() == "sqlite:///accountable.db"
    assert settings.slack_bot_token.get_secret_value() == ""


def test_the_environment_wins_over_a_file_and_a_file_over_dotenv(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("SLACK_BOT_TOKEN=xoxb-dotenv\nPORT=4000\n")
    (tmp_path / "token").write_text("xoxb-file\n")
    assert read_settings().port == 4000

    monkeypatch.setenv("SLACK_BOT_TOKEN_FILE", str(tmp_path / "token"))
    assert secrets_of(read_settings())[1] == "xoxb-file"

    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-environment")
    assert secrets_of(read_settings())[1] == "xoxb-environment"


@pytest.mark.parametrize("name", SECRETS)
def test_every_secret_can_come_from_a_file(name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    mark = {"slack_bot_token": "xoxb-", "slack_app_token": "xapp-", "heartbeat_url": "https://"}.get(name, "")
    (tmp_path / "secret").write_text(f"{mark}quiet\n")
    monkeypatch.setenv(f"{name.upper()}_FILE", str(tmp_path / "secret"))

    assert getattr(read_settings(), name).get_secret_value() == f"{mark}quiet"


def test_a_secret_file_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN_FILE", str(tmp_path / "gone"))

    with pytest.raises(Refusal, match=r"SLACK_BOT_TOKEN_FILE is .*gone, which can not be read: No such file"):
        read_settings()


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("PORT", "abc", "PORT is “abc”, and has to be a whole number from 0 to 65535."),
        ("THREADS", "0", "THREADS is “0”, and has to be a whole number from 1 to 64."),
        ("LOG_FORMAT", "xml", "LOG_FORMAT is “xml”, and has to be words or json."),
        ("SLACK_API_URL", "slack", "SLACK_API_URL is “slack”, and has to be an address that begins with https://"),
    ],
)
def test_a_wrong_value_gets_a_sentence(name: str, value: str, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(Refusal) as refused:
        read_settings()

    assert words in refused.value.words


def test_a_token_in_the_wrong_place_is_told_and_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xapp-1-very-secret")

    with pytest.raises(Refusal) as refused:
        read_settings()

    assert refused.value.words == "SLACK_BOT_TOKEN is wrong: a bot token begins with xoxb-; this is something else."


def test_a_secret_is_never_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_SIGNING_SECRET", "8f742231b10e8888abcd99yyyzzz85a5")
    monkeypatch.setenv("DATABASE_URL", "postgresql://someone:hunter22@host/db")

    printed = repr(read_settings()) + str(read_settings().model_dump())

    assert "8f74" not in printed
    assert "hunter22" not in printed


def test_every_setting_is_in_the_example_with_its_default_and_nothing_else_is() -> None:
    shown = dict(re.findall(r"^([A-Z_]+)=(.*)$", (ROOT / ".env.example").read_text(), re.MULTILINE))

    assert set(shown) == {name.upper() for name in Settings.model_fields}
    for name, field in Settings.model_fields.items():
        default = field.default
        default = default.get_secret_value() if hasattr(default, "get_secret_value") else default
        assert shown[name.upper()] == (str(default).lower() if isinstance(default, bool) else str(default))
    for name in SECRETS:
        assert f"{name.upper()}_FILE" in (ROOT / ".env.example").read_text()
