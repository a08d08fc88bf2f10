"""Bringing a database up to date, and telling whether it is."""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine

if TYPE_CHECKING:
    from alembic.config import Config


def migrate(engine: Engine) -> None:
    """Run every migration that `engine`'s database has not had, in one transaction. Safe to run again."""
    from alembic import command  # noqa: PLC0415  (the server never needs Alembic in memory)

    config = _config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def revision_of(engine: Engine) -> str | None:
    """The migration that the database stands at, or None for an empty one."""
    from alembic.migration import MigrationContext  # noqa: PLC0415

    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest_revision() -> str:
    """The last migration of this release."""
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    head = ScriptDirectory.from_config(_config()).get_current_head()
    return head or ""


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
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config
