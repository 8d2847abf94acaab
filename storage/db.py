"""The database, the vault and the clock, as one thing that every room above is handed."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime
from threading import RLock
from typing import Any, cast

from sqlalchemy import Connection, CursorResult, Engine, MetaData, Result, Table, create_engine, event, make_url
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.pool import QueuePool

from storage.vault import Vault


class Base(DeclarativeBase):
    """All tables. They are also the domain's objects: there is no mirror of them."""

    metadata = MetaData(  # constraints have names, so that a later migration can speak of them
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Store:
    """What we keep, and what time it is. `begin` for the hot path (Core), `session` for the office (ORM).

    Both are one transaction that commits at the end of the block and rolls back when it raises.
    """

    def __init__(self, engine: Engine, vault: Vault, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.engine = engine
        self.vault = vault
        self.now = now
        # SQLite lets one write at a time, and those who wait for it look again only every so often (up to 0.1 s).
        # Within one process a lock hands over at once, and in order of asking or nearly so.
        self._pen: AbstractContextManager[object] = RLock() if engine.dialect.name == "sqlite" else nullcontext()

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        with self._pen, self.engine.begin() as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Look without changing anything, and without queueing behind writers on SQLite."""
        engine = self.engine.execution_options(reading=True)
        with Session(engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def session(self) -> Iterator[Session]:
        with self._pen, Session(self.engine, expire_on_commit=False) as session, session.begin():
            yield session


Executor = Connection | Session  # what a statement can be executed on, inside somebody's transaction


def dialect(on: Executor) -> str:
    """ "sqlite" or "postgresql"."""
    return (on if isinstance(on, Connection) else on.connection()).dialect.name


def table(row: type[Base]) -> Table:
    """The bare table behind a class, for statements on the hot path."""
    return cast(Table, row.__table__)


def changed(result: Result[Any]) -> int:
    """How many rows a statement changed."""
    return cast("CursorResult[Any]", result).rowcount


def connect(url: str) -> Engine:
    """An engine with this product's rules: durable commits, foreign keys, and writers that queue."""
    parsed = make_url(url)
    if parsed.drivername in ("postgres", "postgresql"):
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed, pool_size=10, max_overflow=20, pool_pre_ping=True, hide_parameters=True)
    engine = create_engine(
        parsed,
        poolclass=QueuePool,
        pool_size=10,
        max_overflow=20,
        hide_parameters=True,
        connect_args={"timeout": 30, "check_same_thread": False},
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_immediate)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves, below
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",  # a 2xx to a provider means: on the disk
        "foreign_keys=ON",
        "secure_delete=ON",  # freed pages are overwritten, so what was erased is gone
        "trusted_schema=OFF",
        "temp_store=MEMORY",  # no readable spill files
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_immediate(connection: Connection) -> None:
    # Take the write lock at once: a read that turns into a write cannot wait its turn and fails instead.
    # Read-only work says so and is not queued behind writers.
    reading = connection.get_execution_options().get("reading")
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
