"""Brings the database to this edition's tables, and puts in what no edition can be without."""

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, text

from civic import areas, offices
from storage.db import Store
from storage.migrations import FOLDER

_LOCK = 0x4A41574142  # "JAWAB": one process upgrades, the others wait and find nothing to do


def upgrade(engine: Engine, to: str = "head") -> None:
    with _alone(engine):
        command.upgrade(config(engine), to)


def settle(store: Store) -> None:
    """The tables, the areas of the programmes, and an office for what no other answers for. Safe to repeat."""
    upgrade(store.engine)
    with _alone(store.engine), store.session() as session:
        areas.load(session)
        offices.last_resort(session)


def config(engine: Engine) -> Config:
    settings = Config()
    settings.set_main_option("script_location", str(FOLDER))
    settings.attributes["engine"] = engine
    return settings


@contextmanager
def _alone(engine: Engine) -> Iterator[None]:
    if engine.dialect.name != "postgresql":  # SQLite has one writer anyway
        yield
        return
    with engine.connect() as connection:
        connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": _LOCK})
        try:
            yield
        finally:
            connection.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": _LOCK})
            connection.commit()
