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

SEXES: dict[str, Text] = {"woman": _("A woman"), "man": _("A man")}

AGE_BANDS: dict[str, Text] = {
    "u18": _("Under 18"),
    "18-24": _("18 to 24"),
    "25-34": _("25 to 34"),
    "35-59": _("35 to 59"),
    "60+": _("60 or older"),
}
YOUTH = frozenset({"u18", "18-24"})

COMES_AS: dict[str, Text] = {  # what people say they come as; several may hold
    "resident": _("Resident"),
    "womens_group": _("Women's group"),
    "youth_group": _("Youth group"),
    "cso": _("Civil society organisation"),
    "mukhtar": _("Mukhtar or local leader"),
    "official": _("Official"),
    "media": _("Media"),
    "academic": _("University or school"),
}

PURPOSES: dict[str, Text] = {  # what consent is given for, each apart
    "report": _("My reports"),
    "invitations": _("Invitations"),
    "polls": _("Polls"),
}


@dataclass(frozen=True, slots=True)
class SessionKind:
    """A kind of meeting, with the template that a new one starts from (research: programme documents)."""

    code: str
    label: Text
    minutes: int
    capacity: int


SESSION_KINDS: dict[str, SessionKind] = {
    kind.code: kind
    for kind in (
        SessionKind("community_led", _("Community-led session"), 120, 30),
        SessionKind("district_consultation", _("District consultation"), 240, 20),
        SessionKind("women_dialogue", _("Women's dialogue"), 120, 25),
        SessionKind("youth_dialogue", _("Youth dialogue"), 120, 25),
        SessionKind("ward_forum", _("Ward forum"), 180, 100),
        SessionKind("public_forum", _("Public forum"), 180, 150),
        SessionKind("workshop", _("Workshop"), 960, 25),
    )
}
