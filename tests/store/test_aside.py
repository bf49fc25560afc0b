"""Work that another thread does with a reader's connection."""

import asyncio
import threading
from pathlib import Path

import pytest

from bot.errors import StoreError
from bot.model import Publication
from bot.store.connection import Reader, Writer
from bot.store.database import Database

PACKED = bytes(range(256)) * 4_000


async def segment(database: Database, publication: Publication) -> int:
    """Store a segment with one array of a megabyte; the row id of that."""

    async def work(tx: Writer) -> int:
        made = await tx.insert(
            """INSERT INTO segments (publication_id, entries, first_entry, last_entry, bytes, length)
               VALUES (?, 1, 1, 1, ?, 1.0)""",
            publication.id,
            len(PACKED),
        )
        return await tx.insert("INSERT INTO segment_arrays VALUES (?, 'places', ?)", made, PACKED)

    return await database.write(work)


def places(reader: Reader, row_id: int) -> bytes:
    return reader.blob("segment_arrays", "packed", row_id)


async def test_another_thread_reads_a_blob_whole(database: Database, publication: Publication) -> None:
    row_id = await segment(database, publication)
    async with database.read() as reader:
        assert await reader.aside(lambda: places(reader, row_id)) == PACKED


async def test_a_blob_that_is_deleted_meanwhile_is_still_there_for_who_reads(
    database: Database, publication: Publication
) -> None:
    row_id = await segment(database, publication)
    async with database.read() as reader:
        assert await reader.value("SELECT count(*) FROM segment_arrays") == 1
        await database.write(lambda tx: tx.run("DELETE FROM segments"))
        assert await reader.aside(lambda: places(reader, row_id)) == PACKED
    async with database.read() as reader:
        with pytest.raises(StoreError):
            await reader.aside(lambda: places(reader, row_id))


async def test_the_reader_is_held_until_the_work_has_ended_though_its_caller_is_cancelled(
    database: Database, publication: Publication
) -> None:
    row_id = await segment(database, publication)
    begun, go_on = asyncio.Event(), threading.Event()
    read: list[bytes] = []
    loop = asyncio.get_running_loop()

    async def ask() -> None:
        async with database.read() as reader:

            def work() -> None:
                loop.call_soon_threadsafe(begun.set)
                go_on.wait()
                read.append(places(reader, row_id))

            await reader.aside(work)

    asking = asyncio.create_task(ask())
    await begun.wait()
    asking.cancel()
    assert (await asyncio.wait([asking], timeout=0.05))[1] == {asking}
    go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert read == [PACKED]


async def test_closing_waits_for_who_reads(tmp_path: Path) -> None:
    database = await Database.open(tmp_path / "closing.db")
    begun, go_on = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    async def ask() -> bytes:
        async with database.read() as reader:

            def work() -> bytes:
                loop.call_soon_threadsafe(begun.set)
                go_on.wait()
                return reader.blob("application", "packed", 1)

            return await reader.aside(work)

    asking = asyncio.create_task(ask())
    await begun.wait()
    closing = asyncio.create_task(database.close())
    assert closing in (await asyncio.wait([closing], timeout=0.05))[1]
    go_on.set()
    with pytest.raises(StoreError, match="no such table"):  # not that the database is closed
        await asking
    await closing
    with pytest.raises(StoreError, match="closed"):
        await ask()
