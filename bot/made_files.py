"""What the worker does about a file that is made when it goes: a run sheet on paper, a list, an inspection pack,
records searched for.

It is a row of the outbox, so it is tried again, and the file has what is known when it goes. The file is made with the
network untouched, and handed over with no transaction open.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from bot.delivery import Errand
from bot.domain.cells import Written
from bot.domain.paper import Paper, to_print
from bot.domain.people import Deed
from bot.domain.refusals import Refusal
from bot.messages import inspection as inspection_words
from bot.messages import list_files as list_words
from bot.messages import paper as paper_words
from bot.messages import records as record_words
from bot.messages.parts import Message
from bot.messages.plan_files import moment_words
from bot.ports import Clock, Dead, Files, NamedFile, Outcome, Outgoing
from bot.run import Run
from bot.use_cases.inspection import inspection_pack
from bot.use_cases.list_files import list_file
from bot.use_cases.paper import paper_of
from bot.use_cases.records import found_as_table
from storage import boards, meetings
from storage.access import access_board_by_id
from storage.database import Sessions
from storage.outbox import Leased

WritePaper = Callable[[Paper], bytes]
"""A run sheet, to a file's bytes."""
WriteTable = Callable[[str, Sequence[Sequence[str]], Sequence[str]], bytes]
"""A table's name, the table with its headings and the lines above it, to a file's bytes."""
WriteList = Callable[[Sequence[Sequence[Written]], str, Sequence[str]], bytes]
"""The rows with their headings, the kind of file and the lines above, to a file's bytes."""
WriteSheets = Callable[[Mapping[str, Sequence[Sequence[Written]]], Sequence[str]], bytes]
"""Tables with their headings, by the names of their sheets, and the lines above the first, to a file's bytes."""


@dataclass(frozen=True)
class Making:
    """How a file is made for whoever it is for: `make` refuses where it is theirs no more, which `not_theirs` says.

    `beside` is what goes with it where the row has no message.
    """

    make: Callable[[Session, Leased, datetime], NamedFile]
    not_theirs: str
    beside: Callable[[], Message]


class MadeFiles:
    """The errands about files that are made when they go, on one platform; `makings` by the kind of their message."""

    def __init__(
        self, run: Run, sessions: Sessions, clock: Clock, files: Files, *, makings: Mapping[str, Making]
    ) -> None:
        self._run = run
        self._sessions = sessions
        self._clock = clock
        self._files = files
        self._makings = makings

    @property
    def errands(self) -> Mapping[str, Errand]:
        """By the kind of message that stands for each."""
        return dict.fromkeys(self._makings, self.hand_over)

    async def hand_over(self, row: Leased) -> Outcome:
        """Hand the file over, with what is known now, to whoever it is still for."""
        making = self._makings[row.kind]
        try:
            file = await self._run.in_thread(self._make, making, row)
        except Refusal:
            return Dead(making.not_theirs)
        outgoing = Outgoing(row.team, row.to, row.key, row.message or making.beside())
        return await self._files.hand_over(outgoing, file)

    def _make(self, making: Making, row: Leased) -> NamedFile:
        with self._sessions() as session:
            return making.make(session, row, self._clock.now())


def makings(
    write_paper: WritePaper, write_table: WriteTable, write_list: WriteList, write_sheets: WriteSheets
) -> dict[str, Making]:
    """Every file that is made when it goes, by the kind of message that stands for it."""
    return {
        paper_words.PAPER: Making(
            partial(_run_sheet, write_paper),
            "Whoever the run sheet was for does not run the meetings of its board any more.",
            paper_words.paper_asked,
        ),
        record_words.ERRAND: Making(
            partial(_records, write_table),
            "Whoever asked for the records does not run that board any more.",
            record_words.file_asked,
        ),
        list_words.ERRAND: Making(
            partial(_list, write_list),
            "Whoever asked for the list can not see that plan any more, or what was asked for is not there any more.",
            list_words.list_asked,
        ),
        inspection_words.ERRAND: Making(
            partial(_inspection, write_sheets),
            "Whoever asked for the inspection pack may not make one any more.",
            inspection_words.pack_given,
        ),
    }


def _run_sheet(write: WritePaper, session: Session, row: Leased, now: datetime) -> NamedFile:
    board = access_board_by_id(session, _whom(row), int(row.args["board"]), Deed.RUN_MEETING, now).board
    paper = paper_of(session, board, meetings.get_meeting(session, int(row.args["meeting"])), now)
    title = f"{paper.above[1]}, asked for on {moment_words(board.local(_asked_at(row)))}"
    return NamedFile(paper.name, write(to_print(paper)), title)


def _records(write: WriteTable, session: Session, row: Leased, now: datetime) -> NamedFile:
    access = access_board_by_id(session, _whom(row), int(row.args["board"]), Deed.MANAGE, now)
    above, table = found_as_table(session, access, str(row.args["wanted"]))
    title = f"Records, asked for on {moment_words(access.board.local(_asked_at(row)))}"
    return NamedFile(f"records-{access.board.today(now)}.xlsx", write("Records", table, above), title)


def _list(write: WriteList, session: Session, row: Leased, now: datetime) -> NamedFile:
    board_id, kind = int(row.args["board"]), str(row.args["file_kind"])
    found = list_file(session, _whom(row), board_id, str(row.args["asked"]), now)
    board = boards.get_board(session, board_id)
    title = f"A list, asked for on {moment_words(board.local(_asked_at(row)))}"
    return NamedFile(f"list-{board.today(now)}.{kind}", write(found.table, kind, found.above), title)


def _inspection(write: WriteSheets, session: Session, row: Leased, now: datetime) -> NamedFile:
    board_id = int(row.args["board"])
    pack = inspection_pack(session, _whom(row), board_id, now)
    board = boards.get_board(session, board_id)
    title = f"Inspection pack, asked for on {moment_words(board.local(_asked_at(row)))}"
    return NamedFile(f"inspection-pack-{board.today(now)}.xlsx", write(pack.sheets, pack.above), title)


def _whom(row: Leased) -> tuple[str, str, str]:
    return row.platform, row.team, row.to


def _asked_at(row: Leased) -> datetime:
    return datetime.fromisoformat(str(row.args["asked_at"]))
