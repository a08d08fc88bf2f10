"""the day that passed without what an action waits for, as far as its officers were told"""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("dependency", schema=None) as batch_op:
        batch_op.add_column(sa.Column("told_passed", sa.Date(), nullable=True))
