"""What Slack sends twice, too late or not at all: nothing is lost, and nothing happens twice."""

import asyncio

import pytest

from sandbox.wires import INTERACTIVE
from tests.conversations.boards import CHAIR, DCS, INCLUSION, QUALITY, SOCIAL_CARE, set_up

SAID = {"progress": "Work went on as planned.", "effect": "None yet.", "rating": "Green"}
BOTH = pytest.mark.parametrize("over", ["http", "socket"])


@pytest.fixture(scope="module")
def worlds(open_world):
    made = {over: open_world(over=over) for over in ("http", "socket")}
    for world in made.values():
        set_up(world)
        world.clock.push_to("Tuesday 1 June 2021, 10:00")
    return made


@pytest.fixture
def world(worlds, over):
    return worlds[over]


def statements_for(world, ref):
    return world.rows(
        "SELECT statement.id FROM statement JOIN action ON action.id = statement.action_id "
        "WHERE action.ref = :ref AND came_by != 'import'",
        ref=ref,
    )


def thanks_for(officer, ref):
    return [each for each in officer.private_messages() if f"Thank you. {ref} received" in each]


@BOTH
def test_sending_a_form_with_a_double_click_sends_one_statement(world):
    officer = world.signs_in(SOCIAL_CARE)
    form = officer.opens_statement("A2").fill(**SAID)
    view = form.view

    async def double_click():
        return await asyncio.gather(officer.actor.submits(view), officer.actor.submits(view))

    first, second = world.acts(double_click())

    assert {first.kind, second.kind} == {"closed"}
    assert len(statements_for(world, "A2")) == 1
    assert len(thanks_for(officer, "A2")) == 1


@BOTH
def test_a_form_that_slack_delivers_again_later_is_answered_the_same_and_kept_once(world):
    officer = world.signs_in(QUALITY)
    officer.opens_statement("A3").submit(**SAID)
    dispatch = world.pretend.sandbox.dispatch
    sent = next(each for each in reversed(dispatch.deliveries) if each.payload["type"] == "view_submission")

    again = world.acts(dispatch.send(INTERACTIVE, sent.payload))

    assert again.ok and again.body == sent.ack.body
    assert len(statements_for(world, "A3")) == 1
    assert len(thanks_for(officer, "A3")) == 1


@BOTH
def test_a_question_whose_event_comes_twice_is_answered_once(world):
    chair = world.signs_in(CHAIR)
    world.order_fault("event:message", "twice")
    before = len(chair.private_messages())

    chair.says("status A6")

    assert len(chair.private_messages()) == before + 1


@BOTH
def test_a_form_that_came_too_late_for_its_trigger_is_offered_with_a_button(world):
    officer = world.signs_in(DCS)
    world.order_fault("views.open", "slow", seconds=4)

    answer = officer.asks("/statement A1")
    assert not officer.has_a_form_open
    answer = officer.sees_in(officer.actor.direct)[-1]
    assert "is ready" in answer

    answer.presses(answer.buttons[0])
    officer.form.submit(**SAID)
    assert len(statements_for(world, "A1")) == 1


@BOTH
def test_a_write_button_pressed_twice_gives_one_form_and_both_presses_are_heard(world):
    officer = world.signs_in(INCLUSION)
    request = next(each for each in officer.private_messages() if "Please send" in each)
    request.presses("Write", about="A4")
    officer.form.closes()

    request.presses("Write", about="A4")

    assert officer.form.title == "Statement for A4"
    officer.form.closes()


@BOTH
def test_an_acknowledgement_that_is_lost_leaves_the_statement_saved_and_sending_again_is_harmless(world):
    """Slack never heard that it was kept, so the officer sees trouble, presses Send again, and all is well."""
    officer = world.signs_in(QUALITY)
    form = officer.opens_statement("A6").fill(**SAID)
    view, dispatch = form.view, world.pretend.sandbox.dispatch
    real = dispatch.wire

    class Deaf:
        async def send(self, kind, payload, retry):
            ack = await real().send(kind, payload, retry)
            return type(ack)(False, reason="http_timeout")

    dispatch.wire = Deaf
    first = world.acts(officer.actor.submits(view))
    dispatch.wire = real
    assert first.kind == "failed" and len(statements_for(world, "A6")) == 1

    second = world.acts(officer.actor.submits(view))

    assert second.kind == "closed"
    assert len(statements_for(world, "A6")) == 1
    assert len(thanks_for(officer, "A6")) == 1
