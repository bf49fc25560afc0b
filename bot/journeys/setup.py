"""An admin sets a publication up, and sees how it stands."""

import secrets
from dataclasses import dataclass, replace
from typing import Literal

from bot.clock import Clock
from bot.editorial import text, weeks
from bot.errors import InvalidInput
from bot.journeys import follow, rights
from bot.journeys.desks import Desks
from bot.journeys.formats import format_for
from bot.journeys.weekly import NextIssue, next_issue
from bot.model import (
    EDITOR_LIMIT,
    INTRO_LIMIT,
    NAME_LIMIT,
    Actor,
    Channel,
    ChannelKind,
    Publication,
    Schedule,
    Standing,
)
from bot.store import deliveries, digests, following, notices, posted, publications, records
from bot.store.connection import Reader, Writer
from bot.store.database import Database

NOTHING = "-"  # typed to have an editor or an intro no longer
Clearable = Literal["moderators_role", "moderators_channel"]


@dataclass(frozen=True)
class Wish:
    """What an admin typed at /setup publication, and what the server is called; None leaves a setting as it is.

    `clear` is a setting that is to have no value any more.
    """

    name: str
    channel_id: int
    channel_kind: ChannelKind
    weekday: int
    time: str
    timezone: str
    role_id: int | None = None
    editor: str | None = None
    intro: str | None = None
    moderators_role: int | None = None
    moderators_channel: int | None = None
    public: bool | None = None
    server: str = ""
    clear: Clearable | None = None


@dataclass(frozen=True)
class Status:
    """How a publication stands: its own channels, its next issue, its newest deliveries there.

    Of other servers one sees only how many follow it, how many channels of theirs get nothing for now (`held_up`),
    and how many it was just taken away from.
    """

    publication: Publication
    channels: tuple[Channel, ...]
    coming: NextIssue | None
    standings: tuple[Standing, ...]
    followers: int = 0
    ended: int = 0
    held_up: int = 0


class Setup:
    """Creates and changes publications."""

    def __init__(self, database: Database, clock: Clock, desks: Desks) -> None:
        self._database = database
        self._clock = clock
        self._desks = desks

    def check(self, actor: Actor, wish: Wish) -> None:
        """Raise what `save` would raise for the wish, without saving it."""
        rights.require_admin(actor)
        _checked(wish)

    async def save(self, actor: Actor, wish: Wish) -> tuple[Status, bool]:
        """Create the publication of that name, or change it; its status, and whether it is new.

        Raises InvalidInput for a name, time or zone that cannot be used.
        """
        rights.require_admin(actor)
        checked = _checked(wish)

        async def work(tx: Writer) -> tuple[Status, bool]:
            # An archive that the operator has imported under this name, and no server has yet, becomes this one's.
            known = await publications.named(tx, actor.guild_id, checked.name)
            known = known or await publications.named(tx, None, checked.name)
            publication = self._merged(actor, known, checked)
            if known is not None:
                publication = await self._bridged(tx, known, publication)
            if known is None:
                publication = await publications.add(tx, publication)
            else:
                await publications.update(tx, publication)
            if checked.server:
                await following.name_server(tx, actor.guild_id, checked.server)
            ended = 0 if publication.public else await follow.end(tx, publication, self._clock.now())
            await _put_channel(tx, publication, checked)
            action = "set up" if known is None else "changed"
            await records.audit(tx, publication.id, actor.user_id, action, publication.name, self._clock.now())
            await notices.hurry(tx, publication.id)
            return replace(await self._status(tx, publication), ended=ended), known is None

        saved = await self._database.write(work)
        self._desks.reopened(saved[0].publication.id)
        return saved

    async def statuses(self, actor: Actor) -> list[Status]:
        """How each of the guild's publications stands, for an admin."""
        rights.require_admin(actor)
        async with self._database.read() as reader:
            known = await publications.of_guild(reader, actor.guild_id)
            return [await self._status(reader, publication) for publication in known]

    async def retry(self, actor: Actor) -> int:
        """Let paused channels and parked deliveries of the guild be tried at once; how many steps wait now."""
        rights.require_admin(actor)

        async def work(tx: Writer) -> int:
            waiting = 0
            for publication in await publications.of_guild(tx, actor.guild_id):
                await publications.resume_channels(tx, publication.id, actor.guild_id)
                waiting += await deliveries.retry(tx, publication.id)
            return waiting + await follow.retry(tx, actor.guild_id)

        return await self._database.write(work)

    async def names(self, guild_id: int) -> list[str]:
        """The names of the guild's publications, for autocomplete."""
        async with self._database.read() as reader:
            return [publication.name for publication in await publications.of_guild(reader, guild_id)]

    def _merged(self, actor: Actor, known: Publication | None, wish: Wish) -> Publication:
        base = known or Publication(id=0, uid=secrets.token_hex(8), guild_id=actor.guild_id, name=wish.name)
        changes = {
            "editor": wish.editor,
            "intro": wish.intro,
            "moderators_role": wish.moderators_role,
            "moderators_channel": wish.moderators_channel,
            "public": wish.public,
        }
        given = {field: value for field, value in changes.items() if value is not None or field == wish.clear}
        given |= {"guild_id": actor.guild_id, "name": wish.name, "schedule": self._schedule(base, wish)}
        return base.model_copy(update=given)

    def _schedule(self, base: Publication, wish: Wish) -> Schedule:
        """A changed schedule counts from now; saving it unchanged must not put off what is due."""
        schedule = Schedule(weekday=wish.weekday, time=wish.time, timezone=wish.timezone, since=self._clock.now())
        old = base.schedule
        if old is not None and old.model_copy(update={"since": schedule.since, "owed": None}) == schedule:
            return old
        return schedule

    async def _bridged(self, reader: Reader, known: Publication, changed: Publication) -> Publication:
        """A changed schedule leaves no week out: where it would, this week's issue comes as it was promised."""
        old, new, now = known.schedule, changed.schedule, self._clock.now()
        if old is None or new is None or old == new:
            return changed
        owed = weeks.owed(old, new, await digests.last_day(reader, known.id), now)
        if owed is not None and known.paused and owed.at <= now:
            return changed
        return changed.model_copy(update={"schedule": new.model_copy(update={"owed": owed})})

    async def _status(self, reader: Reader, publication: Publication) -> Status:
        return Status(
            publication,
            tuple(await publications.channels_in(reader, publication.id, publication.guild_id)),
            await next_issue(reader, publication, self._clock.now()),
            tuple(await posted.standings(reader, publication.id)),
            await following.count(reader, publication.id),
            held_up=await following.count_held_up(reader, publication.id),
        )


def _checked(wish: Wish) -> Wish:
    name = text.clean_line(wish.name)
    if text.is_blank(name):
        raise InvalidInput("The name is empty. Give the digest a name, such as Exosomes Digest.")
    if len(name) > NAME_LIMIT:
        raise InvalidInput(f"The name may have {NAME_LIMIT} characters; this one has {len(name)}.")
    if (zone := weeks.canonical_zone(wish.timezone)) is None:
        raise InvalidInput(
            f"“{text.shorten(text.clean_line(wish.timezone), 40)}” is not a time zone; "
            "pick one from the list, such as Europe/Berlin."
        )
    return replace(
        wish,
        name=name,
        time=weeks.parse_time(wish.time),
        timezone=zone,
        editor=_limited("editor", wish.editor, EDITOR_LIMIT),
        intro=_limited("intro", wish.intro, INTRO_LIMIT),
    )


def _limited(what: str, value: str | None, limit: int) -> str | None:
    if value is None:
        return None
    cleaned = "" if value.strip() == NOTHING else text.clean(value)
    if len(cleaned) > limit:
        raise InvalidInput(f"The {what} may have {limit} characters; this one has {len(cleaned)}. Shorten it.")
    return cleaned


async def _put_channel(tx: Writer, publication: Publication, wish: Wish) -> None:
    """Add the channel to those that there are; one that is there keeps how it is posted to, and goes on."""
    known = await publications.channel_of(tx, publication.id, wish.channel_id)
    if known is not None:
        role = known.role_id if wish.role_id is None else wish.role_id
        resumed = known.model_copy(update={"role_id": role, "paused": "", "gone_since": None, "lacking": ""})
        await publications.put_channel(tx, resumed)
        return
    await publications.put_channel(
        tx,
        Channel(
            publication_id=publication.id,
            channel_id=wish.channel_id,
            guild_id=publication.guild_id or 0,
            kind=wish.channel_kind,
            format=format_for(wish.channel_kind, None),
            role_id=wish.role_id,
        ),
    )
