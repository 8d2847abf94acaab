"""The channels: one file each, both directions. This is the whole list."""

from collections.abc import Mapping

from bot.channels.base import Capabilities, Channel, Part
from bot.channels.sms import Sms
from bot.channels.telegram import Telegram
from bot.channels.whatsapp import WhatsApp
from bot.messages import Reply

CHANNELS: Mapping[str, type[Telegram] | type[WhatsApp] | type[Sms]] = {  # in the order screens show them
    "telegram": Telegram,
    "whatsapp": WhatsApp,
    "sms": Sms,
}
NAMES = tuple(CHANNELS)
CAPABILITIES: Mapping[str, Capabilities] = {name: channel.capabilities for name, channel in CHANNELS.items()}

__all__ = ["CAPABILITIES", "CHANNELS", "NAMES", "Channel", "shape"]


def shape(name: str, reply: Reply) -> tuple[Part, ...]:
    """A reply in the shape of one channel, split where it must be. Pure; needs no account."""
    return CHANNELS[name].render(reply)
