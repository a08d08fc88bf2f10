"""What reaches the bot, how long Slack waits for it, and what people see when it does not answer.

Pages named in docstrings are under https://docs.slack.dev/.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import parse_qsl

import aiohttp
import pytest
from aiohttp import web
from slack_sdk.signature import SignatureVerifier

from sandbox.people import arrives, deactivates, joins
from tests.sandbox.parts import Council, bolt, button, council, form, plain, run, served

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]
NOTICE = [{"type": "actions", "block_id": "ask", "elements": [button("write")]}]


async def ok(request: web.Request) -> web.StreamResponse:
    return web.Response()


async def broken(request: web.Request) -> web.StreamResponse:
    return web.Response(status=500)


def says(body: Any) -> Answer:
    async def answer(request: web.Request) -> web.StreamResponse:
        return web.json_response(body)

    return answer


@asynccontextmanager
async def bot(town: Council, answer: Answer = ok) -> AsyncIterator[list[web.Request]]:
    """A bot that writes down what it hears and answers with `answer`."""
    heard: list[web.Request] = []

    async def hear(request: web.Request) -> web.StreamResponse:
        await request.read()
        heard.append(request)
        return await answer(request)

    async with served(hear) as url:
        town.sandbox.connect_bot(url)
        yield heard


async def payload(request: web.Request) -> Any:
    body = dict(parse_qsl((await request.read()).decode(), keep_blank_values=True))
    return json.loads(body["payload"]) if "payload" in body else body


async def open_form(town: Council, **more: Any) -> Any:
    trigger = town.sandbox.triggers.new(town.workspace, town.officer.id)
    await town.client.views_open(trigger_id=trigger, view=form(**more))
    return town.workspace.modal(town.officer.id)


def test_a_request_is_signed_so_that_slacks_own_verifier_takes_it() -> None:
    """authentication/verifying-requests-from-slack"""

    async def story() -> None:
        async with council() as town, bot(town) as heard:
            await town.sandbox.actor("Priya Shah").command("/account", "help")
            body, headers = await heard[0].text(), dict(heard[0].headers)
            assert SignatureVerifier(town.sandbox.signing_secret).is_valid_request(body, headers)
            assert not SignatureVerifier("another").is_valid_request(body, headers)

    run(story)


def test_a_command_carries_what_slack_says_it_carries() -> None:
    """interactivity/implementing-slash-commands"""

    async def story() -> None:
        async with council() as town, bot(town) as heard:
            await town.sandbox.actor("Priya Shah").command("/account", "status <A6>", "#improvement-board")
            sent = await payload(heard[0])
            assert sent["command"] == "/account" and sent["text"] == "status &lt;A6&gt;"
            assert sent["channel_name"] == "improvement-board" and sent["user_id"] == town.officer.id
            assert sent["response_url"].startswith(town.sandbox.url) and sent["trigger_id"]

    run(story)


def test_a_command_not_answered_in_three_seconds_fails_with_operation_timeout() -> None:
    """interactivity/implementing-slash-commands#responding_with_errors"""

    async def story() -> None:
        late = asyncio.Event()

        async def answer(request: web.Request) -> web.StreamResponse:
            await late.wait()
            return web.Response(text="Too late")

        async with council(ack_within=0.05) as town, bot(town, answer):
            outcome = await town.sandbox.actor("Priya Shah").command("/slow")
            late.set()
            assert outcome.words == '/slow failed with the error "operation_timeout"'
            assert [m.by for m in outcome.messages] == [town.workspace.slackbot.id]

    run(story)


def test_a_command_that_breaks_the_bot_fails_with_dispatch_failed() -> None:
    """interactivity/implementing-slash-commands#responding_with_errors"""

    async def story() -> None:
        async with council() as town:
            officer = town.sandbox.actor("Priya Shah")
            nobody = await officer.command("/account")
            async with bot(town, broken):
                wrong = await officer.command("/account")
            assert nobody.words == wrong.words == '/account failed with the error "dispatch_failed"'

    run(story)


def test_an_answer_may_be_for_everyone_and_is_checked_like_any_message() -> None:
    """interactivity/implementing-slash-commands#responding: response_type in_channel"""

    async def story() -> None:
        async with council() as town:
            officer = town.sandbox.actor("Priya Shah")
            async with bot(town, says({"response_type": "in_channel", "text": "Fourteen actions"})):
                await officer.command("/account", "status", town.board)
            async with bot(town, says({"text": "x", "blocks": [{"type": "banner"}]})):
                wrong = await officer.command("/account", "status", town.board)
            assert [m.text for m in town.sandbox.actor("Tom Okoro").messages(town.board)] == ["Fourteen actions"]
            assert wrong.words == '/account failed with the error "invalid_blocks"'

    run(story)


def test_an_event_not_acknowledged_comes_three_times_more() -> None:
    """apis/events-api#retries: nearly immediately, after 1 minute, after 5 minutes; the retry headers"""

    async def story() -> None:
        async with council() as town, bot(town, broken) as heard:
            await town.sandbox.actor("Priya Shah").opens_home()
            await town.sandbox.dispatch.settle()

            numbers = [request.headers.get("X-Slack-Retry-Num") for request in heard]
            assert numbers == [None, "1", "2", "3"]
            assert heard[1].headers["X-Slack-Retry-Reason"] == "http_error"
            assert town.hands.slept == [0.0, 60.0, 300.0]
            assert len({json.loads(await request.text())["event_id"] for request in heard}) == 1

    run(story)


def test_an_event_acknowledged_the_second_time_does_not_come_again() -> None:
    """apis/events-api#retries"""

    async def story() -> None:
        count = iter(range(10))

        async def answer(request: web.Request) -> web.StreamResponse:
            return web.Response(status=500 if next(count) == 0 else 200)

        async with council() as town, bot(town, answer) as heard:
            await town.sandbox.actor("Priya Shah").opens_home()
            await town.sandbox.dispatch.settle()
            assert len(heard) == 2

    run(story)


def test_a_bot_may_ask_for_no_redelivery() -> None:
    """apis/events-api#turning-retries-off: X-Slack-No-Retry: 1"""

    async def story() -> None:
        async def answer(request: web.Request) -> web.StreamResponse:
            return web.Response(status=500, headers={"X-Slack-No-Retry": "1"})

        async with council() as town, bot(town, answer) as heard:
            await town.sandbox.actor("Priya Shah").opens_home()
            await town.sandbox.dispatch.settle()
            assert len(heard) == 1

    run(story)


def test_a_socket_that_does_not_acknowledge_gets_the_event_again() -> None:
    """apis/events-api/using-socket-mode: envelopes with retry_attempt and retry_reason"""

    async def story() -> None:
        async with council(ack_within=0.3) as town, aiohttp.ClientSession() as session:
            opened = await town.client.apps_connections_open(app_token=town.sandbox.app_token)
            async with session.ws_connect(opened["url"]) as socket:
                assert (await socket.receive_json())["type"] == "hello"
                officer = town.sandbox.actor("Priya Shah")
                opening = asyncio.create_task(officer.opens_home())
                first = await socket.receive_json()
                second = await socket.receive_json()
                await socket.send_json({"envelope_id": second["envelope_id"]})
                await opening
                await town.sandbox.dispatch.settle()

            assert (first["retry_attempt"], second["retry_attempt"]) == (0, 1)
            assert second["retry_reason"] == "timeout"
            assert first["payload"]["event_id"] == second["payload"]["event_id"]
            assert town.hands.slept == [0.0]

    run(story)


def test_a_ticket_for_a_socket_works_once() -> None:
    """reference/methods/apps.connections.open: a temporary URL"""

    async def story() -> None:
        async with council() as town, aiohttp.ClientSession() as session:
            opened = await town.client.apps_connections_open(app_token=town.sandbox.app_token)
            async with session.ws_connect(opened["url"]):
                pass
            async with session.get(opened["url"]) as again:
                assert again.status == 403

    run(story)


def test_an_event_may_be_ordered_twice() -> None:
    """apis/events-api: the same event_id tells a repeat"""

    async def story() -> None:
        async with council() as town, bot(town) as heard:
            town.sandbox.faults.order("event:app_home_opened", "twice")
            await town.sandbox.actor("Priya Shah").opens_home()
            await town.sandbox.actor("Priya Shah").opens_home()
            ids = [json.loads(await request.text())["event_id"] for request in heard]
            assert len(ids) == 3 and ids[0] == ids[1] != ids[2]

    run(story)


def test_what_the_app_does_not_subscribe_to_does_not_come() -> None:
    """apis/events-api#subscribing; reference/events/message.channels"""

    async def story() -> None:
        async with council() as town, bot(town) as heard:
            officer = town.sandbox.actor("Priya Shah")
            await officer.say("#improvement-board", "Morning, all")
            assert heard == []
            town.sandbox.events.add("message.channels")
            await officer.say("#improvement-board", "Still there?")
            event = json.loads(await heard[0].text())["event"]
            assert (event["type"], event["channel_type"], event["text"]) == ("message", "channel", "Still there?")

    run(story)


def test_comings_and_goings_are_told() -> None:
    """reference/events: member_joined_channel, member_left_channel, user_change, team_join"""

    async def story() -> None:
        async with council() as town, bot(town) as heard:
            slack = town.sandbox.dispatch
            newcomer = await arrives(town.workspace, slack, "Ann Lee")
            await joins(town.workspace, slack, newcomer.id, town.board)
            await town.sandbox.actor("Ann Lee").leaves(town.board)
            await deactivates(town.workspace, slack, newcomer.id)
            events = [json.loads(await request.text())["event"] for request in heard]
            assert [event["type"] for event in events] == [
                "team_join",
                "member_joined_channel",
                "member_left_channel",
                "user_change",
            ]
            assert events[-1]["user"]["deleted"] is True

    run(story)


def test_a_press_says_where_and_what_and_an_ephemeral_message_is_not_quoted() -> None:
    """reference/interaction-payloads/block_actions-payload"""

    async def story() -> None:
        async with council() as town, bot(town) as heard:
            officer = town.sandbox.actor("Priya Shah")
            for post, more in (
                (town.client.chat_postMessage, {}),
                (town.client.chat_postEphemeral, {"user": officer.person.id}),
            ):
                await post(channel=town.board.id, text="x", blocks=NOTICE, **more)
                await officer.click(officer.messages(town.board)[-1], "write")
            open_press, hidden_press = [await payload(request) for request in heard]
            assert open_press["actions"][0]["value"] == "A6" and open_press["actions"][0]["block_id"] == "ask"
            assert open_press["message"]["text"] == "x" and open_press["response_url"]
            assert "message" not in hidden_press and hidden_press["container"]["is_ephemeral"]

    run(story)


def test_a_press_that_nobody_answers_is_told_in_slacks_words() -> None:
    """interactivity/handling-user-interaction#acknowledgment_response"""

    async def story() -> None:
        async with council() as town:
            officer = town.sandbox.actor("Priya Shah")
            await town.client.chat_postMessage(channel=town.board.id, text="x", blocks=NOTICE)
            async with bot(town, broken):
                outcome = await officer.click(officer.messages(town.board)[-1], "write")
            assert (outcome.kind, outcome.words) == ("failed", "Oh no, something went wrong. Please try that again.")

    run(story)


def test_a_form_says_so_when_a_press_in_it_was_not_answered_and_stops_when_it_was() -> None:
    """interactivity/handling-user-interaction#acknowledgment_response"""

    async def story() -> None:
        async with council() as town:
            officer = town.sandbox.actor("Priya Shah")
            view = await open_form(town)
            async with bot(town, broken):
                await officer.sets(view, "rag", "Red")
            assert view.notice == "Oh no, something went wrong. Please try that again."
            async with bot(town):
                await officer.sets(view, "rag", "Amber")
            assert view.notice == ""

    run(story)


def test_a_name_after_an_at_sign_is_a_mention() -> None:
    """messaging/formatting-message-text#mentioning-users"""

    async def story() -> None:
        async with council() as town:
            said = await town.sandbox.actor("Tom Okoro").say(town.board, "@Priya Shah, A6 & A7?")
            assert said.text == f"<@{town.officer.id}>, A6 &amp; A7?"

    run(story)


def test_each_person_chooses_for_themselves_in_a_message() -> None:
    """reference/interaction-payloads/block_actions-payload: state"""

    async def story() -> None:
        async with council() as town, bot(town) as heard:
            date = {"type": "datepicker", "action_id": "by"}
            blocks = [{"type": "actions", "block_id": "when", "elements": [date]}]
            await town.client.chat_postMessage(channel=town.board.id, text="x", blocks=blocks)
            message = town.board.messages[-1]
            await town.sandbox.actor("Priya Shah").click(message, "by", "2021-07-16")
            await town.sandbox.actor("Tom Okoro").click(message, "by", "2021-07-30")
            first, second = [(await payload(request))["state"]["values"]["when"]["by"] for request in heard]
            assert (first["selected_date"], second["selected_date"]) == ("2021-07-16", "2021-07-30")

    run(story)


def test_a_person_cannot_choose_what_is_not_on_offer() -> None:
    """A menu offers its options and nothing else."""

    async def story() -> None:
        async with council() as town, bot(town) as heard:
            view = await open_form(town)
            with pytest.raises(ValueError, match="Purple is not on offer here; what is: Red, Amber, Green"):
                await town.sandbox.actor("Priya Shah").sets(view, "rag", "Purple")
            assert heard == []

    run(story)


def test_a_form_that_the_bot_does_not_take_stays_open_with_what_was_written() -> None:
    """surfaces/modals: the submission is not lost"""

    async def story() -> None:
        async with council() as town, bot(town, broken):
            view = await open_form(town)
            officer = town.sandbox.actor("Priya Shah")
            outcome = await officer.submits(view, {"progress": "Half done.", "rag": "Red"})
            assert (outcome.kind, outcome.words) == ("failed", "We had some trouble connecting. Try again?")
            assert view.notice == outcome.words and officer.modal() is view
            assert view.values["progress"]["progress_text"]["value"] == "Half done."

    run(story)


def test_a_submitted_form_may_be_updated_followed_or_cleared() -> None:
    """surfaces/modals#updating_views: response_action update, push, clear"""

    async def story() -> None:
        async with council() as town:
            officer = town.sandbox.actor("Priya Shah")
            thanks = {"type": "modal", "title": plain("Thank you"), "blocks": []}
            await open_form(town)
            written = {"progress": "Half done.", "rag": "Red"}
            async with bot(town, says({"response_action": "push", "view": form(title=plain("Are you sure?"))})):
                pushed = await officer.submits(values=written)
            async with bot(town, says({"response_action": "update", "view": thanks})):
                updated = await officer.submits(values=written)
            assert pushed.kind == "pushed" and updated.kind == "updated"
            assert pushed.view is updated.view and updated.view is not None
            assert updated.view.text("title") == "Thank you" and len(town.workspace.stack(officer.person.id)) == 2
            async with bot(town, says({"response_action": "clear"})):
                assert (await officer.submits()).kind == "closed"
            assert officer.modal() is None

    run(story)


def test_a_wrong_answer_to_a_submission_is_not_taken() -> None:
    """surfaces/modals#displaying_errors: errors are for input blocks of that view; a view is checked"""

    async def story() -> None:
        async with council() as town:
            officer = town.sandbox.actor("Priya Shah")
            await open_form(town)
            written = {"progress": "Half done.", "rag": "Red"}
            unknown = {"response_action": "errors", "errors": {"nowhere": "Say more."}}
            too_long = {"response_action": "update", "view": form(title=plain("a" * 25))}
            for body in (unknown, too_long):
                async with bot(town, says(body)):
                    outcome = await officer.submits(values=written)
                assert outcome.kind == "failed" and outcome.words.startswith("We had some trouble connecting.")
            assert "must be less than 25 characters" in outcome.words

    run(story)


def test_a_field_has_a_longest_text_that_slack_itself_enforces() -> None:
    """reference/block-kit/block-elements/plain-text-input-element: max_length"""

    async def story() -> None:
        async with council() as town, bot(town) as heard:
            await open_form(town)
            outcome = await town.sandbox.actor("Priya Shah").submits(values={"progress": "a" * 501})
            assert outcome.errors["progress"] == "Must be at most 500 characters."
            assert heard == []

    run(story)


def test_closing_is_told_only_on_request_and_with_nothing_that_was_written() -> None:
    """reference/interaction-payloads/view-interactions-payload: view_closed, is_cleared"""

    async def story() -> None:
        async with council() as town, bot(town) as heard:
            officer = town.sandbox.actor("Priya Shah")
            for asked in (False, True):
                view = await open_form(town, notify_on_close=asked)
                await officer.sets(view, "progress", "Half done.")
                await officer.closes(view)
            (closing,) = [await payload(request) for request in heard]
            assert closing["type"] == "view_closed" and closing["is_cleared"] is False
            assert closing["view"]["state"]["values"] == {} and "trigger_id" not in closing

    run(story)


def test_an_external_menu_asks_the_bot_and_shows_a_hundred_at_most() -> None:
    """reference/block-kit/block-elements/select-menu-element#external_select; block_suggestion"""

    async def story() -> None:
        async with council() as town:
            officer = town.sandbox.actor("Priya Shah")
            menu = {"type": "external_select", "action_id": "which", "min_query_length": 0}
            field = {"type": "input", "block_id": "action", "label": plain("Action"), "element": menu}
            view = await open_form(town, blocks=[field])
            found = [{"text": plain(f"A{number}"), "value": f"{number}"} for number in range(101)]
            async with bot(town, says({"options": found})):
                assert await officer.suggestions(view, "which", "A") == []
            async with bot(town, says({"options": found[:100]})) as heard:
                await officer.sets(view, "which", "A6")
                asked = await payload(heard[0])
            assert (asked["type"], asked["value"], asked["action_id"]) == ("block_suggestion", "A6", "which")
            assert view.values["action"]["which"]["selected_option"]["value"] == "6"

    run(story)


def test_an_external_menu_waits_for_three_letters() -> None:
    """reference/block-kit/block-elements/select-menu-element: min_query_length, "the default value is 3"."""

    async def story() -> None:
        async with council() as town, bot(town, says({"options": []})) as heard:
            menu = {"type": "external_select", "action_id": "which"}
            field = {"type": "input", "block_id": "action", "label": plain("Action"), "element": menu}
            view = await open_form(town, blocks=[field])
            officer = town.sandbox.actor("Priya Shah")
            await officer.suggestions(view, "which", "au")
            assert heard == []
            await officer.suggestions(view, "which", "aud")
            assert len(heard) == 1

    run(story)


def test_a_person_is_chosen_by_name_and_told_by_id() -> None:
    """reference/block-kit/block-elements/select-menu-element#users_select"""

    async def story() -> None:
        async with council() as town, bot(town):
            who = {"type": "users_select", "action_id": "delegate_to"}
            field = {"type": "input", "block_id": "delegate", "label": plain("Delegate"), "element": who}
            view = await open_form(town, blocks=[field])
            officer = town.sandbox.actor("Priya Shah")
            await officer.sets(view, "delegate", "Tom Okoro")
            assert view.values["delegate"]["delegate_to"]["selected_user"] == town.chair.id
            with pytest.raises(ValueError, match="Nobody in the workspace is called Bob"):
                await officer.sets(view, "delegate", "Bob")

    run(story)


def test_shortcuts_reach_the_bot() -> None:
    """interactivity/implementing-shortcuts"""

    async def story() -> None:
        async with council() as town, bot(town) as heard:
            officer = town.sandbox.actor("Priya Shah")
            message = await officer.say(town.board, "We should challenge this")
            await officer.shortcut("write_statement")
            await officer.shortcut("raise_challenge", message)
            anywhere, on_message = [await payload(request) for request in heard]
            assert anywhere["type"] == "shortcut" and anywhere["trigger_id"]
            assert on_message["type"] == "message_action" and on_message["message"]["text"] == message.text

    run(story)


def test_a_response_url_serves_five_times_in_thirty_minutes() -> None:
    """interactivity/handling-user-interaction#message_responses"""

    async def story() -> None:
        async with council() as town, aiohttp.ClientSession() as session, bot(town) as heard:
            officer = town.sandbox.actor("Priya Shah")
            await officer.command("/account", "help", town.board)
            await officer.command("/account", "help", town.board)
            urls = [(await payload(request))["response_url"] for request in heard]
            answers = []
            for number in range(6):
                async with session.post(urls[0], json={"text": f"{number}"}) as answer:
                    answers.append((answer.status, await answer.text()))
            town.hands.now += 1801
            async with session.post(urls[1], json={"text": "late"}) as answer:
                late = await answer.text()

            assert answers[:5] == [(200, "ok")] * 5
            assert answers[5][0] == 404 and "used_url" in answers[5][1] and "expired_url" in late
            assert [m.text for m in officer.messages(town.board)] == ["0", "1", "2", "3", "4"]
            assert town.sandbox.actor("Tom Okoro").messages(town.board) == []

    run(story)


def test_a_response_url_replaces_or_deletes_what_was_pressed() -> None:
    """interactivity/handling-user-interaction#message_responses: replace_original, delete_original"""

    async def story() -> None:
        async with council() as town, bolt(town) as app:
            officer = town.sandbox.actor("Priya Shah")

            @app.action("write")
            async def write(ack: Any, respond: Any) -> None:
                await respond("Thank you.", replace_original=True)
                await ack()

            @app.action("away")
            async def away(ack: Any, respond: Any) -> None:
                await respond(delete_original=True)
                await ack()

            for action_id in ("write", "away"):
                blocks = [{"type": "actions", "elements": [button(action_id)]}]
                await town.client.chat_postMessage(channel=town.board.id, text="Ask", blocks=blocks)
                await officer.click(officer.messages(town.board)[-1], action_id)
            assert [(m.text, m.blocks) for m in officer.messages(town.board)] == [("Thank you.", [])]

    run(story)
