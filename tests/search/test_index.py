"""The index follows the archive, whatever comes out of it and wherever a building is cut off."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from bot.model import Article
from bot.search import building, index, stored
from bot.store.connection import Writer
from bot.store.database import Database
from tests.search.archives import DAY, Archive, text

KEPT = text("Blood-brain barriers", "Exosomes and TNF-α, exosomes again", ["Müller"])
TAKEN = text(
    "Exosomes of quokkas", "Blood-brain TNF-α (QKF quokka factor); quokkas smile", ["Quokka, Q."], ["quokka"]
)


async def segments(database: Database) -> list[tuple[int, int]]:
    """Of each segment how many entries it has, and how many were taken out."""
    async with database.read() as reader:
        rows = await reader.all("SELECT entries, length(removed) / 2 AS removed FROM segments ORDER BY id")
    return [(row["entries"], row["removed"]) for row in rows]


async def take_out(database: Database, publication_id: int, entries: Sequence[tuple[int, Article]]) -> None:
    """Take entries out of the index."""
    await database.write(lambda tx: index.remove(tx, publication_id, entries))


async def test_an_entry_that_is_taken_out_leaves_nothing_in_the_index(database: Database):
    archive = Archive(database)
    ours = await archive.publication()
    await archive.publish(ours, [KEPT])
    taken = await archive.publish(ours, [TAKEN], date(2025, 5, 21))
    assert await archive.titles([ours], "quokka") == [TAKEN.title]
    await take_out(database, ours, taken)
    found = await archive.search([ours], "exosomes quokkas")
    assert [archive.title(hit) for hit in found.hits] == [KEPT.title]
    assert found.total == 1
    assert not (await archive.search([ours], "quokkaz")).corrected
    assert await segments(database) == [(1, 0)]
    async with database.read() as reader:
        assert await reader.value("SELECT count(*) FROM abbreviations") == 0


async def test_an_entry_that_is_changed_is_found_by_its_new_words_only(database: Database):
    archive = Archive(database)
    ours = await archive.publication()
    entry_id, before = (await archive.publish(ours, [KEPT, TAKEN]))[1]
    after = before.model_copy(update={"title": "Exosomes of wombats", "sections": (), "authors": (), "tags": ()})

    async def change(tx: Writer) -> None:
        await index.remove(tx, ours, [(entry_id, before)])
        await index.add(tx, ours, [(entry_id, after)])

    await database.write(change)
    assert (await archive.search([ours], "quokka")).total == 0
    found = await archive.search([ours], "wombat")
    assert [hit.entry_id for hit in found.hits[: found.total]] == [entry_id]


async def test_many_small_publishes_leave_few_segments(database: Database):
    archive = Archive(database)
    ours = await archive.publication()
    for week in range(70):
        await archive.publish(ours, [text(f"Exosome {week}"), text(f"Vesicle {week}")], DAY + timedelta(weeks=week))
    assert len(await segments(database)) <= 6
    found = await archive.search([ours], "exosome", 500)
    assert found.total == 70
    assert len({hit.entry_id for hit in found.hits[:70]}) == 70


async def build(database: Database, publication_id: int) -> list[building.Progress]:
    """Build a publication's index."""
    return [step async for step in building.build(database, publication_id)]


async def anew(database: Database, publication_id: int) -> None:
    """Throw a publication's index away."""
    await database.write(lambda tx: index.start_anew(tx, publication_id))


async def test_an_index_built_anew_finds_the_same(database: Database):
    archive = Archive(database)
    ours = await archive.publication()
    for week in range(5):
        await archive.publish(ours, [KEPT, TAKEN, text(f"Exosomes {week}")], date(2025, 5, week + 1))
    before = await archive.search([ours], "exosomes blood-brain")
    await anew(database, ours)
    assert (await archive.search([ours], "exosomes")).partial
    assert [(step.done, step.total) for step in await build(database, ours)] == [(15, 15)]
    after = await archive.search([ours], "exosomes blood-brain")
    assert not after.partial
    assert {hit.entry_id for hit in after.hits} == {hit.entry_id for hit in before.hits}
    assert [archive.title(hit) for hit in after.hits] == [archive.title(hit) for hit in before.hits]


async def test_a_building_that_was_cut_off_goes_on_where_it_was(
    database: Database, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(stored, "CHUNK", 4)
    archive = Archive(database)
    ours = await archive.publication()
    await archive.publish(ours, [text(f"Exosome {number}") for number in range(10)])
    await anew(database, ours)
    steps = building.build(database, ours)
    assert (await anext(steps)).done == 4
    await steps.aclose()
    assert (await archive.search([ours], "exosome")).total == 4
    async with database.read() as reader:
        assert await stored.unfinished(reader) == [ours]
    assert await build(database, ours) == [(8, 10), (10, 10)]
    assert (await archive.search([ours], "exosome")).total == 10
    async with database.read() as reader:
        assert await stored.unfinished(reader) == []


async def test_what_is_published_and_changed_during_a_building_is_found_as_it_is(
    database: Database, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(stored, "CHUNK", 2)
    archive = Archive(database)
    ours = await archive.publication()
    first = await archive.publish(ours, [text("Exosome one"), text("Exosome two"), text("Exosome three")])
    await anew(database, ours)
    steps = building.build(database, ours)
    await anext(steps)
    await archive.publish(ours, [text("Exosome four")], date(2025, 5, 21))
    await take_out(database, ours, first[:1])
    await take_out(database, ours, first[2:])  # which the building has still before it
    await database.write(lambda tx: tx.run("DELETE FROM entries WHERE id = ?", first[2][0]))
    assert [step.done async for step in steps]
    assert set(await archive.titles([ours], "exosome")) == {"Exosome two", "Exosome four"}


async def correct(database: Database, publication_id: int, entry: tuple[int, Article], after: Article) -> None:
    """Correct a published entry."""
    entry_id, before = entry

    async def work(tx: Writer) -> None:
        await tx.run("UPDATE entries SET article = ? WHERE id = ?", after.model_dump_json(), entry_id)
        await index.remove(tx, publication_id, [(entry_id, before)])
        await index.add(tx, publication_id, [(entry_id, after)])

    await database.write(work)


async def test_an_entry_that_is_corrected_during_a_building_is_found(
    database: Database, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(stored, "CHUNK", 2)
    archive = Archive(database)
    ours = await archive.publication()
    entries = await archive.publish(ours, [text(f"Exosome {number}") for number in range(5)])
    await anew(database, ours)
    steps = building.build(database, ours)
    await anext(steps)
    await correct(database, ours, entries[0], text("Exosome wombat"))
    await correct(database, ours, entries[4], text("Exosome quokka"))  # to which the building has not come
    assert [step.done async for step in steps] == [4, 5]
    found = await archive.search([ours], "exosome")
    assert (found.total, found.partial) == (5, False)
    assert (await archive.search([ours], "wombat quokka")).total == 2


async def test_an_entry_that_is_corrected_between_an_import_and_its_building_is_found(database: Database):
    archive = Archive(database)
    ours = await archive.publication()
    (entry,) = await archive.publish(ours, [KEPT])
    await database.write(lambda tx: index.put_off(tx, ours))
    await correct(database, ours, entry, TAKEN)
    await build(database, ours)
    assert (await archive.search([ours], "quokka")).total == 1
    assert await segments(database) == [(1, 0)]


async def test_an_index_of_another_version_is_built_anew(database: Database, monkeypatch: pytest.MonkeyPatch):
    archive = Archive(database)
    ours = await archive.publication()
    await archive.publish(ours, [KEPT, TAKEN])
    monkeypatch.setattr(stored, "VERSION", stored.VERSION + 1)
    async with database.read() as reader:
        assert await stored.unfinished(reader) == [ours]
    await build(database, ours)
    assert not (await archive.search([ours], "quokka")).partial
    assert (await archive.search([ours], "quokka")).total == 1
    assert await segments(database) == [(2, 0)]


async def test_entries_that_come_in_many_are_found_once_they_are_built_in(database: Database):
    archive = Archive(database)
    ours = await archive.publication()
    await archive.publish(ours, [KEPT])
    await database.write(lambda tx: index.put_off(tx, ours))
    await archive.publish(ours, [TAKEN], date(2025, 5, 21))
    assert (await archive.search([ours], "quokka")).partial
    await build(database, ours)
    assert (await archive.search([ours], "quokka")).total == 1
    assert (await archive.search([ours], "exosomes")).total == 2


async def test_an_entry_taken_out_of_a_large_segment_is_only_marked(
    database: Database, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(stored, "CHEAP", 3)
    archive = Archive(database)
    ours = await archive.publication()
    entries = await archive.publish(ours, [KEPT, TAKEN, *(text(f"Exosome {number}") for number in range(8))])
    await take_out(database, ours, entries[1:2])
    assert await segments(database) == [(10, 1)]
    assert (await archive.search([ours], "quokka")).total == 0
    assert not (await archive.search([ours], "quokkaz")).corrected
    assert (await archive.search([ours], "exosome")).total == 9
    await archive.publish(ours, [text("Exosome again")], date(2025, 6, 1))
    assert (await archive.search([ours], "exosome")).total == 10
