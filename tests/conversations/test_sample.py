"""The sample's story beside somebody who plays in it: what they do stands, and the story goes on around it."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.messages.parts import Reply
from storage import people, tables
from tests.conversations.boards import ADVISER, CHAIR, EARLY_HELP, INCLUSION, MEMBER, QUALITY, SOCIAL_CARE
from tests.conversations.world import BOARD


def test_what_somebody_at_the_page_has_written_stands_whatever_the_samples_people_do_later(open_world):
    world = open_world(with_sample=True)
    officer, chair = world.signs_in(QUALITY), world.signs_in(CHAIR)
    world.clock.push_to("Tuesday 1 June 2021, 09:30")

    officer.opens_statement("BCP-06").submit(
        progress="Audits fell to 15 of 25 in May.",
        effect="None yet.",
        rating="Red",
        cause="Two auditors left.",
        next_steps="Two more auditors.",
    )
    world.clock.push_to("Tuesday 8 June 2021, 17:30")

    assert "Red, off track (not confirmed)" in chair.asks("/status BCP-06").line("Rating")
    assert "BCP-06 worse: Red, not confirmed, 1 June (was Green)." in world.channel()[-1].line(
        "Since the summary of 1 June"
    )
    assert "Red 2, Amber" in chair.asks("/account summary").text
    assert [each for each in officer.private_messages() if "BCP-03 received" in each], "the others answer as before"
    fifth = world.signs_in(SOCIAL_CARE).asks("/status BCP-05")
    assert "One of two duty posts is filled." in fifth


def test_whoever_has_given_a_post_away_writes_no_more_for_it_and_the_story_goes_on(open_world):
    world = open_world(with_sample=True)
    chair = world.signs_in(CHAIR)
    world.does(_vacates, QUALITY)

    world.clock.push_to("Tuesday 15 June 2021, 08:00")

    assert "excused" in chair.asks("/status BCP-06").line("Statement")
    assert "submitted" in chair.asks("/status BCP-14").line("Statement"), "the others answer as before"


def test_whoever_was_sent_away_is_made_nobodys_delegate_and_the_story_goes_on(open_world):
    world = open_world(with_sample=True)
    world.does(_sends_away, EARLY_HELP)

    world.clock.push_to("Tuesday 8 June 2021, 17:30")

    assert "Delegate" not in world.signs_in(CHAIR).asks("/account whois BCP-12").text
    assert "submitted" in world.signs_in(CHAIR).asks("/status BCP-14").line("Statement"), "the others answer as before"


def test_the_samples_challenges_go_from_question_to_settlement_as_the_clock_is_pushed(open_world):
    world = open_world(with_sample=True)
    officer, chair = world.signs_in(QUALITY), world.signs_in(CHAIR)
    world.clock.push_to("Friday 11 June 2021, 09:00")
    pack = next(each for each in chair.private_messages() if "Pack ready for 15 June" in each)
    assert pack.line("BCP-03: Officer says Green, rules suggest Amber; no reason given.")
    late = next(each for each in world.signs_in(INCLUSION).private_messages() if "One question for BCP-12" in each)
    assert "What have schools said?" in late, "it was wanted before that meeting's questions go out"

    world.clock.push_to("Monday 14 June 2021, 13:00")
    asked = next(each for each in officer.private_messages() if "Two questions for BCP-03 and BCP-06 tomorrow" in each)
    assert asked.buttons.count("Short reply") == 2

    world.clock.push_to("Tuesday 15 June 2021, 12:00")
    answered = [each for each in world.signs_in(ADVISER).private_messages() if "question is" in each]
    assert "Examples added to evidence" in answered[0] and "Evidence accepted" in answered[1]
    log = world.signs_in(MEMBER).asks("/account challenges")
    assert log.lines[0] == "Challenges: 1 open challenge, 2 settled"
    assert "BCP-12" in log


def test_what_the_samples_chair_watches_has_its_figure_asked_for_and_missed_in_the_summary(open_world):
    world = open_world(with_sample=True)
    world.clock.push_to("Thursday 10 June 2021, 12:00")

    asked = [each for each in world.signs_in("Performance and Data Manager").private_messages() if "watch list" in each]
    assert "Figures needed for 1 measure on the watch list by Friday 11 June, 12:00." in asked[0]
    world.clock.push_to("Monday 14 June 2021, 09:00")

    summary = next(each for each in world.channel() if each.lines[0].startswith("Improvement plan: as at 14 June"))
    assert "BCP-12, since 9 June: KPO-11 figure not in, last week 60%." in summary.line("Watch list")


def test_the_samples_risks_are_on_the_register_and_in_the_board_pack(open_world):
    world = open_world(with_sample=True)
    member = world.signs_in(MEMBER)

    register = member.asks("/account risks")

    assert "7 open risks" in register.text
    assert "Staff and managers leave and knowledge goes with them. Cause: churn since reorganisation." in register
    assert "Reviewed 4 May" in register, "one was not looked at again"
    world.clock.push_to("Tuesday 15 June 2021, 09:00")
    pack = next(each for each in member.sees_in(BOARD) if "Board pack" in each).presses("Pack")
    assert "R2 Staff and managers leave and knowledge goes with them" in pack


def _vacates(session: Session, title: str, now: datetime) -> Reply:
    people.vacate(session, session.query(tables.Post).filter_by(title=title).one(), now.date())
    return Reply()


def _sends_away(session: Session, title: str, now: datetime) -> Reply:
    post = people.post_of(session, session.query(tables.Workspace).one().id, title, now.date())
    people.set_away(session, post, now.date() + timedelta(days=200))
    return Reply()
