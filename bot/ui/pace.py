"""Keeping to Discord's limits for the whole bot, before Discord has to say so.

Sources: Discord's documentation, topics/rate-limits: 50 requests a second for a bot, and a ban of an hour or more
for an address with 10,000 refused requests (401, 403, 429 that is not shared) in ten minutes.
"""

import asyncio
from collections import deque

from bot.clock import Clock

SHARE = 0.98  # of the limit in a second and a little more, which jitter on the way may use up
SECOND = 1.02
MOST_MADE_UP = 0.04  # seconds; what was missed before that stays missed
REFUSALS_ALLOWED = 2_000
REFUSALS_WINDOW = 600.0  # seconds
TOO_MANY = 429
_REFUSED = frozenset({401, 403, TOO_MANY})


class Pace:
    """Lets deliveries through one by one at an even pace, and none where too many requests were refused lately."""

    def __init__(self, per_second: float, clock: Clock) -> None:
        self._clock = clock
        self._next = 0.0
        # When the last requests left, as many as may leave in a second.
        self._left: deque[float] = deque(maxlen=max(1, int(per_second * SHARE)))
        self._interval = max(SECOND / max(1, int(per_second * SHARE)), 1 / (per_second * SHARE))
        self._gate = asyncio.Lock()
        self._refused: deque[float] = deque()

    async def turn(self) -> None:
        """Return when the caller's turn has come to send one request."""
        async with self._gate:
            full = len(self._left) == self._left.maxlen
            start = max(self._next, self._left[0] + SECOND if full else 0.0)
            if (wait := start - self._clock.monotonic()) > 0:
                await asyncio.sleep(wait)
            now = self._clock.monotonic()
            self._left.append(now)
            self._next = max(self._next, now - MOST_MADE_UP) + self._interval

    def note(self, status: int, *, shared: bool) -> None:
        """Take note of an answer of Discord's; a `shared` 429 is nobody's fault."""
        if status in _REFUSED and not shared:
            self._refused.append(self._clock.monotonic())
        if status == TOO_MANY:
            # discord.py will repeat it without asking for a turn.
            self._next += 2 * self._interval

    @property
    def brake(self) -> float:
        """Seconds to wait before anything more is sent; 0 while all is well."""
        oldest = self._clock.monotonic() - REFUSALS_WINDOW
        while self._refused and self._refused[0] < oldest:
            self._refused.popleft()
        return self._refused[0] - oldest if len(self._refused) >= REFUSALS_ALLOWED else 0.0
