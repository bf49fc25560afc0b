"""Reading the archive: lists of digests, a digest, an entry."""

from dataclasses import dataclass

from rapidfuzz.distance import OSA

from bot.editorial.issue import divide
from bot.editorial.text import counted
from bot.errors import NotFound
from bot.journeys import rights
from bot.journeys.follow import labelled
from bot.model import Digest, DigestSummary, Entry, EntryRef, Part
from bot.store import digests, publications
from bot.store.connection import Reader
from bot.store.database import Database

CHOICES = 25  # Discord's limit for autocomplete
NEWEST = 500  # digests that what is typed is compared with; of older ones those that are called just so
MOST_WORDS = 10
CLOSE_ENOUGH = 0.6  # a transposed month of three letters still fits
_BEGUN = 0.99  # how well the beginning of a word fits it


@dataclass(frozen=True)
class DigestPage:
    """A digest, divided as it is posted, with its neighbours' uids, None at either end of the archive."""

    digest: Digest
    parts: tuple[Part, ...]
    older: str | None
    newer: str | None


@dataclass(frozen=True)
class EntryPage:
    """An entry in its digest."""

    digest: Digest
    entry: Entry


class Browse:
    """Shows a guild its own archive."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def readable(self, guild_id: int) -> list[tuple[str, str]]:
        """What the guild may read as (label, value), for autocomplete."""
        async with self._database.read() as reader:
            return [await labelled(reader, one, guild_id) for one in await publications.seen_by(reader, guild_id)]

    async def issues(
        self, guild_id: int, typed: str, publication: str | None = None, limit: int = CHOICES
    ) -> list[DigestSummary]:
        """The digests that fit what was typed, best first; the newest ones where nothing was."""
        async with self._database.read() as reader:
            chosen = rights.named(await publications.seen_by(reader, guild_id), publication or "")
            if publication and chosen is None:
                return []
            known = await digests.summaries(reader, guild_id, chosen and chosen.id, NEWEST)
            if typed.strip() and len(known) == NEWEST:
                words = typed.casefold().split()[:MOST_WORDS]
                called_so = await digests.summaries(reader, guild_id, chosen and chosen.id, NEWEST, words)
                there = {one.uid for one in known}
                known += [one for one in called_so if one.uid not in there]
        if not typed.strip():
            return known[:limit]
        return _ranked(typed, known, limit)

    async def digest(self, guild_id: int, issue: str | None, publication: str | None = None) -> DigestPage:
        """The digest with that uid, or that fits what was typed; without either the newest one.

        Raises NotFound where there is none that the guild may see.
        """
        if issue is not None:
            async with self._database.read() as reader:
                found = await digests.get(reader, guild_id, issue)
                if found is not None:
                    return await _page(reader, guild_id, found)
        fitting = await self.issues(guild_id, issue or "", publication)
        if not fitting:
            raise await self._nothing(guild_id, issue, publication)
        return await self.page(guild_id, fitting[0].uid)

    async def page(self, guild_id: int, uid: str) -> DigestPage:
        """The digest with that uid; NotFound where the guild has none."""
        async with self._database.read() as reader:
            found = await digests.get(reader, guild_id, uid)
            if found is None:
                raise NotFound("This digest is no longer in the archive. /digest shows what is.")
            return await _page(reader, guild_id, found)

    async def entry(self, guild_id: int, uid: str, number: int) -> EntryPage:
        """An entry by its digest's uid and its number there; NotFound where the guild has none."""
        async with self._database.read() as reader:
            return await opened(reader, guild_id, EntryRef(digest_uid=uid, number=number))

    async def _nothing(self, guild_id: int, issue: str | None, publication: str | None) -> NotFound:
        async with self._database.read() as reader:
            if issue is None or publication is not None:
                await rights.choose_to_read(reader, guild_id, publication)
        if issue is None:
            return NotFound("No digest has been published here yet. The first one comes with the next weekly post.")
        return NotFound(
            "No digest fits that. Leave the option “issue” empty for the newest, or pick one from the list."
        )


async def opened(reader: Reader, guild_id: int, ref: EntryRef) -> EntryPage:
    """An entry in its digest; NotFound where the guild has none such."""
    digest = await digests.get(reader, guild_id, ref.digest_uid)
    entry = next((one for one in digest.entries if one.number == ref.number), None) if digest else None
    if digest is None or entry is None:
        raise NotFound("This entry is no longer in the archive. /digest shows what is.")
    return EntryPage(digest, entry)


def described(summary: DigestSummary, *, with_publication: bool = False) -> str:
    """A digest in a list, so that its label is not taken for a date."""
    entries = counted(summary.entries, "entry", "entries")
    line = f"{summary.label} · posted {summary.date.day} {summary.date:%b} · {entries}"
    return f"{line} · {summary.publication}" if with_publication else line


def _ranked(typed: str, known: list[DigestSummary], limit: int) -> list[DigestSummary]:
    """The one of that label, then by how well each typed word fits some word of the issue, of equals the newest."""
    wanted = typed.casefold().split()
    words = [
        f"{one.publication} {one.label} {one.date} {one.date.day} {one.date:%B %Y}".casefold().split()
        for one in known
    ]
    distinct = {word for issue in words for word in issue}
    likeness = {(one, word): _likeness(one, word) for word in distinct for one in wanted}
    scores = [sum(max(likeness[one, word] for word in issue) for one in wanted) / len(wanted) for issue in words]
    fitting = [at for at, score in enumerate(scores) if score >= CLOSE_ENOUGH]
    fitting.sort(key=lambda at: (known[at].label.casefold().split() != wanted, -scores[at]))
    return [known[at] for at in fitting[:limit]]


def _likeness(typed: str, word: str) -> float:
    """1 for a word, a little less for its beginning, and less for what is spelt otherwise."""
    return 1.0 if word == typed else _BEGUN if word.startswith(typed) else OSA.normalized_similarity(typed, word)


async def _page(reader: Reader, guild_id: int, digest: Digest) -> DigestPage:
    return DigestPage(
        digest,
        divide(digest, "compact"),
        await digests.neighbour(reader, guild_id, digest.uid, "older"),
        await digests.neighbour(reader, guild_id, digest.uid, "newer"),
    )
