"""Telling the page that something has changed, as server-sent events."""

import asyncio
from contextlib import suppress

from aiohttp import web

from bot.sandbox.changes import Changes
from bot.sandbox.page.process import BotProcess
from bot.sandbox.server import Sandbox

DEBOUNCE = 0.05  # seconds; what changes together is told once
LOOK_ANEW = 2.0  # seconds; nobody tells when the bot's process ends


class Feed:
    """One event on connecting, and one after each burst of changes."""

    def __init__(self, sandbox: Sandbox, process: BotProcess | None) -> None:
        self._sandbox = sandbox
        self._process = process

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Tell until the page goes away."""
        headers = {"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        response = web.StreamResponse(headers=headers)
        await response.prepare(request)
        with suppress(ConnectionError):  # the page is gone, which is how every feed ends
            await self._tell(response)
        return response

    async def _tell(self, response: web.StreamResponse) -> None:
        while True:
            seen = self._pid()
            # Waiting begins before telling: what changes while the page looks is told again.
            change = asyncio.ensure_future(_next_change(self._sandbox.changes))
            try:
                await response.write(b"event: change\ndata: {}\n\n")
                while not change.done() and self._pid() == seen:
                    done, _ = await asyncio.wait([change], timeout=LOOK_ANEW)
                    if not done:
                        await response.write(b": still here\n\n")  # fails where the page is gone
            finally:
                change.cancel()
            await asyncio.sleep(DEBOUNCE)

    def _pid(self) -> int | None:
        return None if self._process is None else self._process.pid


async def _next_change(changes: Changes) -> None:
    asked = iter([False])
    # The first look is before any change, the second after the first one.
    await changes.until(lambda: next(asked, True), timeout=float("inf"))
