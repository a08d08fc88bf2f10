"""writing statements"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("statement", schema=None) as batch_op:
        batch_op.add_column(sa.Column("cause", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("evidence_kind", sa.String(length=20), server_default="", nullable=False))
        batch_op.add_column(sa.Column("evidence_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("withdrawn_by", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("forecast_before", sa.Date(), nullable=True))
