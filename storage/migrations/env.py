"""How Alembic meets the database: on the connection it is handed, or on DATABASE_URL."""

import os
from typing import Any, Literal

import sqlalchemy as sa
from alembic import context

from storage.database import open_database
from storage.migrating import WAITING
from storage.tables import Moment, Row


def render(kind: str, thing: Any, _context: Any) -> str | Literal[False]:
    """Write a migration free of application imports."""
    if kind == "type" and isinstance(thing, Moment):
        return "sa.DateTime(timezone=True)"
    return False


def run(connection: sa.Connection) -> None:
    """Bring the schema of `connection` up to date, in its transaction."""
    context.configure(
        connection=connection,
        target_metadata=Row.metadata,
        render_item=render,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=False,
    )
    with context.begin_transaction():
        context.run_migrations()


handed: sa.Connection | None = context.config.attributes.get("connection")
if handed is not None:
    run(handed)
else:
    engine = open_database(os.environ.get("DATABASE_URL", "sqlite:///accountable.db"))
    with engine.connect().execution_options(**WAITING) as opened, opened.begin():
        run(opened)
