"""a delegate who acts as accountable officer while its holder is away for long"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("delegation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("is_acting", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("named_by", sa.Text(), nullable=False, server_default=""))
