"""Files with plans that were dropped into the chat: kept until they are loaded or cancelled, and for a day at most."""

import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, astuple, dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from bot.domain.plan_reading.keeping import Place
from bot.domain.plan_reading.letters import Letters
from bot.domain.plan_reading.preview import ColumnRead
from bot.domain.plan_reading.questions import Question
from storage.tables import PlanFile


@dataclass(frozen=True)
class Kept:
    """A file that is kept: whose, of which board, where the platform has it, and what was asked and answered."""

    id: int
    board_id: int
    account: str
    name: str
    at: datetime
    source: Sequence[Mapping[str, Any]]
    answers: Mapping[Place, str]
    questions: tuple[Question, ...]
    version: int
    columns: tuple[ColumnRead, ...] = ()
    readings: tuple[Letters, ...] = ()
    encoding: str = ""
    previewed: Mapping[str, str] = field(default_factory=dict)
    """As `keeping.prints_of` gave it for the newest preview."""


def add_file(
    session: Session, board_id: int, account: str, name: str, source: Sequence[Mapping[str, Any]], at: datetime
) -> int:
    """Note a file that is to be read. Earlier ones of the same person for the same board are forgotten."""
    session.execute(delete(PlanFile).where(PlanFile.board_id == board_id, PlanFile.account == account))
    row = PlanFile(board_id=board_id, account=account, name=name, at=at, source=[dict(each) for each in source])
    session.add(row)
    session.flush()
    return row.id


def find_file(session: Session, file_id: int) -> Kept | None:
    """The file with this id; None where it is not kept any more."""
    row = session.get(PlanFile, file_id)
    if row is None:
        return None
    answers = {(sheet, number, column): said for sheet, number, column, said in row.answers}
    questions = tuple(
        Question(
            **{
                **each,
                "choices": tuple(each["choices"]),
                "also": tuple(each.get("also", ())),
                "each": tuple(each.get("each", ())),
            }
        )
        for each in row.questions
    )
    return Kept(
        row.id, row.board_id, row.account, row.name, row.at, row.source, answers, questions, row.version,
        columns=tuple(ColumnRead(*each) for each in row.columns),
        readings=tuple(Letters(code, name, tuple(shown)) for code, name, shown in row.readings), encoding=row.encoding,
        previewed=row.previewed,
    )  # fmt: skip


def grid_of(session: Session, file_id: int) -> list[Any] | None:
    """What a file says, as `keeping.from_kept` takes it; None where it has not been read."""
    packed = session.scalars(select(PlanFile.grid).where(PlanFile.id == file_id)).first()
    return json.loads(zlib.decompress(packed)) if packed else None


def packed(grid: Sequence[Any]) -> bytes:
    """What a file says, as it is kept."""
    return zlib.compress(json.dumps(grid, ensure_ascii=False).encode("utf-8", "replace"))


def keep_grid(session: Session, file_id: int, grid: bytes) -> None:
    """Keep what a file says; where the platform has it is not needed any more."""
    session.execute(update(PlanFile).where(PlanFile.id == file_id).values(grid=grid, source=[]))


def keep_questions(
    session: Session,
    file_id: int,
    questions: Sequence[Question],
    columns: Sequence[ColumnRead] = (),
    previewed: Mapping[str, str] | None = None,
) -> int:
    """Keep what is to be asked about a file now, what its columns were taken for, and the prints of what was previewed;
    returns its new version.
    """
    row = session.scalars(select(PlanFile).where(PlanFile.id == file_id).with_for_update()).one()
    row.questions, row.version = [asdict(each) for each in questions], row.version + 1
    row.columns, row.previewed = [list(astuple(each)) for each in columns], dict(previewed or {})
    session.flush()
    return row.version


def ask_which_letters(session: Session, file_id: int, readings: Sequence[Letters]) -> int:
    """Keep the ways in which a file can be read, until somebody says which is right; returns its new version."""
    row = session.scalars(select(PlanFile).where(PlanFile.id == file_id).with_for_update()).one()
    row.readings, row.version = [[each.code, each.name, list(each.shown)] for each in readings], row.version + 1
    session.flush()
    return row.version


def choose_letters(session: Session, file_id: int, code: str) -> None:
    """Keep the way in which a file is to be read."""
    session.execute(update(PlanFile).where(PlanFile.id == file_id).values(encoding=code))


def keep_answers(session: Session, file_id: int, answers: Mapping[Place, str]) -> None:
    """Keep what was answered, all of it."""
    kept = [[*place, said] for place, said in answers.items()]
    session.execute(update(PlanFile).where(PlanFile.id == file_id).values(answers=kept))


def forget_file(session: Session, file_id: int) -> None:
    """Delete a file and all that was asked and answered about it."""
    session.execute(delete(PlanFile).where(PlanFile.id == file_id))


def forget_all(session: Session, board_id: int) -> None:
    """Delete every file of a board."""
    session.execute(delete(PlanFile).where(PlanFile.board_id == board_id))


def forget_before(session: Session, moment: datetime) -> None:
    """Delete the files that came before `moment`."""
    session.execute(delete(PlanFile).where(PlanFile.at < moment))
