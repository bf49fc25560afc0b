"""Taking a finished digest from outside into the archive."""

import asyncio
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.editorial.marks import imported_uid
from bot.editorial.text import clean_line
from bot.errors import InvalidInput, NotFound
from bot.intake.formats.text import decode, read_digest
from bot.journeys import aside, freeze, rights
from bot.model import NAME_LIMIT, Actor, Digest, DigestDraft, Entry, Publication
from bot.store import digests, drafts, publications, records
from bot.store.connection import Reader, Writer
from bot.store.database import Database


@dataclass(frozen=True)
class Imported:
    """What an import did, or would do: `changed` is False where the archive has the very same digest already.

    `called` is what the page calls itself, where that is not the publication's name.
    """

    publication: Publication
    digest: Digest
    changed: bool
    called: str = ""


@dataclass(frozen=True)
class Preview:
    """What an import would do, and the draft's uid to confirm it with (empty where nothing would change)."""

    planned: Imported
    draft_uid: str


def read(data: bytes) -> DigestDraft:
    """A pasted digest page as a draft; InvalidInput with reason and line for what is none."""
    return read_digest(decode(data))


class Archive:
    """Imports digests, each one whole or not at all."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def preview(self, actor: Actor, publication_name: str | None, data: bytes) -> Preview:
        """Read a digest page for a moderator to look at; it is kept aside until confirmed or cancelled."""
        async with self._database.read() as reader:
            chosen = await rights.choose(reader, actor.guild_id, publication_name)
            rights.require_moderator(actor, chosen)
        # A long page takes a while: neither the other answers nor the other writers wait for it.
        draft = await asyncio.to_thread(read, data)

        async def work(tx: Writer) -> Preview:
            publication = await rights.moderated(tx, actor, chosen.id)
            planned = await _planned(tx, publication, draft, self._clock.now())
            if not planned.changed:
                return Preview(planned, "")
            content, now = draft.model_dump_json(), self._clock.now()
            return Preview(planned, await aside.put(tx, actor.guild_id, "digest", content, now))

        return await self._database.write(work)

    async def confirm(self, actor: Actor, publication_id: int, draft_uid: str) -> Imported:
        """Import what a preview has shown; NotFound where it was confirmed, cancelled or left for days."""

        async def work(tx: Writer) -> Imported:
            publication = await rights.moderated(tx, actor, publication_id)
            draft = await aside.get(tx, actor.guild_id, "digest", draft_uid)
            if draft is None:
                raise NotFound("This preview is no longer waiting: it was imported, cancelled, or is days old.")
            await drafts.remove(tx, draft_uid)
            return await self._store(tx, publication, DigestDraft.model_validate_json(draft), actor.user_id)

        return await self._database.write(work)

    async def cancel(self, actor: Actor, publication_id: int, draft_uid: str) -> None:
        """Forget what a preview has kept aside."""

        async def work(tx: Writer) -> None:
            await rights.moderated(tx, actor, publication_id)
            if await aside.get(tx, actor.guild_id, "digest", draft_uid) is not None:
                await drafts.remove(tx, draft_uid)

        await self._database.write(work)

    async def take_in_as_operator(self, publication_name: str, draft: DigestDraft) -> Imported:
        """Import the draft from the command line.

        Into the publication of that name, whichever server's; where there is none yet, into a new archive,
        which the first server takes over that sets up a publication of that name.
        """

        async def work(tx: Writer) -> Imported:
            publication = await for_operator(tx, publication_name)
            return await self._store(tx, publication, draft, 0)

        return await self._database.write(work)

    async def _store(self, tx: Writer, publication: Publication, draft: DigestDraft, by: int) -> Imported:
        now = self._clock.now()
        planned = await _planned(tx, publication, draft, now)
        if planned.changed:
            await freeze.archive(tx, publication.id, planned.digest, now)
            await records.audit(tx, publication.id, by, "imported", planned.digest.label, now)
        return planned


async def for_operator(tx: Writer, name: str) -> Publication:
    cleaned = clean_line(name)
    if not 0 < len(cleaned) <= NAME_LIMIT:
        raise InvalidInput(f"The publication's name must have 1 to {NAME_LIMIT} characters.")
    known = [one for one in await publications.all_of(tx) if one.name.casefold() == cleaned.casefold()]
    if len(known) > 1:
        raise InvalidInput(
            f"Several servers have a publication named {cleaned}; import it there with /desk import."
        )
    if known:
        return known[0]
    return await publications.add(tx, Publication(id=0, uid=secrets.token_hex(8), guild_id=None, name=cleaned))


async def _planned(reader: Reader, publication: Publication, draft: DigestDraft, now: datetime) -> Imported:
    if draft.date > (now + timedelta(days=1)).date():  # it is tomorrow already somewhere
        raise InvalidInput(
            f"This digest is dated {draft.date.isoformat()}, which is still to come, so it was not taken in: the "
            "weekly post would wait until after it. Check the date; nothing was changed."
        )
    digest = _digest(publication, draft)
    called = "" if draft.publication.casefold() == publication.name.casefold() else draft.publication
    known = await digests.on_day(reader, publication.id, draft.date)
    if known is not None:
        same = digest.model_copy(
            update={"reading_minutes": known.reading_minutes, "publication": known.publication}
        )
        if same == known:
            return Imported(publication, known, changed=False, called=called)
        raise InvalidInput(
            f"{publication.name} has another digest of {draft.date.isoformat()} in its archive ({known.label}, "
            f"{len(known.entries)} entries), so this one was not taken in. Nothing was changed."
        )
    if draft.label in await digests.labels(reader, publication.id):
        raise InvalidInput(
            f"{publication.name} has a digest labelled {draft.label} with another date in its archive, "
            "so this one was not taken in. Check the date; nothing was changed."
        )
    return Imported(publication, digest, changed=True, called=called)


def _digest(publication: Publication, draft: DigestDraft) -> Digest:
    return Digest(
        uid=imported_uid(publication.uid, draft.date),
        kind="imported",
        publication=publication.name,
        day=draft.date,
        label=draft.label,
        editor=draft.editor,
        date=draft.date,
        reading_minutes=draft.reading_minutes,
        intro=draft.intro,
        entries=tuple(
            Entry(number=number, article=article) for number, article in enumerate(draft.articles, start=1)
        ),
    )
