"""The trade's words, shared by the talk and the office: kinds, services, problems, severities, states."""

from dataclasses import dataclass
from typing import Literal

from bot.words import Text, _

Severity = Literal["normal", "high", "urgent", "sensitive"]

KINDS: dict[str, Text] = {
    "complaint": _("A problem"),
    "question": _("A question"),
    "suggestion": _("An idea"),
    "thanks": _("Thanks"),
}

GROUPS: dict[str, Text] = {
    "water": _("Water"),
    "sewage": _("Sewage and drains"),
    "waste": _("Garbage and cleaning"),
    "general": _("Other"),
}


@dataclass(frozen=True, slots=True)
class Problem:
    code: str
    group: str
    severity: Severity
    label: Text


PROBLEMS: dict[str, Problem] = {
    problem.code: problem
    for problem in (
        Problem("WAT-NONE", "water", "high", _("No water")),
        Problem("WAT-LOWP", "water", "normal", _("Weak pressure")),
        Problem("WAT-LEAK", "water", "high", _("Leak or broken pipe")),
        Problem("WAT-QUAL", "water", "urgent", _("Dirty or bad-smelling water")),
        Problem("WAT-CONN", "water", "normal", _("New or damaged connection")),
        Problem("WAT-BILL", "water", "normal", _("Bill, fee or unofficial payment")),
        Problem("SEW-OVER", "sewage", "urgent", _("Overflow or blocked sewer")),
        Problem("SEW-MANH", "sewage", "urgent", _("Open or broken manhole")),
        Problem("SEW-RIVER", "sewage", "urgent", _("Untreated sewage into the river")),
        Problem("SEW-FLOOD", "sewage", "high", _("Flooded street or storm drain")),
        Problem("SEW-TANK", "sewage", "normal", _("Septic tank or latrine emptying")),
        Problem("SWM-MISS", "waste", "normal", _("Garbage not collected")),
        Problem("SWM-BIN", "waste", "normal", _("Bin full, broken or missing")),
        Problem("SWM-DUMP", "waste", "high", _("Illegal dumping")),
        Problem("SWM-BURN", "waste", "high", _("Burning of waste")),
        Problem("SWM-DEAD", "waste", "high", _("Dead animal or pests")),
        Problem("GEN-STAFF", "general", "sensitive", _("Conduct of staff")),
        Problem("GEN-CORR", "general", "sensitive", _("Bribe or corruption")),
        Problem("GEN-SAFE", "general", "sensitive", _("Harassment, abuse or exploitation")),
        Problem("GEN-INFO", "general", "normal", _("Question or information request")),
        Problem("GEN-IDEA", "general", "normal", _("Suggestion or idea")),
        Problem("GEN-THANK", "general", "normal", _("Thanks or praise")),
        Problem("GEN-OTHER", "general", "normal", _("Another problem")),
    )
}

SENSITIVE = frozenset(code for code, problem in PROBLEMS.items() if problem.severity == "sensitive")

STATES: dict[str, Text] = {
    "received": _("Received"),
    "assigned": _("Sent to the office"),
    "in_progress": _("Being worked on"),
    "need_info": _("We need more information"),
    "referred": _("Passed to another agency"),
    "resolved": _("Solved (please confirm)"),
    "closed": _("Closed"),
    "reopened": _("Opened again"),
    "rejected": _("Not for this service"),
    "duplicate": _("Joined to an earlier report"),
}

OPEN = frozenset({"received", "assigned", "in_progress", "need_info", "referred", "reopened"})
