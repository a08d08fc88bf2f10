"""The outbox, to a platform: lease, draw, send, record. Nothing lost, nothing twice.

A row is leased in one transaction, sent with none open, and settled in another. A worker that dies in between leaves
a lease that runs out; whoever takes the row next finds it in doubt and looks for its key before sending again.
"""

import asyncio
import time
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from bot.log import get_logger
from bot.ports import (
    Clock,
    Dead,
    Gateway,
    InDoubt,
    LeftAsItWas,
    NotAllowedToLook,
    Outcome,
    Outgoing,
    Retry,
    Sent,
)
from bot.run import Run
from bot.steps import OnStep, Step, unwatched
from bot.use_cases import due
from bot.use_cases.planning import Drop, PlanAgain, PutOff
from storage import outbox
from storage.database import Sessions, writing
from storage.outbox import Leased, Planned

LEASE = timedelta(seconds=60)
"""Longer than the client's timeout and its connection's, so that when a lease has run out, the dead worker's request
can no longer arrive: looking for the key at once was measured to repeat messages."""
SENDING = 40.0
"""Seconds for all that one sending asks of the platform, so that the last request is well within the lease."""
SETTLING = timedelta(seconds=20)
"""After an answer that can not be trusted, how long until we look whether the message arrived after all."""
PACE = 1.0
"""Slack takes about one message a second for one conversation; kept by us, not learnt from its refusals (seconds)."""
AT_ONCE = 20
ATTEMPTS = 20
"""Tries before a message is given up: with the waits below, most of a day at the least."""
SHORTEST_WAIT, LONGEST_WAIT = timedelta(seconds=1), timedelta(hours=3)
MAKE_UP_AGAIN = timedelta(minutes=1)
"""After a message could not be made up, how long until it is tried again; the others go meanwhile."""
UNREADABLE = "It was written by another release of Accountable, in a way that this one can not read."

Before = Drop | PutOff | PlanAgain


@dataclass
class Counts:
    """What has happened to messages since this worker started."""

    sent: int = 0
    amended: int = 0
    retried: int = 0
    dead: int = 0
    dropped: int = 0
    found: int = 0
    repeated_unseen: int = 0
    """Sent again because we were not allowed to look: the only way in which a message can go twice."""


class Delivery:
    """Sends what is due, for one platform. Several may run at once, on several machines."""

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
        on_step: OnStep = unwatched,
    ) -> None:
        self._run = run
        self._sessions = sessions
        self._clock = clock
        self._gateway = gateway
        self._platform = platform
        self._worker = worker
        self._pace = pace
        self._on_step = on_step
        self._last_sent: dict[str, float] = {}
        self._held_until: dict[str, float] = {}
        self._log = get_logger("delivery")
        self.counts = Counts()

    async def make_up_due(self) -> bool:
        """Give words to what is planned and due; True if there was anything."""
        return await self._run.in_thread(self._make_up_due)

    async def deliver(self) -> bool:
        """Lease what is due, send it, and record each; True if there was anything."""
        rows = await self._run.in_thread(self._lease)
        failures = await asyncio.gather(*(self._deliver(row) for row in rows), return_exceptions=True)
        for row, failure in zip(rows, failures, strict=True):
            if failure is not None:  # it stays leased, and whoever takes it after that finds it in doubt
                self._log.error("message not recorded", exc_info=failure, kind=row.kind, row=row.id, heard=row.heard)
        return bool(rows)

    def waits_for(self) -> float:
        """Seconds until the first conversation that we are keeping pace with may be written to again; 0 for none."""
        self._forget_quiet()
        return min((sent + self._pace - time.monotonic() for sent in self._last_sent.values()), default=0.0)

    def _make_up_due(self) -> bool:
        with self._sessions() as session:
            planned = outbox.due_to_make_up(session, self._clock.now())
        for one in planned:
            self._make_up(one)
        return bool(planned)

    def _make_up(self, one: Planned) -> None:
        now = self._clock.now()
        try:
            with self._sessions() as session:
                due.make_up(writing(session), one, now)
                self._on_step(Step.MAKING_UP)
                session.commit()
                self._on_step(Step.MADE_UP)
        except Exception:  # noqa: BLE001  (the worker's loop: one message that fails must not keep the others)
            self._log.exception("message not made up", kind=one.kind, row=one.id)
            with self._sessions() as session:
                outbox.put_off(writing(session), one, now + MAKE_UP_AGAIN, "it could not be made up")
                session.commit()

    def _lease(self) -> list[Leased]:
        machine_now = self._clock.machine()
        with self._sessions() as session:
            if not outbox.is_anything_due(session, self._clock.now()):
                return []
        with self._sessions() as session:
            rows = outbox.lease(
                writing(session),
                now=self._clock.now(),
                machine_now=machine_now,
                until=machine_now + LEASE,
                worker=self._worker,
                most=AT_ONCE,
                platform=self._platform,
                not_to=self._kept_waiting(),
                not_in=self._asked_to_wait(),
            )
            self._on_step(Step.LEASING)
            session.commit()
            self._on_step(Step.LEASED)
            return rows

    async def _deliver(self, row: Leased) -> None:
        try:
            async with asyncio.timeout(SENDING):
                outcome = await self._send(row)
        except TimeoutError:
            outcome = InDoubt("the platform took too long to answer")
        except Exception as failure:  # noqa: BLE001  (the worker's loop: what fails here is tried again, then told)
            self._log.exception("message not sent", kind=row.kind, row=row.id, heard=row.heard)
            outcome = InDoubt(f"the sending failed ({type(failure).__name__}); the log says where")
        await self._settle(row, outcome)

    async def _send(self, row: Leased) -> Outcome | LeftAsItWas | Before:
        if row.message is None:
            return Dead(UNREADABLE)
        outgoing = Outgoing(row.team, row.to, row.key, row.message)
        if row.amends is not None:
            return await self._amend(row, row.amends, outgoing)
        if row.in_doubt:
            found = await self._gateway.find(outgoing)
            self._on_step(Step.LOOKED)
            if isinstance(found, Sent):
                self.counts.found += 1
                return found
            if isinstance(found, InDoubt):
                return found
            if isinstance(found, NotAllowedToLook):
                self.counts.repeated_unseen += 1
        before = await self._run.in_thread(self._before, row)
        if before is not None:
            return before
        self._on_step(Step.ALLOWED)
        reachable = await self._gateway.reachable(row.team, row.to)
        if not reachable.yes:
            return Dead(reachable.why)
        self._last_sent[row.to] = time.monotonic()
        self._on_step(Step.SENDING)
        outcome = await self._gateway.send(outgoing)
        self._on_step(Step.ANSWERED)
        return outcome

    async def _amend(self, row: Leased, amends: int, outgoing: Outgoing) -> Outcome | LeftAsItWas:
        """Change a message that was sent. Where it is in doubt whether that was done, it is done again."""
        if not row.amends_ref:
            return LeftAsItWas(await self._run.in_thread(self._why_not_amended, amends))
        self._on_step(Step.ALLOWED)
        self._last_sent[row.to] = time.monotonic()
        self._on_step(Step.SENDING)
        outcome = await self._gateway.amend(outgoing, row.amends_ref)
        self._on_step(Step.ANSWERED)
        return outcome

    async def _settle(self, row: Leased, outcome: Outcome | LeftAsItWas | Before) -> None:
        if isinstance(outcome, Retry) and outcome.holds == "workspace":
            self._held_until[row.team] = time.monotonic() + outcome.after
        await self._run.in_thread(self._record, row, outcome)

    def _before(self, row: Leased) -> Before | None:
        with self._sessions() as session:
            return due.before_sending(session, row, self._clock.now())

    def _why_not_amended(self, amends: int) -> str:
        with self._sessions() as session:
            return outbox.why_not_amended(session, amends)

    def _record(self, row: Leased, outcome: Outcome | LeftAsItWas | Before) -> None:
        log = self._log.bind(kind=row.kind, row=row.id, attempt=row.attempts, heard=row.heard)
        with self._sessions() as session:
            if not outbox.is_still_leased(writing(session), row) and not isinstance(outcome, Sent):
                log.warning("message was taken by another worker")  # which now says what becomes of it
                return
            match outcome:
                case Sent(ref=ref):
                    outbox.sent(session, row.id, ref, self._clock.now())
                    self._note_sent(row, log)
                case LeftAsItWas(why=why):
                    self.counts.dropped += 1
                    outbox.drop(session, row.id, why, self._clock.now())
                    log.info("message left as it was", why=why)
                case Drop() | PutOff() | PlanAgain():
                    self._hold_back(session, row, outcome, log)
                case Retry() | InDoubt() if row.attempts < ATTEMPTS:
                    self._try_again(session, row, outcome, log)
                case Dead(why=why) | Retry(why=why) | InDoubt(why=why):
                    self.counts.dead += 1
                    outbox.dead(session, row.id, why, self._clock.now())
                    due.tell_not_delivered(session, row, why, self._clock.now())
                    log.error("message given up", why=why)
            self._on_step(Step.SETTLING)
            session.commit()
            self._on_step(Step.SETTLED)

    def _note_sent(self, row: Leased, log: Any) -> None:
        if row.amends is None:
            self.counts.sent += 1
            log.info("message sent")
        else:
            self.counts.amended += 1
            log.info("message changed")

    def _hold_back(self, session: Session, row: Leased, before: Before, log: Any) -> None:
        match before:
            case Drop(why=why):
                self.counts.dropped += 1
                due.drop(session, row, before, self._clock.now())
                log.info("message dropped", why=why)
            case PutOff(until=until, why=why):
                outbox.wait_until(session, row.id, until, why)
                log.info("message put off", why=why)
            case PlanAgain(kind=kind, why=why):
                outbox.plan_again(session, row.id, kind, why)
                log.info("message planned again", why=why)

    def _try_again(self, session: Session, row: Leased, outcome: Retry | InDoubt, log: Any) -> None:
        self.counts.retried += 1
        if isinstance(outcome, Retry):
            wait, in_doubt = max(timedelta(seconds=outcome.after), _longer(SHORTEST_WAIT, row.attempts)), row.in_doubt
        else:
            wait, in_doubt = _longer(SETTLING, row.attempts), True
        outbox.retry(session, row.id, self._clock.machine() + wait, outcome.why, in_doubt=in_doubt)
        said = "message in doubt" if in_doubt else "message put back"
        log.warning(said, why=outcome.why, seconds=round(wait.total_seconds(), 1))

    def _asked_to_wait(self) -> list[str]:
        now = time.monotonic()
        self._held_until = {team: until for team, until in self._held_until.items() if until > now}
        return list(self._held_until)

    def _kept_waiting(self) -> list[str]:
        self._forget_quiet()
        return list(self._last_sent)

    def _forget_quiet(self) -> None:
        since = time.monotonic() - self._pace
        self._last_sent = {to: sent for to, sent in self._last_sent.items() if sent > since}


def _longer(first: timedelta, attempts: int) -> timedelta:
    """How long to wait after this many attempts: twice as long each time."""
    return min(first * (1 << attempts - 1), LONGEST_WAIT)
