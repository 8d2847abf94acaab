"""Geometry of the bar chart: reports received by week. Drawn here, so that it prints and mirrors without scripts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from bot.words import Voice
from civic.indicators import Count, Week

WIDTH, HEIGHT = 720, 220
_TOP, _BOTTOM = 26, 30  # room for the number above a bar, and the day below
_GAP = 0.28  # of a bar's share of the width


@dataclass(frozen=True, slots=True)
class Bar:
    """One week. `label` is empty for none, "<5" where the number is not shown."""

    begins: date
    received: Count
    x: float
    y: float
    width: float
    height: float
    middle: float
    label: str
    day: str


def bars(weeks: Sequence[Week], voice: Voice) -> list[Bar]:
    """Oldest first as the language reads: from the right where it is written from the right."""
    most = max([4, *(week.received.n or 0 for week in weeks)])
    share = WIDTH / len(weeks)
    room = HEIGHT - _TOP - _BOTTOM
    drawn = []
    for at, week in enumerate(weeks):
        place = len(weeks) - 1 - at if voice.right_to_left else at
        few = week.received.few
        height = room * (2 if few else week.received.n or 0) / most
        left = share * place
        label = "<5" if few else voice.show(week.received.n) if week.received.n else ""
        local = week.start.astimezone(ZoneInfo(voice.zone))
        drawn.append(
            Bar(
                local.date(),
                week.received,
                round(left + share * _GAP / 2, 1),
                round(HEIGHT - _BOTTOM - height, 1),
                round(share * (1 - _GAP), 1),
                round(height, 1),
                round(left + share / 2, 1),
                label,
                f"{local.day}/{local.month}",
            )
        )
    return drawn
