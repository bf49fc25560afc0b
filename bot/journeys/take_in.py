"""Taking articles from outside into the archive, thousands at a time.

As every entry stands in a digest, they come into collections: digests that never were issues, of one year each.
"""

from collections import Counter
from collections.abc import AsyncGenerator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date as Date
from itertools import islice
from typing import NamedTuple

from bot.clock import Clock
from bot.editorial.article import identity_keys
from bot.editorial.issue import reading_minutes
from bot.editorial.marks import collection_uid
from bot.intake.formats.jsonl import Given, Wrong
from bot.journeys.archive import for_operator
from bot.model import NO_DAY, Digest, Entry, Publication
from bot.search import index
from bot.store import digests, imported, publications, records
from bot.store.connection import Reader, Writer
from bot.store.database import Database

COLLECTION = 25  # as many as one list of entries to open takes
_AT_ONCE = 1000  # lines, so that a transaction keeps no other waiting
_WAITING = 5000  # articles that may wait for others of their year


@dataclass(frozen=True)
class Taken:
    """How far an import has come; `wrong` are the bad lines since the last such word.

    `known` counts articles whose id the archive has already, `twins` those that another entry shares a link with.
    """

    added: int = 0
    collections: int = 0
    known: int = 0
    twins: int = 0
    shortened: int = 0
    wrong: tuple[Wrong, ...] = ()


class TakeIn:
    """Imports articles for the operator."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def articles(self, publication_name: str, lines: Iterable[Given | Wrong]) -> AsyncGenerator[Taken]:
        """Add the articles that the publication has not yet, saying how far it is after every thousand lines.

        Where there is no publication of that name, it becomes a new archive. An import that was cut short goes on
        when it is begun again.
        """
        run = _Import(publication_name, self._clock.now().date())
        left = iter(lines)
        while batch := list(islice(left, _AT_ONCE)):
            run.read(batch)
            if run.waiting:
                await self._write(run, last=False)
            yield run.told()
        if run.waiting:
            await self._write(run, last=True)
        yield run.told()

    async def _write(self, run: "_Import", *, last: bool) -> None:
        done = await self._database.write(lambda tx: _take(tx, run, self._clock, last=last))
        run.settle(done)


class _Article(NamedTuple):
    """An article on its way in, and by which keys it is the same as another one."""

    given: Given
    id_key: str
    links: frozenset[str]
    titles: frozenset[str]


class _Done(NamedTuple):
    """What one transaction has done: `waiting` articles still look for others of their year."""

    publication_id: int
    counts: Counter[str]
    waiting: list[_Article]


@dataclass
class _Import:
    """One import while it runs."""

    publication: str
    day: Date
    publication_id: int = 0
    waiting: list[_Article] = field(default_factory=list[_Article])
    numbers: dict[str, int] = field(default_factory=dict[str, int])
    counts: Counter[str] = field(default_factory=Counter[str])
    wrong: list[Wrong] = field(default_factory=list[Wrong])

    def read(self, batch: Sequence[Given | Wrong]) -> None:
        """Put lines with those that wait."""
        self.wrong += [one for one in batch if isinstance(one, Wrong)]
        self.waiting += [_article(one) for one in batch if isinstance(one, Given)]

    def settle(self, done: _Done) -> None:
        """Note what is committed."""
        self.publication_id, _, self.waiting = done
        self.counts += done.counts

    def told(self) -> Taken:
        """How far it is; the wrong lines are told once."""
        wrong, self.wrong = tuple(self.wrong), []
        told = self.counts
        return Taken(told["added"], told["collections"], told["known"], told["twins"], told["shortened"], wrong)

    async def label(self, reader: Reader, name: str) -> str:
        """The next label with that name which the publication has not in use, such as "2024, 17"."""
        if name not in self.numbers:
            self.numbers[name] = await imported.count_labelled(reader, self.publication_id, f"{name}, ")
        while True:
            self.numbers[name] += 1
            label = f"{name}, {self.numbers[name]}"
            if not await imported.has_label(reader, self.publication_id, label):
                return label


async def _take(tx: Writer, run: _Import, clock: Clock, *, last: bool) -> _Done:
    publication = await _publication(tx, run)
    run.publication_id = publication.id
    keys = [key for one in run.waiting for key in (one.id_key, *one.links, *one.titles)]
    fresh, counts = _fresh(run.waiting, await imported.known(tx, publication.id, keys))
    groups, waiting = _groups(fresh, last=last or len(fresh) > _WAITING)
    await _archive(tx, run, publication, groups, clock)
    added = [one.given for group in groups for one in group]
    counts.update(added=len(added), collections=len(groups), shortened=sum(given.shortened for given in added))
    return _Done(publication.id, counts, waiting)


async def _publication(tx: Writer, run: _Import) -> Publication:
    if run.publication_id:
        return await publications.get(tx, run.publication_id)
    return await for_operator(tx, run.publication)


def _article(given: Given) -> _Article:
    keys = identity_keys(given.article)
    titles = frozenset(key for key in keys if key.startswith("title:"))
    return _Article(given, f"id:{given.external_id}", frozenset(keys - titles), titles)


def _fresh(articles: Iterable[_Article], known: set[str]) -> tuple[list[_Article], Counter[str]]:
    """The articles that are neither known nor stand before in the list, and how many are."""
    counts: Counter[str] = Counter()
    fresh: list[_Article] = []
    seen = set(known)
    for one in articles:
        if one.id_key in seen:
            counts["known"] += 1
        elif one.links & seen or one.titles & known:
            counts["twins"] += 1
        else:
            fresh.append(one)
            seen |= {one.id_key, *one.links}
    return fresh, counts


def _groups(articles: Iterable[_Article], *, last: bool) -> tuple[list[list[_Article]], list[_Article]]:
    """The articles as they come into collections, and those that fill none yet, unless it is the last time."""
    by_year: dict[str, list[_Article]] = {}
    for one in articles:
        by_year.setdefault(one.given.article.year, []).append(one)
    groups = [group for own in by_year.values() for group in _portions(own)]
    if last:
        return groups, []
    waiting = [one for group in groups if len(group) < COLLECTION for one in group]
    return [group for group in groups if len(group) == COLLECTION], waiting


def _portions(articles: Sequence[_Article]) -> Iterator[list[_Article]]:
    for start in range(0, len(articles), COLLECTION):
        yield [*articles[start : start + COLLECTION]]


async def _archive(
    tx: Writer, run: _Import, publication: Publication, groups: Sequence[Sequence[_Article]], clock: Clock
) -> None:
    if not groups:
        return
    now = clock.now()
    await index.put_off(tx, publication.id)
    keys: list[tuple[str, int]] = []
    for group in groups:
        digest = await _collection(tx, run, publication, [one.given for one in group])
        external_ids = [one.given.external_id for one in group]
        _, entries = await digests.add(tx, publication.id, digest, now, external_ids)
        for one, (entry_id, _) in zip(group, entries, strict=True):
            keys += [(key, entry_id) for key in (one.id_key, *one.links, *one.titles)]
    await digests.add_identities(tx, publication.id, keys)
    await records.audit(tx, publication.id, 0, "imported", f"{sum(map(len, groups))} articles", now)


async def _collection(tx: Writer, run: _Import, publication: Publication, given: Sequence[Given]) -> Digest:
    year = given[0].article.year
    label = await run.label(tx, year or f"Imported {run.day.day} {run.day:%B %Y}")
    return Digest(
        uid=collection_uid(publication.uid, label),
        kind="imported",
        publication=publication.name,
        day=NO_DAY,
        label=label,
        editor="",
        date=min(Date(int(year), 12, 31), run.day) if year else run.day,
        reading_minutes=reading_minutes("", [one.article for one in given]),
        intro="",
        entries=tuple(Entry(number=number, article=one.article) for number, one in enumerate(given, start=1)),
    )
