"""Keeping to Discord's limits for the whole bot, before Discord has to say so.

Sources: Discord's documentation, topics/rate-limits: 50 requests a second for a bot, and a ban of an hour or more
for an address with 10,000 refused requests (401, 403, 429 that is not shared) in ten minutes.

Discord counts a request when it arrives, which is some time between its leaving and its answer. So a request takes
its place in the limit until a second after it has surely arrived; the quickest answer so far tells how long the way
takes anyhow, which is the same for all of them.
"""

import asyncio
import math
from collections import deque

from bot.clock import Clock

SECOND = 1.005  # and a little more, for clocks that are read at different times
LONGEST_WAY = 0.25  # seconds; what has no answer by then has arrived all the same, and its channel is slow
MOST_MADE_UP = 0.1  # seconds; what was missed before that stays missed
LONGEST_SLEEP = 0.05  # seconds between two looks whether a place has become free
REFUSALS_ALLOWED = 2_000
REFUSALS_WINDOW = 600.0  # seconds
_REFUSED = frozenset({401, 403, 429})


class Place:
    """One request's place in the limit, from before it leaves until it counts no longer."""

    def __init__(self, taken_at: float) -> None:
        self.left_at = taken_at
        self.free_at = math.inf


class Pace:
    """Lets no more requests go than may arrive in a second, and no delivery where too many were refused lately."""

    def __init__(self, per_second: float, clock: Clock) -> None:
        self._clock = clock
        self._most = max(1, int(per_second))
        self._second = SECOND * max(1.0, 1 / per_second)
        self._interval = 1 / per_second
        self._next = 0.0
        self._quickest = math.inf
        self._taken: deque[Place] = deque()
        self._queue = asyncio.Lock()
        self._gate = asyncio.Lock()
        self._refused: deque[float] = deque()

    async def turn(self) -> None:
        """Return when it is the caller's turn among the deliveries, which go at an even pace.

        Its requests have to be admitted as well; what people wait for is admitted past this queue.
        """
        async with self._queue:
            await self._free(self._next)
            self._next = max(self._next, self._clock.monotonic() - MOST_MADE_UP) + self._interval

    async def admit(self) -> Place:
        """A place for one request that is about to leave, as soon as there is one."""
        async with self._gate:
            await self._free()
            place = Place(self._clock.monotonic())
            self._taken.append(place)
            return place

    def leaves(self, place: Place) -> None:
        """The request leaves now; until then it was waiting for a connection."""
        place.left_at = self._clock.monotonic()
        place.free_at = place.left_at + LONGEST_WAY + self._second

    def arrived(self, place: Place) -> None:
        """The request was answered."""
        took = self._clock.monotonic() - place.left_at
        self._quickest = min(self._quickest, took)
        place.free_at = min(place.free_at, place.left_at + took - self._quickest + self._second)

    def failed(self, place: Place) -> None:
        """The request got no answer; one that has not even left counts nowhere."""
        if place.free_at == math.inf:
            place.free_at = 0.0

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

    async def _free(self, not_before: float = 0.0) -> None:
        while (wait := max(not_before - self._clock.monotonic(), self._full())) > 0:  # noqa: ASYNC110  time has no event
            await asyncio.sleep(wait)

    def _full(self) -> float:
        """Seconds to wait before looking again whether a place is free; 0 where one is."""
        now = self._clock.monotonic()
        while self._taken and self._taken[0].free_at <= now:
            self._taken.popleft()
        if len(self._taken) < self._most:
            return 0.0
        self._taken = deque(place for place in self._taken if place.free_at > now)
        if len(self._taken) < self._most:
            return 0.0
        return min(LONGEST_SLEEP, min(place.free_at for place in self._taken) - now)
