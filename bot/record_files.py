"""What the worker does about records as a file: writes what was looked for, and hands it over to who asked.

It is a row of the outbox, so it is tried again. The file is made with the network untouched, and handed over with no
transaction open.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from bot.delivery import Errand
from bot.domain.people import Deed
from bot.domain.refusals import Refusal
from bot.messages import records as words
from bot.messages.plan_files import moment_words
from bot.ports import Clock, Dead, Files, NamedFile, Outcome, Outgoing
from bot.run import Run
from bot.use_cases.records import found_as_table
from storage.access import access_board_by_id
from storage.database import Sessions
from storage.outbox import Leased

WriteTable = Callable[[str, Sequence[Sequence[str]], Sequence[str]], bytes]
"""A table's name, the table with its headings and the lines above it, to a file's bytes."""
NOT_THEIRS = "Whoever asked for the records does not run that board any more."


class RecordFiles:
    """The errand about records as a file, on one platform."""

    def __init__(self, run: Run, sessions: Sessions, clock: Clock, files: Files, *, write: WriteTable) -> None:
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
        """Hand over what was looked for, as it is kept now, to whoever still runs its board."""
        try:
            file = await self._run.in_thread(self._write, row)
        except Refusal:
            return Dead(NOT_THEIRS)
        outgoing = Outgoing(row.team, row.to, row.key, row.message or words.file_asked())
        return await self._files.hand_over(outgoing, file)

    def _write(self, row: Leased) -> NamedFile:
        now, by = self._clock.now(), (row.platform, row.team, row.to)
        with self._sessions() as session:
            access = access_board_by_id(session, by, int(row.args["board"]), Deed.MANAGE, now)
            above, table = found_as_table(session, access, str(row.args["wanted"]))
        board, asked_at = access.board, datetime.fromisoformat(str(row.args["asked_at"]))
        title = f"Records, asked for on {moment_words(board.local(asked_at))}"
        return NamedFile(f"records-{board.today(now)}.xlsx", self._write_file("Records", table, above), title)
