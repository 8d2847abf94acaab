"""A human being's phone number, for whoever would rather talk."""

from bot.engine import PERSON
from bot.flow import Flow
from bot.script import Say

FLOW = Flow(name="person", start="person", steps={"person": Say(PERSON)}, aside=True, before_consent=True)
