"""Bringing a database up to date, and telling whether it is."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine, inspect, text

from storage.patience import ANSWERING, MIGRATING, OPTION

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).parent / "migrations"
WAITING: Mapping[str, Any] = MappingProxyType({OPTION: MIGRATING, "writes": True})
"""What the connection of a migration is opened with."""


def migrate(engine: Engine) -> None:
    """Run every migration that `engine`'s database has not had, in one transaction. Safe to run again."""
    from alembic import command  # noqa: PLC0415  (the server never needs Alembic in memory)

    config = _config()
    with engine.connect().execution_options(**WAITING) as connection, connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def revision_of(engine: Engine) -> str | None:
    """The migration that the database stands at, or None for an empty one. Asks without Alembic: servers ask this."""
    with engine.connect().execution_options(**{OPTION: ANSWERING}) as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def newest_revision() -> str:
    """The last migration of this release. They are numbered, so it is the last by name."""
    return max(path.name.partition("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def differences(engine: Engine) -> list[str]:
    """What the tables in the code have and the migrated database has not, or the other way round; empty is right."""
    from alembic.autogenerate import compare_metadata  # noqa: PLC0415
    from alembic.migration import MigrationContext  # noqa: PLC0415

    from storage.tables import Row  # noqa: PLC0415

    with engine.connect() as connection:
        return [
            str(difference) for difference in compare_metadata(MigrationContext.configure(connection), Row.metadata)
        ]


def _config() -> "Config":
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config
