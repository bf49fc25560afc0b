"""Deadlines and rate limits, and the buckets that count requests."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple


@dataclass
class Limits:
    """How strict the sandbox is; a pair is (requests, seconds). Buckets count only where `enforce` is on."""

    enforce: bool = False
    per_channel: tuple[int, float] = (5, 5.0)
    crosspost: tuple[int, float] = (10, 3600.0)
    other: tuple[int, float] = (100, 10.0)
    global_per_second: int = 50
    interaction_seconds: float = 3.0
    token_minutes: float = 15.0
    nonce_seconds: float = 300.0


class Level(NamedTuple):
    """A bucket after a request: `refused` where it was one too many."""

    name: str
    limit: int
    remaining: int
    reset_after: float
    refused: bool


class _Bucket:
    def __init__(self, ends_at: float) -> None:
        self.ends_at = ends_at
        self.used = 0


class Buckets:
    """Counts requests in windows that begin with the first request."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._buckets: dict[str, _Bucket] = {}

    def take(self, name: str, size: tuple[int, float]) -> Level:
        """Count one request, unless the window is full."""
        limit, seconds = size
        now = self._clock()
        bucket = self._buckets.get(name)
        if bucket is None or bucket.ends_at <= now:
            bucket = self._buckets[name] = _Bucket(now + seconds)
        refused = bucket.used >= limit
        bucket.used += not refused
        return Level(name, limit, limit - bucket.used, bucket.ends_at - now, refused)


class Nonces:
    """Which message an author has sent under a nonce, for as long as Discord remembers."""

    def __init__(self, limits: Limits, clock: Callable[[], float]) -> None:
        self._limits = limits
        self._clock = clock
        self._sent: dict[tuple[int, str], tuple[float, int, int]] = {}

    def earlier(self, author_id: int, nonce: object) -> tuple[int, int] | None:
        """Channel and message that this author has sent under the nonce before, in whatever channel."""
        found = self._sent.get((author_id, str(nonce)))
        if found is None or self._clock() - found[0] > self._limits.nonce_seconds:
            return None
        return found[1:]

    def remember(self, author_id: int, nonce: object, channel_id: int, message_id: int) -> None:
        """Keep what was sent under the nonce."""
        self._sent[author_id, str(nonce)] = (self._clock(), channel_id, message_id)
