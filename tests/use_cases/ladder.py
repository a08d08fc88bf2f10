"""What the tests of the ladder share: a clock that ticks, statements that come in, and what everybody was told."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from bot.domain.boards import Board
from bot.domain.meetings import Meeting
from bot.domain.rating_facts import Rating
from bot.domain.statements import Statement
from bot.messages.parts import Reply
from bot.messages.text import as_text
from bot.use_cases import catalogue, due
from bot.use_cases.heard import Answer, Answers, Press
from bot.use_cases.planning import Drop, PlanAgain, PutOff, plan_meeting
from storage import boards, meetings, outbox, statements, tables
from storage.planned import as_told
from tests.use_cases.sample_board import SampleBoard, caller

SOCIAL = "Service Director, Children and Young People’s Social Care"
QUALITY = "Service Director, Quality and Assurance"
DCS = "Corporate Director of Children’s Services"
EARLY_HELP = "Head of Early Help"


def at(day: int, hour: int, minute: int = 0, month: int = 6) -> datetime:
    """A moment in the summer of 2021, as London's clocks show it."""
    return datetime(2021, month, day, hour - 1, minute, tzinfo=UTC)


class Ladder:
    """The sample board and its meeting of 15 June, with everything about it planned."""

    def __init__(self, session: Session, sample: SampleBoard) -> None:
        self.session, self.sample = session, sample
        self.board: Board = boards.get_board(session, sample.id)
        found = meetings.find_meeting_ref(session, sample.id, "HTA-2021-06-15")
        assert found is not None
        self.meeting: Meeting = found
        self.settled: set[int] = set()

    def plan(self, now: datetime) -> None:
        plan_meeting(self.session, self.board, self.meeting, now)

    def tick(self, now: datetime) -> None:
        """Make up all that is due and let it go, as a worker with a platform that never fails does."""
        while rows := outbox.due_to_make_up(self.session, now):
            for row in rows:
                due.make_up(self.session, row, now)
        waiting = self.session.query(tables.Outbox).filter_by(state=outbox.PENDING).order_by(tables.Outbox.id)
        ready = [row for row in waiting if row.due_at <= now]
        outbox.sent(self.session, {row.id: f"ts{row.id}" for row in ready}, now)
        self.session.expire_all()

    def make_up(self, now: datetime) -> None:
        """Make up once all that is due, and send none of it: the platform asks to wait."""
        for row in outbox.due_to_make_up(self.session, now):
            due.make_up(self.session, row, now)
        self.session.expire_all()

    def works(self, now: datetime) -> None:
        """Make up all that is due and, as a worker does, ask of each message once more before it goes."""
        for _ in range(50):
            self.make_up(now)
            ids = outbox.next_to_go(self.session, now=now, machine_now=now, most=50, platform="slack")
            until = now + timedelta(minutes=1)
            rows = outbox.lease(self.session, ids, machine_now=now, until=until, worker="me", most=50)
            for row in rows:
                self._sends(row, now)
            self.session.expire_all()
            if not rows and not outbox.due_to_make_up(self.session, now):
                return
        raise AssertionError(f"the worker never has done with {now}")

    def _sends(self, row: outbox.Leased, now: datetime) -> None:
        match due.before_sending(self.session, row, now):
            case Drop() as decided:
                due.drop(self.session, row, decided, now)
            case PutOff(until=until, why=why):
                outbox.wait_until(self.session, row.id, until, why)
            case PlanAgain(kind=kind, why=why):
                outbox.plan_again(self.session, row.id, kind, why)
            case None:
                outbox.sent(self.session, {row.id: f"ts{row.id}"}, now)

    def comes_in(self, ref: str, now: datetime, rating: str = "Green") -> None:
        """A statement for the meeting is recorded."""
        words = Statement("Work.", "None yet.", "", "", "", "", None, "Go on.", None, Rating.named(rating), "")
        statements.add_statement(
            self.session, self.sample.actions[ref], words, at=now, meeting_id=self.meeting.id, person_id=None,
            person_name="Somebody", post="A post",
        )  # fmt: skip

    def presses(self, who: str, does: str, about: str, now: datetime) -> Reply:
        return self._does(Press(caller(who), does, about), now)

    def fills(self, who: str, form: str, about: str, now: datetime, answers: Mapping[str, Answer]) -> Reply:
        return self._does(Answers(caller(who), form, about, answers), now)

    def about(self, post: str) -> str:
        return f"{self.meeting.id}:{self.sample.posts[post]}"

    def told(self, to: str, kind: str) -> list[str]:
        """The messages of a kind that somebody has, as they stand once the changes that wait have gone."""
        rows = (
            self.session.query(tables.Outbox)
            .filter_by(to=to, kind=kind, state=outbox.SENT, amends=None)
            .order_by(tables.Outbox.id)
        )
        return [as_text(told.message) for told in as_told(self.session, rows)]

    def went(self, to: str, kind: str) -> list[datetime]:
        """When (UTC) each message of a kind went to somebody."""
        rows = self.session.query(tables.Outbox).filter_by(to=to, kind=kind, state=outbox.SENT, amends=None)
        return sorted(row.settled_at for row in rows if row.settled_at)

    def dropped(self, kind: str) -> list[str]:
        rows = self.session.query(tables.Outbox).filter_by(kind=kind, state=outbox.DROPPED, carried_by=None)
        return [row.why for row in rows.order_by(tables.Outbox.id)]

    def recorded(self, what: str) -> list[tuple[str, str, str, str]]:
        rows = self.session.query(tables.Audit).filter_by(what=what).order_by(tables.Audit.id)
        return [(row.who, row.subject, row.to, row.why) for row in rows]

    def _does(self, heard: Press | Answers, now: datetime) -> Reply:
        found = catalogue.find(heard)
        reply = found.use_case(self.session, found.command, now)
        self.session.flush()
        return reply


def said(reply: Reply) -> str:
    """What somebody is answered."""
    assert reply.message is not None
    return as_text(reply.message)
