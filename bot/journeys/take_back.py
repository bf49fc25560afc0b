"""Taking back an issue that has just been published, as if it had not been."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.editorial import weeks
from bot.editorial.article import identity_keys
from bot.errors import Conflict, NotFound
from bot.journeys import reissue, rights
from bot.model import Actor, Publication, State
from bot.search import index
from bot.store import digests, records, submissions
from bot.store.connection import Reader, Writer
from bot.store.database import Database
from bot.store.digests import Head, Published

GRACE = timedelta(hours=1)


@dataclass(frozen=True)
class Recent:
    """An issue that came out within the hour."""

    publication: Publication
    head: Head

    @property
    def uid(self) -> str:
        """Its uid."""
        return self.head.uid

    @property
    def heading(self) -> str:
        """Its title line."""
        return f"{self.publication.name} ({self.head.label})"


class TakeBack:
    """Takes whole issues back; their articles go back to the desk."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def look(self, actor: Actor, digest_uid: str) -> Recent:
        """The issue that is to be taken back; Conflict where it has been out for too long."""
        async with self._database.read() as reader:
            return await self._recent(reader, actor, digest_uid)

    async def take_back(self, actor: Actor, digest_uid: str) -> Recent:
        """Take an issue out of the archive and its channels, and put its articles back on the desk."""

        async def work(tx: Writer) -> Recent:
            issue = await self._recent(tx, actor, digest_uid)
            publication, head = issue.publication, issue.head
            now = self._clock.now()
            entries = await digests.published(tx, head.id)
            await index.remove(tx, publication.id, [(one.id, one.seen.article) for one in entries])
            await digests.take_back(tx, head.id, now)
            for entry in entries:
                await _back_to_the_desk(tx, entry)
            await reissue.delete_everywhere(tx, head.id, digest_uid, now)
            await _open_week(tx, publication, head, now)
            await records.audit(tx, publication.id, actor.user_id, "taken back", head.label, now)
            return issue

        return await self._database.write(work)

    async def _recent(self, reader: Reader, actor: Actor, digest_uid: str) -> Recent:
        head = await digests.head(reader, digest_uid)
        if head is None:
            raise NotFound("This digest is no longer in the archive: it has been taken back. See /desk open.")
        publication = await rights.moderated(reader, actor, head.publication_id)
        if not may_be_taken_back(head, self._clock.now()):
            raise Conflict(
                "An issue can be taken back within an hour after it came out, and this one is older. "
                "Correct or withdraw its entries with /desk entry."
            )
        return Recent(publication, head)


def may_be_taken_back(head: Head, now: datetime) -> bool:
    """Whether an issue came out here, and so lately that it can be taken back."""
    return head.kind != "imported" and now - head.published_at < GRACE


async def _back_to_the_desk(tx: Writer, entry: Published) -> None:
    """With what was corrected since; what was withdrawn waits for a decision."""
    if entry.submission_id is None:
        return
    before = await submissions.get(tx, entry.submission_id)
    state = State.SUGGESTED if entry.withdrawn else State.APPROVED
    after = before.model_copy(update={"state": state, "article": entry.article})
    after = await submissions.change(tx, before, after)
    await submissions.replace_keys(tx, after, identity_keys(after.article))


async def _open_week(tx: Writer, publication: Publication, head: Head, now: datetime) -> None:
    """Where its hour is past, the week waits for a moderator's word instead of coming out by itself."""
    schedule = publication.schedule
    if head.kind == "weekly" and schedule is not None and weeks.instant(head.day, schedule) <= now:
        await digests.pass_week(tx, publication.id, head.day, "late")
