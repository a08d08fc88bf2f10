"""how long things are kept, and what is held"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "record_hold",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("put_by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_by", sa.Text(), nullable=False),
        sa.Column("lifted_why", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["board_id"], ["board.id"], name=op.f("fk_record_hold_board_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_hold")),
    )
    op.create_index(op.f("ix_record_hold_board_id"), "record_hold", ["board_id"])
    with op.batch_alter_table("board", schema=None) as batch_op:
        batch_op.add_column(sa.Column("message_months", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("plan_years", sa.Integer(), nullable=True))
    with op.batch_alter_table("plan", schema=None) as batch_op:
        batch_op.add_column(sa.Column("forgotten_at", sa.DateTime(timezone=True), nullable=True))
