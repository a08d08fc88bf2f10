"""The doctor's questions, put to the pretend Slack at the wire."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.checks import CanNotTell, Identity, SeenChannel
from handlers.slack.checks import SlackChecks, slack_checks
from handlers.slack.manifest import scopes
from tests.sandbox.parts import Council, council


def asked(
    question: Callable[[SlackChecks, Council], Awaitable[Any]],
    *,
    bot_token: str = "",
    app_token: str = "",
    before: Callable[[Council], None] = lambda town: None,
) -> Any:
    async def story() -> Any:
        async with council(scopes=scopes()) as town:
            before(town)
            bot, app = bot_token or town.sandbox.bot_token, app_token or town.sandbox.app_token
            async with slack_checks(town.sandbox.api_url, bot, app) as checks:
                return await question(checks, town)

    return asyncio.run(story())


def test_the_token_says_where_it_is_from_with_which_scopes_and_what_time_it_is() -> None:
    identity = asked(lambda checks, town: checks.identity())

    assert isinstance(identity, Identity)
    assert identity.team.startswith("T")
    assert identity.scopes == set(scopes())
    assert identity.said_at is not None
    assert abs(identity.said_at - datetime.now(UTC)) < timedelta(minutes=1)


def test_a_token_that_slack_does_not_know_is_said_without_repeating_it() -> None:
    told = asked(lambda checks, town: checks.identity(), bot_token="xoxb-nobody-knows-me")

    assert isinstance(told, CanNotTell)
    assert told.why.startswith("Slack does not know this token.")
    assert "xoxb" not in told.why


def test_nothing_at_the_address_is_said() -> None:
    async def story() -> Any:
        async with slack_checks("http://127.0.0.1:1/api/", "xoxb-1", "") as checks:
            return await checks.identity()

    told = asyncio.run(story())

    assert isinstance(told, CanNotTell)
    assert "Check the network and SLACK_API_URL" in told.why


def test_a_channel_that_the_bot_is_in_without_guests() -> None:
    seen = asked(lambda checks, town: checks.channel(town.board.id))

    assert seen == SeenChannel("improvement-board", is_member=True)


def test_a_channel_that_it_is_not_in() -> None:
    seen = asked(lambda checks, town: checks.channel(town.elsewhere.id))

    assert isinstance(seen, SeenChannel)
    assert not seen.is_member


def test_a_guest_is_named() -> None:
    def comes(town: Council) -> None:
        guest = town.workspace.add_person("Somebody Else", is_guest=True)
        town.board.members.append(guest.id)

    seen = asked(lambda checks, town: checks.channel(town.board.id), before=comes)

    assert seen.guests == ("Somebody Else",)


def test_a_channel_that_there_is_not() -> None:
    told = asked(lambda checks, town: checks.channel("C0NOWHERE"))

    assert told == CanNotTell("There is no such channel, or it is private and I am not in it. Invite me to it.")


def test_a_scope_that_is_missing_is_named() -> None:
    def forgets(town: Council) -> None:
        town.sandbox.installation.scopes -= {"channels:read", "groups:read"}

    told = asked(lambda checks, town: checks.channel(town.board.id), before=forgets)

    assert told == CanNotTell("The token lacks the scope channels:read. Add it to the app and install it again.")


def test_a_socket_is_asked_for_with_the_apps_own_token() -> None:
    assert asked(lambda checks, town: checks.connection()) is None
    told = asked(lambda checks, town: checks.connection(), app_token="xoxb-not-an-app-token")
    assert isinstance(told, CanNotTell)
