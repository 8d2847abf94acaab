"""The form of a poll, read back: fields by question and language become what is kept. Nothing typed is thrown away."""

import re
from dataclasses import replace
from datetime import datetime

from werkzeug.datastructures import ImmutableMultiDict

from bot.folding import clean
from bot.words import LANGUAGES
from civic.localtime import instant, wall
from civic.poll_form import KINDS, LARGEST, Asked, PollForm

Fields = ImmutableMultiDict[str, str]

LONGEST = 1000  # characters of one field: what is longer is refused when it is published, not here
_ID = re.compile(r"q[1-9]\d{0,2}")
_MOST = 20  # questions and lines that are read at all


def poll_of(fields: Fields) -> PollForm:
    """What stands in the form now."""
    ids = list(dict.fromkeys(id for id in fields.getlist("q") if _ID.fullmatch(id)))[:_MOST]
    return PollForm(
        tuple(code for code in LANGUAGES if code in fields.getlist("languages")),
        _by_language(fields, "title"),
        tuple(_question(fields, id) for id in ids),
    )


def changed(form: PollForm, wish: str, taken: frozenset[str]) -> PollForm:
    """The form after a button of its own: "add", "remove q3", "up q3". `taken` ids belong to earlier editions."""
    what, _space, id = wish.partition(" ")
    at = next((at for at, asked in enumerate(form.questions) if asked.id == id), None)
    questions = list(form.questions)
    if what == "add" and len(questions) < _MOST:
        questions.append(Asked(_new_id(taken | {asked.id for asked in questions})))
    elif what == "remove" and at is not None:
        del questions[at]
    elif what == "up" and at:
        questions[at - 1], questions[at] = questions[at], questions[at - 1]
    return replace(form, questions=tuple(questions))


def moment(said: str, zone: str) -> datetime | None:
    """An instant from a field of local time, None when it is empty. Raises ValueError when it is no time."""
    return instant(datetime.fromisoformat(said.strip()), zone) if said.strip() else None


def shown(at: datetime | None, zone: str) -> str:
    """The other way, as such a field wants it."""
    return wall(at, zone).isoformat(timespec="minutes") if at else ""


def _question(fields: Fields, id: str) -> Asked:
    kind = fields.get(f"{id}-kind", "")
    return Asked(
        id,
        kind if kind in KINDS else "single",
        _by_language(fields, f"{id}-words"),
        fields.get(f"{id}-required") == "1",
        _choices(fields, id),
        _number(fields.get(f"{id}-least", ""), 0),
        _number(fields.get(f"{id}-most", ""), 10),
        _conditions(fields.getlist(f"{id}-if")),
    )


def _by_language(fields: Fields, name: str) -> dict[str, str]:
    said = {code: _clean(fields.get(f"{name}-{code}", "")) for code in LANGUAGES}
    return {code: text for code, text in said.items() if text}


def _choices(fields: Fields, id: str) -> tuple[dict[str, str], ...]:
    """One a line. The lines of one number are one choice, in several languages; empty ones at the end are none."""
    lines = {
        code: [_clean(line) for line in fields.get(f"{id}-choices-{code}", "")[:LONGEST].splitlines()][:_MOST]
        for code in LANGUAGES
    }
    count = max(len(said) for said in lines.values())
    return tuple(
        choice
        for at in range(count)
        if (choice := {code: said[at] for code, said in lines.items() if at < len(said) and said[at]})
    )


def _conditions(chosen: list[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for mark in chosen[: _MOST * _MOST]:
        on, _slash, choice = mark.partition("/")
        if _ID.fullmatch(on) and choice:
            found[on] = (*found.get(on, ()), choice[:12])
    return found


def _number(said: str, otherwise: int) -> int:
    return int(said) if said.isdecimal() and len(said) <= len(str(LARGEST)) + 1 else otherwise


def _clean(text: str) -> str:
    return clean(text[:LONGEST]).strip()


def _new_id(taken: frozenset[str]) -> str:
    return f"q{max((int(id[1:]) for id in taken), default=0) + 1}"
