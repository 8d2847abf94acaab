"""Finding places by what people type: exact, then by its beginning, then by likeness. Pure; knows no database."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import asin, cos, radians, sin, sqrt

import regex
from rapidfuzz import fuzz, process

from bot.folding import fold
from bot.messages import Location
from civic import levels

NEAR_KM = 40.0  # a pin farther than this from every place we know is not in any of them
_SAME_KM = 5.0  # centres are rough: within this, the deeper level is the better answer
_MOST = 7  # choices in one message
_LONGEST = 4  # words in a place's name
_SHORT = 3  # letters below which a beginning or a likeness means nothing
_LIKE, _LIKE_SHORT = 74, 80  # of 100; short words collide more
_OTHER = regex.compile(r"[^\p{L}\p{M}\p{N}]+")
_PARTS = regex.compile(r"[,،;/|\n]+|\s+-\s+")
_ARTICLE = regex.compile(r"^(?:ال(?=\w{3})|(?:al|el|ar|as|ash|an|az) (?=\w{3}))")


@dataclass(frozen=True)
class Node:
    """One area, as much of it as finding needs."""

    id: int
    parent_id: int | None
    level: str
    names: dict[str, str]
    variants: tuple[str, ...]
    lat: float | None
    lon: float | None

    def name(self, language: str) -> str:
        return self.names.get(language) or self.names["en"]

    def spellings(self) -> Iterator[str]:
        yield from self.names.values()
        yield from self.variants


def key(text: str) -> str:
    """What is left of a name when spelling habits are taken away: no case, marks, article, hyphens or spaces."""
    return "".join(_words(text))


def _words(text: str) -> list[str]:
    spaced = _OTHER.sub(" ", fold(text).replace("'", "").replace("’", "")).strip()
    return _ARTICLE.sub("", spaced).split()


_LEVEL_WORDS = {key(word): said for word, said in levels.SAID.items()}


class Gazetteer:
    """All areas, indexed once. Results are areas, the best first."""

    def __init__(self, nodes: Iterable[Node]) -> None:
        self.nodes = {node.id: node for node in nodes}
        self._exact: dict[str, list[Node]] = {}
        for node in self.nodes.values():
            if node.level in levels.UNSAID:
                continue
            for spelling in dict.fromkeys(map(key, node.spellings())):
                self._exact.setdefault(spelling, []).append(node)

    @cached_property
    def _keys(self) -> list[str]:
        return list(self._exact)

    def lineage(self, area_id: int | None) -> list[Node]:
        """The area and what it lies in, up to the root."""
        line = []
        while area_id is not None and (node := self.nodes.get(area_id)):
            line.append(node)
            area_id = node.parent_id
        return line

    def named(self, said: str) -> tuple[list[Node], bool]:
        """What a typed name may mean, and whether it is exactly the name (with nothing else said)."""
        if exact := self._exactly(said):
            return exact, True
        found = self._within(said) or self._beginning(said) or self._like(said)
        return found[:_MOST], False

    def _exactly(self, said: str) -> list[Node]:
        if whole := self._exact.get(key(said)):
            return whole[:_MOST]
        parts = [part for part in _PARTS.split(said) if key(part)]
        if len(parts) > 1 and all(map(self._part, parts)):
            return self._deepest([node for part in parts for node in self._part(part)])
        return self._part(said)

    def _part(self, said: str) -> list[Node]:
        """A name with or without its level ("Najaf governorate"), which then decides between equals."""
        if whole := self._exact.get(key(said)):
            return whole
        said_levels, rest = _split_level(said)
        nodes = self._exact.get(rest, [])
        return [node for node in nodes if node.level in said_levels] or nodes

    def _within(self, said: str) -> list[Node]:
        """Names we know inside a longer answer: "near the bridge in Kufa"."""
        found: list[Node] = []
        words = _words(said)
        for size in range(min(_LONGEST, len(words)), 0, -1):
            for start in range(len(words) - size + 1):
                run = "".join(words[start : start + size])
                if len(run) >= _SHORT:
                    found += self._exact.get(_ARTICLE.sub("", run), [])
        return self._deepest(found or self._inside("".join(words)))

    def _inside(self, whole: str) -> list[Node]:
        """The same for Khmer, which puts no spaces between words."""
        names = (name for name in self._exact if len(name) > _SHORT and not name.isascii() and name in whole)
        return [node for name in names for node in self._exact[name]]

    def _beginning(self, said: str) -> list[Node]:
        start = key(said)
        if len(start) < _SHORT:
            return []
        return _unique(node for name in sorted(self._keys) if name.startswith(start) for node in self._exact[name])

    def _like(self, said: str) -> list[Node]:
        _levels, rest = _split_level(said)
        if len(rest) < _SHORT:
            return []
        cutoff = _LIKE if len(rest) > _SHORT + 2 else _LIKE_SHORT
        alike = process.extract(rest, self._keys, scorer=fuzz.ratio, score_cutoff=cutoff, limit=_MOST)
        return _unique(node for name, _score, _at in alike for node in self._exact[name])

    def _deepest(self, nodes: Sequence[Node]) -> list[Node]:
        """Without those that only say where the others lie: of "Kufa, Najaf" only Kufa is meant."""
        places = _unique(nodes)
        said = {node.id for node in places}
        around = {above.id for node in places for above in self.lineage(node.parent_id)}
        inside = [node for node in places if node.id not in around]
        # "Kufa, Najaf" names the district of Najaf too; what lies in another place that was named is meant.
        placed = [node for node in inside if any(above.id in said for above in self.lineage(node.parent_id))]
        distinct = [node for node in placed if not self._names_only_parent(node)]
        return distinct or placed or inside

    def _names_only_parent(self, node: Node) -> bool:
        parent = self.nodes.get(node.parent_id or 0)
        return parent is not None and key(parent.name("en")) == key(node.name("en"))

    def near(self, pin: Location) -> Node | None:
        """The place a pin lies in, as far as rough centres tell."""
        at = [
            (_km(pin, node), node)
            for node in self.nodes.values()
            if node.lat is not None and node.level not in levels.UNSAID
        ]
        nearest = min((km for km, _node in at), default=NEAR_KM + 1)
        if nearest > NEAR_KM:
            return None
        close = [(-len(self.lineage(node.id)), km, node.id) for km, node in at if km <= nearest + _SAME_KM]
        return self.nodes[min(close)[2]]


def _split_level(said: str) -> tuple[frozenset[str], str]:
    """The level that was said, and the key of the rest."""
    words = _words(said)
    for size in (2, 1):  # "sub county" before "county"
        for at in range(len(words) - size + 1):
            meant = _LEVEL_WORDS.get("".join(words[at : at + size]))
            if meant and len(words) > size:
                return meant, _ARTICLE.sub("", "".join(words[:at] + words[at + size :]))
    whole = "".join(words)
    for word, meant in _LEVEL_WORDS.items():  # Khmer writes it in one with the name
        if not word.isascii() and len(whole) > len(word) and whole.startswith(word):
            return meant, whole.removeprefix(word)
    return frozenset(), whole


def _unique(nodes: Iterable[Node]) -> list[Node]:
    return list({node.id: node for node in nodes}.values())


def _km(pin: Location, node: Node) -> float:
    """Great-circle distance."""
    lat1, lon1, lat2, lon2 = map(radians, (pin.lat, pin.lon, node.lat or 0.0, node.lon or 0.0))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * 6371 * asin(sqrt(half))
