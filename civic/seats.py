"""The rules of seats: how many, whom some are kept for, and who comes next. Pure: people are handed in as groups."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

OPEN, WOMEN, YOUTH, WAITING = "open", "women", "youth", "waiting"  # as storage.sessions keeps them
SEATED = (OPEN, WOMEN, YOUTH)
KEPT_FOR = (WOMEN, YOUTH)

Groups = frozenset[str]  # of KEPT_FOR: which kept seats somebody may take; everyone may take an open one


@dataclass(frozen=True, slots=True)
class Rules:
    """The seats of one session. Those kept for a group are part of the capacity."""

    capacity: int
    women: int = 0
    youth: int = 0

    @property
    def open(self) -> int:
        return self.capacity - self.women - self.youth


def fits(rules: Rules, seated: Iterable[Groups]) -> bool:
    """Whether all these people can sit, each on a seat that she may take (Hall's condition for these kinds)."""
    many = Counter(seated)
    both, women, youth = many[frozenset(KEPT_FOR)], many[frozenset({WOMEN})], many[frozenset({YOUTH})]
    anyone = many[frozenset()]
    return (
        anyone <= rules.open
        and anyone + women <= rules.open + rules.women
        and anyone + youth <= rules.open + rules.youth
        and anyone + women + youth + both <= rules.capacity
    )


def fill(rules: Rules, seated: Sequence[Groups], queue: Sequence[Groups]) -> list[int]:
    """Who of the queue, first come first served, gets a seat beside those who have one: places in the queue.

    Somebody for whom no seat is left is passed over, and keeps her place.
    """
    sitting, chosen = list(seated), []
    for place, groups in enumerate(queue):
        if fits(rules, [*sitting, groups]):
            sitting.append(groups)
            chosen.append(place)
    return chosen


def kinds(rules: Rules, seated: Sequence[Groups]) -> list[str]:
    """A seat for each of them, who fit: her group's first, so that open seats last as long as they can."""
    free = Counter({OPEN: rules.open, WOMEN: rules.women, YOUTH: rules.youth})
    given: dict[int, str] = {}
    for place in sorted(range(len(seated)), key=lambda place: len(seated[place])):  # the least free to choose first
        kind = max(sorted(seated[place]), key=lambda kind: free[kind], default=OPEN)
        given[place] = kind if free[kind] else OPEN
        free[given[place]] -= 1
    if min(free.values()) < 0:
        raise ValueError("they do not fit")
    return [given[place] for place in range(len(seated))]


def displaced(rules: Rules, seated: Sequence[Groups]) -> list[int]:
    """Of people with seats, in the order they got them, those for whom these rules have none left."""
    stay = set(fill(rules, [], seated))
    return [place for place in range(len(seated)) if place not in stay]
