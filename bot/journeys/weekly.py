"""The weekly issue: what is due is frozen into a digest, with the promise to put it into every channel."""

import logging
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.editorial import issue, weeks
from bot.editorial.marks import digest_uid, notice_mark
from bot.errors import Conflict, InvalidInput, StoreError
from bot.journeys import freeze, rights
from bot.journeys.deliver import CATCH_UP
from bot.model import Actor, Channel, Digest, Format, Part, Publication, Schedule, State, Submission
from bot.store import digests, notices, publications, records, submissions
from bot.store.connection import Reader, Writer
from bot.store.database import Database

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class NextIssue:
    """What comes next: the nominal day, the instant it is due, and whether it waits for a moderator's word."""

    day: date
    at: datetime
    late: bool = False


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

    async def publish_due(self) -> int:
        """Freeze every issue that is due by now; the number of digests made.

        A week without approved articles, and one whose time lies further back than the catch-up window, is
        settled without a digest, and the moderators are told.
        """
        async with self._database.read() as reader:
            scheduled = await publications.scheduled(reader)
        made = 0
        for publication in scheduled:
            try:
                made += await self._database.write(lambda tx, one=publication: self._publish_if_due(tx, one.id))
            except StoreError:
                raise
            except Exception:
                # One publication's trouble must not keep the others from coming out.
                log.exception("%s could not be published; the next heartbeat tries again.", publication.name)
        return made

    async def next_alarm(self) -> datetime | None:
        """The instant of the next issue of any publication, for the alarm clock."""
        alarms: list[datetime] = []
        async with self._database.read() as reader:
            for publication in await publications.scheduled(reader):
                schedule = _schedule(publication)
                day = weeks.next_day(schedule, await digests.last_day(reader, publication.id), self._clock.now())
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
        approved = await submissions.waiting(reader, publication.id, [State.APPROVED])
        if not approved:
            raise InvalidInput("There is nothing to publish yet: no article is approved. See /desk open.")
        digest = await self._compile(reader, publication, day, approved)
        channels = tuple(await publications.channels(reader, publication.id))
        style: Format = channels[0].format if channels else "compact"
        return Preview(publication, digest, channels, issue.divide(digest, style))

    async def _publish_if_due(self, tx: Writer, publication_id: int) -> int:
        publication = await publications.get(tx, publication_id)
        now = self._clock.now()
        schedule = publication.schedule
        if schedule is None:
            return 0
        day = weeks.due_day(schedule, await digests.last_day(tx, publication.id), now)
        if day is None:
            return 0
        approved = await submissions.waiting(tx, publication.id, [State.APPROVED])
        if not approved:
            await digests.pass_week(tx, publication.id, day, "empty")
            await self._tell(tx, publication, day, _EMPTY)
            return 0
        if now - weeks.instant(day, schedule) > CATCH_UP:
            await digests.pass_week(tx, publication.id, day, "late")
            await self._tell(tx, publication, day, _LATE)
            return 0
        await self._freeze(tx, publication, day, approved)
        return 1

    async def _freeze(self, tx: Writer, publication: Publication, day: date, approved: list[Submission]) -> Digest:
        now = self._clock.now()
        digest = await self._compile(tx, publication, day, approved)
        digest_id = await freeze.archive(tx, publication.id, digest, now)
        for submission in approved:
            published = await submissions.change(
                tx, submission, submission.model_copy(update={"state": State.PUBLISHED})
            )
            await submissions.replace_keys(tx, published, ())
        await freeze.promise(tx, digest_id, digest, await publications.channels(tx, publication.id))
        return digest

    async def _compile(
        self, reader: Reader, publication: Publication, day: date, approved: list[Submission]
    ) -> Digest:
        return issue.compile_digest(
            publication,
            day,
            _local_date(_schedule(publication), self._clock.now()),
            [submission.article for submission in approved],
            digest_uid(publication.uid, day),
            await digests.labels(reader, publication.id),
        )

    async def _tell(self, tx: Writer, publication: Publication, day: date, text: str) -> None:
        await notices.add(
            tx,
            publication.id,
            notice_mark(publication.uid, day, text),
            text.format(name=publication.name, day=f"{day:%A} {day.day} {day:%B}"),
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
    last = await digests.last_day(reader, publication.id)
    day = weeks.due_day(schedule, last, now) or weeks.next_day(schedule, last, now)
    return NextIssue(day, weeks.instant(day, schedule))


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
