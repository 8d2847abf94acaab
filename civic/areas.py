"""The tree of areas: loading it, finding a place that a citizen named or pinned, and naming it back to her."""

import csv
from collections.abc import Mapping
from importlib import resources
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from bot.desk import Found, Places
from bot.messages import Location
from bot.words import Voice, _
from civic import levels
from civic.gazetteer import Gazetteer, Node
from storage.office import Area

ROOT = "all"  # the area that holds every other; the office of last resort sits there

_IN = _("{name}, {parent}")
_OF_LEVEL = _("{name} ({level})")
_OF_LEVEL_IN = _("{name} ({level}), {parent}")

_cache: WeakKeyDictionary[Engine, tuple[tuple[int, int], Gazetteer]] = WeakKeyDictionary()


def load(session: Session) -> None:
    """Bring the area table up to date with the list that comes with the product. Areas added by hand stay."""
    known = {area.code: area for area in session.scalars(select(Area))}
    with resources.files("civic.data").joinpath("areas.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    while rows:  # level by level: a parent has its number before its children name it
        ready = [row for row in rows if not row["parent"] or row["parent"] in known]
        if not ready:
            raise ValueError(f"areas.csv: no such parent: {rows[0]['parent']}")
        fresh = {row["code"]: _area(known, row) for row in ready}
        session.add_all(fresh.values())
        session.flush()
        known |= fresh
        rows = [row for row in rows if row["code"] not in fresh]


def _area(known: Mapping[str, Area], row: Mapping[str, str]) -> Area:
    area = known.get(row["code"]) or Area(code=row["code"])
    area.parent_id = known[row["parent"]].id if row["parent"] else None
    area.level = row["level"]
    area.names = {language: row[language] for language in ("en", "ar", "ckb", "km") if row[language]}
    area.variants = [variant for variant in row["variants"].split("|") if variant]
    area.lat, area.lon = (float(row[axis]) if row[axis] else None for axis in ("lat", "lon"))
    return area


def gazetteer(session: Session) -> Gazetteer:
    """The index of all areas, built once a process and again when areas were added or removed."""
    engine = session.get_bind().engine
    count, newest = session.execute(select(func.count(), func.max(Area.id)).select_from(Area)).one()
    kept = _cache.get(engine)
    if kept is None or kept[0] != (count, newest):
        nodes = map(_node, session.scalars(select(Area).order_by(Area.id)))
        kept = _cache[engine] = ((count, newest), Gazetteer(nodes))
    return kept[1]


def find(session: Session, said: str | Location, language: str) -> Places:
    """What a typed name or a pin may mean, at most seven, labelled in her language."""
    index = gazetteer(session)
    if isinstance(said, Location):
        at = index.near(said)
        nodes, exact = ([at] if at else []), True
    else:
        nodes, exact = index.named(said)
    voice = Voice(language)
    options = tuple(Found(str(node.id), _label(index, node, voice, nodes)) for node in nodes)
    return Places(options, sure=exact and len(options) == 1)


def label(session: Session, area_id: int | None, language: str) -> str:
    """A place in words: "Kufa, Najaf". Empty for no place."""
    index = gazetteer(session)
    line = index.lineage(area_id)
    return _label(index, line[0], Voice(language), []) if line else ""


def subtree(session: Session, area_id: int) -> set[int]:
    """The ids of an area and of all that lies in it, for filters."""
    index = gazetteer(session)
    return {node_id for node_id in index.nodes if any(above.id == area_id for above in index.lineage(node_id))}


def _label(index: Gazetteer, node: Node, voice: Voice, among: list[Node]) -> str:
    name = node.name(voice.language)
    above = next((n for n in index.lineage(node.parent_id) if n.level not in levels.UNSAID), None)
    parent = above.name(voice.language) if above else ""
    alike = any(other.id != node.id and other.name(voice.language) == name for other in among)
    level = voice.say(levels.LEVELS[node.level]) if node.level in levels.LEVELS else node.level
    if alike and parent:
        return voice.say(_OF_LEVEL_IN, name=name, level=level, parent=parent)
    if alike:
        return voice.say(_OF_LEVEL, name=name, level=level)
    return voice.say(_IN, name=name, parent=parent) if parent and parent != name else name


def _node(area: Area) -> Node:
    return Node(area.id, area.parent_id, area.level, area.names, tuple(area.variants), area.lat, area.lon)
