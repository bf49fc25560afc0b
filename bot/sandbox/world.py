"""The guilds and people of the sandbox. Whatever changes here is told to the gateway."""

import time
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from typing import NamedTuple

from bot.sandbox import drafts, shapes
from bot.sandbox.changes import Changes
from bot.sandbox.errors import DiscordError, Json
from bot.sandbox.mentions import Scene
from bot.sandbox.messages import Message
from bot.sandbox.permissions import BOT_DEFAULT, EVERYONE_DEFAULT, Permission, channel_permissions
from bot.sandbox.records import (
    THREAD_TYPES,
    ChannelRecord,
    ChannelType,
    GuildRecord,
    MemberRecord,
    Overwrite,
    Person,
    RoleRecord,
    Tag,
    ThreadState,
)
from bot.sandbox.snowflakes import Snowflakes, iso

LONG_AGO = 1_700_000_000.0  # before any id that grows with the clock


class Event(NamedTuple):
    """What the gateway tells; `member_id` is whom a member's event is about."""

    name: str
    data: Json
    guild_id: int | None = None
    member_id: int | None = None


Listener = Callable[[Event], None]


class World:
    """All guilds and people, with the one bot that may be a member of them."""

    def __init__(self, changes: Changes, clock: Callable[[], float] = time.time) -> None:
        self.guilds: dict[int, GuildRecord] = {}
        self.people: dict[int, Person] = {}
        self._changes = changes
        self._clock = clock
        self._snowflakes = Snowflakes(clock)
        self._listeners: list[Listener] = []
        self.bot = self.new_person("bot", bot=True)

    def listen(self, listener: Listener) -> None:
        """Have every event from now on told to `listener`."""
        self._listeners.append(listener)

    def tell(self, event: Event) -> None:
        """Tell the gateway, and wake those who wait for a change."""
        for listener in self._listeners:
            listener(event)
        self._changes.notify()

    def new_id(self) -> int:
        """An id that nothing else has."""
        return self._snowflakes.next()

    @contextmanager
    def same_ids_every_time(self) -> Generator[None]:
        """What is made inside gets the same ids at every start, if it is made in the same order."""
        growing, self._snowflakes = self._snowflakes, Snowflakes(lambda: LONG_AGO)
        try:
            yield
        finally:
            self._snowflakes = growing

    def now(self) -> str:
        """This instant, as Discord writes it."""
        return iso(self._clock())

    # --- guilds and people

    def add_guild(self, name: str) -> GuildRecord:
        """A guild with @everyone, an owner and the bot."""
        owner = self.new_person("owner")
        guild = GuildRecord(self.new_id(), name, owner.id)
        guild.roles[guild.id] = RoleRecord(guild.id, "@everyone", EVERYONE_DEFAULT, 0)
        guild.members[owner.id] = MemberRecord(owner, self.now())
        self.guilds[guild.id] = guild
        self.add_bot(guild)
        return guild

    def add_bot(self, guild: GuildRecord) -> None:
        """Have the bot join (again), with a managed role of its own."""
        role = RoleRecord(self.new_id(), self.bot.name, BOT_DEFAULT, len(guild.roles), of_bot=self.bot.id)
        guild.roles[role.id] = role
        guild.members[self.bot.id] = MemberRecord(self.bot, self.now(), [role.id])
        self.tell(Event("GUILD_CREATE", self.guild_created(guild), guild.id))

    def remove_bot(self, guild: GuildRecord) -> None:
        """Kick the bot: its member and its managed role go, and with them its commands there."""
        guild.members.pop(self.bot.id)
        for role_id in [role.id for role in guild.roles.values() if role.of_bot == self.bot.id]:
            del guild.roles[role_id]
        self.tell(Event("GUILD_DELETE", {"id": str(guild.id)}, guild.id))

    def remove_guild(self, guild: GuildRecord) -> None:
        """Delete a guild with all that is in it."""
        del self.guilds[guild.id]
        self.tell(Event("GUILD_DELETE", {"id": str(guild.id)}, guild.id))

    def new_person(self, name: str, *, bot: bool = False) -> Person:
        """An account that is in no guild yet."""
        person = Person(self.new_id(), name, bot)
        self.people[person.id] = person
        return person

    def add_person(
        self, guild: GuildRecord, name: str, roles: Iterable[RoleRecord] = (), permissions: int = 0
    ) -> MemberRecord:
        """A new person in the guild; with `permissions`, they get a role of their own that has them."""
        return self.join(guild, self.new_person(name), roles, permissions)

    def join(
        self, guild: GuildRecord, person: Person, roles: Iterable[RoleRecord] = (), permissions: int = 0
    ) -> MemberRecord:
        """Have somebody who exists already join a guild."""
        own = [self.add_role(guild, person.name, permissions)] if permissions else []
        member = MemberRecord(person, self.now(), [role.id for role in (*roles, *own)])
        guild.members[person.id] = member
        self._tell_member("GUILD_MEMBER_ADD", guild, member)
        return member

    def add_role(
        self, guild: GuildRecord, name: str, permissions: int = 0, mentionable: bool = False
    ) -> RoleRecord:
        """A role that nobody has yet."""
        role = RoleRecord(self.new_id(), name, permissions, len(guild.roles), mentionable)
        guild.roles[role.id] = role
        self._tell_role("GUILD_ROLE_CREATE", guild, role)
        return role

    def set_role_permissions(self, guild: GuildRecord, role: RoleRecord, permissions: int) -> None:
        """Change what a role grants."""
        role.permissions = permissions
        self._tell_role("GUILD_ROLE_UPDATE", guild, role)

    def set_member_roles(self, guild: GuildRecord, member: MemberRecord, roles: Iterable[RoleRecord]) -> None:
        """Change which roles a member has."""
        member.role_ids = [role.id for role in roles]
        self._tell_member("GUILD_MEMBER_UPDATE", guild, member)

    def guild_created(self, guild: GuildRecord) -> Json:
        """The guild as GUILD_CREATE brings it: threads only where the bot sees them."""
        bot = guild.members[self.bot.id]
        active = [thread for thread in guild.threads() if thread.thread and not thread.thread.archived]
        seen = [thread for thread in active if channel_permissions(guild, bot, thread) & Permission.VIEW_CHANNEL]
        return shapes.guild_created(guild, bot, seen)

    def _tell_role(self, name: str, guild: GuildRecord, role: RoleRecord) -> None:
        self.tell(Event(name, {"guild_id": str(guild.id), "role": shapes.role(role)}, guild.id))

    def _tell_member(self, name: str, guild: GuildRecord, member: MemberRecord) -> None:
        self.tell(Event(name, {"guild_id": str(guild.id), **shapes.member(member)}, guild.id, member.id))

    # --- channels

    def add_channel(
        self,
        guild: GuildRecord,
        name: str,
        type: ChannelType = ChannelType.TEXT,  # noqa: A002 - Discord's word
        parent: ChannelRecord | None = None,
        tags: Iterable[str] = (),
        flags: int = 0,
        topic: str | None = None,
    ) -> ChannelRecord:
        """A channel; for a thread in `parent`, see `open_thread`."""
        if type in THREAD_TYPES:
            raise ValueError("a thread is opened with open_thread")
        channel = ChannelRecord(self.new_id(), guild.id, type, name, position=len(guild.channels))
        channel.parent_id = parent.id if parent else None
        channel.tags = [Tag(self.new_id(), tag) for tag in tags]
        channel.flags = flags
        channel.topic = topic
        guild.channels[channel.id] = channel
        self.tell_channel("CHANNEL_CREATE", channel)
        return channel

    def open_thread(
        self,
        parent: ChannelRecord,
        name: str,
        owner: Person,
        type: ChannelType = ChannelType.PUBLIC_THREAD,  # noqa: A002 - Discord's word
        from_message: Message | None = None,
    ) -> ChannelRecord:
        """A thread in a channel; one that hangs from a message carries the message's id."""
        thread = self.new_thread(parent, name, owner, type)
        thread.id = thread.id if from_message is None else from_message.id
        self.place_thread(thread)
        return thread

    def new_thread(self, parent: ChannelRecord, name: str, owner: Person, type: ChannelType) -> ChannelRecord:  # noqa: A002
        """A thread that nobody sees before `place_thread`."""
        thread = ChannelRecord(self.new_id(), parent.guild_id, type, name, parent_id=parent.id)
        thread.thread = ThreadState(owner.id, self.now())
        return thread

    def place_thread(self, thread: ChannelRecord) -> None:
        """Put a new thread into its guild."""
        self.guilds[thread.guild_id].channels[thread.id] = thread
        shape = {**shapes.channel(thread), "newly_created": True}
        self.tell(Event("THREAD_CREATE", shape, thread.guild_id))

    def archive(self, thread: ChannelRecord, *, archived: bool = True, locked: bool | None = None) -> None:
        """Archive a thread or bring it back; `locked` as well where given."""
        if thread.thread is None:
            raise ValueError("only a thread can be archived")
        thread.thread.archived = archived
        thread.thread.archived_at = self.now()
        thread.thread.locked = thread.thread.locked if locked is None else locked
        self.tell_channel("THREAD_UPDATE", thread)

    def delete_channel(self, guild: GuildRecord, channel: ChannelRecord) -> None:
        """Delete a channel with its threads."""
        for thread in guild.threads():
            if thread.parent_id == channel.id:
                self.delete_channel(guild, thread)
        del guild.channels[channel.id]
        self.tell_channel("THREAD_DELETE" if channel.is_thread else "CHANNEL_DELETE", channel)

    def set_overwrite(
        self, channel: ChannelRecord, target: RoleRecord | MemberRecord, allow: int = 0, deny: int = 0
    ) -> None:
        """Grant and deny in one channel, to a role or a member; nothing of both takes the overwrite away."""
        if allow or deny:
            of_member = isinstance(target, MemberRecord)
            channel.overwrites[target.id] = Overwrite(target.id, of_member, int(allow), int(deny))
        else:
            channel.overwrites.pop(target.id, None)
        self.tell_channel("CHANNEL_UPDATE", channel)

    def tell_channel(self, name: str, channel: ChannelRecord) -> None:
        """Tell of a channel or thread as it stands now."""
        self.tell(Event(name, shapes.channel(channel), channel.guild_id))

    def channel(self, channel_id: int) -> tuple[GuildRecord, ChannelRecord]:
        """A channel with its guild; 10003 where there is none."""
        for guild in self.guilds.values():
            if channel_id in guild.channels:
                return guild, guild.channels[channel_id]
        raise DiscordError(10003)

    # --- messages

    def post(self, channel: ChannelRecord, author: MemberRecord, content: str) -> Message:
        """A person writes a message."""
        data = drafts.blank(self.new_id(), channel, author.person, self.now())
        drafts.fill(data, {"content": content}, Scene(self.guilds[channel.guild_id], channel, author))
        return self.keep(channel, Message(data, guild_id=channel.guild_id))

    def keep(self, channel: ChannelRecord, message: Message) -> Message:
        """Put a new message into its channel; one that a single person sees is told to nobody else."""
        if message.seen_only_by is not None:
            channel.private[message.id] = message
            self._changes.notify()
            return message
        channel.messages[message.id] = message
        channel.last_message_id = message.id
        channel.sent_in_all += 1
        self._tell_message("MESSAGE_CREATE", channel, message)
        return message

    def edited(self, channel: ChannelRecord, message: Message) -> None:
        """Tell that a message has changed."""
        if message.seen_only_by is None:
            self._tell_message("MESSAGE_UPDATE", channel, message)
        self._changes.notify()

    def delete_message(self, channel: ChannelRecord, message: Message) -> None:
        """Take a message away, public or private."""
        channel.private.pop(message.id, None)
        if channel.messages.pop(message.id, None) is not None:
            ids = {"id": str(message.id), "channel_id": str(channel.id), "guild_id": str(channel.guild_id)}
            self.tell(Event("MESSAGE_DELETE", ids, channel.guild_id))
        self._changes.notify()

    def messages(self, channel: ChannelRecord) -> list[Message]:
        """The channel's public messages, oldest first."""
        return list(channel.messages.values())

    def messages_for(self, channel: ChannelRecord, person_id: int) -> list[Message]:
        """What one person sees in the channel, oldest first: public messages and answers to them alone."""
        own = [message for message in channel.private.values() if message.seen_only_by == person_id]
        return sorted([*channel.messages.values(), *own], key=lambda message: message.id)

    def _tell_message(self, name: str, channel: ChannelRecord, message: Message) -> None:
        data = {**message.data, "guild_id": str(channel.guild_id)}
        author = self.guilds[channel.guild_id].members.get(message.author_id)
        if author is not None:
            data["member"] = shapes.bare_member(author)
        self.tell(Event(name, data, channel.guild_id))
