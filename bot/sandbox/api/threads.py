"""Threads: opened in a channel, from a message, or as a forum's post; listed, archived, joined."""

from collections.abc import Iterable
from typing import Any, TypeVar

from aiohttp import web

from bot.sandbox import shapes
from bot.sandbox.api.access import Access
from bot.sandbox.api.answers import answer, body_of, id_in, nothing, number_in
from bot.sandbox.api.messages import content_needs
from bot.sandbox.core import Core
from bot.sandbox.errors import DiscordError, Json, invalid
from bot.sandbox.parts import values
from bot.sandbox.permissions import Permission
from bot.sandbox.posting import Body
from bot.sandbox.records import (
    REQUIRE_TAG,
    THREAD_TYPES,
    ChannelRecord,
    ChannelType,
)
from bot.sandbox.validate import check_thread

T = TypeVar("T")

MESSAGE_HAS_THREAD = 1 << 5
MINUTES_TO_ARCHIVE = 4320


class ThreadRoutes:
    """What a bot does with threads."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._access = Access(core)

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/channels/{channel}/threads", self._open),
            web.post("/channels/{channel}/messages/{message}/threads", self._open_from_message),
            web.get("/guilds/{guild}/threads/active", self._active),
            web.get("/channels/{channel}/threads/archived/public", self._archived_public),
            web.get("/channels/{channel}/threads/archived/private", self._archived_private),
            web.get("/channels/{channel}/users/@me/threads/archived/private", self._archived_private),
            web.put("/channels/{channel}/thread-members/@me", self._join),
            web.delete("/channels/{channel}/thread-members/@me", self._join),
            web.patch("/channels/{channel}", self._change),
            web.delete("/channels/{channel}", self._delete),
        ]

    async def _open(self, request: web.Request) -> web.Response:
        channel, body = self._access.channel(request), body_of(request)
        check_thread(body.json, forum=channel.is_forum, files=body.names())
        if channel.is_forum:
            return self._open_post(channel, body)
        kind = _kind(body.json.get("type", ChannelType.PRIVATE_THREAD))
        private = kind is ChannelType.PRIVATE_THREAD
        needed = Permission.CREATE_PRIVATE_THREADS if private else Permission.CREATE_PUBLIC_THREADS
        self._access.require(channel, needed)
        thread = self._new_thread(channel, body, kind)
        self._core.world.place_thread(thread)
        return answer(self._opened(thread), 201)

    def _open_post(self, forum: ChannelRecord, body: Body) -> web.Response:
        inner = Body(body.json.get("message") or {}, body.uploads)
        self._access.require(forum, Permission.SEND_MESSAGES | content_needs(inner))
        post = self._new_thread(forum, body, ChannelType.PUBLIC_THREAD, _applied_tags(forum, body.json))
        message = self._core.posting.open_post(post, inner)
        return answer({**self._opened(post), "message": message.data}, 201)

    async def _open_from_message(self, request: web.Request) -> web.Response:
        channel, body = self._access.channel(request), body_of(request)
        message = self._core.posting.find(channel.id, id_in(request, "message"))
        check_thread(body.json, forum=False)
        self._access.require(channel, Permission.CREATE_PUBLIC_THREADS)
        guild = self._core.world.guilds[channel.guild_id]
        if message.id in guild.channels:
            raise DiscordError(160004)
        announcement = channel.type is ChannelType.ANNOUNCEMENT
        kind = ChannelType.ANNOUNCEMENT_THREAD if announcement else ChannelType.PUBLIC_THREAD
        thread = self._new_thread(channel, body, kind)
        thread.id = message.id
        self._core.world.place_thread(thread)
        message.data["thread"] = shapes.channel(thread)
        message.data["flags"] |= MESSAGE_HAS_THREAD
        self._core.world.edited(channel, message)
        return answer(self._opened(thread), 201)

    def _new_thread(
        self, parent: ChannelRecord, body: Body, kind: ChannelType, tags: Iterable[int] = ()
    ) -> ChannelRecord:
        world, given = self._core.world, body.json
        thread = world.new_thread(parent, str(given["name"]), world.bot, kind)
        if thread.thread is not None:
            thread.thread.applied_tags = list(tags)
            thread.thread.auto_archive_duration = int(given.get("auto_archive_duration") or MINUTES_TO_ARCHIVE)
        return thread

    def _opened(self, thread: ChannelRecord) -> Json:
        member = shapes.thread_member(thread, self._core.world.bot.id)
        return {**shapes.channel(thread), "member": member}

    async def _active(self, request: web.Request) -> web.Response:
        guild = self._access.guild(request)
        active = [one for one in guild.threads() if one.thread and not one.thread.archived]
        return answer(self._listed([one for one in active if self._sees(one)], has_more=False))

    async def _archived_public(self, request: web.Request) -> web.Response:
        return self._archived(request, private=False)

    async def _archived_private(self, request: web.Request) -> web.Response:
        return self._archived(request, private=True)

    def _archived(self, request: web.Request, *, private: bool) -> web.Response:
        channel = self._access.channel(request)
        self._access.require(channel, Permission.READ_MESSAGE_HISTORY)
        limit = number_in(request, "limit", 50, 2, 100) or 50
        guild = self._core.world.guilds[channel.guild_id]
        found = [
            one
            for one in guild.threads()
            if one.parent_id == channel.id
            and (one.type is ChannelType.PRIVATE_THREAD) is private
            and _archived_before(one, request.query.get("before"))
        ]
        found.sort(key=_archived_at, reverse=True)
        return answer(self._listed(found[:limit], has_more=len(found) > limit))

    def _listed(self, threads: list[ChannelRecord], *, has_more: bool) -> Json:
        bot_id = self._core.world.bot.id
        joined = [one for one in threads if one.thread and one.thread.owner_id == bot_id]
        return {
            "threads": [shapes.channel(one) for one in threads],
            "members": [shapes.thread_member(one, bot_id) for one in joined],
            "has_more": has_more,
        }

    def _sees(self, thread: ChannelRecord) -> bool:
        return self._access.may(thread, Permission.VIEW_CHANNEL)

    async def _join(self, request: web.Request) -> web.Response:
        if not self._access.channel(request).is_thread:
            raise DiscordError(50024)
        return nothing()

    async def _change(self, request: web.Request) -> web.Response:
        thread, given = self._access.channel(request), body_of(request).json
        state = thread.thread
        if state is None:
            raise DiscordError(50024)
        if state.owner_id != self._core.world.bot.id or "locked" in given:
            self._access.require(thread, Permission.MANAGE_THREADS)
        name = _typed(given, "name", thread.name)
        archived, locked = _typed(given, "archived", state.archived), _typed(given, "locked", state.locked)
        if "applied_tags" in given:
            forum = self._core.world.guilds[thread.guild_id].home_of(thread)
            state.applied_tags = _applied_tags(forum, given)
        thread.name = name
        self._core.world.archive(thread, archived=archived, locked=locked)
        return answer(shapes.channel(thread))

    async def _delete(self, request: web.Request) -> web.Response:
        channel = self._access.channel(request)
        needed = Permission.MANAGE_THREADS if channel.is_thread else Permission.MANAGE_CHANNELS
        self._access.require(channel, needed)
        self._core.world.delete_channel(self._core.world.guilds[channel.guild_id], channel)
        return answer(shapes.channel(channel))


def _typed(given: Json, key: str, now: T) -> T:
    """A field of the same type as what stands there now, or that."""
    value: object = given.get(key, now)
    if not isinstance(value, type(now)):
        raise invalid((key,), "BASE_TYPE_COERCE", f"Value is not {type(now).__name__}.")
    return value


def _kind(number: Any) -> ChannelType:
    kinds = {int(one): one for one in THREAD_TYPES}
    if number not in kinds:
        raise invalid(("type",), "BASE_TYPE_CHOICES", "Value must be one of {10, 11, 12}.")
    return kinds[number]


def _applied_tags(forum: ChannelRecord, given: Json) -> list[int]:
    known = {str(tag.id): tag.id for tag in forum.tags}
    tags = [known.get(str(one)) for one in values(given, "applied_tags")]
    if None in tags:
        raise invalid(("applied_tags",), "CHANNEL_TAG_UNKNOWN", "Unknown tag")
    if forum.flags & REQUIRE_TAG and not tags:
        raise DiscordError(40067)
    return [tag for tag in tags if tag is not None]


def _archived_before(thread: ChannelRecord, before: str | None) -> bool:
    state = thread.thread
    return state is not None and state.archived and (before is None or state.archived_at < before)


def _archived_at(thread: ChannelRecord) -> str:
    return thread.thread.archived_at if thread.thread else ""
