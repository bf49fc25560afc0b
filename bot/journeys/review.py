"""The moderators' desk: what waits for the coming issue, and what they decide about it."""

from dataclasses import dataclass, replace
from typing import Literal

from bot.clock import Clock
from bot.editorial.article import Decision, identity_keys, transition
from bot.errors import Conflict
from bot.journeys import rights
from bot.journeys.desks import Desks
from bot.journeys.weekly import NextIssue, next_issue
from bot.model import Actor, Publication, State, Submission
from bot.store import records, submissions
from bot.store.connection import Reader, Writer
from bot.store.database import Database

_WAITING = (State.APPROVED, State.SUGGESTED)


@dataclass(frozen=True)
class Desk:
    """The coming issue as it stands: what is approved, in order, and what is suggested.

    `chosen` is the submission that the moderator has picked, which may have been rejected since; `before` is the
    state that it was in until the decision just made.
    """

    publication: Publication
    coming: NextIssue | None
    approved: tuple[Submission, ...]
    suggested: tuple[Submission, ...]
    chosen: Submission | None = None
    before: State | None = None


class Review:
    """Decides about submissions. Of two moderators who act on what they saw, the first one wins."""

    def __init__(self, database: Database, clock: Clock, desks: Desks) -> None:
        self._database = database
        self._clock = clock
        self._desks = desks

    async def desk(self, actor: Actor, publication_name: str | None) -> Desk:
        """The desk of the publication that the moderator means."""
        async with self._database.read() as reader:
            publication = await rights.choose(reader, actor.guild_id, publication_name)
            rights.require_moderator(actor, publication)
            return await self._desk(reader, publication, None)

    async def desk_with(self, actor: Actor, publication_id: int, submission_id: int | None) -> Desk:
        """The desk with one submission picked."""
        async with self._database.read() as reader:
            publication = await rights.moderated(reader, actor, publication_id)
            chosen = None if submission_id is None else await submissions.get(reader, submission_id)
            return await self._desk(reader, publication, _of(publication, chosen))

    async def decide(self, actor: Actor, submission_id: int, version: int, decision: Decision) -> Desk:
        """Change a submission's state; Conflict where it is no longer as the moderator saw it."""

        async def work(tx: Writer) -> Desk:
            publication, before = await self._seen(tx, actor, submission_id, version)
            state = transition(before.state, decision)
            after = await submissions.change(
                tx, before, before.model_copy(update={"state": state, "decided_by": actor.user_id})
            )
            keys = identity_keys(after.article) if state in _WAITING else set[str]()
            if keys and before.state not in _WAITING:
                await _require_single(tx, after, keys)
            await submissions.replace_keys(tx, after, keys)
            await records.audit(tx, publication.id, actor.user_id, decision, after.article.title, self._clock.now())
            return replace(await self._desk(tx, publication, after), before=before.state)

        return self._passed_on(await self._database.write(work))

    async def move(self, actor: Actor, submission_id: int, version: int, direction: Literal["up", "down"]) -> Desk:
        """Let a submission change places with its neighbour in the same state; at an end nothing changes."""

        async def work(tx: Writer) -> Desk:
            publication, before = await self._seen(tx, actor, submission_id, version)
            peers = await submissions.waiting(tx, publication.id, [before.state])
            at = [one.id for one in peers].index(before.id)
            other = at - 1 if direction == "up" else at + 1
            after = before
            if 0 <= other < len(peers):
                after = await _swap(tx, before, peers[other])
            return await self._desk(tx, publication, after)

        return self._passed_on(await self._database.write(work))

    def _passed_on(self, shown: Desk) -> Desk:
        self._desks.changed(shown.publication.id)
        return shown

    async def _seen(
        self, reader: Reader, actor: Actor, submission_id: int, version: int
    ) -> tuple[Publication, Submission]:
        submission = await submissions.get(reader, submission_id)
        publication = await rights.moderated(reader, actor, submission.publication_id)
        if submission.state is State.PUBLISHED:
            raise Conflict("This article has been published already; see /digest.")
        if submission.version != version:
            raise Conflict(
                "Somebody else has just changed this submission. Open /desk open again to see how it stands."
            )
        return publication, submission

    async def _desk(self, reader: Reader, publication: Publication, chosen: Submission | None) -> Desk:
        return Desk(
            publication,
            await next_issue(reader, publication, self._clock.now()),
            tuple(await submissions.waiting(reader, publication.id, [State.APPROVED])),
            tuple(await submissions.waiting(reader, publication.id, [State.SUGGESTED])),
            chosen,
        )


async def _require_single(reader: Reader, submission: Submission, keys: set[str]) -> None:
    """A rejected article may have been handed in again since, and must not come out twice."""
    twin = await submissions.twin(reader, submission.publication_id, keys, besides=submission.id)
    if twin is not None:
        where = f"in the digest {twin.digest_label}" if twin.entry else "on its way again"
        raise Conflict(f"This article is {where} already, so it stays as it is.")


async def _swap(tx: Writer, one: Submission, other: Submission) -> Submission:
    await submissions.change(tx, other, other.model_copy(update={"position": one.position}))
    return await submissions.change(tx, one, one.model_copy(update={"position": other.position}))


def _of(publication: Publication, submission: Submission | None) -> Submission | None:
    """A submission of another publication is not shown, whoever asks."""
    return submission if submission is not None and submission.publication_id == publication.id else None
