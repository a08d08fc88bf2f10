"""packs that can be made again, decisions taken back or entered from paper"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("pack", schema=None) as batch_op:
        batch_op.add_column(sa.Column("held_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("measures", sa.JSON(none_as_null=True), nullable=True))
        batch_op.add_column(sa.Column("roster", sa.JSON(none_as_null=True), nullable=True))

    with op.batch_alter_table("rating", schema=None) as batch_op:
        batch_op.add_column(sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.add_column(sa.Column("entered", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("taken_back_by", sa.Text(), server_default="", nullable=False))
