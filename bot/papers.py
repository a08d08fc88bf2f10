"""What the worker does about a run sheet on paper: writes the file, and hands it over to who asked or is given it.

It is a row of the outbox, so it is tried again, and the file has what is known when it goes. The file is made with the
network untouched, and handed over with no transaction open.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from bot.delivery import Errand
from bot.domain.paper import Paper, to_print
from bot.domain.people import Deed
from bot.domain.refusals import Refusal
from bot.messages import paper as words
from bot.messages.plan_files import moment_words
from bot.ports import Clock, Dead, Files, NamedFile, Outcome, Outgoing
from bot.run import Run
from bot.use_cases.paper import paper_of
from storage import meetings
from storage.access import access_board_by_id
from storage.database import Sessions
from storage.outbox import Leased

WritePaper = Callable[[Paper], bytes]
"""A run sheet, to a file's bytes."""
NOT_THEIRS = "Whoever the run sheet was for does not run the meetings of its board any more."


class Papers:
    """The errands about run sheets on paper, on one platform."""

    def __init__(self, run: Run, sessions: Sessions, clock: Clock, files: Files, *, write: WritePaper) -> None:
        self._run = run
        self._sessions = sessions
        self._clock = clock
        self._files = files
        self._write_file = write

    @property
    def errands(self) -> Mapping[str, Errand]:
        """By the kind of message that stands for each."""
        return {words.PAPER: self.hand_over}

    async def hand_over(self, row: Leased) -> Outcome:
        """Hand the run sheet of a meeting over, as it is now, to whoever still runs the meetings of its board."""
        try:
            file = await self._run.in_thread(self._write, row)
        except Refusal:
            return Dead(NOT_THEIRS)
        outgoing = Outgoing(row.team, row.to, row.key, row.message or words.paper_asked())
        return await self._files.hand_over(outgoing, file)

    def _write(self, row: Leased) -> NamedFile:
        now = self._clock.now()
        with self._sessions() as session:
            by, board_id = (row.platform, row.team, row.to), int(row.args["board"])
            board = access_board_by_id(session, by, board_id, Deed.RUN_MEETING, now).board
            paper = paper_of(session, board, meetings.get_meeting(session, int(row.args["meeting"])), now)
        asked_at = board.local(datetime.fromisoformat(str(row.args["asked_at"])))
        title = f"{paper.above[1]}, asked for on {moment_words(asked_at)}"
        return NamedFile(paper.name, self._write_file(to_print(paper)), title)
