"""The tables that migrations make are the tables that the product uses, there and back."""

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from jawab.migrations import config, upgrade
from storage.db import connect
from storage.tables import METADATA


def test_migrations_make_exactly_our_tables_and_can_be_undone(empty_url: str) -> None:
    engine = connect(empty_url)
    upgrade(engine)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
    command.downgrade(config(engine), "base")
    assert set(inspect(engine).get_table_names()) <= {"alembic_version"}
    upgrade(engine)
    upgrade(engine)  # a second start finds nothing to do
    assert set(METADATA.tables) <= set(inspect(engine).get_table_names())
    engine.dispose()
