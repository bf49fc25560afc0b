"""The schedule's buttons: pause and resume, skip a week and take that back, leave a late issue, remind."""

from datetime import date

from bot.clock import Clock
from bot.editorial import weeks
from bot.errors import Conflict, InvalidInput
from bot.journeys import rights
from bot.journeys.weekly import next_issue, skipped_day
from bot.model import Actor, Publication
from bot.store import deliveries, digests, publications, records
from bot.store.connection import Writer
from bot.store.database import Database

LONGEST_REMINDER = 144  # hours before an issue is due


class Planning:
    """Changes when a publication comes out, without changing its schedule."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def pause(self, actor: Actor, publication_id: int) -> Publication:
        """Let nothing come due until somebody resumes; what is being posted is finished."""

        async def work(tx: Writer) -> Publication:
            publication = await rights.moderated(tx, actor, publication_id)
            return await self._change(
                tx, actor, publication, "paused", publication.model_copy(update={"paused": True})
            )

        return await self._database.write(work)

    async def resume(self, actor: Actor, publication_id: int) -> Publication:
        """Go on from now: what fell due meanwhile is not posted."""

        async def work(tx: Writer) -> Publication:
            publication = await rights.moderated(tx, actor, publication_id)
            schedule, now = publication.schedule, self._clock.now()
            if not publication.paused:
                return publication
            if schedule is not None:
                owed = schedule.owed if schedule.owed is not None and schedule.owed.at > now else None
                schedule = schedule.model_copy(update={"since": now, "owed": owed})
            resumed = publication.model_copy(update={"paused": False, "schedule": schedule})
            return await self._change(tx, actor, publication, "resumed", resumed)

        return await self._database.write(work)

    async def skip(self, actor: Actor, publication_id: int, day: date) -> Publication:
        """Post nothing on the coming issue's nominal day, which the moderator has seen.

        Its articles wait for the next issue. Conflict where that issue is not the coming one any more.
        """

        async def work(tx: Writer) -> Publication:
            publication = await rights.moderated(tx, actor, publication_id)
            coming = await next_issue(tx, publication, self._clock.now())
            if coming is None or coming.day != day or coming.skipped is not None:
                raise Conflict(
                    "This week has been skipped or published meanwhile. /desk open shows what comes next."
                )
            await digests.reopen_week(tx, publication.id, day)
            await digests.pass_week(tx, publication.id, day, "skipped")
            await self._note(tx, actor, publication, "skipped", weeks.label(day))
            return publication

        return await self._database.write(work)

    async def unskip(self, actor: Actor, publication_id: int, day: date) -> Publication:
        """Let a skipped issue come after all; Conflict once its hour has passed."""

        async def work(tx: Writer) -> Publication:
            publication = await rights.moderated(tx, actor, publication_id)
            if await skipped_day(tx, publication, self._clock.now()) != day:
                raise Conflict("This week can no longer be taken back: its hour has passed. See /desk open.")
            await digests.reopen_week(tx, publication.id, day)
            await self._note(tx, actor, publication, "unskipped", weeks.label(day))
            return publication

        return await self._database.write(work)

    async def remind(self, actor: Actor, publication_id: int, typed: str) -> None:
        """Set how many hours before an issue its moderators are reminded; 0 reminds nobody."""
        if not (typed.strip().isascii() and typed.strip().isdecimal() and int(typed) <= LONGEST_REMINDER):
            raise InvalidInput(f"The reminder is a number of hours from 0 (none) to {LONGEST_REMINDER}.")

        async def work(tx: Writer) -> None:
            rights.require_admin(actor)
            publication = await rights.own(tx, actor, publication_id)
            changed = publication.model_copy(update={"reminder_hours": int(typed)})
            await self._change(tx, actor, publication, "reminder", changed)

        await self._database.write(work)

    async def retry(self, actor: Actor, publication_id: int) -> Publication:
        """Let what is paused, parked or waiting in the server's own channels be tried at once."""

        async def work(tx: Writer) -> Publication:
            publication = await rights.moderated(tx, actor, publication_id)
            for channel in await publications.channels(tx, publication.id):
                if channel.guild_id == actor.guild_id:
                    await publications.pause_channel(tx, publication.id, channel.channel_id, "")
            await deliveries.retry(tx, publication.id)
            return publication

        return await self._database.write(work)

    async def _change(
        self, tx: Writer, actor: Actor, before: Publication, action: str, after: Publication
    ) -> Publication:
        if after != before:
            await publications.update(tx, after)
            await self._note(tx, actor, after, action, after.name)
        return after

    async def _note(self, tx: Writer, actor: Actor, publication: Publication, action: str, subject: str) -> None:
        await records.audit(tx, publication.id, actor.user_id, action, subject, self._clock.now())
