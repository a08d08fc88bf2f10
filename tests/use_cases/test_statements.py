"""A statement that comes in is for the meeting that asked for it."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain.meetings import Meeting
from bot.messages.chasing import Asking, asks_for, chasing
from bot.messages.statements import Owed
from bot.use_cases.statements import FilledForm, submit_statement
from storage import meetings, outbox
from storage.outbox import SENT
from storage.tables import Outbox, Statement
from tests.use_cases.sample_board import SampleBoard, caller, stands

OFFICER = caller("U_QA")
EARLIER, LATER = datetime(2021, 6, 7, 10, tzinfo=UTC), datetime(2021, 6, 14, 10, tzinfo=UTC)
"""Before and after the meeting of 28 June begins to ask."""


@pytest.fixture
def second(session: Session, board: SampleBoard) -> Meeting:
    """BCP-06 is on the agenda of 15 June, and of 28 June too, which asks from 14 June on."""
    meeting_id = meetings.add_meeting(
        session, board.id, [board.actions["BCP-06"]], kind="holding_to_account", ref="HTA-2021-06-28",
        starts_at=datetime(2021, 6, 28, 8, 30, tzinfo=UTC), ends_at=datetime(2021, 6, 28, 9, 30, tzinfo=UTC),
        request_at=datetime(2021, 6, 14, 8, 30, tzinfo=UTC),
        statements_due_at=datetime(2021, 6, 21, 16, tzinfo=UTC), pack_at=datetime(2021, 6, 23, 16, tzinfo=UTC),
    )  # fmt: skip
    return meetings.get_meeting(session, meeting_id)


def sends(session: Session, board: SampleBoard, at: datetime) -> str:
    """The officer sends a statement for BCP-06; the thanks, in words."""
    said = {"progress": "Work went on.", "effect": "None yet.", "rating": "Green", "forecast": date(2021, 6, 30)}
    submit_statement(session, FilledForm(OFFICER, board.actions["BCP-06"], True, said), at)
    thanks = session.scalars(select(Outbox).where(Outbox.kind == "statement_received").order_by(Outbox.id.desc()))
    return str(thanks.first().message)  # type: ignore[union-attr]


def booked(session: Session) -> list[str]:
    found = session.scalars(
        select(Statement.meeting_id).where(Statement.meeting_id.is_not(None)).order_by(Statement.id)
    )
    return [meetings.get_meeting(session, meeting_id).ref for meeting_id in found if meeting_id]


def test_a_statement_is_for_the_earliest_meeting_that_asks_and_has_none(
    session: Session, board: SampleBoard, second: Meeting
) -> None:
    sends(session, board, EARLIER)
    sends(session, board, EARLIER)  # put right, before the second meeting asks
    thanks = sends(session, board, LATER)

    assert booked(session) == ["HTA-2021-06-15", "HTA-2021-06-15", "HTA-2021-06-28"]
    assert "The meeting is Monday 28 June, 09:30." in thanks
    assert board.actions["BCP-06"] in meetings.statements_for(session, second.id)


def test_where_both_meetings_have_theirs_the_next_one_is_meant(
    session: Session, board: SampleBoard, second: Meeting
) -> None:
    for _ in range(3):
        sends(session, board, LATER)

    assert booked(session) == ["HTA-2021-06-15", second.ref, "HTA-2021-06-15"]


def test_the_message_that_asked_for_it_says_that_it_came_in(
    session: Session, board: SampleBoard, second: Meeting
) -> None:
    sends(session, board, EARLIER)
    action = board.actions["BCP-06"]
    owed = (Owed(action, "BCP-06", "Audits", "No statement yet."),)
    asking = Asking("statement_request", "Holding to Account", second.starts_at, LATER, owed, 5, "1:2", "2:2")
    message = chasing([asking], [], date(2021, 6, 14))
    outbox.say(session, board.workspace_id, key="asked", to="U_QA", message=message, due=LATER, board_id=board.id,
               args={"meeting": second.id})  # fmt: skip
    row = session.scalars(select(Outbox).where(Outbox.key == "asked")).one()
    row.state = SENT
    session.flush()

    sends(session, board, LATER)

    session.refresh(row)
    assert not asks_for(stands(row), action)
    assert "Received" in str(stands(row))
