"""Which rate limits a request counts against, and the headers and refusals that tell of them."""

import hashlib
import re
import time

from aiohttp import web

from bot.sandbox.api.answers import answer
from bot.sandbox.limits import Buckets, Level, Limits

GLOBAL = "global"

# Discord's buckets are per major id: the channel, guild, or webhook with its token.
_MAJOR = re.compile(r"^/(channels|guilds|webhooks)/(\d+)")
_CREATE = re.compile(r"^/channels/\d+/messages$")
_CROSSPOST = re.compile(r"^/channels/\d+/messages/\d+/crosspost$")
_BY_TOKEN = re.compile(r"^/(interactions|webhooks)/\d+/([^/]+)")
_ANY_ID = re.compile(r"/\d+")


class Rates:
    """Counts requests against their buckets, where limits are enforced."""

    def __init__(self, limits: Limits, buckets: Buckets) -> None:
        self._limits = limits
        self._buckets = buckets

    def take(self, method: str, path: str) -> list[Level]:
        """The levels of the buckets that the request counts against: the global one first, then its own."""
        if not self._limits.enforce:
            return []
        by_token = _BY_TOKEN.match(path)
        if by_token is not None:
            return [self._buckets.take(f"token {by_token[2]}", self._limits.per_channel)]
        overall = self._buckets.take(GLOBAL, (self._limits.global_per_second, 1.0))
        if overall.refused:
            return [overall]
        return [overall, self._buckets.take(self._name(method, path), self._size(method, path))]

    def _name(self, method: str, path: str) -> str:
        major = _MAJOR.match(path)
        return f"{method} {_ANY_ID.sub('/…', path)} {major[2] if major else ''}"

    def _size(self, method: str, path: str) -> tuple[int, float]:
        if method == "POST" and _CREATE.match(path):
            return self._limits.per_channel
        if method == "POST" and _CROSSPOST.match(path):
            return self._limits.crosspost
        return self._limits.other

    def headers(self, level: Level) -> dict[str, str]:
        """What tells of a bucket on every answer; nothing for the global one."""
        if level.name == GLOBAL:
            return {}
        return {
            "X-RateLimit-Limit": str(level.limit),
            "X-RateLimit-Remaining": str(level.remaining),
            "X-RateLimit-Reset": f"{time.time() + level.reset_after:.3f}",
            "X-RateLimit-Reset-After": f"{level.reset_after:.3f}",
            "X-RateLimit-Bucket": hashlib.sha256(level.name.rsplit(" ", 1)[0].encode()).hexdigest()[:32],
        }

    def refusal(self, level: Level) -> web.Response:
        """429 for a bucket that is full."""
        everywhere = level.name == GLOBAL
        return self.shape_429(level.reset_after, "global" if everywhere else "user")

    @staticmethod
    def shape_429(retry_after: float, scope: str, code: int = 0) -> web.Response:
        """A 429 in Discord's shape; without a Via header, discord.py would take it for a ban."""
        body = {"message": "You are being rate limited.", "retry_after": retry_after, "global": scope == "global"}
        response = answer({**body, "code": code} if code else body, 429)
        response.headers["Retry-After"] = str(max(1, round(retry_after)))
        response.headers["Via"] = "1.1 google"
        response.headers["X-RateLimit-Scope"] = scope
        if scope == "global":
            response.headers["X-RateLimit-Global"] = "true"
        return response
