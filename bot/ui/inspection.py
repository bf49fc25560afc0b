"""How the channels look, from what Discord has told so far."""

from collections.abc import Collection

import discord

from bot.journeys.preflight import Seen
from bot.model import Channel
from bot.ui.permissions import lacking_in, unpingable


class DiscordInspector:
    """Reads what the bot's own connection has been told; it asks nothing."""

    def __init__(self, client: discord.Client) -> None:
        self._client = client

    def guilds(self) -> Collection[int]:
        """The guilds that the bot is in, those with an outage too."""
        return {guild.id for guild in self._client.guilds}

    def inspect(self, channel: Channel) -> Seen | None:
        """How a channel stands; None in an outage, and for a thread that is archived."""
        guild = self._known(channel.guild_id)
        if guild is None:
            return None
        lacking = lacking_in(guild, channel)
        if lacking is None:
            return None if channel.kind == "thread" else Seen(gone=True)
        return Seen(lacking=tuple(lacking))

    def unpingable(self, guild_id: int, channel_id: int, role_id: int) -> str | None:
        """Why a role is not pinged in a channel, empty where it is; None in an outage."""
        guild = self._known(guild_id)
        return None if guild is None else unpingable(guild, channel_id, role_id)

    def _known(self, guild_id: int) -> discord.Guild | None:
        guild = self._client.get_guild(guild_id)
        if guild is None or guild.unavailable or guild.me is None:  # pyright: ignore[reportUnnecessaryComparison]
            return None
        return guild
