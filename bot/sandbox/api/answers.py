"""Reading requests and writing answers as discord.py needs them."""

import json
from typing import Any, NamedTuple, cast

from aiohttp import BodyPartReader, web

from bot.sandbox.cdn import Upload
from bot.sandbox.errors import DiscordError, Json, invalid
from bot.sandbox.posting import Body

PAYLOAD = "payload_json"


class Asked(NamedTuple):
    """A request's body, read once: parsed JSON (None where there is none), uploads, and whether it was no JSON."""

    json: Any = None
    uploads: tuple[Upload, ...] = ()
    broken: bool = False
    multipart: bool = False

    def shown(self) -> Any:
        """The body as the record of exchanges has it."""
        if not self.multipart:
            return self.json
        return {PAYLOAD: self.json, "files": [upload.filename for upload in self.uploads]}


ASKED = web.RequestKey("asked", Asked)
INTERACTION_TYPE = web.RequestKey("interaction_type", int)


def answer(data: Any, status: int = 200) -> web.Response:
    """JSON with exactly `Content-Type: application/json`: with a charset, discord.py leaves the body a string."""
    return web.Response(body=json.dumps(data).encode(), status=status, headers={"Content-Type": "application/json"})


def nothing() -> web.Response:
    """204."""
    return web.Response(status=204)


def refusal(error: DiscordError) -> web.Response:
    """The error as Discord answers it."""
    return answer(error.body(), error.status)


async def read(request: web.Request) -> Asked:
    """The body of a request, JSON or multipart with files."""
    if request.content_type.startswith("multipart/"):
        return await _read_multipart(request)
    raw = await request.read()
    if not raw:
        return Asked()
    try:
        return Asked(json.loads(raw))
    except ValueError:
        return Asked(broken=True)


async def _read_multipart(request: web.Request) -> Asked:
    payload: Any = {}
    uploads: list[Upload] = []
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader):
            continue
        if part.name == PAYLOAD:
            try:
                payload = json.loads(await part.text())
            except ValueError:
                return Asked(broken=True, multipart=True)
        else:
            content_type = part.headers.get("Content-Type", "")
            uploads.append(Upload(part.filename or "file", bytes(await part.read(decode=True)), content_type))
    return Asked(payload, tuple(_described(payload, uploads)), multipart=True)


def _described(payload: Any, uploads: list[Upload]) -> list[Upload]:
    """Uploads with what `attachments` says of them, which refers to them by their place."""
    said = {str(one.get("id")): one for one in _attachments(payload)}
    return [_with(upload, said.get(str(place))) for place, upload in enumerate(uploads)]


def _attachments(payload: Any) -> list[Json]:
    """What the payload says of its files, as far as it has the right shape; the rest is told by the validation."""
    given = cast("Json", payload).get("attachments") if isinstance(payload, dict) else None
    listed = cast("list[object]", given) if isinstance(given, list) else []
    return [cast("Json", one) for one in listed if isinstance(one, dict)]


def _with(upload: Upload, said: Json | None) -> Upload:
    if said is None:
        return upload
    name, description = said.get("filename"), said.get("description")
    return upload._replace(
        filename=name if isinstance(name, str) and name else upload.filename,
        description=description if isinstance(description, str) else None,
    )


def body_of(request: web.Request) -> Body:
    """The request's JSON object with its uploads; 50035 where it is no object."""
    asked = request[ASKED]
    given: object = Json() if asked.json is None else asked.json
    if not isinstance(given, dict):
        raise invalid((), "DICT_TYPE_CONVERT", "Only dictionaries may be used")
    return Body(cast("Json", given), asked.uploads)


def list_of(request: web.Request) -> list[Json]:
    """The request's JSON array of objects."""
    given = request[ASKED].json
    if not isinstance(given, list):
        raise invalid((), "LIST_TYPE_CONVERT", "Only iterables may be used")
    return cast("list[Json]", given)


def id_in(request: web.Request, name: str) -> int:
    """A snowflake of the path; 50035 where it is none."""
    try:
        return snowflake(request.match_info[name])
    except ValueError:
        raise invalid((name,), "NUMBER_TYPE_COERCE", "is not snowflake") from None


def snowflake(text: str) -> int:
    """An id as Discord writes it."""
    if not (text.isascii() and text.isdigit() and len(text) <= 20):
        raise ValueError(text)
    return int(text)


def number_in(request: web.Request, name: str, default: int | None, low: int = 0, high: int = 2**63) -> int | None:
    """A number of the query within bounds."""
    text = request.query.get(name)
    if text is None:
        return default
    if not (text.isascii() and text.isdigit() and low <= int(text) <= high):
        raise invalid((name,), "NUMBER_TYPE_BOUNDS", f"int value should be between {low} and {high}.")
    return int(text)


def flag_in(request: web.Request, name: str) -> bool:
    """A boolean of the query."""
    return request.query.get(name, "").lower() in ("1", "true")
