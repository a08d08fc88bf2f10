"""Quiet days: nobody is written to on them, and everything that counts working days moves with them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from bot.domain.quiet_days import runs, span
from bot.domain.refusals import Refusal
from bot.messages.text import as_text
from bot.use_cases.heard import Answers, Press
from bot.use_cases.planning import plan_meeting, plan_next_summary
from bot.use_cases.quiet_days import add_quiet_days, show_quiet_days, take_back
from storage import boards, meetings, outbox, tables
from tests.use_cases.sample_board import SampleBoard, caller

NOW = datetime(2021, 5, 20, 9, 0, tzinfo=UTC)
MANAGER = caller("U_PM")


@pytest.fixture
def board(session: Session, board: SampleBoard) -> SampleBoard:
    for meeting in meetings.meetings_of(session, board.id, since=NOW):
        plan_meeting(session, boards.get_board(session, board.id), meeting, NOW)
    return board


def keeps_quiet(session: Session, board: SampleBoard, first: date, last: date | None = None) -> str:
    answers = {"from": first, "to": last}
    reply = add_quiet_days(session, Answers(MANAGER, "quiet_days", str(board.id), answers), NOW)
    assert reply.message is not None
    return as_text(reply.message)


def due(session: Session, kind: str) -> set[datetime]:
    rows = session.query(tables.Outbox).filter_by(kind=kind, state="planned")
    return {row.due_at for row in rows if row.meeting_id == min(each.meeting_id for each in rows)}


def test_a_quiet_day_moves_every_date_that_is_counted_over_it(session: Session, board: SampleBoard) -> None:
    assert due(session, "statement_request") == {datetime(2021, 6, 1, 8, 30, tzinfo=UTC)}

    told = keeps_quiet(session, board, date(2021, 6, 4))

    assert "Quiet: Friday 4 June 2021." in told
    assert due(session, "statement_request") == {datetime(2021, 5, 28, 8, 30, tzinfo=UTC)}
    assert due(session, "statement_reminder") == {datetime(2021, 6, 3, 8, 30, tzinfo=UTC)}
    assert due(session, "statement_late") == {datetime(2021, 6, 9, 8, 30, tzinfo=UTC)}


def test_taking_it_back_puts_everything_where_it_was(session: Session, board: SampleBoard) -> None:
    before = {row.key: row.due_at for row in session.query(tables.Outbox).filter_by(state="planned")}
    keeps_quiet(session, board, date(2021, 6, 3), date(2021, 6, 4))

    take_back(session, Press(MANAGER, "quiet.take_back", str(board.id), "2021-06-03:2021-06-04"), NOW)

    session.expire_all()
    after = {row.key: row.due_at for row in session.query(tables.Outbox).filter_by(state="planned")}
    assert {key: after.get(key) for key in before} == before
    assert boards.get_board(session, board.id).quiet_days == frozenset()


def test_whoever_adds_or_takes_back_a_day_reads_for_which_meetings_that_have_asked_the_time_has_changed(
    session: Session, board: SampleBoard
) -> None:
    monday = datetime(2021, 6, 7, 17, 0, tzinfo=UTC)
    day = {"from": date(2021, 6, 8)}

    added = add_quiet_days(session, Answers(MANAGER, "quiet_days", str(board.id), day), monday)
    taken_back = take_back(session, Press(MANAGER, "quiet.take_back", str(board.id), "2021-06-08:2021-06-08"), monday)

    assert added.message and taken_back.message
    assert (
        "Statements for HTA-2021-06-15 are due Monday 7 June, 17:00 now, which is over; whoever was asked had until "
        "Tuesday 8 June, 17:00."
    ) in as_text(added.message)
    assert "Statements for HTA-2021-06-15 are due Tuesday 8 June, 17:00 now" in as_text(taken_back.message)
    assert "Statements" not in keeps_quiet(session, board, date(2021, 6, 8)), "nobody has been asked on 20 May"


def test_the_summary_of_a_monday_that_becomes_quiet_comes_on_tuesday_and_the_monday_can_have_it_back(
    session: Session, board: SampleBoard
) -> None:
    plan_next_summary(session, boards.get_board(session, board.id), NOW)
    assert due(session, "weekly_summary") == {datetime(2021, 5, 24, 8, 0, tzinfo=UTC)}

    keeps_quiet(session, board, date(2021, 5, 24))
    assert due(session, "weekly_summary") == {datetime(2021, 5, 25, 8, 0, tzinfo=UTC)}

    take_back(session, Press(MANAGER, "quiet.take_back", str(board.id), "2021-05-24:2021-05-24"), NOW)
    assert due(session, "weekly_summary") == {datetime(2021, 5, 24, 8, 0, tzinfo=UTC)}


def test_a_question_that_was_put_off_or_has_not_gone_yet_is_still_asked(session: Session, board: SampleBoard) -> None:
    yesterday, tomorrow, at = NOW - timedelta(days=1), NOW + timedelta(days=1), timedelta(hours=1)
    rows = [(f"put off {day}", "milestones_asked", {"day": day}, NOW - timedelta(days=2)) for day in ("a", "b")]
    rows += [
        ("not gone", "milestones_asked", {"day": "c"}, yesterday),
        ("coming", "milestones_asked", {"day": "d"}, tomorrow),
    ]
    outbox.plan(session, board.workspace_id, board.id, rows)
    for row in outbox.due_to_make_up(session, NOW):
        if row.key.startswith("put off"):
            outbox.put_off(session, row, NOW - at if row.key.endswith("a") else tomorrow, "outside working hours")

    keeps_quiet(session, board, date(2021, 6, 4))

    left = {row.key for row in session.query(tables.Outbox).filter_by(kind="milestones_asked", state="planned")}
    assert {"put off a", "put off b", "not gone"} <= left
    assert "coming" not in left


def test_the_day_of_a_meeting_can_not_be_made_quiet_until_it_is_moved(session: Session, board: SampleBoard) -> None:
    with pytest.raises(Refusal, match="are on one of those days"):
        keeps_quiet(session, board, date(2021, 6, 14), date(2021, 6, 18))


@pytest.mark.parametrize(
    ("first", "last", "says"),
    [
        (date(2021, 6, 4), date(2021, 6, 3), "The last day comes before the first"),
        (date(2021, 6, 4), date(2021, 8, 4), "more than 31 days. To hold everything back for longer, pause the board"),
        (date(2021, 5, 19), None, "Those days have passed or begun"),
        (date(2021, 5, 20), None, "Those days have passed or begun"),
    ],
)
def test_days_that_make_no_sense_are_refused_with_what_to_do(
    session: Session, board: SampleBoard, first: date, last: date | None, says: str
) -> None:
    with pytest.raises(Refusal, match=says):
        keeps_quiet(session, board, first, last)


def test_they_are_listed_as_runs_and_those_that_have_passed_are_not(session: Session, board: SampleBoard) -> None:
    boards.change_board(session, board.id, quiet_days=["2021-01-04", "2021-12-24", "2021-12-25", "2021-12-26"])

    reply = show_quiet_days(session, Press(MANAGER, "quiet.show", str(board.id)), NOW)

    assert reply.message is not None
    told = as_text(reply.message)
    assert "• Friday 24 December 2021 to Sunday 26 December 2021" in told
    assert "January" not in told


def test_a_span_and_its_runs_are_each_others_inverse() -> None:
    days = {*span(date(2021, 12, 24), date(2022, 1, 2)), date(2022, 2, 1)}

    assert runs(days) == [(date(2021, 12, 24), date(2022, 1, 2)), (date(2022, 2, 1), date(2022, 2, 1))]
