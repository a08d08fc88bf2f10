"""reported also"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reporting",
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_by", sa.Text(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_reporting_action_id")),
        sa.ForeignKeyConstraint(["board_id"], ["board.id"], name=op.f("fk_reporting_board_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reporting")),
    )
    with op.batch_alter_table("reporting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reporting_action_id"), ["action_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_reporting_board_id"), ["board_id"], unique=False)

    op.create_table(
        "served",
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["statement_id"], ["statement.id"], name=op.f("fk_served_statement_id")),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_served_action_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_served_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_served")),
    )
    with op.batch_alter_table("served", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_served_meeting_id"), ["meeting_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_served_statement_id"), ["statement_id"], unique=False)

    op.create_table(
        "contribution",
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("post", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_contribution_action_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_contribution_meeting_id")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_contribution_post_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_contribution_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contribution")),
    )
    with op.batch_alter_table("contribution", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contribution_action_id"), ["action_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_contribution_meeting_id"), ["meeting_id"], unique=False)
