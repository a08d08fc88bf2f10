"""What the worker does about files: reads a plan that was dropped into the chat, loads it, hands the plan over.

Each is a row of the outbox, so none is lost and each is tried again. The network and the reading happen with no
transaction open; what comes of them is written in one, with what is said of it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from bot.delivery import Errand
from bot.domain.people import Deed
from bot.domain.plan_reading import PlanPreview, PlanRow, Sheet
from bot.domain.plan_reading.grid import column_number, withhold_personal_details
from bot.domain.plan_reading.headings import Field
from bot.domain.plan_reading.keeping import as_kept, cells_at, from_kept, prints_of, with_answers
from bot.domain.plan_reading.letters import WhichLetters
from bot.domain.plan_reading.posts import SaidOfTitle, said_of_title
from bot.domain.plan_reading.questions import questions_of
from bot.domain.refusals import Refusal
from bot.domain.source_writing import Table
from bot.domain.whole_plan import read_whole_plan
from bot.messages import plan_files as words
from bot.messages.parts import Message
from bot.ports import Clock, Dead, Files, NamedFile, NotAllowedToLook, Outcome, Outgoing, Retry, Settled
from bot.run import Run
from bot.steps import OnStep, Step, unwatched
from bot.use_cases.exporting import plan_to_export
from bot.use_cases.plan_files import GONE, note, preview_key, show_settled
from bot.use_cases.plans import how_many_would_be_told, load_plan
from storage import boards, outbox, plan_files, plans
from storage.access import Access, access_board_by_id
from storage.database import Sessions, writing
from storage.outbox import Leased
from storage.plan_files import Kept

MOST = 10 * 1024 * 1024
"""The largest file that is fetched; the reader has the same limit."""
MOST_KEPT = 4 * 1024 * 1024
TRIES = 4
"""After so many, whoever gave the file is told that it can not be read; the log says why."""
TROUBLE = "Something went wrong in Accountable. Please drop it again; if it happens once more, tell whoever runs me."
TOO_MUCH = "{name} holds far more than a plan needs. Save the plan’s own sheet alone, and drop that here."

ReadFile = Callable[[bytes, str, str], list[Sheet]]
"""A file's bytes, its name and the way to read it that was chosen, to sheets; raises a Refusal for what can not be."""
WriteFile = Callable[[Sequence[PlanRow], str, str, Mapping[str, Table]], bytes]
"""A plan, the kind of file, the plan's marking and the tables beside it, to a file's bytes."""
BankHolidays = Callable[[str], frozenset[date]]
"""The bank holidays of a nation."""


class PlanFiles:
    """The errands about plans as files, on one platform."""

    def __init__(
        self,
        run: Run,
        sessions: Sessions,
        clock: Clock,
        files: Files,
        *,
        read: ReadFile,
        write: WriteFile,
        bank_holidays: BankHolidays,
        on_step: OnStep = unwatched,
    ) -> None:
        self._run = run
        self._sessions = sessions
        self._clock = clock
        self._files = files
        self._read_file = read
        self._write_file = write
        self._bank_holidays = bank_holidays
        self._on_step = on_step

    @property
    def errands(self) -> Mapping[str, Errand]:
        """By the kind of message that stands for each."""
        return {
            words.READING: self.read, words.LOADING: self.load, words.LISTING: self.list_remarks,
            words.EXPORTED: self.hand_over,
        }  # fmt: skip

    async def read(self, row: Leased) -> Settled | Retry:
        """Read a file, for the first time or with answers, and say what was found."""
        kept = await self._run.in_thread(self._find, row)
        if kept is None:
            return Settled("the file was cancelled, replaced or read before")
        if row.attempts > TRIES:
            return await self._run.in_thread(self._refuse, row, kept, TROUBLE)
        contents: list[tuple[str, bytes]] = []
        for each in kept.source:
            got = await self._files.fetch(row.team, each["address"], MOST)
            if isinstance(got, Retry):
                return got
            if isinstance(got, Dead):
                return await self._run.in_thread(self._refuse, row, kept, got.why)
            contents.append((each["name"], got.content))
        return await self._run.in_thread(self._read, row, kept, contents)

    async def load(self, row: Leased) -> Settled:
        """Load what is ready in a file."""
        return await self._run.in_thread(self._load, row)

    async def list_remarks(self, row: Leased) -> Settled:
        """Say all that was found in a file, or the part of it that is asked for."""
        return await self._run.in_thread(self._list, row)

    async def hand_over(self, row: Leased) -> Outcome:
        """Hand the whole plan over as a file, as it is now, to whoever still runs its board."""
        try:
            file = await self._run.in_thread(self._write, row)
        except Refusal:
            return Dead("Whoever asked for the plan as a file does not run its board any more.")
        outgoing = Outgoing(row.team, row.to, row.key, row.message or words.export_asked())
        if row.in_doubt:
            found = await self._files.find(outgoing, file.title)
            self._on_step(Step.LOOKED)
            if found is not None and not isinstance(found, NotAllowedToLook):
                return found
        self._on_step(Step.SENDING)
        outcome = await self._files.hand_over(outgoing, file)
        self._on_step(Step.ANSWERED)
        return outcome

    # On a thread

    def _find(self, row: Leased) -> Kept | None:
        """The file, as long as it is as it was when the errand was given."""
        with self._sessions() as session:
            return _as_it_was(session, row)

    def _read(
        self, row: Leased, kept: Kept, contents: Sequence[tuple[str, bytes]], since: Sequence[str] = ()
    ) -> Settled:
        """Say what was found; `since` are the actions that changed in the plan after the preview before."""
        packed = None
        try:
            if contents:
                found = (each for name, content in contents for each in self._read_file(content, name, kept.encoding))
                sheets = [withhold_personal_details(each) for each in found]
                packed = plan_files.packed(as_kept(sheets))
                if len(packed) > MOST_KEPT:
                    raise Refusal(TOO_MUCH.format(name=kept.name))
                preview, board, prints = self._previewed(row, kept, sheets)
            else:
                preview, board, prints = self._previewed(row, kept, None)
        except WhichLetters as unclear:
            return self._ask_which_letters(row, kept, unclear)
        except Refusal as refusal:
            return self._refuse(row, kept, refusal.words)
        with self._sessions() as session:
            if _still_as_it_was(session, row) is None:
                return Settled("the file was cancelled, replaced or read before")
            if packed is not None:
                plan_files.keep_grid(session, kept.id, packed)
            access = _access(session, row, kept, self._clock.now())
            told = how_many_would_be_told(session, access, preview, self._clock.now())
            questions = questions_of(preview)
            version = plan_files.keep_questions(session, kept.id, questions, preview.columns, prints)
            read = words.Previewed(
                kept.name, board, preview, tuple(questions), f"{kept.id}:{version}", answered=len(kept.answers),
                since=tuple(since), told=told,
            )  # fmt: skip
            self._settle(session, kept, words.READ_AGAIN)
            self._say(session, row, f"{preview_key(kept.id)}{row.id}", words.file_preview(read))
            self._commit(session)
        return Settled("read")

    def _ask_which_letters(self, row: Leased, kept: Kept, unclear: WhichLetters) -> Settled:
        """Ask in which way a file is to be read. Until that is said it stays where the platform has it."""
        with self._sessions() as session:
            if _still_as_it_was(session, row) is None:
                return Settled("the file was cancelled, replaced or read before")
            version = plan_files.ask_which_letters(session, kept.id, unclear.readings)
            asked = words.which_letters(kept.name, f"{kept.id}:{version}", unclear.readings)
            self._say(session, row, f"{preview_key(kept.id)}letters:{row.id}", asked)
            session.commit()
        return Settled("it can be read in several ways, and that is asked")

    def _previewed(
        self, row: Leased, kept: Kept, sheets: list[Sheet] | None
    ) -> tuple[PlanPreview, str, dict[str, str]]:
        """What a file comes to beside the plan as it stands, the board's name, and the prints of it.

        Raises:
            Refusal: whoever gave the file does not run the board any more; or it is not kept any more.
        """
        with self._sessions() as session:
            access = _access(session, row, kept, self._clock.now())
            known = plans.known_plan(session, access.board.workspace_id, access.board.id)
            known = replace(known, today=access.board.today(self._clock.now()))
            grid = plan_files.grid_of(session, kept.id) if sheets is None else None
        if sheets is None and grid is None:
            raise Refusal(GONE)
        here = from_kept(grid) if grid is not None else sheets or []
        holidays = self._bank_holidays(access.board.nation)
        read = read_whole_plan(with_answers(here, kept.answers), known=known, bank_holidays=holidays)
        return read, access.board.name, prints_of(read, known)

    def _load(self, row: Leased) -> Settled:
        kept = self._find(row)
        if kept is None:
            return Settled("the file was loaded or cancelled before")
        if row.attempts > TRIES:
            return self._refuse(row, kept, TROUBLE)
        try:
            preview, board, _ = self._previewed(row, kept, None)
            with self._sessions() as session:
                if _still_as_it_was(session, row) is None:
                    return Settled("the file was loaded or cancelled before")
                access = _access(session, row, kept, self._clock.now())
                since = _changed_since(session, access, kept, preview)
                if since:
                    session.rollback()
                    return self._read(row, kept, (), since)
                titles = self._titles_answered(session, access, kept, preview)
                reply = load_plan(session, access, preview, self._clock.now(), titles)
                note(session, access, "import_file", kept.name, to=f"{len(preview.loadable)} actions, into {board}")
                plan_files.forget_file(session, kept.id)
                self._settle(session, kept, words.LOADED)
                if reply.message is not None:
                    self._say(session, row, f"plan_loaded:{row.id}", reply.message)
                self._commit(session)
        except Refusal as refusal:
            return self._refuse(row, kept, refusal.words)
        return Settled("loaded")

    def _list(self, row: Leased) -> Settled:
        kept = self._find(row)
        if kept is None:
            return Settled("the file was loaded, cancelled or read again before")
        try:
            preview, _, _ = self._previewed(row, kept, None)
        except Refusal as refusal:
            return self._refuse(row, kept, refusal.words)
        listed = words.all_remarks(kept.name, f"{kept.id}:{kept.version}", preview, int(row.args["page"]))
        with self._sessions() as session:
            if _still_as_it_was(session, row) is None:
                return Settled("the file was loaded, cancelled or read again before")
            self._say(session, row, f"plan_file_remarks:{row.id}", listed)
            self._commit(session)
        return Settled("listed")

    def _titles_answered(self, session: Session, access: Access, kept: Kept, preview: PlanPreview) -> list[SaidOfTitle]:
        """What the answers say of titles in the file that are spelt almost as another post's."""
        grid = plan_files.grid_of(session, kept.id) or []
        column = next((each.letter for each in preview.columns if each.field == Field.POST.value), "")
        there = plans.known_plan(session, access.board.workspace_id, access.board.id)
        known = [*there.posts, *there.elsewhere, *_posts_in(preview)]
        asked = [(place, said) for place, said in kept.answers.items() if column and place[2] == column_number(column)]
        typed = cells_at(from_kept(grid), [place for place, _ in asked])
        found = (said_of_title(typed.get(place, ""), said, known) for place, said in asked)
        return [each for each in found if each is not None]

    def _refuse(self, row: Leased, kept: Kept, why: str) -> Settled:
        """Tell whoever gave the file that it can not be read, and forget it."""
        with self._sessions() as session:
            if _still_as_it_was(session, row) is None:
                return Settled("the file was cancelled or replaced")
            plan_files.forget_file(session, kept.id)
            self._say(session, row, f"plan_file_refused:{row.id}", words.file_refused(kept.name, why))
            session.commit()
        return Settled("it could not be read, and that is said")

    def _commit(self, session: Session) -> None:
        self._on_step(Step.DOING)
        session.commit()
        self._on_step(Step.DONE)

    def _say(self, session: Session, row: Leased, key: str, message: Message) -> None:
        workspace_id = outbox.workspace_of(session, row.id)
        outbox.say(session, workspace_id, key=key, to=row.to, message=message, due=self._clock.now())

    def _settle(self, session: Session, kept: Kept, what: str) -> None:
        show_settled(session, kept.id, what, self._clock.now())

    def _write(self, row: Leased) -> NamedFile:
        kind, board_id = str(row.args["file_kind"]), int(row.args["board"])
        with self._sessions() as session:
            by, now = (row.platform, row.team, row.to), self._clock.now()
            board = access_board_by_id(session, by, board_id, Deed.MANAGE, now).board
            found = plan_to_export(session, board, now)
        day, asked_at = board.today(now), datetime.fromisoformat(str(row.args.get("asked_at") or now.isoformat()))
        title = f"The plan, asked for on {words.moment_words(board.local(asked_at))}"
        return NamedFile(f"plan-{day}.{kind}", self._write_file(found.rows, kind, found.marking, found.beside), title)


def _posts_in(preview: PlanPreview) -> list[str]:
    return [row.post for row in preview.loadable]


def _changed_since(session: Session, access: Access, kept: Kept, preview: PlanPreview) -> list[str]:
    """The actions that loading would write otherwise than was previewed, since the plan has changed in them."""
    known = plans.known_plan(session, access.board.workspace_id, access.board.id)
    return [ref for ref, print_ in prints_of(preview, known).items() if kept.previewed.get(ref) != print_]


def _as_it_was(session: Session, row: Leased) -> Kept | None:
    kept = plan_files.find_file(session, int(row.args["file"]))
    return kept if kept is not None and kept.version == row.args["version"] else None


def _still_as_it_was(session: Session, row: Leased) -> Kept | None:
    """The same at the beginning of what changes it, with nobody else changing anything meanwhile."""
    boards.wait_for_workspace(writing(session), outbox.workspace_of(session, row.id))
    return _as_it_was(session, row)


def _access(session: Session, row: Leased, kept: Kept, now: datetime) -> Access:
    return access_board_by_id(session, (row.platform, row.team, row.to), kept.board_id, Deed.MANAGE, now)
