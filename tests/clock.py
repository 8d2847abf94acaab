"""A clock that tests hold in their hands."""

from datetime import UTC, datetime, timedelta

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # a Monday morning, far from any clock change


class Clock:
    """Call it for the time; it moves only when told to."""

    def __init__(self, moment: datetime = START) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment

    def set(self, moment: datetime) -> None:
        if moment.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        self.moment = moment.astimezone(UTC)

    def travel(self, *, days: float = 0, hours: float = 0, minutes: float = 0, seconds: float = 0) -> datetime:
        """Go forward (or back, with negative figures) and say what time it is there."""
        self.moment += timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
        return self.moment
