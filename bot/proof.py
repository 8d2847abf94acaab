"""The proof of a flow, and of all flows together. What it finds would otherwise be found by a citizen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import regex

from bot.choices import MOST
from bot.script import Choose, Pick, Several
from bot.steps import END, JUMP, Fork, Question, Step

if TYPE_CHECKING:
    from bot.flow import Flow

AMBIENT = frozenset({"org", "phone", "least", "most"})  # blanks that are known everywhere
BUTTON_BYTES = 64  # Telegram's limit for a button's id, the tightest
_FOUND = "x" * 20  # room for the id of something found at run time
_NAME = regex.compile(r"^[A-Za-z][A-Za-z0-9_-]*$")


class Broken(ValueError):
    """A flow that does not hang together."""


def prove(flow: Flow) -> None:
    for rule in (_names, _targets, _subject, _reached, _told, _way_out, _no_silent_circle, _digits, _forks, _renamed):
        for fault in rule(flow):
            raise Broken(f"{flow.name}: {fault}")


def prove_book(flows: Sequence[Flow]) -> None:
    book = {flow.name: flow for flow in flows}
    if len(book) < len(flows):
        raise Broken("two flows have one name")
    for flow in flows:
        for fault in _jumps(flow, book):
            raise Broken(f"{flow.name}: {fault}")
    stuck = book.keys() - _leading_to(END, {flow.name: flow.exits for flow in flows})
    if stuck:
        raise Broken(f"no end is ever reached from {sorted(stuck)}")
    edges = {f"{flow.name}.{name}": _silently(flow, name, book) for flow in flows for name in flow.steps}
    if circle := _circle(edges):
        raise Broken(f"nobody is ever asked in {circle}")


def known(flow: Flow) -> Mapping[str, frozenset[str]]:
    """What is certain to be known on reaching each step, whichever way one came."""
    sure: dict[str, frozenset[str]] = {flow.start: flow.takes}
    unsettled = [flow.start]
    while unsettled:
        name = unsettled.pop()
        for way in flow.steps[name].ways(name):
            after = (sure[name] | way.gives) - way.forgets
            if way.then in flow.steps and (certain := sure.get(way.then, after) & after) != sure.get(way.then):
                sure[way.then] = certain
                unsettled.append(way.then)
    return sure


def _targets_of(name: str, step: Step) -> set[str]:
    return {way.then for way in step.ways(name)}


def _names(flow: Flow) -> Iterable[str]:
    for name, step in flow.steps.items():
        options = [option.id for option in getattr(step, "options", ())]
        for part in (flow.name, name, *options):
            if not _NAME.match(part):
                yield f"{part!r} cannot be part of a button's id"
        longest = max(map(len, [*options, _FOUND * isinstance(step, Pick)]), default=0)
        subject = len(f"/{_FOUND}") if flow.subject else 0
        if len(f"{flow.name}/{name}/") + longest + subject > BUTTON_BYTES:
            yield f"the buttons of {name} would have too long an id"


def _targets(flow: Flow) -> Iterable[str]:
    if flow.start not in flow.steps:
        yield f"starts at unknown step {flow.start!r}"
    for name, step in flow.steps.items():
        for target in _targets_of(name, step) - {END} - flow.steps.keys():
            if not target.startswith(JUMP):
                yield f"{name} leads to unknown step {target!r}"


def _subject(flow: Flow) -> Iterable[str]:
    if flow.subject and flow.takes != {flow.subject}:
        yield f"an old button could not open it again with only its {flow.subject}"


def _reached(flow: Flow) -> Iterable[str]:
    return (f"{name} is never reached" for name in flow.steps.keys() - known(flow).keys())


def _told(flow: Flow) -> Iterable[str]:
    sure = known(flow)
    for name, step in flow.steps.items():
        if isinstance(step, Question) and not step.text:
            yield f"{name} asks nothing"
        if any(not blank.isidentifier() for blank in step.needs()):
            yield f"{name} has a blank without a name"
        if missing := step.needs() - sure[name] - AMBIENT:
            yield f"{name} speaks of {sorted(missing)} before it is known"


def _way_out(flow: Flow) -> Iterable[str]:
    edges = {name: {_exit(target) for target in _targets_of(name, step)} for name, step in flow.steps.items()}
    return (f"there is no way out of {name}" for name in flow.steps.keys() - _leading_to(END, edges))


def _exit(target: str) -> str:
    return END if target.startswith(JUMP) else target


def _no_silent_circle(flow: Flow) -> Iterable[str]:
    if circle := _circle({name: _silently(flow, name) for name in flow.steps}):
        yield f"nobody is ever asked in {circle}"


def _silently(flow: Flow, name: str, book: Mapping[str, Flow] | None = None) -> set[str]:
    """Where one comes from a step without being asked. A question asked once is passed in silence later."""
    step = flow.steps[name]
    if isinstance(step, Question) and not step.once:
        return set()
    targets = _targets_of(name, step) - {END}
    if book is None:
        return {target for target in targets if not target.startswith(JUMP)}
    return {
        f"{target[1:]}.{book[target[1:]].start}" if target.startswith(JUMP) else f"{flow.name}.{target}"
        for target in targets
    }


def _digits(flow: Flow) -> Iterable[str]:
    for name, step in flow.steps.items():
        if not isinstance(step, Question):
            continue
        keys = [key for key, _option in step.offers({getattr(step, "among", ""): []})]
        if len(set(keys)) < len(keys) or any(not 0 <= key <= 9 for key in keys):
            yield f"the digits of {name} are not one for each option"
        if sum(0 < key < 9 for key in keys) > MOST:
            yield f"{name} offers more than {MOST} choices"
        if isinstance(step, Pick) and any(option.key not in (0, 9) for option in step.options):
            yield f"{name} has an option without a digit of its own, beside those found at run time"
        if isinstance(step, Choose | Several) and not step.options:
            yield f"{name} offers nothing to choose"


def _forks(flow: Flow) -> Iterable[str]:
    """A fork on a choice must speak of its options: a slip there would silently go the other way."""
    for name, step in flow.steps.items():
        givers = [giver for at, giver in flow.steps.items() if any(_on(step) in way.gives for way in giver.ways(at))]
        if isinstance(step, Fork) and givers and all(isinstance(giver, Choose) for giver in givers):
            ids = {option.id for giver in givers if isinstance(giver, Choose) for option in giver.options}
            if unknown := step.to.keys() - ids:
                yield f"{name} forks on {sorted(unknown)}, which nobody can choose"


def _on(step: Step) -> str:
    return step.on if isinstance(step, Fork) else ""


def _renamed(flow: Flow) -> Iterable[str]:
    names = flow.steps.keys() | {
        given for at, step in flow.steps.items() for way in step.ways(at) for given in way.gives
    }
    for old, new in flow.renamed.items():
        if "/" in old or "/" in new:
            continue
        if old in names:
            yield f"{old!r} was renamed, yet it is still there"
        if new not in names | {END}:
            yield f"{old!r} was renamed to {new!r}, which is not there"


def _jumps(flow: Flow, book: Mapping[str, Flow]) -> Iterable[str]:
    sure = known(flow)
    for name, step in flow.steps.items():
        for way in step.ways(name):
            if not way.then.startswith(JUMP):
                continue
            other = book.get(way.then.removeprefix(JUMP))
            if other is None:
                yield f"{name} leads to unknown flow {way.then!r}"
            elif missing := other.takes - ((sure[name] | way.gives) - way.forgets):
                yield f"{name} leads to {way.then} without {sorted(missing)}"


def _leading_to(goal: str, edges: Mapping[str, set[str]]) -> set[str]:
    """All from which the goal can be reached."""
    found = {goal}
    while more := {name for name, targets in edges.items() if targets & found} - found:
        found |= more
    return found


def _circle(edges: Mapping[str, set[str]]) -> list[str]:
    """Some names that lead to one another in a circle; empty when there are none."""
    left = dict(edges)
    while ends := [name for name, targets in left.items() if not targets & left.keys()]:
        for name in ends:
            del left[name]
    return sorted(left)
