"""The numbers of the front page, worked out at most every few seconds however many people look."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

from civic import indicators
from civic.indicators import Line, Totals, Week
from storage.db import Store

FRESH = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Board:
    """All of the front page's numbers, of one moment."""

    at: datetime
    totals: Totals
    groups: Sequence[Line]
    weeks: Sequence[Week]


class Figures:
    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = Lock()
        self._board: Board | None = None

    def board(self) -> Board:
        now = self._store.now()
        with self._lock:
            if self._board is None or not timedelta(0) <= now - self._board.at < FRESH:
                self._board = self._count(now)
            return self._board

    def _count(self, now: datetime) -> Board:
        with self._store.read() as session:
            return Board(
                now, indicators.totals(session), indicators.by_group(session), indicators.by_week(session, now)
            )
