"""Where a problem is: a pin or a typed name, matched against the areas the office knows."""

from typing import Any

from bot.answers import Answers, location_of, text_of
from bot.desk import Desk, Places
from bot.folding import fold
from bot.script import Ask, Do, Fork, Option, Pick, Step, in_words
from bot.words import _

MADE = ("match", "found", "picked", "area", "where")  # what is made of the words for a place


def find(answers: Answers, desk: Desk) -> dict[str, Any]:
    told = answers["place"]
    asked = location_of(told) or text_of(told)
    places = desk.find_places(asked) if asked else Places()
    match = "none" if not places.options else "sure" if places.sure else "some"
    return {"match": match, "found": places.options}


def settle(answers: Answers, desk: Desk) -> dict[str, Any]:
    """The area, when there is one; and how to say the place: in her own words, with the area's name."""
    picked = answers["found"][0] if answers["match"] == "sure" else answers.get("picked")
    area = picked if isinstance(picked, dict) else None
    words = text_of(answers["place"])
    label = area["label"] if area else ""
    if not area or not words:
        return {"area": area, "where": label or answers["place"]}
    return {"area": area, "where": label if fold(words) in fold(label) else f"{words} ({label})"}


def steps(then: str) -> dict[str, Step]:
    """The steps named place, find, matched, which and settle; `place` is where to begin."""
    return {
        "place": Ask(
            _("Where is it? Send your location, or type the area name (neighbourhood, street or a landmark)."),
            takes=frozenset({"location", "voice"}),
            check=in_words,
            once=True,
            forgets=MADE,
            then="find",
        ),
        "find": Do(action=find, learns=("match", "found"), changes=False, once=True, then="matched"),
        "matched": Fork(on="match", to={"some": "which"}, then="settle"),
        "which": Pick(
            _("I found these places. Reply with a number:"),
            (Option("none", _("None of these"), key=0, words=("no",)),),
            among="found",
            keep="picked",
            once=True,
            then="settle",
        ),
        "settle": Do(action=settle, learns=("area", "where"), changes=False, once=True, then=then),
    }
