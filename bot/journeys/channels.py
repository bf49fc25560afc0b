"""The channels of a publication: an admin adds, changes, removes and tries them."""

from typing import NamedTuple

from bot.clock import Clock
from bot.errors import NotFound
from bot.journeys import rights
from bot.journeys.deliver import CATCH_UP
from bot.journeys.desks import Desks
from bot.journeys.follow import Place
from bot.journeys.formats import format_for
from bot.journeys.settle import Settlement
from bot.model import Actor, Channel, Publication
from bot.store import deliveries, notices, publications, records
from bot.store.connection import Reader, Writer
from bot.store.database import Database


class Placed(NamedTuple):
    """A channel with the publication that it gets, and how many `channels` of the guild get it."""

    publication: Publication
    channel: Channel
    channels: int
    new: bool = False


class Uses(NamedTuple):
    """What a channel of a guild is for: what is posted to it, and whose moderators are told there."""

    placed: list[Placed]
    desks: list[Publication]


class Channels:
    """Which channels a guild's publications are posted to."""

    def __init__(self, database: Database, clock: Clock, desks: Desks) -> None:
        self._database = database
        self._clock = clock
        self._desks = desks

    async def check(self, actor: Actor, publication: str | None, place: Place) -> None:
        """Raise what `add` would raise, without adding."""
        rights.require_admin(actor)
        format_for(place.kind, place.format)
        async with self._database.read() as reader:
            await rights.choose(reader, actor.guild_id, publication)

    async def add(self, actor: Actor, publication: str | None, place: Place) -> Placed:
        """Have a publication of the person's guild posted to one more channel, or to a known one in another way.

        It gets what is published from now on. InvalidInput for a format that the channel's kind does not take.
        """
        rights.require_admin(actor)
        style = format_for(place.kind, place.format)

        async def work(tx: Writer) -> Placed:
            chosen = await rights.choose(tx, actor.guild_id, publication)
            known = await publications.channel_of(tx, chosen.id, place.channel_id)
            channel = Channel(
                publication_id=chosen.id,
                channel_id=place.channel_id,
                guild_id=actor.guild_id,
                kind=place.kind,
                format=style,
                role_id=place.role_id,
                silent=place.silent,
            )
            await publications.put_channel(tx, channel)
            await self._note(tx, actor, channel, "channel added" if known is None else "channel changed")
            return Placed(chosen, channel, await _count(tx, channel), new=known is None)

        return await self._database.write(work)

    async def remove(self, actor: Actor, publication: str | None, channel_id: int) -> Placed:
        """Post to a channel no longer; what stands there stays. NotFound where nothing is posted to it."""
        rights.require_admin(actor)

        async def work(tx: Writer) -> Placed:
            own = await publications.of_guild(tx, actor.guild_id)
            known = await _placed(tx, actor.guild_id, own, channel_id)
            if publication is not None or len(known) > 1:
                chosen = await rights.choose(tx, actor.guild_id, publication)
                known = [one for one in known if one.publication == chosen]
            if not known:
                raise _nothing_there()
            channel = known[0].channel
            await publications.remove_channel(tx, channel.publication_id, channel_id)
            await deliveries.abandon(tx, channel.publication_id, channel_id)
            await self._note(tx, actor, channel, "channel removed")
            return Placed(known[0].publication, channel, await _count(tx, channel))

        return await self._database.write(work)

    async def uses(self, actor: Actor, publication: str | None, channel_id: int) -> Uses:
        """What a channel of the guild is for, followed publications too; NotFound where it is for nothing."""
        rights.require_admin(actor)
        async with self._database.read() as reader:
            seen = await publications.seen_by(reader, actor.guild_id)
            if publication is not None:
                seen = [await rights.choose_to_read(reader, actor.guild_id, publication)]
            known = await _placed(reader, actor.guild_id, seen, channel_id)
        desks = [one for one in seen if (one.guild_id, one.moderators_channel) == (actor.guild_id, channel_id)]
        if not known and not desks:
            raise _nothing_there()
        return Uses(known, desks)

    async def resume(self, actor: Actor, uses: Uses) -> None:
        """Go on posting to a channel that was paused, and telling moderators at once what it has refused."""
        rights.require_admin(actor)

        async def work(tx: Writer) -> None:
            for one in uses.placed:
                if one.channel.guild_id == actor.guild_id:
                    await go_on(tx, one.channel, self._clock)
            for own in uses.desks:
                await notices.hurry(tx, own.id)

        await self._database.write(work)
        for own in uses.desks:
            self._desks.reopened(own.id)

    async def _note(self, tx: Writer, actor: Actor, channel: Channel, action: str) -> None:
        subject, now = f"channel {channel.channel_id}", self._clock.now()
        await records.audit(tx, channel.publication_id, actor.user_id, action, subject, now)


async def go_on(tx: Writer, channel: Channel, clock: Clock) -> None:
    """Send again to a channel that was paused or gone.

    A digest of which nothing stands there yet and that is late by now waits for the moderators' word.
    """
    known = await publications.channel_of(tx, channel.publication_id, channel.channel_id)
    if known is None or not (known.paused or known.gone_since):
        return
    await publications.put_channel(tx, known.model_copy(update={"paused": "", "gone_since": None, "lacking": ""}))
    for held in await deliveries.hold_late(tx, clock.now() - CATCH_UP, channel.channel_id):
        await Settlement(clock).ask(tx, held)


async def _placed(reader: Reader, guild_id: int, among: list[Publication], channel_id: int) -> list[Placed]:
    found: list[Placed] = []
    for publication in among:
        channels = await publications.channels_in(reader, publication.id, guild_id)
        found += [Placed(publication, one, len(channels)) for one in channels if one.channel_id == channel_id]
    return found


async def _count(reader: Reader, channel: Channel) -> int:
    return len(await publications.channels_in(reader, channel.publication_id, channel.guild_id))


def _nothing_there() -> NotFound:
    return NotFound("No digest is posted to that channel. /setup status shows those that get one.")
