"""What a message costs: one line a channel and country in data/prices.csv, with day and source."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from babel.core import get_global

FILE = Path(__file__).parent / "data" / "prices.csv"


@dataclass(frozen=True, slots=True)
class Price:
    """Of one part (an SMS segment, one message elsewhere). `invented`: a demonstration figure, nobody's price."""

    provider: str
    channel: str
    country: str  # ISO 3166, "" for all countries without a line of their own
    amount: Decimal
    currency: str
    day: date  # when the figure was taken from its source
    source: str
    invented: bool


def read(file: Path = FILE) -> tuple[Price, ...]:
    """Raises ValueError or KeyError when a line is not a price."""
    with file.open(newline="", encoding="utf-8") as lines:
        return tuple(_price(line) for line in csv.DictReader(lines))


def _price(line: Mapping[str, str]) -> Price:
    amount, invented = Decimal(line["price"]), line["invented"]
    if not amount.is_finite() or amount < 0 or invented not in ("yes", "no") or not line["source"]:
        raise ValueError(f"not a price: {line}")
    where = line["provider"], line["channel"], line["country"]
    return Price(*where, amount, line["currency"], date.fromisoformat(line["day"]), line["source"], invented == "yes")


@cache
def table() -> Mapping[tuple[str, str], Price]:
    return {(price.channel, price.country): price for price in read()}


def price(channel: str, zone: str) -> Price | None:
    """What a part costs on this channel to people in this time zone; None when nobody wrote it down."""
    return table().get((channel, country(zone))) or table().get((channel, ""))


def country(zone: str) -> str:
    """The country that a time zone lies in, "" for none."""
    return str(get_global("zone_territories").get(zone, ""))
