"""Digests and entries: kept as they were frozen, and seen by their own guild only."""

from datetime import date

import pytest

from bot.errors import Conflict
from bot.model import Digest, Publication
from bot.store import digests, entries
from bot.store.connection import Writer
from bot.store.database import Database
from tests.store.samples import DAY, NOW, a_digest, an_article

WEEKS = [date(2025, 5, 14), date(2025, 5, 21), date(2025, 5, 28)]


async def add(database: Database, publication: Publication, digest: Digest) -> list[int]:
    _, entries = await database.write(lambda tx: digests.add(tx, publication.id, digest, NOW))
    return [entry_id for entry_id, _ in entries]


async def add_weeks(database: Database, publication: Publication) -> list[Digest]:
    """Three digests, stored in another order than that of their days."""
    made = [a_digest(["One"] * number, day, f"{number}/4 May 2025") for number, day in enumerate(WEEKS, 1)]
    for digest in (made[1], made[0], made[2]):
        await add(database, publication, digest)
    return made


async def test_a_digest_comes_back_as_it_was_frozen(database: Database, publication: Publication) -> None:
    digest = a_digest()
    await add(database, publication, digest)
    async with database.read() as reader:
        assert await digests.get(reader, 1, digest.uid) == digest
        assert await digests.on_day(reader, publication.id, DAY) == digest
        assert await digests.on_day(reader, publication.id, WEEKS[1]) is None


async def test_a_guild_sees_nothing_of_another_guilds_digests(
    database: Database, publication: Publication, foreign: Publication
) -> None:
    digest, secret = a_digest(), a_digest()
    await add(database, publication, digest)
    await add(database, foreign, secret)
    async with database.read() as reader:
        assert await digests.get(reader, 1, secret.uid) is None
        assert [one.uid for one in await digests.summaries(reader, 1)] == [digest.uid]
        assert await digests.summaries(reader, 1, foreign.id) == []
        assert await digests.summaries(reader, 3) == []
        assert await digests.labels(reader, publication.id) == {digest.label}


async def test_digests_are_listed_by_day_newest_first_with_their_size(
    database: Database, publication: Publication
) -> None:
    made = await add_weeks(database, publication)
    async with database.read() as reader:
        listed = await digests.summaries(reader, 1)
        assert [one.uid for one in listed] == [one.uid for one in reversed(made)]
        assert [one.entries for one in listed] == [3, 2, 1]
        assert [one.label for one in await digests.summaries(reader, 1, limit=1)] == ["3/4 May 2025"]


@pytest.mark.parametrize(
    ("words", "labels"),
    [
        (["2/4", "may", "2025"], ["2/4 May 2025"]),
        (["2025-05-28"], ["3/4 May 2025"]),
        (["14", "may"], ["1/4 May 2025"]),
        (["exo", "28"], ["3/4 May 2025"]),
        (["may"], ["3/4 May 2025", "2/4 May 2025", "1/4 May 2025"]),
        (["ay"], []),
        (["%"], []),
    ],
)
async def test_digests_are_listed_by_how_they_are_called(
    database: Database, publication: Publication, words: list[str], labels: list[str]
) -> None:
    await add_weeks(database, publication)
    async with database.read() as reader:
        assert [one.label for one in await digests.summaries(reader, 1, words=words)] == labels


async def test_neighbours_are_those_of_the_same_publication_by_day(
    database: Database, publication: Publication, foreign: Publication
) -> None:
    first, second, third = await add_weeks(database, publication)
    await add_weeks(database, foreign)
    async with database.read() as reader:
        assert await digests.neighbour(reader, 1, second.uid, "older") == first.uid
        assert await digests.neighbour(reader, 1, second.uid, "newer") == third.uid
        assert await digests.neighbour(reader, 1, first.uid, "older") is None
        assert await digests.neighbour(reader, 1, third.uid, "newer") is None
        assert await digests.neighbour(reader, 2, second.uid, "newer") is None


@pytest.mark.parametrize(
    "second", [a_digest(label="another label"), a_digest(day=WEEKS[1])], ids=["same day", "same label"]
)
async def test_a_day_and_a_label_are_taken_once_per_publication(
    database: Database, publication: Publication, foreign: Publication, second: Digest
) -> None:
    await add(database, publication, a_digest())
    with pytest.raises(Conflict):
        await add(database, publication, second)
    await add(database, foreign, second)


async def test_found_entries_come_with_where_they_stand(database: Database, publication: Publication) -> None:
    digest = a_digest()
    first, second = await add(database, publication, digest)
    async with database.read() as reader:
        found = await entries.found(reader, [publication.id], [second, first, 999])
        assert await entries.found(reader, [publication.id], []) == {}
        assert await entries.found(reader, [publication.id + 1], [first]) == {}
    assert set(found) == {first, second}
    assert found[second].article == an_article("Second")
    assert (found[second].ref.digest_uid, found[second].ref.number) == (digest.uid, 2)
    assert (found[second].digest_label, found[second].publication) == (digest.label, digest.publication)


async def settled(database: Database, publication: Publication) -> tuple[date | None, date | None]:
    """The newest settled day, and the late one that waits."""
    async with database.read() as reader:
        return await digests.last_day(reader, publication.id), await digests.late_day(reader, publication.id)


async def test_a_week_is_settled_by_a_digest_or_by_passing(
    database: Database, publication: Publication, foreign: Publication
) -> None:
    assert await settled(database, publication) == (None, None)
    await add(database, publication, a_digest())
    assert await settled(database, publication) == (DAY, None)
    await database.write(lambda tx: digests.pass_week(tx, publication.id, WEEKS[1], "empty"))
    assert await settled(database, publication) == (WEEKS[1], None)
    assert await settled(database, foreign) == (None, None)


async def test_a_late_week_waits_until_it_is_published(database: Database, publication: Publication) -> None:
    await database.write(lambda tx: digests.pass_week(tx, publication.id, DAY, "late"))
    assert await settled(database, publication) == (DAY, DAY)

    async def publish(tx: Writer) -> None:
        await digests.reopen_week(tx, publication.id, DAY)
        await digests.add(tx, publication.id, a_digest(), NOW)

    await database.write(publish)
    assert await settled(database, publication) == (DAY, None)


@pytest.mark.parametrize("later", ["digest", "empty"])
async def test_a_late_week_no_longer_waits_once_a_later_one_is_settled(
    database: Database, publication: Publication, later: str
) -> None:
    await database.write(lambda tx: digests.pass_week(tx, publication.id, DAY, "late"))
    if later == "digest":
        await add(database, publication, a_digest(day=WEEKS[1]))
    else:
        await database.write(lambda tx: digests.pass_week(tx, publication.id, WEEKS[1], "empty"))
    assert await settled(database, publication) == (WEEKS[1], None)


async def test_of_two_late_weeks_the_newer_one_waits(database: Database, publication: Publication) -> None:
    for day in WEEKS[:2]:
        await database.write(lambda tx, day=day: digests.pass_week(tx, publication.id, day, "late"))
    assert await settled(database, publication) == (WEEKS[1], WEEKS[1])


async def test_headlines_keep_the_order_asked_for_and_name_nobody_of_a_withdrawn_entry(
    database: Database, publication: Publication
) -> None:
    digest = a_digest()
    first, second = await add(database, publication, digest)

    async def withdraw(tx: Writer) -> None:
        head = await digests.head(tx, digest.uid)
        assert head is not None
        await digests.put_entry(tx, (await digests.published(tx, head.id))[0]._replace(withdrawn=True))

    await database.write(withdraw)
    async with database.read() as reader:
        shown = await entries.headlines(reader, [publication.id], [second, 999, first])
        newest = await entries.newest(reader, [publication.id], 5)
        assert await entries.headlines(reader, [publication.id + 1], [first]) == {}
    assert [(row, one.title, one.authors) for row, one in shown.items()] == [
        (second, "Second", ("Ada Lovelace",)),
        (first, "First", ()),
    ]
    assert newest == [shown[first], shown[second]]


async def test_a_week_passes_once(database: Database, publication: Publication) -> None:
    await database.write(lambda tx: digests.pass_week(tx, publication.id, DAY, "late"))
    with pytest.raises(Conflict):
        await database.write(lambda tx: digests.pass_week(tx, publication.id, DAY, "empty"))
