"""From the answers of a conversation to what is filed."""

from collections.abc import Mapping
from itertools import chain
from typing import Any

from bot.answers import location_of, media_of, text_of
from bot.desk import Answers
from bot.messages import Media
from bot.vocabulary import KINDS, PROBLEMS
from civic.filing import Filing
from civic.sealed import Spot

NAMED = "named"  # the one choice under which the office may see her name


def filing_of(answers: Answers) -> Filing:
    """Everything she said finds its place; what is missing or strange is left out, never guessed."""
    kind, problem, place = answers.get("kind"), answers.get("problem"), answers.get("place")
    return Filing(
        kind=kind if kind in KINDS else "complaint",
        problem=problem if problem in PROBLEMS else None,
        area_id=_area(answers.get("area")),
        spot=Spot(text_of(place), location_of(place)),
        details=_details(answers),
        media=_media(answers),
        anonymous=answers.get("name") != NAMED,
    )


def _area(chosen: Any) -> int | None:
    number = chosen.get("id") if isinstance(chosen, Mapping) else chosen
    return int(number) if isinstance(number, str | int) and str(number).isdecimal() else None


def _details(answers: Answers) -> str:
    said = (text_of(answers.get(name)) for name in ("details", "photo"))  # words sent with the photo count too
    return "\n".join(words for words in said if words)


def _media(answers: Answers) -> tuple[Media, ...]:
    return tuple(chain.from_iterable(media_of(answers.get(name)) for name in ("details", "photo", "place")))
