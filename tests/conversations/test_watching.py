"""What whoever watches is told: whether the bot is well, and what it counts, without anybody in it."""

import asyncio
import socket
from datetime import datetime

import aiohttp
import pytest
from aiohttp import web
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr
from sqlalchemy.orm import Session

from app import assemble, health, speaking, ticking
from bot.domain.refusals import Refusal
from bot.messages.parts import Reply, said
from handlers.health import answering
from sandbox.wires import INTERACTIVE
from storage import boards, outbox
from tests.conversations.boards import CHAIR, INCLUSION, MANAGER, QUALITY, SOCIAL_CARE, STRANGER, set_up

SAID = {"progress": "Work went on.", "effect": "None yet.", "rating": "Green"}


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def world(open_world, request):
    """The board of 15 June 2021, whose officers have just been asked."""
    made = open_world(request.param)
    set_up(made)
    made.clock.push_to("Tuesday 1 June 2021, 10:00")
    return made


def asked(world, path: str) -> tuple[int, str]:
    """What the health server of a worker answers."""

    async def ask() -> tuple[int, str]:
        async with (
            answering(health(world.pretend.spoken.bot), "127.0.0.1", 0) as port,
            aiohttp.ClientSession() as client,
            client.get(f"http://127.0.0.1:{port}{path}") as answer,
        ):
            return answer.status, await answer.text()

    return world.run(ask())


def figures(world) -> dict[tuple[str, ...], float]:
    """Each figure, by its name and the values of its labels, in the order of the labels' names."""
    status, text = asked(world, "/metrics")
    assert status == 200
    families = text_string_to_metric_families(text)
    return {
        (each.name, *(each.labels[name] for name in sorted(each.labels))): each.value
        for family in families
        for each in family.samples
    }


def test_what_was_heard_sent_refused_and_repeated_is_counted(world):
    before = figures(world)
    world.signs_in(QUALITY).opens_statement("A6").submit(**SAID)
    world.signs_in(STRANGER).asks("/status A6")
    world.signs_in(QUALITY).asks("/status A6")

    after = figures(world)

    def more(*figure: str) -> float:
        return after.get(figure, 0.0) - before.get(figure, 0.0)

    assert more("accountable_heard_total", "done", "submit_statement") == 1
    assert more("accountable_heard_seconds_count", "submit_statement") == 1
    assert more("accountable_heard_total", "refused", "show_status") == 1
    assert more("accountable_heard_total", "done", "show_status") == 1
    assert more("accountable_messages_total", "sent", "slack") == 1, "the thanks for the statement"
    assert after["accountable_database_up",] == 1


def test_a_form_that_slack_sends_twice_is_counted_as_repeated(world):
    world.signs_in(QUALITY).opens_statement("A3").submit(**SAID)
    dispatch = world.pretend.sandbox.dispatch
    sent = next(each for each in reversed(dispatch.deliveries) if each.payload["type"] == "view_submission")
    before = figures(world)

    world.acts(dispatch.send(INTERACTIVE, sent.payload))

    after = figures(world)
    repeated, done = (("accountable_heard_total", outcome, "submit_statement") for outcome in ("repeated", "done"))
    assert after[repeated] == before.get(repeated, 0) + 1
    assert after[done] == before[done]


def test_what_should_have_gone_and_has_not_shows_as_lag(world):
    world.clock.push_to("Friday 4 June 2021, 17:00")
    assert figures(world)["accountable_outbox_lag_seconds",] == 0

    world.clock.stands_at("Monday 7 June 2021, 11:00")

    late = figures(world)
    assert late["accountable_outbox_lag_seconds",] == 2 * 3600, "the summary was due at 09:00"
    assert late["accountable_outbox_rows", "planned"] >= 1
    world.works()
    assert figures(world)["accountable_outbox_lag_seconds",] == 0


def test_what_may_have_arrived_and_what_was_given_up_are_counted(world):
    world.order_fault("chat.postMessage", "drop", times=1)
    world.signs_in(INCLUSION).opens_statement("A5").submit(**SAID)
    assert figures(world)["accountable_outbox_in_doubt",] == 1, "Slack has the thanks, and nobody here knows it yet"

    world.machine.passes(minutes=2)
    world.does(_says_it_where_nobody_is, None)
    world.works()

    after = figures(world)
    assert after["accountable_outbox_in_doubt",] == 0
    assert after["accountable_outbox_rows", "dead"] == after["accountable_messages_total", "dead", "slack"] == 1


def _says_it_where_nobody_is(session: Session, command: None, now: datetime) -> Reply:
    workspace_id = boards.get_board(session, 1).workspace_id
    outbox.say(session, workspace_id, key="lost", to="C_GONE", message=said("note", "Words."), due=now)
    return Reply()


def test_no_figure_carries_a_person_a_post_an_action_or_a_word_that_somebody_wrote(world):
    world.signs_in(SOCIAL_CARE).opens_statement("A2").submit(**SAID)
    world.signs_in(CHAIR).asks("/status A6")
    world.signs_in(MANAGER).asks("/account preview")

    _, text = asked(world, "/metrics")

    for person in world.workspace.people.values():
        assert person.id not in text
        assert person.name not in text
    for word in ("A6", "Work went on", world.workspace.team_id, QUALITY):
        assert word not in text


def test_a_worker_is_ready_once_it_has_ticked(world):
    assert asked(world, "/readyz")[0] == 200, "this process does not tick, and the database is there"
    world.pretend.spoken.bot.watch.begin_ticking()
    status, text = asked(world, "/readyz")
    assert status == 503
    assert "No tick of this kind has gone well within the last minute: due, deliver, sweep." in text

    async def ticks_until_it_is_well() -> None:
        async with asyncio.timeout(20), ticking(world.pretend.spoken):
            while world.pretend.spoken.bot.watch.why_silent():  # noqa: ASYNC110 - it is what is watched
                await asyncio.sleep(0.01)

    world.run(ticks_until_it_is_well())

    assert asked(world, "/readyz")[0] == 200
    assert asked(world, "/healthz") == (200, "ok")
    assert figures(world)["accountable_ticks_total", "well", "sweep"] == 1


def test_a_sweep_of_a_worker_that_is_well_gives_the_outside_check_a_sign_of_life(world):
    asked = asyncio.Event()

    async def check(request: web.Request) -> web.Response:
        asked.set()
        return web.Response()

    async def sweeps() -> None:
        app = web.Application()
        app.router.add_get("/alive", check)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        address = SecretStr(f"http://127.0.0.1:{runner.addresses[0][1]}/alive")
        settings = world.pretend.spoken.bot.settings.model_copy(update={"heartbeat_url": address})
        bot = assemble(settings, world.pretend.spoken.bot.clock)
        async with asyncio.timeout(20), speaking(bot, pace=0.0) as spoken:
            await spoken.sweep()
            await asked.wait()
        bot.close()
        await runner.cleanup()

    world.run(sweeps())

    assert asked.is_set()


def test_a_port_that_is_taken_is_said_in_words(world):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        async def listen() -> None:
            async with answering([], "127.0.0.1", port):
                raise AssertionError("it listened")

        with pytest.raises(Refusal, match=rf"METRICS_PORT is {port}, which can not be listened on at 127.0.0.1: "):
            asyncio.run(listen())
