"""What was said of the headings of files: which column is which, remembered for the next file that has the same."""

import hashlib
import json
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain.plan_reading.columns import ChosenColumns
from bot.domain.plan_reading.headings import Field
from storage.tables import ColumnChoice


def columns_of(session: Session, board_id: int) -> tuple[ChosenColumns, ...]:
    """What was said of the headings of a board's files."""
    found = select(ColumnChoice).where(ColumnChoice.board_id == board_id).order_by(ColumnChoice.id)
    return tuple(_chosen(row) for row in session.scalars(found))


def remember_columns(session: Session, board_id: int, chosen: ChosenColumns, by: str, at: datetime) -> bool:
    """Keep what somebody said of these headings, in the place of what was said before; whether that is another."""
    headings = sorted(map(list, chosen.headings))
    fields = sorted([text, number, field.value] for (text, number), field in chosen.fields.items())
    key = hashlib.sha256(json.dumps(headings).encode()).hexdigest()
    row = session.scalars(
        select(ColumnChoice).where(ColumnChoice.board_id == board_id, ColumnChoice.key == key)
    ).first()
    if row is not None and row.fields == fields:
        return False
    if row is None:
        row = ColumnChoice(board_id=board_id, key=key, headings=headings)
        session.add(row)
    row.fields, row.said_by, row.at = fields, by, at
    session.flush()
    return True


def _chosen(row: ColumnChoice) -> ChosenColumns:
    fields = {(text, number): Field(name) for text, number, name in row.fields}
    return ChosenColumns(frozenset((text, number) for text, number in row.headings), fields)
