"""Whether the bot may do what it must in every channel: looked at daily, and whenever Discord tells of a change.

What is lacking is told once; what was paused for it goes on by itself when it is there again. What is gone is
removed only after a while, because a server may take the bot back, and an outage is no farewell.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection
from datetime import timedelta
from typing import NamedTuple, Protocol

from bot.clock import Clock
from bot.editorial.marks import notice_mark
from bot.errors import StoreError
from bot.journeys import follow, pings
from bot.journeys.channels import go_on
from bot.journeys.desks import Desks
from bot.journeys.pings import PingInspector
from bot.model import Channel
from bot.store import deliveries, departures, notices, publications
from bot.store.connection import Writer
from bot.store.database import Database

log = logging.getLogger(__name__)

DAY = 24 * 3600.0
CALM = 15.0  # seconds: whoever changes permissions changes several
GRACE = timedelta(days=14)


class Seen(NamedTuple):
    """How a channel was found: gone, or there, with the permissions that the bot lacks."""

    gone: bool = False
    lacking: tuple[str, ...] = ()


class Inspector(PingInspector, Protocol):
    """What looks at Discord, without asking it anything."""

    def guilds(self) -> Collection[int]:
        """The guilds that the bot is in, those with an outage too."""
        ...

    def inspect(self, channel: Channel) -> Seen | None:
        """How a channel stands; None where that is not known, as in an outage."""
        ...


class Preflight:
    """Keeps what is known of the channels up to date."""

    def __init__(self, database: Database, clock: Clock, desks: Desks) -> None:
        self._database = database
        self._clock = clock
        self._desks = desks
        self._told = asyncio.Event()
        self._changed: dict[int, float] = {}  # guild and since when, by the monotonic clock
        self._deleted: set[int] = set()

    def changed(self, guild_id: int) -> None:
        """Something has changed in a guild that may concern its channels."""
        self._changed.setdefault(guild_id, _running())
        self._told.set()

    def deleted(self, guild_id: int, thread_id: int) -> None:
        """A thread is gone; of one that is merely archived nothing is known either."""
        self._deleted.add(thread_id)
        self.changed(guild_id)

    async def run(self, inspector: Inspector, wake: Callable[[], None]) -> None:
        """Look at all channels now and once a day, and at a guild's after each change; `wake` has them served."""
        await self._safely(lambda: self._look(inspector, None, wake, changed=True))
        while True:
            await self._safely(self.tidy)
            await self._a_day_of_changes(inspector, wake)
            await self._safely(lambda: self._look(inspector, None, wake, changed=False))

    async def tidy(self) -> None:
        """Remove what has been gone for longer than the time of grace; the archive stays."""

        async def work(tx: Writer) -> None:
            before = self._clock.now() - GRACE
            for publication_id, channel_id in await departures.gone_before(tx, before):
                await publications.remove_channel(tx, publication_id, channel_id)
                await deliveries.abandon(tx, publication_id, channel_id)
            for guild_id in await departures.left_before(tx, before):
                for publication in await publications.of_guild(tx, guild_id):
                    await follow.end(tx, publication, self._clock.now())
                    bare = {"schedule": None, "moderators_channel": None, "public": False}
                    await publications.update(tx, publication.model_copy(update=bare))

        await self._database.write(work)

    async def _a_day_of_changes(self, inspector: Inspector, wake: Callable[[], None]) -> None:
        try:
            async with asyncio.timeout(DAY):
                while True:
                    await self._told.wait()
                    self._told.clear()
                    for guild_id in await self._calm():
                        await self._safely(lambda one=guild_id: self._look(inspector, one, wake, changed=True))
        except TimeoutError:
            pass

    async def _calm(self) -> list[int]:
        """The guilds that were given the time to finish their changes; the others come later."""
        await asyncio.sleep(max(0.0, min(self._changed.values(), default=0.0) + CALM - _running()))
        calm = [guild_id for guild_id, since in self._changed.items() if since + CALM <= _running()]
        for guild_id in calm:
            del self._changed[guild_id]
        if self._changed:
            self._told.set()
        return calm

    async def _safely(self, job: Callable[[], Awaitable[None]]) -> None:
        try:
            await job()
        except StoreError as error:
            log.error("The channels could not be looked at: %s", error)
        except Exception:
            log.exception("The channels could not be looked at.")

    async def _look(
        self, inspector: Inspector, guild_id: int | None, wake: Callable[[], None], *, changed: bool
    ) -> None:
        """`changed`: permissions may have, so that what is paused is tried again where nothing is lacking."""
        here = set(inspector.guilds())
        async with self._database.read() as reader:
            channels = await publications.every_channel(reader, guild_id)
            away = await departures.homes(reader) - here
            left = await departures.left(reader)
        if away - left or left & here:
            await self._database.write(lambda tx: self._note_guilds(tx, away - left, left & here))
        seen = [(one, self._seen(inspector, one)) for one in channels if one.guild_id in here]
        news = [(one, now) for one, now in seen if now is not None and _is_news(one, now, changed=changed)]
        if news:
            await self._database.write(lambda tx: self._note(tx, news, changed=changed))
        if await pings.look(self._database, self._clock, inspector, guild_id) or news:
            wake()
        if guild_id is not None and changed:
            await self._reopen_desks(guild_id, wake)

    async def _reopen_desks(self, guild_id: int, wake: Callable[[], None]) -> None:
        """What a moderators' channel has refused may be taken now."""
        async with self._database.read() as reader:
            own = [one for one in await publications.of_guild(reader, guild_id) if one.moderators_channel]
            waiting = [one for one in own if await notices.refused(reader, one.id)]
        for publication in own:
            self._desks.reopened(publication.id)
        for publication in waiting:
            await self._database.write(lambda tx, one=publication: notices.hurry(tx, one.id))
            wake()

    def _seen(self, inspector: Inspector, channel: Channel) -> Seen | None:
        return Seen(gone=True) if channel.channel_id in self._deleted else inspector.inspect(channel)

    async def _note_guilds(self, tx: Writer, away: Collection[int], back: Collection[int]) -> None:
        for guild_id in away:
            log.info("The bot is no longer in server %s.", guild_id)
            await departures.leave(tx, guild_id, self._clock.now())
        await departures.come_back(tx, back)

    async def _note(self, tx: Writer, news: Collection[tuple[Channel, Seen]], *, changed: bool) -> None:
        for listed, seen in news:
            channel = await publications.channel_of(tx, listed.publication_id, listed.channel_id)
            if channel is not None and _is_news(channel, seen, changed=changed):
                await self._record(tx, channel, seen)

    async def _record(self, tx: Writer, channel: Channel, seen: Seen) -> None:
        lacking = ", ".join(seen.lacking)
        if seen.gone:
            gone = {"gone_since": channel.gone_since or self._clock.now()}
            await publications.put_channel(tx, channel.model_copy(update=gone))
            await self._tell(tx, channel, _GONE)
            return
        if channel.gone_since or (channel.paused and not lacking):
            await go_on(tx, channel, self._clock)
        await publications.note_lacking(tx, channel, lacking)
        if lacking:
            await self._tell(tx, channel, _LACKING, lacking)

    async def _tell(self, tx: Writer, channel: Channel, what: str, lacking: str = "") -> None:
        """Tell the moderators, unless they know of the channel already because it is paused."""
        if channel.paused:
            return
        publication, now = await publications.get(tx, channel.publication_id), self._clock.now()
        text = what.format(name=publication.name, channel=channel.channel_id, lacking=lacking)
        mark = notice_mark(publication.uid, channel.channel_id, text, now.isoformat())
        await notices.add(tx, publication.id, mark, text, now, channel.guild_id)


def _is_news(channel: Channel, seen: Seen, *, changed: bool) -> bool:
    if seen.gone:
        return channel.gone_since is None
    again = bool(channel.paused) and not seen.lacking and (changed or bool(channel.lacking))
    return again or channel.gone_since is not None or channel.lacking != ", ".join(seen.lacking)


_GONE = (
    "<#{channel}>, one of the channels of {name}, has been deleted, so nothing is posted there. Name another one "
    "with /setup channel add; this one leaves the list in two weeks."
)
_LACKING = (
    "{name} cannot be posted in <#{channel}> as things stand: the bot lacks {lacking} there. Grant this in the "
    "channel's settings; then it goes on by itself, and /setup channel test tries it."
)


def _running() -> float:
    """Seconds by a clock that nobody sets."""
    return asyncio.get_running_loop().time()
