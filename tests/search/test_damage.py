"""An index that cannot be read is built anew: the archive has all that it holds, and nothing waits for it."""

import asyncio
from datetime import timedelta

import pytest

from bot.errors import StoreCorrupt
from bot.journeys.reindex import Reindex
from bot.search import building, index, stored
from bot.store.database import Database
from tests.search.archives import DAY, Archive, text

MISSING = "DELETE FROM segment_arrays WHERE name = 'places' AND segment_id = (SELECT min(id) FROM segments)"
CUT_SHORT = "UPDATE segment_arrays SET packed = x'00' WHERE name = 'entries'"


async def damage(database: Database, statement: str) -> None:
    """Do to the index what no program of ours does."""
    await database.write(lambda tx: tx.run(statement))


async def weekly(archive: Archive, publication_id: int, weeks: int) -> None:
    """Publish an issue of one entry in each of so many weeks."""
    for week in range(weeks):
        await archive.publish(publication_id, [text(f"Exosome {week}")], DAY + timedelta(weeks=week))


async def build(database: Database, publication_id: int) -> None:
    """Build an index to its end."""
    async for _ in building.build(database, publication_id):
        pass


@pytest.mark.parametrize("statement", [MISSING, CUT_SHORT])
async def test_an_issue_comes_out_though_the_index_is_damaged(
    database: Database, statement: str, caplog: pytest.LogCaptureFixture
) -> None:
    archive = Archive(database)
    ours, theirs = await archive.publication(), await archive.publication()
    await weekly(archive, ours, 3)
    await weekly(archive, theirs, 1)
    await damage(database, f"{statement} AND segment_id IN (SELECT id FROM segments WHERE publication_id = {ours})")
    await archive.publish(ours, [text("Exosome, at last")], DAY + timedelta(weeks=4))
    assert "is built anew" in caplog.text
    await build(database, ours)
    assert (await archive.search([ours], "exosome")).total == 4
    assert not (await archive.search([theirs], "exosome")).partial


async def test_an_entry_is_corrected_though_the_index_is_damaged(database: Database) -> None:
    archive = Archive(database)
    ours = await archive.publication()
    before = await archive.publish(ours, [text("Exosomes"), text("Quokkas")])
    await damage(database, CUT_SHORT)
    await database.write(lambda tx: index.remove(tx, ours, before[:1]))
    await database.write(lambda tx: tx.run("DELETE FROM entries WHERE id = ?", before[0][0]))
    await build(database, ours)
    assert await archive.titles([ours], "exosomes quokkas") == ["Quokkas"]


async def test_a_search_in_a_damaged_index_says_what_to_do(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stored, "_SMALL", -1)
    archive = Archive(database)
    ours = await archive.publication()
    await archive.publish(ours, [text("Exosomes of quokkas")])
    await damage(database, "DELETE FROM segment_arrays WHERE name = 'entries'")
    with pytest.raises(StoreCorrupt, match="digest-bot reindex"):
        await archive.search([ours], "quokkas")


async def whole(database: Database, publication_id: int) -> None:
    """Return once an index is whole."""
    async with asyncio.timeout(10):
        while True:
            async with database.read() as reader:
                if publication_id not in await stored.unfinished(reader):
                    return
            await asyncio.sleep(0.01)


async def test_one_entry_that_cannot_be_read_keeps_no_other_index_from_being_built(database: Database) -> None:
    archive = Archive(database)
    theirs, ours = await archive.publication(), await archive.publication()
    for one in (theirs, ours):
        await weekly(archive, one, 1)
        await database.write(lambda tx, one=one: index.start_anew(tx, one))
    await damage(database, "UPDATE entries SET article = '{}' WHERE id = (SELECT min(id) FROM entries)")
    running = asyncio.create_task(Reindex(database).run())
    await whole(database, ours)
    assert not running.done()
    running.cancel()
    assert (await archive.search([ours], "exosome")).total == 1


async def test_large_segments_that_cannot_be_merged_are_built_anew(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stored, "CHEAP", 1)  # so that a few small segments count as large
    archive = Archive(database)
    ours = await archive.publication()
    await weekly(archive, ours, 4)
    await damage(database, MISSING)
    await building.tidy(database)
    async with database.read() as reader:
        assert await stored.unfinished(reader) == [ours]
    await build(database, ours)
    assert (await archive.search([ours], "exosome")).total == 4
