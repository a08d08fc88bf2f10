"""A board's plan taken out as a file and loaded into an empty database: the same plan, but for what no file decides."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain.actions import CLOSED_WITHOUT_DELIVERY, Lifecycle
from bot.domain.boards import Board
from bot.domain.plan_reading.headings import Field
from bot.domain.plan_reading.preview import PlanRow
from bot.domain.plan_writing import HEADINGS, table_of
from bot.domain.whole_plan import read_whole_plan
from bot.domain.working_days import Nation
from bot.use_cases.exporting import plan_to_export
from bot.use_cases.plans import load_plan
from config.bank_holidays import KNOWN_UNTIL, PLANS_FROM, bank_holidays
from handlers.plan_exports import Kind, write_plan
from handlers.plan_files import read_plan_bytes
from storage import boards, people
from storage.access import access_as_operator
from storage.database import open_database, sessions, writing
from storage.plans import known_plan
from tests.conversations.world import World

DECIDED = frozenset({Field.REPORTED, Field.HOLD_DECISION, Field.HOLD_REVIEW})
"""What a file says and only people decide: it is asked about, and not loaded."""
LIVE, WAITS = (each.words.capitalize() for each in (Lifecycle.IN_PROGRESS, Lifecycle.DELIVERED))
AS_LOADED = {
    Lifecycle.ON_HOLD.words.capitalize(): LIVE,
    Lifecycle.CLOSED_COMPLETE.words.capitalize(): WAITS,
    **{each.words.capitalize(): LIVE for each in CLOSED_WITHOUT_DELIVERY},
}
"""A status that only people decide, and what it is loaded as until they do."""
OF_DELIVERY = frozenset({
    Field.DELIVERED, Field.CHECK, Field.OFFERED, Field.EFFECT, Field.FIGURE, Field.KEEPER, Field.PROCEDURE,
})  # fmt: skip
"""What a file says of a delivery: of an action that then ended without it, it is asked about, and not loaded."""
HOLIDAYS = bank_holidays(Nation.ENGLAND_AND_WALES, PLANS_FROM, KNOWN_UNTIL.year)


def differences(world: World, board: Board, empty: str) -> list[str]:
    """What is otherwise in a plan that came out of `world` and went into the empty database at this address."""
    now = world.pretend.clock.now()
    out = world.looks(plan_to_export, board, now)
    content = write_plan(out.rows, Kind.XLSX, out.marking, out.beside)
    engine = open_database(empty)
    try:
        with sessions(engine)() as session:
            return list(_differing(out.rows, _loaded(writing(session), board, content, now)))
    finally:
        engine.dispose()


def _loaded(session: Session, board: Board, content: bytes, now: datetime) -> Sequence[PlanRow]:
    workspace = people.workspace_of(session, "slack", "T_EMPTY")
    empty = boards.add_board(session, workspace, board.name, mash_number=board.mash_number)
    known = known_plan(session, workspace, empty)
    preview = read_whole_plan(read_plan_bytes(content, "plan.xlsx"), known=known, bank_holidays=HOLIDAYS)
    access = access_as_operator(session, board.name, now)
    load_plan(session, access, preview, now)
    return plan_to_export(session, access.board, now).rows


def _differing(out: Sequence[PlanRow], back: Sequence[PlanRow]) -> Iterator[str]:
    there = {row.ref: cells for row, cells in zip(back, table_of(back)[1:], strict=True)}
    for row, cells in zip(out, table_of(out)[1:], strict=True):
        decided = DECIDED | OF_DELIVERY if row.lifecycle in CLOSED_WITHOUT_DELIVERY else DECIDED
        for heading, was, now in zip(HEADINGS, cells, there.get(row.ref, [""] * len(cells)), strict=True):
            if heading not in decided and now not in (was, AS_LOADED.get(str(was))):
                yield f"{row.ref}, {heading}: {was!r} came back as {now!r}"
