"""Invitations and polls, each wanted or not: said by keyword at any moment, in any language."""

from bot.answers import Answers
from bot.desk import Desk
from bot.flow import Flow
from bot.script import Do, Fork, Say
from bot.words import Text, _

SAID: dict[tuple[str, bool], Text] = {
    ("invitations", True): _("We will send you invitations to meetings. To end them, send INVITATIONS OFF."),
    ("invitations", False): _("You will get no more invitations to meetings. To get them again, send INVITATIONS ON."),
    ("polls", True): _("We will send you short polls. To end them, send POLLS OFF."),
    ("polls", False): _("You will get no more polls. To get them again, send POLLS ON."),
}


def name(purpose: str, given: bool) -> str:
    return f"{purpose}_{'on' if given else 'off'}"


def flow(purpose: str, given: bool) -> Flow:
    """Giving needs to know who reads what she writes; withdrawing needs nothing."""

    def agree(answers: Answers, desk: Desk) -> dict[str, str]:
        heeded = desk.agree(purpose, given, "keyword")
        return {"stopped": "yes" if given and not heeded else "no"}

    return Flow(
        name=name(purpose, given),
        start="agree",
        steps={
            "agree": Do(action=agree, learns=("stopped",), then="agreed"),
            "agreed": Fork(on="stopped", to={"yes": "stopped"}, then="said"),
            "said": Say(SAID[purpose, given]),
            "stopped": Say(_("You told us to stop all messages. Send START to get them again.")),
        },
        aside=True,
        before_consent=not given,
    )


FLOWS = tuple(flow(purpose, given) for purpose, given in SAID)
WISHES = {name(purpose, given): f"@{name(purpose, given)}" for purpose, given in SAID if given}
