"""The sample's story beside somebody who plays in it: what they do stands, and the story goes on around it."""

from tests.conversations.boards import CHAIR, QUALITY, SOCIAL_CARE


def test_what_somebody_at_the_page_has_written_stands_whatever_the_samples_people_do_later(open_world):
    world = open_world(with_sample=True)
    officer, chair = world.signs_in(QUALITY), world.signs_in(CHAIR)
    world.clock.push_to("Tuesday 1 June 2021, 09:30")

    officer.opens_statement("BCP-06").submit(
        progress="Audits fell to 15 of 25 in May.", effect="None yet.", rating="Red", next_steps="Two more auditors."
    )
    world.clock.push_to("Tuesday 8 June 2021, 17:30")

    assert "Red, off track (not confirmed)" in chair.asks("/status BCP-06").line("Rating")
    assert "BCP-06 worse: Red (was Green)." in world.channel()[-1].line("Since the summary of 1 June")
    assert "Red 2, Amber" in chair.asks("/account summary").text
    assert [each for each in officer.private_messages() if "BCP-03 received" in each], "the others answer as before"
    fifth = world.signs_in(SOCIAL_CARE).asks("/status BCP-05")
    assert "One of two duty posts is filled." in fifth
