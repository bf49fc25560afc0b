"""Work that another thread does with a reader's connection."""

import asyncio
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.errors import StoreError
from bot.model import Publication
from bot.store.connection import Reader, Writer
from bot.store.database import Database

PACKED = bytes(range(256)) * 4_000


async def segment(database: Database, publication: Publication) -> int:
    """Store a segment with one array of a megabyte; its row id."""

    async def work(tx: Writer) -> int:
        made = await tx.insert(
            """INSERT INTO segments (publication_id, entries, first_entry, last_entry, bytes, length)
               VALUES (?, 1, 1, 1, ?, 1.0)""",
            publication.id,
            len(PACKED),
        )
        await tx.run("INSERT INTO segment_arrays VALUES (?, 'places', ?)", made, PACKED)
        return made

    return await database.write(work)


def places(reader: Reader, segment_id: int) -> bytes | None:
    return reader.blob("segment_arrays", "packed", "segment_id = ? AND name = 'places'", segment_id)


async def test_another_thread_reads_a_blob_whole(database: Database, publication: Publication) -> None:
    segment_id = await segment(database, publication)
    async with database.read() as reader:
        assert await reader.aside(lambda: places(reader, segment_id)) == PACKED


async def test_a_blob_that_is_deleted_meanwhile_is_still_there_for_who_reads(
    database: Database, publication: Publication
) -> None:
    segment_id = await segment(database, publication)
    async with database.read() as reader:
        assert await reader.value("SELECT count(*) FROM segment_arrays") == 1
        await database.write(lambda tx: tx.run("DELETE FROM segments"))
        assert await reader.aside(lambda: places(reader, segment_id)) == PACKED
    async with database.read() as reader:
        assert await reader.aside(lambda: places(reader, segment_id)) is None


class Asked:
    """Work of a reader that has begun and goes on when it is told to; what it reads is in `read`."""

    def __init__(self, database: Database, read: Callable[[Reader], bytes | None]) -> None:
        self.read: list[bytes | None] = []
        self.go_on = threading.Event()
        self._begun = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self.asking = asyncio.create_task(self._ask(database, read))

    async def _ask(self, database: Database, read: Callable[[Reader], bytes | None]) -> None:
        async with database.read() as reader:
            await reader.aside(lambda: self._work(reader, read))

    def _work(self, reader: Reader, read: Callable[[Reader], bytes | None]) -> None:
        self._loop.call_soon_threadsafe(self._begun.set)
        self.go_on.wait()
        self.read.append(read(reader))

    async def begun(self) -> None:
        """Wait until it has begun."""
        await self._begun.wait()


async def test_the_reader_is_held_until_the_work_has_ended_though_its_caller_is_cancelled(
    database: Database, publication: Publication
) -> None:
    segment_id = await segment(database, publication)
    asked = Asked(database, lambda reader: places(reader, segment_id))
    await asked.begun()
    for _ in range(2):
        asked.asking.cancel()
        assert (await asyncio.wait([asked.asking], timeout=0.05))[1] == {asked.asking}
    asked.go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await asked.asking
    assert asked.read == [PACKED]


async def test_closing_waits_for_who_reads(tmp_path: Path) -> None:
    database = await Database.open(tmp_path / "closing.db")
    asked = Asked(database, lambda reader: reader.blob("application", "packed", "rowid = 1"))
    await asked.begun()
    closing = asyncio.create_task(database.close())
    assert closing in (await asyncio.wait([closing], timeout=0.05))[1]
    asked.go_on.set()
    with pytest.raises(StoreError, match="no such table"):  # not that the database is closed
        await asked.asking
    await closing
    with pytest.raises(StoreError, match="closed"):
        await Asked(database, lambda _: b"").asking
