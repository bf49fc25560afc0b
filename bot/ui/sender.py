"""Carrying deliveries to Discord, and finding again what may have arrived."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime
from typing import Any, cast

import discord
from discord import abc

from bot.journeys.deliver import Absent, Outcome, Removed, Sent, Sight, Unreadable
from bot.model import Delivery
from bot.ui import digest
from bot.ui.outcomes import UNKNOWN_MESSAGE, outcome_of
from bot.ui.pieces import QUIET, sentence

ALREADY_PUBLISHED = 40033
_NO_HISTORY = "the bot may not read the channel's history (Read Message History), so nobody knows what stands there"


class DiscordSender:
    """Sends through the bot's own connection."""

    def __init__(self, client: discord.Client) -> None:
        self._client = client

    async def send(self, delivery: Delivery) -> Outcome:
        """Carry out one step. Only a message has a nonce: the other steps are looked for before a repeat."""
        steps: dict[str, Callable[[Delivery], Awaitable[Outcome]]] = {
            "message": self._send_message,
            "post": self._open_post,
            "publish": self._publish,
        }
        try:
            return await steps[delivery.step](delivery)
        except Exception as error:
            return outcome_of(error)

    async def look(self, delivery: Delivery, since: datetime) -> Sight:
        """Find the delivery's message by its mark, which a component of every part carries."""
        try:
            channel = await self._channel(delivery.thread_id or delivery.channel.channel_id)
            if not _readable(channel):
                return Unreadable(_NO_HISTORY)
            if isinstance(channel, discord.ForumChannel):
                return await self._look_in_forum(channel, delivery.mark, since)
            async for message in cast("abc.Messageable", channel).history(
                after=since, oldest_first=True, limit=None
            ):
                if _carries(message, delivery.mark):
                    return Sent(message.id)
        except Exception as error:
            return outcome_of(error)
        return Absent()

    async def notify(self, channel_id: int, text: str, mark: str) -> Outcome:
        """Say a sentence to the moderators; its nonce keeps a repeat from standing twice."""
        try:
            message = await self._messageable(channel_id).send(
                view=sentence(text), nonce=mark, allowed_mentions=QUIET
            )
        except Exception as error:
            return outcome_of(error)
        return Sent(message.id)

    async def _send_message(self, delivery: Delivery) -> Outcome:
        place = self._messageable(delivery.thread_id or delivery.channel.channel_id)
        try:
            message = await place.send(
                **_message(delivery), nonce=delivery.mark, allowed_mentions=_allowed_mentions(delivery)
            )
        except discord.NotFound as error:
            # Under this nonce it was sent before, and somebody has deleted it since (facts of Discord's API).
            if error.code == UNKNOWN_MESSAGE:
                return Removed()
            raise
        return Sent(message.id)

    async def _open_post(self, delivery: Delivery) -> Outcome:
        forum = await self._channel(delivery.channel.channel_id)
        if not isinstance(forum, discord.ForumChannel):
            return await self._send_message(delivery)
        opened = await forum.create_thread(
            name=delivery.post_name,
            **_message(delivery),
            applied_tags=_required_tags(forum),
            allowed_mentions=_allowed_mentions(delivery),
        )
        return Sent(opened.message.id, opened.thread.id)

    async def _publish(self, delivery: Delivery) -> Outcome:
        if delivery.message_id is None:
            return Removed()  # the message itself was removed before it could be published
        place = self._messageable(delivery.channel.channel_id)
        try:
            await place.get_partial_message(delivery.message_id).publish()
        except discord.HTTPException as error:
            if error.code == UNKNOWN_MESSAGE:
                return Removed()
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


def _message(delivery: Delivery) -> dict[str, Any]:
    return digest.message(delivery.part, delivery.channel, delivery.digest_uid, delivery.mark)


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
    """The forum's posts that were opened since then, active ones first."""
    for thread in await forum.guild.active_threads():
        if thread.parent_id == forum.id and discord.utils.snowflake_time(thread.id) >= since:
            yield thread
    async for thread in forum.archived_threads(limit=None):
        if discord.utils.snowflake_time(thread.id) >= since:
            yield thread


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
