"""Reading a citizen's words. What cannot be read any more, because she was erased, reads as nothing said."""

import json
from dataclasses import dataclass

from bot.messages import Location
from storage.db import Store
from storage.reports import Report, Update


@dataclass(frozen=True, slots=True)
class Spot:
    """Where it is: in her own words, and by the pin when she sent one."""

    said: str = ""
    pin: Location | None = None

    def to_json(self) -> str:
        pin = (self.pin.lat, self.pin.lon) if self.pin else (None, None)
        return json.dumps({"said": self.said, "lat": pin[0], "lon": pin[1]}, ensure_ascii=False)

    @staticmethod
    def from_json(kept: str) -> "Spot":
        row = json.loads(kept)
        pin = None if row["lat"] is None else Location(row["lat"], row["lon"])
        return Spot(row["said"], pin)


def details(store: Store, report: Report) -> str:
    """What she wrote, as she wrote it."""
    return _read(store, report, report.details_sealed, "report details")


def spot(store: Store, report: Report) -> Spot:
    kept = _read(store, report, report.place_sealed, "report place")
    return Spot.from_json(kept) if kept else Spot()


def words(store: Store, update: Update) -> str:
    """The text of one line of the history."""
    return _read(store, update.report, update.text_sealed, "update")


def _read(store: Store, report: Report, sealed: bytes | None, drawer: str) -> str:
    key = report.citizen.data_key
    return store.vault.read(sealed, drawer=drawer, key=key) if key else ""
