"""What Discord tells of servers, channels and permissions, passed on to whoever looks after the channels."""

import discord
from discord.ext import commands

from bot.client import DigestBot


class Changes(commands.Cog):
    """Passes on what Discord tells of servers, channels and permissions."""

    def __init__(self, bot: DigestBot) -> None:
        self._preflight = bot.journeys.preflight
        self._bot = bot

    @commands.Cog.listener()
    async def on_guild_join(self, guild: discord.Guild) -> None:
        """The bot was invited (again)."""
        self._preflight.changed(guild.id)

    @commands.Cog.listener()
    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """The bot was taken out, or the server is no more; an outage is told otherwise."""
        self._preflight.changed(guild.id)

    @commands.Cog.listener()
    async def on_guild_available(self, guild: discord.Guild) -> None:
        """An outage is over."""
        self._preflight.changed(guild.id)

    @commands.Cog.listener()
    async def on_guild_channel_create(self, channel: discord.abc.GuildChannel) -> None:
        """There is a new channel, or one that the bot did not see."""
        self._preflight.changed(channel.guild.id)

    @commands.Cog.listener()
    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """A channel is gone."""
        self._preflight.changed(channel.guild.id)

    @commands.Cog.listener()
    async def on_guild_channel_update(
        self, before: discord.abc.GuildChannel, after: discord.abc.GuildChannel
    ) -> None:
        """A channel's permissions have changed, or a forum's tags."""
        tags = (getattr(before, "available_tags", None), getattr(before, "flags", None))
        if before.overwrites != after.overwrites or tags != (
            getattr(after, "available_tags", None),
            getattr(after, "flags", None),
        ):
            self._preflight.changed(after.guild.id)

    @commands.Cog.listener()
    async def on_guild_role_update(self, before: discord.Role, after: discord.Role) -> None:
        """A role grants something else, or may be pinged by everybody now."""
        if (before.permissions, before.mentionable) != (after.permissions, after.mentionable):
            self._preflight.changed(after.guild.id)

    @commands.Cog.listener()
    async def on_guild_role_delete(self, role: discord.Role) -> None:
        """A role that is to be pinged may be gone."""
        self._preflight.changed(role.guild.id)

    @commands.Cog.listener()
    async def on_member_update(self, before: discord.Member, after: discord.Member) -> None:
        """The bot's own roles have changed, or it is no longer timed out."""
        if self._bot.user is not None and after.id == self._bot.user.id:
            self._preflight.changed(after.guild.id)

    @commands.Cog.listener()
    async def on_raw_thread_delete(self, event: discord.RawThreadDeleteEvent) -> None:
        """A thread is gone."""
        self._preflight.deleted(event.guild_id, event.thread_id)


async def setup(bot: DigestBot) -> None:
    """Called by discord.py when the bot loads this cog."""
    await bot.add_cog(Changes(bot))
