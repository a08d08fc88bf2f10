"""How late is too late: every row of the cycle has its hour; what was wanted and did not go by then is told."""

from datetime import datetime

import pytest

from bot.domain.cycle import HOLDING_TO_ACCOUNT
from bot.messages.delivery import KIND_WORDS
from bot.use_cases import due
from bot.use_cases.figures import NO_MEASURE
from bot.use_cases.late import ASKED_TODAY
from storage import challenges, outbox, people, tables
from tests.use_cases.ladder import QUALITY, Ladder, at

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
