"""how often an action reports"""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reporting_interval",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("every", sa.Integer(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_reporting_interval_action_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reporting_interval")),
    )
    op.create_index(op.f("ix_reporting_interval_action_id"), "reporting_interval", ["action_id"])
