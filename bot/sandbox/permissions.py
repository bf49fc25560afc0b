"""Who may do what where, by the algorithm that Discord documents (topics/permissions)."""

from collections.abc import Iterable
from enum import IntFlag

from bot.sandbox.records import ChannelRecord, GuildRecord, MemberRecord, Overwrite


class Permission(IntFlag):
    """The permission bits that matter to bots that post, read and answer."""

    CREATE_INSTANT_INVITE = 1 << 0
    ADMINISTRATOR = 1 << 3
    MANAGE_CHANNELS = 1 << 4
    MANAGE_GUILD = 1 << 5
    ADD_REACTIONS = 1 << 6
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    SEND_TTS_MESSAGES = 1 << 12
    MANAGE_MESSAGES = 1 << 13
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    MENTION_EVERYONE = 1 << 17
    USE_EXTERNAL_EMOJIS = 1 << 18
    MANAGE_ROLES = 1 << 28
    USE_APPLICATION_COMMANDS = 1 << 31
    MANAGE_THREADS = 1 << 34
    CREATE_PUBLIC_THREADS = 1 << 35
    CREATE_PRIVATE_THREADS = 1 << 36
    SEND_MESSAGES_IN_THREADS = 1 << 38


EVERYTHING = (1 << 53) - 1

EVERYONE_DEFAULT = int(
    Permission.VIEW_CHANNEL
    | Permission.SEND_MESSAGES
    | Permission.SEND_MESSAGES_IN_THREADS
    | Permission.CREATE_PUBLIC_THREADS
    | Permission.EMBED_LINKS
    | Permission.ATTACH_FILES
    | Permission.READ_MESSAGE_HISTORY
    | Permission.ADD_REACTIONS
    | Permission.USE_APPLICATION_COMMANDS
)

BOT_DEFAULT = int(
    Permission.VIEW_CHANNEL
    | Permission.SEND_MESSAGES
    | Permission.SEND_MESSAGES_IN_THREADS
    | Permission.CREATE_PUBLIC_THREADS
    | Permission.EMBED_LINKS
    | Permission.ATTACH_FILES
    | Permission.READ_MESSAGE_HISTORY
)

_LOST_WITH_SENDING = int(
    Permission.MENTION_EVERYONE | Permission.SEND_TTS_MESSAGES | Permission.ATTACH_FILES | Permission.EMBED_LINKS
)


def guild_permissions(guild: GuildRecord, member: MemberRecord) -> int:
    """What the member may do in the guild as a whole, before any channel's overwrites."""
    if member.id == guild.owner_id:
        return EVERYTHING
    granted = guild.roles[guild.id].permissions
    for role_id in member.role_ids:
        granted |= guild.roles[role_id].permissions
    return EVERYTHING if granted & Permission.ADMINISTRATOR else granted


def channel_permissions(guild: GuildRecord, member: MemberRecord, channel: ChannelRecord) -> int:
    """What the member may do in the channel; a thread inherits from its parent."""
    granted = guild_permissions(guild, member)
    if granted == EVERYTHING:
        return granted
    return _without_the_implied(_overwritten(granted, guild, member, guild.home_of(channel)), channel)


def _overwritten(granted: int, guild: GuildRecord, member: MemberRecord, channel: ChannelRecord) -> int:
    everyone = channel.overwrites.get(guild.id)
    roles = [channel.overwrites[role] for role in member.role_ids if role in channel.overwrites]
    own = channel.overwrites.get(member.id)
    for layer in ([everyone] if everyone else [], roles, [own] if own else []):
        granted = _layered(granted, layer)
    return granted


def _layered(granted: int, layer: Iterable[Overwrite]) -> int:
    allow = deny = 0
    for overwrite in layer:
        allow |= overwrite.allow
        deny |= overwrite.deny
    return (granted & ~deny) | allow


def _without_the_implied(granted: int, channel: ChannelRecord) -> int:
    """A denied View Channel takes everything with it, a denied Send Messages what only sending can use."""
    if not granted & Permission.VIEW_CHANNEL:
        return 0
    if not granted & sending(channel):
        return granted & ~_LOST_WITH_SENDING
    return granted


def sending(channel: ChannelRecord) -> Permission:
    """The permission that sending into this channel needs."""
    return Permission.SEND_MESSAGES_IN_THREADS if channel.is_thread else Permission.SEND_MESSAGES
