"""Building the search's index from the archive."""

import asyncio
import logging
from collections.abc import AsyncGenerator
from typing import NamedTuple

from bot.errors import NotFound, StoreError
from bot.model import Publication
from bot.search import building, index, stored
from bot.store import publications
from bot.store.connection import Reader
from bot.store.database import Database

log = logging.getLogger(__name__)

LOOK = 60.0  # seconds between two looks for an index that somebody has left half built


class Indexing(NamedTuple):
    """How many of a publication's entries are indexed, of how many."""

    publication: Publication
    done: int
    total: int


class Reindex:
    """Builds indexes for the operator. One that was cut short goes on where it was."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def run(self) -> None:
        """Build whatever is not whole, for ever: after an upgrade, a crash, or an import that was cut short."""
        while True:
            try:
                for one in await self._unfinished():
                    await self._finish(one)
                await building.tidy(self._database)
            except StoreError as error:
                log.warning("An index could not be built on: %s It is tried again in a minute.", error)
            await asyncio.sleep(LOOK)

    async def _finish(self, publication: Publication) -> None:
        """Build one index to its end; trouble with its entries must not keep the others from being built."""
        try:
            async for _, done, total in self._build(publication):
                log.info("Indexing %s: %d of %d entries.", publication.name, done, total)
        except StoreError:
            raise
        except Exception:
            log.exception("%s could not be indexed; it is tried again in a minute.", publication.name)

    async def anew(self, publication_name: str | None = None) -> AsyncGenerator[Indexing]:
        """Build the indexes of all publications, or of those of that name, anew; NotFound where there is none."""
        async with self._database.read() as reader:
            chosen = await _named(reader, publication_name)
        if publication_name is not None and not chosen:
            raise NotFound(f"There is no publication named {publication_name}, so nothing was indexed.")
        for one in chosen:
            await self._database.write(lambda tx, publication=one: index.start_anew(tx, publication.id))
            async for step in self._build(one):
                yield step

    async def finish(self, publication_name: str | None = None) -> AsyncGenerator[Indexing]:
        """Build to their end the indexes, of that name or of all, which are of an old version or lack entries."""
        for one in await self._unfinished(publication_name):
            async for step in self._build(one):
                yield step

    async def _unfinished(self, publication_name: str | None = None) -> list[Publication]:
        async with self._database.read() as reader:
            unfinished = set(await stored.unfinished(reader))
            known = await _named(reader, publication_name) if unfinished else []
        return [one for one in known if one.id in unfinished]

    async def _build(self, publication: Publication) -> AsyncGenerator[Indexing]:
        async for done, total in building.build(self._database, publication.id):
            yield Indexing(publication, done, total)


async def _named(reader: Reader, name: str | None) -> list[Publication]:
    known = await publications.all_of(reader)
    return [one for one in known if name is None or one.name.casefold() == name.strip().casefold()]
