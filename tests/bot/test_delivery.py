"""What becomes of a message on its way, on both databases, whatever the platform answers and whenever it does."""

import asyncio
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType
from typing import Any

import pytest
from sqlalchemy import event, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from bot.delivery import AT_ONCE, TICK, Delivery, Errand
from bot.domain.people import Role
from bot.messages.parts import Message, said
from bot.messages.text import as_text
from bot.ports import Dead, Guest, InDoubt, LeftAsItWas, NotAllowedToLook, Outcome, Outgoing, Reachable, Retry, Sent
from bot.recording import ATTEMPTS
from bot.run import Run
from bot.schedule import ticking
from bot.steps import OnStep, Step, unwatched
from bot.use_cases import due
from bot.use_cases.chasing import ANSWERED
from bot.use_cases.planning import plan_meeting, plan_next_summary
from bot.use_cases.still_reading import GONE, OVERTAKEN
from bot.waiting_over import LEASE, WaitingOver
from bot.watching import Watch
from storage import boards, meetings, outbox, people, removing, retention, tables
from storage.database import Sessions, writing
from storage.outbox import Leased
from storage.planned import told_under
from storage.undelivered import send_again
from tests.bench.test_gross_regressions import counted
from tests.use_cases.sample_board import SampleBoard, sends_statement, set_up

TUESDAY = datetime(2021, 6, 1, 9, 0, tzinfo=UTC)
MACHINE = datetime(2026, 1, 5, 10, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
QUALITY = "Service Director, Quality and Assurance"
SOCIAL_CARE = "Service Director, Children and Young People’s Social Care"


@dataclass
class Time:
    """The board's clock and the machine's, each to be pushed by the test."""

    board: datetime = TUESDAY
    of_machine: datetime = MACHINE

    def now(self) -> datetime:
        return self.board

    def machine(self) -> datetime:
        return self.of_machine

    def seconds(self) -> float:
        return self.of_machine.timestamp()


@dataclass
class Platform:
    """A way out that answers as the test says, and remembers what arrived."""

    answers: Callable[[Outgoing], Outcome | LeftAsItWas] = lambda outgoing: Sent("C:1")
    found: Sent | NotAllowedToLook | InDoubt | None = None
    reach: Callable[[str], Reachable | Retry] = lambda to: Reachable(yes=True)
    arrived: list[Outgoing] = field(default_factory=list)
    looked_for: list[str] = field(default_factory=list)
    changed: list[tuple[str, str]] = field(default_factory=list)
    """What was put in the place of messages that had been sent: (what the platform calls it, its new words)."""

    async def send(self, outgoing: Outgoing) -> Outcome:
        self.arrived.append(outgoing)
        return self.answers(outgoing)

    async def amend(self, outgoing: Outgoing, ref: str) -> Outcome | LeftAsItWas:
        self.changed.append((ref, as_text(outgoing.message)))
        answer = self.answers(outgoing)
        return Sent(ref) if isinstance(answer, Sent) else answer

    async def find(self, outgoing: Outgoing) -> Sent | NotAllowedToLook | InDoubt | None:
        self.looked_for.append(outgoing.key)
        return self.found

    async def reachable(self, team: str, to: str) -> Reachable | Retry:
        return self.reach(to)


class Office:
    """A started board with its sample plan, and workers that send to one platform."""

    def __init__(self, sessions: Sessions) -> None:
        self.sessions, self.time, self.platform = sessions, Time(), Platform()
        self.board: SampleBoard = self.does(set_up)
        self.worker = self.another_worker("first")

    def another_worker(
        self,
        name: str,
        on_step: OnStep = unwatched,
        pace: float = 0.0,
        seconds: Callable[[], float] | None = None,
        waiting_over: Callable[[], datetime] | None = None,
        leases_over: Callable[[], datetime] | None = None,
        errands: Mapping[str, Errand] = MappingProxyType({}),
    ) -> Delivery:
        run = Run(self.sessions, self.time, ThreadPoolExecutor(4))
        return Delivery(
            run, self.sessions, self.time, self.platform, platform="slack", worker=name, pace=pace,
            on_step=on_step, seconds=seconds or self.time.seconds, waiting_over=waiting_over, leases_over=leases_over,
            errands=errands,
        )  # fmt: skip

    def does(self, what: Callable[..., Any], *given: Any, **more: Any) -> Any:
        with self.sessions() as session:
            done = what(writing(session), *given, **more)
            session.commit()
            return done

    def says(self, key: str, to: str = "U_QA", *, with_board: bool = True, after: float = 0.0) -> None:
        board_id = self.board.id if with_board else None
        due_at = TUESDAY + timedelta(seconds=after)
        self.does(self._says, key, to, due=due_at, board_id=board_id)

    def _says(self, session: Session, key: str, to: str, **more: Any) -> None:
        workspace = self.board.workspace_id
        known = select(tables.Person.id).where(tables.Person.workspace_id == workspace, tables.Person.account == to)
        if to.startswith("U") and session.scalar(known) is None:  # what goes to nobody is dropped
            post = people.post_of(session, workspace, f"Member {to}", TUESDAY.date())
            people.hold(session, post, people.person_of(session, workspace, to), TUESDAY.date())
            people.seat(session, self.board.id, Role.MEMBER, post)
        outbox.say(session, workspace, key=key, to=to, message=said("note", key), **more)

    def amends(self, key: str, text: str) -> bool:
        return bool(self.does(outbox.amend, self.row(key).id, said("note", text), self.time.board))

    def adds(self, key: str, more: str) -> None:
        """Put what it is to say already, and more, in the place of what was sent."""
        with self.sessions() as session:
            (told,) = told_under(session, [key])
        self.amends(key, f"{as_text(told.message)} {more}")

    def ticks(self, worker: Delivery | None = None) -> bool:
        async def tick() -> bool:
            at_work = worker or self.worker
            made_up = await at_work.make_up_due()
            found = await at_work.deliver()
            await at_work.finish()
            return found or made_up

        return asyncio.run(tick())

    def ticks_until_done(self) -> None:
        for _ in range(50):
            if not self.ticks():
                return
        raise AssertionError("it went on and on")

    def row(self, key: str) -> tables.Outbox:
        with self.sessions() as session:
            return session.scalars(select(tables.Outbox).where(tables.Outbox.key == key)).one()

    def went(self) -> list[str]:
        return [outgoing.key for outgoing in self.platform.arrived]

    def worker_dies_while_sending(self) -> None:
        with self.sessions() as session:
            ids = outbox.next_to_go(
                session, now=self.time.board, machine_now=self.time.of_machine, most=20, platform="slack"
            )
        until = self.time.of_machine + LEASE
        self.does(outbox.lease, ids, machine_now=self.time.of_machine, until=until, worker="dead", most=20)


@pytest.fixture
def office(sessions):
    return Office(sessions)


def test_a_message_goes_once_and_what_the_platform_calls_it_is_kept(office):
    office.says("a")

    office.ticks_until_done()

    assert office.went() == ["a"]
    assert (office.row("a").state, office.row("a").ref) == (outbox.SENT, "C:1")


def test_what_a_dead_worker_had_is_looked_for_once_its_lease_is_over_and_not_before(office):
    office.says("a")
    office.worker_dies_while_sending()
    office.platform.found = Sent("C:7")

    assert office.ticks() is False
    office.time.of_machine += LEASE
    office.ticks_until_done()

    assert (office.platform.looked_for, office.went()) == (["a"], [])
    assert (office.row("a").ref, office.worker.counts.found) == ("C:7", 1)


def test_what_did_not_arrive_is_sent_after_looking(office):
    office.says("a")
    office.worker_dies_while_sending()
    office.time.of_machine += LEASE

    office.ticks_until_done()

    assert (office.platform.looked_for, office.went(), office.worker.counts.repeated_unseen) == (["a"], ["a"], 0)


def test_a_repeat_is_better_than_a_silence_where_it_may_not_look_and_it_is_counted(office):
    office.says("a")
    office.worker_dies_while_sending()
    office.time.of_machine += LEASE
    office.platform.found = NotAllowedToLook()

    office.ticks_until_done()

    assert (office.went(), office.worker.counts.repeated_unseen) == (["a"], 1)


def test_while_it_can_not_look_it_does_not_send(office):
    office.says("a")
    office.worker_dies_while_sending()
    office.time.of_machine += LEASE
    office.platform.found = InDoubt("Slack did not answer in time")

    office.ticks_until_done()

    assert office.went() == []
    assert (office.row("a").state, office.row("a").in_doubt) == (outbox.RETRY, True)


@pytest.mark.parametrize(
    "answer", [Retry(5.0, "The connection to Slack failed", holds="conversation"), InDoubt("no answer")]
)
def test_an_outage_of_six_hours_loses_nothing(office, answer):
    office.says("a")
    office.platform.answers = lambda outgoing: answer
    for _ in range(6 * 60):
        office.ticks_until_done()
        office.time.of_machine += timedelta(minutes=1)
    assert office.row("a").state == outbox.RETRY

    office.platform.answers = lambda outgoing: Sent("C:1")
    office.time.of_machine += timedelta(hours=3)
    office.ticks_until_done()

    assert office.row("a").state == outbox.SENT


def test_what_never_works_is_given_up_and_told_once(office):
    office.says("a")
    office.platform.answers = lambda outgoing: InDoubt("no answer") if outgoing.key == "a" else Sent("C:2")
    for _ in range(ATTEMPTS + 3):
        office.ticks_until_done()
        office.time.of_machine += timedelta(hours=3)

    assert office.row("a").state == outbox.DEAD
    (told,) = [outgoing for outgoing in office.platform.arrived if outgoing.key != "a"]
    assert told.to == "U_PM"
    assert "no answer" in as_text(told.message)


def test_a_refusal_for_good_is_told_to_the_programme_manager_in_words(office):
    office.says("a")
    office.platform.answers = lambda outgoing: Dead("The channel is archived.") if outgoing.key == "a" else Sent("C:2")

    office.ticks_until_done()

    assert office.row("a").state == outbox.DEAD
    (told,) = [outgoing for outgoing in office.platform.arrived if outgoing.to == "U_PM"]
    assert f"for Holder of {QUALITY}, was not delivered" in as_text(told.message)
    assert "The channel is archived." in as_text(told.message)


def test_when_the_programme_manager_cannot_be_reached_either_it_ends_there(office):
    office.says("a")
    office.platform.reach = lambda to: Reachable(False, f"{to} has left.")

    office.ticks_until_done()

    with office.sessions() as session:
        states = outbox.counts(session)
    assert (states, office.went()) == ({outbox.DEAD: 2}, [])


def test_a_busy_workspace_is_left_alone_and_waiting_for_it_is_no_attempt(office):
    office.says("a", to="U_SOCIAL")
    office.platform.answers = lambda outgoing: Retry(600.0, "Slack asked us to slow down")
    office.ticks_until_done()
    office.says("b", to="U_EARLY")

    for _ in range(30):
        assert office.ticks() is False

    assert office.went() == ["a"]
    assert (office.row("b").state, office.row("b").attempts) == (outbox.PENDING, 0)


def test_one_message_that_breaks_the_sender_neither_stops_the_others_nor_stays_taken(office):
    office.says("breaks", to="U_SOCIAL")
    office.says("goes", to="U_EARLY")

    def answer(outgoing):
        if outgoing.key == "breaks":
            raise RuntimeError("What somebody wrote about their work")
        return Sent("C:1")

    office.platform.answers = answer
    office.ticks_until_done()

    assert office.row("goes").state == outbox.SENT
    broken = office.row("breaks")
    assert (broken.state, broken.in_doubt, broken.leased_until) == (outbox.RETRY, True, None)
    assert "RuntimeError" in broken.why
    assert "somebody wrote" not in broken.why


def test_one_message_whose_readers_part_can_not_be_found_out_does_not_keep_the_others(office):
    for key, to in (("breaks", "U_SOCIAL"), ("goes", "U_EARLY"), ("too", "U_QA")):
        office.says(key, to=to)
    nowhere = update(tables.Outbox).where(tables.Outbox.key == "breaks").values(args={"post": 0, "rung": "slot_soon"})
    office.does(lambda session: session.execute(nowhere))

    office.ticks_until_done()

    assert [office.row(key).state for key in ("breaks", "goes", "too")] == [outbox.RETRY, outbox.SENT, outbox.SENT]


def test_who_reads_them_is_asked_at_once_of_all_the_messages_that_are_leased_together(office, engine):
    def asked_for(messages: int) -> int:
        for number in range(messages):
            office.says(f"{messages}:{number}", to=f"U{messages}_{number}")
        with counted(engine) as statements:
            office.ticks()
        assert len([key for key in office.went() if key.startswith(f"{messages}:")]) == messages
        office.ticks_until_done()
        return len(statements)

    assert asked_for(20) == asked_for(2)


def test_a_message_that_this_release_can_not_read_is_given_up_and_the_others_go(office):
    office.says("old", to="U_SOCIAL")
    office.says("new", to="U_EARLY")
    spoilt = update(tables.Outbox).where(tables.Outbox.key == "old").values(message={"kind": "x", "parts": "none"})
    office.does(lambda session: session.execute(spoilt))

    office.ticks_until_done()

    assert (office.row("old").state, office.row("new").state) == (outbox.DEAD, outbox.SENT)
    assert "another release" in as_text(next(each for each in office.platform.arrived if each.to == "U_PM").message)


def test_one_message_that_can_not_be_made_up_does_not_keep_the_others(office):
    rows = [("bad", "weekly_summary", {}, TUESDAY - HOUR)]
    office.does(outbox.plan, office.board.workspace_id, office.board.id, rows)
    asks_everybody(office)

    office.ticks_until_done()

    assert (office.row("bad").state, office.row("bad").why) == (outbox.PLANNED, "it could not be made up")
    assert {outgoing.to for outgoing in office.platform.arrived} >= {"U_QA", "U_SOCIAL"}


def test_a_worker_that_wakes_after_its_lease_does_not_undo_what_another_did(office):
    office.says("a")
    second = office.another_worker("second")

    def answer(outgoing):
        if len(office.platform.arrived) == 1:  # the first worker hangs here until long after its lease
            office.time.of_machine += LEASE
            office.platform.found = Sent("C:9")
            run_beside(lambda: office.ticks(second))
            return InDoubt("no answer")
        raise AssertionError("it was sent a second time")

    office.platform.answers = answer
    office.ticks()

    assert (office.row("a").state, office.row("a").ref) == (outbox.SENT, "C:9")


def test_two_workers_send_what_is_due_once_each(office):
    for number in range(30):
        office.says(f"m{number}", to=f"U{number}")
    second = office.another_worker("second")

    async def both() -> None:
        await asyncio.gather(office.worker.deliver(), second.deliver())
        await asyncio.gather(office.worker.finish(), second.finish())

    for _ in range(3):
        asyncio.run(both())

    assert sorted(office.went()) == sorted(f"m{number}" for number in range(30))


def test_a_machine_clock_that_goes_back_an_hour_only_makes_it_wait(office):
    office.says("a", to="U_SOCIAL")
    office.worker_dies_while_sending()
    office.time.of_machine -= HOUR
    office.says("b", to="U_EARLY")

    office.ticks_until_done()
    assert office.went() == ["b"]
    office.time.of_machine += HOUR + LEASE
    office.ticks_until_done()

    assert office.went() == ["b", "a"]


def test_a_paused_board_holds_its_own_messages_back_and_nobody_elses(office):
    """The officer's thanks for a statement is an answer: it does not wait behind what the pause holds back."""
    office.says("chaser")
    office.says("thanks", with_board=False, after=1.0)
    office.time.board += HOUR
    office.does(boards.change_board, office.board.id, paused_at=TUESDAY)

    office.ticks_until_done()
    assert office.went() == ["thanks"]
    office.does(boards.change_board, office.board.id, paused_at=None)
    office.ticks_until_done()

    assert office.went() == ["thanks", "chaser"]


def test_a_board_that_was_never_started_asks_nobody(office):
    office.does(boards.change_board, office.board.id, started_at=None)
    asks_everybody(office)

    office.ticks_until_done()

    assert office.went() == []


def test_nobody_is_asked_twice_however_often_it_ticks(office):
    asks_everybody(office)

    office.ticks_until_done()
    office.ticks_until_done()

    asked = [outgoing.to for outgoing in office.platform.arrived if outgoing.message.kind == "statement_requested"]
    assert sorted(asked) == sorted({*asked})
    assert "U_QA" in asked


@pytest.mark.parametrize(
    ("until", "why"),
    [
        (datetime(2021, 6, 15, 8, 30, tzinfo=UTC), "the meeting had begun"),
        (datetime(2021, 6, 16, 10, 0, tzinfo=UTC), "the meeting had begun"),
    ],
)
def test_a_request_that_could_not_go_before_the_meeting_began_does_not_go(office, until, why):
    key = asks_quality(office)
    office.platform.answers = lambda outgoing: Retry(1.0, "Slack asked us to slow down", holds="conversation")
    office.ticks()

    office.time.board, office.time.of_machine = until, office.time.of_machine + HOUR
    office.ticks_until_done()

    assert (office.row(key).state, office.row(key).why) == (outbox.DROPPED, why)
    assert office.went().count(key) == 1, "the try before, and none after"


def test_a_request_for_a_meeting_that_was_cancelled_does_not_go_made_up_or_not(office):
    made_up = asks_quality(office)
    office.platform.answers = lambda outgoing: Retry(1.0, "Slack asked us to slow down", holds="conversation")
    office.ticks()
    meeting = office.row(made_up).args["meeting"]
    planned = [("late", "statement_request", {"meeting": meeting, "post": office.board.posts[SOCIAL_CARE]}, TUESDAY)]
    office.does(outbox.plan, office.board.workspace_id, office.board.id, planned)

    office.does(meetings.change_meeting, meeting, cancelled_at=TUESDAY)
    office.time.of_machine += HOUR
    office.ticks_until_done()

    assert {office.row(made_up).why, office.row("late").why} == {"the meeting was cancelled"}


def test_a_request_goes_to_whoever_holds_the_post_when_it_goes(office):
    key = asks_quality(office)
    office.platform.answers = lambda outgoing: Retry(1.0, "Slack asked us to slow down", holds="conversation")
    office.ticks()

    office.does(hand_over, office.board, QUALITY, "U_NEW")
    office.platform.answers = lambda outgoing: Sent("C:1")
    office.time.of_machine += HOUR
    office.ticks_until_done()

    assert (office.row(key).state, office.row(key).to) == (outbox.SENT, "U_NEW")


def test_an_action_given_to_another_post_is_asked_of_that_post(office):
    asks_quality(office)
    office.does(give_all_to, office.board, QUALITY, "Head of Early Help")

    office.ticks_until_done()

    asked = {outgoing.to for outgoing in office.platform.arrived if outgoing.message.kind == "statement_requested"}
    assert asked == {"U_EARLY"}


def test_a_request_does_not_go_once_every_statement_is_in(office):
    key = asks_quality(office)
    office.platform.answers = lambda outgoing: Retry(1.0, "Slack asked us to slow down", holds="conversation")
    office.ticks()

    office.does(every_statement_comes_in, office.board, office.row(key).args["meeting"])
    office.time.of_machine += HOUR
    office.ticks_until_done()

    assert (office.row(key).state, office.row(key).why) == (outbox.DROPPED, ANSWERED)


@pytest.mark.parametrize(
    ("pressed", "goes"),
    [
        (datetime(2021, 6, 1, 23, 0, tzinfo=UTC), datetime(2021, 6, 2, 7, 30, tzinfo=UTC)),
        (datetime(2021, 6, 5, 11, 0, tzinfo=UTC), datetime(2021, 6, 7, 7, 30, tzinfo=UTC)),
    ],
    ids=["at night", "on a Saturday"],
)
def test_resuming_a_board_out_of_hours_wakes_nobody(office, pressed, goes):
    key = asks_quality(office)
    office.does(due.make_up, planned(office, key), TUESDAY)
    office.does(boards.change_board, office.board.id, paused_at=TUESDAY)

    office.time.board = pressed
    office.does(boards.change_board, office.board.id, paused_at=None)
    office.ticks_until_done()
    assert office.went() == []
    office.time.board = goes
    office.ticks_until_done()

    assert key in office.went()


def test_a_summary_held_back_by_a_pause_does_not_go_in_another_week(office):
    monday = datetime(2021, 6, 7, 8, 0, tzinfo=UTC)
    office.does(lambda session: plan_next_summary(session, boards.get_board(session, office.board.id), TUESDAY))
    office.time.board = monday
    office.does(due.make_up, planned(office, f"weekly_summary:{office.board.id}:2021-W23"), monday)
    office.does(boards.change_board, office.board.id, paused_at=monday)

    office.time.board = datetime(2021, 6, 15, 9, 0, tzinfo=UTC)
    office.does(boards.change_board, office.board.id, paused_at=None)
    office.ticks_until_done()

    assert office.row(f"weekly_summary:{office.board.id}:2021-W23").state == outbox.DROPPED
    assert [outgoing.key for outgoing in office.platform.arrived if "W23" in outgoing.key] == []


def test_a_message_that_was_sent_says_something_else_in_its_place(office):
    office.says("a")
    office.ticks_until_done()

    assert office.amends("a", "You answered on Tuesday.") is True
    office.ticks_until_done()

    assert (office.went(), office.platform.changed) == (["a"], [("C:1", "You answered on Tuesday.")])
    assert (office.row("a").state, words_of(office, "a")) == (outbox.SENT, "You answered on Tuesday.")
    assert office.row(first_change(office, "a")).state == outbox.SENT
    assert (office.worker.counts.sent, office.worker.counts.amended) == (1, 1)


def test_of_two_changes_that_wait_the_newer_goes_alone_and_one_after_that_goes_too(office):
    office.says("a")
    office.ticks_until_done()

    office.amends("a", "first")
    office.amends("a", "second")
    office.ticks_until_done()
    office.amends("a", "third")
    office.ticks_until_done()

    assert [text for _, text in office.platform.changed] == ["second", "third"]


def test_what_has_not_gone_yet_is_not_changed_behind_its_readers_back(office):
    office.says("a", after=3600.0)

    assert office.amends("a", "Something else.") is False

    assert words_of(office, "a") == "a"
    assert len(rows_of(office)) == 1


def test_a_change_of_what_is_just_being_sent_waits_for_it(office):
    office.says("a")
    office.worker_dies_while_sending()

    assert office.amends("a", "You answered.") is True
    office.platform.found = Sent("C:7")
    office.ticks_until_done()
    assert office.platform.changed == []
    office.time.of_machine += LEASE
    office.ticks_until_done()

    assert office.platform.changed == [("C:7", "You answered.")]


def test_a_change_of_what_never_went_is_dropped_with_the_reason(office):
    office.says("a")
    office.worker_dies_while_sending()
    office.amends("a", "You answered.")
    office.time.of_machine += LEASE
    office.platform.answers = lambda outgoing: Dead("The channel is archived.")

    office.ticks_until_done()

    assert office.row("a").state == outbox.DEAD
    change = office.row(first_change(office, "a"))
    assert change.state == outbox.DROPPED
    assert change.why == "the message that it changes did not go (The channel is archived)"
    assert office.platform.changed == []


def test_what_the_platform_will_not_change_stays_and_nobody_is_alarmed(office):
    office.says("a")
    office.ticks_until_done()
    office.amends("a", "You answered.")
    office.platform.answers = lambda outgoing: LeftAsItWas("Slack lets nobody change messages that are so old")

    office.ticks_until_done()

    change = office.row(first_change(office, "a"))
    assert (change.state, change.why) == (outbox.DROPPED, "Slack lets nobody change messages that are so old")
    assert {row.to for row in rows_of(office)} == {"U_QA"}


def test_what_changes_after_its_reader_left_the_board_is_not_shown_to_them(office):
    office.says("a", to="U_LEAVES")
    office.ticks_until_done()
    office.amends("a", "It is off track.")
    office.does(leaves, office.board.workspace_id, "Member U_LEAVES")

    office.ticks_until_done()

    change = office.row(first_change(office, "a"))
    assert (change.state, change.why) == (outbox.DROPPED, GONE)
    assert (office.went(), office.platform.changed) == (["a"], [])


def test_personal_details_come_out_of_what_somebody_has_who_left_and_they_read_no_change_that_they_did_not_get(office):
    office.says("Zoë Elm is safe.", to="U_LEAVES")
    office.ticks_until_done()
    office.amends("Zoë Elm is safe.", "It is off track, says Zoë Elm.")
    office.does(leaves, office.board.workspace_id, "Member U_LEAVES")

    office.does(removes_details, office.board.id, "Zoë Elm")
    office.ticks_until_done()

    assert office.platform.changed == [("C:1", "[removed] is safe.")]
    assert words_of(office, "Zoë Elm is safe.") == "[removed] is safe."


def test_personal_details_come_out_of_a_change_that_waits_and_out_of_one_that_may_be_on_its_way(office):
    office.says("a")
    office.says("b", to="U_SECOND")
    office.ticks_until_done()
    office.amends("a", "It is off track, says Zoë Elm.")
    office.worker_dies_while_sending()
    office.amends("b", "Zoë Elm says so too.")

    office.does(removes_details, office.board.id, "Zoë Elm")
    office.time.of_machine += LEASE
    office.ticks_until_done()

    assert {text for _, text in office.platform.changed} == {
        "It is off track, says [removed].",
        "[removed] says so too.",
    }
    assert words_of(office, "a") == "It is off track, says [removed]."
    behind = [row for row in rows_of(office) if row.amends == office.row("a").id]
    assert [(row.state, row.args) for row in behind] == [(outbox.SENT, {}), (outbox.SENT, {outbox.REMOVES: True})]


def test_each_change_adds_to_the_one_before_it_also_where_that_was_given_up_and_an_older_one_never_comes_after(office):
    office.says("a")
    office.ticks_until_done()
    for answered in ("first", "second"):
        office.adds("a", answered)
    office.platform.answers = lambda outgoing: Dead("Slack refused it.")
    office.ticks_until_done()
    given_up = office.row(first_change(office, "a"))
    assert (given_up.state, words_of(office, "a")) == (outbox.DEAD, "a"), "that is what its reader has"

    office.platform.answers = lambda outgoing: Sent("C:1")
    office.adds("a", "third")
    office.ticks_until_done()
    office.does(send_again, [given_up.id])
    office.ticks_until_done()

    assert [text for _, text in office.platform.changed] == ["a first second", "a first second third"]
    assert office.row(given_up.key).why == OVERTAKEN


def test_a_change_that_a_worker_of_the_release_before_has_sent_is_not_taken_out_by_the_next(office):
    office.says("a")
    office.ticks_until_done()
    office.adds("a", "first")
    as_it_did = {"state": outbox.SENT, "settled_at": TUESDAY}  # it notes that the change went, and not what "a" says
    gone = update(tables.Outbox).where(tables.Outbox.key == first_change(office, "a")).values(**as_it_did)
    office.does(lambda session: session.execute(gone))

    office.adds("a", "second")
    office.ticks_until_done()

    assert [text for _, text in office.platform.changed] == ["a first second"]


def test_what_never_went_says_its_change_itself_once_it_is_tried_again(office):
    office.says("a")
    office.worker_dies_while_sending()
    office.amends("a", "You answered.")
    office.time.of_machine += LEASE
    office.platform.answers = lambda outgoing: Dead("The channel is archived.")
    office.ticks_until_done()

    office.platform.answers = lambda outgoing: Sent("C:1")
    office.does(send_again, [office.row("a").id])
    office.ticks_until_done()

    assert as_text(office.platform.arrived[-1].message) == "You answered."


def test_a_message_is_changed_again_after_its_first_change_was_kept_as_long_as_it_is_to_be(office):
    office.says("a")
    office.ticks_until_done()
    office.amends("a", "once")
    office.ticks_until_done()
    office.time.board += timedelta(days=100)
    office.amends("a", "twice")
    office.ticks_until_done()
    office.does(forgets_messages, office.board.id, TUESDAY + timedelta(days=50))

    assert office.amends("a", "three times")
    office.ticks_until_done()

    assert [text for _, text in office.platform.changed] == ["once", "twice", "three times"]


def test_what_was_to_change_a_message_that_is_made_up_anew_meanwhile_does_not_write_over_that(office):
    office.says("a")
    office.worker_dies_while_sending()
    office.amends("a", "of before")
    row = office.row("a").id

    office.does(outbox.plan_again, row, "note", "it is made up anew")
    office.does(
        lambda session: outbox.make_up(session, session.get_one(tables.Outbox, row), "U_QA", said("note", "new"))
    )
    office.ticks_until_done()

    assert [as_text(each.message) for each in office.platform.arrived] == ["new"]
    assert (office.platform.changed, words_of(office, "a")) == ([], "new")


def test_a_change_in_doubt_is_made_again_without_looking_and_is_no_repeat(office):
    office.says("a")
    office.ticks_until_done()
    office.amends("a", "You answered.")
    office.platform.answers = lambda outgoing: InDoubt("no answer")
    office.ticks_until_done()
    office.platform.answers, office.platform.found = lambda outgoing: Sent("C:1"), NotAllowedToLook()

    office.time.of_machine += HOUR
    office.ticks_until_done()

    assert office.platform.changed == [("C:1", "You answered.")] * 2
    assert (office.platform.looked_for, office.worker.counts.repeated_unseen) == ([], 0)
    assert office.row(first_change(office, "a")).state == outbox.SENT


def test_a_worker_that_dies_between_the_change_and_its_record_leaves_it_to_the_next(office):
    office.says("a")
    office.ticks_until_done()
    office.amends("a", "You answered.")
    office.worker_dies_while_sending()
    office.time.of_machine += LEASE

    office.ticks_until_done()

    assert office.platform.changed == [("C:1", "You answered.")]
    assert office.row(first_change(office, "a")).state == outbox.SENT


def test_a_change_waits_while_the_board_is_paused(office):
    office.says("a")
    office.ticks_until_done()
    office.amends("a", "You answered.")
    office.does(boards.change_board, office.board.id, paused_at=TUESDAY)

    office.ticks_until_done()
    assert office.platform.changed == []
    office.does(boards.change_board, office.board.id, paused_at=None)
    office.ticks_until_done()

    assert office.platform.changed == [("C:1", "You answered.")]


def test_what_is_answered_together_is_recorded_together(office):
    for number in range(20):
        office.says(f"m{number}", to=f"U{number}")
    commits = []
    event.listen(office.sessions.kw["bind"], "commit", commits.append)

    office.ticks()

    assert len(office.went()) == 20
    assert len(commits) <= 4, "one that leased, and one or a few that recorded"
    assert {office.row(f"m{number}").state for number in range(20)} == {outbox.SENT}


def test_one_record_that_can_not_be_written_does_not_take_the_others_with_it(office):
    for key in ("a", "odd", "b"):
        office.says(key, to=f"U_{key}")
    unwritable: Any = object()
    office.platform.answers = lambda outgoing: Sent(unwritable if outgoing.key == "odd" else "C:1")

    office.ticks_until_done()

    assert {key: office.row(key).state for key in ("a", "odd", "b")} == {"a": "sent", "odd": "leased", "b": "sent"}
    office.time.of_machine += LEASE
    office.platform.found = Sent("C:8")
    office.ticks_until_done()
    assert (office.row("odd").state, office.row("odd").ref, len(office.went())) == (outbox.SENT, "C:8", 3)


def test_a_quick_answer_is_recorded_while_a_slow_one_is_still_awaited(office):
    office.says("slow", to="U_SOCIAL")
    office.says("quick", to="U_EARLY")

    class Slow(Platform):
        async def send(self, outgoing: Outgoing) -> Outcome | LeftAsItWas:
            while outgoing.key == "slow" and office.row("quick").state != outbox.SENT:  # noqa: ASYNC110
                await asyncio.sleep(0.01)  # it takes its time until the other is on record
            return await super().send(outgoing)

    office.platform = Slow()
    office.ticks(office.another_worker("second"))

    assert office.went() == ["quick", "slow"]
    assert office.row("slow").state == outbox.SENT


@dataclass
class Hangs(Platform):
    """Answers at once, but for the message "hangs": that call hangs until the test lets it go."""

    asked: asyncio.Event = field(default_factory=asyncio.Event)
    let_go: asyncio.Event = field(default_factory=asyncio.Event)

    async def send(self, outgoing: Outgoing) -> Outcome | LeftAsItWas:
        if outgoing.key == "hangs":
            self.asked.set()
            await self.let_go.wait()
        return await super().send(outgoing)


def test_while_one_call_hangs_all_the_others_go_and_only_its_own_conversation_waits(office):
    office.platform = slack = Hangs()
    worker = office.another_worker("second")
    for key in ("hangs", "behind"):
        office.says(key, to="U_HANGS")
    for number in range(2 * AT_ONCE):
        office.says(f"m{number}", to=f"U{number}")

    async def ticks_until(is_reached: Callable[[], bool]) -> None:
        async with asyncio.timeout(20):
            while not is_reached():
                assert await worker.deliver() is True, "as long as a call is under way there is something to do"

    async def story() -> None:
        await ticks_until(lambda: counts(office).get(outbox.SENT) == 2 * AT_ONCE)
        office.says("fell due meanwhile", to="U_LATE")
        await ticks_until(lambda: office.row("fell due meanwhile").state == outbox.SENT)
        assert (office.row("hangs").state, office.row("behind").attempts) == (outbox.LEASED, 0)
        slack.let_go.set()
        await ticks_until(lambda: office.row("behind").state == outbox.SENT)
        await worker.finish()
        assert await worker.deliver() is False

    asyncio.run(story())
    assert office.went()[-2:] == ["hangs", "behind"]


def test_a_worker_that_is_told_to_stop_records_what_it_was_sending_and_begins_no_more(office):
    office.platform = slack = Hangs()
    worker = office.another_worker("second")
    office.says("hangs", to="U_SOCIAL")
    office.says("behind", to="U_SOCIAL")

    async def nothing() -> bool:
        return False

    async def story() -> None:
        async with asyncio.timeout(20), ticking([worker], nothing, Watch()):
            await slack.asked.wait()
            asyncio.get_running_loop().call_later(2 * TICK, slack.let_go.set)

    asyncio.run(story())
    assert (office.row("hangs").state, office.row("behind").state) == (outbox.SENT, outbox.PENDING)


def test_what_is_made_for_a_board_when_it_goes_waits_for_the_morning_as_its_messages_do(office):
    made = []

    async def makes(row: Leased) -> Sent:
        made.append(row.key)
        return Sent("F1")

    office.says("a file")
    office.time.board = TUESDAY.replace(hour=20)
    worker = office.another_worker("makes files", errands={"note": makes})
    office.ticks(worker)
    assert (made, office.row("a file").state) == ([], outbox.PENDING)

    office.time.board = office.row("a file").due_at
    office.ticks(worker)
    assert (made, office.row("a file").state) == (["a file"], outbox.SENT)


def test_what_one_look_has_leased_is_work_for_another_that_finds_nothing(office):
    office.says("a")
    leased, go_on = threading.Event(), threading.Event()

    def on_step(step):
        if step is Step.LEASED:
            leased.set()
            assert go_on.wait(10)

    worker = office.another_worker("watched", on_step)

    async def two_looks():
        first = asyncio.create_task(worker.deliver())
        assert await asyncio.to_thread(leased.wait, 10)
        found_work = await worker.deliver()
        go_on.set()
        await first
        await worker.finish()
        return found_work, await worker.deliver()

    assert asyncio.run(two_looks()) == (True, False)
    assert office.went() == ["a"]


def test_a_lease_is_as_long_after_a_wait_for_the_lock_as_without_one(office):
    office.says("a")
    waited = timedelta(seconds=5)

    def waits_for_the_lock(connection: Any) -> None:
        if connection.get_execution_options().get("writes") and office.row("a").state == outbox.PENDING:
            office.time.of_machine += waited

    ends: list[datetime] = []
    office.platform.answers = lambda outgoing: ends.append(office.row("a").leased_until) or Sent("C:1")
    event.listen(office.sessions.kw["bind"], "begin", waits_for_the_lock)
    office.ticks()

    assert ends == [MACHINE + waited + LEASE]


@pytest.mark.parametrize("what", ["a message", "a change"])
def test_a_process_that_slept_through_its_lease_does_not_send_what_another_has_sent(office, what):
    """A machine that is suspended, say, and wakes between the lease and the call."""
    office.says("a")
    if what == "a change":
        office.ticks()
        office.amends("a", "You answered.")
    second = office.another_worker("second")

    def sleeps(step: Step) -> None:
        if step == Step.ALLOWED:
            office.time.of_machine += LEASE
            run_beside(lambda: office.ticks(second))

    office.ticks(office.another_worker("sleeper", on_step=sleeps))

    assert office.went() == ["a"]
    assert len(office.platform.changed) == (what == "a change")


def test_one_workspace_that_asked_for_a_wait_does_not_keep_another_waiting(office):
    office.says("ours", to="U_SOCIAL")
    office.platform.answers = lambda outgoing: (
        Retry(600.0, "Slack asked us to slow down") if outgoing.team == "T1" else Sent("C:1")
    )
    office.ticks_until_done()
    office.says("ours, later", to="U_EARLY")
    theirs = office.does(people.workspace_of, "slack", "T2")
    for key in ("theirs", "theirs too"):
        office.does(outbox.say, theirs, key=key, to=f"U_{key}", message=said("note", key), due=TUESDAY)

    office.ticks_until_done()
    assert sorted(office.went()) == ["ours", "theirs", "theirs too"]
    office.platform.answers = lambda outgoing: Sent("C:1")
    office.time.of_machine += timedelta(seconds=599)
    office.ticks_until_done()
    assert len(office.went()) == 3
    office.time.of_machine += timedelta(seconds=1)
    office.ticks_until_done()

    assert sorted(office.went()[3:]) == ["ours", "ours, later"]


def test_a_workspace_that_takes_no_messages_for_a_while_still_has_its_old_ones_changed(office):
    office.says("old", to="U_SOCIAL")
    office.ticks_until_done()
    office.platform.answers = lambda outgoing: Retry(600.0, "Slack asked us to slow down")
    office.says("new", to="U_EARLY")
    office.ticks_until_done()
    office.platform.answers = lambda outgoing: Sent("C:1")

    office.amends("old", "You answered.")
    office.ticks_until_done()

    assert office.platform.changed == [("C:1", "You answered.")]
    assert office.row("new").state == outbox.RETRY


def test_one_conversation_gets_one_message_a_second_and_keeps_no_other_waiting(office):
    worker = office.another_worker("paced", pace=1.0)
    for number in range(3):
        office.says(f"channel{number}", to="C_BOARD", after=number / 10)
    office.says("officer", to="U_QA")
    office.time.board += HOUR

    for _ in range(3):
        office.ticks(worker)
    assert sorted(office.went()) == ["channel0", "officer"]
    office.time.of_machine += timedelta(seconds=0.7)
    assert office.ticks(worker) is False
    office.time.of_machine += timedelta(seconds=0.3)
    office.ticks(worker)
    assert office.went()[-1] == "channel1"
    assert office.ticks(worker) is False
    office.time.of_machine += timedelta(seconds=1)
    office.ticks(worker)

    assert office.went()[-1] == "channel2"


def test_what_was_not_even_asked_for_was_not_tried(office):
    office.says("a")
    office.platform.reach = lambda to: Retry(30.0, "Slack asked us to slow down", holds="look", was_asked=False)

    for _ in range(3 * ATTEMPTS):
        office.ticks_until_done()
        office.time.of_machine += timedelta(seconds=30)

    assert (office.row("a").state, office.row("a").attempts) == (outbox.RETRY, 0)


@pytest.mark.parametrize("arrived", [True, False])
def test_what_is_in_doubt_is_looked_for_while_its_board_is_paused_and_not_sent(office, arrived):
    office.says("a")
    office.worker_dies_while_sending()
    office.does(boards.change_board, office.board.id, paused_at=TUESDAY)
    office.platform.found = Sent("C:7") if arrived else None
    office.time.of_machine += LEASE

    office.ticks_until_done()

    assert (office.platform.looked_for, office.went()) == (["a"], [])
    row = office.row("a")
    assert (row.state, row.in_doubt) == (outbox.SENT if arrived else outbox.PENDING, False)
    office.does(boards.change_board, office.board.id, paused_at=None)
    office.ticks_until_done()
    assert (office.platform.looked_for, office.went()) == (["a"], [] if arrived else ["a"])


def test_where_it_may_not_look_a_pause_is_kept_and_the_repeat_counted_once(office):
    office.says("a")
    office.worker_dies_while_sending()
    office.does(boards.change_board, office.board.id, paused_at=TUESDAY)
    office.platform.found = NotAllowedToLook()
    office.time.of_machine += LEASE

    office.ticks_until_done()
    assert office.went() == []
    office.does(boards.change_board, office.board.id, paused_at=None)
    office.ticks_until_done()

    assert (office.went(), office.worker.counts.repeated_unseen) == (["a"], 1)


def test_a_change_that_is_in_doubt_waits_while_its_board_is_paused(office):
    office.says("a")
    office.ticks_until_done()
    office.amends("a", "other words")
    office.worker_dies_while_sending()
    office.does(boards.change_board, office.board.id, paused_at=TUESDAY)
    office.time.of_machine += LEASE

    assert office.ticks() is False


def test_what_waits_for_a_paused_board_or_for_its_next_try_is_no_work(office):
    office.says("held")
    office.says("tried", to="U_SOCIAL", with_board=False)
    office.does(boards.change_board, office.board.id, paused_at=TUESDAY)
    office.platform.answers = lambda outgoing: Retry(60.0, "Slack asked us to slow down", holds="conversation")
    office.ticks_until_done()
    begun = []
    event.listen(office.sessions.kw["bind"], "begin", lambda c: begun.append(c.get_execution_options().get("writes")))

    assert office.ticks() is False

    assert begun == [None, None], "a look for what to make up and one for what to send, and no lock"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_while_another_program_holds_the_databases_lock_nothing_is_lost(office):
    office.says("a")
    engine = office.sessions.kw["bind"]
    with engine.connect() as other:
        event.listen(engine, "begin", waits_a_moment_only, insert=True)
        other.execution_options(writes=True).exec_driver_sql("SELECT 1")

        with pytest.raises(OperationalError, match="locked"):  # the ticks log it, and look again
            office.ticks()
        other.rollback()
    assert office.went() == []

    office.ticks_until_done()

    assert (office.went(), office.row("a").state) == (["a"], outbox.SENT)


def waits_a_moment_only(connection: Any) -> None:
    connection.exec_driver_sql("PRAGMA busy_timeout = 20")


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_two_workers_that_both_have_something_to_say_take_turns_with_the_workspace(office: Office) -> None:
    """What is said names its workspace, and PostgreSQL keeps that from going meanwhile: both may still have it."""
    both_have = threading.Barrier(2, timeout=20)

    def says_and_then_waits(name: str) -> None:
        with office.sessions() as session:
            board = office.board
            outbox.say(
                writing(session), board.workspace_id, key=name, to="U_QA", message=said("note", name), due=TUESDAY
            )
            both_have.wait()
            boards.wait_for_workspace(session, board.workspace_id)
            session.commit()

    with ThreadPoolExecutor(2) as workers:
        list(workers.map(says_and_then_waits, ("one", "other")))

    assert (office.row("one").state, office.row("other").state) == (outbox.PENDING, outbox.PENDING)


def test_two_hours_forward_on_the_machines_clock_send_nothing_twice(office):
    office.says("a")
    office.ticks_until_done()
    office.time.of_machine += 2 * HOUR
    office.ticks_until_done()
    office.time.of_machine -= 2 * HOUR
    office.says("b")
    office.ticks_until_done()

    assert office.went() == ["a", "b"]


def stands_still() -> float:
    """What has passed by the clock that nobody sets, while others are set: next to nothing."""
    return 0.0


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # PostgreSQL's own clock is gone by there
@pytest.mark.parametrize("wrong", [-HOUR, 7 * 24 * HOUR], ids=["an hour back", "a week forward"])
@pytest.mark.parametrize("step", [Step.LEASED, Step.SENDING, Step.SETTLING], ids=str)
def test_a_machine_clock_that_is_set_while_a_message_is_under_way_neither_loses_nor_repeats_it(office, wrong, step):
    def sets_the_clock(passed):
        if passed is step and office.row("a").state in (outbox.PENDING, outbox.LEASED):
            office.time.of_machine = MACHINE + wrong

    worker = office.another_worker("first", sets_the_clock, seconds=stands_still)
    office.says("a", to="U_SOCIAL")
    office.ticks(worker)
    office.says("b", to="U_EARLY")
    for after in (office.another_worker("second"), worker):
        office.ticks(after)
    office.time.of_machine = MACHINE + 2 * LEASE
    office.ticks_until_done()

    assert office.went() == ["a", "b"]
    assert {row.state for row in rows_of(office)} == {outbox.SENT}


def test_a_message_whose_lease_ends_by_a_clock_that_was_set_is_not_begun_again_by_the_worker_that_sends_it(office):
    class Meanwhile(Platform):
        async def send(self, outgoing: Outgoing) -> Outcome:
            self.arrived.append(outgoing)
            if len(self.arrived) == 1:
                office.time.of_machine += 7 * 24 * HOUR
                await office.worker.deliver()
            return Sent("C:1")

    office.platform = Meanwhile()
    office.worker = office.another_worker("first", seconds=stands_still)
    office.says("a")
    office.ticks_until_done()

    assert (office.went(), office.platform.looked_for) == (["a"], [])
    assert office.row("a").state == outbox.SENT


def counts(office: Office) -> dict[str, int]:
    with office.sessions() as session:
        return outbox.counts(session)


def removes_details(session: Session, board_id: int, words: str) -> None:
    removing.remove(session, removing.find(session, boards.get_board(session, board_id), words), TUESDAY)


def forgets_messages(session: Session, board_id: int, before: datetime) -> None:
    retention.forget_messages(session, boards.get_board(session, board_id), before)


def leaves(session: Session, workspace: int, title: str) -> None:
    """Nobody is in this post from today on."""
    people.vacate(session, people.post_of(session, workspace, title, TUESDAY.date()), TUESDAY.date())


def first_change(office: Office, key: str) -> str:
    return f"amend:{office.row(key).id}:1"


def words_of(office: Office, key: str) -> str:
    return as_text(Message.model_validate(office.row(key).message))


def rows_of(office: Office) -> list[tables.Outbox]:
    with office.sessions() as session:
        return list(session.scalars(select(tables.Outbox)))


def asks_everybody(office: Office) -> None:
    """Plan the requests of the meeting of 15 June."""
    office.does(_plan_requests, office.board)


def asks_quality(office: Office) -> str:
    """Plan one request, for a meeting that goes through what one post answers for; the key of its row."""
    return office.does(_meeting_of_one_post, office.board)


def _plan_requests(session, board):
    found = boards.get_board(session, board.id)
    for meeting in meetings.meetings_of(session, board.id, since=TUESDAY):
        plan_meeting(session, found, meeting, TUESDAY)


def _meeting_of_one_post(session, board):
    of_post = select(tables.Action.id).where(
        tables.Action.accountable_post_id == board.posts[QUALITY], tables.Action.lifecycle == "in_progress"
    )
    actions = list(session.scalars(of_post))
    meeting = meetings.add_meeting(
        session, board.id, actions, kind="holding_to_account", ref="HTA-X",
        starts_at=datetime(2021, 6, 15, 8, 30, tzinfo=UTC), ends_at=datetime(2021, 6, 15, 9, 30, tzinfo=UTC),
        request_at=TUESDAY, statements_due_at=datetime(2021, 6, 8, 16, 0, tzinfo=UTC),
        pack_at=datetime(2021, 6, 10, 16, 0, tzinfo=UTC),
    )  # fmt: skip
    plan_meeting(session, boards.get_board(session, board.id), meetings.get_meeting(session, meeting), TUESDAY)
    return f"statement_request:{meeting}:{board.posts[QUALITY]}"


def planned(office: Office, key: str) -> outbox.Planned:
    row = office.row(key)
    return outbox.Planned(row.id, row.key, row.kind, row.args, row.due_at, row.board_id)


def hand_over(session, board, title, account):
    post = people.get_post(session, board.posts[title])
    people.hold(session, post, people.person_of(session, board.workspace_id, account, "Somebody New"), date(2021, 6, 1))


def give_all_to(session, board, title, other):
    session.execute(
        update(tables.Action)
        .where(tables.Action.accountable_post_id == board.posts[title])
        .values(accountable_post_id=board.posts[other])
    )


def every_statement_comes_in(session, board, meeting_id):
    refs = {action_id: ref for ref, action_id in board.actions.items()}
    for action_id, _ in meetings.agenda(session, meeting_id):
        sends_statement(session, board, refs[action_id], "Amber", at=TUESDAY)
    session.execute(update(tables.Statement).where(tables.Statement.came_by == "form").values(meeting_id=meeting_id))


def run_beside(what: Callable[[], Any]) -> Any:
    """Run something that has a loop of its own while a loop is running here."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(what).result()


def test_nothing_is_posted_before_a_guest_who_has_no_part_in_the_plan(office):
    member, stranger = Guest("U_LEAD", "Lead Member"), Guest("U_ELSEWHERE", "Somebody Else")
    office.platform.reach = lambda to: Reachable(yes=True, guests=(member, stranger) if to == "C_BOARD" else ())
    office.says("summary", "C_BOARD")
    office.says("answer", "C_BOARD", with_board=False)

    office.ticks_until_done()

    assert "summary" not in office.went()
    assert "answer" in office.went(), "what somebody just asked for is no board's"
    dead = office.row("summary")
    assert dead.state == outbox.DEAD
    assert dead.why.startswith(
        "Somebody Else is a guest in the channel and has no part in this plan, so nothing is posted"
    )
    assert "Lead Member" not in dead.why


def test_before_guests_who_all_have_a_part_in_the_plan_it_is_posted(office):
    office.platform.reach = lambda to: Reachable(yes=True, guests=(Guest("U_QA", "Holder"), Guest("U_LEAD", "Lead")))
    office.says("summary", "C_BOARD")

    office.ticks_until_done()

    assert office.went() == ["summary"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
class TestAClockThatIsSetForward:
    """Two workers on one SQLite, and the machine’s clock is set forward by an hour."""

    @pytest.fixture
    def passed(self) -> list[float]:
        """The seconds that have passed, whatever the machine’s clock is set to."""
        return [0.0]

    @pytest.fixture
    def workers(self, office: Office, passed: list[float]) -> list[Delivery]:
        def seconds() -> float:
            return passed[0]

        return [
            office.another_worker(name, seconds=seconds, waiting_over=WaitingOver(office.time.machine, seconds, LEASE))
            for name in ("one", "other")
        ]

    def goes_by(self, office: Office, passed: list[float], seconds: float) -> None:
        office.time.of_machine += timedelta(seconds=seconds)
        passed[0] += seconds

    def test_while_a_request_is_on_its_way_it_is_not_sent_by_the_other_too(self, office, workers, passed):
        one, other = workers
        answers = asyncio.Event()
        sends = office.platform.send

        async def slowly(outgoing: Outgoing) -> Outcome:
            answer = await sends(outgoing)
            await answers.wait()
            return answer

        async def at_work() -> None:
            await other.deliver()
            await asyncio.to_thread(office.says, "hello")
            office.platform.send = slowly
            await one.deliver()
            self.goes_by(office, passed, 1)
            office.time.of_machine += HOUR
            for _ in range(3):
                await other.deliver()
                self.goes_by(office, passed, 10)
            answers.set()
            await one.finish()
            await other.finish()

        asyncio.run(at_work())

        assert [outgoing.key for outgoing in office.platform.arrived] == ["hello"]
        assert (office.platform.looked_for, office.row("hello").state) == ([], outbox.SENT)

    def test_what_a_dead_worker_had_is_looked_for_after_a_minute(self, office, workers, passed):
        _, other = workers
        office.ticks(other)
        office.says("hello")
        office.worker_dies_while_sending()
        office.time.of_machine += HOUR

        office.ticks(other)
        assert office.platform.looked_for == []
        self.goes_by(office, passed, LEASE.total_seconds())
        office.ticks(other)
        assert office.platform.looked_for == ["hello"]

    def test_a_message_in_doubt_is_not_looked_for_too_soon_by_one_worker_alone(self, office, workers, passed):
        one, _ = workers
        office.platform.answers = lambda outgoing: InDoubt("no answer")
        office.says("hello")
        office.ticks(one)
        office.time.of_machine += HOUR

        office.ticks(one)
        assert office.platform.looked_for == []
        self.goes_by(office, passed, LEASE.total_seconds())
        office.ticks(one)
        assert office.platform.looked_for == ["hello"]

    def test_a_worker_that_begins_just_after_waits_a_minute_before_it_looks_and_lets_all_else_go(self, office, passed):
        office.says("hello")
        office.worker_dies_while_sending()  # its request is still on its way
        office.time.of_machine += HOUR
        answers: list[Outcome] = [Retry(1, "busy")]
        over = WaitingOver(office.time.machine, lambda: passed[0], LEASE)
        new = office.another_worker("new", seconds=lambda: passed[0], waiting_over=over, leases_over=over.leases)
        office.platform.answers = lambda outgoing: answers.pop() if answers else Sent("C:1")
        office.says("later", to="U_SOCIAL")

        for _ in range(2):
            office.ticks(new)
            self.goes_by(office, passed, 2)
        assert (office.platform.looked_for, office.row("later").state) == ([], outbox.SENT)
        self.goes_by(office, passed, LEASE.total_seconds() - 4)
        office.ticks(new)
        assert office.platform.looked_for == ["hello"]
