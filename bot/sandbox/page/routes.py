"""The addresses of the page."""

import json
from collections.abc import Awaitable, Callable
from importlib import resources
from typing import Any, cast

from aiohttp import BodyPartReader, web

from bot.sandbox.cdn import Upload
from bot.sandbox.errors import Json
from bot.sandbox.page.acts import Acts
from bot.sandbox.page.asked import Asked, Refused, number
from bot.sandbox.page.feed import Feed
from bot.sandbox.page.process import BotProcess
from bot.sandbox.page.view import View

LARGEST_JSON = 256 * 1024
LARGEST_FILE = 10 * 1024 * 1024
MOST_PARTS = 12

_TYPES = {"html": "text/html", "css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Routes:
    """The page, its files, what it shows, what it does."""

    def __init__(self, view: View, acts: Acts, feed: Feed, process: BotProcess | None) -> None:
        self._view = view
        self._acts = acts
        self._feed = feed
        self._process = process
        self._files = _static_files()

    def routes(self) -> list[web.RouteDef]:
        """All of them."""
        return [
            web.get("/", self._index),
            web.get("/page/static/{name}", self._file),
            web.get("/page/state", self._state),
            web.get("/page/feed", self._feed.serve),
            web.post("/page/act", self._act),
            web.post("/page/process", self._control),
        ]

    async def _index(self, request: web.Request) -> web.Response:
        return self._served("index.html")

    async def _file(self, request: web.Request) -> web.Response:
        return self._served(request.match_info["name"])

    def _served(self, name: str) -> web.Response:
        if name not in self._files:
            raise web.HTTPNotFound
        kind = _TYPES[name.rpartition(".")[2]]
        return web.Response(body=self._files[name], content_type=kind, charset="utf-8", headers=_HEADERS)

    async def _state(self, request: web.Request) -> web.Response:
        wanted = (number(request.query.get(key, "")) for key in ("as", "channel"))
        return web.json_response(self._view.state(*wanted), headers={"Cache-Control": "no-store"})

    async def _act(self, request: web.Request) -> web.Response:
        try:
            asked = await _asked(request)
        except Refused as refused:
            return web.json_response({"error": str(refused)}, status=400)
        return web.json_response(await self._acts.do(asked))

    async def _control(self, request: web.Request) -> web.Response:
        """Kill or start the bot."""
        try:
            wish = (await _asked(request)).text("do")
        except Refused as refused:
            return web.json_response({"error": str(refused)}, status=400)
        if self._process is None or wish not in ("kill", "start"):
            return web.json_response({"error": "The page does not control the bot's process."}, status=400)
        try:
            await (self._process.kill() if wish == "kill" else self._process.start())
        except OSError as error:
            return web.json_response({"error": f"That did not work: {error}."})
        return web.json_response({})


def _static_files() -> dict[str, bytes]:
    folder = resources.files("bot.sandbox.page") / "static"
    return {one.name: one.read_bytes() for one in folder.iterdir() if one.name.rpartition(".")[2] in _TYPES}


async def _asked(request: web.Request) -> Asked:
    # A page elsewhere can send other types without asking first; these two it can't, or not without its Origin.
    match request.content_type:
        case "application/json":
            return Asked(_parsed(await _limited(request.content.readany, LARGEST_JSON)), {})
        case "multipart/form-data":
            return await _with_files(request)
        case _:
            raise Refused("The request must be JSON, or a form with files.")


async def _with_files(request: web.Request) -> Asked:
    asked: Json = {}
    files: dict[str, Upload] = {}
    try:
        reader = await request.multipart()
        for _ in range(MOST_PARTS):
            part = await reader.next()
            if part is None:
                return Asked(asked, files)
            if not isinstance(part, BodyPartReader) or not part.name:
                raise Refused("The form can't be read.")
            if part.filename is None:
                asked = _parsed(await _limited(part.read_chunk, LARGEST_JSON))
            else:
                data = await _limited(part.read_chunk, LARGEST_FILE)
                files[part.name] = Upload(part.filename, data, part.headers.get("Content-Type", ""))
    except ValueError as error:
        raise Refused("The form can't be read.") from error
    raise Refused("Too many files at once.")


async def _limited(read: Callable[[], Awaitable[bytes]], limit: int) -> bytes:
    """All that `read` gives, part by part, until it gives nothing; Refused beyond the limit, in bytes."""
    whole = bytearray()
    while chunk := await read():
        whole += chunk
        if len(whole) > limit:
            raise Refused(f"That is too large: at most {limit // 1024} KiB are taken.")
    return bytes(whole)


def _parsed(raw: bytes) -> Json:
    try:
        value: Any = json.loads(raw)
    except (ValueError, RecursionError):
        raise Refused("The request is no JSON.") from None
    if not isinstance(value, dict):
        raise Refused("The request must be a JSON object.")
    return cast("Json", value)
