"""What changes a publication's index: entries that come and go, in the transaction that changes the archive.

New entries come as small segments, of which several of about one size become one; so a publish costs little, and a
search looks into few. What would take long is left to `building`, in the background.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager

import numpy as np

from bot.errors import StoreError
from bot.model import Article
from bot.search import archived, stored, synonyms
from bot.search.merge import Piece
from bot.search.pack import Document
from bot.store import abbreviations
from bot.store.connection import Row, Writer

log = logging.getLogger(__name__)


async def add(tx: Writer, publication_id: int, entries: Sequence[tuple[int, Article]]) -> None:
    """Make entries (row id, article as readers see it) findable in their publication.

    While its index is being built, those are left out that the building has not come to yet.
    """
    await stored.begin(tx, publication_id, whole=True)
    built = await stored.built(tx, publication_id)
    own = [entry for entry in entries if built.has(entry[0])]
    if own:
        async with _healed(tx, publication_id):
            await _append(tx, publication_id, await archived.dated(tx, own))
            await stored.reached(tx, publication_id, max(entry_id for entry_id, _ in own))


async def remove(tx: Writer, publication_id: int, entries: Sequence[tuple[int, Article]]) -> None:
    """Undo the adding of entries, which are given as they were then."""
    async with _healed(tx, publication_id):
        await _remove(tx, publication_id, entries)


async def put_off(tx: Writer, publication_id: int) -> None:
    """Have the entries that come next taken in by a building, because they are many."""
    await stored.begin(tx, publication_id, whole=False)
    await tx.run("UPDATE indexes SET whole = 0 WHERE publication_id = ?", publication_id)


async def start_anew(tx: Writer, publication_id: int) -> None:
    """Throw a publication's index away, so that it is built anew."""
    await tx.run("DELETE FROM segments WHERE publication_id = ?", publication_id)
    await tx.run("DELETE FROM indexes WHERE publication_id = ?", publication_id)
    await abbreviations.forget_mined(tx, publication_id)
    await stored.begin(tx, publication_id, whole=False)


async def give_up(tx: Writer, publication_id: int, error: Exception) -> None:
    """Start anew because of an error, and tell the operator of it."""
    said = "The search's index of publication %d cannot be used and is built anew."
    log.error(said, publication_id, exc_info=error)
    await start_anew(tx, publication_id)


@asynccontextmanager
async def _healed(tx: Writer, publication_id: int) -> AsyncGenerator[None]:
    """Have the index built anew where it cannot be changed: what is published must not depend on it."""
    try:
        yield
    except StoreError:
        raise
    except Exception as error:
        await give_up(tx, publication_id, error)


async def _remove(tx: Writer, publication_id: int, entries: Sequence[tuple[int, Article]]) -> None:
    for entry_id, article in entries:
        for row in await stored.around(tx, publication_id, entry_id):
            piece = await stored.piece(tx, row)
            found = np.flatnonzero(piece.segment.entry_ids == entry_id).astype(np.uint16)
            if len(found) and not np.isin(found, piece.removed).all():
                await _take_out(tx, row, Piece(piece.segment, np.union1d(piece.removed, found)))
                await abbreviations.take_mined(tx, publication_id, synonyms.found_in([article]))


async def _append(tx: Writer, publication_id: int, documents: Sequence[Document]) -> None:
    for start in range(0, len(documents), stored.CHUNK):
        usual = await stored.usual(tx, publication_id)
        some = documents[start : start + stored.CHUNK]
        await stored.put(tx, publication_id, await asyncio.to_thread(stored.packed, some, usual))
    await synonyms.mine(tx, publication_id, [one.article for one in documents])
    # Large segments would keep others waiting.
    while rows := await stored.mergeable(tx, publication_id, stored.CHEAP):
        await _replace(tx, publication_id, rows, [await stored.piece(tx, row) for row in rows])


async def _take_out(tx: Writer, row: Row, piece: Piece) -> None:
    if row["entries"] <= stored.CHEAP:
        await _replace(tx, row["publication_id"], [row], [piece])
    else:
        await stored.mark_removed(tx, row, piece.removed)


async def _replace(tx: Writer, publication_id: int, rows: Sequence[Row], parts: Sequence[Piece]) -> None:
    """Put one segment in the place of several."""
    await stored.exchange(tx, publication_id, rows, await asyncio.to_thread(stored.merged, rows, parts))
