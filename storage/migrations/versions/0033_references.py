"""references of their own for change requests and exceptions; exceptions as records"""

from collections import Counter

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "exception_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=20), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_exception_report_action_id")),
        sa.ForeignKeyConstraint(["board_id"], ["board.id"], name=op.f("fk_exception_report_board_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_exception_report_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exception_report")),
    )
    op.create_index(op.f("ix_exception_report_board_id"), "exception_report", ["board_id"])
    op.create_index(op.f("ix_exception_report_action_id"), "exception_report", ["action_id"])
    with op.batch_alter_table("deadline_change", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reference", sa.String(length=20), server_default="", nullable=False))
    _number_change_requests()


def _number_change_requests() -> None:
    """Those that were asked for before, board by board in the order in which they were."""
    change = sa.table("deadline_change", *map(sa.column, ("id", "action_id", "before_record", "reference")))
    action = sa.table("action", sa.column("id"), sa.column("board_id"))
    connection, numbers = op.get_bind(), Counter[int]()
    asked = sa.select(change.c.id, action.c.board_id).join(action, action.c.id == change.c.action_id)
    since = asked.where(change.c.before_record.is_(sa.false())).order_by(change.c.id)
    for change_id, board_id in connection.execute(since).all():
        numbers[board_id] += 1
        given = sa.update(change).where(change.c.id == change_id).values(reference=f"CR-{numbers[board_id]:02d}")
        connection.execute(given)
