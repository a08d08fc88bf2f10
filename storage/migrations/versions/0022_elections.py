"""pre-election periods, and what was cleared in them"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "clearance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("about", sa.String(length=60), nullable=False),
        sa.Column("cleared_by", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("noted_by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["board_id"], ["board.id"], name=op.f("fk_clearance_board_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clearance")),
    )
    op.create_index(op.f("ix_clearance_board_id"), "clearance", ["board_id"])
    with op.batch_alter_table("board", schema=None) as batch_op:
        batch_op.add_column(sa.Column("elections", sa.JSON(), server_default="[]", nullable=False))
    with op.batch_alter_table("decision_log", schema=None) as batch_op:
        batch_op.add_column(sa.Column("minutes", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("minutes_differ", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("minutes_by", sa.Text(), server_default="", nullable=False))
