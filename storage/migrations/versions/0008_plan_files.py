"""files with plans, and their marking"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "plan_file",
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("account", sa.String(length=100), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.JSON(), nullable=False),
        sa.Column("grid", sa.LargeBinary(), nullable=True),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("questions", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["board_id"], ["board.id"], name=op.f("fk_plan_file_board_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_file")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("plan_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_plan_file_board_id"), ["board_id"], unique=False)
    with op.batch_alter_table("plan", schema=None) as batch_op:
        batch_op.add_column(sa.Column("marking", sa.String(length=40), nullable=False, server_default=""))
