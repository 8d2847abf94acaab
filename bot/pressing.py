"""What a pressed button means now, however old it is."""

from dataclasses import replace
from typing import NamedTuple

from bot import engine
from bot.flow import Book
from bot.place import Place


class Press(NamedTuple):
    """Where a button belongs. Kept in its id as "flow/step/option", and "/subject" where the flow has one."""

    flow: str
    step: str
    option: str
    about: str = ""


def read(choice: str, book: Book) -> Press | None:
    """The press in today's names; None when it is none of ours, or its flow is gone."""
    flow, _slash, rest = choice.partition("/")
    step, _slash, rest = rest.partition("/")
    option, _slash, about = rest.partition("/")
    if flow not in book or not option:
        return None
    renamed = book[flow].renamed
    return Press(flow, renamed.get(step, step), renamed.get(f"{step}/{option}", option), about)


class Spot(NamedTuple):
    """The place where a press is an answer. `given`: it was given already, the button was pressed twice."""

    place: Place
    given: bool = False


def spot(book: Book, at: Place, press: Press) -> Spot | None:
    """Where the press is an answer: at the present question, an earlier one, or one beneath an aside."""
    layer: Place | None = at
    while layer is not None:
        mine = layer.flow == press.flow and book[layer.flow].about(layer.answers) == press.about
        if mine and not layer.over and (found := _on_trail(book, layer, press)):
            return found._replace(place=replace(found.place, unfinished=at.unfinished))
        layer = layer.under
    return None


def lasting(book: Book, press: Press) -> Press | None:
    """The same press at a question that may be asked at any time; None where the matter is closed."""
    flow, _slash, step = book[press.flow].lasting.get(press.step, f"{press.flow}/{press.step}").partition("/")
    return Press(flow, step, press.option) if book[flow].evergreen and book[flow].start == step else None


def _on_trail(book: Book, at: Place, press: Press) -> Spot | None:
    flow = book[at.flow]
    trail = tuple(flow.renamed.get(name, name) for name in at.trail)
    if press.step == flow.renamed.get(at.step, at.step):
        return Spot(at)
    question = flow.question(press.step)
    if question is None or press.step not in trail:
        return None
    if trail[-1] == press.step and _chosen(at.answers.get(question.keep or press.step)) == press.option:
        return Spot(at, given=True)
    return Spot(engine.go_back_to(flow, replace(at, trail=trail), press.step))


def _chosen(value: object) -> object:
    return value.get("id", value.get("chose")) if isinstance(value, dict) else value
