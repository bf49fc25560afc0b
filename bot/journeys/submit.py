"""A person hands in an article."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bot.clock import Clock
from bot.editorial.article import from_form, identity_keys
from bot.errors import Conflict, NotFound
from bot.journeys import aside, rights
from bot.journeys.desks import Desks
from bot.journeys.weekly import next_issue
from bot.model import Actor, Article, Publication, State, Submission
from bot.store import publications, records, submissions
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
    """Nothing was stored: the same article is in the archive or on its way already.

    `by_moderator`: the person moderates the publication, so may see what is on its way.
    """

    publication: Publication
    twin: Twin
    by_moderator: bool


class Submissions:
    """Takes articles in: a moderator's is approved at once, a member's waits on the desk.

    `fields` are those of the article form: title, text, link, takeaway, authors.
    """

    def __init__(self, database: Database, clock: Clock, desks: Desks) -> None:
        self._database = database
        self._clock = clock
        self._desks = desks

    async def publications_for(self, actor: Actor, name: str | None) -> list[Publication]:
        """The publication of that name; without a name all that the person can mean, at least one.

        Raises NotFound where there is none.
        """
        async with self._database.read() as reader:
            known = await publications.of_guild(reader, actor.guild_id) if name is None else []
            return known or [await rights.choose(reader, actor.guild_id, name)]

    async def publication(self, actor: Actor, publication_id: int) -> Publication:
        """The publication that the person has picked; NotFound where it is another guild's."""
        async with self._database.read() as reader:
            return await rights.own(reader, actor, publication_id)

    async def waiting(self, actor: Actor, submission_id: int) -> Submission:
        """A submission, for a moderator to read or edit."""
        async with self._database.read() as reader:
            submission = await submissions.get(reader, submission_id)
            await rights.moderated(reader, actor, submission.publication_id)
            return submission

    async def submit(self, actor: Actor, publication_id: int, fields: Mapping[str, str]) -> Submitted | Duplicate:
        """Store the article of a form as a submission; InvalidInput for what cannot be used."""
        return await self.submit_article(actor, publication_id, from_form(fields))

    async def submit_article(self, actor: Actor, publication_id: int, article: Article) -> Submitted | Duplicate:
        """Store an article as a submission, unless it is a duplicate."""

        async def work(tx: Writer) -> Submitted | Duplicate:
            publication = await rights.own(tx, actor, publication_id)
            keys = identity_keys(article)
            twin = await submissions.twin(tx, publication.id, keys)
            if twin is not None:
                return Duplicate(publication, twin, rights.moderates(actor, publication))
            state = State.APPROVED if rights.moderates(actor, publication) else State.SUGGESTED
            now = self._clock.now()
            submission = await submissions.add(tx, publication.id, article, keys, state, actor.user_id, now)
            await records.audit(tx, publication.id, actor.user_id, f"submitted ({state})", article.title, now)
            place, day = await place_of(tx, publication, submission, self._clock)
            return Submitted(publication, submission, place, day)

        return self._passed_on(await self._database.write(work))

    async def edit(
        self, actor: Actor, submission_id: int, version: int, fields: Mapping[str, str]
    ) -> Submitted | Duplicate:
        """Change a waiting article, unless that makes it a duplicate; Conflict where somebody else was faster."""
        article = from_form(fields)

        async def work(tx: Writer) -> Submitted | Duplicate:
            before = await submissions.get(tx, submission_id)
            publication = await rights.moderated(tx, actor, before.publication_id)
            if before.version != version or before.state not in (State.SUGGESTED, State.APPROVED):
                raise Conflict("Somebody else has changed or decided this submission meanwhile; see /desk open.")
            changed = edited(before.article, article, fields)
            keys = identity_keys(changed)
            twin = await submissions.twin(tx, publication.id, keys, besides=before.id)
            if twin is not None:
                return Duplicate(publication, twin, rights.moderates(actor, publication))
            after = await submissions.change(tx, before, before.model_copy(update={"article": changed}))
            await submissions.replace_keys(tx, after, keys)
            await records.audit(tx, publication.id, actor.user_id, "edited", changed.title, self._clock.now())
            place, day = await place_of(tx, publication, after, self._clock)
            return Submitted(publication, after, place, day)

        return self._passed_on(await self._database.write(work))

    async def keep_form(self, actor: Actor, fields: Mapping[str, str]) -> str:
        """Keep what was typed into a form that could not be used, so that it need not be typed again."""
        content, now = json.dumps(dict(fields)), self._clock.now()
        return await self._database.write(lambda tx: aside.put(tx, actor.guild_id, "form", content, now))

    async def kept_form(self, actor: Actor, uid: str) -> Mapping[str, str]:
        """What was typed; NotFound after some days."""
        async with self._database.read() as reader:
            content = await aside.get(reader, actor.guild_id, "form", uid)
        if content is None:
            raise NotFound("What was typed is no longer kept. Start again with /submit.")
        return json.loads(content)

    def _passed_on(self, done: Submitted | Duplicate) -> Submitted | Duplicate:
        if isinstance(done, Submitted):
            self._desks.changed(done.publication.id)
        return done


def edited(before: Article, form: Article, fields: Mapping[str, str]) -> Article:
    """The form shows the first link only, and no text that is too long for it: the rest stays as it was."""
    changes: dict[str, object] = {"journal": before.journal, "date": before.date, "tags": before.tags}
    if form.links[:1] == before.links[:1]:
        changes["links"] = before.links
    if "text" not in fields:
        changes["sections"] = before.sections
    return form.model_copy(update=changes)


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
