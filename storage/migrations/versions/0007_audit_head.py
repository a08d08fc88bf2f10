"""audit head"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("workspace", sa.Column("audit_head", sa.String(length=64), server_default="", nullable=False))
    op.execute(
        "UPDATE workspace SET audit_head = COALESCE((SELECT hash FROM audit WHERE audit.workspace_id = workspace.id"
        " ORDER BY audit.id DESC LIMIT 1), '')"
    )
