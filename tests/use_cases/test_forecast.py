"""What is foreseen: of a board that speaks, one that does not yet, and one that shares its people with another."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.domain.meetings import MeetingKind
from bot.domain.people import Role
from bot.domain.refusals import Refusal
from bot.messages.parts import Button, Buttons, Menu, Paragraph
from bot.messages.text import as_text
from bot.use_cases import catalogue, due, looking_ahead
from bot.use_cases.forecasting import Enough, Foreseen, foresee
from bot.use_cases.heard import Press, Typed
from bot.use_cases.looking_ahead import ASK_FOR_WEEKS, GONE, MOST, TOO_MANY_PAGES
from bot.use_cases.planning import PlanAgain
from bot.use_cases.previewing import plan_everything
from bot.use_cases.recurring import AHEAD
from storage import boards, edits, meetings, outbox, people, planned, reporting, tables
from storage.actions import change_action
from tests.use_cases.sample_board import SampleBoard, add_board_beside, caller

NOW = datetime(2021, 6, 1, 7, 0, tzinfo=UTC)
QUALITY = "Service Director, Quality and Assurance"
QUALITY_HOLDER = f"{QUALITY} (Holder of {QUALITY})"


on_one = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""What is foreseen is tried on a copy, which is a SQLite whatever it was copied from; the others try both."""


def ahead(session: Session, board_id: int, weeks: int = 2, **how: object) -> list[Foreseen]:
    return foresee(session, boards.get_board(session, board_id), NOW, NOW + timedelta(weeks=weeks), **how)


def asked_of(foreseen: list[Foreseen], account: str, word: str) -> Foreseen:
    return next(each for each in foreseen if each.is_sent and each.to == account and word in each.why)


@pytest.fixture
def started(session: Session, board: SampleBoard) -> SampleBoard:
    """The sample board with everything planned."""
    plan_everything(session, boards.get_board(session, board.id), NOW)
    return board


@pytest.fixture
def beside(session: Session, started: SampleBoard) -> int:
    """A second board with an action of the same officer, and a meeting on the same day."""
    return add_board_beside(session, started, QUALITY, NOW)


def test_what_is_foreseen_says_to_whom_when_why_and_in_which_words(session: Session, started: SampleBoard) -> None:
    request = asked_of(ahead(session, started.id), "U_QA", "T−10")

    assert request.at == datetime(2021, 6, 1, 8, 30, tzinfo=UTC)
    assert request.reader == QUALITY_HOLDER
    assert request.why == "T−10: asks for statements for BCP-03 and BCP-06, for HTA-2021-06-15"
    assert request.message is not None
    assert "Please send the position statements for BCP-03 and BCP-06" in as_text(request.message)


@on_one
def test_a_board_that_was_not_started_is_foreseen_as_if_it_were_and_is_left_as_it_was(
    session: Session, board: SampleBoard
) -> None:
    boards.change_board(session, board.id, started_at=None)

    foreseen = ahead(session, board.id)

    assert asked_of(foreseen, "U_QA", "T−10")
    assert boards.get_board(session, board.id).started_at is None
    assert session.scalars(select(func.count()).select_from(tables.Outbox)).one() == 0


def test_a_pause_is_taken_as_ended(session: Session, started: SampleBoard) -> None:
    boards.change_board(session, started.id, paused_at=NOW)

    assert asked_of(ahead(session, started.id), "U_QA", "T−10")
    assert boards.get_board(session, started.id).paused_at == NOW


@on_one
def test_the_weekly_summary_is_foreseen_for_every_week(session: Session, started: SampleBoard) -> None:
    came = [each.at for each in ahead(session, started.id, 8) if each.kind == "weekly_summary" and each.is_sent]

    assert len(came) == 9, "the one of the bank holiday comes on the Tuesday"
    assert {boards.get_board(session, started.id).local(at).time() for at in came} == {time(9)}


SUMMARY_DUE = datetime(2021, 6, 1, 8, 0, tzinfo=UTC)
NEXT_MORNING = datetime(2021, 6, 2, 5, 0, tzinfo=UTC)
"""Before working hours, on the day after."""


@on_one
@pytest.mark.parametrize("at", [None, SUMMARY_DUE, NEXT_MORNING])
def test_what_will_go_late_is_foreseen_with_who_is_told_of_that(
    session: Session, started: SampleBoard, at: datetime | None
) -> None:
    """The bot was off for a day. It had made things up before that and not sent them, or is back and has put everything
    off to working hours, or is not back yet.
    """
    for row in planned.due_in_workspace(session, started.workspace_id, at, set())[0] if at else ():
        due.make_up(session, row, at)

    foreseen = foreseen_next_morning(session, started)

    went = {each.kind: each.at for each in foreseen if each.is_sent}
    told = next(each for each in foreseen if each.kind == "skipped_messages" and each.is_sent)
    assert went["weekly_summary"] == datetime(2021, 6, 2, 7, 30, tzinfo=UTC)
    assert (told.at - went["weekly_summary"], told.to) == (timedelta(minutes=5), "U_PM")
    assert told.message is not None
    said = as_text(told.message)
    assert "The weekly summary, due Tuesday 1 June, 09:00: it went on Wednesday 2 June, 08:30." in said


@on_one
@pytest.mark.parametrize("is_resumed", [True, False])
def test_what_a_pause_held_up_and_working_hours_after_it_is_not_late(
    session: Session, started: SampleBoard, is_resumed: bool
) -> None:
    boards.change_board(session, started.id, paused_at=NOW)
    if is_resumed:
        found = catalogue.find(Typed(caller("U_PM"), "resume"))
        found.use_case(session, found.command, NEXT_MORNING)

    foreseen = foreseen_next_morning(session, started)

    assert "statement_requested" in {each.kind for each in foreseen if each.is_sent}
    assert [each for each in foreseen if each.message and "it went on" in as_text(each.message)] == []


def foreseen_next_morning(session: Session, board: SampleBoard) -> list[Foreseen]:
    return foresee(session, boards.get_board(session, board.id), NEXT_MORNING, NEXT_MORNING + timedelta(hours=5))


@on_one
def test_what_only_the_coming_of_a_day_brings_is_foreseen(session: Session, started: SampleBoard) -> None:
    """No row says so beforehand: the worker sees it on the day."""
    waiting, on = (started.actions[ref] for ref in ("BCP-06", "BCP-14"))
    edits.add_dependency(session, waiting, on, "", None, NOW)
    change_action(session, on, forecast=date(2021, 6, 9))

    came = [each for each in ahead(session, started.id, 2) if each.kind == "dependency_passed" and each.is_sent]

    assert [(each.to, each.at) for each in came] == [
        (account, datetime(2021, 6, 10, 7, 30, tzinfo=UTC)) for account in ("U_QA", "U_INCLUSION")
    ]


@on_one
def test_what_is_asked_for_by_the_next_meetings_of_a_series_is_foreseen(session: Session, started: SampleBoard) -> None:
    """A series is kept planned for six months, and a meeting asks two weeks before it."""
    meetings.add_series(
        session, started.id, kind=MeetingKind.HOLDING_TO_ACCOUNT, rule="FREQ=WEEKLY;INTERVAL=1;BYDAY=TU",
        words="every Tuesday", first=date(2021, 7, 13), starts=time(10), ends=time(12), until=None,
        covers=None, planned_until=NOW.date() + AHEAD,
    )  # fmt: skip

    asked = [each for each in ahead(session, started.id, MOST) if each.is_sent and each.why.startswith("T−10: asks")]

    assert {each.at for each in asked if each.at.date() > date(2021, 7, 1)} == {
        datetime(2021, 11, 23, 9, 30, tzinfo=UTC)
    }


def test_one_message_for_two_boards_is_in_the_forecast_of_each(session: Session, started, beside) -> None:
    mine, theirs = (asked_of(ahead(session, board), "U_QA", "T−10") for board in (started.id, beside))

    assert mine.boards == theirs.boards == {started.id, beside}
    assert "asks for statements for X1" in theirs.why or "asks for statements for X1" in mine.why


@on_one
def test_what_was_put_off_to_a_day_that_was_made_quiet_for_its_board_goes_with_no_other_boards_message(
    session: Session, started, beside
) -> None:
    boards.change_board(session, beside, quiet_days=["2021-06-01"])  # and the row keeps its day

    mine, theirs = (asked_of(ahead(session, board), "U_QA", "T−10") for board in (started.id, beside))

    assert (mine.boards, mine.at.day) == ({started.id}, 1)
    assert theirs.at.day == 2


@on_one
def test_a_message_for_two_boards_is_made_up_anew_where_the_day_is_quiet_for_one_before_it_goes(
    session: Session, started, beside
) -> None:
    now = datetime(2021, 6, 1, 9, tzinfo=UTC)
    for row in outbox.due_to_make_up(session, now):
        due.make_up(session, row, now)
    (made,) = (row for row in session.scalars(select(tables.Outbox).where(tables.Outbox.to == "U_QA")))
    assert due.before_sending(session, outbox.leased_row(made, "T1", "slack"), now) is None

    boards.change_board(session, beside, quiet_days=["2021-06-01"])

    assert isinstance(due.before_sending(session, outbox.leased_row(made, "T1", "slack"), now), PlanAgain)


@on_one
@pytest.mark.parametrize("hour", [9, 14], ids=["the other board needs it first", "its own board needs it first"])
def test_an_action_that_answers_to_two_boards_is_foreseen_to_be_asked_for_once(session, started, beside, hour) -> None:
    shared = started.actions["BCP-06"]
    report = reporting.ask(session, shared, beside, why="Both work on it.", by="Somebody", at=NOW)
    reporting.settle(session, report, reporting.State.AGREED, by="Somebody", at=NOW)
    (meeting,) = meetings.meetings_of(session, beside, NOW)
    board = boards.get_board(session, beside)
    due = board.at(date(2021, 6, 8), time(hour))
    meetings.set_agenda(session, meeting.id, [*(each for each, _ in meetings.agenda(session, meeting.id)), shared])
    session.get_one(tables.Meeting, meeting.id).statements_due_at = due
    session.flush()
    plan_everything(session, board, NOW)

    for each in (started.id, beside):
        asked = [
            found for found in ahead(session, each) if found.is_sent and found.to == "U_QA" and "T−10" in found.why
        ]
        (request,) = [found for found in asked if "BCP-06" in as_text(found.message)]
        lines = as_text(request.message).splitlines()
        assert len([line for line in lines if line.startswith("BCP-06 ")]) == 1
        assert len([line for line in lines if line.startswith("Please send") and "BCP-06" in line]) == 1


@on_one
def test_what_is_restricted_on_another_board_is_not_read_in_a_message_that_speaks_for_both(
    session: Session, started, beside
) -> None:
    manager = session.get_one(tables.Post, started.posts["Improvement Programme Manager"])
    people.seat(session, beside, Role.MEMBER, manager)
    session.flush()
    request = asked_of(ahead(session, started.id), "U_QA", "T−10")
    press = Press(caller("U_PM"), "preview.show", f"{started.id}:{int(request.at.timestamp()) // 60}:{request.key}")
    (theirs,) = session.query(tables.Action).filter_by(board_id=beside)
    assert theirs.title in as_text(looking_ahead.show_message(session, press, NOW).message)

    theirs.restricted_at = NOW
    session.flush()

    shown = as_text(looking_ahead.show_message(session, press, NOW).message)
    assert theirs.title not in shown and f"{theirs.ref} restricted" in shown

    people.seat(session, beside, Role.PROGRAMME_MANAGER, manager)
    session.flush()

    assert theirs.title in as_text(looking_ahead.show_message(session, press, NOW).message), "they may read it there"


def test_the_words_of_a_board_that_the_manager_has_no_part_in_are_not_shown(session: Session, started, beside) -> None:
    request = asked_of(ahead(session, started.id), "U_QA", "T−10")
    press = Press(caller("U_PM"), "preview.show", f"{started.id}:{int(request.at.timestamp()) // 60}:{request.key}")

    hidden = looking_ahead.show_message(session, press, NOW).message
    people.seat(
        session, beside, Role.MEMBER, session.get_one(tables.Post, started.posts["Improvement Programme Manager"])
    )
    session.flush()
    shown = looking_ahead.show_message(session, press, NOW).message

    assert hidden is not None and shown is not None
    assert "Review the front door" not in as_text(hidden)
    assert "also carries what another board asks of them" in as_text(hidden)
    assert "Review the front door" in as_text(shown)


@on_one
def test_nothing_in_a_message_that_is_shown_can_be_pressed(session: Session, started: SampleBoard) -> None:
    for each in (each for each in ahead(session, started.id, 1) if each.is_sent):
        about = f"{started.id}:{int(each.at.timestamp()) // 60}:{each.key}"
        shown = looking_ahead.show_message(session, Press(caller("U_PM"), "preview.show", about), NOW).message
        assert shown is not None
        for part in shown.parts:
            assert not isinstance(part, Buttons | Menu)
            assert not (isinstance(part, Paragraph) and isinstance(part.button, Button))
        if each.at > NOW + timedelta(days=2):
            break


@on_one
def test_it_stops_when_there_is_enough(session: Session, started: SampleBoard) -> None:
    all_of_it = [each for each in ahead(session, started.id, 4) if each.is_sent]

    some = [each for each in ahead(session, started.id, 4, enough=Enough(sent=5)) if each.is_sent]

    assert 5 <= len(some) < len(all_of_it)
    assert some == all_of_it[: len(some)]


@on_one
@pytest.mark.parametrize(
    ("typed", "refused"),
    [("0", ASK_FOR_WEEKS), ("27 weeks", ASK_FOR_WEEKS), ("page 5", TOO_MANY_PAGES), ("tomorrow", "I do not know what")],
)
def test_what_can_not_be_looked_at_is_refused_in_words(session: Session, started, typed: str, refused: str) -> None:
    with pytest.raises(Refusal) as answer:
        looking_ahead.preview(session, Typed(caller("U_CHAIR"), typed), NOW)

    assert refused in answer.value.words


def test_a_message_that_does_not_go_then_is_not_shown(session: Session, started: SampleBoard) -> None:
    press = Press(caller("U_PM"), "preview.show", f"{started.id}:27042990:no_such_key")

    with pytest.raises(Refusal, match=GONE):
        looking_ahead.show_message(session, press, NOW)


def test_only_the_programme_managers_look_is_noted_as_seen(session: Session, board: SampleBoard) -> None:
    boards.change_board(session, board.id, started_at=None, previewed_at=None)

    looking_ahead.note_preview(session, Typed(caller("U_CHAIR"), ""), NOW)
    assert boards.get_board(session, board.id).previewed_at is None
    looking_ahead.note_preview(session, Typed(caller("U_PM"), "2 weeks"), NOW)

    assert boards.get_board(session, board.id).previewed_at == NOW


def test_looking_ahead_keeps_nobody_from_writing(session: Session, started: SampleBoard) -> None:
    """It reads; that it was seen is noted afterwards, by itself."""
    for heard in (Typed(caller("U_PM"), "preview 8 weeks"), Press(caller("U_PM"), "setup.preview", str(started.id))):
        found = catalogue.find(heard)
        assert found.reads
        assert found.notes is looking_ahead.note_preview
    assert catalogue.find(Press(caller("U_PM"), "preview.show", f"{started.id}:27050000:x")).reads


class TestWhatWasTooLateWhenItWasPlanned:
    """On Tuesday 8 June, five working days before its meeting, the board is planned for the first time."""

    LATE = datetime(2021, 6, 8, 9, 30, tzinfo=UTC)

    def unsent(self, session: Session, board_id: int, now: datetime = LATE) -> dict[str, Foreseen]:
        foreseen = foresee(session, boards.get_board(session, board_id), now, now + timedelta(weeks=2))
        return {each.key: each for each in foreseen if not each.is_sent}

    def first_meeting(self, session: Session, board: SampleBoard) -> int:
        return meetings.meetings_of(session, board.id, NOW)[0].id

    def test_is_listed_with_when_it_was_to_go_for_whom_and_why_it_does_not(
        self, session: Session, board: SampleBoard
    ) -> None:
        plan_everything(session, boards.get_board(session, board.id), self.LATE)
        post = board.posts[QUALITY]

        missed = self.unsent(session, board.id)[f"statement_reminder:{self.first_meeting(session, board)}:{post}"]

        assert missed.at == datetime(2021, 6, 4, 8, 30, tzinfo=UTC)
        assert (missed.reader, missed.to, missed.boards) == (QUALITY, "", {board.id})
        assert missed.why == "T−7: reminds of statements not begun, for HTA-2021-06-15"
        assert missed.why_not == "it came too late to be of use"

    def test_is_read_in_chat(self, session: Session, board: SampleBoard) -> None:
        plan_everything(session, boards.get_board(session, board.id), self.LATE)

        said = looking_ahead.preview(session, Press(caller("U_PM"), "setup.preview", f"{board.id}:1:2:not"), self.LATE)

        assert said.message is not None
        assert (
            "Friday 28 May, 09:00: T−11: checks who holds which post, for HTA-2021-06-15: it came too late to be of use"
            in as_text(said.message)
        )

    def test_is_listed_of_a_board_that_is_not_started_too(self, session: Session, board: SampleBoard) -> None:
        boards.change_board(session, board.id, started_at=None)

        assert f"roster_check:{self.first_meeting(session, board)}" in self.unsent(session, board.id)

    def test_is_not_what_was_planned_in_time_and_has_gone(self, session: Session, started: SampleBoard) -> None:
        gone = session.query(tables.Outbox).filter(tables.Outbox.due_at < self.LATE)
        assert gone.update({"state": "sent", "settled_at": NOW}) > 0
        session.flush()

        assert [each for each in self.unsent(session, started.id).values() if each.at < self.LATE] == []
