"""Things made to go wrong on order, Slack's rate limits, and the door by which another process looks in."""

import asyncio
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.faults import Faults
from sandbox.limits import Limits
from tests.sandbox.parts import Council, council, run


def say(town: Council, text: str = "Please write") -> Any:
    return town.client.chat_postMessage(channel=town.board.id, text=text)


def said(town: Council) -> list[str]:
    return [message.text for message in town.board.messages]


@pytest.mark.parametrize(
    ("kind", "arrived"),
    [("drop", True), ("garbage", True), ("empty", True), ("truncated", True), ("refuse", False)],
)
def test_a_cut_connection_hides_whether_the_message_arrived(kind: str, arrived: bool) -> None:
    async def story() -> None:
        async with council() as town:
            town.sandbox.faults.order("chat.postMessage", kind)
            with pytest.raises((aiohttp.ClientError, SlackApiError)):
                await say(town, "first")
            await say(town, "second")

            assert said(town) == (["first", "second"] if arrived else ["second"])

    run(story)


@pytest.mark.parametrize(("after", "arrived"), [(False, []), (True, ["Please write"])])
def test_slack_breaks_before_or_after_it_has_stored_the_message(after: bool, arrived: list[str]) -> None:
    async def story() -> None:
        async with council() as town:
            town.sandbox.faults.order("chat.postMessage", "server_error", after=after)
            with pytest.raises((aiohttp.ClientError, SlackApiError)):
                await say(town)
            assert said(town) == arrived

    run(story)


def test_a_slow_slack_answers_all_the_same() -> None:
    async def story() -> None:
        async with council() as town:
            town.sandbox.faults.order("*", "slow", times=2, seconds=1.5)
            await say(town)
            await town.client.auth_test()
            await town.client.auth_test()
            assert town.hands.slept == [1.5, 1.5]
            assert said(town) == ["Please write"]

    run(story)


@pytest.mark.parametrize("after", [True, False])
def test_a_client_that_gives_up_waiting_leaves_its_message_in_the_channel(after: bool) -> None:
    """Slack does what it was asked, whether or not anybody is still there to be told."""

    async def story() -> None:
        asked, released = asyncio.Event(), asyncio.Event()

        async def held(seconds: float) -> None:
            asked.set()
            await released.wait()

        async with council(sleep=held) as town:
            town.sandbox.faults.order("chat.postMessage", "slow", seconds=60, after=after)
            asking = asyncio.create_task(say(town))
            await asked.wait()
            asking.cancel()
            await asyncio.gather(asking, return_exceptions=True)
            await town.client.auth_test()  # there and back, so that Slack knows by now that the caller is gone
            version = town.workspace.version
            released.set()
            if not after:
                await town.workspace.wait_for_change(version, 2.0)
            assert said(town) == ["Please write"]

    run(story)


def test_an_ordered_429_names_its_wait_and_ends_when_it_was_used_up() -> None:
    """docs.slack.dev/apis/web-api/rate-limits: HTTP 429 with Retry-After."""

    async def story() -> None:
        async with council() as town:
            town.sandbox.faults.order("chat.postMessage", "ratelimited", times=2, seconds=30)
            for _ in range(2):
                with pytest.raises(SlackApiError) as told:
                    await say(town)
                assert told.value.response.status_code == 429
                assert told.value.response.headers["Retry-After"] == "30"
            assert (await say(town))["ok"]

    run(story)


def test_slack_sdk_left_to_itself_says_it_twice_after_a_cut_connection() -> None:
    """The reason for retry_handlers=[] in whatever posts: slack_sdk's default handler sends again."""

    async def story() -> None:
        async with council() as town:
            town.sandbox.faults.order("chat.postMessage", "drop")
            eager = AsyncWebClient(token=town.sandbox.bot_token, base_url=town.sandbox.api_url)
            await eager.chat_postMessage(channel=town.board.id, text="once")
            assert said(town) == ["once", "once"]

    run(story)


def test_there_is_no_fault_of_another_name() -> None:
    with pytest.raises(ValueError, match="There is no fault called explode"):
        Faults().order("chat.postMessage", "explode")


def test_another_process_orders_a_fault_and_reads_every_message() -> None:
    async def story() -> None:
        async with council() as town, aiohttp.ClientSession() as session:
            door = f"{town.sandbox.url}/sandbox/"
            await town.client.chat_postMessage(
                channel=town.officer.id, text="one", metadata={"event_type": "e", "event_payload": {"key": "k"}}
            )
            await say(town, "two")
            async with session.post(f"{door}faults", json={"method": "chat.postMessage", "kind": "refuse"}) as order:
                assert (await order.json())["faults"][0]["kind"] == "refuse"
            async with session.post(f"{door}faults", json={"kind": "refuse"}) as order:
                assert order.status == 400
            async with session.delete(f"{door}faults"):
                await say(town, "three")
            async with session.get(f"{door}messages") as shown:
                seen = (await shown.json())["messages"]
            async with session.get(f"{door}messages?channel=improvement-board") as shown:
                board = (await shown.json())["messages"]

            assert [m["text"] for m in seen] == ["one", "two", "three"]
            assert seen[0]["metadata"]["event_payload"] == {"key": "k"}
            assert [m["text"] for m in board] == ["two", "three"]

    run(story)


def test_a_channel_takes_a_short_burst_and_then_one_message_a_second() -> None:
    """docs.slack.dev/apis/web-api/rate-limits: posting messages, 1 per second per channel, short bursts."""

    async def story() -> None:
        async with council(limits=Limits(on=True, burst=2)) as town:
            await say(town, "1")
            await say(town, "2")
            with pytest.raises(SlackApiError) as told:
                await say(town, "3")
            assert told.value.response.headers["Retry-After"] == "1"
            assert (await town.client.chat_postMessage(channel=town.officer.id, text="elsewhere"))["ok"]
            town.hands.now += 1
            await say(town, "3")
            assert said(town) == ["1", "2", "3"] and town.sandbox.limits.refused == 1

    run(story)


def test_a_method_has_its_calls_a_minute() -> None:
    """docs.slack.dev/apis/web-api/rate-limits: users.list is tier 2, 20 a minute; users.info is not held up by it."""

    async def story() -> None:
        async with council(limits=Limits(on=True)) as town:
            for _ in range(20):
                await town.client.users_list()
            with pytest.raises(SlackApiError) as told:
                await town.client.users_list()
            assert int(told.value.response.headers["Retry-After"]) == 3
            assert (await town.client.users_info(user=town.officer.id))["ok"]

    run(story)


def test_without_an_order_nothing_is_limited() -> None:
    async def story() -> None:
        async with council() as town:
            for number in range(30):
                await say(town, f"{number}")
            assert len(said(town)) == 30

    run(story)
