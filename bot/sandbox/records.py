"""What the stand-in keeps: people, guilds, roles, members, channels and their messages."""

from dataclasses import dataclass, field
from enum import IntEnum

from bot.sandbox.messages import Message


class ChannelType(IntEnum):
    """Kinds of channels, by Discord's numbers."""

    TEXT = 0
    DM = 1
    ANNOUNCEMENT = 5
    ANNOUNCEMENT_THREAD = 10
    PUBLIC_THREAD = 11
    PRIVATE_THREAD = 12
    FORUM = 15
    MEDIA = 16


THREAD_TYPES = frozenset({ChannelType.ANNOUNCEMENT_THREAD, ChannelType.PUBLIC_THREAD, ChannelType.PRIVATE_THREAD})
FORUM_TYPES = frozenset({ChannelType.FORUM, ChannelType.MEDIA})
REQUIRE_TAG = 1 << 4


@dataclass(eq=False)
class Person:
    """A user account, human or bot."""

    id: int
    name: str
    bot: bool = False


@dataclass(eq=False)
class RoleRecord:
    """A role of a guild; the one that everyone has carries the guild's own id."""

    id: int
    name: str
    permissions: int
    position: int
    mentionable: bool = False
    of_bot: int | None = None


@dataclass(eq=False)
class MemberRecord:
    """A person in a guild."""

    person: Person
    joined_at: str
    role_ids: list[int] = field(default_factory=list[int])

    @property
    def id(self) -> int:
        return self.person.id


@dataclass
class Overwrite:
    """What a channel grants and denies to one role or member."""

    id: int
    of_member: bool
    allow: int
    deny: int


@dataclass
class Tag:
    """A tag that posts of a forum may carry."""

    id: int
    name: str
    moderated: bool = False


@dataclass(eq=False)
class ThreadState:
    """What only threads have."""

    owner_id: int
    created_at: str
    archived: bool = False
    locked: bool = False
    auto_archive_duration: int = 4320
    applied_tags: list[int] = field(default_factory=list[int])
    archived_at: str = ""


@dataclass(eq=False)
class ChannelRecord:
    """A channel or thread with its messages by id, oldest first; `private` are answers that one person sees."""

    id: int
    guild_id: int
    type: ChannelType
    name: str
    position: int = 0
    parent_id: int | None = None
    topic: str | None = None
    flags: int = 0
    tags: list[Tag] = field(default_factory=list[Tag])
    thread: ThreadState | None = None
    overwrites: dict[int, Overwrite] = field(default_factory=dict[int, Overwrite])
    messages: dict[int, Message] = field(default_factory=dict[int, Message])
    private: dict[int, Message] = field(default_factory=dict[int, Message])
    last_message_id: int | None = None
    sent_in_all: int = 0

    @property
    def is_thread(self) -> bool:
        return self.type in THREAD_TYPES

    @property
    def is_forum(self) -> bool:
        return self.type in FORUM_TYPES


@dataclass(eq=False)
class GuildRecord:
    """A guild; `channels` holds its threads too."""

    id: int
    name: str
    owner_id: int
    roles: dict[int, RoleRecord] = field(default_factory=dict[int, RoleRecord])
    members: dict[int, MemberRecord] = field(default_factory=dict[int, MemberRecord])
    channels: dict[int, ChannelRecord] = field(default_factory=dict[int, ChannelRecord])

    def home_of(self, channel: ChannelRecord) -> ChannelRecord:
        """The channel itself, or the one that a thread hangs from."""
        return self.channels[channel.parent_id] if channel.is_thread and channel.parent_id else channel

    def threads(self) -> list[ChannelRecord]:
        """All threads, archived ones too."""
        return [channel for channel in self.channels.values() if channel.is_thread]
