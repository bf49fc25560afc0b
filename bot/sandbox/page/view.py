"""What one person sees: the whole state that the page draws."""

from collections.abc import Iterable
from typing import NamedTuple

from bot.sandbox.commands import MESSAGE, paths
from bot.sandbox.errors import Json
from bot.sandbox.messages import Message
from bot.sandbox.options import called
from bot.sandbox.page.process import BotProcess
from bot.sandbox.page.registered import Registered
from bot.sandbox.permissions import Permission, channel_permissions, guild_permissions, sending
from bot.sandbox.records import ChannelRecord, ChannelType, GuildRecord, MemberRecord, Person
from bot.sandbox.server import Sandbox

SHOWN = 100  # messages
_KINDS = {
    ChannelType.TEXT: "text",
    ChannelType.ANNOUNCEMENT: "announcement",
    ChannelType.FORUM: "forum",
    ChannelType.MEDIA: "forum",
}
_NOTHING: Json = {"channel": None, "messages": [], "older": 0, "commands": []}
_NO_NAMES: Json = {"users": {}, "roles": {}, "channels": {}}
_RANKS = ("admin", "moderator", "member")


class Seat(NamedTuple):
    """Where somebody sits: as whom, in which guild, before which channel."""

    guild: GuildRecord
    member: MemberRecord
    channel: ChannelRecord | None


class View:
    """Reads the sandbox for the page."""

    def __init__(self, sandbox: Sandbox, registered: Registered, process: BotProcess | None) -> None:
        self._sandbox = sandbox
        self._registered = registered
        self._process = process

    def state(self, person_id: int, channel_id: int) -> Json:
        """Everything to draw; a person or channel that is not there is replaced by the first that is."""
        seat = self._seat(person_id, channel_id)
        common: Json = {"bot": self._bot(), "people": self._people()}
        if seat is None:
            return {
                **common,
                "you": None,
                "guilds": [],
                "channel": None,
                "messages": [],
                "older": 0,
                "commands": [],
            }
        joined = [guild for guild in self._sandbox.world.guilds.values() if seat.member.id in guild.members]
        return {
            **common,
            "you": str(seat.member.id),
            "guilds": [_guild(guild, guild.members[seat.member.id]) for guild in joined],
            "names": _names(seat),
            **self._before(seat),
        }

    def _before(self, seat: Seat) -> Json:
        """What the person has before them in the channel."""
        if seat.channel is None:
            return _NOTHING
        messages = self._sandbox.world.messages_for(seat.channel, seat.member.id)
        return {
            "channel": _channel(seat.guild, seat.member, seat.channel),
            "messages": [_message(seat.member, one) for one in messages[-SHOWN:]],
            "older": max(0, len(messages) - SHOWN),
            "commands": self._commands(seat.guild, seat.member, seat.channel),
        }

    def _bot(self) -> Json:
        process = self._process
        return {
            "connected": self._sandbox.connected,
            "process": None if process is None else {"running": process.running, "pid": process.pid},
        }

    def _people(self) -> list[Json]:
        """Everybody but bots; owners stand last, for every server has one, wanted or not."""
        guilds = self._sandbox.world.guilds.values()
        owners = {guild.owner_id for guild in guilds}
        people = {one.id: one.person for guild in guilds for one in guild.members.values() if not one.person.bot}
        ordered = sorted(people.values(), key=lambda person: person.id in owners)
        return [_person(one, [guild for guild in guilds if one.id in guild.members]) for one in ordered]

    def _seat(self, person_id: int, channel_id: int) -> Seat | None:
        people = [int(one["id"]) for one in self._people()]
        if not people:
            return None
        person_id = person_id if person_id in people else people[0]
        guilds = [guild for guild in self._sandbox.world.guilds.values() if person_id in guild.members]
        guild = next((one for one in guilds if channel_id in one.channels), guilds[0])
        member = guild.members[person_id]
        return Seat(guild, member, _seen_or_first(guild, member, channel_id))

    def _commands(self, guild: GuildRecord, member: MemberRecord, channel: ChannelRecord) -> list[Json]:
        seen = set(self._sandbox.user(guild, member).commands(channel))
        found = [one for command in self._registered.commands(guild.id) for one in _offered(command)]
        return sorted((one for one in found if one["name"] in seen), key=lambda one: str(one["name"]))


def standing(guild: GuildRecord, member: MemberRecord) -> str:
    """What somebody is in a guild, by their permissions."""
    granted = guild_permissions(guild, member)
    if granted & (Permission.ADMINISTRATOR | Permission.MANAGE_GUILD):
        return "admin"
    return "moderator" if granted & Permission.MANAGE_MESSAGES else "member"


def may_see(guild: GuildRecord, member: MemberRecord, channel: ChannelRecord) -> bool:
    """Whether the channel is in the person's list."""
    return bool(channel_permissions(guild, member, channel) & Permission.VIEW_CHANNEL)


def may_write(guild: GuildRecord, member: MemberRecord, channel: ChannelRecord) -> bool:
    """Whether the person may post there; into a forum nobody posts but into its posts."""
    locked = channel.thread is not None and channel.thread.locked
    granted = channel_permissions(guild, member, channel)
    return not channel.is_forum and not locked and bool(granted & sending(channel))


def _person(person: Person, guilds: list[GuildRecord]) -> Json:
    """Somebody with the most that they are in any of their guilds."""
    ranks = [standing(guild, guild.members[person.id]) for guild in guilds]
    return {
        "id": str(person.id),
        "name": person.name,
        "standing": min(ranks, key=_RANKS.index),
        "guilds": [guild.name for guild in guilds],
    }


def _seen_or_first(guild: GuildRecord, member: MemberRecord, channel_id: int) -> ChannelRecord | None:
    seen = [channel for channel in guild.channels.values() if may_see(guild, member, channel)]
    wanted = [channel for channel in seen if channel.id == channel_id]
    plain = [channel for channel in seen if not channel.is_forum]
    return next(iter([*wanted, *plain, *seen]), None)


def _guild(guild: GuildRecord, member: MemberRecord) -> Json:
    seen = [channel for channel in guild.channels.values() if may_see(guild, member, channel)]
    channels = [_channel(guild, member, channel) for channel in seen]
    return {"id": str(guild.id), "name": guild.name, "channels": channels}


def _channel(guild: GuildRecord, member: MemberRecord, channel: ChannelRecord) -> Json:
    tags = {tag.id: tag.name for tag in guild.home_of(channel).tags}
    state = channel.thread
    return {
        "id": str(channel.id),
        "name": channel.name,
        "kind": _KINDS.get(channel.type, "thread"),
        "type": int(channel.type),
        "parent": None if channel.parent_id is None else str(channel.parent_id),
        "topic": channel.topic,
        "archived": state is not None and state.archived,
        "tags": [tags[one] for one in state.applied_tags if one in tags] if state else [],
        "count": len(channel.messages),
        "may_write": may_write(guild, member, channel),
    }


def _names(seat: Seat) -> Json:
    """Who and what may be mentioned and picked, by id."""
    guild = seat.guild
    seen = (one for one in guild.channels.values() if may_see(guild, seat.member, one))
    return {
        "users": {str(one.id): one.person.name for one in guild.members.values()},
        "roles": {str(one.id): one.name.removeprefix("@") for one in guild.roles.values()},
        "channels": {str(one.id): one.name for one in seen},
    }


def _message(member: MemberRecord, message: Message) -> Json:
    pinged = member.id in message.mentions_users or bool({*member.role_ids} & {*message.mentions_roles})
    return {
        **message.data,
        "private": message.seen_only_by is not None,
        "loading": message.loading,
        "crossposted": message.crossposted,
        "pings_you": pinged or message.mentions_everyone,
    }


def _offered(command: Json) -> Iterable[Json]:
    """The command as people run it: one for each of its sub-commands."""
    kind = "message" if command["type"] == MESSAGE else "slash"
    for path in paths(command):
        part = called(command, path.split()[1:]) if kind == "slash" else None
        described = part.way[-1] if part and part.way else command
        yield {
            "name": path,
            "kind": kind,
            "description": described.get("description") or "",
            "options": part.options if part else [],
        }
