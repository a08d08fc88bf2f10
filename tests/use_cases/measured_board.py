"""The sample board with a data manager, and measures linked to three of its actions."""

from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.domain.meetings import Meeting
from bot.domain.people import Role
from bot.domain.refusals import Refusal
from bot.messages.parts import Reply
from bot.messages.text import as_text
from bot.use_cases import catalogue
from bot.use_cases.heard import Answers, Heard, Press, Typed
from storage import measures, meetings, people
from storage.actions import change_action
from tests.use_cases.sample_board import SampleBoard, caller

DATA_MANAGER = "U_DATA"
MEASURES = (
    ("KPO-01", "Tier 2 and 3 posts filled permanently", "%", "higher", "90"),
    ("KPO-03", "Social worker turnover", "%", "lower", None),
    ("KPO-08", "Care leavers with a long-term housing offer", "count", "higher", "12"),
)
LINKED = {"BCP-01": "KPO-01", "BCP-04": "KPO-03; KPO-01", "BCP-09": "KPO-08"}
"""BCP-01 and BCP-04 are gone through on 15 June 2021, BCP-09 on 16 June."""


def with_measures(session: Session, board: SampleBoard) -> dict[str, int]:
    """Add the measures and link them; returns their ids by reference."""
    ids = {
        ref: measures.add_measure(session, board.id, ref=ref, name=name, unit=unit, good_is=good_is, target=target)
        for ref, name, unit, good_is, target in MEASURES
    }
    for ref, words in LINKED.items():
        change_action(session, board.actions[ref], measures=words)
    measures.link_actions(session, board.id)
    return ids


def seat_data_manager(session: Session, board: SampleBoard) -> None:
    post = people.post_of(session, board.workspace_id, "Performance and Data Manager", date(2020, 1, 1))
    people.hold(
        session, post, people.person_of(session, board.workspace_id, DATA_MANAGER, "Dev Shah"), date(2020, 1, 1)
    )
    people.seat(session, board.id, Role.DATA_MANAGER, post)


def first_meeting(session: Session, board: SampleBoard) -> Meeting:
    found = meetings.find_meeting_ref(session, board.id, "HTA-2021-06-15")
    assert found is not None
    return found


def does(session: Session, heard: Heard, now: datetime) -> Reply:
    """What somebody is answered."""
    found = catalogue.find(heard)
    reply: Reply = found.use_case(session, found.command, now)
    return reply


def words_of(reply: Reply) -> str:
    return as_text(reply.message) if reply.message else " ".join(reply.errors.values())


def enters(
    session: Session, board: SampleBoard, now: datetime, measure_id: int, value: str, *, day: date,
    status: str = "final", by: str = DATA_MANAGER, which: str = "", note: str = "",
) -> Reply:  # fmt: skip
    """Somebody sends the form for one figure."""
    answers: dict[str, Any] = {"day": day, f"value_{measure_id}": value, f"status_{measure_id}": status, "note": note}
    return does(session, Answers(caller(by), "figures.enter", f"{board.id}:{which}:{measure_id}", answers), now)


def is_refused(session: Session, heard: Press | Answers | Typed, now: datetime) -> str:
    """The words with which somebody is refused."""
    try:
        reply = does(session, heard, now)
    except Refusal as refusal:
        return refusal.words
    raise AssertionError(f"Nothing was refused: {words_of(reply)}")
