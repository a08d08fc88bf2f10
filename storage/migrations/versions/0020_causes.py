"""what sort of cause a statement gives; the kinds of barriers and risks"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("statement", schema=None) as batch_op:
        batch_op.add_column(sa.Column("cause_kind", sa.String(length=20), server_default="", nullable=False))
        batch_op.add_column(sa.Column("help_kind", sa.Text(), server_default="", nullable=False))
    with op.batch_alter_table("barrier", schema=None) as batch_op:
        batch_op.add_column(sa.Column("kind", sa.Text(), server_default="", nullable=False))
    with op.batch_alter_table("risk", schema=None) as batch_op:
        batch_op.add_column(sa.Column("kind", sa.Text(), server_default="", nullable=False))
    with op.batch_alter_table("board", schema=None) as batch_op:
        batch_op.add_column(sa.Column("pressures", sa.JSON(), server_default="[]", nullable=False))
