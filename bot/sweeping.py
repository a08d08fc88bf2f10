"""What the worker does to take words out of what the bot said in chat: conversation by conversation.

What it is to look for stands in the outbox until it has looked, since a worker may die meanwhile, and then no more.
"""

from collections.abc import Mapping

from bot.delivery import Errand
from bot.messages.removing import SWEEPING, not_reached
from bot.ports import Clock, InDoubt, Outcome, Retry, Settled, Sweeping
from bot.run import Run
from storage import outbox
from storage.database import Sessions, rinse, writing
from storage.outbox import Leased

TRIES = 6
"""After so many, the programme manager is told which conversation was not looked through."""


class Sweeper:
    """The errand of looking through one conversation, on one platform."""

    def __init__(self, run: Run, sessions: Sessions, clock: Clock, sweeping: Sweeping) -> None:
        self._run = run
        self._sessions = sessions
        self._clock = clock
        self._sweeping = sweeping

    @property
    def errands(self) -> Mapping[str, Errand]:
        """By the kind of message that stands for it."""
        return {SWEEPING: self.sweep}

    async def sweep(self, row: Leased) -> Outcome | Settled:
        """Look through the conversation; then forget what was looked for."""
        words = str(row.args.get("words", ""))
        if not words:
            return Settled("it was looked through before")
        done = await self._sweeping.take_out(row.team, row.to, words)
        if isinstance(done, Retry | InDoubt) and row.attempts < TRIES:
            return done
        is_done = isinstance(done, Settled)
        await self._run.in_thread(self._forget, row, is_done)
        return done if is_done else Settled("it could not be looked through, and that is said")

    def _forget(self, row: Leased, is_done: bool) -> None:
        with self._sessions() as session:
            outbox.forget_args(writing(session), row.id)
            if not is_done:
                outbox.say(
                    session, outbox.workspace_of(session, row.id), key=f"not_swept:{row.id}", due=self._clock.now(),
                    to=str(row.args["by"]), message=not_reached(str(row.args["whose"])),
                )  # fmt: skip
            session.commit()
            rinse(session)
