"""An answer of Slack's that lacks something, or has it in another form, is as good as none: never a bug of ours."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from bot.checks import CanNotTell, SeenChannel
from bot.ports import InDoubt, NamedFile, Outgoing, Reachable, Retry, Sent
from handlers.slack.answers import READ_FOR, is_whole
from handlers.slack.calls import who_am_i
from handlers.slack.checks import slack_checks
from handlers.slack.files import SlackFiles
from handlers.slack.gateway import SlackGateway
from handlers.slack.sweeping import SlackSweeping
from tests.slack.pretend import Pretend, play

OTHERS: tuple[Any, ...] = (None, 5, "x", [], {}, True, [None], {"x": None})
WHOLE: tuple[Any, ...] = (
    *OTHERS, {"ok": True}, {"ok": "yes"}, {"ok": False}, {"ok": False, "error": 5}, {"ok": False, "error": {"x": "y"}},
)  # fmt: skip
"""What may come in the place of a whole answer."""


def spoilt(answer: Any) -> Iterator[Any]:
    """The answer with one part of it gone, or something else in its place; then the next part."""
    parts = answer.items() if isinstance(answer, dict) else enumerate(answer) if isinstance(answer, list) else ()
    for name, part in parts:
        if isinstance(answer, dict):
            yield {key: each for key, each in answer.items() if key != name}
        for other in (*OTHERS, *spoilt(part)):
            copy = dict(answer) if isinstance(answer, dict) else list(answer)
            copy[name] = other
            yield copy


PAGE = {
    "ok": True,
    "messages": [
        {"ts": "1.2", "text": "x", "bot_id": "B1", "blocks": [], "metadata": {"event_type": "a", "event_payload": {}}},
        {"ts": "1.1", "files": [{"id": "F1", "title": "x", "user": "U1", "url_private_download": "https://x"}]},
    ],
    "response_metadata": {"next_cursor": ""},
}
ANSWERS: dict[str, Any] = {
    "auth.test": {"ok": True, "team_id": "T1", "user_id": "U1", "bot_id": "B1"},
    "chat.postMessage": {"ok": True, "channel": "D1", "ts": "1.2"},
    "chat.update": {"ok": True, "channel": "D1", "ts": "1.2"},
    "conversations.history": PAGE,
    "conversations.info": {"ok": True, "channel": {"id": "C1", "name": "x", "is_member": True}},
    "conversations.members": {"ok": True, "members": ["U1"], "response_metadata": {"next_cursor": ""}},
    "conversations.open": {"ok": True, "channel": {"id": "D1"}},
    "files.completeUploadExternal": {"ok": True, "files": [{"id": "F1"}]},
    "files.getUploadURLExternal": {"ok": True, "upload_url": "https://x", "file_id": "F1"},
    "users.info": {"ok": True, "user": {"id": "U1", "name": "x", "profile": {}, "deleted": False, "is_bot": False}},
}
FILE = NamedFile("list.csv", b"x", "list")


async def everything(here: Pretend, outgoing: Outgoing, channel: str) -> list[Any]:
    """All that is asked of Slack, once each."""
    gateway, team = SlackGateway(here.clients), here.workspace.team_id
    files = SlackFiles(here.clients, gateway)
    async with slack_checks(here.sandbox.api_url, here.sandbox.bot_token, "") as checks:
        return [
            await gateway.send(outgoing),
            await gateway.amend(outgoing, f"{channel}:1.2"),
            await gateway.find(outgoing),
            await gateway.reachable(team, outgoing.to),
            await gateway.reachable(team, channel),
            await files.hand_over(outgoing, FILE),
            await files.find(outgoing, FILE.title),
            await SlackSweeping(here.clients, gateway).take_out(team, outgoing.to, "audits"),
            await who_am_i(here.clients, team),
            await checks.identity(),
            await checks.channel(channel),
        ]


@pytest.mark.parametrize("method", ANSWERS)
def test_no_answer_whatever_is_missing_or_odd_in_it_is_a_bug_of_ours(method: str) -> None:
    async def story(here: Pretend) -> None:
        outgoing, channel = here.outgoing(here.grace.person.id), here.workspace.channel("board").id
        for body in (*WHOLE, *spoilt(ANSWERS[method])):
            here.sandbox.faults.order(method, "says", times=100, after=False, body=json.dumps(body))
            assert len(await everything(here, outgoing, channel)) == 11
            here.sandbox.faults.clear()

    play(story)


def test_a_whole_answer_of_each_method_is_taken_for_one() -> None:
    assert set(READ_FOR) <= set(ANSWERS)
    assert [method for method, answer in ANSWERS.items() if not is_whole(method, answer)] == []


NOT_READ = "Slack's answer could not be read"


@pytest.mark.parametrize(
    "body", [{}, {"channel": None}, {"channel": "D1"}, {"channel": {}}, {"channel": {"id": 5}}], ids=str
)
def test_a_conversation_that_is_not_named_is_asked_for_again_and_nothing_was_sent(body: dict[str, Any]) -> None:
    async def story(here: Pretend) -> None:
        here.sandbox.faults.order("conversations.open", "says", body=json.dumps({"ok": True, **body}))
        outgoing = here.outgoing(here.grace.person.id)

        assert await here.gateway.send(outgoing) == Retry(5.0, NOT_READ, holds="conversation")
        assert here.grace.messages() == []
        assert isinstance(await here.gateway.send(outgoing), Sent)

    play(story)


@pytest.mark.parametrize("body", [{}, {"messages": None}, {"messages": "x"}, {"messages": [{"text": "x"}]}], ids=str)
def test_a_page_without_messages_does_not_say_that_a_message_is_not_there(body: dict[str, Any]) -> None:
    async def story(here: Pretend) -> None:
        outgoing = here.outgoing(here.grace.person.id)
        sent = await here.gateway.send(outgoing)
        here.sandbox.faults.order("conversations.history", "says", body=json.dumps({"ok": True, **body}))

        assert await here.gateway.find(outgoing) == InDoubt(NOT_READ)
        assert await here.gateway.find(outgoing) == sent

    play(story)


@pytest.mark.parametrize("method", ["conversations.members", "users.info"])
def test_who_is_in_a_channel_has_to_be_known_before_anything_is_said_there(method: str) -> None:
    async def story(here: Pretend) -> None:
        board = here.workspace.channel("board").id
        here.sandbox.faults.order(method, "says", times=10, body=json.dumps({"ok": True}))

        assert await here.gateway.reachable(here.workspace.team_id, board) == Retry(5.0, NOT_READ, holds="conversation")

    play(story)


def test_nobody_has_left_because_an_answer_is_odd() -> None:
    async def story(here: Pretend) -> None:
        body = {"ok": True, "user": {"id": here.grace.person.id, "deleted": "no"}}
        here.sandbox.faults.order("users.info", "says", body=json.dumps(body))

        assert await here.gateway.reachable(here.workspace.team_id, here.grace.person.id) == Reachable(yes=True)

    play(story)


def test_a_refusal_without_a_code_refuses_nothing_for_good() -> None:
    async def story(here: Pretend) -> None:
        here.sandbox.faults.order("chat.postMessage", "says", body=json.dumps({"ok": False, "error": {"x": "y"}}))

        assert await here.gateway.send(here.outgoing(here.grace.person.id)) == InDoubt(NOT_READ)

    play(story)


def test_a_place_for_a_file_that_is_not_named_is_asked_for_again() -> None:
    async def story(here: Pretend) -> None:
        here.sandbox.faults.order("files.getUploadURLExternal", "says", body=json.dumps({"ok": True, "file_id": "F1"}))
        files = SlackFiles(here.clients, here.gateway)

        handed = await files.hand_over(here.outgoing(here.grace.person.id), FILE)

        assert handed == Retry(5.0, NOT_READ, holds="conversation")

    play(story)


@pytest.mark.parametrize("method", ["conversations.info", "users.info"])
def test_the_doctor_says_that_what_answers_is_not_slack(method: str) -> None:
    async def story(here: Pretend) -> None:
        here.sandbox.faults.order(method, "says", times=10, body=json.dumps({"ok": True}))
        async with slack_checks(here.sandbox.api_url, here.sandbox.bot_token, "") as checks:
            seen = await checks.channel(here.workspace.channel("board").id)

        if method == "conversations.info":
            assert seen == CanNotTell("What answered does not speak as Slack does. Check SLACK_API_URL.")
        else:
            assert isinstance(seen, SeenChannel) and seen.guests == ()

    play(story)
