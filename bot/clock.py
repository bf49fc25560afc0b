"""The one clock: whoever needs the time is given this and asks nothing else."""

import time
from datetime import UTC, datetime


class Clock:
    """The machine's own clock; tests hand in a subclass that stands where they put it."""

    def now(self) -> datetime:
        """The wall-clock instant, as an aware datetime in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds that only ever go forwards, for waiting; the zero point means nothing."""
        return time.monotonic()
