"""One turn with one citizen: a command, a pressed button, an answer, or a fresh start."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot import commands, engine, pressing, references
from bot.answers import said, spoken_words
from bot.commands import Command
from bot.crossing import HOME, SORRY, active, aside, ask_again, come_back, enter, kept, land, leave, restart
from bot.desk import Desk
from bot.engine import Lost
from bot.flow import Book
from bot.folding import clean
from bot.messages import Inbound, Reply
from bot.numbers import number
from bot.place import NOWHERE, Place, Turn
from bot.pressing import Press
from bot.script import Ask, Choose, Pick
from bot.steps import END
from bot.words import _

FLOWS = {"agent": "person"}  # a command begins the flow of its name, with these exceptions
CODES = {"s": "sessions", "p": "polls"}  # what joins by a code, by the code's first letter

OLD_BUTTON = _("That question is closed. Send STATUS to see your reports, or MENU for options.")


def respond(book: Book, at: Place | None, heard: Inbound, desk: Desk) -> Turn:
    """What the bot says to what it heard, and where that leaves the citizen. Always says something."""
    at = at or NOWHERE
    heard = replace(heard, text=clean(heard.text))
    return land(book, _heard(book, at, heard, desk), desk)


def open(book: Book, at: Place | None, flow: str, answers: Mapping[str, Any], desk: Desk) -> Turn:
    """The office asks her something: the flow begins above whatever she was doing, and returns to it."""
    at = at or NOWHERE
    if at.flow == HOME and not at.answers:  # an idle menu need not come back
        at = replace(at, step=END)
    return land(book, aside(book, at, book[flow], answers, desk), desk)


def _heard(book: Book, at: Place, heard: Inbound, desk: Desk) -> Turn:
    if heard.choice is not None:
        return _pressed(book, at, heard, desk)
    if command := commands.spoken(heard.text, desk.voice.language, asking_words=_asking_words(book, at)):
        return _commanded(book, at, command, desk)
    if not active(book, at):
        return _fresh(book, at, heard, desk)
    if number(heard.text, 0, 0, desk.voice.language) == 0 and not _offers(book, at, 0):
        return aside(book, at, book["help"], {}, desk)
    if _mistyped_reference(book, at, heard, desk):
        return aside(book, at, book["status"], {"asked": heard.text}, desk)
    return _answered(book, at, heard, desk)


def _mistyped_reference(book: Book, at: Place, heard: Inbound, desk: Desk) -> bool:
    """Where one of a few is to be chosen, so many digits can only be the number of a report."""
    choosing = at.flow != "status" and isinstance(book[at.flow].question(at.step), Choose | Pick)
    return choosing and desk.consented and isinstance(references.read(heard.text), references.Slip)


def _asking_words(book: Book, at: Place) -> bool:
    return active(book, at) and isinstance(book[at.flow].question(at.step), Ask)


def _offers(book: Book, at: Place, digit: int) -> bool:
    question = book[at.flow].question(at.step)
    return question is not None and question.takes_digit(digit, at.answers)


def _answered(book: Book, at: Place, heard: Inbound, desk: Desk) -> Turn:
    try:
        return kept(at, engine.answer(book[at.flow], at, heard, desk))
    except Lost:
        return restart(book, at, desk, heard)


def _commanded(book: Book, at: Place, command: Command, desk: Desk) -> Turn:
    if command.name == "back" and active(book, at):
        return _back(book, at, desk)
    if command.name == "cancel" and at.under is not None and book[at.flow].aside:
        return come_back(book, replace(at, step=END), desk)
    if command.name == "join":
        return aside(book, at, book.get(CODES[command.rest[0]], book[HOME]), {"code": command.rest[2:]}, desk)
    flow = book.get(FLOWS.get(command.name, command.name), book[HOME])
    if not flow.before_consent and not desk.consented:
        if active(book, at) and at.flow == "welcome":
            return ask_again(book, at, desk)
        return enter(book, flow, {}, desk, wish=command.name)
    if command.name == "status":
        return aside(book, at, flow, {"asked": command.rest}, desk)
    if flow.aside:
        return aside(book, at, flow, {}, desk)
    if command.name in ("stop", "cancel"):
        return engine.begin(flow, desk)
    if command.name == "private":  # her words go along, and nothing of them stays in an unfinished report
        return engine.begin(flow, desk, flow.handed(at.answers))
    told = flow.handed(at.answers) if at.flow == HOME else {}  # what was offered as a report becomes one
    return leave(book, at, flow, told, desk)


def _back(book: Book, at: Place, desk: Desk) -> Turn:
    if not at.trail and at.under is not None:
        return come_back(book, replace(at, step=END), desk)
    if not at.trail and at.flow != HOME and desk.consented:
        return leave(book, at, book[HOME], {}, desk)
    try:
        return kept(at, engine.back(book[at.flow], at, desk))
    except Lost:
        return restart(book, at, desk)


def _pressed(book: Book, at: Place, heard: Inbound, desk: Desk) -> Turn:
    """A button says where it belongs: the present question, an earlier one, the menu, or a closed matter."""
    press = pressing.read(heard.choice or "", book)
    if press and (spot := pressing.spot(book, at, press)):
        if spot.given:
            return ask_again(book, spot.place, desk)
        return _answered(book, spot.place, replace(heard, choice=press.option, text=""), desk)
    if press and desk.consented and (lasting := pressing.lasting(book, press)):
        begin = aside if book[lasting.flow].aside else leave
        begun = begin(book, at, book[lasting.flow], {}, desk)
        return _answered(book, begun.at, replace(heard, choice=lasting.option, text=""), desk)
    if press and press.about and (opened := _opened_again(book, at, press, heard, desk)):
        return opened
    closed = Reply(desk.voice.say(OLD_BUTTON))
    if not active(book, at):
        return Turn(at, (closed,)) if desk.consented else enter(book, book[HOME], {}, desk)
    return ask_again(book, at, desk).after(closed)


def _opened_again(book: Book, at: Place, press: Press, heard: Inbound, desk: Desk) -> Turn | None:
    """An old button of a matter that goes on (a session that lies ahead): she may change her mind at any time."""
    flow = book[press.flow]
    if not flow.subject or not (flow.before_consent or desk.consented):
        return None
    begun = aside(book, at, flow, {flow.subject: press.about}, desk)
    asked, now = flow.question(press.step), flow.question(begun.at.step) if begun.at.flow == press.flow else None
    if asked is None or now is None or (asked.keep or press.step) != (now.keep or begun.at.step):
        return begun
    return _answered(book, begun.at, replace(heard, choice=press.option, text=""), desk)


def _fresh(book: Book, at: Place, heard: Inbound, desk: Desk) -> Turn:
    """Nothing is being asked: a first message, words for a report, or anything else, which is shown the menu."""
    language = desk.voice.language
    words = {"details": said(heard)} if spoken_words(heard, language) else {}
    if not desk.consented:
        return enter(book, book["report"], words, desk, wish="report" if words else HOME)
    if references.read(heard.text) is not None:
        return aside(book, at, book["status"], {"asked": heard.text}, desk)
    home = leave(book, at, book[HOME], {}, desk)
    turn = _answered(book, home.at, heard, desk) if words else home
    return turn if at.over else turn.after(Reply(desk.voice.say(SORRY)))  # her flow is no longer there
