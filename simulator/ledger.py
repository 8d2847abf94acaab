"""One SQLite file behind one lock, which wakes those who wait for news at every change."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

SCHEMA = """
create table if not exists citizens (id integer primary key, name text not null, number text not null unique,
  language text not null);
create table if not exists phones (channel text not null, address text not null, citizen integer not null,
  blocked integer not null default 0, opted_out integer not null default 0, heard text not null default '',
  primary key (channel, address)) without rowid;
create index if not exists phones_of_citizen on phones (citizen);
create table if not exists messages (id integer primary key autoincrement, version integer not null,
  channel text not null, address text not null, sender text not null, provider_id text not null,
  status text not null, at text not null, content text not null, wire text not null);
create index if not exists messages_of_phone on messages (channel, address, id);
create index if not exists messages_by_provider on messages (provider_id);
create table if not exists files (id text primary key, kind text not null, mime text not null, name text not null,
  width integer not null, height integer not null, seconds integer not null, gone integer not null default 0,
  content blob not null);
create table if not exists updates (id integer primary key autoincrement, chat text not null,
  message integer not null, kind text not null, expires real not null, body text not null);
create table if not exists callbacks (id text primary key, at real not null);
create table if not exists contents (sid text primary key, at text not null, body text not null, approval text);
"""


EPOCH = 1_700_000_000  # Telegram's ids are 32 bits wide


def utc_now() -> datetime:
    return datetime.now(UTC)


class Ledger:
    """`path` is a file, or ":memory:" for a world that ends with the process. `now` gives aware UTC times."""

    def __init__(self, path: str = ":memory:", now: Callable[[], datetime] = utc_now) -> None:
        self.now = now
        self.news = threading.Condition(threading.RLock())
        self._waiting_ends = False
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._db.row_factory = sqlite3.Row
        self._db.execute("pragma journal_mode=wal")
        self._db.execute("pragma synchronous=normal")
        self._db.executescript(SCHEMA)
        self._count_on()

    def _count_on(self) -> None:
        """A new world counts on from the clock: the product may remember ids that an older world gave."""
        for table in ("messages", "updates"):
            if not self.sql("select 1 from sqlite_sequence where name = ?", table):
                start = int(self.now().timestamp()) - EPOCH
                self.sql("insert into sqlite_sequence (name, seq) values (?, ?)", table, start)

    def release(self) -> None:
        """End every wait, now and from now on: the world is about to stop."""
        with self.news:
            self._waiting_ends = True
            self.news.notify_all()

    def close(self) -> None:
        self.release()
        with self.news:
            self._db.close()

    def sql(self, statement: str, *values: object) -> list[sqlite3.Row]:
        """Run one statement; it is committed at once unless inside `whole()`."""
        with self.news:
            return self._db.execute(statement, values).fetchall()

    @contextmanager
    def whole(self) -> Iterator[None]:
        """Several statements as one: all or none, nobody else in between, and news of them afterwards."""
        with self.news:
            if self._db.in_transaction:
                yield
                return
            self._db.execute("begin immediate")
            try:
                yield
            except BaseException:
                self._db.execute("rollback")
                raise
            self._db.execute("commit")
            self.news.notify_all()

    def wait(self, ready: Callable[[], bool], seconds: float) -> bool:
        """Wait until `ready()` is true, asking again at every change. False when the time is over."""
        with self.news:
            self.news.wait_for(lambda: self._waiting_ends or ready(), seconds)
            return not self._waiting_ends and ready()

    def stamp(self) -> str:
        """Now, as the world writes it: ISO, UTC, milliseconds."""
        return self.now().isoformat(timespec="milliseconds").replace("+00:00", "Z")
