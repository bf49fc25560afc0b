"""What the bot may do in its channels, asked over HTTP, without taking part in the conversation."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from typing import NamedTuple

import discord

from bot.errors import SettingsError
from bot.model import Channel, Publication
from bot.ui.permissions import missing, missing_to_tell
from bot.ui.reaching import FAILURES, NO_ANSWER, wrong_setting

LONGEST_WAIT = 30.0  # seconds that Discord may ask to wait before that is the answer


class Finding(NamedTuple):
    """What was looked at and how it stands; `fine` is False where somebody must act."""

    fine: bool
    said: str


@asynccontextmanager
async def logged_in(token: str) -> AsyncGenerator[discord.Client]:
    """A client that only asks; SettingsError where Discord refuses the token or cannot be reached."""
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # nobody is to speak
    async with discord.Client(intents=discord.Intents.none(), max_ratelimit_timeout=LONGEST_WAIT) as client:
        try:
            await client.login(token)
        except FAILURES as error:
            wrong = wrong_setting(error)
            raise wrong or SettingsError(f"Discord cannot be reached at DISCORD_API_URL ({error}).") from None
        yield client


async def examine(client: discord.Client, publication: Publication, channels: Sequence[Channel]) -> list[Finding]:
    """How the bot stands with a publication's channels, server by server, and with its moderators' channel."""
    desks = {publication.guild_id: publication.moderators_channel} if publication.moderators_channel else {}
    guilds = dict.fromkeys([*(channel.guild_id for channel in channels), *desks])
    findings: list[Finding] = []
    for guild_id in guilds:
        own = [channel for channel in channels if channel.guild_id == guild_id]
        findings += await _examine_guild(client, guild_id or 0, own, desks.get(guild_id))
    return findings


async def _examine_guild(
    client: discord.Client, guild_id: int, channels: Sequence[Channel], desk_id: int | None
) -> list[Finding]:
    try:
        guild = await client.fetch_guild(guild_id, with_counts=False)
        me = await guild.fetch_member(client.user.id if client.user else 0)
        places = {place.id: place for place in await guild.fetch_channels()}
    except (discord.Forbidden, discord.NotFound) as error:
        return [Finding(False, f"server {guild_id}: the bot is no member of it any more ({error.text})")]
    except NO_ANSWER as error:
        return [Finding(False, f"server {guild_id}: Discord does not say how the bot stands there ({error})")]
    found = [_channel(guild, me, places.get(channel.channel_id), channel) for channel in channels]
    if desk_id is not None:
        found.append(_desk(guild, me, places.get(desk_id), desk_id))
    return found


def _desk(
    guild: discord.Guild, me: discord.Member, place: discord.abc.GuildChannel | None, desk_id: int
) -> Finding:
    if place is None:
        return Finding(False, f"moderators' channel {desk_id} in {guild.name} is gone or hidden from the bot")
    lacking = missing_to_tell(place, me)
    if lacking:
        return Finding(False, f"moderators' #{place.name} in {guild.name}: the bot lacks {', '.join(lacking)}")
    return Finding(True, f"moderators' #{place.name} in {guild.name}: the bot may do all it needs")


def _channel(
    guild: discord.Guild, me: discord.Member, place: discord.abc.GuildChannel | None, channel: Channel
) -> Finding:
    if place is None:
        return Finding(False, f"channel {channel.channel_id} in {guild.name} is gone or hidden from the bot")
    role = None if channel.role_id is None else guild.get_role(channel.role_id)
    lacking = missing(place, me, role, channel.format)
    if lacking:
        return Finding(False, f"#{place.name} in {guild.name}: the bot lacks {', '.join(lacking)}")
    return Finding(True, f"#{place.name} in {guild.name}: the bot may do all it needs")
