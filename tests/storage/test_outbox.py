"""The outbox on both databases: written once, in order, one worker at a time."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.meetings import MeetingKind
from bot.messages.parts import said
from storage import boards, meetings, outbox, people
from storage.database import writing
from storage.planned import reconcile, sent_starting

NOW = datetime(2021, 6, 1, 8, 30, tzinfo=UTC)
MACHINE = datetime(2026, 1, 5, 10, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def started(sessions):
    """A workspace and a board that speaks: (workspace id, board id)."""
    with sessions() as session:
        writing(session)
        workspace = people.workspace_of(session, "slack", "T1")
        board = boards.add_board(session, workspace, "Sample board", started_at=NOW)
        session.commit()
    return workspace, board


def say(session, started, key, to="U1", due=NOW, with_board=True):
    board = started[1] if with_board else None
    return outbox.say(session, started[0], key=key, to=to, message=said("note", key), due=due, board_id=board)


def take(session, worker="w1", now=NOW, machine=MACHINE, **more):
    session.rollback()
    ids = outbox.next_to_go(session, now=now, machine_now=machine, most=10, platform="slack", **more)
    session.rollback()
    rows = outbox.lease(writing(session), ids, machine_now=machine, until=machine + MINUTE, worker=worker, most=10)
    session.commit()
    return rows


def test_planning_the_same_message_twice_writes_it_once(sessions, started):
    with sessions() as session:
        writing(session)
        assert say(session, started, "summary:1") is True
        assert say(session, started, "summary:1") is False
        session.commit()
        assert [row.key for row in take(session)] == ["summary:1"]


def test_a_message_that_is_leased_is_nobody_elses_until_the_lease_runs_out(sessions, started):
    with sessions() as one, sessions() as other:
        say(writing(one), started, "a")
        one.commit()
        assert [row.key for row in take(one)] == ["a"]
        assert take(other, worker="w2") == []
        late = take(other, worker="w2", machine=MACHINE + MINUTE)
        assert [(row.key, row.in_doubt, row.attempts) for row in late] == [("a", True, 2)]


def test_pushing_the_boards_clock_does_not_end_a_lease(sessions, started):
    with sessions() as session:
        say(writing(session), started, "a")
        session.commit()
        take(session)
        assert take(session, worker="w2", now=NOW + timedelta(days=30)) == []


def test_rows_of_one_conversation_keep_their_order_and_go_one_at_a_time(sessions, started):
    with sessions() as session:
        writing(session)
        for key, due in (("second", NOW), ("first", NOW - MINUTE), ("third", NOW)):
            say(session, started, key, to="U1", due=due)
        say(session, started, "elsewhere", to="U2")
        session.commit()
        went = []
        while rows := take(session):
            went.append([row.key for row in rows])
            for row in rows:
                outbox.sent(session, {row.id: "ref"}, NOW)
            session.commit()
    assert went == [["first", "elsewhere"], ["second"], ["third"]]


def test_a_message_waits_behind_one_that_is_to_be_tried_again(sessions, started):
    with sessions() as session:
        writing(session)
        say(session, started, "first", due=NOW - MINUTE)
        say(session, started, "second")
        session.commit()
        row = take(session)[0]
        outbox.retry(writing(session), row.id, MACHINE + MINUTE, "429", in_doubt=False)
        session.commit()
        assert take(session) == []
        assert [row.key for row in take(session, machine=MACHINE + MINUTE)] == ["first"]


def test_what_is_not_due_does_not_go(sessions, started):
    with sessions() as session:
        say(writing(session), started, "later", due=NOW + MINUTE)
        session.commit()
        assert take(session) == []
        assert outbox.is_anything_due(session, NOW, MACHINE) is False
        assert [row.key for row in take(session, now=NOW + MINUTE)] == ["later"]


@pytest.mark.parametrize("ways", [{"started_at": None}, {"paused_at": NOW}], ids=["not started", "paused"])
def test_a_board_that_does_not_speak_sends_nothing_but_answers(sessions, started, ways):
    with sessions() as session:
        writing(session)
        boards.change_board(session, started[1], **ways)
        say(session, started, "chaser", to="U1")
        say(session, started, "thanks", to="U2", with_board=False)
        session.commit()
        assert [row.key for row in take(session)] == ["thanks"]


def test_conversations_that_are_kept_pace_with_are_left_for_later(sessions, started):
    with sessions() as session:
        writing(session)
        say(session, started, "a", to="U1")
        say(session, started, "b", to="U2")
        session.commit()
        assert [row.key for row in take(session, not_to=["U1"])] == ["b"]


def test_what_is_planned_is_made_up_once(sessions, started):
    with sessions() as session:
        writing(session)
        rows = [("request:1", "statement_request", {"post": 2}, NOW)]
        assert outbox.plan(session, *started, rows) == 1
        assert outbox.plan(session, *started, rows) == 0
        session.commit()
        planned = outbox.due_to_make_up(session, NOW)
        assert [(one.key, one.args) for one in planned] == [("request:1", {"post": 2})]
        session.rollback()
        assert outbox.take_planned(writing(session), planned[0]) is True
        outbox.make_up(session, planned[0], "U1", said("statement_requested", "Please write."))
        assert outbox.take_planned(session, planned[0]) is False
        session.commit()
        assert [(row.key, row.kind, row.to) for row in take(session)] == [("request:1", "statement_requested", "U1")]


def test_of_what_is_due_at_one_minute_what_is_for_the_nearest_meeting_goes_first(sessions, started):
    with sessions() as session:
        writing(session)
        far, near, nearer = (holds_meeting(session, started[1], days) for days in (20, 9, 4))
        rows = [(key, "request", {"meeting": of}, NOW) for key, of in (("far", far), ("near", near))]
        outbox.plan(session, *started, [("note", "week_ahead", {}, NOW), *rows])
        outbox.plan(session, *started, [("later", "request", {"meeting": nearer}, NOW + MINUTE)])
        say(session, started, "an answer", to="U0")
        session.commit()

        assert outbox.next_due(session) == (NOW, "request")
        planned = outbox.due_to_make_up(session, NOW + MINUTE)
        assert [one.key for one in planned] == ["near", "far", "note", "later"]
        session.rollback()
        writing(session)
        for one in reversed(planned):
            outbox.make_up(session, one, f"U_{one.key}", said("note", one.key))
        session.commit()
        went = [row.key for row in take(session, now=NOW + MINUTE)]
        assert went == ["near", "far", "note", "an answer", "later"]


def test_a_meeting_that_comes_nearer_takes_what_is_planned_for_it_along(sessions, started):
    with sessions() as session:
        writing(session)
        one, other = (holds_meeting(session, started[1], days) for days in (20, 9))
        for key, of in (("one", one), ("other", other)):
            reconcile(session, *started, of, {key: ("request", {"meeting": of}, NOW)}, NOW)
        meetings.change_meeting(session, one, starts_at=NOW + timedelta(days=8))
        reconcile(session, *started, one, {"one": ("request", {"meeting": one}, NOW)}, NOW)

        assert [row.key for row in outbox.due_to_make_up(session, NOW)] == ["one", "other"]


@pytest.mark.parametrize("is_dropped", [False, True], ids=["it was planned", "it was taken back"])
def test_what_comes_to_have_been_due_before_is_promised_for_when_that_was_decided(sessions, started, is_dropped):
    with sessions() as session:
        writing(session)
        of = holds_meeting(session, started[1], 9)

        def is_to_go(due, *, at):
            reconcile(session, *started, of, {"one": ("request", {"meeting": of}, due)}, at)
            (row,) = outbox.due_to_make_up(session, due)
            return row.due_at, row.args.get(outbox.PROMISED)

        assert is_to_go(NOW, at=NOW) == (NOW, None)
        if is_dropped:
            reconcile(session, *started, of, {}, NOW)
        assert is_to_go(NOW - MINUTE, at=NOW) == (NOW - MINUTE, NOW.isoformat())
        assert is_to_go(NOW + MINUTE, at=NOW) == (NOW + MINUTE, None)


def test_a_change_goes_behind_what_it_changes_whatever_that_is_for(sessions, started):
    with sessions() as session:
        writing(session)
        outbox.plan(session, *started, [("a", "request", {"meeting": holds_meeting(session, started[1], 9)}, NOW)])
        (planned,) = outbox.due_to_make_up(session, NOW)
        outbox.make_up(session, planned, "U1", said("note", "a"))
        session.commit()
        assert [row.key for row in take(session)] == ["a"]
        writing(session)
        outbox.amend(session, planned.id, said("note", "b"), NOW)
        session.commit()

        assert take(session) == [], "it is being sent just now"


def holds_meeting(session, board, days):
    starts = NOW + timedelta(days=days)
    return meetings.add_meeting(
        session, board, [], kind=MeetingKind.HOLDING_TO_ACCOUNT, ref=f"M{days}", starts_at=starts,
        ends_at=starts + timedelta(hours=2),
    )  # fmt: skip


def test_the_next_thing_is_the_earliest_of_a_board_that_speaks(sessions, started):
    with sessions() as session:
        writing(session)
        outbox.plan(session, *started, [("s", "weekly_summary", {}, NOW + MINUTE), ("r", "request", {}, NOW)])
        session.commit()
        assert outbox.next_due(session) == (NOW, "request")
        session.rollback()
        boards.change_board(writing(session), started[1], paused_at=NOW)
        session.commit()
        assert outbox.next_due(session) is None


def test_what_was_sent_is_read_in_the_order_in_which_it_went(sessions, started):
    with sessions() as session:
        writing(session)
        say(session, started, "m:1", to="U1", due=NOW + MINUTE)
        say(session, started, "m:2", to="U2")
        session.commit()
        for now in (NOW, NOW + MINUTE):
            (row,) = take(session, now=now)
            outbox.sent(writing(session), {row.id: "C:1"}, now)
            session.commit()

        assert [told.to for told in sent_starting(session, "m:")] == ["U2", "U1"]
