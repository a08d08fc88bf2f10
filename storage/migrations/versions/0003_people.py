"""people: aliases, handovers, those outside the workspace, several plans"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "post_alias",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("is_same", sa.Boolean(), nullable=False),
        sa.Column("said_by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_post_alias_workspace_id")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_post_alias_post_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post_alias")),
        sa.UniqueConstraint("workspace_id", "title", "post_id", name=op.f("uq_post_alias_workspace_id_title_post_id")),
    )
    with op.batch_alter_table("post_alias", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_post_alias_post_id"), ["post_id"], unique=False)

    op.create_table(
        "remembered_plan",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_remembered_plan_person_id")),
        sa.ForeignKeyConstraint(["board_id"], ["board.id"], name=op.f("fk_remembered_plan_board_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remembered_plan")),
        sa.UniqueConstraint("person_id", name=op.f("uq_remembered_plan_person_id")),
    )

    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.add_column(sa.Column("contact_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_person_contact_id"), ["contact_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_person_contact_id"), "person", ["contact_id"], ["id"])

    with op.batch_alter_table("board", schema=None) as batch_op:
        batch_op.add_column(sa.Column("aim", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("objectives", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("whom_to_ask", sa.Text(), server_default="", nullable=False))

    with op.batch_alter_table("post", schema=None) as batch_op:
        batch_op.add_column(sa.Column("merged_into", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_post_merged_into"), ["merged_into"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_post_merged_into"), "post", ["merged_into"], ["id"])

    with op.batch_alter_table("holding", schema=None) as batch_op:
        batch_op.add_column(sa.Column("queried_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("fresh_look_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("leaves_on", sa.Date(), nullable=True))

    with op.batch_alter_table("action", schema=None) as batch_op:
        batch_op.add_column(sa.Column("fresh_look", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("fresh_look_on", sa.Date(), nullable=True))

    with op.batch_alter_table("statement", schema=None) as batch_op:
        batch_op.add_column(sa.Column("entered_by", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("entered_how", sa.String(length=60), server_default="", nullable=False))
