"""What the bot may reach: its channels and guilds, and the permissions that an action needs."""

from aiohttp import web

from bot.sandbox.api.answers import id_in
from bot.sandbox.core import Core
from bot.sandbox.errors import DiscordError
from bot.sandbox.permissions import Permission, channel_permissions
from bot.sandbox.records import ChannelRecord, GuildRecord


class Access:
    """Looks things up for the bot, and refuses as Discord does."""

    def __init__(self, core: Core) -> None:
        self._world = core.world

    def guild(self, request: web.Request) -> GuildRecord:
        """The guild of the path; 10004 where the bot is not in it."""
        guild = self._world.guilds.get(id_in(request, "guild"))
        if guild is None or self._world.bot.id not in guild.members:
            raise DiscordError(10004)
        return guild

    def channel(self, request: web.Request) -> ChannelRecord:
        """The channel of the path; 10003 where there is none, 50001 where the bot does not see it."""
        guild, channel = self._world.channel(id_in(request, "channel"))
        if not self.granted(guild, channel) & Permission.VIEW_CHANNEL:
            raise DiscordError(50001)
        return channel

    def granted(self, guild: GuildRecord, channel: ChannelRecord) -> int:
        """What the bot may do in a channel; nothing where it is not in the guild."""
        bot = guild.members.get(self._world.bot.id)
        return 0 if bot is None else channel_permissions(guild, bot, channel)

    def may(self, channel: ChannelRecord, needed: Permission) -> bool:
        """Whether the bot has all of these permissions in the channel."""
        return self.granted(self._world.guilds[channel.guild_id], channel) & needed == needed

    def require(self, channel: ChannelRecord, needed: Permission) -> None:
        """50013 where the bot lacks one of these permissions in the channel."""
        if not self.may(channel, needed):
            raise DiscordError(50013)
