"""input that is asked of those who contribute to a statement"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

WORDS = ("asked_by", "progress", "effect", "barriers", "evidence", "answered_by", "on_behalf_of", "settled_why")


def upgrade() -> None:
    with op.batch_alter_table("contribution", schema=None) as batch_op:
        for name in WORDS:
            batch_op.add_column(sa.Column(name, sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("state", sa.String(length=20), server_default="asked", nullable=False))
        batch_op.add_column(sa.Column("wanted_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("draft", sa.JSON(), server_default="{}", nullable=False))
    with op.batch_alter_table("statement", schema=None) as batch_op:
        batch_op.add_column(sa.Column("input_from", sa.Text(), server_default="", nullable=False))
