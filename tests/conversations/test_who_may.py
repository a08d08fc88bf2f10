"""Who may do what: someone who may not is told which role can, and learns nothing else."""

import pytest

from sandbox.wires import INTERACTIVE
from tests.conversations.boards import (
    ADVISER,
    CHAIR,
    COUNCILLOR,
    DCS,
    INCLUSION,
    MANAGER,
    MEMBER,
    QUALITY,
    SOCIAL_CARE,
    STRANGER,
    set_up,
)

SAID = {"progress": "Work went on as planned.", "effect": "None yet.", "rating": "Green"}
OPEN_TO = "The plan is open to those who have a seat on its board or a post in it."
ASKED = (
    "/status",
    "/status A6",
    "/status A99",
    "/status red",
    "/status Service Director, Quality and Assurance",
    "/statement A6",
    "/statement A99",
    "/account setup",
    "/account preview",
    "/account pause",
    "/account people",
    "/account meeting",
)
SECRETS = ("A1", "A4", "A6", "Audit", "6 actions", "Children’s Improvement Board", "Daniel", "Priya", "15 June", "Red ")
"""What somebody who may see nothing could learn from an answer that says too much."""


@pytest.fixture(scope="module")
def world(open_world):
    made = open_world()
    set_up(made)
    made.clock.push_to("Tuesday 1 June 2021, 10:00")
    return made


@pytest.mark.parametrize("asked", ASKED)
def test_a_stranger_is_told_whom_to_ask_and_the_same_whatever_they_ask(world, asked):
    answer = world.signs_in(STRANGER).asks(asked)

    assert answer.text.startswith(OPEN_TO)
    assert "programme manager" in answer
    learnt = answer.text.replace(asked, "")
    assert [secret for secret in SECRETS if secret in learnt] == []


@pytest.mark.parametrize("asked", ASKED[:5])
def test_a_councillor_is_told_who_sees_the_plan_and_nothing_of_what_is_in_it(world, asked):
    answer = world.signs_in(COUNCILLOR).asks(asked)

    assert answer.text.startswith("Only the chair, the deputy chair, the programme manager,")
    assert answer.text.rstrip().endswith("can see the plan.")
    assert [secret for secret in SECRETS if secret in answer] == []


@pytest.mark.parametrize("who", [STRANGER, COUNCILLOR])
def test_neither_learns_anything_in_conversation_or_from_the_home_tab(world, who):
    somebody = world.signs_in(who)

    seen = [somebody.says("status A6"), somebody.says("@Accountable red", "general"), somebody.opens_home()]

    assert all(seen)
    for each in seen:
        assert [secret for secret in SECRETS if secret in each] == []


@pytest.mark.parametrize("who", [CHAIR, MEMBER, ADVISER, MANAGER, QUALITY])
def test_those_with_a_seat_or_a_post_see_the_plan(world, who):
    somebody = world.signs_in(who)

    assert "6 actions: 6 live, 0 complete." in somebody.asks("/status")
    assert "Audit twenty-five cases a month" in somebody.asks("/status A6")


@pytest.mark.parametrize("who", [CHAIR, MEMBER, ADVISER, SOCIAL_CARE])
def test_nobody_writes_an_officers_statement_but_they_and_their_delegate(world, who):
    somebody = world.signs_in(who)

    answer = somebody.asks("/statement A6")

    assert not somebody.has_a_form_open
    assert (
        "Only the programme manager, the accountable officer or their delegate can send a statement for this action."
        in answer
    )
    assert f"For A6 the accountable officer is the {QUALITY}, now Daniel Marsh." in answer
    assert "Write statement" not in somebody.asks("/status A6").buttons


def test_the_programme_manager_enters_a_statement_for_its_officer_and_never_as_their_own(world):
    manager = world.signs_in(MANAGER)

    buttons = manager.asks("/status A6").buttons

    assert "Enter statement" in buttons
    assert "Write statement" not in buttons


def test_pressing_a_button_or_sending_a_form_that_was_meant_for_another_is_refused_as_well(world):
    """What arrives over the wire is not trusted because a button was drawn for somebody else."""
    officer, other = world.signs_in(DCS), world.signs_in(INCLUSION)
    officer.opens_statement("A1").submit(**SAID)
    dispatch = world.pretend.sandbox.dispatch
    sent = next(each for each in reversed(dispatch.deliveries) if each.payload["type"] == "view_submission").payload
    view = {**sent["view"], "id": "V0FORGED", "state": {"values": _other_words(sent["view"]["state"]["values"])}}
    forged = {**sent, "user": {**sent["user"], "id": other.account}, "view": view}

    ack = world.acts(dispatch.send(INTERACTIVE, forged))

    assert "Only the programme manager, the accountable officer or their delegate" in str(ack.body)
    assert "Somebody else wrote this." not in world.signs_in(CHAIR).asks("/status A1")


@pytest.mark.parametrize("who", [QUALITY, MEMBER, ADVISER])
def test_only_the_chair_and_who_writes_it_down_are_offered_to_confirm_a_rating(world, who):
    offered = {CHAIR: "Confirm a rating", MANAGER: "Record the chair’s rating"}
    for decides, label in offered.items():
        buttons = world.signs_in(decides).asks("/status A2").buttons
        assert [each for each in buttons if each in offered.values()] == [label]
    assert not {*offered.values()} & {*world.signs_in(who).asks("/status A2").buttons}


def test_an_officer_who_presses_the_chairs_button_is_told_that_only_the_chair_can(world):
    chair, officer = world.signs_in(CHAIR), world.signs_in(SOCIAL_CARE)
    card = chair.asks("/status A2")
    card.presses("Confirm a rating")
    chair.form.closes()
    dispatch = world.pretend.sandbox.dispatch
    pressed = next(each for each in reversed(dispatch.deliveries) if each.payload["type"] == "block_actions").payload
    theirs = {**pressed, "user": {**pressed["user"], "id": officer.account}, "actions": pressed["actions"]}

    world.acts(dispatch.send(INTERACTIVE, theirs))

    assert not officer.has_a_form_open
    said = [each.text for each in world.workspace.every_message() if "confirm a rating" in each.text]
    only = "Only the chair, the deputy chair, the programme manager or the named approver can confirm a rating"
    assert said == [f"{only}, or record that it was."]


def test_the_chair_confirms_what_an_officer_rated_and_the_plan_says_so(world):
    chair = world.signs_in(CHAIR)
    chair.asks("/status A5").presses("Confirm a rating")
    form = chair.form
    form.submit(rating="Amber", decision_ref="D-2021-06-01")

    assert not chair.has_a_form_open, form.outcome
    assert "Amber, at risk (confirmed)" in chair.asks("/status A5")


@pytest.mark.parametrize("asked", ["/account setup", "/account people", "/account pause"])
@pytest.mark.parametrize("who", [CHAIR, QUALITY, MEMBER])
def test_only_the_programme_manager_changes_the_plan_its_people_and_its_dates(world, who, asked):
    answer = world.signs_in(who).asks(asked)

    assert answer.text == "Only the programme manager can change the plan, its people and its dates."


@pytest.mark.parametrize("who", [QUALITY, MEMBER])
def test_only_chair_and_programme_manager_see_what_will_be_sent(world, who):
    answer = world.signs_in(who).asks("/account preview")

    assert answer.text == "Only the chair, the deputy chair or the programme manager can see what will be sent."
    assert "This is what I will send" in world.signs_in(CHAIR).asks("/account preview")


def _other_words(values):
    (action,) = values["progress"]
    return {**values, "progress": {action: {"type": "plain_text_input", "value": "Somebody else wrote this."}}}
