"""Where one citizen is in a conversation, kept as JSON between turns."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bot.answers import Answers
from bot.messages import Reply
from bot.steps import END, JUMP

DEEPEST = 5  # matters under one another: what lies deeper was forgotten long ago


@dataclass(frozen=True, slots=True)
class Place:
    """Where one citizen is. Everything in `answers` is plain JSON."""

    flow: str
    step: str
    answers: Answers = field(default_factory=dict)
    trail: tuple[str, ...] = ()  # the questions answered so far, which `back` walks
    misses: int = 0  # answers to this question that were not understood, in a row
    under: "Place | None" = None  # where to return after an aside, such as changing language
    unfinished: "Place | None" = None  # a report she turned away from

    @property
    def over(self) -> bool:
        return self.step == END

    @property
    def jump(self) -> str:
        """The flow to go on with, or "" ."""
        return self.step.removeprefix(JUMP) if self.step.startswith(JUMP) else ""

    def to_json(self) -> str:
        return json.dumps(_row(self), ensure_ascii=False, separators=(",", ":"))

    @staticmethod
    def from_json(kept: str) -> "Place":
        """Also what an older edition kept: unknown keys are ignored, missing ones have their default."""
        return _place(json.loads(kept))


NOWHERE = Place("", END)


@dataclass(frozen=True, slots=True)
class Turn:
    """What to say, and where that leaves the citizen."""

    at: Place
    replies: tuple[Reply, ...]

    def after(self, *replies: Reply) -> "Turn":
        """The same turn with something said first."""
        return Turn(self.at, (*replies, *self.replies))


def stacked(at: Place, under: Place | None) -> Place:
    """`at` upon what was being done, without the same matter twice and never higher than DEEPEST."""
    below = [layer for layer in _layers(under) if not (layer.flow == at.flow and layer.answers == at.answers)]
    stack: Place | None = None
    for layer in reversed(below[: DEEPEST - 1]):
        stack = replace(layer, under=stack)
    return replace(at, under=stack)


def _layers(at: Place | None) -> list[Place]:
    layers = []
    while at is not None:
        layers.append(at)
        at = at.under
    return layers


def _row(at: Place | None) -> dict[str, Any] | None:
    if at is None:
        return None
    row: dict[str, Any] = {"flow": at.flow, "step": at.step}
    more = {
        "answers": dict(at.answers),
        "trail": list(at.trail),
        "misses": at.misses,
        "under": _row(at.under),
        "unfinished": _row(at.unfinished),
    }
    return row | {name: value for name, value in more.items() if value}


def _place(row: Mapping[str, Any]) -> Place:
    return Place(
        row["flow"],
        row["step"],
        row.get("answers") or {},
        tuple(row.get("trail") or ()),
        row.get("misses") or 0,
        _place(row["under"]) if row.get("under") else None,
        _place(row["unfinished"]) if row.get("unfinished") else None,
    )
