"""The option of a command that names a channel for digests."""

from typing import Any

import discord
from discord import app_commands

from bot.errors import InvalidInput
from bot.model import ChannelKind
from bot.ui.actions import Interaction

PostingChannel = discord.TextChannel | discord.ForumChannel | discord.Thread

_KINDS: dict[discord.ChannelType, ChannelKind] = {
    discord.ChannelType.text: "text",
    discord.ChannelType.news: "announcement",
    discord.ChannelType.forum: "forum",
    discord.ChannelType.public_thread: "thread",
    discord.ChannelType.private_thread: "thread",
    discord.ChannelType.news_thread: "thread",
}

FORMATS = [
    app_commands.Choice(name="Compact: a line or two on each article", value="compact"),
    app_commands.Choice(name="Full text", value="full"),
    app_commands.Choice(name="Compact, with the full text in a thread", value="thread"),
]


class ChannelOfDigests(app_commands.Transformer):
    """The id of a text, announcement or forum channel, also of one that the bot can see no longer.

    discord.py's own choice of types would offer media channels too.
    """

    @property
    def type(self) -> discord.AppCommandOptionType:
        """What Discord lets people pick."""
        return discord.AppCommandOptionType.channel

    @property
    def channel_types(self) -> list[discord.ChannelType]:
        """The kinds of channels that Discord offers."""
        return [*_KINDS]

    async def transform(self, interaction: Interaction, value: app_commands.AppCommandChannel, /) -> Any:
        """The channel's id."""
        return value.id


class ChannelForDigests(ChannelOfDigests):
    """The same, as a channel that digests can be posted into."""

    async def transform(
        self, interaction: Interaction, value: app_commands.AppCommandChannel | app_commands.AppCommandThread, /
    ) -> PostingChannel:
        """The channel itself; InvalidInput where it is of another kind or hidden from the bot."""
        channel = value.resolve()
        if channel is None:
            raise InvalidInput("The bot cannot see that channel. Grant it View Channel there, then try again.")
        if not isinstance(channel, PostingChannel) or channel.type not in _KINDS:
            raise InvalidInput(
                "Digests are posted into text, announcement and forum channels and threads; pick one of these."
            )
        return channel


def kind_of(channel: PostingChannel) -> ChannelKind:
    """How digests are posted into the channel."""
    return _KINDS[channel.type]
