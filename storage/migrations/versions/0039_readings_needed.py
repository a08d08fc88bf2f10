"""for how many readings a measure has to hold before its action is closed"""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("board", schema=None) as batch_op:
        batch_op.add_column(sa.Column("readings_needed", sa.Integer(), server_default="3", nullable=False))
