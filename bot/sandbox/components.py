"""Components as Discord gives them back: each with an id, and what was left out written in."""

from collections.abc import Callable, Iterator
from itertools import count
from typing import cast

from bot.sandbox.errors import Json, invalid
from bot.sandbox.messages import SELECTS, walk

THUMBNAIL, GALLERY, FILE, SEPARATOR, CONTAINER = 11, 12, 13, 14, 17
ATTACHED = "attachment://"

Attachments = list[Json]

_MISSING: dict[int, Json] = {
    **{select: {"min_values": 1, "max_values": 1} for select in SELECTS},
    THUMBNAIL: {"description": None, "spoiler": False},
    FILE: {"spoiler": False},
    SEPARATOR: {"divider": True, "spacing": 1},
    CONTAINER: {"accent_color": None, "spoiler": False},
}


def completed(components: list[Json], attachments: Attachments, new_id: Callable[[], int]) -> list[Json]:
    """The tree with ids (unique in the message) and defaults; media point to the attachments they name."""
    taken = {int(one["id"]) for one in walk(components) if one.get("id")}
    free = (number for number in count(1) if number not in taken)
    return [_complete(one, free, attachments, new_id) for one in components]


def _complete(raw: Json, free: Iterator[int], attachments: Attachments, new_id: Callable[[], int]) -> Json:
    given = {key: value for key, value in raw.items() if value is not None}
    one: Json = {**_MISSING.get(int(given["type"]), {}), **given}
    one["type"] = int(given["type"])
    one["id"] = int(given.get("id") or 0) or next(free)
    if "components" in one:
        children = cast("list[Json]", one["components"])
        one["components"] = [_complete(child, free, attachments, new_id) for child in children]
    if "accessory" in one:
        one["accessory"] = _complete(one["accessory"], free, attachments, new_id)
    _complete_media(one, attachments, new_id)
    return one


def _complete_media(one: Json, attachments: Attachments, new_id: Callable[[], int]) -> None:
    match int(one["type"]):
        case 11:
            one["media"] = _medium(one["media"], attachments, new_id)
        case 12:
            one["items"] = [_gallery_item(item, attachments, new_id) for item in one["items"]]
        case 13:
            attachment = attached(str(one["file"]["url"]), attachments)
            one["file"] = _medium(one["file"], attachments, new_id)
            one |= {"name": attachment["filename"], "size": attachment["size"]}
        case _:
            pass


def _gallery_item(item: Json, attachments: Attachments, new_id: Callable[[], int]) -> Json:
    given: Json = {"description": None, "spoiler": False, **item}
    return {**given, "media": _medium(item["media"], attachments, new_id)}


def _medium(medium: Json, attachments: Attachments, new_id: Callable[[], int]) -> Json:
    url = str(medium["url"])
    if url.startswith(ATTACHED):
        url = str(attached(url, attachments)["url"])
    return {"id": str(new_id()), "url": url, "proxy_url": url, "width": None, "height": None, "content_type": None}


def attached(url: str, attachments: Attachments) -> Json:
    """The attachment that an `attachment://name` means; 50035 where the message has none of that name."""
    for attachment in attachments:
        if url in {f"{ATTACHED}{attachment['filename']}", attachment["url"]}:
            return attachment
    raise invalid(("components",), "MEDIA_ITEM_NOT_FOUND", f"{url} is not attached to this message")
