"""What is reported, as questions: the kind, the service, and the problems of each service."""

from bot.script import Choose, Option
from bot.vocabulary import GROUPS, KINDS, PROBLEMS, SENSITIVE
from bot.words import _

PRIVATE = Option(
    "private", _("Private matter (harassment, corruption, safety)"), key=9, words=("private",), then="@private"
)
NOT_COMPLAINTS = {"question": "GEN-INFO", "suggestion": "GEN-IDEA", "thanks": "GEN-THANK"}


def kinds(complaint: str, other: str) -> Choose:
    """Which kind of message it is, and where a complaint and the others go on."""
    options = [Option(kind, label, then=complaint if kind == "complaint" else other) for kind, label in KINDS.items()]
    return Choose(_("What would you like to tell us?"), (*options, PRIVATE), once=True, forgets=("service", "problem"))


SERVICES = Choose(
    _("What is the problem about?"),
    (*(Option(group, label, then=group) for group, label in GROUPS.items()), PRIVATE),
    once=True,
    forgets=("problem",),
)


def problems(group: str, then: str) -> Choose:
    """The problems of one service. Those that are no matter for an office lead away at once."""
    options = tuple(
        Option(code, problem.label, then="@private" if code in SENSITIVE else None)
        for code, problem in PROBLEMS.items()
        if problem.group == group and code not in NOT_COMPLAINTS.values()
    )
    return Choose(_("Which problem is it?"), options, keep="problem", once=True, then=then)
