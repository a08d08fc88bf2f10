"""performance surgeries: when and with whom, what they concern, and what was agreed"""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "surgery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=60), nullable=False),
        sa.Column("team", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("moves", sa.Integer(), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("arranged_by", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["board_id"], ["board.id"], name=op.f("fk_surgery_board_id")),
        sa.ForeignKeyConstraint(["arranged_by"], ["person.id"], name=op.f("fk_surgery_arranged_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_surgery")),
        sa.UniqueConstraint("board_id", "ref", name=op.f("uq_surgery_board_id_ref")),
    )
    op.create_index(op.f("ix_surgery_board_id"), "surgery", ["board_id"])
    op.create_table(
        "surgery_post",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("surgery_id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["surgery_id"], ["surgery.id"], name=op.f("fk_surgery_post_surgery_id")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_surgery_post_post_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_surgery_post")),
    )
    op.create_index(op.f("ix_surgery_post_surgery_id"), "surgery_post", ["surgery_id"])
    op.create_table(
        "surgery_subject",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("surgery_id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=True),
        sa.Column("measure_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["surgery_id"], ["surgery.id"], name=op.f("fk_surgery_subject_surgery_id")),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_surgery_subject_action_id")),
        sa.ForeignKeyConstraint(["measure_id"], ["measure.id"], name=op.f("fk_surgery_subject_measure_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_surgery_subject")),
    )
    op.create_index(op.f("ix_surgery_subject_surgery_id"), "surgery_subject", ["surgery_id"])
    op.create_table(
        "surgery_agreed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("surgery_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("became", sa.String(length=60), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["surgery_id"], ["surgery.id"], name=op.f("fk_surgery_agreed_surgery_id")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_surgery_agreed_post_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_surgery_agreed")),
    )
    op.create_index(op.f("ix_surgery_agreed_surgery_id"), "surgery_agreed", ["surgery_id"])
