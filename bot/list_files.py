"""What the worker does about a list as a file: writes it as it is by then, and hands it over to who asked.

It is a row of the outbox, so it is tried again. The file is made with the network untouched, and handed over with no
transaction open.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from bot.delivery import Errand
from bot.domain.plan_writing import Written
from bot.domain.refusals import Refusal
from bot.messages import list_files as words
from bot.messages.plan_files import moment_words
from bot.ports import Clock, Dead, Files, NamedFile, Outcome, Outgoing
from bot.run import Run
from bot.use_cases.list_files import list_file
from storage import boards
from storage.database import Sessions
from storage.outbox import Leased

WriteList = Callable[[Sequence[Sequence[Written]], str, Sequence[str]], bytes]
"""The rows with their headings, the kind of file and the lines above, to a file's bytes."""
NOT_THEIRS = "Whoever asked for the list can not see that plan any more, or what was asked for is not there any more."


class ListFiles:
    """The errand about a list as a file, on one platform."""

    def __init__(self, run: Run, sessions: Sessions, clock: Clock, files: Files, *, write: WriteList) -> None:
        self._run = run
        self._sessions = sessions
        self._clock = clock
        self._files = files
        self._write_file = write

    @property
    def errands(self) -> Mapping[str, Errand]:
        """By the kind of message that stands for each."""
        return {words.ERRAND: self.hand_over}

    async def hand_over(self, row: Leased) -> Outcome:
        """Hand over what was asked for, as far as they may see it now."""
        try:
            file = await self._run.in_thread(self._write, row)
        except Refusal:
            return Dead(NOT_THEIRS)
        outgoing = Outgoing(row.team, row.to, row.key, row.message or words.list_asked())
        return await self._files.hand_over(outgoing, file)

    def _write(self, row: Leased) -> NamedFile:
        now, by, board_id = self._clock.now(), (row.platform, row.team, row.to), int(row.args["board"])
        with self._sessions() as session:
            found = list_file(session, by, board_id, str(row.args["asked"]), now)
            board = boards.get_board(session, board_id)
        kind, asked_at = str(row.args["file_kind"]), datetime.fromisoformat(str(row.args["asked_at"]))
        title = f"A list, asked for on {moment_words(board.local(asked_at))}"
        return NamedFile(f"list-{board.today(now)}.{kind}", self._write_file(found.table, kind, found.above), title)
