"""what a plan file was previewed as, beside the plan of that moment"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("plan_file", schema=None) as batch_op:
        batch_op.add_column(sa.Column("previewed", sa.JSON(), server_default="{}", nullable=False))
