"""What the bot must be allowed to do in a channel, and what of it is missing."""

import discord
from discord import abc

from bot.model import Channel, Format

_NAMES = {
    "view_channel": "View Channel",
    "send_messages": "Send Messages",
    "create_public_threads": "Create Public Threads",
    "send_messages_in_threads": "Send Messages in Threads",
    "read_message_history": "Read Message History",
    "embed_links": "Embed Links",
    "mention_everyone": "Mention @everyone, @here, and All Roles",
}


_TAG = "a post tag that everybody may use, because this forum requires one"

Place = abc.GuildChannel | discord.Thread


def missing(
    channel: Place, me: discord.Member, role: discord.Role | None = None, style: Format | None = None
) -> list[str]:
    """What the bot lacks to post digests there and to find them again: permissions, by Discord's names, and a tag.

    `role` is the role to ping: one that is not mentionable takes a permission of its own. `style` is the format.
    """
    in_thread = isinstance(channel, discord.Thread)
    needed = ["view_channel", "send_messages_in_threads" if in_thread else "send_messages", "read_message_history"]
    if channel.type is discord.ChannelType.forum:
        needed.append("send_messages_in_threads")
    if style == "thread":
        needed += ["create_public_threads", "send_messages_in_threads"]
    if channel.type is discord.ChannelType.news:
        needed.append("embed_links")
    if role is not None and not role.mentionable:
        needed.append("mention_everyone")
    granted = channel.permissions_for(me)
    lacking = [_NAMES[one] for one in needed if not getattr(granted, one)]
    return [*lacking, _TAG] if isinstance(channel, discord.ForumChannel) and _lacks_tag(channel, me) else lacking


def lacking_in(guild: discord.Guild, channel: Channel) -> list[str] | None:
    """The same for a channel as it is set up, pings apart; None where none of that id is known."""
    place = guild.get_channel_or_thread(channel.channel_id)
    return None if place is None else missing(place, guild.me, None, channel.format)


def unpingable(guild: discord.Guild, channel_id: int, role_id: int | None) -> str:
    """Why a role is not pinged in a channel, and what helps; empty where it is, or something else is wrong."""
    place = guild.get_channel_or_thread(channel_id)
    if role_id is None or place is None:
        return ""
    role = guild.get_role(role_id)
    if role is None:
        return "the role has been deleted; an admin names another one"
    if role.is_default() or role.mentionable or place.permissions_for(guild.me).mention_everyone:
        return ""
    return f"make <@&{role_id}> mentionable, or grant the bot {_NAMES['mention_everyone']}"


def missing_to_tell(channel: Place, me: discord.Member) -> list[str]:
    """What the bot lacks to tell moderators something there, by Discord's names."""
    granted = channel.permissions_for(me)
    return [_NAMES[one] for one in ("view_channel", "send_messages") if not getattr(granted, one)]


def usable_tags(forum: discord.ForumChannel, me: discord.Member | None) -> list[discord.ForumTag]:
    """The tags that the bot may put on a post: some are for who manages threads."""
    manages = me is not None and forum.permissions_for(me).manage_threads
    return [tag for tag in forum.available_tags if manages or not tag.moderated]


def _lacks_tag(forum: discord.ForumChannel, me: discord.Member) -> bool:
    return forum.flags.require_tag and not usable_tags(forum, me)
