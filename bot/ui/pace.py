"""Keeping to Discord's limits for the whole bot, before Discord has to say so.

Sources: Discord's documentation, topics/rate-limits: 50 requests a second for a bot, and a ban of an hour or more
for an address with 10,000 refused requests (401, 403, 429 that is not shared) in ten minutes.
"""

import asyncio
from collections import deque

from bot.clock import Clock

SHARE = 0.985  # of the limit, so that jitter on the way does not push a second over it
REFUSALS_ALLOWED = 2_000
REFUSALS_WINDOW = 600.0  # seconds
_REFUSED = frozenset({401, 403, 429})


class Pace:
    """Lets deliveries through one by one at an even pace, and none where too many requests were refused lately."""

    def __init__(self, per_second: float, clock: Clock) -> None:
        self._interval = 1 / (per_second * SHARE)
        self._clock = clock
        self._next = 0.0
        self._refused: deque[float] = deque()

    async def turn(self) -> None:
        """Return when the caller's turn has come to send one request."""
        now = self._clock.monotonic()
        mine = max(self._next, now)
        self._next = mine + self._interval
        if mine > now:
            await asyncio.sleep(mine - now)

    def note(self, status: int, *, shared: bool) -> None:
        """Take note of an answer of Discord's; a `shared` 429 is nobody's fault."""
        if status in _REFUSED and not shared:
            self._refused.append(self._clock.monotonic())

    @property
    def brake(self) -> float:
        """Seconds to wait before anything more is sent; 0 while all is well."""
        oldest = self._clock.monotonic() - REFUSALS_WINDOW
        while self._refused and self._refused[0] < oldest:
            self._refused.popleft()
        return self._refused[0] - oldest if len(self._refused) >= REFUSALS_ALLOWED else 0.0
