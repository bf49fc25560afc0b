"""The weekly issue: what is due is frozen into a digest, with the promise to put it into every channel."""

import logging
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.editorial import issue, weeks
from bot.editorial.marks import digest_uid, extra_uid, notice_mark
from bot.editorial.text import escape
from bot.errors import Conflict, InvalidInput, StoreError
from bot.journeys import freeze, rights
from bot.journeys.deliver import CATCH_UP
from bot.model import Actor, Channel, Digest, Part, Publication, Schedule, State, Submission
from bot.store import digests, notices, publications, records, submissions
from bot.store.connection import Reader, Writer
from bot.store.database import Database

log = logging.getLogger(__name__)

CLOCK_ERROR = timedelta(days=21)  # what lies further ahead cannot have been published in good order


@dataclass(frozen=True)
class NextIssue:
    """What comes next: the nominal day, the instant it is due, and whether it waits for a moderator's word.

    `skipped` is a week before it that is skipped, while its hour is still to come.
    """

    day: date
    at: datetime
    late: bool = False
    skipped: date | None = None


@dataclass(frozen=True)
class Preview:
    """The coming issue, divided as the first of its channels gets it."""

    publication: Publication
    digest: Digest
    channels: tuple[Channel, ...]
    parts: tuple[Part, ...]


class Weekly:
    """Publishes what is due, on time, and what a moderator wants published now."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def publish_due(self) -> None:
        """Freeze every issue that is due by now.

        A week without approved articles, and one whose time lies further back than the catch-up window, is
        settled without a digest, and the moderators are told.
        """
        now = self._clock.now()
        async with self._database.read() as reader:
            scheduled = [one for one in await publications.scheduled(reader) if await _asks(reader, one, now)]
        for publication in scheduled:
            try:
                await self._database.write(lambda tx, one=publication: self._publish_if_due(tx, one.id))
            except StoreError:
                raise
            except Exception:
                # One publication's trouble must not keep the others from coming out.
                log.exception("%s could not be published; the next heartbeat tries again.", publication.name)

    async def next_alarm(self) -> datetime | None:
        """The instant of the next issue of any publication, for the alarm clock."""
        alarms: list[datetime] = []
        async with self._database.read() as reader:
            for publication in await publications.scheduled(reader):
                schedule = _schedule(publication)
                now = self._clock.now()
                day = weeks.next_day(schedule, await _last_day(reader, publication, now), now)
                alarms.append(weeks.instant(day, schedule))
        return min(alarms, default=None)

    async def publish_now(self, actor: Actor, publication_id: int, day: date) -> Digest:
        """Publish the coming issue, whose nominal day the moderator has seen, before its hour or after it.

        Raises Conflict where that issue is out already, and InvalidInput where no article is approved.
        """

        async def work(tx: Writer) -> Digest:
            publication = await rights.moderated(tx, actor, publication_id)
            if day != await _open_day(tx, publication, self._clock.now()):
                raise Conflict(
                    "This issue has been published meanwhile. /digest shows it, /desk open the next one."
                )
            approved = await submissions.waiting(tx, publication.id, [State.APPROVED])
            if not approved:
                raise InvalidInput("No article is approved any more, so nothing was published. See /desk open.")
            await digests.reopen_week(tx, publication.id, day)
            digest = await self._freeze(tx, publication, day, approved)
            await records.audit(tx, publication.id, actor.user_id, "published", digest.label, self._clock.now())
            return digest

        return await self._database.write(work)

    async def preview_extra(self, actor: Actor, publication_name: str | None) -> Preview:
        """The extra issue that the approved articles would make now; InvalidInput where none is approved."""
        async with self._database.read() as reader:
            publication = await rights.choose(reader, actor.guild_id, publication_name)
            rights.require_moderator(actor, publication)
            digest = await self._compile_extra(reader, publication, await _approved(reader, publication))
            return await _divided(reader, publication, digest)

    async def publish_extra(self, actor: Actor, publication_id: int, uid: str) -> Digest:
        """Publish the extra issue with that uid at once; it takes no week's place.

        Raises Conflict where it is out already or another day has begun, InvalidInput where nothing is approved.
        """

        async def work(tx: Writer) -> Digest:
            publication = await rights.moderated(tx, actor, publication_id)
            approved = await _approved(tx, publication)
            digest = await self._compile_extra(tx, publication, approved)
            if digest.uid != uid:
                raise Conflict("That extra issue is out, or its day is over. Ask again with /desk publish.")
            await self._put(tx, publication, digest, approved)
            await records.audit(tx, publication.id, actor.user_id, "published", digest.label, self._clock.now())
            return digest

        return await self._database.write(work)

    async def preview(self, actor: Actor, publication_id: int) -> Preview:
        """The coming issue as it would be posted now; InvalidInput where no article is approved."""
        async with self._database.read() as reader:
            publication = await rights.moderated(reader, actor, publication_id)
            return await self._preview(reader, publication)

    async def preview_of(self, actor: Actor, publication_name: str | None) -> Preview:
        """The same for a publication by name."""
        async with self._database.read() as reader:
            publication = await rights.choose(reader, actor.guild_id, publication_name)
            rights.require_moderator(actor, publication)
            return await self._preview(reader, publication)

    async def _preview(self, reader: Reader, publication: Publication) -> Preview:
        day = await _open_day(reader, publication, self._clock.now())
        digest = await self._compile(reader, publication, day, await _approved(reader, publication))
        return await _divided(reader, publication, digest)

    async def _publish_if_due(self, tx: Writer, publication_id: int) -> None:
        now = self._clock.now()
        publication = await _mended(tx, await publications.get(tx, publication_id), now)
        schedule = publication.schedule
        if schedule is None or publication.paused:
            return
        day = weeks.due_day(schedule, await _last_day(tx, publication, now), now)
        if day is None:
            return
        approved = await submissions.waiting(tx, publication.id, [State.APPROVED])
        if not approved:
            await digests.pass_week(tx, publication.id, day, "empty")
            await self._tell(tx, publication, day, _EMPTY)
        elif now - weeks.instant(day, schedule) > CATCH_UP:
            await digests.pass_week(tx, publication.id, day, "late")
            await self._tell(tx, publication, day, _LATE)
        else:
            await self._freeze(tx, publication, day, approved)

    async def _freeze(self, tx: Writer, publication: Publication, day: date, approved: list[Submission]) -> Digest:
        digest = await self._compile(tx, publication, day, approved)
        await self._put(tx, publication, digest, approved)
        return digest

    async def _put(self, tx: Writer, publication: Publication, digest: Digest, approved: list[Submission]) -> None:
        now = self._clock.now()
        digest_id = await freeze.archive(tx, publication.id, digest, now)
        await digests.name_submissions(tx, digest_id, [one.id for one in approved])
        for submission in approved:
            published = await submissions.change(
                tx, submission, submission.model_copy(update={"state": State.PUBLISHED})
            )
            await submissions.replace_keys(tx, published, ())
        channels = await publications.channels(tx, publication.id)
        await freeze.promise(tx, digest_id, digest, channels, publication.guild_id, now)

    async def _compile(
        self, reader: Reader, publication: Publication, day: date, approved: list[Submission]
    ) -> Digest:
        return issue.compile_digest(
            publication,
            day,
            _local_date(_schedule(publication), self._clock.now()),
            [submission.article for submission in approved],
            digest_uid(publication.uid, day, 1 + await digests.weekly_taken_back(reader, publication.id, day)),
            await digests.labels(reader, publication.id),
        )

    async def _compile_extra(self, reader: Reader, publication: Publication, approved: list[Submission]) -> Digest:
        day = _local_date(_schedule(publication), self._clock.now())
        number = await digests.extras_on(reader, publication.id, day) + 1
        digest = issue.compile_digest(
            publication, day, day, [one.article for one in approved], extra_uid(publication.uid, day, number), ()
        )
        label = issue.extra_label(day, await digests.labels(reader, publication.id))
        return digest.model_copy(update={"kind": "extra", "label": label})

    async def _tell(self, tx: Writer, publication: Publication, day: date, text: str) -> None:
        await notices.add(
            tx,
            publication.id,
            notice_mark(publication.uid, day, text),
            text.format(name=escape(publication.name), day=f"{day:%A} {day.day} {day:%B}"),
            self._clock.now(),
        )


_EMPTY = (
    "{name} was due on {day}, and no article was approved, so nothing was posted. Approve articles at /desk open; "
    "the next issue comes in a week, or at once with /desk publish."
)
_LATE = (
    "{name} was due on {day}, more than a day ago, so it was not posted without your word. "
    "Post it with /desk publish, or leave its articles for the next issue."
)


async def next_issue(reader: Reader, publication: Publication, now: datetime) -> NextIssue | None:
    """The coming issue of a publication, or the late one that waits; None for an archive without a schedule."""
    schedule = publication.schedule
    if schedule is None:
        return None
    late = await digests.late_day(reader, publication.id)
    if late is not None:
        return NextIssue(late, weeks.instant(late, schedule), late=True)
    last = await _last_day(reader, publication, now)
    due = None if publication.paused else weeks.due_day(schedule, last, now)
    day = due or weeks.next_day(schedule, last, now)
    return NextIssue(day, weeks.instant(day, schedule), skipped=await skipped_day(reader, publication, now))


async def skipped_day(reader: Reader, publication: Publication, now: datetime) -> date | None:
    """The week that is skipped and whose hour is still to come, so that it can be taken back."""
    newest = await digests.last_day(reader, publication.id)
    schedule = publication.schedule
    if newest is None or schedule is None or weeks.instant(newest, schedule) <= now:
        return None
    return newest if await digests.passed(reader, publication.id, newest) == "skipped" else None


async def _approved(reader: Reader, publication: Publication) -> list[Submission]:
    approved = await submissions.waiting(reader, publication.id, [State.APPROVED])
    if not approved:
        raise InvalidInput("There is nothing to publish yet: no article is approved. See /desk open.")
    return approved


async def _divided(reader: Reader, publication: Publication, digest: Digest) -> Preview:
    channels = tuple(await publications.channels_in(reader, publication.id, publication.guild_id))
    divided = freeze.divisions(digest, channels, publication.guild_id)
    parts = divided[channels[0].format] if channels else issue.divide(digest, "compact")
    return Preview(publication, digest, channels, parts)


async def _last_day(reader: Reader, publication: Publication, now: datetime) -> date | None:
    """The newest settled day; a digest published while the clock was wrong by weeks stops nothing."""
    until = _local_date(_schedule(publication), now) + CLOCK_ERROR
    return await digests.last_day(reader, publication.id, until)


async def _asks(reader: Reader, publication: Publication, now: datetime) -> bool:
    """Whether there may be something to write: most publications have nothing due, and writing takes turns."""
    try:
        schedule = _schedule(publication)
        newest = await digests.last_day(reader, publication.id)
        ahead = newest is not None and newest > _local_date(schedule, now) + timedelta(days=1)
        due = weeks.due_day(schedule, await _last_day(reader, publication, now), now)
    except StoreError:
        raise
    except Exception:
        return True  # whose trouble is told where it is published
    return ahead or due is not None or schedule.since > now


async def _mended(tx: Writer, publication: Publication, now: datetime) -> Publication:
    """Undo what the bot believed while the clock was ahead: a start in the future, weeks that had not come yet."""
    schedule = publication.schedule
    if schedule is None:
        return publication
    await digests.reopen_weeks(tx, publication.id, _local_date(schedule, now) + timedelta(days=1))
    if schedule.since <= now:
        return publication
    mended = publication.model_copy(update={"schedule": schedule.model_copy(update={"since": now})})
    await publications.update(tx, mended)
    return mended


async def _open_day(reader: Reader, publication: Publication, now: datetime) -> date:
    coming = await next_issue(reader, publication, now)
    if coming is None:
        raise Conflict(f"{publication.name} has no schedule yet. An admin sets one with /setup publication.")
    return coming.day


def _schedule(publication: Publication) -> Schedule:
    if publication.schedule is None:
        raise Conflict(f"{publication.name} has no schedule yet. An admin sets one with /setup publication.")
    return publication.schedule


def _local_date(schedule: Schedule, now: datetime) -> date:
    return now.astimezone(ZoneInfo(schedule.timezone)).date()
