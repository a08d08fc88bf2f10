"""the cycle"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "measure",
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=60), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("unit", sa.String(length=60), nullable=False),
        sa.Column("good_is", sa.String(length=10), nullable=False),
        sa.Column("target", sa.String(length=40), nullable=True),
        sa.Column("tolerance", sa.String(length=40), nullable=True),
        sa.Column("comparator", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("definition", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["board_id"], ["board.id"], name=op.f("fk_measure_board_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measure")),
        sa.UniqueConstraint("board_id", "ref", name=op.f("uq_measure_board_id_ref")),
    )
    with op.batch_alter_table("measure", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_measure_board_id"), ["board_id"], unique=False)

    op.create_table(
        "meeting_series",
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("rule", sa.String(length=200), nullable=False),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("starts", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("covers", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("planned_until", sa.Date(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["board_id"], ["board.id"], name=op.f("fk_meeting_series_board_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_series")),
    )
    with op.batch_alter_table("meeting_series", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meeting_series_board_id"), ["board_id"], unique=False)

    op.create_table(
        "reading",
        sa.Column("measure_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.String(length=40), nullable=False),
        sa.Column("is_provisional", sa.Boolean(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("is_baseline", sa.Boolean(), nullable=False),
        sa.Column("definition", sa.Integer(), nullable=False),
        sa.Column("corrects", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("post", sa.Text(), nullable=False),
        sa.Column("came_by", sa.String(length=20), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["corrects"], ["reading.id"], name=op.f("fk_reading_corrects")),
        sa.ForeignKeyConstraint(["measure_id"], ["measure.id"], name=op.f("fk_reading_measure_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_reading_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reading")),
    )
    with op.batch_alter_table("reading", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reading_measure_id"), ["measure_id"], unique=False)

    op.create_table(
        "decision_log",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("passed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("passed_by", sa.Text(), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_by", sa.Text(), nullable=False),
        sa.Column("message", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_decision_log_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_log")),
        sa.UniqueConstraint("meeting_id", name=op.f("uq_decision_log_meeting_id")),
    )
    op.create_table(
        "late_choice",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("choice", sa.String(length=30), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_late_choice_meeting_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_late_choice_person_id")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_late_choice_post_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_late_choice")),
    )
    with op.batch_alter_table("late_choice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_late_choice_meeting_id"), ["meeting_id"], unique=False)

    op.create_table(
        "pack",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("moves", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sort", sa.String(length=20), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_pack_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pack")),
        sa.UniqueConstraint("meeting_id", "moves", name=op.f("uq_pack_meeting_id_moves")),
    )
    op.create_table(
        "action_measure",
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("measure_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_action_measure_action_id")),
        sa.ForeignKeyConstraint(["measure_id"], ["measure.id"], name=op.f("fk_action_measure_measure_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_measure")),
        sa.UniqueConstraint("action_id", "measure_id", name=op.f("uq_action_measure_action_id_measure_id")),
    )
    with op.batch_alter_table("action_measure", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_action_measure_action_id"), ["action_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_action_measure_measure_id"), ["measure_id"], unique=False)

    op.create_table(
        "challenge",
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=60), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=True),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("settles_it", sa.Text(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("raised_by", sa.Integer(), nullable=False),
        sa.Column("raised_post", sa.Text(), nullable=False),
        sa.Column("raised_for", sa.Text(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("answered_post", sa.Text(), nullable=False),
        sa.Column("answered_for", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("brought_to", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(length=30), nullable=False),
        sa.Column("outcome_words", sa.Text(), nullable=False),
        sa.Column("settled_by", sa.Integer(), nullable=True),
        sa.Column("settled_post", sa.Text(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_challenge_action_id")),
        sa.ForeignKeyConstraint(["answered_by"], ["person.id"], name=op.f("fk_challenge_answered_by")),
        sa.ForeignKeyConstraint(["board_id"], ["board.id"], name=op.f("fk_challenge_board_id")),
        sa.ForeignKeyConstraint(["brought_to"], ["meeting.id"], name=op.f("fk_challenge_brought_to")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_challenge_meeting_id")),
        sa.ForeignKeyConstraint(["raised_by"], ["person.id"], name=op.f("fk_challenge_raised_by")),
        sa.ForeignKeyConstraint(["settled_by"], ["person.id"], name=op.f("fk_challenge_settled_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_challenge")),
        sa.UniqueConstraint("board_id", "ref", name=op.f("uq_challenge_board_id_ref")),
    )
    with op.batch_alter_table("challenge", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_challenge_action_id"), ["action_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_challenge_board_id"), ["board_id"], unique=False)

    op.create_table(
        "promise",
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_promise_action_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_promise_meeting_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_promise_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promise")),
    )
    with op.batch_alter_table("promise", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_promise_action_id"), ["action_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_promise_meeting_id"), ["meeting_id"], unique=False)

    op.create_table(
        "watched",
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=True),
        sa.Column("measure_id", sa.Integer(), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("put_on_by", sa.Integer(), nullable=True),
        sa.Column("put_on_post", sa.Text(), nullable=False),
        sa.Column("put_on_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_off_by", sa.Integer(), nullable=True),
        sa.Column("taken_off_post", sa.Text(), nullable=False),
        sa.Column("taken_off_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sufficient", sa.Text(), nullable=False),
        sa.Column("right_quality", sa.Text(), nullable=False),
        sa.Column("sustainable", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_watched_action_id")),
        sa.ForeignKeyConstraint(["board_id"], ["board.id"], name=op.f("fk_watched_board_id")),
        sa.ForeignKeyConstraint(["measure_id"], ["measure.id"], name=op.f("fk_watched_measure_id")),
        sa.ForeignKeyConstraint(["put_on_by"], ["person.id"], name=op.f("fk_watched_put_on_by")),
        sa.ForeignKeyConstraint(["taken_off_by"], ["person.id"], name=op.f("fk_watched_taken_off_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_watched")),
    )
    with op.batch_alter_table("watched", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_watched_board_id"), ["board_id"], unique=False)

    op.create_table(
        "pack_item",
        sa.Column("pack_id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("suggestion_id", sa.Integer(), nullable=False),
        sa.Column("self_rating_id", sa.Integer(), nullable=True),
        sa.Column("statement_id", sa.Integer(), nullable=True),
        sa.Column("is_missing", sa.Boolean(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_pack_item_action_id")),
        sa.ForeignKeyConstraint(["pack_id"], ["pack.id"], name=op.f("fk_pack_item_pack_id")),
        sa.ForeignKeyConstraint(["self_rating_id"], ["rating.id"], name=op.f("fk_pack_item_self_rating_id")),
        sa.ForeignKeyConstraint(["statement_id"], ["statement.id"], name=op.f("fk_pack_item_statement_id")),
        sa.ForeignKeyConstraint(["suggestion_id"], ["rating.id"], name=op.f("fk_pack_item_suggestion_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pack_item")),
    )
    with op.batch_alter_table("pack_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pack_item_pack_id"), ["pack_id"], unique=False)

    with op.batch_alter_table("agenda_item", schema=None) as batch_op:
        batch_op.add_column(sa.Column("slot_reply", sa.String(length=20), server_default="", nullable=False))
        batch_op.add_column(sa.Column("attendance", sa.String(length=20), server_default="", nullable=False))
        batch_op.add_column(sa.Column("version", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("changed_by", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("changed", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("outcome_told_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("outcome_answer", sa.String(length=20), server_default="", nullable=False))
        batch_op.add_column(sa.Column("outcome_answered_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("outcome_words", sa.Text(), server_default="", nullable=False))

    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.add_column(sa.Column("meeting_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("action_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("kind", sa.String(length=20), server_default="", nullable=False))
        batch_op.add_column(sa.Column("outcome", sa.String(length=30), server_default="", nullable=False))
        batch_op.add_column(sa.Column("recorded_by", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_decision_action_id"), ["action_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_decision_meeting_id"), ["meeting_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_decision_action_id"), "action", ["action_id"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_decision_meeting_id"), "meeting", ["meeting_id"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_decision_recorded_by"), "person", ["recorded_by"], ["id"])

    with op.batch_alter_table("holding", schema=None) as batch_op:
        batch_op.add_column(sa.Column("is_temporary", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("handed_over_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.add_column(sa.Column("moves", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("series_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_meeting_series_id"), ["series_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_meeting_series_id"), "meeting_series", ["series_id"], ["id"])

    with op.batch_alter_table("milestone", schema=None) as batch_op:
        batch_op.add_column(sa.Column("forecast", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("forecast_note", sa.Text(), server_default="", nullable=False))

    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.add_column(sa.Column("meeting_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("amends", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("carried_by", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_outbox_amends"), ["amends"], unique=False)
        batch_op.create_index(batch_op.f("ix_outbox_carried_by"), ["carried_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_outbox_meeting_id"), ["meeting_id"], unique=False)
        batch_op.create_index("ix_outbox_told", ["workspace_id", "to", "kind"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_outbox_amends"), "outbox", ["amends"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_outbox_meeting_id"), "meeting", ["meeting_id"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_outbox_carried_by"), "outbox", ["carried_by"], ["id"])

    with op.batch_alter_table("post", schema=None) as batch_op:
        batch_op.add_column(sa.Column("line_post_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_post_line_post_id"), ["line_post_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_post_line_post_id"), "post", ["line_post_id"], ["id"])
