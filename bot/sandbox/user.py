"""Somebody who acts in a guild: types commands, clicks, picks, fills in forms."""

from collections.abc import Callable
from typing import Any

from bot.sandbox import shapes
from bot.sandbox.commands import CHAT_INPUT, MESSAGE, paths
from bot.sandbox.core import Core
from bot.sandbox.errors import DiscordError, Json, NoAnswer
from bot.sandbox.fields import submitted
from bot.sandbox.interactions import Interaction, Kind
from bot.sandbox.messages import Component, Message
from bot.sandbox.options import being_typed, called, filled
from bot.sandbox.permissions import Permission, channel_permissions
from bot.sandbox.records import ChannelRecord, GuildRecord, MemberRecord
from bot.sandbox.reply import Modal, Reply
from bot.sandbox.resolved import Resolved, pickers
from bot.sandbox.world import Event

STRING_SELECT = 3
ATTACHMENT_LIMIT = 10 * 1024 * 1024


class User:
    """A member of one guild. `patience` is how many seconds a deferred answer is waited for."""

    def __init__(self, core: Core, guild: GuildRecord, member: MemberRecord, patience: float = 10.0) -> None:
        self._core = core
        self._guild = guild
        self.member = member
        self.patience = patience
        self.locale = shapes.PREFERRED_LOCALE

    async def slash(self, channel: ChannelRecord, name: str, /, **options: Any) -> Reply:
        """Run a slash command; `name` is as people type it, such as "desk open"."""
        root, *below = name.split()
        command = self._command(channel, CHAT_INPUT, root)
        call, resolved = called(command, below), self._resolved(channel)
        values = call.nested(filled(call.options, options, resolved))
        data = {**_named(command), "options": values, **resolved.json()}
        return await self._act(Kind.COMMAND, channel, data)

    async def autocomplete(
        self, channel: ChannelRecord, name: str, /, option: str, typed: str, **others: Any
    ) -> list[tuple[str, Any]]:
        """What is offered while `typed` stands in an option: (name, value)."""
        root, *below = name.split()
        command = self._command(channel, CHAT_INPUT, root)
        call, resolved = called(command, below), self._resolved(channel)
        values = call.nested(being_typed(call.options, option, typed, others, resolved))
        data = {**_named(command), "options": values, **resolved.json()}
        return (await self._act(Kind.AUTOCOMPLETE, channel, data)).choices

    async def message_command(self, message: Message, name: str) -> Reply:
        """Run a command from a message's menu."""
        self._must_see(message)
        channel = self._channel_of(message)
        command = self._command(channel, MESSAGE, name)
        target = str(message.id)
        data = {**_named(command), "target_id": target, "resolved": {"messages": {target: message.data}}}
        return await self._act(Kind.COMMAND, channel, data)

    async def click(self, message: Message, *, label: str | None = None, custom_id: str | None = None) -> Reply:
        """Press a button; LookupError where there is none such or it is disabled."""
        self._must_see(message)
        button = message.button(label=label, custom_id=custom_id)
        if not button.custom_id:
            raise LookupError(f"{button.label!r} opens a link or a shop, and tells the bot nothing")
        return await self._press(message, button, {})

    async def select(
        self, message: Message, *values: Any, placeholder: str | None = None, custom_id: str | None = None
    ) -> Reply:
        """Pick from a select: values of its options, or records of people, roles and channels."""
        self._must_see(message)
        one = message.select(placeholder=placeholder, custom_id=custom_id)
        resolved = self._resolved(self._channel_of(message))
        picked = _picked(one, values, resolved)
        return await self._press(message, one, {"values": picked, **resolved.json()})

    async def submit(self, modal: Modal, /, **fields: Any) -> Reply:
        """Send a form; what is not named keeps its value."""
        opened_by = modal.opened_by
        resolved = self._resolved(opened_by.channel)
        components = submitted(modal, fields, resolved)
        data = {"custom_id": modal.custom_id, "components": components, **resolved.json()}
        return await self._act(Kind.MODAL, opened_by.channel, data, opened_by.message, opened_by)

    def commands(self, channel: ChannelRecord) -> list[str]:
        """The commands that this person is offered in the channel, as they are typed."""
        shown = self._core.commands.visible(self._guild, self.member, channel)
        return sorted(path for command in shown for path in paths(command))

    def sees(self, message: Message) -> bool:
        """Whether this person has the message before them."""
        channel = self._guild.channels.get(message.channel_id)
        if channel is None or not self._granted(channel) & Permission.VIEW_CHANNEL:
            return False
        if message.seen_only_by is not None:
            return message.seen_only_by == self.member.id and message.id in channel.private
        return message.id in channel.messages

    async def _press(self, message: Message, one: Component, more: Json) -> Reply:
        if one.disabled:
            raise LookupError(f"{one.label or one.placeholder!r} is disabled")
        data = {"component_type": one.type, "custom_id": one.custom_id, "id": one.data["id"], **more}
        return await self._act(Kind.COMPONENT, self._channel_of(message), data, message)

    async def _act(
        self,
        kind: Kind,
        channel: ChannelRecord,
        data: Json,
        message: Message | None = None,
        opened_by: Interaction | None = None,
    ) -> Reply:
        begun = self._core.interactions.begin(kind, self._guild, channel, self.member, data, message, opened_by)
        payload = self._payload(begun)
        self._core.world.tell(Event("INTERACTION_CREATE", payload, self._guild.id))
        limits = self._core.limits
        await self._wait(lambda: begun.callback is not None, limits.interaction_seconds, "did not respond")
        await self._wait(lambda: begun.finished, self.patience, "did not finish its answer")
        return Reply(begun)

    async def _wait(self, look: Callable[[], bool], seconds: float, failure: str) -> None:
        try:
            await self._core.changes.until(look, seconds)
        except TimeoutError:
            raise NoAnswer(f"The application {failure} within {seconds:g} s") from None

    def _payload(self, one: Interaction) -> Json:
        guild, channel = str(self._guild.id), self._resolved(one.channel).channel_shape(one.channel)
        payload: Json = {
            "id": str(one.id),
            "application_id": str(self._core.application_id),
            "type": int(one.kind),
            "version": 1,
            "token": one.token,
            "guild_id": guild,
            "guild": {"id": guild, "features": [], "locale": shapes.PREFERRED_LOCALE},
            "guild_locale": shapes.PREFERRED_LOCALE,
            "channel_id": str(one.channel.id),
            "channel": channel,
            "member": {**shapes.member(self.member), "permissions": channel["permissions"]},
            "app_permissions": channel["app_permissions"],
            "locale": self.locale,
            "context": 0,
            "entitlements": [],
            "attachment_size_limit": ATTACHMENT_LIMIT,
            "authorizing_integration_owners": {"0": guild},
            "data": one.data,
        }
        return payload if one.message is None else {**payload, "message": one.message.data}

    def _command(self, channel: ChannelRecord, kind: int, name: str) -> Json:
        return self._core.commands.named(self._guild, self.member, channel, kind, name)

    def _resolved(self, channel: ChannelRecord) -> Resolved:
        return Resolved(self._guild, self.member, self._core.world.bot.id, self._core.cdn, channel.id)

    def _channel_of(self, message: Message) -> ChannelRecord:
        return self._guild.channels[message.channel_id]

    def _granted(self, channel: ChannelRecord) -> int:
        return channel_permissions(self._guild, self.member, channel)

    def _must_see(self, message: Message) -> None:
        if not self.sees(message):
            raise DiscordError(10008)


def _named(command: Json) -> Json:
    own = {key: command[key] for key in ("id", "name", "type")}
    return {**own, "guild_id": command["guild_id"]} if "guild_id" in command else own


def _picked(one: Component, values: tuple[Any, ...], resolved: Resolved) -> list[str]:
    low, high = int(one.data["min_values"]), int(one.data["max_values"])
    if not low <= len(values) <= high:
        raise LookupError(f"{one.placeholder!r} takes {low} to {high} values")
    if one.type == STRING_SELECT:
        picked = [str(value) for value in values if str(value) in one.values]
    else:
        picked = [found for value in values if (found := pickers(resolved)[one.type](value)) is not None]
    if len(picked) != len(values):
        raise LookupError(f"{one.placeholder!r} does not offer {values!r}; it offers {one.values}")
    return picked
