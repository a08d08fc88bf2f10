"""A programme manager changes an action from its card, and its officer hears of it, once."""

import pytest

from tests.conversations.boards import CHAIR, MANAGER, QUALITY, import_plan, row, set_up


@pytest.fixture(scope="module")
def world(open_world):
    made = open_world(with_sample=True)
    made.clock.push_to("Tuesday 8 June 2021, 10:00")
    return made


def test_a_change_is_seen_before_it_is_saved_told_once_and_read_in_the_history(world):
    manager, officer = world.signs_in(MANAGER), world.signs_in(QUALITY)
    before = len(officer.private_messages())

    manager.asks("/account status A6").presses("Change").presses("Reword")
    form = manager.form
    form.submit(title="Audit practice every month", why="The Board asked for plainer words.")
    preview = manager.form
    assert "→ Audit practice every month" in preview and "Who will be told" in preview
    assert len(officer.private_messages()) == before

    preview.presses("Back")
    again = manager.form
    assert again.value("title") == "Audit practice every month"
    again.submit()
    manager.form.submit()

    assert not manager.has_a_form_open
    world.clock.push_to("Tuesday 8 June 2021, 10:05")
    told = [each for each in officer.private_messages() if "BCP-06 has changed" in each]
    assert len(told) == 1 and "Why: The Board asked for plainer words." in told[0]
    assert "Audit practice every month" in officer.asks("/account history A6")


def test_an_action_is_split_into_three_in_one_sitting(world):
    manager = world.signs_in(MANAGER)
    manager.asks("/account status A7").presses("Change").presses("Split")
    form = manager.form
    ref = form.value("ref")
    form.fill(words="Publish what is found.")

    form.presses("Split off one more")

    form = manager.form
    assert form.value("words") == "Publish what is found." and form.value("ref_2") > ref
    second = form.value("ref_2")
    form.submit(words_2="Train the teams.", why="Two teams do it.")
    assert "Publish what is found" in manager.form and "Train the teams" in manager.form
    manager.form.submit()

    assert not manager.has_a_form_open
    assert "Train the teams." in manager.asks(f"/account status {second}")
    assert any(f"{ref} and {second} are split off" in each for each in manager.private_messages())


def test_the_chair_lets_an_action_report_less_often_until_it_goes_on_the_watch_list(world):
    chair, officer = world.signs_in(CHAIR), world.signs_in(QUALITY)
    chair.asks("/account status A6").presses("Change").presses("How often it reports")

    chair.form.submit(every="3", why="It holds by itself.")
    assert "at every meeting → at every third meeting from 8 June 2021, until ended" in chair.form
    chair.form.submit()

    world.clock.push_to("Tuesday 8 June 2021, 10:20")
    assert "Reports: every third meeting" in officer.asks("/account status A6")
    assert sum("at every third meeting" in each for each in officer.private_messages()) == 1
    chair.asks("/account watch A6 because audits slip again")
    world.clock.push_to("Tuesday 8 June 2021, 10:30")
    again = "BCP-06 reports at every meeting again, since it is on the watch list."
    assert sum(again in each for each in officer.private_messages()) == 1
    assert sum(again in each for each in chair.private_messages()) == 1
    assert "Reports:" not in officer.asks("/account status A6")


def test_in_a_plan_of_150_actions_and_posts_each_can_be_chosen_wherever_one_is_asked_for(open_world):
    world = open_world()
    set_up(world)
    rows = [row(f"B{n:03}", f"Do the {n}th thing", f"Head of Team {n:03}") for n in range(1, 151)]
    import_plan(world, rows)
    manager = world.signs_in(MANAGER)

    manager.asks("/account status A6").presses("Change").presses("Another officer")
    posts = manager.form.choices("post")
    assert len(posts) >= 150
    named = dict(world.rows("SELECT title, id FROM post"))
    manager.form.submit(post=str(named["Head of Team 150"]), why="The team was formed.")
    manager.form.submit()
    assert "Head of Team 150" in manager.asks("/account status A6")

    last = dict(world.rows("SELECT ref, id FROM action"))["B150"]
    manager.asks("/account status B001").presses("Change").presses("Merge")
    manager.form.submit(into=str(last), why="It is the same work.", decision_ref="IB-1")
    assert "B150" in manager.form

    manager.asks("/account status B002").presses("Change").presses("Who gives input")
    manager.form.submit(posts=(str(named["Head of Team 149"]),), why="They know.")
    assert "Head of Team 149" in manager.form

    manager.asks("/account surgery").presses("Arrange a surgery")
    assert str(named["Head of Team 150"]) in manager.form.choices("who")
