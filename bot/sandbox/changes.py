"""Waiting for the state to become what one waits for, without polling."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class Changes:
    """Wakes those who wait whenever something in the world has changed."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Future[None]] = set()

    def notify(self) -> None:
        """Have everyone who waits look again."""
        waiting, self._waiting = self._waiting, set()
        for future in waiting:
            if not future.done():
                future.set_result(None)

    async def until(self, look: Callable[[], T | None], timeout: float) -> T:  # noqa: ASYNC109 - part of the contract
        """The first true value of `look`, asked now and after each change; TimeoutError after `timeout` seconds."""
        async with asyncio.timeout(timeout):
            while True:
                if seen := look():
                    return seen
                await self._next_change()

    async def _next_change(self) -> None:
        future = asyncio.get_running_loop().create_future()
        self._waiting.add(future)
        try:
            await future
        finally:
            self._waiting.discard(future)
