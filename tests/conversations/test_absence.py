"""Somebody is away, and somebody has left: who is asked then, who is told, and who is left in peace."""

import pytest

from sandbox.people import deactivates
from tests.conversations.boards import (
    CHAIR,
    DCS,
    EARLY_HELP,
    INCLUSION,
    MANAGER,
    QUALITY,
    SOCIAL_CARE,
    STRANGER,
    answers,
    set_up,
)

PEOPLE = (DCS, SOCIAL_CARE, QUALITY, INCLUSION, EARLY_HELP, MANAGER, CHAIR)


def names_line_director(world, post: str, line: str) -> None:
    board = str(world.rows("SELECT id FROM board")[0][0])
    person = world.workspace.person(line)
    said = {"post": post, "line": line, "person": person.id, "person.name": person.name}
    answers(world, "setup_line", board, said)


def connects_early_help(world) -> None:
    """Grace Lowe holds a post that is known, and answers for nothing yet."""
    names_line_director(world, INCLUSION, EARLY_HELP)
    names_line_director(world, INCLUSION, DCS)


@pytest.fixture
def world(open_world):
    made = open_world()
    set_up(made)
    for officer in (QUALITY, SOCIAL_CARE):
        names_line_director(made, officer, DCS)
    connects_early_help(made)
    return made


def test_an_officer_goes_away_their_delegate_is_asked_and_they_hear_nothing_till_they_are_back(world):
    world.clock.push_to("Tuesday 1 June 2021, 10:00")
    officer, delegate = world.signs_in(QUALITY), world.signs_in(EARLY_HELP)
    assert delegate.private_messages() == []

    officer.last.presses("I am away")
    officer.form.submit(until="2021-06-11", delegate=EARLY_HELP)
    heard = len(officer.private_messages())

    assert "You are away until the end of Friday 11 June 2021." in officer.last
    asked = delegate.last
    assert f"Please send the position statements for A3 and A6 for the {QUALITY} by Tuesday 8 June, 17:00" in asked
    asked.presses("Write", about="A6")
    delegate.form.submit(progress="Twenty-five audits were done.", effect="None yet.", rating="Green")
    world.clock.push_to("Friday 11 June 2021, 17:00")
    assert len(officer.private_messages()) == heard
    assert "A3" in delegate.last

    world.clock.push_to("Monday 14 June 2021, 09:00")

    welcome = next(each for each in officer.private_messages()[heard:] if each.lines[0] == "Welcome back")
    assert "While you were away 1 statement went in on your behalf." in welcome
    assert f"Sent by Grace Lowe ({EARLY_HELP}), Tuesday 1 June, 10:00." in welcome
    welcome.presses("Open", about="A6")
    standing = [block.get("element", {}).get("initial_value") for block in officer.form.view.blocks]
    assert "Twenty-five audits were done." in standing, "it begins with what was sent"
    officer.form.submit(progress="Twenty-five audits were done, and two more.", effect="None yet.", rating="Green")
    kept = "SELECT person_name, on_behalf_of FROM statement WHERE progress LIKE 'Twenty-five audits%' ORDER BY id"
    assert [tuple(row) for row in world.rows(kept)] == [("Grace Lowe", QUALITY), ("Daniel Marsh", "")], "both are kept"


def test_the_chair_names_who_acts_for_a_long_absence_who_is_asked_and_hears_when_it_is_over(world):
    world.clock.push_to("Tuesday 1 June 2021, 10:00")
    officer, chair, acting = world.signs_in(QUALITY), world.signs_in(CHAIR), world.signs_in(EARLY_HELP)
    officer.says("away until 9 July")

    chair.last.presses("Name who acts")
    chair.form.submit(delegate=EARLY_HELP)

    assert f"{EARLY_HELP} (Grace Lowe) acts as accountable officer for the {QUALITY}" in chair.last
    asked = next(each for each in acting.private_messages() if "Please send the position statements" in each)
    asked.presses("Write", about="A6")
    acting.form.submit(progress="Twenty-five audits were done.", effect="None yet.", rating="Green")
    card = world.signs_in(MANAGER).says("status A6")
    assert f"acting: {EARLY_HELP}, for {QUALITY}, until 9 July" in card
    assert f"by the {EARLY_HELP}, acting on behalf of the {QUALITY}" in card

    world.clock.push_to("Monday 21 June 2021, 10:00")
    back = officer.says("back")

    assert f"{EARLY_HELP} (Grace Lowe) acted for you from 1 June to 20 June" in back
    assert "While you were away 1 statement went in on your behalf." in back
    assert f"You act as accountable officer for the {QUALITY} no longer." in acting.last


def test_nobody_is_asked_why(world):
    world.clock.push_to("Tuesday 1 June 2021, 10:00")
    officer = world.signs_in(QUALITY)

    officer.last.presses("I am away")

    assert "We never ask why" in officer.form
    assert not any(officer.form.asks_for(field) for field in ("reason", "why", "kind"))


def test_an_officer_hands_over_in_words_and_the_delegate_is_asked_and_they_are_not_asked_again(world):
    world.clock.push_to("Tuesday 1 June 2021, 10:00")
    officer, delegate = world.signs_in(QUALITY), world.signs_in(EARLY_HELP)

    said = officer.says("delegate to early help until 12 July")

    assert "Head of Early Help (Grace Lowe) may answer for A3 and A6 until the end of Monday 12 July 2021" in said
    assert f"for the {QUALITY}" in delegate.last
    world.clock.push_to("Tuesday 8 June 2021, 12:00")
    assert sum("Please send" in each or "Due today" in each for each in officer.private_messages()) == 1
    assert "A3 and A6" in delegate.last


def test_an_officer_takes_it_back_and_is_asked_again_and_whoever_answered_no_more(world):
    world.clock.push_to("Tuesday 1 June 2021, 10:00")
    officer, delegate = world.signs_in(QUALITY), world.signs_in(EARLY_HELP)
    officer.says("delegate to early help")

    said = officer.last.presses("Take it back")

    assert (
        f"answers for the {QUALITY} no longer, and is told. What is asked about A3 and A6 comes to you again." in said
    )
    assert f"You answer for the {QUALITY} no longer: Daniel Marsh does so again." in delegate.last
    heard = len(delegate.private_messages())
    world.clock.push_to("Tuesday 8 June 2021, 12:00")
    assert len(delegate.private_messages()) == heard
    assert "A3 and A6" in officer.last


def test_whose_delegate_leaves_hears_it_that_day_and_is_asked_again(world):
    world.clock.push_to("Tuesday 1 June 2021, 10:00")
    officer = world.signs_in(QUALITY)
    officer.says("delegate to early help until 12 July")

    world.acts(deactivates(world.workspace, world.pretend.sandbox.dispatch, "Grace Lowe"))

    told = officer.last
    assert told.lines[0] == "Your delegate has left"
    assert "Hand to delegate" in told.buttons
    world.clock.push_to("Tuesday 8 June 2021, 12:00")
    assert "A3 and A6" in officer.last


def test_nobody_is_chased_while_away_with_nobody_to_answer_and_the_list_says_so(world):
    officer, manager = world.signs_in(QUALITY), world.signs_in(MANAGER)
    officer.says("away until 16 June")
    world.clock.push_to("Tuesday 1 June 2021, 09:00")
    heard = len(officer.private_messages())
    check = next(each for each in manager.private_messages() if "Cycle check." in each)
    assert "away until Wednesday 16 June, with no delegate there" in check
    assert "Back" in check.presses("Fix").buttons, "where it is put right"

    world.clock.push_to("Wednesday 9 June 2021, 14:00")

    assert len(officer.private_messages()) == heard
    listed = manager.last.line("A3 and A6")
    assert "The officer is away until Wednesday 16 June; nobody answers meanwhile." in listed
    assert {"Name a delegate", "Connect the post"} <= {*manager.last.buttons}
    manager.last.presses("Name a delegate")
    assert manager.form.value("until") == "2021-06-16", "while the officer is away"
    manager.form.closes()
    world.clock.push_to("Thursday 10 June 2021, 09:00")
    assert "No statement yet for" in world.signs_in(DCS).last and QUALITY in world.signs_in(DCS).last
    world.clock.push_to("Wednesday 16 June 2021, 17:30")
    assert len(officer.private_messages()) == heard, "not about the slot or the outcome either"


def test_away_with_nobody_to_answer_is_told_to_the_programme_manager_who_names_a_delegate(world):
    world.clock.push_to("Tuesday 1 June 2021, 10:00")
    officer, manager = world.signs_in(QUALITY), world.signs_in(MANAGER)

    officer.says("away until 11 June")
    assert manager.last.lines[0] == "Away, and nobody answers meanwhile"
    manager.last.presses("Name a delegate")
    manager.form.submit(delegate=EARLY_HELP, until="2021-06-11")

    assert f"for the {QUALITY}" in world.signs_in(EARLY_HELP).last


def test_back_early_an_officer_is_written_to_again(world):
    world.clock.push_to("Tuesday 1 June 2021, 10:00")
    officer = world.signs_in(QUALITY)
    officer.says("away until 11 June")

    answer = officer.says("back")

    assert answer.lines[0] == "Welcome back"
    world.clock.push_to("Friday 4 June 2021, 12:00")
    assert "A3 and A6" in officer.last


def test_an_account_that_is_disabled_leaves_the_post_vacant_and_two_people_hear_of_it_once(world):
    world.clock.push_to("Wednesday 2 June 2021, 10:00")
    gone = world.signs_in(QUALITY)
    before = {who: len(world.signs_in(who).private_messages()) for who in (*PEOPLE, STRANGER)}

    world.run(deactivates(world.workspace, world.pretend.sandbox.dispatch, "Daniel Marsh"))
    world.works()

    new = {who: world.signs_in(who).private_messages()[before[who] :] for who in before}
    assert {who for who, messages in new.items() if messages} == {MANAGER, DCS}
    (manager,), (line,) = new[MANAGER], new[DCS]
    assert manager.lines[0] == "Daniel Marsh’s account has been disabled"
    assert "2 actions: A3 and A6." in manager
    assert line.lines[0] == f"A post that reports to you is vacant: {QUALITY}"
    assert f"{QUALITY}, vacant since 2 June" in world.signs_in(MANAGER).asks("/account status A3").text
    world.clock.push_to("Monday 7 June 2021, 12:00")
    assert len(gone.private_messages()) == before[QUALITY]


def test_after_five_working_days_the_line_director_stands_in_and_whoever_follows_takes_over(world):
    world.clock.push_to("Wednesday 2 June 2021, 10:00")
    world.run(deactivates(world.workspace, world.pretend.sandbox.dispatch, "Daniel Marsh"))
    manager, director = world.signs_in(MANAGER), world.signs_in(DCS)

    world.clock.push_to("Wednesday 9 June 2021, 10:00")
    assert any(f"You are temporary accountable officer: {QUALITY}" in each for each in director.private_messages())
    assert any(
        f"{DCS} (Helen Okafor) is now temporary accountable officer" in each for each in manager.private_messages()
    )
    asked = next(each for each in manager.private_messages() if each.lines[0].startswith("Daniel Marsh"))
    asked.presses("Connect", about=QUALITY)
    manager.form.submit(person=world.workspace.person(EARLY_HELP).id)

    new = world.signs_in(EARLY_HELP)
    handover = next(each for each in new.private_messages() if "You are now accountable officer" in each)
    assert "A3 Publish the key measures every month" in handover
    assert "Thank you. You have accepted" in handover.presses("Accept")


def test_who_left_while_nobody_listened_is_found_by_the_daily_look(world):
    world.clock.push_to("Wednesday 2 June 2021, 10:00")
    world.run(world.pretend.spoken.sweep())
    world.workspace.deactivate(world.workspace.person("Daniel Marsh").id)
    manager = world.signs_in(MANAGER)
    heard = len(manager.private_messages())

    world.run(world.pretend.spoken.sweep())
    world.works()
    assert len(manager.private_messages()) == heard
    world.clock.stands_at("Thursday 3 June 2021, 07:05")
    world.run(world.pretend.spoken.sweep())
    world.clock.push_to("Thursday 3 June 2021, 08:30")

    assert [each.lines[0] for each in manager.private_messages()[heard:]] == [
        "Daniel Marsh’s account has been disabled"
    ]
