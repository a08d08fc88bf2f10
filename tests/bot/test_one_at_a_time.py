"""Two people do something in the same moment, on PostgreSQL: whoever comes second sees what the first has done."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy.orm import Session

from bot.domain.refusals import Refusal
from bot.messages.acting import NOBODY
from bot.messages.parts import Reply
from bot.run import Run
from bot.use_cases import catalogue
from bot.use_cases.heard import Answer, Answers, Caller, Press
from bot.use_cases.turnover import record_leaver
from storage import people, tables
from storage.access import OPERATOR
from storage.database import Sessions, writing
from tests.use_cases.measured_board import words_of
from tests.use_cases.sample_board import SampleBoard, caller, set_up

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
NOW = datetime(2021, 6, 2, 9, 0, tzinfo=UTC)
TODAY = NOW.date()
CLOCK = SimpleNamespace(now=lambda: NOW, machine=lambda: NOW)
QUALITY, EARLY, CHAIR = "Service Director, Quality and Assurance", "Head of Early Help", "Independent Chair"
INCLUSION = "Service Director, Inclusion and Family Services"
UNTIL = date(2021, 7, 9)
LONG_ENOUGH = 1.0
"""Seconds in which the second comes as far as it can while the first holds on; waiting less could only hide a fault."""
UseCase = Callable[[Session, Any, datetime], Reply]


class Office:
    """The sample board, and two people who each do something at once."""

    def __init__(self, sessions: Sessions, threads: ThreadPoolExecutor) -> None:
        self.sessions = sessions
        self.run = Run(sessions, CLOCK, threads)
        with sessions() as session:
            self.board: SampleBoard = set_up(writing(session))
            session.commit()
        self.about = f"{self.board.id}:{self.board.posts[QUALITY]}"

    def does(self, heard: Press | Answers) -> str:
        found = catalogue.find(heard)
        return self._answer(found.use_case, found.command)

    def both(self, first: Press | Answers, second: Callable[[], str] | Press | Answers) -> str:
        """The second begins when the first has done everything but commit; what the second is answered."""
        answered: list[str] = []
        do_second = second if callable(second) else lambda: self.does(second)
        other = threading.Thread(target=lambda: answered.append(do_second()))
        found = catalogue.find(first)

        def and_holds_on(session: Session, command: Any, now: datetime) -> Reply:
            reply: Reply = found.use_case(session, command, now)
            session.flush()
            other.start()
            other.join(LONG_ENOUGH)
            return reply

        self._answer(and_holds_on, found.command)
        other.join()
        return answered[0]

    def _answer(self, use_case: UseCase, command: Any) -> str:
        try:
            return words_of(self.run.do(use_case, command))
        except Refusal as refusal:
            return refusal.words

    def fills(self, by: str, form: str, about: str = "", **given: Answer) -> Answers:
        return Answers(caller(by), form, about or self.about, given)

    def running(self, table: type[Any], post: str = QUALITY) -> list[Any]:
        with self.sessions() as session:
            rows = session.query(table).filter_by(post_id=self.board.posts[post]).order_by(table.id)
            return [row for row in rows if row.since <= TODAY and (row.until is None or row.until > TODAY)]


@pytest.fixture
def office(sessions: Sessions) -> Iterator[Office]:
    with ThreadPoolExecutor(2) as threads:
        yield Office(sessions, threads)


@pytest.fixture
def away(office: Office) -> Office:
    office.does(office.fills("U_QA", "absence_away", until=UNTIL))
    return office


class TestWhoAnswersForAPost:
    def test_two_who_name_who_acts_leave_one_who_does(self, away):
        chair = away.fills("U_CHAIR", "acting_name", delegate=EARLY)
        manager = away.fills("U_PM", "acting_name", delegate=INCLUSION)

        away.both(chair, manager)

        (row,) = away.running(tables.Delegation)
        assert row.is_acting and row.delegate_post_id == away.board.posts[INCLUSION]

    def test_no_delegate_is_named_beside_whoever_acts_by_then(self, away):
        chair = away.fills("U_CHAIR", "acting_name", delegate=EARLY)
        officer = away.fills("U_QA", "absence_hand_over", delegate=INCLUSION)

        assert f"acts for the {QUALITY}" in away.both(chair, officer)

        (row,) = away.running(tables.Delegation)
        assert row.is_acting

    def test_two_who_name_a_delegate_leave_one(self, office):
        officer = office.fills("U_QA", "absence_hand_over", delegate=EARLY)
        manager = office.fills("U_PM", "setup_delegate", delegate=INCLUSION, until=UNTIL)

        office.both(officer, manager)

        (row,) = office.running(tables.Delegation)
        assert row.until == date(2021, 7, 10)

    def test_nobody_acts_pressed_while_another_is_named_ends_that_too(self, away):
        chair = away.fills("U_CHAIR", "acting_name", delegate=EARLY)

        away.both(chair, Press(caller("U_PM"), NOBODY, away.about))

        assert away.running(tables.Delegation) == []


class TestWhoHoldsAPost:
    def test_two_who_put_somebody_in_a_post_leave_one_in_it(self, office):
        one, other = (office.fills("U_PM", "setup_post", person=person) for person in ("U_ONE", "U_OTHER"))

        office.both(one, other)

        (row,) = office.running(tables.Holding)
        with office.sessions() as session:
            assert session.get_one(tables.Person, row.person_id).account == "U_OTHER"

    def test_somebody_who_was_put_in_a_post_while_its_holder_left_stays_in_it(self, office):
        def leaves() -> str:
            with office.sessions() as session:
                record_leaver(writing(session), office.board.workspace_id, "U_QA", NOW)
                session.commit()
            return ""

        office.both(office.fills("U_PM", "setup_post", person="U_ONE"), leaves)

        (row,) = office.running(tables.Holding)
        with office.sessions() as session:
            assert session.get_one(tables.Person, row.person_id).account == "U_ONE"
            assert people.get_post(session, office.board.posts[QUALITY]).vacant_since is None

    def test_a_post_that_is_vacated_twice_has_lost_its_holder_once(self, office):
        pressed = Press(caller("U_PM"), "setup.vacate_post", office.about)

        office.both(pressed, pressed)

        with office.sessions() as session:
            rows = session.query(tables.Audit).filter_by(what="post vacated").order_by(tables.Audit.id)
            assert [row.was for row in rows] == [f"Holder of {QUALITY}", ""]

    def test_two_posts_that_are_each_merged_into_the_other_are_one_and_not_none(self, office):
        board, one, other = office.board, office.board.posts[QUALITY], office.board.posts[EARLY]
        this_way, that_way = (
            office.fills("U_PM", "same_post", f"{board.id}:{gone}:{kept}", answer="same")
            for gone, kept in ((one, other), (other, one))
        )

        office.both(this_way, that_way)

        with office.sessions() as session:
            assert [people.get_post(session, post).merged_into for post in (one, other)] == [other, None]


def test_whoever_runs_the_machine_waits_for_their_turn_too(office):
    operator = Answers(Caller(OPERATOR, "", OPERATOR), "setup_post", office.about, {"person": "U_OTHER"})

    office.both(office.fills("U_PM", "setup_post", person="U_ONE"), operator)

    assert len(office.running(tables.Holding)) == 1


def test_whatever_is_done_in_a_workspace_begins_when_what_is_being_done_there_is_committed(office, sessions):
    office.does(office.fills("U_QA", "absence_away", until=UNTIL))
    seen: list[date | None] = []

    def looks() -> str:
        def look(session: Session, _command: object, _now: datetime) -> Reply:
            seen.append(session.get_one(tables.Post, office.board.posts[QUALITY]).away_until)
            return Reply()

        office.run.do(look, Press(caller("U_CHAIR"), "whatever it is"))
        return ""

    office.both(office.fills("U_QA", "absence_away", until=TODAY), looks)

    assert seen == [TODAY]


def test_what_is_done_in_another_workspace_waits_for_nobody_here(office, sessions):
    with sessions() as session:
        set_up(writing(session), team="T2", name="Another board")
        session.commit()
    done = threading.Event()

    def does_something() -> str:
        def do(_session: Session, _command: object, _now: datetime) -> Reply:
            done.set()
            return Reply()

        office.run.do(do, Press(Caller("slack", "T2", "U_PM"), "whatever it is"))
        return ""

    def and_waits(session: Session, command: Any, now: datetime) -> Reply:
        other = threading.Thread(target=does_something)
        other.start()
        assert done.wait(20), "it waited"
        other.join()
        return Reply()

    office.run.do(and_waits, Press(caller("U_PM"), "whatever it is"))
