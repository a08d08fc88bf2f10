"""A migrated database is what the code expects, on both engines."""

from sqlalchemy import Engine

from storage.migrating import differences, migrate, newest_revision, revision_of


def test_a_migrated_database_has_what_the_code_expects(engine: Engine) -> None:
    assert differences(engine) == []
    assert revision_of(engine) == newest_revision() != ""


def test_migrating_again_changes_nothing(engine: Engine) -> None:
    migrate(engine)

    assert revision_of(engine) == newest_revision()
