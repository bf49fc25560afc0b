"""What happens at each request of the bot's, whoever makes it: the hooks that discord.py hands to aiohttp."""

import re
from types import SimpleNamespace

import aiohttp
import yarl

from bot.ui.discord_time import DiscordTime
from bot.ui.pace import Pace, Place

# Requests by an interaction's token do not count towards the bot's limit, and the gateway is none of its API.
_BY_TOKEN = re.compile(r"/interactions/\d+/[^/]+/callback$|/webhooks/\d+/[^/]+")
_GATEWAY = frozenset({"ws", "wss"})
# Discord keeps no nonce for these: repeating one that was carried out would post a second time.
_WITHOUT_NONCE = re.compile(r"/channels/\d+/threads$|/webhooks/\d+/[^/]+$")


class MayHaveArrived(aiohttp.ClientError):
    """A request that must not be repeated blindly ended in a server error."""


class Tracing:
    """Keeps requests to the pace, discord.py's own repeats too, and stops those repeats that would post twice."""

    def __init__(self, pace: Pace, time: DiscordTime) -> None:
        self._pace = pace
        self._time = time

    def hooks(self) -> aiohttp.TraceConfig:
        """The hooks, for a client's `http_trace`."""
        trace = aiohttp.TraceConfig()
        trace.on_request_start.append(self._starts)
        trace.on_request_headers_sent.append(self._leaves)
        trace.on_request_end.append(self._ends)
        trace.on_request_end.append(_stop_blind_repeats)
        trace.on_request_exception.append(self._fails)
        return trace

    async def _starts(
        self, _session: object, request: SimpleNamespace, params: aiohttp.TraceRequestStartParams
    ) -> None:
        request.place = await self._pace.admit() if _counts(params.url) else None

    async def _leaves(self, _session: object, request: SimpleNamespace, _params: object) -> None:
        if (place := _place(request)) is not None:
            self._pace.leaves(place)

    async def _ends(
        self, _session: object, request: SimpleNamespace, params: aiohttp.TraceRequestEndParams
    ) -> None:
        if (place := _place(request)) is not None:
            self._pace.arrived(place)
        headers = params.response.headers
        self._pace.note(params.response.status, shared=headers.get("X-RateLimit-Scope") == "shared")
        self._time.heard(headers.get("Date", ""))

    async def _fails(self, _session: object, request: SimpleNamespace, _params: object) -> None:
        if (place := _place(request)) is not None:
            self._pace.failed(place)


def _place(request: SimpleNamespace) -> Place | None:
    return request.place


def _counts(url: yarl.URL) -> bool:
    return url.scheme not in _GATEWAY and not _BY_TOKEN.search(url.path)


async def _stop_blind_repeats(_session: object, _request: object, params: aiohttp.TraceRequestEndParams) -> None:
    """discord.py repeats a POST by itself on 5xx, also one that may have been carried out."""
    if params.method == "POST" and params.response.status >= 500 and _WITHOUT_NONCE.search(params.url.path):
        params.response.close()
        raise MayHaveArrived(f"Discord answered {params.response.status}; it may have been carried out.")
