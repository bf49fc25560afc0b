"""Carrying deliveries to Discord, and finding again what may have arrived."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any

import discord
from discord import ui

from bot.editorial.elsewhere import message_address
from bot.journeys.sending import Absent, Limited, Outcome, Refused, Removed, Sent, Sight, Unknown, Unreadable
from bot.model import Delivery
from bot.ui import changing, digest
from bot.ui.discord_time import DiscordTime
from bot.ui.history import carries, first, marked
from bot.ui.outcomes import UNKNOWN_CHANNEL, UNKNOWN_MESSAGE, outcome_of
from bot.ui.pace import Pace
from bot.ui.permissions import usable_tags
from bot.ui.pieces import QUIET, card

ALREADY_PUBLISHED = 40033
THREAD_EXISTS = 160004  # a message takes one thread
MOST_TAGS = 5  # on a forum post
NEWEST_POSTS = 3  # of a forum, which are looked at in any case
_NO_HISTORY = "the bot may not read the channel's history (Read Message History), so nobody knows what stands there"

Drawn = dict[str, Any]


class DiscordSender:
    """Sends through the bot's own connection."""

    def __init__(self, client: discord.Client, pace: Pace, time: DiscordTime) -> None:
        self._client = client
        self._pace = pace
        self._time = time

    async def send(self, delivery: Delivery) -> Outcome:
        """Carry out one step. Only a message has a nonce: the other steps are looked for before a repeat."""
        steps: dict[str, Callable[[Delivery, Drawn], Awaitable[Outcome]]] = {
            "message": self._send_message,
            "post": self._open_post,
            "publish": self._publish,
            "thread": self._open_thread,
            "edit": self._edit,
            "delete": self._delete,
        }
        try:
            drawn = _drawn(delivery)
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
            if (place_id := _place_of(delivery)) is None:
                return Removed()
            channel = await self._channel(place_id)
            if channel.guild.me is None:
                return Unknown("the connection to Discord is being made anew")
            if not _readable(channel):
                return Unreadable(_NO_HISTORY)
            start = self._time.at_latest(since)
            if isinstance(channel, discord.ForumChannel):
                return await self._look_in_forum(channel, delivery.mark, start)
            found = await marked(channel, start, delivery.mark)
        except Exception as error:
            return _outcome(delivery, error)
        return Absent() if found is None else Sent(found.id)

    async def notify(
        self, channel_id: int, text: str, mark: str, since: datetime | None, role_id: int | None
    ) -> Outcome:
        """Say a sentence in a channel, above it a role's mention; its nonce keeps a repeat from standing twice.

        One that may have been said too long ago for its nonce is looked for since that instant.
        """
        place = self._messageable(channel_id)
        if brake := self._pace.brake:
            return Limited(brake)
        try:
            await self._pace.turn()
            if since is not None and (
                said := await first(place, self._time.at_latest(since), lambda message: _says(message, text))
            ):
                return Sent(said.id)
            view = card(ui.TextDisplay(text), above=f"<@&{role_id}>" if role_id else "")
            message = await place.send(view=view, nonce=mark, allowed_mentions=_pinging(role_id))
        except Exception as error:
            return outcome_of(error)
        return Sent(message.id)

    async def _send_message(self, delivery: Delivery, drawn: Drawn) -> Outcome:
        if (place_id := _place_of(delivery)) is None:
            return Removed()
        message = await self._messageable(place_id).send(
            **drawn,
            nonce=delivery.mark,
            silent=delivery.channel.silent,
            allowed_mentions=_allowed_mentions(delivery),
        )
        return Sent(message.id)

    async def _open_post(self, delivery: Delivery, drawn: Drawn) -> Outcome:
        forum = await self._channel(delivery.channel.channel_id)
        if not isinstance(forum, discord.ForumChannel):
            return await self._send_message(delivery, drawn)
        opened = await forum.create_thread(
            name=delivery.post_name,
            **drawn,
            applied_tags=_tags(forum, delivery.topics),
            silent=delivery.channel.silent,
            allowed_mentions=_allowed_mentions(delivery),
        )
        return Sent(opened.message.id, opened.thread.id)

    async def _open_thread(self, delivery: Delivery, _drawn: Drawn) -> Outcome:
        """A thread has the id of the message that it is opened under, so that one that stands there is known."""
        if delivery.message_id is None:
            return Removed()  # the message itself was removed
        channel, guild = delivery.channel.channel_id, delivery.channel.guild_id
        place = self._client.get_partial_messageable(channel, guild_id=guild)
        try:
            await place.get_partial_message(delivery.message_id).create_thread(name=delivery.post_name)
        except discord.HTTPException as error:
            if error.code != THREAD_EXISTS:
                raise
        return Sent(delivery.message_id, delivery.message_id)

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

    async def _edit(self, delivery: Delivery, drawn: Drawn) -> Outcome:
        place_id, message_id = _place_of(delivery), delivery.message_id
        if place_id is None or message_id is None:
            return Removed()
        await changing.edit(self._client, place_id, message_id, drawn)
        return Sent(message_id)

    async def _delete(self, delivery: Delivery, _drawn: Drawn) -> Outcome:
        place_id, message_id = _place_of(delivery), delivery.message_id
        if place_id is None or message_id is None:
            return Removed()
        await changing.delete(self._client, place_id, message_id, delivery)
        return Sent(message_id)

    async def _look_in_forum(self, forum: discord.ForumChannel, mark: str, since: datetime) -> Sight:
        async for thread in _threads(forum, since):
            async for message in thread.history(oldest_first=True, limit=1):
                if carries(message, mark):
                    return Sent(message.id, thread.id)
        return Absent()

    async def _channel(self, channel_id: int) -> Any:
        return self._client.get_channel(channel_id) or await self._client.fetch_channel(channel_id)

    def _messageable(self, channel_id: int) -> discord.PartialMessageable:
        return self._client.get_partial_messageable(channel_id)


def _drawn(delivery: Delivery) -> Drawn:
    guild_id = delivery.channel.guild_id
    addresses = {one.number: message_address(guild_id, one.place_id, one.message_id) for one in delivery.full_texts}
    return digest.message(delivery.part, delivery.channel, delivery.digest_uid, delivery.mark, addresses)


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
    mentioned = digest.mention_of(delivery.part, delivery.channel)
    return _pinging(delivery.channel.role_id if mentioned else None)


def _pinging(role_id: int | None) -> discord.AllowedMentions:
    if role_id is None:
        return QUIET
    return discord.AllowedMentions(everyone=False, users=False, roles=[discord.Object(role_id)], replied_user=False)


def _place_of(delivery: Delivery) -> int | None:
    """Where a message goes: into the channel, its forum post or its thread; None where that thread is gone."""
    if delivery.part.in_thread:
        return delivery.thread_id
    in_post = delivery.channel.kind == "forum" and delivery.thread_id is not None
    return delivery.thread_id if in_post else delivery.channel.channel_id


def _tags(forum: discord.ForumChannel, topics: Sequence[str]) -> list[discord.ForumTag]:
    """The tags called as one of the topics, whatever the case; a forum that wants one gets the first it has."""
    usable = usable_tags(forum, forum.guild.me)
    names = {topic.strip().casefold() for topic in topics}
    fitting = [tag for tag in usable if tag.name.strip().casefold() in names][:MOST_TAGS]
    return fitting or (usable[:1] if forum.flags.require_tag else [])


def _readable(channel: Any) -> bool:
    allowed = channel.permissions_for(channel.guild.me)
    return bool(allowed.view_channel and allowed.read_message_history)


async def _threads(forum: discord.ForumChannel, since: datetime) -> AsyncIterator[discord.Thread]:
    """The forum's posts that were opened since then, active ones first, then those archived last.

    Of the active ones it is the newest few whatever a clock has said.
    """
    active = [one for one in await forum.guild.active_threads() if one.parent_id == forum.id]
    for at, thread in enumerate(sorted(active, key=lambda one: one.id, reverse=True)):
        if at < NEWEST_POSTS or discord.utils.snowflake_time(thread.id) >= since:
            yield thread
    async for thread in forum.archived_threads(limit=None):
        if thread.archive_timestamp < since:
            break
        if discord.utils.snowflake_time(thread.id) >= since:
            yield thread


def _says(message: discord.Message, text: str) -> bool:
    """Whether the message is a card of exactly this sentence; others' cards come without their text."""
    inner = [item for card in message.components for item in getattr(card, "children", ())]
    return [getattr(item, "content", None) for item in inner] == [text]
