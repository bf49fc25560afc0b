"""Builds whole indexes and merges large segments, in the background: in pieces that each last, whatever happens."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from functools import partial
from typing import NamedTuple

from bot.search import archived, index, stored, synonyms
from bot.search.pack import Document
from bot.search.segment import MOST_ENTRIES
from bot.search.stored import Packed
from bot.store.connection import Row, Writer
from bot.store.database import Database


class Progress(NamedTuple):
    """How many of a publication's entries are in its index."""

    done: int
    total: int


async def build(database: Database, publication_id: int) -> AsyncGenerator[Progress]:
    """Build a publication's index to its end, from where an earlier building was cut off."""

    async def begin(tx: Writer) -> tuple[int, int]:
        if not await stored.current(tx, publication_id):
            await index.start_anew(tx, publication_id)
        return await archived.counts(tx, publication_id)

    done, total = await database.write(begin)
    while taken := await _take_in(database, publication_id):
        done += taken
        yield Progress(done, max(done, total))
    while await _merge_next(database, publication_id):
        pass


async def tidy(database: Database) -> None:
    """Merge large segments, in the background: a publish merges only what takes no time."""
    async with database.read() as reader:
        large = await stored.with_large_segments(reader)
    for publication_id in large:
        while await _merge_next(database, publication_id):
            pass


async def _take_in(database: Database, publication_id: int) -> int:
    """Take a building's next entries in; how many, 0 where it is at its end."""
    while True:
        async with database.read() as reader:
            rows = await archived.next_rows(reader, publication_id, stored.CHUNK)
            usual = await stored.usual(reader, publication_id)
        documents = await asyncio.to_thread(archived.read, rows)
        packed = await asyncio.to_thread(stored.packed, documents, usual) if documents else None
        if await database.write(partial(_store, publication_id, rows, documents, packed)):
            return len(rows)


async def _store(
    publication_id: int, rows: Sequence[Row], documents: Sequence[Document], packed: Packed | None, tx: Writer
) -> bool:
    """Store what a building has packed; False where somebody has changed one of the entries meanwhile."""
    if not _same(await archived.next_rows(tx, publication_id, stored.CHUNK), rows):
        return False
    if packed:
        await stored.put(tx, publication_id, packed)
        await synonyms.mine(tx, publication_id, [one.article for one in documents])
        await stored.reached(tx, publication_id, rows[-1]["id"])
    else:
        await tx.run("UPDATE indexes SET whole = 1 WHERE publication_id = ?", publication_id)
    return True


async def _merge_next(database: Database, publication_id: int) -> bool:
    """Merge the next segments outside of any transaction; whether there were some."""
    async with database.read() as reader:
        rows = await stored.mergeable(reader, publication_id, MOST_ENTRIES)
        parts = [await stored.piece(reader, row) for row in rows]
    if not rows:
        return False
    try:
        packed = await asyncio.to_thread(stored.merged, rows, parts)
    except Exception as error:
        await database.write(partial(index.give_up, publication_id=publication_id, error=error))
        return False

    async def store(tx: Writer) -> bool:
        if _same(await stored.mergeable(tx, publication_id, MOST_ENTRIES), rows):
            await stored.exchange(tx, publication_id, rows, packed)
        return True

    return await database.write(store)


def _same(now: Sequence[Row], before: Sequence[Row]) -> bool:
    """Whether nobody has changed one of these rows meanwhile."""
    return [*map(tuple, now)] == [*map(tuple, before)]
