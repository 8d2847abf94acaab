"""From what a conversation hands over to what is filed."""

from bot.desk import Answers
from bot.vocabulary import KINDS, PROBLEMS
from civic.filing import Filing
from civic.sealed import Spot


def filing_of(answers: Answers) -> Filing:
    """What flows.report gives to Desk.file. What is missing or strange is left out, never guessed."""
    kind, problem, area = answers.get("kind"), answers.get("problem"), str(answers.get("area") or "")
    return Filing(
        kind=kind if kind in KINDS else "complaint",
        problem=problem if problem in PROBLEMS else None,
        area_id=int(area) if area.isdecimal() else None,
        spot=Spot(answers.get("place") or "", answers.get("location")),
        details=answers.get("details") or "",
        media=tuple(answers.get("media") or ()),
        anonymous=not answers.get("named"),
    )
