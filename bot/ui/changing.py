"""Editing and deleting what stands in a channel. Done twice, neither does more than once."""

from contextlib import suppress
from typing import Any

import discord

from bot.model import Delivery
from bot.ui.outcomes import UNKNOWN_CHANNEL
from bot.ui.pieces import QUIET

ARCHIVED = 50083


async def edit(client: discord.Client, place_id: int, message_id: int, drawn: dict[str, Any]) -> None:
    """Let a message show something else; nobody is pinged by it, whatever mentions stand in it.

    A thread that Discord has archived is opened again first.
    """
    message = client.get_partial_messageable(place_id).get_partial_message(message_id)
    try:
        await message.edit(**drawn, allowed_mentions=QUIET)
    except discord.HTTPException as error:
        if error.code != ARCHIVED:
            raise
        await client.http.edit_channel(place_id, archived=False)
        await message.edit(**drawn, allowed_mentions=QUIET)


async def delete(client: discord.Client, place_id: int, message_id: int, delivery: Delivery) -> None:
    """Delete a message; with the first one goes its forum post, or the thread under it, where the bot may."""
    if delivery.part.number == 1 and delivery.thread_id is not None:
        # It takes Manage Threads: without, the messages go one by one, and an empty thread is left.
        with suppress(discord.Forbidden, discord.NotFound):
            await client.http.delete_channel(delivery.thread_id)
    try:
        await client.get_partial_messageable(place_id).get_partial_message(message_id).delete()
    except discord.NotFound as error:
        if error.code != UNKNOWN_CHANNEL or place_id != delivery.thread_id:
            raise
