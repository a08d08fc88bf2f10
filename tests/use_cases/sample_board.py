"""A board for the tests: the fifteen sample actions as they stood, its people and its meetings."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain.meetings import MeetingKind
from bot.domain.people import Role
from bot.domain.rating_facts import Rating
from bot.domain.statements import Statement
from bot.messages.parts import Message
from bot.use_cases.heard import Caller
from bot.use_cases.meeting_details import dates_of
from bot.use_cases.previewing import plan_everything
from storage import boards, decisions, meetings, people, statements, tables
from storage.actions import change_action
from storage.planned import as_told

DATA = Path(__file__).parent.parent / "data"
TEAM = "T1"
TUESDAY = datetime(2021, 6, 8, 16, 0, tzinfo=UTC)

CAST = {
    "Corporate Director of Children’s Services": "U_DCS",
    "Service Director, Quality and Assurance": "U_QA",
    "Service Director, Children and Young People’s Social Care": "U_SOCIAL",
    "Service Director, Inclusion and Family Services": "U_INCLUSION",
    "Independent Chair": "U_CHAIR",
    "Improvement Programme Manager": "U_PM",
    "Lead Member": "U_LEAD",
    "Head of Early Help": "U_EARLY",
}
SEATS = {
    Role.CHAIR: "Independent Chair",
    Role.PROGRAMME_MANAGER: "Improvement Programme Manager",
    Role.READ_ONLY: "Lead Member",
}
STRANGER = "U_NOBODY"


def caller(account: str) -> Caller:
    return Caller("slack", TEAM, account)


@dataclass(frozen=True)
class SampleBoard:
    id: int
    workspace_id: int
    actions: dict[str, int]
    posts: dict[str, int]


def stands(row: tables.Outbox) -> Message:
    """What a message that went says once the changes of it that wait have gone."""
    session = Session.object_session(row)
    assert session is not None
    (told,) = as_told(session, [row])
    return told.message


def set_up(
    session: Session,
    *,
    name: str = "Children’s Services Improvement Board",
    team: str = TEAM,
    with_meetings: bool = True,
    is_sample: bool = False,
) -> SampleBoard:
    """The board, with its plan as it stood when it was imported; nobody has sent a statement in chat yet."""
    workspace = people.workspace_of(session, "slack", team)
    board_id = boards.add_board(
        session,
        workspace,
        name,
        channel="C_BOARD",
        nation="england-and-wales",
        mash_number="01234 567890",
        is_sample=is_sample,
        previewed_at=datetime(2021, 5, 1, tzinfo=UTC),
        started_at=datetime(2021, 5, 1, tzinfo=UTC),
    )
    posts = _people(session, workspace, board_id)
    actions = _actions(session, board_id, posts)
    if with_meetings:
        _meetings(session, board_id, actions)
    return SampleBoard(board_id, workspace, actions, posts)


def _people(session: Session, workspace: int, board_id: int) -> dict[str, int]:
    posts: dict[str, int] = {}
    for title, account in CAST.items():
        post = people.post_of(session, workspace, title, date(2020, 1, 1))
        person = people.person_of(session, workspace, account, f"Holder of {title}")
        people.hold(session, post, person, date(2020, 1, 1))
        posts[title] = post.id
    for role, title in SEATS.items():
        people.seat(session, board_id, role, session.get_one(tables.Post, posts[title]))
    return posts


def _read(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _day(words: str) -> date | None:
    return date.fromisoformat(words) if words else None


def _actions(session: Session, board_id: int, posts: dict[str, int]) -> dict[str, int]:
    plan = session.query(tables.Plan).filter_by(board_id=board_id).one()
    rows = _read("bcp_2021_actions.csv")
    priorities = {
        name: tables.Priority(plan_id=plan.id, name=name, position=position)
        for position, name in enumerate(dict.fromkeys(row["priority"] for row in rows))
    }
    session.add_all(priorities.values())
    session.flush()
    added = {row["ref"]: _action(row, board_id, plan.id, priorities[row["priority"]].id, posts) for row in rows}
    for position, action in enumerate(added.values()):
        action.position = position
    session.add_all(added.values())
    session.flush()
    statements.add_updates(session, {added[row["ref"]].id: _imported(row) for row in rows})
    actions = {ref: action.id for ref, action in added.items()}
    _milestones(session, actions)
    return actions


def _action(
    row: Mapping[str, str], board_id: int, plan_id: int, priority_id: int, posts: Mapping[str, int]
) -> tables.Action:
    return tables.Action(
        board_id=board_id,
        plan_id=plan_id,
        priority_id=priority_id,
        ref=row["ref"],
        title=row["action"],
        words=row["action"],
        accountable_post_id=posts[row["accountable_officer"]],
        lead=row["lead_officer"],
        source=row["source"],
        success_measure=row["success_measure"],
        evidence=row["evidence"],
        lifecycle=row["lifecycle"],
        approved_on=_day(row["start_date"]),
        start=_day(row["start_date"]),
        baseline=_day(row["baseline_deadline"]),
        deadline=_day(row["current_deadline"]),
        forecast=_day(row["forecast_date"]),
        moves=int(row["baseline_deadline"] != row["current_deadline"]),
    )


def _imported(row: Mapping[str, str]) -> statements.Update:
    words = Statement(
        row["update_text"], "", row["evidence"], "", "", "", None, "", _day(row["forecast_date"]),
        Rating.named(row["brag_self"]),
    )  # fmt: skip
    return statements.Update(words, noon(date.fromisoformat(row["last_update"])), row["accountable_officer"])


def noon(day: date) -> datetime:
    return datetime.combine(day, time(11), UTC)


def _milestones(session: Session, actions: dict[str, int]) -> None:
    for position, row in enumerate(_read("bcp_2021_milestones.csv")):
        session.add(
            tables.Milestone(
                action_id=actions[row["action_ref"]],
                position=position,
                title=row["milestone"],
                baseline=_day(row["baseline_date"]),
                due=_day(row["current_date"]),
                done_on=_day(row["completed_on"]),
                is_critical=row["critical"] == "yes",
            )
        )
    session.flush()


def _meetings(session: Session, board_id: int, actions: dict[str, int]) -> None:
    for day, first, last in ((15, 1, 8), (16, 9, 15)):
        covered = [actions[f"BCP-{number:02d}"] for number in range(first, last + 1)]
        meetings.add_meeting(
            session, board_id, covered, kind="holding_to_account", ref=f"HTA-2021-06-{day}",
            starts_at=datetime(2021, 6, day, 8, 30, tzinfo=UTC), ends_at=datetime(2021, 6, day, 11, 30, tzinfo=UTC),
            request_at=datetime(2021, 6, day - 14, 8, 30, tzinfo=UTC),
            statements_due_at=datetime(2021, 6, day - 7, 16, 0, tzinfo=UTC),
            pack_at=datetime(2021, 6, day - 5, 16, 0, tzinfo=UTC),
        )  # fmt: skip


def sends_statement(
    session: Session,
    board: SampleBoard,
    ref: str,
    rating: str,
    *,
    at: datetime = TUESDAY,
    evidence: str = "Audit report",
    help_needed: str = "",
    help_by: date | None = None,
    reason: str = "",
    on_behalf_of: str = "",
) -> None:
    """A statement comes in, as the form records it."""
    action = session.get_one(tables.Action, board.actions[ref])
    session.refresh(action)
    words = Statement(
        "Work went on.", "None yet.", evidence, "", help_needed, "the DCS" if help_needed else "", help_by,
        "Finish it.", action.forecast, Rating.named(rating), reason,
    )  # fmt: skip
    post = session.get_one(tables.Post, action.accountable_post_id).title
    statements.add_statement(
        session, action.id, words, at=at, meeting_id=None, person_id=None, person_name="Somebody",
        post="Head of Early Help" if on_behalf_of else post, on_behalf_of=on_behalf_of,
    )  # fmt: skip


def chair_confirms(session: Session, board: SampleBoard, ref: str, rating: str, *, at: datetime) -> None:
    """The chair confirms a rating."""
    chair = people.person_of(session, board.workspace_id, "U_CHAIR")
    decision = decisions.add_decision(
        session, board.id, ref=f"D-{ref}-{at:%Y%m%d}", at=at, person_id=chair.id, post="Independent Chair", words="so"
    )
    rating_id = statements.add_rating(
        session, board.actions[ref], "confirmed", Rating.named(rating), at=at, decision_id=decision
    )
    change_action(session, board.actions[ref], confirmed_rating_id=rating_id)


def add_board_beside(session: Session, started: SampleBoard, officer: str, now: datetime) -> int:
    """Another board with an action of the same officer, and a meeting on the afternoon of 15 June; its id."""
    other = boards.add_board(session, started.workspace_id, "Adults", channel="C_ADULTS", mash_number="01234 567890",
                             started_at=now)  # fmt: skip
    plan = session.scalars(select(tables.Plan).where(tables.Plan.board_id == other)).one()
    priority = tables.Priority(plan_id=plan.id, name="1", position=0)
    session.add(priority)
    session.flush()
    action = tables.Action(
        board_id=other, plan_id=plan.id, priority_id=priority.id, position=0, ref="X1", title="Review the front door",
        words="Review it", accountable_post_id=started.posts[officer], lifecycle="in_progress",
        approved_on=date(2021, 1, 1), deadline=date(2021, 12, 31), baseline=date(2021, 12, 31),
    )  # fmt: skip
    session.add(action)
    session.flush()
    board, day = boards.get_board(session, other), date(2021, 6, 15)
    meetings.add_meeting(
        session, other, [action.id], kind=MeetingKind.HOLDING_TO_ACCOUNT, ref="AD-1", starts_at=board.at(day, time(14)),
        ends_at=board.at(day, time(15)), **dates_of(board, MeetingKind.HOLDING_TO_ACCOUNT, day),
    )  # fmt: skip
    plan_everything(session, board, now)
    return other
