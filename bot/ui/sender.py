"""Carrying deliveries to Discord, and finding again what may have arrived."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime
from typing import Any

import discord
from discord import abc

from bot.journeys.sending import Absent, Limited, Outcome, Refused, Removed, Sent, Sight, Unknown, Unreadable
from bot.model import Delivery
from bot.ui import digest
from bot.ui.outcomes import UNKNOWN_CHANNEL, UNKNOWN_MESSAGE, outcome_of
from bot.ui.pace import Pace
from bot.ui.pieces import QUIET, sentence

ALREADY_PUBLISHED = 40033
_NO_HISTORY = "the bot may not read the channel's history (Read Message History), so nobody knows what stands there"

Drawn = dict[str, Any]


class DiscordSender:
    """Sends through the bot's own connection."""

    def __init__(self, client: discord.Client, pace: Pace) -> None:
        self._client = client
        self._pace = pace

    async def send(self, delivery: Delivery) -> Outcome:
        """Carry out one step. Only a message has a nonce: the other steps are looked for before a repeat."""
        steps: dict[str, Callable[[Delivery, Drawn], Awaitable[Outcome]]] = {
            "message": self._send_message,
            "post": self._open_post,
            "publish": self._publish,
        }
        try:
            drawn = digest.message(delivery.part, delivery.channel, delivery.digest_uid, delivery.mark)
        except Exception as error:
            return Refused(f"it could not be drawn ({type(error).__name__}: {error})", channel_closed=False)
        if brake := self._pace.brake:
            return Limited(brake)
        try:
            await self._pace.turn()
            return await steps[delivery.step](delivery, drawn)
        except Exception as error:
            return _outcome(delivery, error)

    async def look(self, delivery: Delivery, since: datetime) -> Sight:
        """Find the delivery's message by its mark, which a component of every part carries."""
        if brake := self._pace.brake:
            return Limited(brake)
        try:
            await self._pace.turn()
            channel = await self._channel(delivery.thread_id or delivery.channel.channel_id)
            if channel.guild.me is None:
                return Unknown("the connection to Discord is being made anew")
            if not _readable(channel):
                return Unreadable(_NO_HISTORY)
            if isinstance(channel, discord.ForumChannel):
                return await self._look_in_forum(channel, delivery.mark, since)
            found = await _first(channel, since, lambda message: _carries(message, delivery.mark))
        except Exception as error:
            return _outcome(delivery, error)
        return Absent() if found is None else Sent(found.id)

    async def notify(self, channel_id: int, text: str, mark: str, since: datetime | None) -> Outcome:
        """Say a sentence to the moderators; its nonce keeps a repeat from standing twice.

        One that may have been said too long ago for its nonce is looked for since that instant.
        """
        place = self._messageable(channel_id)
        if brake := self._pace.brake:
            return Limited(brake)
        try:
            await self._pace.turn()
            if since is not None and (said := await _first(place, since, lambda message: _says(message, text))):
                return Sent(said.id)
            message = await place.send(view=sentence(text), nonce=mark, allowed_mentions=QUIET)
        except Exception as error:
            return outcome_of(error)
        return Sent(message.id)

    async def _send_message(self, delivery: Delivery, drawn: Drawn) -> Outcome:
        place = self._messageable(delivery.thread_id or delivery.channel.channel_id)
        message = await place.send(**drawn, nonce=delivery.mark, allowed_mentions=_allowed_mentions(delivery))
        return Sent(message.id)

    async def _open_post(self, delivery: Delivery, drawn: Drawn) -> Outcome:
        forum = await self._channel(delivery.channel.channel_id)
        if not isinstance(forum, discord.ForumChannel):
            return await self._send_message(delivery, drawn)
        opened = await forum.create_thread(
            name=delivery.post_name,
            **drawn,
            applied_tags=_required_tags(forum),
            allowed_mentions=_allowed_mentions(delivery),
        )
        return Sent(opened.message.id, opened.thread.id)

    async def _publish(self, delivery: Delivery, _drawn: Drawn) -> Outcome:
        if delivery.message_id is None:
            return Removed()  # the message itself was removed before it could be published
        place = self._messageable(delivery.channel.channel_id)
        try:
            await place.get_partial_message(delivery.message_id).publish()
        except discord.HTTPException as error:
            if error.code != ALREADY_PUBLISHED:
                raise
        return Sent(delivery.message_id)

    async def _look_in_forum(self, forum: discord.ForumChannel, mark: str, since: datetime) -> Sight:
        async for thread in _threads(forum, since):
            async for message in thread.history(oldest_first=True, limit=1):
                if _carries(message, mark):
                    return Sent(message.id, thread.id)
        return Absent()

    async def _channel(self, channel_id: int) -> Any:
        return self._client.get_channel(channel_id) or await self._client.fetch_channel(channel_id)

    def _messageable(self, channel_id: int) -> discord.PartialMessageable:
        return self._client.get_partial_messageable(channel_id)


def _outcome(delivery: Delivery, error: Exception) -> Outcome:
    """What an error means for a delivery: what somebody has deleted is not put back.

    Create Message answers "unknown message" where the nonce's earlier one was deleted; where a forum's post was,
    the thread is unknown, and what else was to stand in it is not wanted either.
    """
    gone = (UNKNOWN_MESSAGE, UNKNOWN_CHANNEL) if delivery.thread_id else (UNKNOWN_MESSAGE,)
    if isinstance(error, discord.NotFound) and error.code in gone:
        return Removed()
    return outcome_of(error)


def _allowed_mentions(delivery: Delivery) -> discord.AllowedMentions:
    """The channel's role is pinged once, and nothing else ever is."""
    role = delivery.channel.role_id
    if role is None or not digest.mention_of(delivery.part, delivery.channel):
        return QUIET
    return discord.AllowedMentions(everyone=False, users=False, roles=[discord.Object(role)], replied_user=False)


def _required_tags(forum: discord.ForumChannel) -> list[discord.ForumTag]:
    """A forum that wants a tag on every post gets the first one that anybody may use."""
    if not forum.flags.require_tag:
        return []
    return [tag for tag in forum.available_tags if not tag.moderated][:1]


def _readable(channel: Any) -> bool:
    allowed = channel.permissions_for(channel.guild.me)
    return bool(allowed.view_channel and allowed.read_message_history)


async def _threads(forum: discord.ForumChannel, since: datetime) -> AsyncIterator[discord.Thread]:
    """The forum's posts that were opened since then, active ones first, then those archived last."""
    for thread in await forum.guild.active_threads():
        if thread.parent_id == forum.id and discord.utils.snowflake_time(thread.id) >= since:
            yield thread
    async for thread in forum.archived_threads(limit=None):
        if thread.archive_timestamp < since:
            break
        if discord.utils.snowflake_time(thread.id) >= since:
            yield thread


async def _first(
    place: abc.Messageable, since: datetime, wanted: Callable[[discord.Message], bool]
) -> discord.Message | None:
    """The first message since then that is wanted."""
    async for message in place.history(after=since, oldest_first=True, limit=None):
        if wanted(message):
            return message
    return None


def _says(message: discord.Message, text: str) -> bool:
    """Whether the message is a card of exactly this sentence; others' cards come without their text."""
    inner = [item for card in message.components for item in getattr(card, "children", ())]
    return [getattr(item, "content", None) for item in inner] == [text]


def _carries(message: discord.Message, mark: str) -> bool:
    """Whether a component of the message has the mark among the arguments of its custom_id."""
    return any(mark in custom_id.split(":") for custom_id in _custom_ids(message.components))


def _custom_ids(components: Any) -> list[str]:
    found: list[str] = []
    for component in components:
        if custom_id := getattr(component, "custom_id", None):
            found.append(str(custom_id))
        found += _custom_ids(getattr(component, "children", ()))
    return found
