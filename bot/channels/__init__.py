"""The channels: one file each, both directions."""

from bot.channels.base import Channel

NAMES = ("telegram", "whatsapp", "sms")  # the whole list, in the order screens show it

__all__ = ["NAMES", "Channel"]
