"""A rating written down for the chair, over the wire: the chair is told and takes it back; a mis-press is undone."""

from tests.conversations.boards import CHAIR, MANAGER, set_up


def test_a_rating_is_written_down_for_the_chair_who_never_confirmed_it(open_world):
    world = open_world()
    set_up(world)
    world.clock.push_to("Wednesday 2 June 2021, 10:00")
    manager, chair = world.signs_in(MANAGER), world.signs_in(CHAIR)

    manager.asks("/account status A6").presses("Record the chair’s rating")
    manager.form.submit(rating="Red", reason="No audit yet.", how="By telephone on 2 June.")
    assert "A6 is confirmed as Red. Decision D-2021-06-01." in manager.last
    world.clock.push_to("Wednesday 2 June 2021, 10:05")

    assert "A6 confirmed as Red. How it came: By telephone on 2 June." in chair.last
    chair.last.presses("Not right")
    chair.form.submit(then="take_back", words="I said Amber.")
    world.clock.push_to("Wednesday 2 June 2021, 10:10")

    assert "A6: not right, says the Independent Chair" in manager.last
    assert "I said Amber." in manager.last
    assert world.rows("SELECT confirmed_rating_id FROM action WHERE ref = 'A6'") == [(None,)]
    assert "recorded as a decision, and said to be: A6 confirmed as Red → taken back" in manager.asks(
        "/account history A6"
    )


def test_the_chair_takes_a_mis_press_back(open_world):
    world = open_world()
    set_up(world)
    world.clock.push_to("Wednesday 2 June 2021, 10:00")
    chair = world.signs_in(CHAIR)

    chair.asks("/account status A6").presses("Confirm a rating")
    chair.form.submit(rating="Red", reason="No audit yet.")
    taken_back = chair.last.presses("Take back")

    assert "Taken back: A6 confirmed as Red (decision D-2021-06-01). None is confirmed." in taken_back
    assert world.rows("SELECT confirmed_rating_id FROM action WHERE ref = 'A6'") == [(None,)]
