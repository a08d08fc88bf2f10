"""the measures that matter most, and the decisions that set a target"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("measure", schema=None) as batch_op:
        batch_op.add_column(sa.Column("is_key", sa.Boolean(), server_default=sa.false(), nullable=False))
    with op.batch_alter_table("plan", schema=None) as batch_op:
        batch_op.add_column(sa.Column("key_measures", sa.String(length=60), server_default="", nullable=False))
    op.create_table(
        "target_set",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("measure_id", sa.Integer(), nullable=False),
        sa.Column("was", sa.String(length=40), nullable=True),
        sa.Column("target", sa.String(length=40), nullable=True),
        sa.Column("scope", sa.Text(), server_default="", nullable=False),
        sa.Column("frequency", sa.Text(), server_default="", nullable=False),
        sa.Column("decision_ref", sa.String(length=60), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("post", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["measure_id"], ["measure.id"], name=op.f("fk_target_set_measure_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_target_set_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target_set")),
    )
    with op.batch_alter_table("target_set", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_target_set_measure_id"), ["measure_id"], unique=False)
