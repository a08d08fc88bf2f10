"""The Home tab: what I owe, what is overdue, my actions, and one press to write."""

import pytest

from tests.conversations.boards import CHAIR, COUNCILLOR, INCLUSION, MANAGER, QUALITY, SOCIAL_CARE, STRANGER, set_up


@pytest.fixture(scope="module")
def world(open_world):
    made = open_world(over="socket")
    set_up(made)
    made.clock.push_to("Tuesday 1 June 2021, 10:00")
    return made


def test_an_officer_sees_what_they_owe_and_writes_with_one_press(world):
    officer = world.signs_in(QUALITY)
    home = officer.opens_home()
    assert "Statements you owe: 2." in home
    assert "Due Tuesday 8 June, 17:00." in home
    assert "A3" in home and "A6" in home and "A2" not in home

    home.presses("Write", about="A6")
    officer.form.submit(progress="Audits are back at 25.", effect="None yet.", rating="Green")

    after = officer.opens_home()
    assert "Statements you owe: 1." in after
    assert after.buttons.count("Write") == 1


def test_what_is_overdue_is_shown_to_the_officer_whose_it_is_and_to_the_chair_and_to_no_other_officer(world):
    passed = "Deadline 14 May, passed 18 days ago"

    assert passed in world.signs_in(INCLUSION).opens_home()
    assert passed in world.signs_in(CHAIR).opens_home()
    other = world.signs_in(SOCIAL_CARE).opens_home()
    assert passed not in other and "Deadline passed: none." in other


def test_the_chair_sees_what_needs_a_decision_and_the_programme_manager_whether_the_board_speaks(world):
    assert "Needs a decision" in world.signs_in(CHAIR).opens_home()
    home = world.signs_in(MANAGER).opens_home()
    assert "started. Next weekly summary: Monday 7 June, 09:00." in home
    assert "Needs a decision" not in home


@pytest.mark.parametrize("who", [STRANGER, COUNCILLOR])
def test_those_who_may_not_see_the_plan_get_one_sentence(world, who):
    home = world.signs_in(who).opens_home()

    assert home.buttons == ["What can I ask?"]
    assert "actions" not in home


def test_home_shows_the_whole_plan_when_asked_and_helps_with_what_to_ask(world):
    officer = world.signs_in(SOCIAL_CARE)
    officer.opens_home().presses("Whole plan")
    assert "6 actions: 6 live" in officer.form
    officer.form.closes()

    officer.opens_home().presses("What can I ask?")
    assert "status" in officer.form
    officer.form.closes()


def test_whoever_uses_it_for_the_first_time_is_welcomed_once_in_private_and_whoever_says_hello_not_twice(open_world):
    world = open_world(welcome=True)
    set_up(world)
    chair, officer, stranger = world.signs_in(CHAIR), world.signs_in(QUALITY), world.signs_in(STRANGER)

    chair.opens_home()
    chair.asks("/account status")
    officer.says("hello")
    officer.opens_home()
    stranger.says("status")
    world.pretend.spoken.bot.welcomed.clear()  # as after a restart
    chair.asks("/account status")

    welcomes = [each.text for each in chair.actor.messages() if "Welcome. This is Accountable." in each.text]
    assert len(welcomes) == 1
    assert "If a child is at risk" in welcomes[0]
    assert "I say this once. Nothing is asked of you here." in welcomes[0]
    for other in (officer, stranger):
        assert not [each for each in other.actor.messages() if "Welcome. This" in each.text]
    assert world.rows("SELECT kind, state FROM outbox WHERE kind = 'first_welcome'") == [("first_welcome", "sent")]
    welcome = next(each for each in chair.private_messages() if "Welcome. This is Accountable." in each)
    welcome.presses("Practise a statement")
    assert chair.form.is_open


def test_whoever_was_asked_for_a_statement_has_been_told_who_asks_and_is_not_welcomed_after(open_world):
    world = open_world(welcome=True)
    set_up(world)
    officer = world.signs_in(QUALITY)
    world.clock.push_to("Tuesday 1 June 2021, 09:30")
    assert any("Hello. This is Accountable." in each for each in officer.private_messages())

    officer.asks("/account status")

    assert not [each for each in officer.private_messages() if "Welcome. This" in each]
