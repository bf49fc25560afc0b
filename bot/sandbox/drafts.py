"""Making a message's JSON out of what is sent: the same for posts, answers and edits."""

from collections.abc import Callable
from typing import Any, cast

from bot.sandbox import shapes
from bot.sandbox.components import ATTACHED, attached, completed
from bot.sandbox.errors import DiscordError, Json
from bot.sandbox.mentions import Scene, pings
from bot.sandbox.messages import COMPONENTS_V2, TEXT_DISPLAY, walk
from bot.sandbox.parts import objects
from bot.sandbox.records import ChannelRecord, Person

DEFAULT, REPLY, CHAT_INPUT_ANSWER, CONTEXT_MENU_ANSWER = 0, 19, 20, 23

SUPPRESS_EMBEDS = 1 << 2
SETTABLE_FLAGS = SUPPRESS_EMBEDS | 1 << 12 | 1 << 13 | COMPONENTS_V2
EDITABLE_FLAGS = SUPPRESS_EMBEDS | COMPONENTS_V2


def blank(id: int, channel: ChannelRecord, author: Person, now: str, type: int = DEFAULT) -> Json:  # noqa: A002
    """A message with nothing in it yet."""
    return {
        "id": str(id),
        "channel_id": str(channel.id),
        "type": type,
        "author": shapes.user(author),
        "content": "",
        "timestamp": now,
        "edited_timestamp": None,
        "tts": False,
        "mention_everyone": False,
        "mentions": [],
        "mention_roles": [],
        "attachments": [],
        "embeds": [],
        "components": [],
        "pinned": False,
        "flags": 0,
    }


def fill(
    data: Json,
    body: Json,
    scene: Scene,
    attachments: list[Json] | None = None,
    new_id: Callable[[], int] = lambda: 0,
) -> None:
    """Write what `body` names into the message and ping anew; 50006 where nothing would be left to see."""
    if attachments is not None:
        data["attachments"] = attachments
    if "content" in body:
        data["content"] = str(body["content"] or "").strip()
    if "embeds" in body:
        data["embeds"] = [_embed(one, data["attachments"]) for one in objects(body, "embeds")]
    if "components" in body:
        data["components"] = completed(objects(body, "components"), data["attachments"], new_id)
    if not any(data[part] for part in ("content", "embeds", "components", "attachments")):
        raise DiscordError(50006)
    _ping(data, scene, body.get("allowed_mentions"))


def _ping(data: Json, scene: Scene, allowed: Json | None) -> None:
    shown = [str(one["content"]) for one in walk(data["components"]) if one["type"] == TEXT_DISPLAY]
    users, roles, everyone = pings(scene, [data["content"], *shown], allowed)
    data["mentions"] = [shapes.user(scene.guild.members[one].person) for one in users]
    data["mention_roles"] = [str(one) for one in roles]
    data["mention_everyone"] = everyone


def _embed(raw: Json, attachments: list[Json]) -> Json:
    embed = cast("Json", _without_nulls(raw))
    embed["type"] = "rich"
    for part in ("image", "thumbnail"):
        if part in embed:
            embed[part] = _embed_image(embed[part], attachments)
    if "fields" in embed:
        embed["fields"] = [{"inline": False, **one} for one in embed["fields"]]
    return embed


def _embed_image(image: Json, attachments: list[Json]) -> Json:
    url = str(image["url"])
    if url.startswith(ATTACHED):
        url = str(attached(url, attachments)["url"])
    return {"url": url, "proxy_url": url}


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        pairs = cast("Json", value).items()
        return {key: _without_nulls(one) for key, one in pairs if one is not None}
    if isinstance(value, list):
        return [_without_nulls(one) for one in cast("list[Any]", value)]
    return value
