"""What each problem deserves: how severe it is, and by when the office promises an answer.

Calendar days for now: working days and holidays of each country come with the clocks.
Sources: the start values of the grievance-mechanism notes (World Bank how-to notes and 2022 assessment tool;
urgent 3 days, high 7, normal 14; a human being within 24 hours for what is sensitive).
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.vocabulary import PROBLEMS, Problem, Severity

DEFAULT_PROBLEM = "GEN-OTHER"
ANSWER_DAYS: Mapping[Severity, int] = {"sensitive": 1, "urgent": 3, "high": 7, "normal": 14}
KIND_PROBLEM: Mapping[str, str] = {  # what is no complaint has a code of its own
    "question": "GEN-INFO",
    "suggestion": "GEN-IDEA",
    "thanks": "GEN-THANK",
}


def problem(code: str | None, kind: str = "complaint") -> Problem:
    """The problem meant by a code; something general when there is none, so that nothing is unfiled."""
    return PROBLEMS.get(code or "") or PROBLEMS[KIND_PROBLEM.get(kind, DEFAULT_PROBLEM)]


def due(severity: Severity, now: datetime) -> datetime:
    """When an answer is promised."""
    return now + timedelta(days=ANSWER_DAYS[severity])
