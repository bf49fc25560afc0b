"""Work that a reader's own thread does as a whole."""

import asyncio
import threading
from functools import partial

import pytest

from bot.errors import StoreCorrupt, StoreError
from bot.model import Publication
from bot.store import publications
from bot.store.connection import Writer
from bot.store.database import READERS, Database
from bot.store.direct import DirectReader

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


async def places(segment_id: int, reader: DirectReader) -> bytes | None:
    return reader.blob("segment_arrays", "packed", "segment_id = ? AND name = 'places'", segment_id)


async def test_the_questions_of_other_code_are_answered_there_too(
    database: Database, publication: Publication
) -> None:
    assert await database.read_at_once(publications.all_of) == [publication]


async def test_what_it_raises_reaches_who_asked(database: Database) -> None:
    async def work(reader: DirectReader) -> int:
        return int(await reader.value("SELECT 'seven'"))

    with pytest.raises(ValueError, match="seven"):  # not that the database is closed
        await database.read_at_once(work)
    with pytest.raises(StoreError, match="no such table"):
        await database.read_at_once(lambda reader: reader.all("SELECT * FROM nowhere"))


async def test_it_may_wait_for_nothing_but_the_database(database: Database) -> None:
    async def work(_: DirectReader) -> None:
        await asyncio.sleep(0)

    with pytest.raises(RuntimeError, match="nothing but the database"):
        await database.read_at_once(work)


async def test_it_changes_nothing(database: Database) -> None:
    with pytest.raises(StoreError, match="cannot be written"):
        await database.read_at_once(lambda reader: reader.all("DELETE FROM publications"))


async def test_a_blob_is_read_whole(database: Database, publication: Publication) -> None:
    segment_id = await segment(database, publication)
    assert await database.read_at_once(partial(places, segment_id)) == PACKED


class Asked:
    """Work that has begun and goes on when it is told to; what it reads is in `read`."""

    def __init__(self, database: Database, segment_id: int) -> None:
        self.read: list[bytes | None] = []
        self.go_on = threading.Event()
        self._segment_id = segment_id
        self._begun = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self.asking = asyncio.create_task(database.read_at_once(self._work))

    async def _work(self, reader: DirectReader) -> None:
        await reader.value("SELECT count(*) FROM segments")  # from here on it sees one state
        self._loop.call_soon_threadsafe(self._begun.set)
        self.go_on.wait()
        self.read.append(await places(self._segment_id, reader))

    @classmethod
    async def begun(cls, database: Database, segment_id: int) -> "Asked":
        """Work that is being done."""
        asked = cls(database, segment_id)
        await asked._begun.wait()
        return asked

    async def cancel(self) -> None:
        """Have its caller give up."""
        self.asking.cancel()
        assert (await asyncio.wait([self.asking]))[0] == {self.asking}


async def test_what_is_deleted_meanwhile_is_still_there_for_who_reads(
    database: Database, publication: Publication
) -> None:
    segment_id = await segment(database, publication)
    asked = await Asked.begun(database, segment_id)
    await database.write(lambda tx: tx.run("DELETE FROM segments"))
    asked.go_on.set()
    await asked.asking
    assert asked.read == [PACKED]
    assert await database.read_at_once(partial(places, segment_id)) is None


async def test_who_reads_after_a_cancelled_caller_comes_after_its_work(
    database: Database, publication: Publication
) -> None:
    segment_id = await segment(database, publication)
    cancelled = [await Asked.begun(database, segment_id) for _ in range(READERS)]
    for one in cancelled:
        await one.cancel()

    async def count() -> int:
        async with database.read() as reader:
            return await reader.value("SELECT count(*) FROM segments")

    next_one = asyncio.create_task(count())
    at_once = asyncio.create_task(database.read_at_once(partial(places, segment_id)))
    assert (await asyncio.wait([next_one, at_once], timeout=0.05))[1] == {next_one, at_once}
    for one in cancelled:
        one.go_on.set()
    assert (await next_one, await at_once) == (1, PACKED)
    assert [one.read for one in cancelled] == [[PACKED]] * READERS


async def test_another_reader_does_not_wait_for_the_work_of_a_cancelled_caller(
    database: Database, publication: Publication
) -> None:
    segment_id = await segment(database, publication)
    cancelled = await Asked.begun(database, segment_id)
    await cancelled.cancel()
    assert await database.read_at_once(partial(places, segment_id)) == PACKED
    cancelled.go_on.set()


async def test_closing_waits_for_who_reads_question_by_question(database: Database) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def reading() -> list[int]:
        async with database.read() as reader:
            first = await reader.value("SELECT 1")
            begun.set()
            await go_on.wait()
            return [first, await reader.value("SELECT 2")]

    asked = asyncio.create_task(reading())
    await begun.wait()
    closing = asyncio.create_task(database.close())
    assert closing in (await asyncio.wait([closing], timeout=0.05))[1]
    go_on.set()
    assert await asked == [1, 2]
    await closing


async def test_a_text_that_is_none_means_damage(database: Database) -> None:
    asked = "SELECT CAST(X'ff41' AS TEXT)"
    with pytest.raises(StoreCorrupt, match="damaged"):
        await database.read_at_once(lambda reader: reader.all(asked))
    async with database.read() as reader:
        with pytest.raises(StoreCorrupt, match="damaged"):
            await reader.all(asked)


async def test_a_connection_that_was_left_in_a_transaction_is_good_again(database: Database) -> None:
    async def leave(reader: DirectReader) -> None:
        await reader.all("COMMIT")
        await reader.all("BEGIN")

    await database.read_at_once(leave)
    assert await database.read_at_once(lambda reader: reader.value("SELECT 1")) == 1


async def test_closing_waits_for_who_reads(database: Database, publication: Publication) -> None:
    segment_id = await segment(database, publication)
    asked = await Asked.begun(database, segment_id)
    closing = asyncio.create_task(database.close())
    assert closing in (await asyncio.wait([closing], timeout=0.05))[1]
    asked.go_on.set()
    await asked.asking
    await closing
    assert asked.read == [PACKED]
    with pytest.raises(StoreError, match="closed"):
        await database.read_at_once(partial(places, segment_id))
