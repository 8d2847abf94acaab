"""One turn with one citizen: a command, a pressed button, an answer, or a fresh start."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot import commands, engine, pressing, references
from bot.answers import plain, said, spoken_words
from bot.commands import Command
from bot.desk import Desk
from bot.engine import Lost
from bot.flow import Book, Flow
from bot.folding import clean
from bot.messages import Inbound, Reply
from bot.numbers import number
from bot.place import NOWHERE, Place, Turn, stacked
from bot.script import Ask
from bot.steps import END
from bot.words import _

HOME = "menu"
FLOWS = {"agent": "person"}  # a command begins the flow of its name, with these exceptions

SORRY = _("We have changed these questions. Let us start over.")
OLD_BUTTON = _("That question is closed. Send STATUS to see your reports, or MENU for options.")


def respond(book: Book, at: Place | None, heard: Inbound, desk: Desk) -> Turn:
    """What the bot says to what it heard, and where that leaves the citizen. Always says something."""
    at = at or NOWHERE
    heard = replace(heard, text=clean(heard.text))
    return _landed(book, _heard(book, at, heard, desk), desk)


def open(book: Book, at: Place | None, flow: str, answers: Mapping[str, Any], desk: Desk) -> Turn:
    """The office asks her something: the flow begins above whatever she was doing, and returns to it."""
    at = at or NOWHERE
    begun = engine.begin(book[flow], desk, answers)
    below = at if _active(book, at) and at.flow != HOME else at.under
    begun = replace(begun, at=replace(stacked(begun.at, below), unfinished=at.unfinished))
    return _landed(book, begun, desk)


def _heard(book: Book, at: Place, heard: Inbound, desk: Desk) -> Turn:
    if heard.choice is not None:
        return _pressed(book, at, heard, desk)
    if command := commands.spoken(heard.text, desk.voice.language, asking_words=_asking_words(book, at)):
        return _commanded(book, at, command, desk)
    if not _active(book, at):
        return _fresh(book, at, heard, desk)
    if number(heard.text, 0, 0, desk.voice.language) == 0 and not _offers(book, at, 0):
        return _aside(book, at, book["help"], {}, desk)
    return _answered(book, at, heard, desk)


def _active(book: Book, at: Place) -> bool:
    return at.flow in book and not at.over


def _asking_words(book: Book, at: Place) -> bool:
    return _active(book, at) and isinstance(book[at.flow].question(at.step), Ask)


def _offers(book: Book, at: Place, digit: int) -> bool:
    question = book[at.flow].question(at.step)
    return question is not None and any(key == digit for key, _option in question.offers(at.answers))


def _answered(book: Book, at: Place, heard: Inbound, desk: Desk) -> Turn:
    try:
        return _kept(at, engine.answer(book[at.flow], at, heard, desk))
    except Lost:
        return _restarted(book, at, desk, heard)


def _kept(at: Place, turn: Turn) -> Turn:
    """The engine knows one flow; what lies beneath it stays where it was."""
    return replace(turn, at=replace(turn.at, under=at.under, unfinished=at.unfinished))


def _commanded(book: Book, at: Place, command: Command, desk: Desk) -> Turn:
    if command.name == "back" and _active(book, at):
        return _back(book, at, desk)
    if command.name == "cancel" and at.under is not None and book[at.flow].aside:
        return _returned(book, replace(at, step=END), desk)
    flow = book.get(FLOWS.get(command.name, command.name), book[HOME])
    if not flow.before_consent and not desk.consented:
        return _welcomed(book, at, desk, wish=command.name)
    if command.name == "status":
        return _aside(book, at, flow, {"asked": command.rest}, desk)
    if flow.aside:
        return _aside(book, at, flow, {}, desk)
    if command.name in ("stop", "cancel"):
        return engine.begin(flow, desk)
    if command.name == "private":  # her words go along, and nothing of them stays in an unfinished report
        return engine.begin(flow, desk, flow.handed(at.answers))
    told = flow.handed(at.answers) if at.flow == HOME else {}  # what was offered as a report becomes one
    return _left(book, at, flow, told, desk)


def _back(book: Book, at: Place, desk: Desk) -> Turn:
    if not at.trail and at.under is not None:
        return _returned(book, replace(at, step=END), desk)
    try:
        return _kept(at, engine.back(book[at.flow], at, desk))
    except Lost:
        return _restarted(book, at, desk)


def _aside(book: Book, at: Place, flow: Flow, answers: Mapping[str, Any], desk: Desk) -> Turn:
    """Begin a flow above the present one, and return to that when it ends."""
    below = at if _active(book, at) and at.flow != flow.name else at.under
    turn = engine.begin(flow, desk, answers)
    return replace(turn, at=replace(stacked(turn.at, below), unfinished=at.unfinished))


def _left(book: Book, at: Place, flow: Flow, answers: Mapping[str, Any], desk: Desk) -> Turn:
    """Turn from what was being done to something else. A report that was begun is kept, and offered again."""
    draft = _draft(book, at)
    if flow.unfinished and draft and not answers:
        turn = engine.begin(book["resume"], desk)
        return replace(turn, at=replace(turn.at, under=draft))
    turn = engine.begin(flow, desk, answers)
    return replace(turn, at=replace(turn.at, unfinished=draft))


def _draft(book: Book, at: Place) -> Place | None:
    """What was begun and is worth coming back to: here, or beneath an aside, or left before."""
    layer: Place | None = at
    while layer is not None:
        flow = book.get(layer.flow)
        if flow and flow.unfinished and not layer.over and (layer.trail or flow.stray in layer.answers):
            return replace(layer, under=None, unfinished=None, misses=0)
        layer = layer.under
    return at.unfinished


def _pressed(book: Book, at: Place, heard: Inbound, desk: Desk) -> Turn:
    """A button says where it belongs: the present question, an earlier one, the menu, or a closed matter."""
    press = pressing.read(heard.choice or "", book)
    if press and (spot := pressing.spot(book, at, press)):
        if spot.given:
            return _again(book, spot.place, desk)
        return _answered(book, spot.place, replace(heard, choice=press.option, text=""), desk)
    if press and desk.consented and (lasting := pressing.lasting(book, press)):
        begin = _aside if book[lasting.flow].aside else _left
        begun = begin(book, at, book[lasting.flow], {}, desk)
        return _answered(book, begun.at, replace(heard, choice=lasting.option, text=""), desk)
    closed = Reply(desk.voice.say(OLD_BUTTON))
    if not _active(book, at):
        return Turn(at, (closed,)) if desk.consented else _welcomed(book, at, desk)
    return _again(book, at, desk).after(closed)


def _fresh(book: Book, at: Place, heard: Inbound, desk: Desk) -> Turn:
    """Nothing is being asked: a first message, words for a report, or anything else, which is shown the menu."""
    language = desk.voice.language
    words = {"details": said(heard)} if spoken_words(heard, language) else {}
    if not desk.consented:
        return _welcomed(book, at, desk, words, wish="report" if words else HOME)
    if references.read(heard.text) is not None:
        return _aside(book, at, book["status"], {"asked": heard.text}, desk)
    home = _left(book, at, book[HOME], {}, desk)
    turn = _answered(book, home.at, heard, desk) if words else home
    return turn if at.over else turn.after(Reply(desk.voice.say(SORRY)))  # her flow is no longer there


def _welcomed(book: Book, at: Place, desk: Desk, answers: Mapping[str, Any] | None = None, *, wish: str = HOME) -> Turn:
    """Nobody is served before she was told who reads it, and agreed. What she came for is remembered."""
    if _active(book, at) and at.flow == "welcome":
        return _again(book, at, desk)
    return engine.begin(book["welcome"], desk, {"wish": wish, **(answers or {})})


def _again(book: Book, at: Place, desk: Desk) -> Turn:
    try:
        return _kept(at, engine.repeat(book[at.flow], at, desk))
    except Lost:
        return _restarted(book, at, desk)


def _restarted(book: Book, at: Place, desk: Desk, heard: Inbound | None = None) -> Turn:
    """Her place vanished with an old edition. Apologise, begin again, and keep every word."""
    flow = book[at.flow]
    answers = dict(flow.handed(at.answers))
    if heard and flow.stray and flow.stray not in answers and spoken_words(heard, desk.voice.language):
        answers[flow.stray] = plain(said(heard))
    if flow.takes - answers.keys():
        flow, answers = book[HOME], {}
    return _kept(at, engine.begin(flow, desk, answers)).after(Reply(desk.voice.say(SORRY)))


def _landed(book: Book, turn: Turn, desk: Desk) -> Turn:
    """Follow jumps to other flows, and return from asides, until a question is asked or all is said."""
    while turn.at.jump or (turn.at.over and turn.at.under is not None):
        at = turn.at
        turn = (_jumped(book, at, desk) if at.jump else _returned(book, at, desk)).after(*turn.replies)
    return turn


def _jumped(book: Book, at: Place, desk: Desk) -> Turn:
    """One flow leads to another. What it leads to anew no longer waits beneath."""
    flow = book[at.jump]
    anew = at.under is not None and at.under.flow == at.jump
    left = replace(at, step=END, under=None if anew else at.under)
    return _left(book, left, flow, flow.handed(at.answers), desk)


def _returned(book: Book, at: Place, desk: Desk) -> Turn:
    """After an aside, ask again what we were asking before it."""
    under = at.under or NOWHERE
    under = replace(under, unfinished=under.unfinished or at.unfinished)
    if not _active(book, under):
        return _left(book, under, book[HOME], {}, desk)
    return _again(book, under, desk)
