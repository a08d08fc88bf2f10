"""How late is too late: every row of the cycle has its hour; what was wanted and did not go by then is told."""

from datetime import date, datetime

import pytest

from bot.domain.cycle import HOLDING_TO_ACCOUNT
from bot.domain.people import Role
from bot.messages.delivery import KIND_WORDS
from bot.use_cases import due
from bot.use_cases.figures import NO_MEASURE
from bot.use_cases.late import ASKED_TODAY
from bot.use_cases.lateness import SKIPPED
from bot.use_cases.planning import plan_summary_of
from storage import boards, challenges, outbox, people, tables
from tests.use_cases.ladder import EARLY_HELP, QUALITY, Ladder, at

OF_NO_USE_FROM = {
    "roster_check": at(1, 9),
    "roster_check_again": at(8, 17),
    "statement_request": at(15, 9, 30),
    "figures_request": at(7, 9),
    "statement_reminder": at(8, 9),
    "figures_reminder": at(10, 17),
    "statement_due_today": at(8, 17),
    "statement_late": at(10, 17),
    "statement_late_delegate": at(10, 17),
    "late_list": at(10, 17),
    "line_director": at(10, 17),
    "pack_freeze": at(15, 9, 30),
    "pack_ready": at(15, 9, 30),
    "pack_notice": at(14, 12),
    "questions": at(15, 9, 30),
    "run_sheet": at(15, 12, 30),
    "slot_soon": None,
    "undecided": at(16, 17, 30),
    "outcome": at(22, 17),
    "exceptions": at(22, 17),
    "outcomes_summary": at(22, 17),
    "log_draft": at(21, 9),
    "outcomes_stand": at(13, 17, month=7),
    "log_draft_again": at(29, 17),
    "decision_log": at(13, 17, month=7),
}
"""Of the meeting of Tuesday 15 June, 09:30 to 12:30. A slot's is ten minutes before it, so it differs."""
NOT_WANTED = {
    "roster_check": "nothing to fix",
    "roster_check_again": "nothing to fix",
    "figures_request": NO_MEASURE,
    "figures_reminder": NO_MEASURE,
    "statement_late_delegate": "there is no delegate to remind beside the officer",
    "late_list": ASKED_TODAY,
    "line_director": ASKED_TODAY,
    "questions": "no question waits for an answer",
    "exceptions": "nothing to report",
}
"""What was not to be said of this meeting anyway, since nobody was asked: then nothing was skipped."""
TOO_LATE = {"it came too late to be of use", "the meeting had begun"}


@pytest.fixture
def ladder(session, board) -> Ladder:
    """Everything of the meeting is planned, and nobody has answered."""
    made = Ladder(session, board)
    made.plan(at(20, 8, month=5))
    return made


def why(ladder: Ladder, kind: str, now: datetime) -> str:
    """What has become of a row of this kind, if it could not be made up before `now`."""
    row = next(row for row in ladder.session.query(tables.Outbox).filter_by(kind=kind, state=outbox.PLANNED))
    planned = outbox.Planned(row.id, row.key, row.kind, row.args, row.due_at, row.board_id)
    due.make_up(ladder.session, planned, now)
    ladder.session.refresh(row)
    return row.why


def test_each_row_of_the_cycle_has_an_hour_from_which_it_is_of_no_use():
    assert OF_NO_USE_FROM.keys() == {rung.kind for rung in HOLDING_TO_ACCOUNT}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("kind", [kind for kind, until in OF_NO_USE_FROM.items() if until])
def test_it_still_goes_until_then_and_not_from_then_on(ladder, kind):
    until = OF_NO_USE_FROM[kind]
    before = ladder.session.begin_nested()
    assert (
        why(ladder, kind, until.replace(minute=(until.minute - 1) % 60, hour=until.hour - (until.minute == 0)))
        not in TOO_LATE
    )
    before.rollback()
    ladder.session.expire_all()

    assert why(ladder, kind, until) in ({NOT_WANTED[kind]} if kind in NOT_WANTED else TOO_LATE)


@pytest.mark.parametrize(("kind", "now"), [("late_list", at(10, 17)), ("line_director", at(10, 17))])
def test_what_was_wanted_and_did_not_go_is_told_as_skipped(ladder, kind, now):
    ladder.works(at(1, 9, 45))

    assert why(ladder, kind, now) in TOO_LATE
    ladder.works(at(11, 9))
    (told,) = ladder.told("U_PM", "skipped_messages")
    assert KIND_WORDS[kind] in told


def test_a_bot_that_was_off_over_the_meeting_tells_once_what_it_skipped_and_nothing_that_there_was_not(ladder):
    for ref in ("BCP-01", "BCP-03", "BCP-04", "BCP-05", "BCP-06", "BCP-07", "BCP-08"):
        ladder.comes_in(ref, at(9, 8))
    ladder.works(at(10, 17))

    ladder.works(at(23, 12))
    ladder.works(at(23, 12, 10))

    (told,) = ladder.told("U_PM", "skipped_messages")
    for kind in ("questions", "late_list", "line_director", "exceptions"):
        assert KIND_WORDS[kind] not in told
    assert f"{KIND_WORDS['run_sheet']}, due Tuesday 15 June, 08:45: the meeting had begun." in told
    assert f"{KIND_WORDS['outcomes_summary']}, due Wednesday 16 June, 10:00: it came too late to be of use." in told
    assert len(ladder.told("U_PM", "log_draft")) == 1, "what is not too late has gone"


def test_whoever_manages_two_boards_is_told_in_one_message_what_was_skipped_on_both_and_another_of_theirs(ladder):
    session, mine = ladder.session, "Improvement Programme Manager"
    ladder.works(at(23, 12))
    safety = summary_comes_too_late(ladder, "Community Safety Board", mine)
    summary_comes_too_late(ladder, "Board of another", EARLY_HELP)
    for minute in (3, 5):
        ladder.works(at(23, 12, minute))
    plan_summary_of(session, boards.get_board(session, safety), "2021-W20", at(17, 9, month=5))
    for minute in (6, 8, 9, 30):
        ladder.works(at(23, 12, minute))

    (told,) = ladder.told("U_PM", "skipped_messages")
    assert KIND_WORDS["run_sheet"] in told
    assert told.count("Community Safety Board") == 1 and KIND_WORDS["weekly_summary"] in told
    (theirs,) = ladder.told("U_EARLY", "skipped_messages")
    assert KIND_WORDS["weekly_summary"] in theirs and KIND_WORDS["run_sheet"] not in theirs

    carried = session.query(tables.Outbox).filter(tables.Outbox.carried_by.is_not(None), tables.Outbox.kind == SKIPPED)
    assert [(row.state, row.carried_by) for row in carried] == [(outbox.DROPPED, the_one(session, "U_PM").id)]


@pytest.mark.parametrize("changes", ["the sample board", "Community Safety Board"])
def test_what_was_skipped_on_two_boards_is_made_up_anew_where_one_has_another_manager_by_then(ladder, changes):
    """Whichever of the two it is: nobody reads what a board skipped that they manage no more."""
    session, mine = ladder.session, "Improvement Programme Manager"
    ladder.works(at(23, 12))
    safety = summary_comes_too_late(ladder, "Community Safety Board", mine)
    ladder.make_up(at(23, 12))
    ladder.make_up(at(23, 12, 5))
    assert the_one(session, "U_PM").board_id == ladder.sample.id
    taken = safety if changes == "Community Safety Board" else ladder.sample.id
    next_one = people.post_of(session, ladder.sample.workspace_id, "The next manager", date(2021, 1, 1))
    person = people.person_of(session, ladder.sample.workspace_id, "U_NEXT")
    people.hold(session, next_one, person, date(2021, 1, 1))
    seat = session.query(tables.Seat).filter_by(post_id=ladder.sample.posts[mine], board_id=taken)
    seat.update({"post_id": next_one.id})
    session.expire_all()

    ladder.works(at(23, 12, 6))
    ladder.works(at(23, 12, 11))

    told = {who: ladder.told(who, "skipped_messages") for who in ("U_PM", "U_NEXT")}
    (of_first,) = told["U_NEXT" if taken == ladder.sample.id else "U_PM"]
    (of_safety,) = told["U_NEXT" if taken == safety else "U_PM"]
    assert KIND_WORDS["run_sheet"] in of_first and "Community Safety Board" not in of_first
    assert KIND_WORDS["run_sheet"] not in of_safety and KIND_WORDS["weekly_summary"] in of_safety


def summary_comes_too_late(ladder: Ladder, name: str, manager: str) -> int:
    """A board in use, run by a post of the first, whose summary of a week that is over waits."""
    session = ladder.session
    board = boards.add_board(session, ladder.sample.workspace_id, name, channel=f"C_{name}", started_at=at(1, 9))
    people.seat(session, board, Role.PROGRAMME_MANAGER, people.get_post(session, ladder.sample.posts[manager]))
    plan_summary_of(session, boards.get_board(session, board), "2021-W22", at(7, 9))
    return board


def the_one(session, to: str) -> tables.Outbox:
    return session.query(tables.Outbox).filter_by(to=to, kind=SKIPPED).one()


def test_a_question_that_could_not_be_passed_on_is_told_as_skipped(ladder):
    by = people.person_of(ladder.session, ladder.sample.workspace_id, "U_CHAIR")
    challenges.raise_challenge(
        ladder.session, ladder.sample.id, ladder.sample.actions["BCP-06"], question="What changed?", at=at(11, 10),
        by=by.id, post="Independent Chair", meeting_id=ladder.meeting.id, settles_it="", due=None, raised_for="",
    )  # fmt: skip
    ladder.works(at(23, 12))
    ladder.works(at(23, 12, 10))

    (told,) = ladder.told("U_PM", "skipped_messages")
    assert told.count(KIND_WORDS["questions"]) == 1
    assert f"{KIND_WORDS['questions']} to the {QUALITY}, due Monday 14 June, 13:00: the meeting had begun." in told


def test_a_slot_is_not_told_in_the_last_ten_minutes_before_it(ladder):
    assert why(ladder, "slot_soon", at(15, 9, 20)) in TOO_LATE
