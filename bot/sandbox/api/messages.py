"""Channels and their messages: posting, history, edits, deletes, publishing."""

from typing import Any

from aiohttp import web

from bot.sandbox import shapes
from bot.sandbox.api.access import Access
from bot.sandbox.api.answers import answer, body_of, id_in, nothing, number_in
from bot.sandbox.api.reading import Reading, window
from bot.sandbox.core import Core
from bot.sandbox.errors import DiscordError
from bot.sandbox.messages import CROSSPOSTED, Message
from bot.sandbox.permissions import Permission, sending
from bot.sandbox.posting import Body
from bot.sandbox.records import ChannelRecord, ChannelType


class MessageRoutes:
    """What a bot does with messages in channels that it sees."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._access = Access(core)
        self._reading = Reading(core)

    def routes(self) -> list[web.RouteDef]:
        messages = "/channels/{channel}/messages"
        return [
            web.get("/channels/{channel}", self._channel),
            web.post("/channels/{channel}/typing", self._typing),
            web.get(messages, self._history),
            web.post(messages, self._create),
            web.get(f"{messages}/{{message}}", self._one),
            web.patch(f"{messages}/{{message}}", self._edit),
            web.delete(f"{messages}/{{message}}", self._delete),
            web.post(f"{messages}/{{message}}/crosspost", self._crosspost),
        ]

    async def _channel(self, request: web.Request) -> web.Response:
        return answer(shapes.channel(self._access.channel(request)))

    async def _typing(self, request: web.Request) -> web.Response:
        channel = self._access.channel(request)
        self._access.require(channel, sending(channel))
        return nothing()

    async def _history(self, request: web.Request) -> web.Response:
        channel = self._access.channel(request)
        limit = number_in(request, "limit", 50, 1, 100) or 50
        places = {name: number_in(request, name, None) for name in ("before", "after", "around")}
        if not self._access.may(channel, Permission.READ_MESSAGE_HISTORY):
            return answer([])
        found = window(list(channel.messages.values()), limit, places)
        return answer([self._reading.shown(message) for message in found])

    async def _one(self, request: web.Request) -> web.Response:
        channel = self._access.channel(request)
        self._access.require(channel, Permission.READ_MESSAGE_HISTORY)
        return answer(self._reading.shown(self._message(request, channel)))

    async def _create(self, request: web.Request) -> web.Response:
        channel, body = self._access.channel(request), body_of(request)
        if channel.is_forum:
            raise DiscordError(40058)
        self._may_send(channel, body)
        if channel.thread is not None and channel.thread.locked and not self._may_manage_threads(channel):
            raise DiscordError(160005)
        message = self._core.posting.post(channel, body)
        if channel.thread is not None and channel.thread.archived:
            self._core.world.archive(channel, archived=False)
        return answer(message.data)

    def _may_send(self, channel: ChannelRecord, body: Body) -> None:
        self._access.require(channel, sending(channel) | content_needs(body))
        if body.json.get("message_reference"):
            self._access.require(channel, Permission.READ_MESSAGE_HISTORY)

    def _may_manage_threads(self, channel: ChannelRecord) -> bool:
        return self._access.may(channel, Permission.MANAGE_THREADS)

    async def _edit(self, request: web.Request) -> web.Response:
        channel, body = self._access.channel(request), body_of(request)
        message = self._message(request, channel)
        if message.author_id != self._core.world.bot.id:
            raise DiscordError(50005)
        if channel.thread is not None and channel.thread.archived:
            raise DiscordError(50083)
        return answer(self._core.posting.edit(channel, message, body, interaction=False).data)

    async def _delete(self, request: web.Request) -> web.Response:
        channel = self._access.channel(request)
        message = self._message(request, channel)
        if message.author_id != self._core.world.bot.id:
            self._access.require(channel, Permission.MANAGE_MESSAGES)
        self._core.world.delete_message(channel, message)
        return nothing()

    async def _crosspost(self, request: web.Request) -> web.Response:
        channel = self._access.channel(request)
        message = self._message(request, channel)
        own = message.author_id == self._core.world.bot.id
        if channel.type is not ChannelType.ANNOUNCEMENT:
            raise DiscordError(50024)
        self._access.require(
            channel, Permission.SEND_MESSAGES if own else Permission.SEND_MESSAGES | Permission.MANAGE_MESSAGES
        )
        if message.crossposted:
            raise DiscordError(40033)
        message.data["flags"] |= CROSSPOSTED
        self._core.world.edited(channel, message)
        return answer(message.data)

    def _message(self, request: web.Request, channel: ChannelRecord) -> Message:
        return self._core.posting.find(channel.id, id_in(request, "message"))


def content_needs(body: Body) -> Permission:
    """The permissions that what is sent needs, beyond sending."""
    given: dict[str, Any] = body.json
    needed = Permission(0)
    if given.get("embeds"):
        needed |= Permission.EMBED_LINKS
    if body.uploads:
        needed |= Permission.ATTACH_FILES
    return needed | (Permission.SEND_TTS_MESSAGES if given.get("tts") else Permission(0))
