"""An officer asks a contributor for a few lines, who sends them; the statement stays the officer's."""

import pytest

from tests.conversations.boards import CHAIR, EARLY_HELP, MANAGER, QUALITY, connect, set_up

SAID = {"progress": "Work went on.", "effect": "None yet.", "rating": "Green"}


@pytest.fixture(scope="module")
def world(open_world):
    made = open_world()
    board = set_up(made)
    manager = made.signs_in(MANAGER)
    manager.asks("/account status A6").presses("Change").presses("Who gives input")
    manager.form.submit(new_post=EARLY_HELP, why="Its teams are audited.")
    manager.form.submit()
    connect(made, board, EARLY_HELP)
    made.clock.push_to("Tuesday 1 June 2021, 10:00")
    return made


def test_from_the_request_to_a_statement_that_names_who_gave_input(world):
    officer, contributor = world.signs_in(QUALITY), world.signs_in(EARLY_HELP)

    officer.last.presses("Ask contributors")
    answer = officer.form.submit(whom=[officer.form.choices("whom")[0]], words="How many of your teams took part?")
    assert not answer.is_open
    world.clock.push_to("Tuesday 1 June 2021, 10:35")

    asked = contributor.last
    assert "Your input to a statement" in asked and "How many of your teams took part?" in asked
    assert asked.buttons == ["Write", "Nothing to add", "Not me"]
    asked.presses("Write")
    contributor.form.fill(progress="All five teams took part.").presses("Save draft")
    contributor.form.closes()
    asked.presses("Write")
    assert contributor.form.value("progress") == "All five teams took part."
    contributor.form.submit(barriers="Two posts are vacant.")
    assert not contributor.has_a_form_open

    assert "You sent this 1 June, 10:35. Thank you." in contributor.last or "Thank you. The" in contributor.last
    assert contributor.private_messages()[0].buttons == ["Change it"]
    form = officer.opens_statement("A6")
    assert f"Input from the {EARLY_HELP}, 1 June" in form
    assert "All five teams took part." in form and "Two posts are vacant." in form
    form.submit(**SAID)
    assert f"with input from the {EARLY_HELP}" in world.signs_in(CHAIR).asks("/account status A6")
    assert "input sent" in officer.asks("/account history A6")
