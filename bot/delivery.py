"""The outbox, to a platform: lease, draw, send, record. Nothing lost, nothing twice.

A row is leased in one transaction, sent with none open, and settled in another. A worker that dies in between leaves
a lease that runs out; whoever takes the row next finds it in doubt and looks for its key before sending again.
"""

import asyncio
import time
from dataclasses import dataclass
from datetime import timedelta

from bot.log import get_logger
from bot.ports import Clock, Dead, Gateway, InDoubt, NotAllowedToLook, Outcome, Outgoing, Retry, Sent
from bot.run import Run
from bot.use_cases import due
from storage import outbox
from storage.database import Sessions, writing
from storage.outbox import Leased

LEASE = timedelta(seconds=60)
"""Longer than the client's timeout and its connection's, so that when a lease has run out, the dead worker's request
can no longer arrive: looking for the key at once was measured to repeat messages."""
SETTLING = timedelta(seconds=20)
"""After an answer that can not be trusted, how long until we look whether the message arrived after all."""
PACE = 1.0
"""Slack takes about one message a second for one conversation; kept by us, not learnt from its refusals (seconds)."""
AT_ONCE = 20
ATTEMPTS = 12
"""Tries before a message is given up: with the waits below, over a day."""
LONGEST_WAIT = timedelta(hours=3)


@dataclass
class Counts:
    """What has happened to messages since this worker started."""

    sent: int = 0
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
    ) -> None:
        self._run = run
        self._sessions = sessions
        self._clock = clock
        self._gateway = gateway
        self._platform = platform
        self._worker = worker
        self._pace = pace
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
        await asyncio.gather(*(self._deliver(row) for row in rows))
        return bool(rows)

    def waits_for(self) -> float:
        """Seconds until the first conversation that we are keeping pace with may be written to again; 0 for none."""
        self._forget_quiet()
        return min((sent + self._pace - time.monotonic() for sent in self._last_sent.values()), default=0.0)

    def _make_up_due(self) -> bool:
        with self._sessions() as session:
            planned = outbox.due_to_make_up(session, self._clock.now())
        for one in planned:
            with self._sessions() as session:
                due.make_up(writing(session), one, self._clock.now())
                session.commit()
        return bool(planned)

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
            )
            session.commit()
            return rows

    async def _deliver(self, row: Leased) -> None:
        why_not = await self._run.in_thread(self._why_not, row)
        if why_not:
            await self._settle(row, Drop(why_not))
            return
        wait = self._held_until.get(row.team, 0.0) - time.monotonic()
        if wait > 0:
            await self._settle(row, Retry(wait, "the workspace asked us to wait"))
            return
        await self._settle(row, await self._send(row))

    async def _send(self, row: Leased) -> Outcome:
        outgoing = Outgoing(row.team, row.to, row.key, row.message)
        if row.in_doubt:
            found = await self._gateway.find(outgoing)
            if isinstance(found, Sent):
                self.counts.found += 1
                return found
            if isinstance(found, InDoubt):
                return found
            if isinstance(found, NotAllowedToLook):
                self.counts.repeated_unseen += 1
        reachable = await self._gateway.reachable(row.team, row.to)
        if not reachable.yes:
            return Dead(reachable.why)
        self._last_sent[row.to] = time.monotonic()
        return await self._gateway.send(outgoing)

    async def _settle(self, row: Leased, outcome: "Outcome | Drop") -> None:
        if isinstance(outcome, Retry) and outcome.holds == "workspace":
            self._held_until[row.team] = time.monotonic() + outcome.after
        await self._run.in_thread(self._record, row, outcome)

    def _why_not(self, row: Leased) -> str:
        with self._sessions() as session:
            return due.why_not_send(session, row)

    def _record(self, row: Leased, outcome: "Outcome | Drop") -> None:
        now, machine_now = self._clock.now(), self._clock.machine()
        said = {"kind": row.kind, "row": row.id, "attempt": row.attempts, "heard": row.heard}
        with self._sessions() as session:
            writing(session)
            match outcome:
                case Sent(ref=ref):
                    self.counts.sent += 1
                    outbox.sent(session, row.id, ref, now)
                    self._log.info("message sent", **said)
                case Drop(why=why):
                    self.counts.dropped += 1
                    outbox.drop(session, row.id, why, now)
                    self._log.info("message dropped", why=why, **said)
                case Retry(after=after, why=why) if row.attempts < ATTEMPTS:
                    self.counts.retried += 1
                    outbox.retry(session, row.id, machine_now + timedelta(seconds=after), why, in_doubt=row.in_doubt)
                    self._log.warning("message put back", why=why, seconds=round(after, 1), **said)
                case InDoubt(why=why) if row.attempts < ATTEMPTS:
                    self.counts.retried += 1
                    outbox.retry(session, row.id, machine_now + _settling(row.attempts), why, in_doubt=True)
                    self._log.warning("message in doubt", why=why, **said)
                case Dead(why=why) | Retry(why=why) | InDoubt(why=why):
                    self.counts.dead += 1
                    outbox.dead(session, row.id, why, now)
                    due.tell_not_delivered(session, row, why, now)
                    self._log.error("message given up", why=why, **said)
            session.commit()

    def _kept_waiting(self) -> list[str]:
        self._forget_quiet()
        return list(self._last_sent)

    def _forget_quiet(self) -> None:
        since = time.monotonic() - self._pace
        self._last_sent = {to: sent for to, sent in self._last_sent.items() if sent > since}


@dataclass(frozen=True)
class Drop:
    """It is no longer wanted, and why."""

    why: str


def _settling(attempts: int) -> timedelta:
    """How long to wait before looking, longer each time."""
    return min(timedelta(seconds=SETTLING.total_seconds() * 2 ** (attempts - 1)), LONGEST_WAIT)
