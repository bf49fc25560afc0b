"""Ids as Discord makes them: 42 bits of milliseconds since 2015, then what keeps them apart."""

from collections.abc import Callable
from datetime import UTC, datetime

EPOCH_MS = 1_420_070_400_000
_SHIFT = 22


class Snowflakes:
    """Makes strictly growing ids, even where the clock stands still or goes back."""

    def __init__(self, clock: Callable[[], float]):
        self._clock = clock
        self._last = 0

    def next(self) -> int:
        """A new id that carries the clock's time."""
        by_clock = (int(self._clock() * 1000) - EPOCH_MS) << _SHIFT
        self._last = max(self._last + 1, by_clock)
        return self._last


def iso(seconds: float) -> str:
    """An instant as Discord writes it; `seconds` since 1970."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="microseconds")
