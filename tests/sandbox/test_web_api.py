"""Slack's methods and their refusals, called with the real slack_sdk client.

The table and the docstrings name pages under https://docs.slack.dev/reference/methods/ unless they say otherwise.
"""

from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.web_api import METHODS
from tests.sandbox.parts import Council, button, council, form, plain, refused, run

Asks = Callable[[Council], Awaitable[Any]]
HELLO = [{"type": "section", "text": {"type": "mrkdwn", "text": "Hello"}}]
HOME = {"type": "home", "blocks": HELLO}


def trigger(town: Council) -> str:
    return town.sandbox.triggers.new(town.workspace, town.officer.id)


# page, Slack's error, what was asked
REFUSALS: list[tuple[str, str, Asks]] = [
    ("chat.postMessage", "channel_not_found", lambda t: t.client.chat_postMessage(channel="C404", text="x")),
    ("chat.postMessage", "not_in_channel", lambda t: t.client.chat_postMessage(channel=t.elsewhere.id, text="x")),
    ("chat.postMessage", "no_text", lambda t: t.client.chat_postMessage(channel=t.board.id, text="")),
    (
        "chat.postMessage",
        "invalid_blocks",
        lambda t: t.client.chat_postMessage(channel=t.board.id, text="x", blocks=[{"type": "banner"}]),
    ),
    (
        "chat.postMessage",
        "invalid_blocks_format",
        lambda t: t.client.chat_postMessage(channel=t.board.id, text="x", blocks="not JSON"),
    ),
    (
        "chat.postMessage",
        "invalid_metadata_format",
        lambda t: t.client.chat_postMessage(channel=t.board.id, text="x", metadata={"event_type": "sent"}),
    ),
    (
        "chat.postEphemeral",
        "user_not_in_channel",
        lambda t: t.client.chat_postEphemeral(channel=t.board.id, user=t.workspace.slackbot.id, text="x"),
    ),
    (
        "chat.postEphemeral",
        "user_not_found",
        lambda t: t.client.chat_postEphemeral(channel=t.board.id, user="U404", text="x"),
    ),
    ("chat.update", "message_not_found", lambda t: t.client.chat_update(channel=t.board.id, ts="1.0", text="x")),
    ("chat.delete", "message_not_found", lambda t: t.client.chat_delete(channel=t.board.id, ts="1.0")),
    (
        "chat.getPermalink",
        "message_not_found",
        lambda t: t.client.chat_getPermalink(channel=t.board.id, message_ts="1.0"),
    ),
    ("users.info", "user_not_found", lambda t: t.client.users_info(user="U404")),
    ("users.lookupByEmail", "users_not_found", lambda t: t.client.users_lookupByEmail(email="x@example.org")),
    ("conversations.info", "channel_not_found", lambda t: t.client.conversations_info(channel="C404")),
    (
        "conversations.history",
        "not_in_channel",
        lambda t: t.client.conversations_history(channel=t.elsewhere.id),
    ),
    ("conversations.open", "users_list_not_supplied", lambda t: t.client.conversations_open(users=[])),
    ("conversations.open", "user_not_found", lambda t: t.client.conversations_open(users="U404")),
    ("conversations.list", "invalid_types", lambda t: t.client.conversations_list(types="secret")),
    ("conversations.list", "invalid_cursor", lambda t: t.client.conversations_list(cursor="?")),
    ("views.open", "invalid_trigger_id", lambda t: t.client.views_open(trigger_id="1.2.3", view=form())),
    ("views.open", "invalid_arguments", lambda t: t.client.views_open(trigger_id=trigger(t), view=HOME)),
    ("views.open", "view_too_large", lambda t: t.client.views_open(trigger_id=trigger(t), view=form(x="x" * 250_001))),
    ("views.push", "not_found", lambda t: t.client.views_push(trigger_id=trigger(t), view=form())),
    ("views.update", "not_found", lambda t: t.client.views_update(view_id="V404", view=form())),
    ("views.publish", "invalid_arguments", lambda t: t.client.views_publish(user_id=t.officer.id, view=form())),
    ("bots.info", "bot_not_found", lambda t: t.client.bots_info(bot="B404")),
    ("auth.test", "unknown_method", lambda t: t.client.api_call("chat.shout", json={})),
]


@pytest.mark.filterwarnings("ignore:The top-level `text` argument is missing")
@pytest.mark.parametrize(("page", "error", "asks"), REFUSALS, ids=lambda value: value if isinstance(value, str) else "")
def test_slack_refuses_in_its_own_words(page: str, error: str, asks: Asks) -> None:
    async def story() -> None:
        async with council() as town:
            assert (await refused(asks(town)))["error"] == error, page

    run(story)


# scope page under docs.slack.dev/reference/scopes, what needs it
SCOPES: list[tuple[str, Asks]] = [
    ("chat:write", lambda t: t.client.chat_postMessage(channel=t.board.id, text="x")),
    ("users:read", lambda t: t.client.users_info(user=t.officer.id)),
    ("users:read.email", lambda t: t.client.users_lookupByEmail(email="priya@example.org")),
    ("im:write", lambda t: t.client.conversations_open(users=t.officer.id)),
    ("channels:read", lambda t: t.client.conversations_list()),
    ("groups:read", lambda t: t.client.conversations_list(types="private_channel")),
    ("channels:history", lambda t: t.client.conversations_history(channel=t.board.id)),
    ("im:history", lambda t: t.client.conversations_history(channel=t.workspace.direct(t.officer.id).id)),
    ("channels:join", lambda t: t.client.conversations_join(channel=t.elsewhere.id)),
    ("team:read", lambda t: t.client.team_info()),
]


@pytest.mark.parametrize(("scope", "asks"), SCOPES, ids=lambda value: value if isinstance(value, str) else "")
def test_what_the_token_may_not_do_is_named(scope: str, asks: Asks) -> None:
    async def story() -> None:
        async with council() as town:
            assert (await asks(town))["ok"]
            town.sandbox.installation.scopes.discard(scope)

            answer = await refused(asks(town))

            assert (answer["error"], answer["needed"]) == ("missing_scope", scope)
            assert scope not in answer["provided"].split(",")

    run(story)


def test_a_wrong_token_no_token_and_a_revoked_one_are_told_apart() -> None:
    """auth.test: invalid_auth, not_authed, account_inactive; not_allowed_token_type for the app's own."""

    async def story() -> None:
        async with council() as town:
            url = town.sandbox.api_url
            tokens = {"xoxb-1": "invalid_auth", None: "not_authed", town.sandbox.app_token: "not_allowed_token_type"}
            for token, error in tokens.items():
                client = AsyncWebClient(token=token, base_url=url)
                assert (await refused(client.auth_test()))["error"] == error
            town.sandbox.installation.is_active = False
            assert (await refused(town.client.auth_test()))["error"] == "account_inactive"

    run(story)


def test_auth_test_says_who_the_bot_is_and_what_it_may_do() -> None:
    """auth.test; docs.slack.dev/authentication/installing-with-oauth: X-OAuth-Scopes."""

    async def story() -> None:
        async with council() as town:
            answer = await town.client.auth_test()
            assert answer["user_id"] == town.workspace.bot.id
            assert "chat:write" in answer.headers["X-OAuth-Scopes"].split(",")

    run(story)


def test_invalid_blocks_are_explained_with_a_pointer() -> None:
    """chat.postMessage: response_metadata.messages."""

    async def story() -> None:
        async with council() as town:
            blocks = [{"type": "header", "text": plain("a" * 151)}]
            answer = await refused(town.client.chat_postMessage(channel=town.board.id, text="x", blocks=blocks))
            words = "[ERROR] must be less than 151 characters [json-pointer:/blocks/0/text/text]"
            assert answer["response_metadata"]["messages"] == [words]
            assert town.board.messages == []

    run(story)


def test_a_private_channel_does_not_exist_for_a_bot_outside_it() -> None:
    """chat.postMessage and conversations.info: channel_not_found."""

    async def story() -> None:
        async with council() as town:
            hidden = town.workspace.add_channel("chairs", [town.chair.id], private=True)
            for call in (
                town.client.chat_postMessage(channel=hidden.id, text="x"),
                town.client.conversations_info(channel=hidden.id),
            ):
                assert (await refused(call))["error"] == "channel_not_found"
            listed = await town.client.conversations_list(types="public_channel,private_channel")
            assert hidden.id not in [channel["id"] for channel in listed["channels"]]

    run(story)


def test_an_archived_channel_takes_nothing() -> None:
    """chat.postMessage: is_archived."""

    async def story() -> None:
        async with council() as town:
            town.board.is_archived = True
            answer = await refused(town.client.chat_postMessage(channel=town.board.id, text="x"))
            assert answer["error"] == "is_archived"

    run(story)


def test_a_message_to_a_deactivated_officer_answers_ok() -> None:
    """Slack's own strangeness: chat.postMessage does not mind, users.info tells, conversations.open refuses."""

    async def story() -> None:
        async with council() as town:
            town.workspace.deactivate(town.officer.id)
            assert (await town.client.chat_postMessage(channel=town.officer.id, text="Please write"))["ok"]
            assert (await town.client.users_info(user=town.officer.id))["user"]["deleted"] is True
            assert (await refused(town.client.conversations_open(users=town.officer.id)))["error"] == "user_disabled"

    run(story)


def test_metadata_comes_back_only_when_it_is_asked_for() -> None:
    """conversations.history: include_all_metadata; docs.slack.dev/messaging/message-metadata."""

    async def story() -> None:
        async with council() as town:
            key = {"event_type": "accountable", "event_payload": {"key": "m1"}}
            direct = (await town.client.conversations_open(users=town.officer.id))["channel"]["id"]
            await town.client.chat_postMessage(channel=direct, text="Please write", metadata=key)

            plainly = await town.client.conversations_history(channel=direct)
            fully = await town.client.conversations_history(channel=direct, include_all_metadata=True)

            assert "metadata" not in plainly["messages"][0]
            assert fully["messages"][0]["metadata"] == key

    run(story)


def test_history_is_newest_first_in_pages_and_holds_nothing_ephemeral() -> None:
    """conversations.history: cursor, limit, oldest, inclusive."""

    async def story() -> None:
        async with council() as town:
            say = town.client.chat_postMessage
            stamps = [(await say(channel=town.board.id, text=f"{number}"))["ts"] for number in range(3)]
            await town.client.chat_postEphemeral(channel=town.board.id, user=town.officer.id, text="psst")

            first = await town.client.conversations_history(channel=town.board.id, limit=2)
            cursor = first["response_metadata"]["next_cursor"]
            second = await town.client.conversations_history(channel=town.board.id, limit=2, cursor=cursor)
            since = await town.client.conversations_history(channel=town.board.id, oldest=stamps[1], inclusive=True)

            assert [m["text"] for m in first["messages"]] == ["2", "1"] and first["has_more"]
            assert [m["text"] for m in second["messages"]] == ["0"] and not second["has_more"]
            assert [m["text"] for m in since["messages"]] == ["2", "1"]

    run(story)


def test_very_long_text_is_cut_in_a_message_and_refused_in_an_update() -> None:
    """chat.postMessage, "Truncating content": 40,000; chat.update: msg_too_long, 4,000."""

    async def story() -> None:
        async with council() as town:
            sent = await town.client.chat_postMessage(channel=town.board.id, text="a" * 40_001)
            assert len(town.board.by_ts[sent["ts"]].text) == 40_000
            answer = await refused(town.client.chat_update(channel=town.board.id, ts=sent["ts"], text="a" * 4_001))
            assert answer["error"] == "msg_too_long"

    run(story)


def test_the_bot_changes_and_deletes_its_own_messages_only() -> None:
    """chat.update: cant_update_message; chat.delete: cant_delete_message."""

    async def story() -> None:
        async with council() as town:
            theirs = await town.sandbox.actor("Priya Shah").say(town.board, "Morning")
            where: dict[str, Any] = {"channel": town.board.id, "ts": theirs.ts}
            assert (await refused(town.client.chat_update(**where, text="x")))["error"] == "cant_update_message"
            assert (await refused(town.client.chat_delete(**where)))["error"] == "cant_delete_message"

            own = await town.client.chat_postMessage(channel=town.board.id, text="Draft")
            await town.client.chat_update(channel=town.board.id, ts=own["ts"], text="Final")
            assert town.board.by_ts[own["ts"]].text == "Final"
            await town.client.chat_delete(channel=town.board.id, ts=own["ts"])
            assert [m.text for m in town.board.messages] == ["Morning"]

    run(story)


def test_an_update_with_text_alone_takes_the_blocks_away_and_is_marked_as_edited() -> None:
    """chat.update: "the blocks will be removed"; the edited flag is not displayed where blocks are used."""

    async def story() -> None:
        async with council() as town:
            sent = await town.client.chat_postMessage(channel=town.board.id, text="x", blocks=HELLO)
            where: dict[str, Any] = {"channel": town.board.id, "ts": sent["ts"]}
            drawn = await town.client.chat_update(**where, text="y", blocks=HELLO)
            worded = await town.client.chat_update(**where, text="z")
            assert "edited" not in drawn["message"] and drawn["message"]["blocks"]
            assert "edited" in worded["message"] and "blocks" not in worded["message"]

    run(story)


def test_a_trigger_opens_one_form_within_three_seconds() -> None:
    """views.open: expired_trigger_id, exchanged_trigger_id; docs.slack.dev/interactivity/handling-user-interaction."""

    async def story() -> None:
        async with council() as town:
            first, second, third = trigger(town), trigger(town), trigger(town)
            town.hands.now += 3.0
            assert (await town.client.views_open(trigger_id=first, view=form()))["ok"]
            assert (await refused(town.client.views_open(trigger_id=first, view=form())))["error"] == (
                "exchanged_trigger_id"
            )
            assert (await refused(town.client.views_open(trigger_id=second, view=HOME)))["error"] == "invalid_arguments"
            town.hands.now += 0.1
            assert (await refused(town.client.views_open(trigger_id=third, view=form())))["error"] == (
                "expired_trigger_id"
            )

    run(story)


def test_pushing_the_boards_clock_does_not_kill_a_trigger() -> None:
    """The two clocks are apart: a day on the board's clock is no time at all for Slack's machines."""

    async def story() -> None:
        async with council() as town:
            waiting = trigger(town)
            town.sandbox.clock.set(town.sandbox.clock.now().replace(day=2))
            assert (await town.client.views_open(trigger_id=waiting, view=form()))["ok"]

    run(story)


def test_three_forms_stack_and_a_fourth_does_not() -> None:
    """views.push: push_limit_reached, "Currently the limit is 3"."""

    async def story() -> None:
        async with council() as town:
            root = (await town.client.views_open(trigger_id=trigger(town), view=form()))["view"]
            middle = (await town.client.views_push(trigger_id=trigger(town), view=form()))["view"]
            top = (await town.client.views_push(trigger_id=trigger(town), view=form()))["view"]
            answer = await refused(town.client.views_push(trigger_id=trigger(town), view=form()))

            assert answer["error"] == "push_limit_reached"
            assert (top["root_view_id"], top["previous_view_id"]) == (root["id"], middle["id"])

    run(story)


def test_an_update_with_a_stale_hash_is_refused() -> None:
    """views.update and views.publish: hash_conflict."""

    async def story() -> None:
        async with council() as town:
            view = (await town.client.views_open(trigger_id=trigger(town), view=form()))["view"]
            fresh = await town.client.views_update(view_id=view["id"], hash=view["hash"], view=form())
            stale = town.client.views_update(view_id=view["id"], hash=view["hash"], view=form())
            assert fresh["view"]["hash"] != view["hash"]
            assert (await refused(stale))["error"] == "hash_conflict"

            home = (await town.client.views_publish(user_id=town.officer.id, view=HOME))["view"]
            await town.client.views_publish(user_id=town.officer.id, view=HOME)
            stale = town.client.views_publish(user_id=town.officer.id, hash=home["hash"], view=HOME)
            assert (await refused(stale))["error"] == "hash_conflict"

    run(story)


def test_an_external_id_names_one_form() -> None:
    """views.open: duplicate_external_id; views.update by external_id."""

    async def story() -> None:
        async with council() as town:
            named = form(external_id="A6")
            await town.client.views_open(trigger_id=trigger(town), view=named)
            again = town.client.views_push(trigger_id=trigger(town), view=named)
            assert (await refused(again))["error"] == "duplicate_external_id"
            assert (await town.client.views_update(external_id="A6", view=named))["ok"]

    run(story)


def test_joining_a_public_channel_lets_the_bot_speak_there() -> None:
    """conversations.join: already_in_channel; conversations.members."""

    async def story() -> None:
        async with council() as town:
            await town.client.conversations_join(channel=town.elsewhere.id)
            again = await town.client.conversations_join(channel=town.elsewhere.id)
            members = await town.client.conversations_members(channel=town.elsewhere.id)
            assert again["warning"] == "already_in_channel"
            assert town.workspace.bot.id in members["members"]
            assert (await town.client.chat_postMessage(channel="#elsewhere", text="Hello"))["ok"]

    run(story)


def test_people_and_channels_come_in_pages() -> None:
    """docs.slack.dev/apis/web-api/pagination"""

    async def story() -> None:
        async with council() as town:
            names: list[str] = []
            async for page in await town.client.users_list(limit=2):
                names += [user["real_name"] for user in page["members"]]
            assert names == ["Slackbot", "Accountable", "Priya Shah", "Tom Okoro"]
            mine = await town.client.users_conversations(user=town.officer.id)
            assert [channel["name"] for channel in mine["channels"]] == ["improvement-board", "elsewhere"]

    run(story)


def test_a_form_body_is_as_good_as_json() -> None:
    """docs.slack.dev/apis/web-api: "application/x-www-form-urlencoded" and JSON."""

    async def story() -> None:
        async with council() as town, aiohttp.ClientSession() as session:
            arguments = {
                "token": town.sandbox.bot_token,
                "channel": town.board.id,
                "text": "Hello",
                "blocks": '[{"type": "divider"}]',
            }
            async with session.post(f"{town.sandbox.api_url}chat.postMessage", data=arguments) as answer:
                assert (await answer.json())["message"]["blocks"][0]["type"] == "divider"

    run(story)


@pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")
def test_an_installation_by_oauth_gives_a_token_once() -> None:
    """oauth.v2.access: invalid_code, code_already_used, bad_client_secret."""

    async def story() -> None:
        async with council() as town:
            code = town.sandbox.slack.new_code(town.workspace, by=town.chair.id)
            keys: dict[str, Any] = {
                "client_id": town.sandbox.client_id,
                "client_secret": town.sandbox.client_secret,
            }
            nobody = AsyncWebClient(base_url=town.sandbox.api_url)
            given = await nobody.oauth_v2_access(**keys, code=code)
            theirs = AsyncWebClient(token=given["access_token"], base_url=town.sandbox.api_url)
            assert (await theirs.auth_test())["team_id"] == town.workspace.team_id
            assert (await refused(nobody.oauth_v2_access(**keys, code=code)))["error"] == "code_already_used"
            assert (await refused(nobody.oauth_v2_access(**keys, code="x")))["error"] == "invalid_code"
            keys["client_secret"] = "guess"
            assert (await refused(nobody.oauth_v2_access(**keys, code=code)))["error"] == "bad_client_secret"

    run(story)


def test_socket_mode_wants_the_apps_own_token() -> None:
    """apps.connections.open: not_allowed_token_type."""

    async def story() -> None:
        async with council() as town:
            opened = await town.client.apps_connections_open(app_token=town.sandbox.app_token)
            assert opened["url"].startswith("ws://127.0.0.1:")
            wrong = town.client.apps_connections_open(app_token=town.sandbox.bot_token)
            assert (await refused(wrong))["error"] == "not_allowed_token_type"

    run(story)


def test_a_message_takes_buttons_and_gets_ids_where_it_left_them_out() -> None:
    """docs.slack.dev/reference/block-kit/blocks: "If not specified, a block_id will be generated"."""

    async def story() -> None:
        async with council() as town:
            unnamed = {"type": "button", "text": plain("Write")}
            blocks = [{"type": "actions", "elements": [button("named"), unnamed]}]
            sent = await town.client.chat_postMessage(channel=town.board.id, text="x", blocks=blocks)
            (block,) = sent["message"]["blocks"]
            assert block["block_id"] and block["elements"][0]["action_id"] == "named"
            assert block["elements"][1]["action_id"]

    run(story)


def test_every_method_here_is_one_that_slacks_client_has() -> None:
    """docs.slack.dev/tools/python-slack-sdk/reference/web/async_client"""
    assert [name for name in METHODS if not hasattr(AsyncWebClient, name.replace(".", "_"))] == []
