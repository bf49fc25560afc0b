"""Following another server's public publication: its digests come into one's own channels, its archive is open."""

from dataclasses import dataclass
from datetime import datetime

from rapidfuzz import fuzz, process, utils

from bot.clock import Clock
from bot.editorial.marks import notice_mark
from bot.editorial.text import clean_line, counted, escape, shorten
from bot.errors import Conflict, InvalidInput, NotFound
from bot.journeys import rights
from bot.journeys.formats import format_for
from bot.journeys.weekly import NextIssue, next_issue
from bot.model import NAME_LIMIT, Actor, Channel, ChannelKind, Format, Publication, Standing
from bot.store import deliveries, following, notices, posted, publications, records
from bot.store.connection import Reader, Writer
from bot.store.database import Database
from bot.store.following import Follower, Offer
from bot.store.notices import Farewell

CHOICES = 25  # Discord's limit for autocomplete
_FAREWELL = (
    "{name} is no longer published to other servers, so no further issue comes here. What has been posted stays; "
    "its archive can no longer be opened from this server."
)


@dataclass(frozen=True)
class Place:
    """The channel that is to get a publication; without a format, that which is usual for its kind."""

    channel_id: int
    kind: ChannelKind
    format: Format | None = None
    role_id: int | None = None
    silent: bool = False


@dataclass(frozen=True)
class Followed:
    """A publication that a guild follows: whose it is, the guild's own channels, how they stand, what comes."""

    publication: Publication
    server: str
    channels: tuple[Channel, ...]
    standings: tuple[Standing, ...] = ()
    coming: NextIssue | None = None


class Following:
    """Lets a guild's admin follow public publications, and leave off."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def offers(self, guild_id: int, typed: str) -> list[Offer]:
        """The public publications of other servers that fit what is typed, the most followed ones first."""
        async with self._database.read() as reader:
            known = await following.offers(reader, guild_id)
        wanted = typed.strip()
        exact = [one for one in known if one.uid == wanted]
        if exact or not wanted:
            return (exact or known)[:CHOICES]
        names = dict(enumerate(one.name for one in known))
        ranked = process.extract(
            wanted, names, scorer=fuzz.WRatio, processor=utils.default_process, score_cutoff=50, limit=CHOICES
        )
        return [known[place] for _, _, place in ranked]

    async def check(self, actor: Actor, publication: str, place: Place) -> None:
        """Raise what `follow` would raise, without following."""
        rights.require_admin(actor)
        format_for(place.kind, place.format)
        async with self._database.read() as reader:
            await _to_follow(reader, actor.guild_id, publication)

    async def follow(self, actor: Actor, publication: str, place: Place) -> Followed:
        """Have a public publication, by its code or its name, posted into a channel of the person's own guild.

        It gets what is published from now on. Raises NotFound where there is none, InvalidInput where the guild's
        own is meant or several servers have one of that name.
        """
        rights.require_admin(actor)
        style = format_for(place.kind, place.format)

        async def work(tx: Writer) -> Followed:
            chosen = await _to_follow(tx, actor.guild_id, publication)
            channel = Channel(
                publication_id=chosen.id,
                channel_id=place.channel_id,
                guild_id=actor.guild_id,
                kind=place.kind,
                format=style,
                role_id=place.role_id,
                silent=place.silent,
            )
            if await publications.channel_of(tx, chosen.id, place.channel_id) is None:
                await following.remove(
                    tx, chosen.id, place.channel_id
                )  # what was on its way when it was unfollowed
            await publications.put_channel(tx, channel)
            await self._note(tx, chosen, actor, "followed")
            return Followed(chosen, await following.server_name(tx, chosen.guild_id), (channel,))

        return await self._database.write(work)

    async def unfollow(self, actor: Actor, publication: str, channel_id: int | None) -> Followed:
        """Leave off in one channel, or in all of the guild's; what was taken away.

        Raises NotFound where the guild does not follow it, or not there.
        """
        rights.require_admin(actor)

        async def work(tx: Writer) -> Followed:
            chosen = await _followed(tx, actor.guild_id, publication)
            known = await publications.channels_in(tx, chosen.id, actor.guild_id)
            channels = [one for one in known if channel_id in (None, one.channel_id)]
            if not channels:
                raise NotFound(f"{chosen.name} does not go into that channel. /setup status shows where it does.")
            for channel in channels:
                await following.remove(tx, chosen.id, channel.channel_id)
            await self._note(tx, chosen, actor, "unfollowed")
            return Followed(chosen, await following.server_name(tx, chosen.guild_id), tuple(channels))

        return await self._database.write(work)

    async def followed(self, actor: Actor) -> list[Followed]:
        """What the guild follows, and how its own channels stand, for an admin."""
        rights.require_admin(actor)
        async with self._database.read() as reader:
            known = await _all_followed(reader, actor.guild_id)
            return [await _standing(reader, one, actor.guild_id, self._clock.now()) for one in known]

    async def ended(self, actor: Actor) -> list[str]:
        """What the guild was told of late of publications that it can no longer follow."""
        rights.require_admin(actor)
        async with self._database.read() as reader:
            return await notices.farewells(reader, actor.guild_id, self._clock.now())

    async def names(self, guild_id: int) -> list[tuple[str, str]]:
        """What the guild follows as (label, code), for autocomplete."""
        async with self._database.read() as reader:
            return [await labelled(reader, one, guild_id) for one in await _all_followed(reader, guild_id)]

    async def rename_server(self, guild_id: int, name: str) -> None:
        """A server is called otherwise now."""
        await self._database.write(lambda tx: following.rename_server(tx, guild_id, clean_line(name)))

    async def _note(self, tx: Writer, publication: Publication, actor: Actor, action: str) -> None:
        subject = f"server {actor.guild_id}"
        await records.audit(tx, publication.id, actor.user_id, action, subject, self._clock.now())


async def end(tx: Writer, publication: Publication, now: datetime) -> int:
    """Take a publication away from every server that follows it, and tell each channel's readers once; how many.

    What has been posted stays.
    """
    known = await following.followers(tx, publication.id)
    if known:
        farewells = [_farewell(publication, one, now) for one in known]
        await notices.add_farewells(tx, publication.id, farewells, now)
        await following.remove_all(tx, publication.id)
    return len(known)


async def retry(tx: Writer, guild_id: int) -> int:
    """Let the guild's own channels for what it follows be tried again at once; how many steps wait now."""
    waiting = 0
    for publication in await _all_followed(tx, guild_id):
        await publications.resume_channels(tx, publication.id, guild_id)
        waiting += await deliveries.retry(tx, publication.id, guild_id)
    return waiting


async def labelled(reader: Reader, publication: Publication, guild_id: int) -> tuple[str, str]:
    """How a publication is offered to a guild, and what stands for it: its name, or another server's code."""
    if publication.guild_id == guild_id:
        return publication.name, publication.name
    server = await following.server_name(reader, publication.guild_id)
    return f"{publication.name} · from {server or 'another server'}", publication.uid


def described(offer: Offer) -> str:
    """A publication in the list of those that can be followed."""
    followers = counted(offer.followers, "server follows", "servers follow")
    return f"{offer.name} · from {offer.server or 'another server'} · {followers}"


def _farewell(publication: Publication, follower: Follower, now: datetime) -> Farewell:
    """A forum's readers are told in the newest post there; one that has none yet has no readers to tell."""
    place = follower.thread_id if follower.in_forum else follower.channel_id
    mark = notice_mark("farewell", publication.uid, follower.channel_id, now)
    return Farewell(follower.guild_id, place, mark, _FAREWELL.format(name=escape(publication.name)))


async def _to_follow(reader: Reader, guild_id: int, typed: str) -> Publication:
    wanted = clean_line(typed)
    own = await publications.of_guild(reader, guild_id)
    known = await following.offers(reader, guild_id)
    fitting = [one for one in known if one.uid == wanted]
    fitting = fitting or [one for one in known if one.name.casefold() == wanted.casefold()]
    if len(fitting) > 1:
        raise InvalidInput("Several servers have a publication of that name. Pick the one you mean from the list.")
    chosen = await publications.with_uid(reader, fitting[0].uid) if fitting else None
    if chosen is not None:
        return chosen
    if rights.named(own, wanted) is not None:
        raise Conflict(
            f"{shorten(wanted, NAME_LIMIT)} is this server's own. Post it into another channel with "
            "/setup channel add."
        )
    raise NotFound(
        "There is no public publication of that name or code. Pick one from the list; its own server's admins see "
        "the code at /setup status, and make it public with the option “public” of /setup publication."
    )


async def _all_followed(reader: Reader, guild_id: int) -> list[Publication]:
    return [one for one in await publications.seen_by(reader, guild_id) if one.guild_id != guild_id]


async def _followed(reader: Reader, guild_id: int, typed: str) -> Publication:
    chosen = rights.named(await _all_followed(reader, guild_id), typed)
    if chosen is None:
        raise NotFound("This server does not follow that publication. /setup status shows what it follows.")
    return chosen


async def _standing(reader: Reader, publication: Publication, guild_id: int, now: datetime) -> Followed:
    return Followed(
        publication,
        await following.server_name(reader, publication.guild_id),
        tuple(await publications.channels_in(reader, publication.id, guild_id)),
        tuple(await posted.standings(reader, publication.id, guild_id=guild_id)),
        await next_issue(reader, publication, now),
    )
