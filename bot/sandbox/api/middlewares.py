"""What every API request passes through: the record, faults, authorization, rate limits, errors."""

import asyncio
import json
import socket
import struct
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Middleware

from bot.sandbox.api.answers import ASKED, INTERACTION_TYPE, answer, read, refusal
from bot.sandbox.api.rates import Rates
from bot.sandbox.core import Core
from bot.sandbox.errors import DiscordError
from bot.sandbox.exchanges import Exchange
from bot.sandbox.faults import Fault

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

CUT = web.RequestKey("cut", Fault)
LARGEST_REQUEST = 25 * 1024 * 1024
_BY_TOKEN_IN_PATH = ("/interactions/", "/webhooks/")


class Passage:
    """The middlewares, outermost first."""

    def __init__(self, core: Core, prefix: str) -> None:
        self._core = core
        self._prefix = prefix
        self._rates = Rates(core.limits, core.buckets)

    def all(self) -> list[Middleware]:
        """In the order that a request passes them."""
        return [self._cut, self._record, self._fail, self._limit, self._answer_errors]

    @web.middleware
    async def _cut(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Close the connection where a fault has the answer get lost."""
        response = await handler(request)
        fault = request.get(CUT)
        if fault is not None and request.transport is not None:
            _close(request.transport, hard=fault.kind == "reset")
        return response

    @web.middleware
    async def _record(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            request[ASKED] = await read(request)
        except web.HTTPRequestEntityTooLarge:
            return refusal(DiscordError(40005, status=413, message="Request entity too large"))
        response = await handler(request)
        self._core.exchanges.add(
            Exchange(
                method=request.method,
                path=request.path_qs,
                request=request[ASKED].shown(),
                request_headers=dict(request.headers),
                status=response.status,
                response=_parsed(response),
                response_headers=dict(response.headers),
                interaction_type=request.get(INTERACTION_TYPE),
                lost=CUT in request,
            )
        )
        self._core.changes.notify()
        return response

    @web.middleware
    async def _fail(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        fault = self._core.faults.match(request.method, request.path)
        if fault is None:
            return await handler(request)
        self._core.changes.notify()
        if fault.when == "before":
            await _wait(fault)
            return _failed(request, fault) or await handler(request)
        response = await handler(request)
        await _wait(fault)
        return _failed(request, fault, response) or response

    @web.middleware
    async def _limit(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        levels = self._rates.take(request.method, request.path.removeprefix(self._prefix))
        refused = next((level for level in levels if level.refused), None)
        response = await handler(request) if refused is None else self._rates.refusal(refused)
        if levels:
            response.headers.update(self._rates.headers(levels[-1]))
        return response

    @web.middleware
    async def _answer_errors(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            self._authorize(request)
            if request[ASKED].broken:
                raise DiscordError(50109)
            return await handler(request)
        except DiscordError as error:
            return refusal(error)
        except (web.HTTPNotFound, web.HTTPMethodNotAllowed) as error:
            return answer({"message": f"{error.status}: {error.reason}", "code": 0}, error.status)

    def _authorize(self, request: web.Request) -> None:
        if request.path.removeprefix(self._prefix).startswith(_BY_TOKEN_IN_PATH):
            return
        if request.headers.get("Authorization") != f"Bot {self._core.token}":
            raise DiscordError(0, status=401, message="401: Unauthorized")


async def _wait(fault: Fault) -> None:
    if fault.kind == "delay":
        await asyncio.sleep(fault.seconds)
    elif fault.kind == "hold":
        await fault.released.wait()


def _failed(
    request: web.Request, fault: Fault, carried_out: web.StreamResponse | None = None
) -> web.StreamResponse | None:
    """What stands in for the real answer; None where that is only late."""
    if fault.kind in ("lost", "reset"):
        request[CUT] = fault
        return carried_out or answer({"message": "never answered", "code": 0}, 500)
    if fault.kind != "status":
        return None
    if fault.status == 429:
        return Rates.shape_429(fault.retry_after, "user", code=fault.code)
    return answer({"message": f"{fault.status}: a fault on demand", "code": fault.code}, fault.status)


def _close(transport: asyncio.Transport, *, hard: bool) -> None:
    """End the connection; hard: so that the other side sees a reset."""
    if hard:
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()


def _parsed(response: web.StreamResponse) -> Any:
    raw = response.body if isinstance(response, web.Response) else None
    return json.loads(raw) if isinstance(raw, bytes) and raw else ""
