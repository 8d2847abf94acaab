"""Giving up what was being done."""

from bot.flow import Flow
from bot.script import Say
from bot.words import _

FLOW = Flow(
    name="cancel",
    start="cancelled",
    steps={"cancelled": Say(_("Cancelled. Nothing was sent. Send MENU to start again."))},
)
