"""Finding the bot's own messages in a channel again."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import discord
from discord import abc

NEWEST = 100  # what a single request answers


async def first(
    place: abc.Messageable, since: datetime, wanted: Callable[[discord.Message], bool]
) -> discord.Message | None:
    """The first message since then that is wanted."""
    async for message in place.history(after=since, oldest_first=True, limit=None):
        if wanted(message):
            return message
    return None


async def marked(place: abc.Messageable, since: datetime, mark: str) -> discord.Message | None:
    """The message that carries a mark: one of the newest hundred, whatever clocks say, or one since then."""
    read = 0
    async for message in place.history(limit=None):
        read += 1
        if carries(message, mark):
            return message
        if read >= NEWEST and message.created_at < since:
            return None
    return None


def carries(message: discord.Message, mark: str) -> bool:
    """Whether a component of the message has the mark among the arguments of its custom_id."""
    return any(mark in custom_id.split(":") for custom_id in _custom_ids(message.components))


def _custom_ids(components: Any) -> list[str]:
    found: list[str] = []
    for component in components:
        if custom_id := getattr(component, "custom_id", None):
            found.append(str(custom_id))
        found += _custom_ids(getattr(component, "children", ()))
    return found
