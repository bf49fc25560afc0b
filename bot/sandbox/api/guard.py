"""Keeping web pages out: only requests that name this very server, from itself or from no page at all."""

from collections.abc import Awaitable, Callable

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Guard:
    """Refuses foreign Host headers (a name rebound to loopback) and foreign Origins (a page elsewhere)."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._hosts = frozenset({f"127.0.0.1:{port}", f"localhost:{port}"})
        self._origins = frozenset(f"http://{host}" for host in self._hosts)

    @web.middleware
    async def check(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """The check, before anything else, websockets included."""
        hosts = request.headers.getall("Host", [])
        if len(hosts) != 1 or hosts[0].lower() not in self._hosts:
            return web.Response(status=421, text="This server answers only to its own address.\n")
        if any(origin.lower() not in self._origins for origin in request.headers.getall("Origin", [])):
            return web.Response(status=403, text="Requests from other pages are refused.\n")
        return await handler(request)
