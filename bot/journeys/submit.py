"""A person hands in an article."""

from dataclasses import dataclass
from datetime import date

from bot.clock import Clock
from bot.editorial.article import identity_keys
from bot.journeys import rights
from bot.journeys.weekly import next_issue
from bot.model import Actor, Article, Publication, State, Submission
from bot.store import records, submissions
from bot.store.connection import Reader, Writer
from bot.store.database import Database
from bot.store.submissions import Twin


@dataclass(frozen=True)
class Submitted:
    """The article is on its way: at once into the coming issue (its place there, its day), or to review."""

    publication: Publication
    submission: Submission
    place: int | None
    day: date | None


@dataclass(frozen=True)
class Duplicate:
    """Nothing was stored: the same article is in the archive or on its way already."""

    publication: Publication
    twin: Twin


class Submissions:
    """Takes articles in: a moderator's is approved at once, a member's waits on the desk."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def publication_for(self, actor: Actor, name: str | None) -> Publication:
        """The publication that the person means; NotFound or InvalidInput say what to do otherwise."""
        async with self._database.read() as reader:
            return await rights.choose(reader, actor.guild_id, name)

    async def submit(self, actor: Actor, publication_name: str, article: Article) -> Submitted | Duplicate:
        """Store the article as a submission, unless it is a duplicate."""

        async def work(tx: Writer) -> Submitted | Duplicate:
            publication = await rights.choose(tx, actor.guild_id, publication_name)
            keys = identity_keys(article)
            twin = await submissions.twin(tx, publication.id, keys)
            if twin is not None:
                return Duplicate(publication, twin)
            state = State.APPROVED if rights.moderates(actor, publication) else State.SUGGESTED
            now = self._clock.now()
            submission = await submissions.add(tx, publication.id, article, keys, state, actor.user_id, now)
            await records.audit(tx, publication.id, actor.user_id, f"submitted ({state})", article.title, now)
            place, day = await place_of(tx, publication, submission, self._clock)
            return Submitted(publication, submission, place, day)

        return await self._database.write(work)

    async def edit(self, actor: Actor, submission_id: int, article: Article) -> Submitted | Duplicate:
        """Put a changed article in the place of a waiting one, unless the change makes it a duplicate."""

        async def work(tx: Writer) -> Submitted | Duplicate:
            before = await submissions.get(tx, submission_id)
            publication = await rights.moderated(tx, actor, before.publication_id)
            keys = identity_keys(article)
            twin = await submissions.twin(tx, publication.id, keys, besides=before.id)
            if twin is not None:
                return Duplicate(publication, twin)
            kept = article.model_copy(
                update={"journal": before.article.journal, "date": before.article.date, "tags": before.article.tags}
            )
            after = await submissions.change(tx, before, before.model_copy(update={"article": kept}))
            await submissions.replace_keys(tx, after, keys)
            await records.audit(tx, publication.id, actor.user_id, "edited", article.title, self._clock.now())
            place, day = await place_of(tx, publication, after, self._clock)
            return Submitted(publication, after, place, day)

        return await self._database.write(work)


async def place_of(
    reader: Reader, publication: Publication, submission: Submission, clock: Clock
) -> tuple[int | None, date | None]:
    """Which entry of the coming issue an approved submission is, and that issue's day."""
    if submission.state is not State.APPROVED:
        return None, None
    approved = await submissions.waiting(reader, publication.id, [State.APPROVED])
    coming = await next_issue(reader, publication, clock.now())
    place = [one.id for one in approved].index(submission.id) + 1
    return place, coming and coming.day
