"""actions that are restricted until a day, or until somebody says that an event has come"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("action", schema=None) as batch_op:
        batch_op.add_column(sa.Column("restricted_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("restricted_until", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("restricted_event", sa.Text(), server_default="", nullable=False))
