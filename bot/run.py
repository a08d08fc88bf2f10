"""Running a use case: one transaction, one check for a repeat, one commit."""

import asyncio
import contextvars
import time
from collections.abc import Callable
from concurrent.futures import Executor
from datetime import datetime
from typing import TypeVar

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from bot.domain.troubles import Trouble
from bot.log import being_heard
from bot.messages.parts import Reply
from bot.ports import Clock
from bot.steps import OnStep, Step, unwatched
from bot.use_cases.heard import Caller
from bot.watching import Hearing
from storage import inbox
from storage.access import wait_for_turn
from storage.database import HEARD, Sessions, writing
from storage.patience import ANSWERING
from storage.troubles import InTrouble, commit, was_lost_to_another
from storage.unchanged import only_reading

Command = TypeVar("Command")
Answer = TypeVar("Answer")
UseCase = Callable[[Session, Command, datetime], Reply]

TRIES = 3
"""How often something is done that the database ends for the good of another: a transaction is a function of its
command, and what was ended has left nothing."""
AGAIN_WITHIN = 1.5
"""Seconds from its beginning in which it is begun again. PostgreSQL sees a deadlock after one; Slack waits three."""


class Run:
    """Runs use cases on threads, so that the event loop never waits for the database.

    `seconds` is a clock of this process that only goes forward.
    """

    def __init__(
        self,
        sessions: Sessions,
        clock: Clock,
        threads: Executor,
        on_step: OnStep = unwatched,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._sessions = sessions
        self._clock = clock
        self._threads = threads
        self._on_step = on_step
        self._seconds = seconds

    async def __call__(
        self, use_case: UseCase[Command], command: Command, key: str | None, hearing: Hearing | None = None
    ) -> Reply:
        """Do it, and answer after the commit.

        With a `key`, a repeat gets the first answer and nothing is done again. A reply that is not settled
        (a form that asks for more, an error beside a field) leaves nothing behind. `hearing` is told which it was.
        What is done in one workspace is done one after another.

        Raises:
            Refusal: as the use case does; nothing is kept.
            CommitInDoubt: it may have been kept. With a key it can be done again, and counts once.
        """
        return await self.in_thread(self.do, use_case, command, key, hearing)

    async def read(self, use_case: UseCase[Command], command: Command) -> Reply:
        """Answer a question that changes nothing."""
        return await self.in_thread(self.look, use_case, command)

    async def in_thread(self, work: Callable[..., Answer], *given: object) -> Answer:
        """Call `work` on one of the threads, where what is being heard is known as it is here."""
        here = contextvars.copy_context()
        return await asyncio.get_running_loop().run_in_executor(self._threads, here.run, work, *given)

    def do(
        self, use_case: UseCase[Command], command: Command, key: str | None = None, hearing: Hearing | None = None
    ) -> Reply:
        """Do it on this thread; again, where the database ended it for the good of another.

        Raises:
            InTrouble: it was ended each time, or there is no time to do it again while somebody waits.
        """
        hearing, until, tries = hearing or Hearing(), self._seconds() + AGAIN_WITHIN, 0
        while True:
            tries += 1
            try:
                return self._do_once(use_case, command, key, hearing)
            except DBAPIError as failure:
                if not was_lost_to_another(failure):
                    raise
                if tries == TRIES or self._seconds() > until:
                    raise InTrouble(Trouble.LOCKED) from failure

    def _do_once(self, use_case: UseCase[Command], command: Command, key: str | None, hearing: Hearing) -> Reply:
        with self._sessions(info={HEARD: being_heard()}) as session:
            writing(session, ANSWERING)
            now = self._clock.now()
            if key and not inbox.note(session, key, now):
                hearing.outcome = "repeated"
                return inbox.find_answer(session, key)
            caller = _caller_of(command)
            if caller is not None:
                wait_for_turn(session, caller.key)
            reply = use_case(session, command, now)
            hearing.outcome = "done" if reply.settled else "asked again"
            if reply.settled:
                if key:
                    inbox.answer(session, key, reply)
                self._on_step(Step.DOING)
                commit(session)
                self._on_step(Step.DONE)
            return reply

    def look(self, use_case: UseCase[Command], command: Command) -> Reply:
        """Answer on this thread, from a transaction that never commits."""
        with self._sessions() as session:
            return use_case(only_reading(session, ANSWERING), command, self._clock.now())


def _caller_of(command: object) -> Caller | None:
    """Whose command it is; None where it says nothing of that, and takes care of itself."""
    match command:
        case Caller() as by:
            return by
        case object(by=Caller() as by):
            return by
        case (Caller() as by, *_):
            return by
    return None
