"""Transactions: whole or absent, one after the other, whoever is cancelled."""

import asyncio
import logging

import pytest

from bot.errors import Conflict, InvalidInput, StoreError
from bot.store import records
from bot.store.connection import Writer
from bot.store.database import Database
from tests.store.samples import NOW


async def kept(database: Database, key: str) -> str | None:
    async with database.read() as reader:
        return await records.kept(reader, key)


class Oops(Exception):
    """Raised by the work of a test."""


async def test_work_that_raises_leaves_nothing_behind(database: Database) -> None:
    async def work(tx: Writer) -> None:
        await records.keep(tx, "a", "half")
        raise Oops

    with pytest.raises(Oops):
        await database.write(work)
    assert await kept(database, "a") is None
    await database.write(lambda tx: records.keep(tx, "a", "whole"))
    assert await kept(database, "a") == "whole"


async def test_a_failed_statement_undoes_the_whole_work(database: Database) -> None:
    async def work(tx: Writer) -> None:
        await records.keep(tx, "a", "half")
        await tx.run("INSERT INTO nowhere VALUES (1)")

    with pytest.raises(StoreError, match="nowhere"):
        await database.write(work)
    assert await kept(database, "a") is None


async def test_nothing_is_seen_of_a_transaction_before_it_ends(database: Database) -> None:
    written, go_on = asyncio.Event(), asyncio.Event()

    async def work(tx: Writer) -> None:
        await records.keep(tx, "a", "b")
        written.set()
        await go_on.wait()

    writing = asyncio.create_task(database.write(work))
    await written.wait()
    assert await kept(database, "a") is None
    go_on.set()
    await writing
    assert await kept(database, "a") == "b"


async def test_work_whose_caller_is_cancelled_is_kept_whole_and_the_next_one_works(database: Database) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def work(tx: Writer) -> None:
        await records.keep(tx, "first", "1")
        begun.set()
        await go_on.wait()
        await records.keep(tx, "second", "2")

    writing = asyncio.create_task(database.write(work))
    await begun.wait()
    writing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writing
    go_on.set()
    await database.write(lambda tx: records.keep(tx, "third", "3"))
    assert [await kept(database, key) for key in ("first", "second", "third")] == ["1", "2", "3"]


async def test_cancelling_at_any_moment_leaves_work_whole_or_absent(database: Database) -> None:
    async def work(tx: Writer, number: int) -> None:
        for step in range(3):
            await records.keep(tx, f"{number}-{step}", "x")

    for number in range(40):
        writing = asyncio.create_task(database.write(lambda tx, number=number: work(tx, number)))
        for _ in range(number):
            await asyncio.sleep(0)
        writing.cancel()
        await asyncio.gather(writing, return_exceptions=True)
    await database.write(lambda tx: work(tx, 99))
    async with database.read() as reader:
        rows = await reader.all(
            "SELECT substr(key, 1, instr(key, '-')) AS work, count(*) AS steps FROM kept GROUP BY 1"
        )
    assert {row["steps"] for row in rows} == {3}


async def test_a_transaction_torn_down_with_its_loop_is_undone_and_the_next_one_works(database: Database) -> None:
    """What asyncio.run does at the end: it cancels every task, the transaction's own too."""
    begun = asyncio.Event()
    inner: list[asyncio.Task[object] | None] = []

    async def work(tx: Writer) -> None:
        inner.append(asyncio.current_task())
        await records.keep(tx, "a", "half")
        begun.set()
        await asyncio.Event().wait()

    writing = asyncio.create_task(database.write(work))
    await begun.wait()
    assert inner[0] is not None
    inner[0].cancel()
    with pytest.raises(asyncio.CancelledError):
        await writing
    assert await kept(database, "a") is None
    await database.write(lambda tx: records.keep(tx, "a", "whole"))
    assert await kept(database, "a") == "whole"


async def test_the_failure_of_work_whose_caller_has_gone_is_told_to_the_operator(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def work(tx: Writer) -> None:
        begun.set()
        await go_on.wait()
        raise Oops("the reason")

    writing = asyncio.create_task(database.write(work))
    await begun.wait()
    writing.cancel()
    await asyncio.gather(writing, return_exceptions=True)
    with caplog.at_level(logging.ERROR):
        go_on.set()
        await database.write(lambda tx: records.keep(tx, "a", "b"))
    assert "the reason" in caplog.text


async def test_closing_waits_for_work_whose_caller_has_gone(database: Database) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def work(tx: Writer) -> None:
        begun.set()
        await go_on.wait()
        await records.keep(tx, "a", "kept")

    writing = asyncio.create_task(database.write(work))
    await begun.wait()
    writing.cancel()
    closing = asyncio.create_task(database.close())
    assert (await asyncio.wait({closing}, timeout=0.05))[1] == {closing}
    go_on.set()
    await closing
    again = await Database.open(database.path)
    assert await kept(again, "a") == "kept"
    await again.close()


async def test_writers_that_read_first_do_not_undo_each_other(database: Database) -> None:
    async def count(tx: Writer) -> None:
        seen = int(await records.kept(tx, "count") or 0)
        await asyncio.sleep(0)
        await records.keep(tx, "count", str(seen + 1))

    await asyncio.gather(*(database.write(count) for _ in range(20)))
    assert await kept(database, "count") == "20"


async def test_a_failing_writer_does_not_undo_its_neighbour(database: Database) -> None:
    async def fail(tx: Writer) -> None:
        await records.keep(tx, "bad", "x")
        await asyncio.sleep(0)
        raise Oops

    async def succeed(tx: Writer, number: int) -> None:
        await records.keep(tx, f"good {number}", "x")
        await asyncio.sleep(0)

    work = [database.write(fail) for _ in range(5)]
    good = [database.write(lambda tx, number=number: succeed(tx, number)) for number in range(5)]
    await asyncio.gather(*(one for pair in zip(work, good, strict=True) for one in pair), return_exceptions=True)
    assert await kept(database, "bad") is None
    assert [await kept(database, f"good {number}") for number in range(5)] == ["x"] * 5


async def test_two_programs_that_count_in_one_file_lose_nothing(database: Database) -> None:
    other = await Database.open(database.path)

    async def count(tx: Writer) -> None:
        await records.keep(tx, "count", str(int(await records.kept(tx, "count") or 0) + 1))

    await asyncio.gather(*(one.write(count) for _ in range(10) for one in (database, other)))
    assert await kept(other, "count") == "20"
    await other.close()


async def test_more_readers_than_connections_take_turns(database: Database) -> None:
    await database.write(lambda tx: records.keep(tx, "a", "b"))
    assert await asyncio.gather(*(kept(database, "a") for _ in range(20))) == ["b"] * 20


async def test_a_cancelled_reader_leaves_its_place_to_the_next(database: Database) -> None:
    async def hold() -> None:
        async with database.read():
            await asyncio.Event().wait()

    holders = [asyncio.create_task(hold()) for _ in range(8)]
    await asyncio.sleep(0)
    for holder in holders:
        holder.cancel()
    await asyncio.gather(*holders, return_exceptions=True)
    assert await kept(database, "a") is None


async def test_what_is_read_together_is_of_one_moment(database: Database) -> None:
    async def move(tx: Writer, here: str, there: str) -> None:
        await tx.run("DELETE FROM kept WHERE key = ?", here)
        await records.keep(tx, there, "x")

    await database.write(lambda tx: records.keep(tx, "suggested", "x"))
    async with database.read() as reader:
        before = await records.kept(reader, "approved")
        await database.write(lambda tx: move(tx, "suggested", "approved"))
        assert (before, await records.kept(reader, "suggested")) == (None, "x")
    assert (await kept(database, "approved"), await kept(database, "suggested")) == ("x", None)


async def test_cancelling_a_reader_at_any_moment_leaves_the_next_one_a_fresh_view(database: Database) -> None:
    async def look() -> None:
        for _ in range(3):
            await kept(database, "count")

    for number in range(30):
        looking = asyncio.create_task(look())
        for _ in range(number):
            await asyncio.sleep(0)
        looking.cancel()
        await asyncio.gather(looking, return_exceptions=True)
        await database.write(lambda tx, number=number: records.keep(tx, "count", str(number)))
        assert [await kept(database, "count") for _ in range(3)] == [str(number)] * 3


async def test_a_reader_cannot_write(database: Database) -> None:
    async with database.read() as reader:
        with pytest.raises(StoreError):
            await reader.all("INSERT INTO kept VALUES ('a', 'b')")


async def test_a_key_taken_by_somebody_else_is_a_conflict(database: Database) -> None:
    async def work(tx: Writer) -> None:
        await tx.run("INSERT INTO kept VALUES ('a', '1')")
        await tx.run("INSERT INTO kept VALUES ('a', '2')")

    with pytest.raises(Conflict):
        await database.write(work)


async def test_what_belongs_to_nothing_is_not_stored(database: Database) -> None:
    with pytest.raises(Conflict):
        await database.write(lambda tx: records.audit(tx, 999, 7, "approved", "Exosomes", NOW))


async def test_a_broken_rule_that_is_nobodys_doing_is_not_called_a_conflict(database: Database) -> None:
    async def work(tx: Writer) -> None:
        await tx.run("INSERT INTO drafts VALUES ('a', 'no JSON', 0)")

    with pytest.raises(StoreError, match="CHECK"):
        await database.write(work)


@pytest.mark.parametrize("value", [2**70, "\ud800"])
async def test_what_no_database_can_hold_is_refused_with_a_sentence(database: Database, value: object) -> None:
    async with database.read() as reader:
        with pytest.raises(InvalidInput):
            await reader.value("SELECT ?", value)


@pytest.mark.parametrize("value", ["'; DROP TABLE kept; --", "a\0b", "שלום 🧑‍🔬", "", "x" * 100_000])
async def test_any_text_comes_back_as_it_was(database: Database, value: str) -> None:
    await database.write(lambda tx: records.keep(tx, "text", value))
    assert await kept(database, "text") == value
