"""Files that hang from messages and slash options, kept in memory and served over loopback."""

import mimetypes
import re
from collections.abc import Callable
from typing import NamedTuple

from aiohttp import web

from bot.sandbox.errors import Json

_UNSAFE = re.compile(r"[^\w.\-]+", re.ASCII)


class Upload(NamedTuple):
    """A file on its way in."""

    filename: str
    data: bytes
    content_type: str = ""
    description: str | None = None


class Cdn:
    """Keeps files under addresses like those of Discord's CDN; `url` is where the sandbox listens."""

    def __init__(self, new_id: Callable[[], int]) -> None:
        self.url = ""
        self._new_id = new_id
        self._files: dict[str, Upload] = {}

    def keep(self, upload: Upload, channel_id: int, *, ephemeral: bool = False) -> Json:
        """Store a file; its attachment object."""
        file_id = self._new_id()
        name = _UNSAFE.sub("_", upload.filename) or "file"
        kind = "ephemeral-attachments" if ephemeral else "attachments"
        path = f"/{kind}/{channel_id}/{file_id}/{name}"
        guessed = upload.content_type or mimetypes.guess_type(name)[0] or "application/octet-stream"
        self._files[path] = upload._replace(content_type=guessed)
        shape: Json = {
            "id": str(file_id),
            "filename": name,
            "size": len(upload.data),
            "url": self.url + path,
            "proxy_url": self.url + path,
            "content_type": guessed,
            "ephemeral": ephemeral,
        }
        return shape if upload.description is None else {**shape, "description": upload.description}

    def add_routes(self, app: web.Application) -> None:
        """Serve the files."""
        for kind in ("attachments", "ephemeral-attachments"):
            app.router.add_get(f"/{kind}/{{home}}/{{id}}/{{name}}", self._serve)

    async def _serve(self, request: web.Request) -> web.Response:
        upload = self._files.get(request.path)
        if upload is None:
            raise web.HTTPNotFound
        # Whatever was uploaded is handed out as a download: no browser may run it as a page of the sandbox.
        headers = {
            "Content-Type": upload.content_type,
            "Content-Disposition": "attachment",
            "X-Content-Type-Options": "nosniff",
        }
        return web.Response(body=upload.data, headers=headers)
