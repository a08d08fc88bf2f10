"""What the log says, and what it never says."""

import io
import json
import logging
from collections.abc import Iterator

import pytest

from bot.log import correlated, get_logger, set_up_log
from tests.logs import put_back_log

BOT_TOKEN = "xoxb-1234567890-abcdefABCDEF"
APP_TOKEN = "xapp-1-A012-3456-abcdef"
SIGNING = "8f742231b10e8888abcd99yyyzzz85a5"


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    with put_back_log():
        yield io.StringIO()


def test_an_event_is_one_line_in_words(written: io.StringIO) -> None:
    set_up_log(to=written)

    get_logger("delivery").info("sent", kind="weekly_summary", tries=2)

    assert written.getvalue().count("\n") == 1
    assert "info    sent (kind=weekly_summary, part=delivery, tries=2)" in written.getvalue()


def test_an_event_is_one_line_of_json_with_the_id_of_what_was_heard(written: io.StringIO) -> None:
    set_up_log(to=written, form="json")

    with correlated("A1B2"):
        get_logger("slack").warning("slow", seconds=2.5)

    event = json.loads(written.getvalue())
    assert (event["event"], event["seconds"], event["heard"], event["level"]) == ("slow", 2.5, "A1B2", "warning")
    assert event["timestamp"].endswith("Z")


@pytest.mark.parametrize("form", ["words", "json"])
def test_no_secret_appears_however_it_comes(form: str, written: io.StringIO) -> None:
    set_up_log(to=written, form=form, secrets=[SIGNING])  # type: ignore[arg-type]
    log = get_logger("slack")

    log.error(f"could not send with {BOT_TOKEN}", header=f"Bearer {APP_TOKEN}", token="plain", known=f"a{SIGNING}b")
    log.error("refused", given={"Authorization": f"Bearer {BOT_TOKEN}"}, to="https://hooks.slack.com/commands/T1/2/abc")
    log.error("no database", at="postgresql://someone:hunter22@host/db")
    logging.getLogger("slack_bolt").error("token %s is wrong", BOT_TOKEN)
    try:
        raise ValueError(BOT_TOKEN)
    except ValueError:
        log.exception("failed")
        logging.getLogger("asyncio").exception("failed")

    said = written.getvalue()
    assert said.count("\n") == 6
    for secret in (BOT_TOKEN, APP_TOKEN, SIGNING, "hunter22", "plain", "hooks.slack.com"):
        assert secret not in said
    assert said.count("[left out]") >= 6


def test_what_a_person_wrote_stays_out(written: io.StringIO) -> None:
    set_up_log(to=written)
    statement = "Audits fell to 15 of 25 this month. " * 10

    get_logger("statements").info("kept", text=statement)
    try:
        raise RuntimeError(statement)
    except RuntimeError:
        get_logger("statements").exception("not kept")

    said = written.getvalue()
    assert "Audits" not in said
    assert "characters left out]" in said
    assert "RuntimeError at test_log.py:" in said


def test_the_level_is_kept_to(written: io.StringIO) -> None:
    set_up_log(to=written, level="warning")

    get_logger("x").info("nothing")
    logging.getLogger("some.package").info("nothing")

    assert written.getvalue() == ""
