"""What the bot must be allowed to do in a channel, and what of it is missing."""

import discord
from discord import abc

_NAMES = {
    "view_channel": "View Channel",
    "send_messages": "Send Messages",
    "send_messages_in_threads": "Send Messages in Threads",
    "read_message_history": "Read Message History",
    "embed_links": "Embed Links",
    "mention_everyone": "Mention @everyone, @here, and All Roles",
}


def missing(channel: abc.GuildChannel, me: discord.Member, role: discord.Role | None = None) -> list[str]:
    """The permissions, by Discord's names, that the bot lacks to post digests there and to find them again.

    `role` is the role to ping: one that is not mentionable takes a permission of its own.
    """
    needed = ["view_channel", "send_messages", "read_message_history"]
    if channel.type is discord.ChannelType.forum:
        needed.append("send_messages_in_threads")
    if channel.type is discord.ChannelType.news:
        needed.append("embed_links")
    if role is not None and not role.mentionable:
        needed.append("mention_everyone")
    granted = channel.permissions_for(me)
    return [_NAMES[one] for one in needed if not getattr(granted, one)]
