"""Correcting what is published: an entry, a notice above it, or the head of an issue.

What is posted is not touched before a moderator has confirmed it; the change then reaches the archive, the search
and the promises to the channels in one transaction.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from bot.clock import Clock
from bot.editorial.article import from_form, identity_keys
from bot.editorial.characters import clean, clean_line
from bot.editorial.entries import NoticeKind, notice_line
from bot.errors import Conflict, InvalidInput, NotFound
from bot.journeys import aside, reissue, rights
from bot.journeys.submit import edited
from bot.journeys.take_back import may_be_taken_back
from bot.model import EDITOR_LIMIT, INTRO_LIMIT, Actor, Frozen, Publication
from bot.search import index
from bot.store import digests, drafts, records, standing, submissions
from bot.store.connection import Reader, Writer
from bot.store.database import Database
from bot.store.digests import Head, Published

HEAD = 0  # the number of what stands above the entries
ChangeKind = Literal["edit", "notice", "withdraw", "restore"]


class Change(Frozen):
    """What a moderator wants changed, in the revision that was shown; entry 0 is the issue's head."""

    kind: ChangeKind
    digest_uid: str
    revision: int
    number: int
    fields: Mapping[str, str] = {}


@dataclass(frozen=True)
class Revisable:
    """A published entry, or the head of its issue where `entry` is None, and how many channels show it."""

    publication: Publication
    head: Head
    entry: Published | None
    channels: int
    entries: int
    may_be_taken_back: bool


@dataclass(frozen=True)
class Proposal:
    """A change that waits for the moderator's word."""

    shown: Revisable
    change: Change
    uid: str


class Revise:
    """Changes published digests, each change once: of two moderators who act on what they saw, the first wins."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def show(self, actor: Actor, digest_uid: str, number: int = HEAD) -> Revisable:
        """An entry, or an issue's head, for a moderator to change."""
        async with self._database.read() as reader:
            return await self._revisable(reader, actor, digest_uid, number)

    async def propose(self, actor: Actor, change: Change) -> Proposal | Revisable:
        """Keep a change aside to be confirmed; where nothing is posted, it is made at once.

        Raises InvalidInput for what cannot be used, Conflict where somebody else has changed it meanwhile.
        """

        async def work(tx: Writer) -> Proposal | Revisable:
            shown = await self._revisable(tx, actor, change.digest_uid, change.number)
            _require_same(shown, change)
            changed = _changed(shown, change)
            if shown.entry is not None and changed == shown.entry:
                raise InvalidInput("Nothing is different from what is published, so nothing was changed.")
            await _require_single(tx, shown, changed)
            if not shown.channels:
                return await self._apply(tx, actor, shown, change)
            uid = await aside.put(tx, actor.guild_id, "change", change.model_dump_json(), self._clock.now())
            return Proposal(shown, change, uid)

        return await self._database.write(work)

    async def confirm(self, actor: Actor, uid: str) -> Revisable:
        """Make a proposed change, here and in every channel."""

        async def work(tx: Writer) -> Revisable:
            kept = await aside.get(tx, actor.guild_id, "change", uid)
            if kept is None:
                raise NotFound("This change is no longer waiting: it was made already, or is days old.")
            change = Change.model_validate_json(kept)
            shown = await self._revisable(tx, actor, change.digest_uid, change.number)
            _require_same(shown, change)
            await drafts.remove(tx, uid)
            return await self._apply(tx, actor, shown, change)

        return await self._database.write(work)

    async def _apply(self, tx: Writer, actor: Actor, shown: Revisable, change: Change) -> Revisable:
        now, publication = self._clock.now(), shown.publication
        editor, intro = _head_of(shown, change)
        revision = await digests.revise(tx, shown.head, editor, intro)
        if revision is None:
            raise _changed_meanwhile()
        if shown.entry is not None:
            after = _changed(shown, change) or shown.entry
            await _require_single(tx, shown, after)
            await _replace(tx, publication, shown.entry, after)
        digest = await digests.of_row(tx, shown.head.id)
        await reissue.edit_everywhere(tx, shown.head.id, digest, revision, now)
        subject = f"{shown.head.label}, " + (f"entry {change.number}" if change.number else "head")
        await records.audit(tx, publication.id, actor.user_id, f"{change.kind} (published)", subject, now)
        return await self._revisable(tx, actor, change.digest_uid, change.number)

    async def _revisable(self, reader: Reader, actor: Actor, digest_uid: str, number: int) -> Revisable:
        head = await digests.head(reader, digest_uid)
        if head is None:
            raise NotFound("This digest is no longer in the archive. /digest shows what is.")
        publication = await rights.moderated(reader, actor, head.publication_id)
        published = await digests.published(reader, head.id)
        entry = next((one for one in published if one.number == number), None)
        if entry is None and number != HEAD:
            raise NotFound(f"{head.label} has {len(published)} entries; there is no entry {number}.")
        channels = sum(1 for place in await standing.places(reader, head.id) if place.messages)
        recent = may_be_taken_back(head, self._clock.now())
        return Revisable(publication, head, entry, channels, len(published), recent)


def _require_same(shown: Revisable, change: Change) -> None:
    if shown.head.revision != change.revision:
        raise _changed_meanwhile()


def _changed_meanwhile() -> Conflict:
    return Conflict(
        "Somebody else has just changed this issue. Open it again with /desk entry to see how it is now."
    )


def _changed(shown: Revisable, change: Change) -> Published | None:
    """The entry as it is to be; None where the head is to change. InvalidInput for what cannot be used."""
    before = shown.entry
    if before is None:
        _head_of(shown, change)
        return None
    match change.kind:
        case "edit":
            form = from_form(change.fields)
            return before._replace(article=edited(before.article, form, change.fields))
        case "notice":
            return before._replace(notice=_notice(change.fields))
        case "withdraw":
            return before._replace(withdrawn=True)
        case "restore":
            return before._replace(withdrawn=False)


def _notice(fields: Mapping[str, str]) -> str:
    kind: NoticeKind = "Retracted" if fields.get("kind") == "Retracted" else "Correction"
    return notice_line(kind, fields.get("said", ""))


def _head_of(shown: Revisable, change: Change) -> tuple[str, str]:
    """Editor and intro as they are to be; InvalidInput where they are too long."""
    if shown.entry is not None:
        return shown.head.editor, shown.head.intro
    editor = clean_line(change.fields.get("editor", shown.head.editor))
    intro = clean(change.fields.get("intro", shown.head.intro)).strip()
    if len(editor) > EDITOR_LIMIT or len(intro) > INTRO_LIMIT:
        raise InvalidInput(f"The editor may have {EDITOR_LIMIT} characters, and the intro {INTRO_LIMIT}.")
    if (editor, intro) == (shown.head.editor, shown.head.intro):
        raise InvalidInput("Nothing is different from what is published, so nothing was changed.")
    return editor, intro


async def _require_single(reader: Reader, shown: Revisable, after: Published | None) -> None:
    """An edit must not turn an entry into another article that is published or on its way."""
    before = shown.entry
    if before is None or after is None:
        return
    keys = identity_keys(after.article) - identity_keys(before.article)
    twin = await submissions.twin(reader, shown.publication.id, keys) if keys else None
    if twin is not None:
        where = f"in the digest {twin.digest_label}" if twin.entry else "on its way into the next one"
        raise Conflict(f"An article with that title or link is {where} already, so this entry stays as it is.")


async def _replace(tx: Writer, publication: Publication, before: Published, after: Published) -> None:
    await digests.put_entry(tx, after)
    await index.remove(tx, publication.id, [(before.id, before.seen.article)])
    await index.add(tx, publication.id, [(after.id, after.seen.article)])
    await digests.forget_identity(tx, after.id)
    keys = [(key, after.id) for key in identity_keys(after.article)]
    await digests.add_identities(tx, publication.id, keys)
