"""A new date over the wire: an officer asks, the chair asks for more and approves, and everybody hears it once."""

from tests.conversations.boards import CHAIR, QUALITY, set_up


def test_an_officer_asks_for_a_new_date_and_the_chair_decides(open_world):
    world = open_world()
    set_up(world)
    world.clock.push_to("Tuesday 1 June 2021, 10:00")
    officer, chair = world.signs_in(QUALITY), world.signs_in(CHAIR)

    officer.asks("/account status A6").presses("Ask for a new date")
    officer.form.submit(
        to="2021-10-29", reason="The auditor starts in July.", cause="A contract", effect="None.", recovery="Two asked."
    )
    world.clock.push_to("Tuesday 1 June 2021, 10:05")
    asked = chair.last
    assert "A6: a new date is asked for" in asked
    assert "The auditor starts in July." in asked

    asked.presses("Ask for more")
    chair.form.submit(question="Could it be August?")
    world.clock.push_to("Tuesday 1 June 2021, 10:10")
    officer.last.presses("Add what was asked")
    officer.form.submit(answer="No: the auditor is away.")
    world.clock.push_to("Tuesday 1 June 2021, 10:15")
    again = chair.last
    assert "Could it be August?" in again and "No: the auditor is away." in again

    again.presses("Approve")
    chair.form.submit()
    world.clock.push_to("Tuesday 1 June 2021, 10:20")

    assert "A6: the new date is approved" in officer.last
    assert [message for message in chair.private_messages() if "Approve" in message.buttons] == []
    assert "moved once" in chair.asks("/account status A6")
