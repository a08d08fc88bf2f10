"""Before a cycle the programme manager hears what in the roster would leave somebody unasked."""

from datetime import date

import pytest

from bot.domain.refusals import Refusal
from bot.messages.roster import LATER
from bot.use_cases.roster import NOT_CHECKED, roster_problems
from storage import people
from storage.actions import change_action
from tests.use_cases.ladder import DCS, EARLY_HELP, QUALITY, SOCIAL, Ladder, at, said

PM = "U_PM"


@pytest.fixture
def ladder(session, board) -> Ladder:
    made = Ladder(session, board)
    made.plan(at(27, 9, month=5))
    return made


def post(ladder: Ladder, title: str):
    return people.get_post(ladder.session, ladder.sample.posts[title])


@pytest.fixture
def troubled(ladder) -> Ladder:
    """One post vacant, one vacant with a delegate, one on leave with nobody, and an action with no deadline."""
    session = ladder.session
    people.vacate(session, post(ladder, QUALITY), date(2021, 5, 20))
    people.vacate(session, post(ladder, DCS), date(2021, 5, 24))
    people.delegate(session, post(ladder, DCS), post(ladder, EARLY_HELP), date(2021, 5, 24), None)
    people.set_away(session, post(ladder, SOCIAL), date(2021, 6, 11))
    change_action(session, ladder.sample.actions["BCP-08"], deadline=None)
    session.expire_all()
    return ladder


def test_all_that_is_wrong_comes_in_one_message(troubled):
    troubled.tick(at(28, 9, month=5))

    (told,) = troubled.told(PM, "roster_check")
    assert "Cycle check. 2 posts vacant, 1 on leave with no delegate, 1 action with no deadline." in told
    assert f"{QUALITY}: vacant since 20 May; nobody is asked about BCP-03 and BCP-06." in told
    assert f"{DCS}: vacant since 24 May; {EARLY_HELP} answers meanwhile about BCP-01." in told
    assert f"{SOCIAL}: away until Friday 11 June, with no delegate" in told
    assert "BCP-08: " in told and "no deadline yet" in told
    assert "the officer asks for it with “new date” and the reference, or you put it in the plan’s file" in told
    assert "Buttons: Fix · Later" in told


def test_the_next_day_only_what_is_still_wrong_is_said(troubled):
    troubled.tick(at(28, 9, month=5))
    people.set_away(troubled.session, post(troubled, SOCIAL), None)
    holder = people.person_of(troubled.session, troubled.sample.workspace_id, "U_QA")
    people.hold(troubled.session, post(troubled, QUALITY), holder, date(2021, 5, 28))

    troubled.tick(at(1, 9))

    _, second = troubled.told(PM, "roster_check")
    assert "Cycle check. 1 post vacant, 1 action with no deadline." in second
    assert QUALITY not in second and SOCIAL not in second
    assert "What stays as it is, is listed in the pack." in second


def test_where_only_a_deadline_is_missing_the_posts_are_not_what_is_to_be_fixed(ladder):
    change_action(ladder.session, ladder.sample.actions["BCP-08"], deadline=None)

    ladder.tick(at(28, 9, month=5))

    (told,) = ladder.told(PM, "roster_check")
    assert "Cycle check. 1 action with no deadline." in told
    assert "Buttons: Later" in told
    ladder.presses(PM, LATER, f"{ladder.board.id}:{ladder.meeting.id}", at(28, 9, 20, month=5))
    assert "Buttons" not in ladder.told(PM, "roster_check")[0]


def test_a_roster_with_nothing_wrong_is_not_spoken_of(ladder):
    ladder.tick(at(28, 9, month=5))
    ladder.tick(at(1, 9))

    assert ladder.told(PM, "roster_check") == []
    assert ladder.dropped("roster_check") == ladder.dropped("roster_check_again") == ["nothing to fix"]


def test_what_is_left_for_later_says_so_and_comes_once_more(troubled):
    troubled.tick(at(28, 9, month=5))
    about = f"{troubled.board.id}:{troubled.meeting.id}"

    replies = [troubled.presses(PM, LATER, about, at(28, 9, minute, month=5)) for minute in (20, 25)]

    assert [said(reply) for reply in replies] == ["Noted. I say once more what is left on Tuesday 1 June, 09:00."] * 2
    (told,) = troubled.told(PM, "roster_check")
    assert "Left for later (28 May, 09:20)." in told
    assert "Buttons: Fix\n" in told
    assert len(troubled.recorded("cycle check left for later")) == 1
    troubled.tick(at(1, 9))
    assert len(troubled.told(PM, "roster_check")) == 2


def test_later_of_a_meeting_of_another_board_is_refused(troubled):
    with pytest.raises(Refusal, match="none of this board’s"):
        troubled.presses(PM, LATER, f"{troubled.board.id}:99999", at(28, 10, month=5))


def test_the_pack_lists_it_by_post_and_names_nobody(troubled):
    problems = roster_problems(troubled.session, troubled.board, troubled.meeting, at(10, 17))

    assert [words.split(":")[0] for words in problems] == [DCS, QUALITY, SOCIAL, "BCP-08"]
    assert "Holder of" not in " ".join(problems)


def test_a_board_without_a_programme_manager_tells_nobody(troubled):
    people.vacate(troubled.session, post(troubled, "Improvement Programme Manager"), date(2021, 5, 1))

    troubled.tick(at(28, 9, month=5))

    assert troubled.dropped("roster_check") == ["nobody sits as the programme manager"]


def test_a_check_that_could_not_be_made_is_said_in_the_pack_and_one_that_was_made_is_not(troubled):
    assert NOT_CHECKED not in roster_problems(troubled.session, troubled.board, troubled.meeting, at(10, 17))
    people.vacate(troubled.session, post(troubled, "Improvement Programme Manager"), date(2021, 5, 1))
    troubled.tick(at(28, 9, month=5))
    troubled.tick(at(1, 9))

    assert roster_problems(troubled.session, troubled.board, troubled.meeting, at(10, 17))[0] == NOT_CHECKED


def test_a_check_that_found_nothing_was_made(ladder):
    ladder.tick(at(28, 9, month=5))
    ladder.tick(at(1, 9))

    assert NOT_CHECKED not in roster_problems(ladder.session, ladder.board, ladder.meeting, at(10, 17))
