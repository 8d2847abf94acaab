"""The commands, and a person's phone number."""

from bot.flow import Flow
from bot.script import Say
from bot.words import _

FLOW = Flow(
    name="help",
    start="help",
    steps={
        "help": Say(
            _("Send MENU for options, BACK to go back, STOP to end. To talk to a person send AGENT or call {phone}.")
        ),
    },
    aside=True,
    before_consent=True,
)
