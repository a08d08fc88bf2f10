"""references of their own for milestones"""

from collections import defaultdict
from itertools import count

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("milestone", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reference", sa.String(length=80), server_default="", nullable=False))
    _number_milestones()


def _number_milestones() -> None:
    """Those that there are, action by action in their order: BCP-06-M1, BCP-06-M2."""
    step = sa.table("milestone", *map(sa.column, ("id", "action_id", "position", "reference")))
    action = sa.table("action", *map(sa.column, ("id", "board_id", "ref")))
    connection, given = op.get_bind(), defaultdict[int, set[str]](set)
    found = sa.select(step.c.id, action.c.board_id, action.c.ref).join(action, action.c.id == step.c.action_id)
    rows = connection.execute(found.order_by(action.c.id, step.c.position, step.c.id)).all()
    values = []
    for step_id, board_id, ref in rows:
        numbered = (f"{ref}-M{number}" for number in count(1))
        reference = next(each for each in numbered if each.casefold() not in given[board_id])
        given[board_id].add(reference.casefold())
        values.append({"step": step_id, "given": reference})
    if values:
        connection.execute(
            sa.update(step).where(step.c.id == sa.bindparam("step")).values(reference=sa.bindparam("given")), values
        )
