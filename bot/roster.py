"""Once a day, asks the platform whether those who hold a seat or a post still have their accounts.

An event or a message that is refused says so as well; this finds whoever left while nobody was listening or writing.
"""

from datetime import date, datetime, time

from bot.log import get_logger
from bot.ports import Clock, Gateway, Retry
from bot.run import Run
from bot.use_cases import turnover
from storage import boards, people
from storage.database import Sessions, writing

FROM = time(7)
"""By the board's clock: what is found is told when its hours begin."""
AT_ONCE = 20
"""Accounts asked about in one go. The others wait for the next, so that nothing else is held up."""


class Roster:
    """Who is to be asked about, on one platform. What it remembers it may forget: asking again changes nothing."""

    def __init__(self, run: Run, sessions: Sessions, clock: Clock, gateway: Gateway, *, platform: str) -> None:
        self._run = run
        self._sessions = sessions
        self._clock = clock
        self._gateway = gateway
        self._platform = platform
        self._looked: dict[int, date] = {}
        self._to_ask: dict[tuple[str, str], int] = {}
        self._log = get_logger("roster")

    async def look(self) -> None:
        """Ask about the next few; what the platform does not say now is asked again tomorrow."""
        if not self._to_ask:
            self._to_ask = await self._run.in_thread(self._of_today)
        for team, account in list(self._to_ask)[:AT_ONCE]:
            reachable = await self._gateway.reachable(team, account)
            if isinstance(reachable, Retry):  # it asked us to slow down
                return
            workspace_id = self._to_ask.pop((team, account))
            if reachable.has_left:
                await self._run.in_thread(self._record, workspace_id, account)

    def _of_today(self) -> dict[tuple[str, str], int]:
        """The accounts to ask about, with their workspaces, of boards that have not been looked through today."""
        now, found = self._clock.now(), dict[tuple[str, str], int]()
        with self._sessions() as session:
            for board in boards.all_boards(session):
                local = board.local(now)
                is_due = local.time() >= FROM and self._looked.get(board.id) != local.date()
                if board.platform != self._platform or not board.is_speaking() or not is_due:
                    continue
                self._looked[board.id] = local.date()
                for account in people.accounts_of(session, board.id, local.date()):
                    found[board.team, account] = board.workspace_id
        return found

    def _record(self, workspace_id: int, account: str) -> None:
        now: datetime = self._clock.now()
        with self._sessions() as session:
            if turnover.record_leaver(writing(session), workspace_id, account, now):
                self._log.info("account disabled")
            session.commit()
