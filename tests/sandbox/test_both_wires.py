"""The same bot, a real Bolt app, heard over signed HTTP and over Socket Mode."""

from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.workspace import Workspace
from tests.sandbox.parts import Council, bolt, button, council, form, plain, refused, run

WIRES = pytest.mark.parametrize("wire", ["http", "socket"])


def listen(app: Any, town: Council) -> None:
    """Everything that this small bot does."""
    listen_to_commands(app)
    listen_to_forms(app, town)
    listen_to_events(app)


def listen_to_commands(app: Any) -> None:
    @app.command("/account")
    async def account(ack: Any, command: Any, client: Any) -> None:
        if command["text"] == "write":
            await client.views_open(trigger_id=command["trigger_id"], view=form(notify_on_close=True))
            await ack()
        else:
            await ack(f"You asked for {command['text']}.")

    @app.command("/status")
    async def status(ack: Any, respond: Any) -> None:
        await respond("Fourteen actions.")
        await ack()


def listen_to_forms(app: Any, town: Council) -> None:
    @app.action("write")
    async def write(ack: Any, body: Any, client: Any) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=form())
        await ack()

    @app.action("rag_choice")
    async def suggest(ack: Any, body: Any, client: Any) -> None:
        view = form(notify_on_close=True)
        view["blocks"].append({"type": "section", "text": {"type": "mrkdwn", "text": "Red because it is late."}})
        await client.views_update(view_id=body["view"]["id"], hash=body["view"]["hash"], view=view)
        await ack()

    @app.view("statement")
    async def submitted(ack: Any, view: Any) -> None:
        values = view["state"]["values"]
        town.heard.append(values)
        if "child" in values["progress"]["progress_text"]["value"]:
            await ack(response_action="errors", errors={"progress": "Leave out children's details."})
        else:
            await ack()

    @app.view_closed("statement")
    async def closed(ack: Any, view: Any) -> None:
        town.heard.append(view["state"]["values"])
        await ack()


def listen_to_events(app: Any) -> None:
    @app.event("app_home_opened")
    async def home(event: Any, client: Any) -> None:
        section = {"type": "section", "text": {"type": "mrkdwn", "text": "You owe one statement."}}
        await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": [section]})

    @app.event("app_mention")
    async def called(event: Any, say: Any) -> None:
        await say(f"I heard: {event['text']}")

    @app.event("message")
    async def told(event: Any, say: Any) -> None:
        await say(f"In private: {event['text']}")


@WIRES
def test_an_officer_asks_with_a_command_and_only_they_see_the_answer(wire: str) -> None:
    async def story() -> None:
        async with council() as town, bolt(town, wire) as app:
            listen(app, town)
            officer = town.sandbox.actor("Priya Shah")

            outcome = await officer.command("/account", "status red", "#improvement-board")

            assert outcome.text == "You asked for status red."
            assert outcome.messages[0].ephemeral_for == officer.person.id
            assert town.sandbox.actor("Tom Okoro").messages("#improvement-board") == []

    run(story)


@WIRES
def test_status_reaches_the_bot_here_although_slack_keeps_it(wire: str) -> None:
    async def story() -> None:
        async with council() as town, bolt(town, wire) as app:
            listen(app, town)
            outcome = await town.sandbox.actor("Tom Okoro").command("/status", "", "#improvement-board")

            assert (outcome.kind, outcome.text) == ("answered", "Fourteen actions.")

    run(story)


@WIRES
def test_an_officer_presses_write_corrects_a_field_and_sends(wire: str) -> None:
    async def story() -> None:
        async with council() as town, bolt(town, wire) as app:
            listen(app, town)
            officer = town.sandbox.actor("Head of Quality Assurance")
            blocks = [{"type": "actions", "elements": [button("write")]}]
            await town.client.chat_postMessage(channel=officer.person.id, text="Please write", blocks=blocks)
            await officer.click(officer.messages()[-1], "write")
            modal = officer.modal()
            assert modal is not None and modal.text("title") == "Position statement"

            untold = await officer.submits(values={"progress": "A child called"})
            wrong = await officer.submits(values={"rag": "Red"})
            right = await officer.submits(values={"progress": "Audits fell to 15 of 25."})

            assert untold.errors == {"rag": "Please complete this required field."}
            assert wrong.errors == {"progress": "Leave out children's details."}
            assert right.kind == "closed" and officer.modal() is None
            assert town.heard[-1]["rag"]["rag_choice"]["selected_option"]["value"] == "red"
            assert town.heard[-1]["progress"]["progress_text"]["value"] == "Audits fell to 15 of 25."

    run(story)


@WIRES
def test_what_was_typed_survives_an_update_and_goes_when_the_form_is_closed(wire: str) -> None:
    async def story() -> None:
        async with council() as town, bolt(town, wire) as app:
            listen(app, town)
            officer = town.sandbox.actor("Priya Shah")
            await officer.command("/account", "write")
            modal = officer.modal()
            assert modal is not None
            await officer.sets(modal, "progress_text", "Half done.")

            await officer.sets(modal, "rag", "red")

            assert len(modal.blocks) == 3
            assert modal.values["progress"]["progress_text"]["value"] == "Half done."
            await officer.closes()
            assert officer.modal() is None
            assert town.heard == [{}]

    run(story)


@WIRES
def test_home_mention_and_private_message_reach_the_bot(wire: str) -> None:
    async def story() -> None:
        async with council() as town, bolt(town, wire) as app:
            listen(app, town)
            officer = town.sandbox.actor("Priya Shah")

            home = await officer.opens_home()
            await officer.say("#improvement-board", "@Accountable status <red>")
            await officer.say(None, "status overdue")

            assert home is not None and home.blocks[0]["text"]["text"] == "You owe one statement."
            said = f"I heard: <@{town.workspace.bot.id}> status &lt;red&gt;"
            assert officer.messages("#improvement-board")[-1].text == said
            assert officer.messages()[-1].text == "In private: status overdue"

    run(story)


def test_a_bot_that_is_told_to_reconnect_does_so_and_goes_on_answering() -> None:
    async def story() -> None:
        async with council() as town, bolt(town, "socket") as app:
            listen(app, town)
            await town.sandbox.sockets.disconnect()
            await town.sandbox.sockets.connected.wait()

            outcome = await town.sandbox.actor("Priya Shah").command("/account", "mine")

            assert outcome.text == "You asked for mine."
            assert town.sandbox.sockets.greeted == 2

    run(story)


def test_a_command_that_nobody_installed_is_refused_by_slack_itself() -> None:
    async def story() -> None:
        async with council() as town:
            outcome = await town.sandbox.actor("Priya Shah").command("/frobnicate")

            assert outcome.kind == "failed"
            assert outcome.messages[0].by == town.workspace.slackbot.id
            assert plain(outcome.words)["text"] == "/frobnicate is not a valid command."

    run(story)


def test_a_real_bolt_app_repeats_the_challenge_and_a_stranger_does_not() -> None:
    """https://docs.slack.dev/reference/events/url_verification"""

    async def story() -> None:
        async with council() as town:
            async with bolt(town):
                assert await town.sandbox.dispatch.verifies_url()
            assert not await town.sandbox.dispatch.verifies_url()

    run(story)


def test_a_bot_in_two_workspaces_is_told_which_one_it_hears() -> None:
    """https://docs.slack.dev/authentication/installing-with-oauth: one token for each workspace"""

    async def story() -> None:
        async with council() as town:
            other = Workspace(town.sandbox.clock, name="Next Council", team_id="T0NEXT")
            chair = other.add_person("Ann Lee")
            theirs = AsyncWebClient(token=town.sandbox.slack.install(other).token, base_url=town.sandbox.api_url)

            await theirs.chat_postMessage(channel=chair.id, text="Good morning")

            assert [m.text for m in town.sandbox.actor("Ann Lee", other).messages()] == ["Good morning"]
            assert not other.people.keys() & town.workspace.people.keys() - {"USLACKBOT"}
            assert (await theirs.auth_test())["team_id"] == "T0NEXT"
            refusal = await refused(town.client.chat_postMessage(channel=chair.id, text="x"))
            assert refusal["error"] == "channel_not_found"

    run(story)
