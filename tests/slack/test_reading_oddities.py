"""What no screen of Slack's sends, and somebody else may: each becomes an answer or is let go, and never a crash."""

import asyncio

import pytest

from bot.use_cases.heard import Press
from handlers.slack import read
from handlers.web import LARGEST, web_app
from tests.slack.pretend import Pretend, play

PRESSED = {"type": "button", "action_id": "again", "value": "{}"}
CLICK = {"type": "block_actions", "team": {"id": "T1"}, "user": {"id": "U1"}, "container": {}, "actions": [PRESSED]}


def view_with(value):
    return {"id": "V1", "callback_id": "f", "blocks": [{"type": "input", "block_id": "q"}], "state": {"values": value}}


@pytest.mark.parametrize("value", ["", "[]", "nonsense", '{"by": "U2", "does": "setup.pause"}', '{"other": 1}', "7"])
def test_a_button_of_another_release_asks_for_nothing_in_anybody_elses_name(value):
    asked = read.click(CLICK | {"actions": [PRESSED | {"value": value}]})

    assert asked is not None
    assert isinstance(asked.heard, Press)
    assert (asked.heard.does, asked.heard.by.user) == ("again", "U1")


@pytest.mark.parametrize("kind", ["date", "time"])
def test_what_no_picker_gives_stays_words_for_the_use_case_to_answer(kind):
    state = {"q": {"q": {"type": f"{kind}picker", f"selected_{kind}": "next week"}}}

    asked = read.form({"user": {"id": "U1"}, "team": {"id": "T1"}, "view": view_with(state)})

    assert asked.heard.answers == {"q": "next week"}


def test_a_text_that_no_database_takes_is_taken_without_what_it_cannot_take():
    state = {"q": {"q": {"type": "plain_text_input", "value": "Audits\0 fell \ud800."}}}

    asked = read.form({"user": {"id": "U1"}, "team": {"id": "T1"}, "view": view_with(state)})

    assert asked.heard.answers == {"q": "Audits fell ?."}


def test_what_cannot_be_read_at_all_is_logged_without_its_words_and_let_go(caplog):
    async def story(here: Pretend) -> None:
        answer = await here.boundary.understand(read.command, {"text": "Child X was seen"})

        assert answer == ""
        assert here.bot.heard == []

    play(story)

    assert "KeyError" in caplog.text
    assert "Child X" not in caplog.text


@pytest.mark.parametrize("length", [str(LARGEST + 1), "9" * 400, "", "-1"])
def test_a_request_that_is_too_large_or_does_not_say_is_not_read(length):
    headers = [(b"content-length", length.encode())] if length else []
    answered = []

    async def body():
        raise AssertionError("it was read")

    async def send(message):
        answered.append(message)

    scope = {"type": "http", "method": "POST", "path": "/slack/events", "query_string": b"", "headers": headers}
    asyncio.run(web_app(_no_slack)(scope, body, send))

    assert answered[0]["status"] == 413


def _no_slack():
    raise AssertionError("nothing connects to Slack here")
