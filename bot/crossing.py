"""From one flow to another: asides and back, turning away and coming back, jumps from flow to flow."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot import engine
from bot.answers import plain, said, spoken_words
from bot.desk import Desk
from bot.engine import Lost
from bot.flow import Book, Flow
from bot.messages import Inbound, Reply
from bot.place import NOWHERE, Place, Turn, stacked
from bot.steps import END
from bot.words import _

HOME = "menu"
SORRY = _("We have changed these questions. Let us start over.")


def active(book: Book, at: Place) -> bool:
    """Whether something is being asked."""
    return at.flow in book and not at.over


def kept(at: Place, turn: Turn) -> Turn:
    """The engine knows one flow; what lies beneath it stays where it was."""
    return replace(turn, at=replace(turn.at, under=at.under, unfinished=at.unfinished))


def aside(book: Book, at: Place, flow: Flow, answers: Mapping[str, Any], desk: Desk) -> Turn:
    """Begin a flow above the present one, and return to that when it ends."""
    below = at if active(book, at) and (at.flow != flow.name or flow.subject) else at.under
    if flow.subject:
        below = _without(book, below, flow, flow.about(answers))
    turn = engine.begin(flow, desk, answers)
    return replace(turn, at=replace(stacked(turn.at, below), unfinished=at.unfinished))


def _without(book: Book, layer: Place | None, flow: Flow, about: str) -> Place | None:
    """What lies beneath, save for what is about the same: the newer word on it takes its place."""
    if layer is None:
        return None
    under = _without(book, layer.under, flow, about)
    other = book.get(layer.flow)
    same = other is not None and other.subject == flow.subject and other.about(layer.answers) == about
    return under if same else replace(layer, under=under)


def leave(book: Book, at: Place, flow: Flow, answers: Mapping[str, Any], desk: Desk) -> Turn:
    """Turn from what was being done to something else. A report that was begun is kept, and offered again."""
    draft = _draft(book, at)
    if flow.unfinished and draft and not answers:
        turn = engine.begin(book["resume"], desk)
        return replace(turn, at=replace(turn.at, under=draft))
    turn = enter(book, flow, answers, desk)
    return replace(turn, at=replace(turn.at, unfinished=draft))


def enter(book: Book, flow: Flow, answers: Mapping[str, Any], desk: Desk, *, wish: str = HOME) -> Turn:
    """Nobody is served before she was told who reads it, and agreed. What she came for is remembered."""
    if flow.before_consent or desk.consented:
        return engine.begin(flow, desk, answers)
    welcome = book["welcome"]
    return engine.begin(welcome, desk, {"wish": wish, **welcome.handed(answers)})


def land(book: Book, turn: Turn, desk: Desk) -> Turn:
    """Follow jumps to other flows, and return from asides, until a question is asked or all is said."""
    while turn.at.jump or (turn.at.over and turn.at.under is not None):
        at = turn.at
        turn = (_jump(book, at, desk) if at.jump else come_back(book, at, desk)).after(*turn.replies)
    return turn


def come_back(book: Book, at: Place, desk: Desk) -> Turn:
    """After an aside, ask again what we were asking before it."""
    under = at.under or NOWHERE
    under = replace(under, unfinished=under.unfinished or at.unfinished)
    return ask_again(book, under, desk) if active(book, under) else leave(book, under, book[HOME], {}, desk)


def ask_again(book: Book, at: Place, desk: Desk) -> Turn:
    try:
        return kept(at, engine.repeat(book[at.flow], at, desk))
    except Lost:
        return restart(book, at, desk)


def restart(book: Book, at: Place, desk: Desk, heard: Inbound | None = None) -> Turn:
    """Her place vanished with an old edition. Apologise, begin again, and keep every word."""
    flow = book[at.flow]
    answers = dict(flow.handed(at.answers))
    if heard and flow.stray and flow.stray not in answers and spoken_words(heard, desk.voice.language):
        answers[flow.stray] = plain(said(heard))
    if flow.takes - answers.keys():
        flow, answers = book[HOME], {}
    return kept(at, enter(book, flow, answers, desk)).after(Reply(desk.voice.say(SORRY)))


def _draft(book: Book, at: Place) -> Place | None:
    """What was begun and is worth coming back to: here, or beneath an aside, or left before."""
    layer: Place | None = at
    while layer is not None:
        flow = book.get(layer.flow)
        if flow and flow.unfinished and not layer.over and (layer.trail or flow.stray in layer.answers):
            return replace(layer, under=None, unfinished=None, misses=0)
        layer = layer.under
    return at.unfinished


def _jump(book: Book, at: Place, desk: Desk) -> Turn:
    """One flow leads to another. What it leads to anew no longer waits beneath."""
    flow = book.get(at.jump, book[HOME])
    anew = at.under is not None and at.under.flow == at.jump
    left = replace(at, step=END, under=None if anew else at.under)
    begin = aside if flow.aside and left.under else leave
    return begin(book, left, flow, flow.handed(at.answers), desk)
