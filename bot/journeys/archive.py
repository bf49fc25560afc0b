"""Taking a finished digest from outside into the archive."""

from dataclasses import dataclass

from bot.clock import Clock
from bot.editorial.marks import digest_uid
from bot.errors import InvalidInput
from bot.intake.formats.text import decode, read_digest
from bot.journeys import freeze, rights
from bot.model import Actor, Digest, DigestDraft, Entry, Publication
from bot.store import digests, records
from bot.store.connection import Reader, Writer
from bot.store.database import Database


@dataclass(frozen=True)
class Imported:
    """What an import did, or would do: `changed` is False where the archive has the very same digest already."""

    publication: Publication
    digest: Digest
    changed: bool


def read(data: bytes) -> DigestDraft:
    """A pasted digest page as a draft; InvalidInput with reason and line for what is none."""
    return read_digest(decode(data))


class Archive:
    """Imports digests, each one whole or not at all."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def preview(self, actor: Actor, publication_name: str | None, draft: DigestDraft) -> Imported:
        """What importing the draft would do, for a moderator to look at."""
        async with self._database.read() as reader:
            publication = await rights.choose(reader, actor.guild_id, publication_name)
            rights.require_moderator(actor, publication)
            return await _planned(reader, publication, draft)

    async def take_in(self, actor: Actor, publication_id: int, draft: DigestDraft) -> Imported:
        """Import the draft on a moderator's word."""

        async def work(tx: Writer) -> Imported:
            publication = await rights.moderated(tx, actor, publication_id)
            return await self._store(tx, publication, draft, actor.user_id)

        return await self._database.write(work)

    async def take_in_as_operator(self, publication: Publication, draft: DigestDraft) -> Imported:
        """Import the draft from the command line."""
        return await self._database.write(lambda tx: self._store(tx, publication, draft, 0))

    async def _store(self, tx: Writer, publication: Publication, draft: DigestDraft, by: int) -> Imported:
        planned = await _planned(tx, publication, draft)
        if planned.changed:
            now = self._clock.now()
            await freeze.archive(tx, publication.id, planned.digest, now)
            await records.audit(tx, publication.id, by, "imported", planned.digest.label, now)
        return planned


async def _planned(reader: Reader, publication: Publication, draft: DigestDraft) -> Imported:
    digest = _digest(publication, draft)
    known = await digests.on_day(reader, publication.id, draft.date)
    if known is not None:
        same = digest.model_copy(update={"reading_minutes": known.reading_minutes})
        if same == known:
            return Imported(publication, known, changed=False)
        raise InvalidInput(
            f"{publication.name} has another digest of {draft.date.isoformat()} in its archive ({known.label}, "
            f"{len(known.entries)} entries), so this one was not taken in. Nothing was changed."
        )
    if draft.label in await digests.labels(reader, publication.id):
        raise InvalidInput(
            f"{publication.name} has a digest labelled {draft.label} with another date in its archive, "
            "so this one was not taken in. Check the date; nothing was changed."
        )
    return Imported(publication, digest, changed=True)


def _digest(publication: Publication, draft: DigestDraft) -> Digest:
    return Digest(
        uid=digest_uid(publication.uid, draft.date),
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
