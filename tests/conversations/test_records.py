"""The board's records, at the wire: searched, handed over, held; and what its channel sees before an election."""

import pytest

from tests.conversations.boards import CHAIR, COUNCILLOR, MANAGER, QUALITY, set_up


@pytest.fixture(scope="module")
def world(open_world):
    made = open_world("sqlite")
    set_up(made)
    made.clock.push_to("Tuesday 1 June 2021, 10:00")
    return made


def test_a_request_is_searched_for_handed_over_and_held_until_it_is_answered(world):
    said = {"progress": "Twenty-two audits were done.", "effect": "None yet.", "rating": "Green"}
    world.signs_in(QUALITY).opens_statement("A6").submit(**said)
    manager = world.signs_in(MANAGER)
    assert "Records of the" not in world.signs_in(CHAIR).asks("/account records"), "the chair is not who looks"

    manager.asks("/account records").presses("Search")
    manager.form.submit(action="A6")
    assert "2 position statements" in manager.last, "the plan’s own, and the one that was just sent"
    manager.last.presses("As a file")
    world.works()
    assert "The records: about A6. Look through them before they go to anybody" in manager.last
    assert [file.name for file in world.workspace.files.values() if "records" in file.name.lower()]

    manager.asks("/account records").presses("Hold for a request")
    assert "another board" not in manager.form.text, "there is one board only"
    manager.form.submit(ref="FOI 118", why="audits since 2020")
    assert "FOI 118 is noted. Nothing is deleted until you lift the hold." in manager.last
    manager.last.presses("Lift the hold")
    manager.form.submit(why="It was answered.")
    assert "The hold for FOI 118 is lifted." in manager.last


def test_before_an_election_the_channel_sees_no_councillor_and_the_officers_are_asked_as_ever(world):
    manager = world.signs_in(MANAGER)
    manager.asks("/account election").presses("Enter a period")
    manager.form.submit(**{"from": "2021-06-01", "to": "2021-06-30"})
    world.signs_in(QUALITY).opens_statement("A3").submit(
        progress="The figures are late.", effect="None yet.", rating="Red", next_steps="Ask again.", cause="Staffing.",
        help="yes", help_needed="speak to Cllr Ann Hartley about it", help_from=COUNCILLOR,
    )  # fmt: skip

    world.clock.push_to("Monday 7 June 2021, 09:05")

    posted = str(world.channel()[-1].text)
    assert "Help needed: A3, speak to a councillor about it" in posted
    assert COUNCILLOR not in posted
