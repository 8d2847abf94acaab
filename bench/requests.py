"""City requests from a CSV, said in the product's vocabulary."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.vocabulary import PROBLEMS
from civic import areas
from storage.office import Area

RULES = (  # the first word found in the type decides
    ("no water", "WAT-NONE"),
    ("turn on", "WAT-NONE"),
    ("low pressure", "WAT-LOWP"),
    ("discolored", "WAT-QUAL"),
    ("odor", "WAT-QUAL"),
    ("meter", "WAT-CONN"),
    ("turn off", "WAT-CONN"),
    ("leak", "WAT-LEAK"),
    ("hydrant", "WAT-LEAK"),
    ("overflow", "SEW-OVER"),
    ("basement", "SEW-OVER"),
    ("sewer", "SEW-OVER"),
    ("storm", "SEW-FLOOD"),
    ("inlet", "SEW-FLOOD"),
    ("waterway", "SEW-RIVER"),
    ("rat rubout", "SWM-DEAD"),
    ("can", "SWM-BIN"),
    ("dumpster", "SWM-BIN"),
    ("bulk", "SWM-MISS"),
    ("refuse", "SWM-MISS"),
    ("recycling", "SWM-MISS"),
    ("collection", "SWM-MISS"),
    ("dirty", "SWM-DUMP"),
    ("clean", "SWM-DUMP"),
    ("sanitation", "SWM-DUMP"),
)
OTHERWISE = "GEN-OTHER"


@dataclass(frozen=True, slots=True)
class Request:
    """One row of the file, as a citizen would bring it."""

    id: str
    problem: str
    place: str
    details: str

    @property
    def group(self) -> str:
        return PROBLEMS[self.problem].group


def read(path: Path) -> list[Request]:
    """Raises KeyError when the file lacks a column we need."""
    with path.open(newline="", encoding="utf-8") as file:
        return [_request(row) for row in csv.DictReader(file)]


def _request(row: dict[str, str]) -> Request:
    kind = row["type"]
    problem = next((code for words, code in RULES if words in kind.lower()), OTHERWISE)
    rest = [kind, row["block_address"], f"request {row['request_id']} of {row['created_local']}"]
    return Request(row["request_id"], problem, row["neighborhood"], ", ".join(part for part in rest if part))


def settle(session: Session, requests: Iterable[Request]) -> None:
    """Make the file's neighbourhoods known as areas of a town of their own."""
    areas.load(session)
    root = session.scalars(select(Area).where(Area.code == areas.ROOT)).one()
    town = Area(code="bench", parent_id=root.id, level="district", names={"en": "Bench Town"}, variants=[])
    session.add(town)
    session.flush()
    for number, name in enumerate(sorted({request.place for request in requests if request.place}), start=1):
        level = "subdistrict"
        session.add(Area(code=f"bench-{number}", parent_id=town.id, level=level, names={"en": name}, variants=[]))
