"""The outbox, to a platform: lease, draw, send, record. Nothing lost, nothing twice.

A row is leased in one transaction, sent with none open, and settled in another. A worker that dies in between leaves
a lease that runs out; whoever takes the row next finds it in doubt and looks for its key before sending again.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import MappingProxyType

from bot.log import get_logger
from bot.ports import (
    Clock,
    Dead,
    Gateway,
    Guest,
    InDoubt,
    LeftAsItWas,
    NotAllowedToLook,
    Outcome,
    Outgoing,
    Retry,
    Sent,
)
from bot.recording import Became, Before, Recording
from bot.run import Run
from bot.steps import OnStep, Step, unwatched
from bot.use_cases import due
from bot.waiting_over import LEASE
from storage import outbox
from storage.database import Sessions, writing
from storage.outbox import Leased, Planned
from storage.troubles import InTrouble, trouble_of

SENDING = 40.0
"""Seconds from before it is leased for all that one sending asks of the platform, so that the last request is well
within the lease."""
PACE = 1.0
"""Slack takes about one message a second for one conversation; kept by us, not learnt from its refusals (seconds)."""
TICK = 0.25
"""Seconds between two looks at what is due."""
AHEAD = TICK
"""Seconds before its pace is over that a conversation's next message is leased, so that it goes when it is over."""
AT_ONCE = 20
"""Places: messages that one worker sends at once. As one comes free, the next is leased."""
MADE_UP_TOGETHER = 10
"""How many are made up in one transaction: more would keep others from writing to SQLite for too long."""
MAKE_UP_AGAIN = timedelta(minutes=1)
"""After a message could not be made up, how long until it is tried again; the others go meanwhile."""
TROUBLED = 5.0
"""Seconds until a message is tried again whose sending the database kept from beginning."""
UNREADABLE = "It was written by another release of Accountable, in a way that this one can not read."

Against = Before | Exception | None
"""What a message that is about to go has to say against it, or the failure to find out."""


@dataclass(frozen=True)
class _Turn:
    """A message's turn to go, and until when the platform may be asked for it (this process's seconds)."""

    row: Leased
    against: Against
    until: float


@dataclass(frozen=True)
class _Alone:
    """What is left alone: conversations for their pace, and teams that asked us not to send, or not to amend."""

    not_to: frozenset[str]
    not_in: frozenset[str]
    not_amending_in: frozenset[str]


Errand = Callable[[Leased], Awaitable[Became]]
"""What is done in the place of sending a message of some kind. Doing it twice must come to the same."""


class Delivery:
    """Sends what is due, for one platform. Several may run at once, on several machines.

    `seconds` is a clock of this process that only goes forward: what a platform asks to wait, and pace, go by it.
    `waiting_over` is the machine's time, by which waits are over, and `leases_over` the time by which others' leases
    are, where it is another.
    """

    def __init__(
        self,
        run: Run,
        sessions: Sessions,
        clock: Clock,
        gateway: Gateway,
        *,
        platform: str,
        worker: str,
        pace: float = PACE,
        errands: Mapping[str, Errand] = MappingProxyType({}),
        on_step: OnStep = unwatched,
        seconds: Callable[[], float] = time.monotonic,
        waiting_over: Callable[[], datetime] | None = None,
        leases_over: Callable[[], datetime] | None = None,
    ) -> None:
        self._run = run
        self._sessions = sessions
        self._clock = clock
        self._gateway = gateway
        self._platform = platform
        self._worker = worker
        self._pace = pace
        self._errands = errands
        self._on_step = on_step
        self._seconds = seconds
        self._waiting_over = waiting_over or clock.machine
        self._leases_over = leases_over or self._waiting_over
        self._last_sent: dict[str, float] = {}
        self._held: dict[tuple[str, str], float] = {}
        """Until when a team asked us not to send, or not to amend."""
        self._under_way: set[asyncio.Task[None]] = set()
        self._in_hand: set[int] = set()
        """The rows of those: never leased again meanwhile, even where a clock that was set says that it is time to."""
        self._leasing = 0
        """How many looks are just leasing what is due: it is no longer free, and not yet under way."""
        self._found_work = False
        """Whether the last look leased anything: the next one need not ask first whether there is anything at all."""
        self._recording = Recording(run, sessions, clock, on_step)
        self._log = get_logger("delivery")
        self.counts = self._recording.counts

    async def make_up_due(self) -> bool:
        """Give words to what is planned and due; True if there was anything."""
        return await self._run.in_thread(self._make_up_due)

    async def deliver(self) -> bool:
        """Begin to send what is due, as much as there are places for; False if nothing was, and nothing is under way.

        Returns when a place comes free, or after a tick: a call that hangs keeps its own place, and no other.

        Raises:
            InTrouble: what was sent can not be recorded now. Nothing more is sent until it is.
        """
        if self._recording.trouble:
            raise InTrouble(self._recording.trouble)
        free, until = AT_ONCE - len(self._under_way), self._seconds() + SENDING
        # What comes to its end while we look may let more of its conversation go.
        is_busy = bool(self._under_way or self._leasing)
        self._leasing += 1
        try:
            rows = await self._run.in_thread(self._lease, free, self._alone()) if free else []
            self._found_work = bool(rows)
            if rows:
                await self._begin(rows, until)
        finally:
            self._leasing -= 1
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=TICK, return_when=asyncio.FIRST_COMPLETED)
        return is_busy or bool(rows)

    async def finish(self) -> None:
        """Wait until what was begun is on record, or can not be; nothing more is begun."""
        self._recording.end_soon(is_ending=True)
        while self._under_way:
            await asyncio.wait(self._under_way)
        self._recording.end_soon(is_ending=False)

    def waits_for(self) -> float:
        """Seconds until more may be leased of the first conversation that is left alone for its pace; 0 for none."""
        return min((wait - AHEAD for wait in self._paced().values() if wait > AHEAD), default=0.0)

    def _make_up_due(self) -> bool:
        with self._sessions() as session:
            planned = outbox.due_to_make_up(session, self._clock.now(), self._waiting_over())
        for first in range(0, len(planned), MADE_UP_TOGETHER):
            self._make_up(planned[first : first + MADE_UP_TOGETHER])
        return bool(planned)

    def _make_up(self, several: Sequence[Planned]) -> None:
        """Make them up in one transaction, or else each in its own, so that one that fails does not keep the others."""
        now = self._clock.now()
        try:
            with self._sessions() as session:
                writing(session)
                outbox.wait_for_workspaces(session, [one.id for one in several])
                for one in several:
                    due.make_up(session, one, now)
                self._on_step(Step.MAKING_UP)
                session.commit()
                self._on_step(Step.MADE_UP)
        except Exception as failure:
            if trouble_of(failure):  # it is not the message's fault, and the others would fare no better
                raise
            if len(several) > 1:
                for one in several:
                    self._make_up([one])
            else:
                self._put_off(several[0])

    def _put_off(self, one: Planned) -> None:
        self._log.exception("message not made up", kind=one.kind, row=one.id)
        with self._sessions() as session:
            not_before = self._clock.machine() + MAKE_UP_AGAIN
            outbox.make_up_again(writing(session), one.id, not_before, "it could not be made up")
            session.commit()

    def _lease(self, most: int, alone: _Alone) -> list[Leased]:
        ids = [row for row in self._next_to_go(most, alone) if row not in self._in_hand]
        if not ids:
            return []
        with self._sessions() as session:
            writing(session)
            machine_now = self._clock.machine()  # now that SQLite's lock is held: waiting for it takes from no lease
            rows = outbox.lease(
                session,
                ids,
                machine_now=self._waiting_over(),
                leases_over=self._leases_over(),
                until=machine_now + LEASE,
                worker=self._worker,
                most=most,
            )
            self._on_step(Step.LEASING)
            session.commit()
            self._on_step(Step.LEASED)
            return rows

    def _next_to_go(self, most: int, alone: _Alone) -> list[int]:
        """Read before anything is locked, so that what waits for its pace or its next try keeps nobody from writing."""
        now, machine_now, leases_over = self._clock.now(), self._waiting_over(), self._leases_over()
        with self._sessions() as session:
            if not (self._found_work or outbox.is_anything_due(session, now, machine_now, leases_over)):
                return []
            return outbox.next_to_go(
                session, now=now, machine_now=machine_now, most=most, platform=self._platform,
                not_to=alone.not_to, not_in=alone.not_in, not_amending_in=alone.not_amending_in,
                leases_over=leases_over,
            )  # fmt: skip

    def _before(self, rows: Sequence[Leased]) -> dict[int, Against]:
        """What each row has to say against it; an error of one is that one's alone."""
        if not rows:
            return {}
        try:
            with self._sessions() as session:
                due.look_ahead(session, rows)
                now = self._clock.now()
                return {row.id: due.before_sending(session, row, now) for row in rows}
        except Exception as failure:  # noqa: BLE001  (the worker's loop: raised again where the row is sent)
            if len(rows) == 1 or trouble_of(failure):
                return dict.fromkeys((row.id for row in rows), failure)
            return {key: against for row in rows for key, against in self._before([row]).items()}

    async def _begin(self, rows: Sequence[Leased], until: float) -> None:
        against = await self._run.in_thread(self._before, [row for row in rows if not row.in_doubt])
        self._recording.expect(len(rows))
        for row in rows:
            task = asyncio.create_task(self._deliver(_Turn(row, against.get(row.id), until)))
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)

    async def _deliver(self, turn: _Turn) -> None:
        self._in_hand.add(turn.row.id)
        try:
            await self._send_and_record(turn)
        finally:
            self._in_hand.discard(turn.row.id)

    async def _send_and_record(self, turn: _Turn) -> None:
        row, became = turn.row, await self._outcome(turn)
        if isinstance(became, Retry) and became.holds in ("send", "amend"):
            self._held[row.team, became.holds] = self._seconds() + became.after
        try:
            await self._recording.record(row, became)
        except Exception:  # noqa: BLE001  (the worker's loop: whoever takes the row after its lease finds it in doubt)
            self._log.exception("message not recorded", kind=row.kind, row=row.id, heard=row.heard)

    async def _outcome(self, turn: _Turn) -> Became:
        try:
            async with asyncio.timeout(turn.until - self._seconds()):
                errand = self._errands.get(turn.row.kind)
                return await (self._do(errand, turn) if errand else self._send(turn))
        except TimeoutError:
            return InDoubt("the platform took too long to answer")
        except Exception as failure:  # noqa: BLE001  (the worker's loop: what fails here is tried again, then told)
            row, trouble = turn.row, trouble_of(failure)
            if trouble:  # met before the sending, or in an errand, which may be done twice
                return Retry(TROUBLED, trouble, holds="conversation", was_asked=False)
            self._log.exception("message not sent", kind=row.kind, row=row.id, heard=row.heard)
            return InDoubt(f"the sending failed ({type(failure).__name__}); the log says where")
        finally:
            self._recording.answered()

    async def _do(self, errand: Errand, turn: _Turn) -> Became:
        against = await self._against(turn)
        return await errand(turn.row) if against is None else against

    async def _against(self, turn: _Turn) -> Before | None:
        """What a message has to say against going now: of one in doubt it is asked once it is known to go again."""
        row, against = turn.row, turn.against
        if row.in_doubt:
            against = (await self._run.in_thread(self._before, [row]))[row.id]
        if isinstance(against, Exception):
            raise against
        return against

    async def _send(self, turn: _Turn) -> Became:
        row = turn.row
        if row.message is None:
            return Dead(UNREADABLE)
        outgoing = Outgoing(row.team, row.to, row.key, row.message)
        if row.in_doubt:
            found = await self._look(outgoing) if row.amends is None else None
            if found is not None:
                return found
        against = await self._against(turn)
        if against is not None:
            return against
        if row.amends is not None:
            return await self._amend(turn, row.amends, outgoing)
        self._on_step(Step.ALLOWED)
        unread = await self._unread(row)
        if unread is not None:
            return unread
        await self._keep_pace(turn)
        outcome = await self._gateway.send(outgoing)
        self._on_step(Step.ANSWERED)
        return outcome

    async def _unread(self, row: Leased) -> Became | None:
        """What becomes of a message that would not be read by whom it is for, or by others too; None if it may go."""
        reachable = await self._gateway.reachable(row.team, row.to)
        if isinstance(reachable, Retry):
            return reachable
        if reachable.has_left:
            return await self._run.in_thread(self._has_left, row)
        why = "" if reachable.yes else reachable.why
        if reachable.guests:
            why = await self._run.in_thread(self._not_before, row, reachable.guests)
        whom = tuple(guest.name for guest in reachable.guests)
        return Dead(why, (row.to, *whom)) if why or not reachable.yes else None

    def _not_before(self, row: Leased, guests: Sequence[Guest]) -> str:
        """Why it is not posted before these guests; empty where it may be."""
        with self._sessions() as session:
            return due.not_before_guests(
                session, row, [(each.account, each.name) for each in guests], self._clock.now()
            )

    def _has_left(self, row: Leased) -> Before:
        """Record that whom a message is for has left, and say what becomes of it."""
        with self._sessions() as session:
            decided = due.leave(writing(session), row, self._clock.now())
            session.commit()
            return decided

    async def _look(self, outgoing: Outgoing) -> Sent | Retry | InDoubt | None:
        """Look whether a message in doubt has arrived; None where it has to be sent again."""
        found = await self._gateway.find(outgoing)
        self._on_step(Step.LOOKED)
        if isinstance(found, NotAllowedToLook):
            self.counts.repeated_unseen += 1
            return None
        if isinstance(found, Sent):
            self.counts.found += 1
            return replace(found, was_found=True)
        return found

    async def _amend(self, turn: _Turn, amends: int, outgoing: Outgoing) -> Outcome | LeftAsItWas:
        """Change a message that was sent. Where it is in doubt whether that was done, it is done again."""
        if not turn.row.amends_ref:
            return LeftAsItWas(await self._run.in_thread(self._why_not_amended, amends))
        self._on_step(Step.ALLOWED)
        await self._keep_pace(turn)
        outcome = await self._gateway.amend(outgoing, turn.row.amends_ref)
        self._on_step(Step.ANSWERED)
        return outcome

    def _why_not_amended(self, amends: int) -> str:
        with self._sessions() as session:
            return outbox.why_not_amended(session, amends)

    def _alone(self) -> _Alone:
        """Asked on the event loop, which is where what it reads is written."""
        paced = frozenset(to for to, wait in self._paced().items() if wait > AHEAD)
        return _Alone(paced, self._asked_to_wait("send"), self._asked_to_wait("amend"))

    def _asked_to_wait(self, way: str) -> frozenset[str]:
        now = self._seconds()
        self._held = {held: until for held, until in self._held.items() if until > now}
        return frozenset(team for team, held_way in self._held if held_way == way)

    async def _keep_pace(self, turn: _Turn) -> None:
        """Wait until its conversation may be written to again.

        Raises:
            TimeoutError: this process has slept meanwhile, and another may have the message by now.
        """
        to = turn.row.to
        await asyncio.sleep(max(0.0, self._last_sent.get(to, float("-inf")) + self._pace - self._seconds()))
        if self._seconds() > turn.until:
            raise TimeoutError
        self._last_sent[to] = self._seconds()
        self._on_step(Step.SENDING)

    def _paced(self) -> dict[str, float]:
        """Seconds until each conversation may be written to again, of those that may not now."""
        now = self._seconds()
        self._last_sent = {to: sent for to, sent in self._last_sent.items() if sent + self._pace > now}
        return {to: sent + self._pace - now for to, sent in self._last_sent.items()}
