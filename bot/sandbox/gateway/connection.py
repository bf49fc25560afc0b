"""One websocket to the bot: frames go out in order, and the read side tells what came in."""

import asyncio
import json
from contextlib import suppress

from aiohttp import WSMsgType, web

from bot.sandbox.errors import Json
from bot.sandbox.gateway.codes import Close

LARGEST = 4096  # bytes that a client's payload may have
CLOSING_SECONDS = 1.0  # that a bot which does not answer any more is waited for


class Connection:
    """Sends through a queue, so that whoever changes the world need not wait for the network."""

    def __init__(self, socket: web.WebSocketResponse) -> None:
        self._socket = socket
        self._closing_code: int | None = None
        self._waiting: asyncio.Queue[str | None] = asyncio.Queue()
        self._writer = asyncio.create_task(self._write())

    def send(self, frame: Json) -> None:
        """Have a frame sent after all those before it."""
        self.send_text(as_text(frame))

    def send_text(self, text: str) -> None:
        """Have a frame sent that is text already."""
        self._waiting.put_nowait(text)

    async def receive(self) -> Json | None:
        """The next frame from the bot; None once the connection is over, by whosever will."""
        message = await self._socket.receive()
        if message.type is not WSMsgType.TEXT:
            return None
        try:
            frame = json.loads(message.data)
        except ValueError:
            frame = None
        if len(message.data.encode()) > LARGEST or not isinstance(frame, dict):
            await self.close(Close.DECODE_ERROR)
            return None
        return frame  # pyright: ignore[reportUnknownVariableType]

    @property
    def closed_for_good(self) -> bool:
        """Whether the session ended with the connection: closed with 1000 or 1001 by the side that began."""
        return (self._closing_code or self._socket.close_code) in (1000, 1001)

    async def close(self, code: int) -> None:
        """Send what still waits, then close with this code."""
        self._closing_code = code
        self._waiting.put_nowait(None)
        with suppress(TimeoutError):
            async with asyncio.timeout(CLOSING_SECONDS):
                await self._writer
        await self._socket.close(code=code)

    def end(self) -> None:
        """Stop sending: the connection is gone."""
        self._writer.cancel()

    async def _write(self) -> None:
        with suppress(ConnectionError):  # the reading side sees that, too, and ends the connection
            while (text := await self._waiting.get()) is not None:
                await self._socket.send_str(text)


def as_text(frame: Json) -> str:
    """A frame as it is sent, with the parts that every frame has."""
    return json.dumps({"s": None, "t": None, **frame})
