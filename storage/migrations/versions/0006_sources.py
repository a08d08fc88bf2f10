"""sources"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "source",
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=60), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("legal_force", sa.Text(), nullable=False),
        sa.Column("visited", sa.Text(), nullable=False),
        sa.Column("visited_on", sa.Date(), nullable=True),
        sa.Column("reported", sa.Text(), nullable=False),
        sa.Column("reported_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["board_id"], ["board.id"], name=op.f("fk_source_board_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_source_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source")),
        sa.UniqueConstraint("board_id", "ref", name=op.f("uq_source_board_id_ref")),
    )
    op.create_index(op.f("ix_source_board_id"), "source", ["board_id"], unique=False)

    op.create_table(
        "source_group",
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_source_group_source_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source_group")),
        sa.UniqueConstraint("source_id", "name", name=op.f("uq_source_group_source_id_name")),
    )
    op.create_index(op.f("ix_source_group_source_id"), "source_group", ["source_id"], unique=False)

    op.create_table(
        "source_item",
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("ref", sa.String(length=60), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("priority", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("declined_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("declined_by", sa.Integer(), nullable=True),
        sa.Column("declined_post", sa.Text(), nullable=False),
        sa.Column("declined_why", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["declined_by"], ["person.id"], name=op.f("fk_source_item_declined_by")),
        sa.ForeignKeyConstraint(["group_id"], ["source_group.id"], name=op.f("fk_source_item_group_id")),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_source_item_source_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source_item")),
        sa.UniqueConstraint("source_id", "ref", name=op.f("uq_source_item_source_id_ref")),
    )
    op.create_index(op.f("ix_source_item_source_id"), "source_item", ["source_id"], unique=False)
    op.create_index(op.f("ix_source_item_group_id"), "source_item", ["group_id"], unique=False)

    op.create_table(
        "source_link",
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("unlinked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_source_link_action_id")),
        sa.ForeignKeyConstraint(["group_id"], ["source_group.id"], name=op.f("fk_source_link_group_id")),
        sa.ForeignKeyConstraint(["item_id"], ["source_item.id"], name=op.f("fk_source_link_item_id")),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_source_link_source_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source_link")),
    )
    op.create_index(op.f("ix_source_link_action_id"), "source_link", ["action_id"], unique=False)
    op.create_index(op.f("ix_source_link_source_id"), "source_link", ["source_id"], unique=False)

    op.create_table(
        "same_work",
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("same_as_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_same_work_action_id")),
        sa.ForeignKeyConstraint(["same_as_id"], ["action.id"], name=op.f("fk_same_work_same_as_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_same_work")),
        sa.UniqueConstraint("action_id", name=op.f("uq_same_work_action_id")),
    )
