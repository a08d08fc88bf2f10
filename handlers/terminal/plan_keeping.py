"""What `accountable import` and `export` ask of the database: the plan as it stands, and to load what was read."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from bot.domain.plan_reading import KnownPlan, PlanPreview
from bot.domain.plan_reading.keeping import prints_of
from bot.domain.refusals import Refusal
from bot.messages.parts import Reply
from bot.messages.text import as_text
from bot.use_cases.exporting import ToExport, access_plan_to_export
from bot.use_cases.heard import Caller
from bot.use_cases.list_files import ListFile, list_file
from bot.use_cases.managing import access_management, forget_preview
from bot.use_cases.plans import load_plan
from handlers.terminal.assembled import Assemble, Assembled
from storage import boards
from storage.access import OPERATOR, access_as_operator, wait_for_turn
from storage.migrating import revision_of
from storage.plans import known_plan

CHANGED_SINCE = (
    "The plan has changed since this file was read. Nothing has been loaded. Run the import again: it shows what the "
    "file would do to the plan as it is now."
)


def known(assemble: Assemble, board: str = "") -> KnownPlan:
    """The plan as it stands; an empty one where there is no database, or no board in it, yet."""
    bot = assemble()
    try:
        if not _has_tables(bot):
            return KnownPlan()
        with bot.sessions() as session:
            if not boards.all_boards(session):
                return KnownPlan()
            found = access_as_operator(session, board, bot.clock.now()).board
            plan = known_plan(session, found.workspace_id, found.id)
            return replace(plan, today=found.today(bot.clock.now()))
    finally:
        bot.close()


def save(assemble: Assemble, preview: PlanPreview, board: str, beside: KnownPlan) -> list[str]:
    """Load what a file was read as beside the plan as it stood then, and say what that came to, in sentences.

    Raises:
        Refusal: there is no board yet, or several; or the plan has changed since in what would be written.
    """
    bot = assemble()
    try:
        if not _has_tables(bot):
            raise Refusal("There is no board yet. Set one up: accountable setup")
        reply = bot.run.do(_load, (preview, board, prints_of(preview, beside)))
    finally:
        bot.close()
    return as_text(reply.message).splitlines() if reply.message else []


def to_export(assemble: Assemble, board: str) -> ToExport:
    """The plan of the board with this name (of the only one, for an empty name).

    Raises:
        Refusal: there is no board yet, or no such board, or several, or no plan in it.
    """
    bot = assemble()
    try:
        if not _has_tables(bot):
            raise Refusal("There is no board yet. Set one up: accountable setup")
        with bot.sessions() as session:
            return access_plan_to_export(session, Caller(OPERATOR, board, OPERATOR), bot.clock.now())
    finally:
        bot.close()


def list_to_export(assemble: Assemble, board: str, only: str) -> ListFile:
    """What a question about the plan of that board leaves of it.

    Raises:
        Refusal: there is no such board; or the words could mean several things, or none.
    """
    bot = assemble()
    try:
        if not _has_tables(bot):
            raise Refusal("There is no board yet. Set one up: accountable setup")
        with bot.sessions() as session:
            found = access_as_operator(session, board, bot.clock.now()).board
            return list_file(session, (OPERATOR, board, OPERATOR), found.id, only, bot.clock.now())
    finally:
        bot.close()


def _load(session: Session, command: tuple[PlanPreview, str, Mapping[str, str]], now: datetime) -> Reply:
    preview, board, previewed = command
    wait_for_turn(session, (OPERATOR, board, OPERATOR))
    access = access_management(session, Caller(OPERATOR, board, OPERATOR), now)
    beside = known_plan(session, access.board.workspace_id, access.board.id)
    if prints_of(preview, beside) != previewed:
        raise Refusal(CHANGED_SINCE)
    reply = load_plan(session, access, preview, now)
    forget_preview(session, access)
    return reply


def _has_tables(bot: Assembled) -> bool:
    """Whether the database is there; to ask one that is a file would make it."""
    file = bot.engine.url.database if bot.engine.url.get_backend_name() == "sqlite" else None
    if file and file != ":memory:" and not Path(file).exists():
        return False
    return revision_of(bot.engine) is not None
