"""What became of messages, written down: whatever has been answered by now goes into one transaction."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from bot.domain.troubles import Trouble
from bot.log import get_logger
from bot.ports import Clock, Dead, InDoubt, LeftAsItWas, Outcome, Retry, Sent, Settled
from bot.run import Run
from bot.steps import OnStep, Step
from bot.use_cases import due, lateness
from bot.use_cases.planning import Drop, PlanAgain, PutOff
from storage import outbox
from storage.database import Sessions, writing
from storage.outbox import Leased
from storage.troubles import trouble_of

GATHERED = 0.1
"""Seconds that an answer waits for those of the other messages under way, so that one commit serves them all.
Until then it is in doubt, as what was sent and not recorded always is."""
AGAIN = 1.0
"""Seconds until what the database would not take is tried again."""
LAST_TRIES = 3
"""How often it is tried once this process is to end; a row that is still leased then is found in doubt by another."""
SETTLING = timedelta(seconds=20)
"""After an answer that can not be trusted, how long until we look whether the message arrived after all."""
ATTEMPTS = 20
"""Tries before a message is given up: with the waits below, most of a day at the least."""
SHORTEST_WAIT, LONGEST_WAIT = timedelta(seconds=1), timedelta(hours=3)

Before = Drop | PutOff | PlanAgain
Became = Outcome | LeftAsItWas | Settled | Before
Note = Callable[[], None]
"""Counts and logs what was done, once it is committed."""


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


@dataclass(frozen=True)
class _Answered:
    row: Leased
    became: Became
    recorded: asyncio.Future[None]


class Recording:
    """Records what became of one worker's messages, many at a time. While a commit is under way, answers queue up."""

    def __init__(self, run: Run, sessions: Sessions, clock: Clock, on_step: OnStep) -> None:
        self._run = run
        self._sessions = sessions
        self._clock = clock
        self._on_step = on_step
        self._log = get_logger("delivery")
        self._answered: list[_Answered] = []
        self._unanswered = 0
        self._all_answered = asyncio.Event()
        self._under_way: asyncio.Task[None] | None = None
        self._tries_left: int | None = None
        self.trouble: Trouble | None = None
        """Why what was answered can not be recorded now; nothing more should be sent meanwhile."""
        self.counts = Counts()

    def expect(self, answers: int) -> None:
        """So many messages are about to be sent; each is `answered` before it is recorded."""
        if self._unanswered <= 0:
            self._unanswered, self._all_answered = 0, asyncio.Event()
        self._unanswered += answers

    def answered(self) -> None:
        """One message less to wait for, whatever became of it."""
        self._unanswered -= 1
        if self._unanswered <= 0:
            self._all_answered.set()

    async def record(self, row: Leased, became: Became) -> None:
        """Return when it is committed, with others or alone. While the database is in trouble, it is tried again.

        Raises:
            Exception: it could not be, or not before this process had to end; the row stays leased, and whoever takes
                it after that finds it in doubt.
        """
        recorded = asyncio.get_running_loop().create_future()
        self._answered.append(_Answered(row, became, recorded))
        if self._under_way is None:
            self._under_way = asyncio.create_task(self._commit_in_turn())
        await recorded

    def end_soon(self, *, is_ending: bool) -> None:
        """Whether this process is to end, so that it can not go on trying."""
        self._tries_left = LAST_TRIES if is_ending else None

    async def _commit_in_turn(self) -> None:
        try:
            while self._answered:
                await self._others_answer()
                batch, self._answered = sorted(self._answered, key=lambda one: one.row.id), []
                failures = await self._run.in_thread(self._commit, batch)
                self._note_trouble(failures)
                for one, failure in zip(batch, failures, strict=True):
                    self._settle(one, failure)
                if self.trouble:
                    await asyncio.sleep(AGAIN)
        finally:
            self._under_way = None

    def _settle(self, one: _Answered, failure: Exception | None) -> None:
        if failure is not None and trouble_of(failure) and self._tries_left != 0:
            self._answered.append(one)
        elif one.recorded.cancelled():
            return
        elif failure is None:
            one.recorded.set_result(None)
        else:
            one.recorded.set_exception(failure)

    def _note_trouble(self, failures: Sequence[Exception | None]) -> None:
        """Say once when what was answered can not be recorded, and once when it can again."""
        trouble = next(filter(None, (trouble_of(failure) for failure in failures if failure)), None)
        if trouble and self._tries_left:
            self._tries_left -= 1
        if trouble and not self.trouble:
            self._log.error(f"{trouble}, so what was sent is not on record yet", messages=len(failures))
        if self.trouble and not trouble:
            self._log.info("what was sent is on record now", messages=len(failures))
        self.trouble = trouble

    async def _others_answer(self) -> None:
        try:
            async with asyncio.timeout(GATHERED):
                await self._all_answered.wait()
        except TimeoutError:
            return

    def _commit(self, batch: Sequence[_Answered]) -> list[Exception | None]:
        """Record all of it, or else each by itself, so that one that fails does not take the others with it.

        That would help nobody where it is the database that is in trouble.
        """
        try:
            self._commit_together(batch)
        except Exception as failure:  # noqa: BLE001  (the worker's loop: it is logged with the row that it belongs to)
            if len(batch) == 1 or trouble_of(failure):
                return [failure] * len(batch)
            return [each for one in batch for each in self._commit([one])]
        return [None] * len(batch)

    def _commit_together(self, batch: Sequence[_Answered]) -> None:
        sent = [(one.row, one.became) for one in batch if isinstance(one.became, Sent)]
        refs, now = {row.id: became.ref for row, became in sent}, self._clock.now()
        late = [row for row, became in sent if lateness.is_late(row, now) and not became.was_found]
        others = [one.row.id for one in batch if one.row.id not in refs or one.row in late]
        with self._sessions() as session:
            writing(session)
            if others:  # what is said or kept of these locks their workspaces; that a message has gone does not
                outbox.wait_for_workspaces(session, others)
            still = outbox.still_leased(session, [one.row for one in batch])
            changes = [one.row.id for one in batch if one.row.id in refs and one.row.amends is not None]
            outbox.sent(session, refs, now, changes=changes)
            for row in late:
                lateness.note_late(session, row, now)
            notes = [self._record(session, one.row, one.became, one.row.id in still) for one in batch]
            self._on_step(Step.SETTLING)
            session.commit()
            self._on_step(Step.SETTLED)
        for note in notes:
            note()

    def _record(self, session: Session, row: Leased, became: Became, is_still_leased: bool) -> Note:
        log = self._log.bind(kind=row.kind, row=row.id, attempt=row.attempts, heard=row.heard)
        if isinstance(became, Sent):
            return lambda: self._note_sent(row, log)
        if not is_still_leased:  # another worker says what becomes of it
            return lambda: log.warning("message was taken by another worker")
        match became:
            case Settled(what=what):
                outbox.done(session, row.id, what, self._clock.now())
                return lambda: log.info("errand done", what=what)
            case Drop() | PutOff() | PlanAgain() | LeftAsItWas():
                return self._hold_back(session, row, became, log)
            case Retry() | InDoubt() if row.attempts < ATTEMPTS:
                return self._try_again(session, row, became, log)
            case Dead(why=why):
                return self._give_up(session, row, why, log.bind(why=became.logged))
            case Retry(why=why) | InDoubt(why=why):
                return self._give_up(session, row, why, log.bind(why=why))

    def _note_sent(self, row: Leased, log: Any) -> None:
        if row.amends is None:
            self.counts.sent += 1
            log.info("message sent")
        else:
            self.counts.amended += 1
            log.info("message changed")

    def _hold_back(self, session: Session, row: Leased, before: Before | LeftAsItWas, log: Any) -> Note:
        match before:
            case Drop(why=why):
                due.drop(session, row, before, self._clock.now())
                return lambda: self._note_dropped(log, "message dropped", why)
            case LeftAsItWas(why=why):
                outbox.left(session, row.id, why, self._clock.now())
                return lambda: self._note_dropped(log, "message left as it was", why)
            case PutOff(until=until, why=why):
                lateness.keep_promise(session, row, self._clock.now(), until)
                outbox.wait_until(session, row.id, until, why)
                return lambda: log.info("message put off", why=why)
            case PlanAgain(kind=kind, why=why):
                outbox.plan_again(session, row.id, kind, why)
                return lambda: log.info("message planned again", why=why)

    def _note_dropped(self, log: Any, said: str, why: str) -> None:
        self.counts.dropped += 1
        log.info(said, why=why)

    def _try_again(self, session: Session, row: Leased, became: Retry | InDoubt, log: Any) -> Note:
        if isinstance(became, Retry):
            asked_for = timedelta(seconds=became.after)
            wait = max(asked_for, _longer(SHORTEST_WAIT, row.attempts)) if became.was_asked else asked_for
            in_doubt, was_tried = row.in_doubt, became.was_asked
        else:
            wait, in_doubt, was_tried = _longer(SETTLING, row.attempts), True, True
        not_before = self._clock.machine() + wait
        outbox.retry(session, row.id, not_before, became.why, in_doubt=in_doubt, was_tried=was_tried)

        def note() -> None:
            self.counts.retried += 1
            said = "message in doubt" if in_doubt else "message put back"
            log.warning(said, why=became.why, seconds=round(wait.total_seconds(), 1))

        return note

    def _give_up(self, session: Session, row: Leased, why: str, log: Any) -> Note:
        due.give_up(session, row, why, self._clock.now())

        def note() -> None:
            self.counts.dead += 1
            log.error("message given up")

        return note


def _longer(first: timedelta, attempts: int) -> timedelta:
    """How long to wait after this many attempts: twice as long each time."""
    return min(first * (1 << attempts - 1), LONGEST_WAIT)
