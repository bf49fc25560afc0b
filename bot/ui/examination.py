"""What the bot may do in its channels, asked over HTTP, without taking part in the conversation."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from typing import NamedTuple

import discord

from bot.errors import SettingsError
from bot.model import Channel
from bot.ui.permissions import missing


class Finding(NamedTuple):
    """What was looked at and how it stands; `fine` is False where somebody must act."""

    fine: bool
    said: str


@asynccontextmanager
async def logged_in(token: str) -> AsyncGenerator[discord.Client]:
    """A client that only asks; SettingsError where Discord refuses the token or cannot be reached."""
    async with discord.Client(intents=discord.Intents.none()) as client:
        try:
            await client.login(token)
        except discord.LoginFailure:
            raise SettingsError("Discord refuses DISCORD_TOKEN. Copy the token again from its portal.") from None
        except (OSError, discord.HTTPException) as error:
            raise SettingsError(f"Discord cannot be reached at DISCORD_API_URL ({error}).") from None
        yield client


async def examine(client: discord.Client, guild_id: int, channels: Sequence[Channel]) -> list[Finding]:
    """How the bot stands with each of a guild's channels."""
    try:
        guild = await client.fetch_guild(guild_id, with_counts=False)
        me = await guild.fetch_member(client.user.id if client.user else 0)
        places = {place.id: place for place in await guild.fetch_channels()}
    except discord.HTTPException as error:
        return [Finding(False, f"server {guild_id}: the bot is no member of it any more ({error.text})")]
    return [_channel(guild, me, places.get(channel.channel_id), channel) for channel in channels]


def _channel(
    guild: discord.Guild, me: discord.Member, place: discord.abc.GuildChannel | None, channel: Channel
) -> Finding:
    if place is None:
        return Finding(False, f"channel {channel.channel_id} in {guild.name} is gone or hidden from the bot")
    role = None if channel.role_id is None else guild.get_role(channel.role_id)
    lacking = missing(place, me, role)
    if lacking:
        return Finding(False, f"#{place.name} in {guild.name}: the bot lacks {', '.join(lacking)}")
    return Finding(True, f"#{place.name} in {guild.name}: the bot may do all it needs")
