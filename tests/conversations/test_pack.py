"""From the freeze to the room: the pack, the questions to it, and their answers, as each reader has them on screen."""

import pytest

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
    set_up,
)
from tests.conversations.somebody import FormOnScreen
from tests.conversations.world import BOARD

SAID = {"progress": "Work went on.", "effect": "None yet.", "rating": "Green"}
QUESTION = "What changed for children because of the audits?"


def action(world, ref: str) -> str:
    return str(world.rows("SELECT id FROM action WHERE ref = :ref", ref=ref)[0][0])


def challenge(by, ref: str, question: str, *, pack: str = "15 June", **more: str) -> FormOnScreen:
    """Somebody presses Challenge beside the pack in the board's channel."""
    notice = next(each for each in by.sees_in(BOARD) if f"Pack for {pack}" in each)
    notice.presses("Challenge")
    return by.form.submit(action=action(by.world, ref), question=question, **more)


@pytest.fixture(scope="module")
def world(open_world):
    """The morning of Friday 11 June: A1 and A6 were in before the pack was fixed, A3 came after."""
    made = open_world()
    set_up(made)
    made.clock.push_to("Tuesday 8 June 2021, 10:00")
    made.signs_in(DCS).opens_statement("A1").submit(**SAID)
    made.signs_in(QUALITY).opens_statement("A6").submit(**SAID)
    made.clock.push_to("Friday 11 June 2021, 08:50")
    made.signs_in(QUALITY).opens_statement("A3").submit(**SAID)
    made.clock.push_to("Friday 11 June 2021, 09:30")
    return made


def ready(world):
    return next(each for each in world.signs_in(CHAIR).private_messages() if "Pack ready for 15 June" in each)


def test_the_officer_who_comes_late_is_thanked_and_told_that_the_pack_is_fixed(world):
    thanks = next(each for each in world.signs_in(QUALITY).private_messages() if "A3 received 11 June" in each)

    assert "The pack was fixed on Thursday 10 June, 17:00" in thanks
    assert "kept for the next pack" in thanks


def test_the_chair_gets_the_pack_with_what_is_missing_first_and_what_came_late_said_so(world):
    pack = ready(world)

    assert pack.lines[0] == "Pack ready for 15 June. 6 actions, 4 to look at first."
    assert "No statement received" in pack.line("A2:")
    assert "A statement came after the pack was fixed, 11 June, 08:50." in pack.line("A3:")
    assert [line[2:4] for line in pack.lines if line.startswith("• A")] == ["A2", "A3", "A4", "A5"]
    assert pack.line("On A2:").startswith("On A2: What has been done since the last statement")
    assert pack.buttons == ["Run sheet", "Pack", "Order and questions"]
    sheet = pack.presses("Run sheet")
    assert sheet.lines[0] == "Run sheet: Holding to Account, Tuesday 15 June, 09:30" and "09:30 A1" in sheet


def test_a_late_statement_does_not_change_the_pack(world):
    first = ready(world).presses("Pack")
    pages = [first, first.presses("Next page")]
    text = "\n".join(page.text for page in pages)

    assert "Fixed on Thursday 10 June, 17:00." in text
    assert "Page 2 of 2." in text
    assert "“Work went on.”" in text, "A6's, which was in"
    a3 = text.partition("A3 Publish")[2].partition("A4 Cut")[0]
    assert "Statement: not received, late." in a3
    assert "Work goes on." in a3 and "Work went on." not in a3
    assert "It is not in it: press Open." in a3


def test_the_channel_hears_of_it_by_post_and_with_no_words_of_anybody(world):
    notice = next(each for each in world.channel() if "Pack for 15 June" in each)

    assert notice.lines[0] == "Pack for 15 June. Questions by Monday 14 June, 12:00."
    assert notice.buttons == ["Challenge", "Pack"]
    assert not any(said in notice for said in ("A2", "A3", "Director", "Work went on", "received"))


def test_an_officer_is_not_offered_to_challenge_their_own(world):
    officer = world.signs_in(QUALITY)
    notice = next(each for each in officer.sees_in(BOARD) if "Pack for 15 June" in each)

    notice.presses("Challenge")

    assert "A1 Fill the vacant" in officer.form
    assert "A6" not in officer.form and "A3" not in officer.form
    officer.form.closes()
    assert "Challenge" not in officer.asks("/status A6").buttons
    assert "Challenge" in officer.asks("/status A1").buttons


def test_a_councillor_is_told_who_can_enter_it(world):
    assert "the programme manager can enter one for somebody else" in world.signs_in(COUNCILLOR).says("challenge A6")


def test_a_question_with_a_childs_details_is_stopped_and_kept_nowhere(world):
    member = world.signs_in(MEMBER)

    form = challenge(member, "A6", "What about the girl born on 3 May 2015?")

    assert form.error("question").startswith("This looks like details of a child")
    assert world.rows("SELECT 1 FROM challenge WHERE question LIKE '%2015%'") == []
    assert not any("2015" in said for said in world.everything_said())
    form.closes()


def test_a_question_goes_from_the_channel_to_the_officer_and_its_answer_back_to_the_asker_and_the_chair(world):
    member, officer, chair = world.signs_in(MEMBER), world.signs_in(QUALITY), world.signs_in(CHAIR)
    challenge(member, "A6", QUESTION, settles_it="Three worked examples")
    assert "kept as CH-" in member.last
    assert "The officer is asked on Monday 14 June, 13:00" in member.last
    assert not any(QUESTION in each for each in officer.private_messages())

    ready(world).presses("Order and questions")
    form = chair.form
    assert "What needs looking at first" in form
    form.submit(order="PLAN", **{f"question_{action(world, 'A3')}": "Why was it late?"})
    pack = ready(world)
    assert "Order: plan order. 1 question of yours." in pack
    assert [line[2:4] for line in pack.lines if line.startswith("• A")] == ["A2", "A3", "A4", "A5"]

    world.clock.push_to("Monday 14 June 2021, 12:59")
    assert not any(QUESTION in each for each in officer.private_messages())
    world.clock.push_to("Monday 14 June 2021, 13:00")
    asked = officer.last
    assert "Two questions for A6 and A3 tomorrow:" in asked
    assert "from the Police representative" in asked and "Three worked examples" in asked

    asked.presses("Short reply", about="CH-01")
    officer.form.submit(answer="Plans record the child’s view more often.")
    asked = next(each for each in officer.private_messages() if "Two questions" in each)
    assert "CH-01 answered 14 June, 13:00. Thank you." in asked
    assert asked.buttons == ["Short reply", "Bring to meeting"]
    answer = next(each for each in member.private_messages() if "your question is answered" in each)
    assert "Plans record the child’s view more often." in answer and "Answered after 3 days." in answer

    asked.presses("Bring to meeting")
    asked = next(each for each in officer.private_messages() if "Two questions" in each)
    assert "You bring the answer to the meeting." in asked
    assert asked.buttons == ["Short reply"]

    log = chair.asks("/account challenges")
    assert log.lines[0] == "Challenges: 2 open challenges, 0 settled"
    assert log.text.index("CH-02") < log.text.index("CH-01"), "what has no answer comes first"
    assert "Plans record the child’s view more often." in log
    log.presses("Settle", about="CH-01")
    chair.form.submit(outcome="evidence_accepted", words="The examples are convincing.")
    assert "CH-01 about A6 is settled: evidence accepted." in chair.last
    assert "The examples are convincing." in member.last


def test_an_officer_with_no_question_hears_nothing(world):
    for officer in (DCS, SOCIAL_CARE, INCLUSION):
        assert not any("question for" in each or "questions for" in each
                       for each in world.signs_in(officer).private_messages())  # fmt: skip


def test_a_question_on_the_last_afternoon_reaches_the_officer_at_once(world):
    adviser, officer = world.signs_in(ADVISER), world.signs_in(DCS)
    world.clock.push_to("Monday 14 June 2021, 15:00")

    adviser.asks("/status A1").presses("Challenge")
    adviser.form.submit(question="Who covers until October?")

    assert "The officer is asked now." in adviser.last
    assert "One question for A1 tomorrow:" in officer.last
    assert officer.last.buttons == ["Short reply", "Bring to meeting"]


def test_the_programme_manager_enters_a_councillors_question(world):
    manager = world.signs_in(MANAGER)

    manager.asks("/account challenge A4")
    manager.form.submit(question="Who waits longest?", raised_for=COUNCILLOR)

    assert f"from {COUNCILLOR}, entered by the {MANAGER}" in world.signs_in(INCLUSION).last


def test_the_run_sheet_begins_with_what_has_no_answer_and_takes_in_a_reply_that_comes_late(world):
    chair, officer = world.signs_in(CHAIR), world.signs_in(DCS)
    world.clock.push_to("Tuesday 15 June 2021, 08:45")
    asked = next(each for each in officer.private_messages() if "One question for A1 tomorrow" in each)

    def sheet():
        return [each for each in chair.private_messages() if "Run sheet: Holding to Account" in each][-1]

    assert sheet().lines[1] == "3 questions, 3 to be asked in the room:"
    assert "The officer brings the answer." in sheet().line("A3: CH-02")
    assert "Who covers until October?” Not answered yet." in sheet().line("A1: CH-03")
    asked.presses("Short reply")
    officer.form.submit(answer="The deputy does, as agreed.")

    assert sheet().lines[1] == "3 questions, 2 to be asked in the room:"
    assert "“The deputy does, as agreed.”" in sheet().line("A1: CH-03")
    assert sheet().presses("Challenges").buttons.count("Settle") == 3


def test_the_suggested_ratings_of_the_freeze_are_in_the_record(world):
    rows = world.rows("SELECT count(*) FROM rating WHERE kind = 'suggested' AND meeting_id IS NOT NULL")

    assert rows[0][0] >= 6
    assert world.rows("SELECT state, why FROM outbox WHERE kind = 'pack_freeze'") == [
        ("done", "the pack was fixed and the suggested ratings were saved")
    ]


def run_sheet_of(chair):
    """The one that was sent in the morning, as it reads now."""
    return [each for each in chair.private_messages() if each.lines[0].startswith("Run sheet: Holding to Account")][-1]


def test_the_run_sheet_says_where_the_pack_that_the_chair_has_read_says_otherwise(world):
    world.signs_in(DCS).opens_statement("A1").submit(rating="Amber", next_steps="Advertise again in July.")
    thanks = next(each for each in world.signs_in(QUALITY).private_messages() if "A6 received 8 June" in each)
    thanks.presses("Withdraw")

    sheet = run_sheet_of(world.signs_in(CHAIR))

    late = "; sent 11 June, 08:50, after the pack was fixed."
    assert late in sheet.line("10:30 A3")
    assert "Says Amber, rules suggest Green; sent 15 June, 08:45, after the pack was fixed, which has Green." in (
        sheet.line("09:30 A1")
    )
    assert "; the statement in the pack was withdrawn." in sheet.line("12:00 A6")
    assert "the pack" not in sheet.line("10:00 A2")


def test_what_is_sent_while_the_meeting_runs_is_missed_and_yet_heard_in_it(world):
    chair, officer = world.signs_in(CHAIR), world.signs_in(SOCIAL_CARE)
    world.clock.push_to("Tuesday 15 June 2021, 09:35")
    officer.opens_statement("A2").submit(
        progress="Two more have left.", effect="None yet.", rating="Amber", next_steps="Advertise again in July."
    )

    sheet = run_sheet_of(chair)

    assert (
        "No statement received, missed; rules suggest Green; one was sent in the meeting, at 09:35, and says Amber."
        in (sheet.line("10:00 A2"))
    )
    sheet.presses("Open", about="Open A2")
    assert "Two more have left." in chair.form and "Confirm Amber, as the officer says" in chair.form
    assert "What has been done since the last statement" not in chair.form
    chair.form.closes()
