"""editing in chat"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "contributor",
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_contributor_action_id")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_contributor_post_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contributor")),
    )
    with op.batch_alter_table("contributor", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contributor_action_id"), ["action_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_contributor_post_id"), ["post_id"], unique=False)

    op.create_table(
        "dependency",
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("on_action_id", sa.Integer(), nullable=True),
        sa.Column("outside", sa.Text(), nullable=False),
        sa.Column("expected", sa.Date(), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_dependency_action_id")),
        sa.ForeignKeyConstraint(["on_action_id"], ["action.id"], name=op.f("fk_dependency_on_action_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dependency")),
    )
    with op.batch_alter_table("dependency", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dependency_action_id"), ["action_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_dependency_on_action_id"), ["on_action_id"], unique=False)

    with op.batch_alter_table("action", schema=None) as batch_op:
        batch_op.add_column(sa.Column("held_from", sa.String(length=30), server_default="", nullable=False))
        batch_op.add_column(sa.Column("replaced_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("ended_link", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("ended_why", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("added_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_action_replaced_by_id"), "action", ["replaced_by_id"], ["id"])

    with op.batch_alter_table("milestone", schema=None) as batch_op:
        batch_op.add_column(sa.Column("pilot", sa.String(length=20), server_default="", nullable=False))
        batch_op.add_column(sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("dropped_why", sa.Text(), server_default="", nullable=False))

    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.add_column(sa.Column("action_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_audit_action_id"), ["action_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_audit_action_id"), "action", ["action_id"], ["id"])
