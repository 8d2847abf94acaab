"""STOP: nothing more is sent, except answers to her own open reports."""

from bot.answers import Answers
from bot.desk import Desk
from bot.flow import Flow
from bot.script import Do, Say
from bot.words import _


def stop(answers: Answers, desk: Desk) -> dict[str, str]:
    desk.stop()
    return {}


FLOW = Flow(
    name="stop",
    start="stop",
    steps={
        "stop": Do(action=stop, then="stopped"),
        "stopped": Say(
            _(
                "You will get no more messages from {org}, except answers to your own open reports. "
                "Send START to come back."
            )
        ),
    },
    before_consent=True,
)
