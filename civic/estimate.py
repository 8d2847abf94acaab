"""Before it is sent: how many people on which channel and in which language, how many parts, at what price."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, case, func, select
from sqlalchemy.orm import Session

from bot.channels import shape
from bot.messages import Reply
from bot.words import DEFAULT
from civic import audience
from civic.localtime import known
from civic.prices import Price, price
from storage.db import Store
from storage.people import Citizen


@dataclass(frozen=True, slots=True)
class Line:
    """People who would get it on one channel in one language. `parts` each: SMS segments, or messages elsewhere."""

    channel: str
    language: str
    people: int
    parts: int


@dataclass(slots=True)
class Preview:
    """What would happen now. `costs` by currency; `unpriced` are channels whose price nobody wrote down."""

    lines: list[Line] = field(default_factory=list)
    held: dict[str, int] = field(default_factory=dict)  # people of the group who will not get it: reason -> how many
    costs: dict[str, Decimal] = field(default_factory=dict)
    prices: list[Price] = field(default_factory=list)  # the figures behind `costs`, with day and source
    unpriced: list[str] = field(default_factory=list)
    missing: dict[str, int] = field(default_factory=dict)  # languages without a text: how many people speak them

    @property
    def people(self) -> int:
        return sum(line.people for line in self.lines)

    @property
    def parts(self) -> int:
        return sum(line.people * line.parts for line in self.lines)

    @property
    def invented(self) -> bool:
        """Whether a demonstration figure is among the prices: then the sum is no offer of anybody's."""
        return any(figure.invented for figure in self.prices)


def preview(
    session: Session,
    store: Store,
    rules: Mapping[str, Any],
    purpose: str,
    texts: Mapping[str, str],
    zone: str = "UTC",
) -> Preview:
    """Counts the group as it stands. `texts` as people will read them, by language; who speaks another gets the
    English one, or the first. `zone` is the programme's, for people who have none of their own."""
    found = Preview()
    counted: dict[tuple[str, str], int] = defaultdict(int)
    charged: dict[tuple[str, str], int] = defaultdict(int)  # (channel, zone) -> parts
    for row in _groups(session, rules, purpose):
        if row.why:
            found.held[row.why] = found.held.get(row.why, 0) + row.n
            continue
        language = row.language or DEFAULT
        if language not in texts:
            found.missing[language] = found.missing.get(language, 0) + row.n
        counted[row.channel, language] += row.n
        there = row.zone if known(row.zone) else zone
        charged[row.channel, there] += row.n * _parts(row.channel, _text(texts, language))
    for (channel, language), people in sorted(counted.items()):
        found.lines.append(Line(channel, language, people, _parts(channel, _text(texts, language))))
    _charge(found, charged)
    return found


def _groups(session: Session, rules: Mapping[str, Any], purpose: str) -> Sequence[Row[Any]]:
    m = audience.members(rules).subquery()
    why = case(
        (Citizen.stopped_at.is_not(None), "stopped"),
        (~audience.agreeing(purpose, m.c.citizen_id), "no_consent"),
        else_="",
    ).label("why")
    people = select(m.c.channel, m.c.language, m.c.zone, why, func.count().label("n"))
    people = people.join(Citizen, Citizen.id == m.c.citizen_id)
    return session.execute(people.group_by(m.c.channel, m.c.language, m.c.zone, why)).all()


def _text(texts: Mapping[str, str], language: str) -> str:
    return texts.get(language) or texts.get(DEFAULT) or next(iter(texts.values()), "")


def _parts(channel: str, text: str) -> int:
    parts = shape(channel, Reply(text)) if text else ()
    return sum(part.segments for part in parts)


def _charge(found: Preview, charged: Mapping[tuple[str, str], int]) -> None:
    for (channel, zone), parts in charged.items():
        figure = price(channel, zone)
        if figure is None:
            found.unpriced = sorted({*found.unpriced, channel})
            continue
        found.costs[figure.currency] = found.costs.get(figure.currency, Decimal(0)) + parts * figure.amount
        if figure not in found.prices:
            found.prices.append(figure)
