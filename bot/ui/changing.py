"""Editing and deleting what stands in a channel. Done twice, neither does more than once."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import discord
from discord import abc

from bot.model import Delivery
from bot.ui.outcomes import UNKNOWN_CHANNEL, UNKNOWN_MESSAGE
from bot.ui.pieces import QUIET

ARCHIVED = 50083
NAME_LIMIT = 100  # of a thread
_TAKEN_BACK = "Taken back: "


async def edit(client: discord.Client, place_id: int, message_id: int, drawn: dict[str, Any]) -> None:
    """Let a message show something else; nobody is pinged by it, whatever mentions stand in it."""
    message = client.get_partial_messageable(place_id).get_partial_message(message_id)
    await _opening(client, place_id, lambda: message.edit(**drawn, allowed_mentions=QUIET))


async def delete(client: discord.Client, place_id: int, message_id: int, delivery: Delivery) -> None:
    """Delete a message; with the first one goes its forum post, or the thread under it.

    Deleting a thread takes Manage Threads: without, the messages go one by one, and what is left is closed.
    """
    thread_id = _thread_of(delivery)
    left = thread_id if thread_id is not None and not await _thread_deleted(client, delivery, thread_id) else None
    message = client.get_partial_messageable(place_id).get_partial_message(message_id)
    try:
        await _opening(client, place_id, message.delete)
    except discord.NotFound as error:
        if error.code != UNKNOWN_MESSAGE and (error.code != UNKNOWN_CHANNEL or place_id != thread_id):
            raise
    if left is not None:
        await _close(client, left, delivery.post_name)


def _thread_of(delivery: Delivery) -> int | None:
    """What was opened with a digest's first message. A thread under a message has the message's id."""
    if delivery.part.number != 1:
        return None
    return delivery.thread_id or (delivery.message_id if delivery.channel.format == "thread" else None)


async def _thread_deleted(client: discord.Client, delivery: Delivery, thread_id: int) -> bool:
    """Delete a thread, if the bot may: Discord counts how often it must refuse."""
    parent = client.get_channel(delivery.channel.channel_id)
    me = parent.guild.me if isinstance(parent, abc.GuildChannel) else None
    if isinstance(parent, abc.GuildChannel) and me and not parent.permissions_for(me).manage_threads:
        return False
    try:
        await client.http.delete_channel(thread_id)
    except discord.Forbidden:
        return False
    except discord.NotFound:
        pass
    return True


async def _close(client: discord.Client, thread_id: int, name: str) -> None:
    """Take an empty thread out of sight, which whoever has opened it may do."""
    called = f"{_TAKEN_BACK}{name}"[:NAME_LIMIT]
    with suppress(discord.Forbidden, discord.NotFound):
        await _opening(client, thread_id, lambda: client.http.edit_channel(thread_id, name=called, archived=True))


async def _opening(client: discord.Client, place_id: int, change: Callable[[], Awaitable[object]]) -> None:
    """Change something in a thread, which is opened again first where Discord has archived it."""
    try:
        await change()
    except discord.HTTPException as error:
        if error.code != ARCHIVED:
            raise
        await client.http.edit_channel(place_id, archived=False)
        await change()
