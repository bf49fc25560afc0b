"""Discord's own time: the ids of messages hold it, and this machine's clock may be ahead of it."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from bot.clock import Clock


class DiscordTime:
    """Knows from the date of each answer how far this machine's clock is ahead of Discord's."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._ahead = timedelta()

    def heard(self, date: str) -> None:
        """Take note of an answer's Date header; one that cannot be read says nothing."""
        try:
            there = parsedate_to_datetime(date)
        except ValueError:
            return
        self._ahead = self._clock.now() - there.replace(tzinfo=there.tzinfo or UTC)

    def at_latest(self, instant: datetime) -> datetime:
        """An instant of this machine's clock as Discord's clock showed it then, or earlier."""
        return instant - max(self._ahead, timedelta())
