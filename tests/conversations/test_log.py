"""What the log tells of a whole conversation, and what it keeps to itself."""

import json

import pytest

from tests.conversations.boards import CHAIR, INCLUSION, MANAGER, NAME, PLAN, QUALITY, SOCIAL_CARE, STRANGER, set_up
from tests.conversations.world import BOARD
from tests.logs import logged

TOLD = {
    "progress": "Forty audits were moderated in May.",
    "effect": "Supervision is noticed by families.",
    "rating": "Red",
    "cause": "Not known yet.",
    "next_steps": "Borrow two auditors from a neighbour.",
}


@pytest.fixture
def log():
    """The bot's own log at its most talkative, one JSON object a line."""
    with logged(level="debug", form="json") as stream:
        yield stream


@pytest.fixture(scope="module", params=["http", "socket"])
def world(open_world, request):
    made = open_world(over=request.param)
    set_up(made)
    made.clock.push_to("Tuesday 1 June 2021, 10:00")
    return made


def lines(log, event: str) -> list[dict]:
    """The events of one name that were logged so far."""
    told = [json.loads(line) for line in log.getvalue().splitlines()]
    return [each for each in told if each["event"] == event]


def test_one_id_leads_from_the_form_that_was_heard_to_the_message_that_was_sent(world, log):
    world.signs_in(QUALITY).opens_statement("A6").submit(**TOLD)

    heard = next(each for each in lines(log, "heard") if each["use_case"] == "submit_statement")
    sent = [each for each in lines(log, "message sent") if each["heard"] == heard["heard"]]
    asked = "SELECT kind, state FROM outbox WHERE heard = :heard AND amends IS NULL ORDER BY id"
    kept = world.rows(asked, heard=heard["heard"])
    assert heard["outcome"] == "done" and heard["ms"] > 0
    assert "statement_received" in [each["kind"] for each in sent]
    assert [each["kind"] for each in sent] == [kind for kind, state in kept if state == "sent"]


def test_each_thing_heard_is_one_line_with_an_id_of_its_own(world, log):
    for question in ("/status A3", "/status overdue", "/account help"):
        world.signs_in(CHAIR).asks(question)

    heard = lines(log, "heard")
    assert len(heard) == 3
    assert len({each["heard"] for each in heard}) == 3


def test_what_the_clock_did_by_itself_was_not_heard(world, log):
    world.clock.push_to("Monday 7 June 2021, 09:00")

    summary = next(each for each in lines(log, "message sent") if each["kind"] == "weekly_summary")
    assert summary["heard"] == ""


def test_what_is_given_up_is_logged_without_whom_it_names(open_world, log):
    """A guest in the channel, and then a bot that was taken out of it."""
    world = open_world()
    set_up(world)
    channel = world.workspace.channel(BOARD)
    guest = world.workspace.add_person("Jo Ash", is_guest=True)
    channel.members.append(guest.id)
    world.clock.push_to("Monday 7 June 2021, 09:00")
    channel.members.remove(guest.id)
    channel.members.remove(world.workspace.bot.id)
    world.clock.push_to("Monday 14 June 2021, 09:00")

    given_up = "\n".join(each["why"] for each in lines(log, "message given up"))
    assert "[left out] is a guest in the channel and has no part in this plan" in given_up
    assert "Accountable is not in the channel [left out]." in given_up
    assert not [each for each in ("Jo Ash", guest.id, channel.id) if each in log.getvalue()]


def test_no_line_of_a_whole_conversation_holds_a_token_a_statement_or_a_name(world, log, capfd):
    manager, chair, officer = world.signs_in(MANAGER), world.signs_in(CHAIR), world.signs_in(SOCIAL_CARE)
    form = officer.opens_statement("A2").fill(**TOLD)
    form.presses("Save draft")
    while officer.has_a_form_open:
        officer.form.closes()
    officer.opens_statement("A2").submit(**TOLD)
    world.signs_in(STRANGER).asks("/status A2")
    chair.asks("/status A2")
    chair.says(f"status {SOCIAL_CARE}")
    manager.asks("/account preview")
    world.order_fault("chat.postMessage", "drop")
    world.signs_in(INCLUSION).opens_statement("A4").submit(**TOLD)
    world.order_fault("chat.postMessage", "server_error")
    world.signs_in(INCLUSION).opens_statement("A5").submit(**TOLD)
    manager.asks("/account pause")
    manager.asks("/account resume")
    world.clock.push_to("Monday 14 June 2021, 09:30")

    out, err = capfd.readouterr()
    told, sandbox = log.getvalue() + out + err, world.pretend.sandbox
    assert "Running listener" in told and '"event": "heard"' in told and '"event": "message sent"' in told
    secret = {sandbox.bot_token, sandbox.app_token, sandbox.signing_secret}
    names = {name for person in world.workspace.people.values() for name in (person.name, person.id) if name}
    names -= {world.workspace.bot.name, world.workspace.bot.id}
    written = {*TOLD.values(), *(each["action"] for each in PLAN), NAME, SOCIAL_CARE} - {TOLD["rating"]}
    assert [each for each in sorted(secret | names | written) if each in told] == []
    assert world.workspace.channel(BOARD).id not in told
