"""While nobody sits as the programme manager, whoever chairs hears what went wrong: it is never told to nobody."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.messages.delivery import KIND_WORDS
from bot.messages.parts import said
from bot.messages.text import as_text
from bot.use_cases import due
from bot.use_cases.lateness import tell_late
from bot.use_cases.undelivered import tell_not_delivered
from storage import outbox, people, tables
from tests.use_cases.ladder import Ladder, at

ARCHIVED = "The channel is archived. Unarchive it, or choose another channel."
MACHINE = datetime(2026, 1, 5, 12, tzinfo=UTC)


@pytest.fixture
def ladder(session, board):
    """The board as its programme manager has left it: the chair is there, and nobody else who runs it."""
    made = Ladder(session, board)
    people.vacate(session, people.get_post(session, board.posts["Improvement Programme Manager"]), date(2021, 6, 1))
    return made


def is_refused(ladder: Ladder, now: datetime) -> None:
    """Slack refuses the weekly summary for good."""
    session, workspace = ladder.session, ladder.sample.workspace_id
    outbox.say(session, workspace, key="summary", to="C_BOARD", message=said("weekly_summary", "Words."), due=now,
               board_id=ladder.sample.id)  # fmt: skip
    row = session.query(tables.Outbox).filter_by(key="summary").one()
    outbox.dead(session, row.id, ARCHIVED, now)
    tell_not_delivered(session, outbox.leased_row(row, "T1", "slack"), ARCHIVED, now)


def test_what_did_not_arrive_is_told_to_the_chair_with_nothing_to_press(ladder):
    is_refused(ladder, at(7, 9))

    (told,) = ladder.session.query(tables.Outbox).filter_by(kind="not_delivered")
    row = outbox.leased_row(told, "T1", "slack")
    assert told.to == "U_CHAIR"
    assert due.before_sending(ladder.session, row, at(7, 9)) is None
    words = as_text(row.message)
    assert "The weekly summary, for the board’s channel, was not delivered." in words and ARCHIVED in words
    assert "You read this since nobody sits as the programme manager" in words
    assert f"accountable undelivered retry {told.key.split(':')[1]}" in words
    assert "Try again" not in words and "Dismiss" not in words


def test_what_should_have_gone_is_told_to_the_chair(ladder):
    ladder.plan(at(1, 8))
    seen: dict[int, datetime] = {}
    for minutes in (0, 10):
        tell_late(ladder.session, at(1, 10, 31), MACHINE + timedelta(minutes=minutes), seen)
    ladder.session.expire_all()

    told = ladder.session.query(tables.Outbox).filter_by(kind="not_gone_yet").all()
    assert {each.to for each in told} == {"U_CHAIR"}
    assert any(
        KIND_WORDS["statement_request"] in as_text(outbox.leased_row(each, "T1", "slack").message) for each in told
    )


def test_what_came_too_late_is_told_to_the_chair(ladder):
    ladder.plan(at(1, 8))
    ladder.works(at(16, 12))
    ladder.works(at(16, 12, 10))

    (told,) = ladder.told("U_CHAIR", "skipped_messages")
    assert f"{KIND_WORDS['run_sheet']}, due Tuesday 15 June, 08:45: the meeting had begun." in told


def test_whoever_manages_the_programme_by_then_is_told_what_came_too_late_and_the_chair_is_not(ladder):
    session, sample = ladder.session, ladder.sample
    ladder.plan(at(1, 8))
    ladder.works(at(16, 12))
    ladder.make_up(at(16, 12, 10))
    assert session.query(tables.Outbox).filter_by(kind="skipped_messages", to="U_CHAIR").count() == 1
    new = people.person_of(session, sample.workspace_id, "U_NEW", "The next manager")
    people.hold(
        session, people.get_post(session, sample.posts["Improvement Programme Manager"]), new, date(2021, 6, 16)
    )

    ladder.works(at(16, 12, 11))
    ladder.works(at(16, 12, 20))

    assert ladder.told("U_CHAIR", "skipped_messages") == []
    assert len(ladder.told("U_NEW", "skipped_messages")) == 1
