"""Taking lists out of Discord's JSON, where an empty one may be null or missing."""

from typing import Any, cast

from bot.sandbox.errors import Json


def objects(holder: Json, key: str) -> list[Json]:
    """The objects under a key."""
    found: list[Json] | None = holder.get(key)
    return found or []


def values(holder: Json, key: str) -> list[Any]:
    """The plain values under a key."""
    found: object = holder.get(key)
    return cast("list[Any]", found) if isinstance(found, list) else []
