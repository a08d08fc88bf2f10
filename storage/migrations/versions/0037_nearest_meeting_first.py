"""of what is due at one instant, what is for the nearest meeting goes first"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

AFTER_REQUESTS = str(2**31 - 1)
"""Of what was planned for no meeting, and of what the release before writes, that knows no turn."""
OF_MEETING = {
    "sqlite": "strftime('%s', meeting.starts_at) / 60",
    "postgresql": "cast(extract(epoch from meeting.starts_at) as bigint) / 60",
}


def upgrade() -> None:
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.add_column(sa.Column("turn", sa.Integer(), server_default=AFTER_REQUESTS, nullable=False))
        batch_op.drop_index("ix_outbox_open")
        batch_op.create_index("ix_outbox_open", ["state", "due_at", "turn", "id"], unique=False)
    _fill_turns()


def _fill_turns() -> None:
    meeting = sa.table("meeting", sa.column("id"))
    outbox = sa.table("outbox", sa.column("turn"), sa.column("state"), sa.column("meeting_id"))
    minute: sa.Select[Any] = sa.select(sa.literal_column(OF_MEETING[op.get_bind().dialect.name])).select_from(meeting)
    theirs = minute.where(meeting.c.id == outbox.c.meeting_id).scalar_subquery()
    op.execute(outbox.update().where(outbox.c.state == "planned", outbox.c.meeting_id.is_not(None)).values(turn=theirs))
