"""closing plans"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "plan_closing",
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("next_name", sa.Text(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("begun_by", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_plan_closing_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_closing")),
        sa.UniqueConstraint("plan_id", name=op.f("uq_plan_closing_plan_id")),
    )
    op.create_table(
        "former_ref",
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=60), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_former_ref_action_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_former_ref_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_former_ref")),
    )
    with op.batch_alter_table("former_ref", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_former_ref_action_id"), ["action_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_former_ref_plan_id"), ["plan_id"], unique=False)

    op.create_table(
        "plan_closing_item",
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("choice", sa.String(length=20), nullable=False),
        sa.Column("new_ref", sa.String(length=60), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_plan_closing_item_action_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_plan_closing_item_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_closing_item")),
        sa.UniqueConstraint("action_id", name=op.f("uq_plan_closing_item_action_id")),
    )
    with op.batch_alter_table("plan_closing_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_plan_closing_item_plan_id"), ["plan_id"], unique=False)

    with op.batch_alter_table("action", schema=None) as batch_op:
        batch_op.add_column(sa.Column("is_archived", sa.Boolean(), server_default=sa.false(), nullable=False))

    with op.batch_alter_table("plan", schema=None) as batch_op:
        batch_op.add_column(sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("closed_by", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("closed_ref", sa.String(length=60), server_default="", nullable=False))
        batch_op.add_column(sa.Column("next_plan_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("summary", sa.JSON(none_as_null=True), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_plan_next_plan_id"), "plan", ["next_plan_id"], ["id"])
