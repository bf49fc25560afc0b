"""Writing and changing the bot's messages: checks, attachments, nonces, and the answer for the API."""

from collections.abc import Sequence
from typing import NamedTuple

from bot.sandbox import drafts
from bot.sandbox.cdn import Cdn, Upload
from bot.sandbox.errors import DiscordError, Json, invalid
from bot.sandbox.limits import Nonces
from bot.sandbox.mentions import EVERY_KIND, USERS_ONLY, Scene
from bot.sandbox.messages import COMPONENTS_V2, EPHEMERAL, LOADING, Message
from bot.sandbox.records import ChannelRecord
from bot.sandbox.validate import check_message
from bot.sandbox.world import World


class Body(NamedTuple):
    """A request's JSON with the files that came along; `where` is its place in the request."""

    json: Json
    uploads: Sequence[Upload] = ()
    where: tuple[str, ...] = ()

    def names(self) -> list[str]:
        """The files' names."""
        return [upload.filename for upload in self.uploads]

    @property
    def flags(self) -> int:
        """The message flags that are asked for; 50035 where they are no number."""
        given: object = self.json.get("flags") or 0
        if isinstance(given, int) or (isinstance(given, str) and given.isdecimal()):
            return int(given)
        raise invalid((*self.where, "flags"), "NUMBER_TYPE_COERCE", f"Value {given!r} is not int.")


class Posting:
    """Makes messages of what the bot sends."""

    def __init__(self, world: World, cdn: Cdn, nonces: Nonces) -> None:
        self._world = world
        self._cdn = cdn
        self._nonces = nonces

    def post(self, channel: ChannelRecord, body: Body) -> Message:
        """An ordinary message; under an enforced nonce the earlier one, 10008 where that was deleted since."""
        check_message(body.json, files=body.names())
        nonce = body.json.get("nonce")
        if nonce is not None and body.json.get("enforce_nonce"):
            earlier = self._nonces.earlier(self._world.bot.id, nonce)
            if earlier is not None:
                return self.find(*earlier)
        message = self._draft(channel, body, drafts.DEFAULT, EVERY_KIND)
        if nonce is not None:
            message.data["nonce"] = nonce
            self._nonces.remember(self._world.bot.id, nonce, channel.id, message.id)
        self._refer(channel, message, body.json.get("message_reference"))
        return self._world.keep(channel, message)

    def open_post(self, post: ChannelRecord, body: Body) -> Message:
        """Open a forum's post with its first message, which shares its id and knows no nonce."""
        message = self._draft(post, body, drafts.DEFAULT, EVERY_KIND, post.id)
        self._world.place_thread(post)
        return self._world.keep(post, message)

    def answer(
        self,
        channel: ChannelRecord,
        body: Body,
        *,
        kind: int,
        extra: Json,
        seen_only_by: int | None,
    ) -> Message:
        """A message under an interaction's token; `extra` is what only such messages carry."""
        check_message(body.json, interaction=True, files=body.names(), where=body.where)
        message = self._draft(channel, body, kind, USERS_ONLY)
        return self._keep_answer(channel, message, extra, seen_only_by)

    def thinking(self, channel: ChannelRecord, *, kind: int, extra: Json, seen_only_by: int | None) -> Message:
        """The placeholder that says the bot is thinking."""
        data = drafts.blank(self._world.new_id(), channel, self._world.bot, self._world.now(), kind)
        data["flags"] = LOADING
        return self._keep_answer(channel, Message(data, guild_id=channel.guild_id), extra, seen_only_by)

    def _keep_answer(
        self, channel: ChannelRecord, message: Message, extra: Json, seen_only_by: int | None
    ) -> Message:
        message.data.update(extra)
        message.seen_only_by = seen_only_by
        message.data["flags"] |= EPHEMERAL if seen_only_by is not None else 0
        return self._world.keep(channel, message)

    def edit(self, channel: ChannelRecord, message: Message, body: Body, *, interaction: bool) -> Message:
        """Change a message; what the body does not name stays."""
        check_message(body.json, edit=True, interaction=interaction, was_v2=bool(message.flags & COMPONENTS_V2))
        changed = dict(message.data)
        changed["flags"] = _edited_flags(message, body)
        kept = self._kept(message, body) + self._attached(channel, body, message.ephemeral)
        parses = USERS_ONLY if interaction else EVERY_KIND
        drafts.fill(changed, body.json, self._scene(channel, parses), kept, self._world.new_id)
        if not message.loading:
            changed["edited_timestamp"] = self._world.now()
        message.data.update(changed)
        self._world.edited(channel, message)
        return message

    def find(self, channel_id: int, message_id: int) -> Message:
        """A public message; 10008 where it is not (any more)."""
        _, channel = self._world.channel(channel_id)
        try:
            return channel.messages[message_id]
        except KeyError:
            raise DiscordError(10008) from None

    def _draft(
        self,
        channel: ChannelRecord,
        body: Body,
        kind: int,
        parses: tuple[str, ...],
        id: int | None = None,  # noqa: A002
    ) -> Message:
        data = drafts.blank(id or self._world.new_id(), channel, self._world.bot, self._world.now(), kind)
        data["flags"] = body.flags & drafts.SETTABLE_FLAGS
        data["tts"] = bool(body.json.get("tts"))
        attachments = self._attached(channel, body, bool(body.flags & EPHEMERAL))
        drafts.fill(data, body.json, self._scene(channel, parses), attachments, self._world.new_id)
        return Message(data, guild_id=channel.guild_id)

    def _scene(self, channel: ChannelRecord, parses: tuple[str, ...]) -> Scene:
        guild = self._world.guilds[channel.guild_id]
        return Scene(guild, channel, guild.members.get(self._world.bot.id), parses)

    def _attached(self, channel: ChannelRecord, body: Body, ephemeral: bool) -> list[Json]:
        return [self._cdn.keep(upload, channel.id, ephemeral=ephemeral) for upload in body.uploads]

    def _kept(self, message: Message, body: Body) -> list[Json]:
        if body.json.get("attachments") is None:
            return [] if "attachments" in body.json else message.attachments
        named = {str(one.get("id")) for one in body.json["attachments"]}
        return [one for one in message.attachments if one["id"] in named]

    def _refer(self, channel: ChannelRecord, message: Message, reference: Json | None) -> None:
        if not reference or not reference.get("message_id"):
            return
        target = channel.messages.get(int(reference["message_id"]))
        if target is None and reference.get("fail_if_not_exists", True):
            raise invalid(("message_reference",), "REPLIES_UNKNOWN_MESSAGE", "Unknown message")
        if target is not None:
            message.data["type"] = drafts.REPLY
            message.data["message_reference"] = reference_to(target)


def _edited_flags(message: Message, body: Body) -> int:
    """The V2 flag can be added but not taken away; the others stay unless the edit names flags."""
    kept = message.flags & ~LOADING
    if body.json.get("flags") is None:
        return kept
    return (kept & ~drafts.SUPPRESS_EMBEDS) | (body.flags & drafts.EDITABLE_FLAGS)


def reference_to(message: Message) -> Json:
    """How a message names another one."""
    where: Json = {"type": 0, "channel_id": str(message.channel_id), "message_id": str(message.id)}
    return where if message.guild_id is None else {**where, "guild_id": str(message.guild_id)}
