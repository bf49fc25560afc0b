"""The objects behind the ids that a person picks: people, roles, channels, files."""

from collections.abc import Callable
from typing import Any

from bot.sandbox import shapes
from bot.sandbox.cdn import Cdn, Upload
from bot.sandbox.errors import Json
from bot.sandbox.permissions import channel_permissions
from bot.sandbox.records import ChannelRecord, GuildRecord, MemberRecord, Person, RoleRecord


class Resolved:
    """Collects what `resolved` carries while options and fields are put together."""

    def __init__(self, guild: GuildRecord, member: MemberRecord, bot_id: int, cdn: Cdn, channel_id: int) -> None:
        self._guild = guild
        self._member = member
        self._bot_id = bot_id
        self._cdn = cdn
        self._channel_id = channel_id
        self._objects: dict[str, dict[str, Json]] = {}

    def json(self) -> Json:
        """`{"resolved": …}`, or nothing where nothing was picked."""
        return {"resolved": self._objects} if self._objects else {}

    def user(self, value: Any) -> str | None:
        """The id of a member; None where the value is none of this guild."""
        member = self._guild.members.get(_id(value, Person, MemberRecord))
        if member is None:
            return None
        self._add("members", member.id, shapes.bare_member(member))
        return self._add("users", member.id, shapes.user(member.person))

    def role(self, value: Any) -> str | None:
        """The id of a role; None where the value is none of this guild."""
        role = self._guild.roles.get(_id(value, RoleRecord))
        return None if role is None else self._add("roles", role.id, shapes.role(role))

    def channel(self, value: Any) -> str | None:
        """The id of a channel; None where the value is none of this guild."""
        channel = self._guild.channels.get(_id(value, ChannelRecord))
        return None if channel is None else self._add("channels", channel.id, self.channel_shape(channel))

    def mentionable(self, value: Any) -> str | None:
        """The id of a member or role."""
        return self.user(value) or self.role(value)

    def attachment(self, value: Any) -> str | None:
        """The id of a file, given as (filename, bytes) or as an Upload."""
        if not isinstance(value, tuple):
            return None
        upload = value if isinstance(value, Upload) else Upload(*value)  # pyright: ignore[reportUnknownArgumentType]
        kept = self._cdn.keep(upload, self._channel_id, ephemeral=True)
        return self._add("attachments", int(kept["id"]), kept)

    def channel_shape(self, channel: ChannelRecord) -> Json:
        """A channel with what the person and the bot may do there."""
        bot = self._guild.members.get(self._bot_id)
        granted = channel_permissions(self._guild, bot, channel) if bot else 0
        return {
            **shapes.channel(channel),
            "permissions": str(channel_permissions(self._guild, self._member, channel)),
            "app_permissions": str(granted),
        }

    def _add(self, kind: str, id: int, shape: Json) -> str:  # noqa: A002
        self._objects.setdefault(kind, {})[str(id)] = shape
        return str(id)


def pickers(resolved: Resolved) -> dict[int, Callable[[Any], str | None]]:
    """How values are picked, by the type of an option or of a select that takes them."""
    return {5: resolved.user, 6: resolved.role, 7: resolved.mentionable, 8: resolved.channel}


def _id(value: Any, *kinds: type) -> int:
    if isinstance(value, kinds):
        return int(value.id)  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType, reportUnknownArgumentType]
    return int(value) if isinstance(value, int | str) and str(value).isdigit() else 0
