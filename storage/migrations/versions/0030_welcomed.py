"""when somebody was welcomed at their first use"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.add_column(sa.Column("welcomed_at", sa.DateTime(timezone=True), nullable=True))
    # Whoever has had something from the bot has met it before: an upgrade is no first use.
    op.execute(
        'UPDATE person SET welcomed_at = CURRENT_TIMESTAMP WHERE EXISTS (SELECT 1 FROM outbox WHERE outbox."to" = '
        "person.account AND outbox.workspace_id = person.workspace_id AND outbox.state = 'sent')"
    )


def downgrade() -> None:
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_column("welcomed_at")
