"""Thousands of articles into the archive at once."""

from collections.abc import AsyncGenerator, Iterable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.errors import InvalidInput
from bot.intake.formats.jsonl import Given, Wrong
from bot.journeys.archive import Archive, read
from bot.journeys.reindex import Reindex
from bot.journeys.take_in import TakeIn, Taken
from bot.model import Article, Link, Section
from bot.store import digests, publications
from bot.store.database import Database
from tests.journeys.archives import TWO_ENTRIES
from tests.journeys.clubs import Club
from tests.store.samples import StoppedClock

NAME = "Vesicle Archive"


@pytest.fixture
async def database(tmp_path: Path) -> AsyncGenerator[Database]:
    """A new database, open."""
    opened = await Database.open(tmp_path / "digest.db")
    yield opened
    await opened.close()


def lines(count: int, start: int = 0, date: str = "") -> list[Given]:
    """Articles with ids and titles of their own."""
    return [
        Given(number + 1, f"doc-{number}", Article(title=f"A study of vesicles, part {number}", date=date), False)
        for number in range(start, start + count)
    ]


async def take_in(database: Database, given: Iterable[Given | Wrong], clock: StoppedClock | None = None) -> Taken:
    """Import all of it, and have it indexed; what is said at the end, with the wrong lines of the whole."""
    last, wrong = Taken(), list[Wrong]()
    async for last in TakeIn(database, clock or StoppedClock()).articles(NAME, given):
        wrong += last.wrong
    async for _ in Reindex(database).finish(NAME):
        pass
    return Taken(last.added, last.collections, last.known, last.twins, last.shortened, tuple(wrong))


async def test_articles_stand_in_collections_of_their_year(database: Database) -> None:
    given = [*lines(30, date="2024"), *lines(5, 30, date="2023-05"), *lines(2, 35)]
    clock = StoppedClock()
    clock.instant = datetime(2026, 11, 25, 12, tzinfo=UTC)
    assert await take_in(database, given, clock) == Taken(added=37, collections=4)
    async with database.read() as reader:
        (archive,) = await publications.all_of(reader)
        listed = await digests.labels(reader, archive.id)
        longest = await reader.value("SELECT max(number) FROM entries")
    assert listed == {"2024, 1", "2024, 2", "2023, 1", "Imported 25 November 2026, 1"}
    assert longest == 25  # as many as one list to open takes


async def test_a_collection_is_dated_by_its_year_but_never_ahead(database: Database) -> None:
    given = [*lines(1, date="2019"), *lines(1, 1, date="2031"), *lines(1, 2)]
    await take_in(database, given)
    async with database.read() as reader:
        rows = await reader.all("SELECT label, date FROM digests ORDER BY label")
    today = StoppedClock().now().date()
    assert [tuple(row) for row in rows] == [
        ("2019, 1", "2019-12-31"),
        ("2031, 1", today.isoformat()),
        (f"Imported {today.day} {today:%B %Y}, 1", today.isoformat()),
    ]
    assert today > date(2019, 12, 31)


async def test_importing_again_adds_nothing(database: Database) -> None:
    given = lines(60)
    assert (await take_in(database, given)).added == 60
    assert await take_in(database, given) == Taken(known=60)


async def test_an_entry_that_was_changed_or_withdrawn_does_not_come_in_again(database: Database) -> None:
    await take_in(database, lines(1))
    await database.write(lambda tx: digests.forget_identity(tx, 1))
    assert await take_in(database, lines(1)) == Taken(known=1)


async def test_an_import_that_was_cut_short_goes_on(database: Database) -> None:
    given = lines(2_500)

    def cut_short() -> Iterator[Given]:
        yield from given[:1_700]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await take_in(database, cut_short())
    done = await take_in(database, given)
    assert 0 < done.known < 2_500
    assert done.added + done.known == 2_500
    async with database.read() as reader:
        assert await reader.value("SELECT count(DISTINCT external_id) FROM entries") == 2_500
        assert await reader.value("SELECT count(*) FROM entries") == 2_500
        assert await reader.value("SELECT count(*) FROM digests") == 100


async def test_the_same_id_twice_in_a_file_comes_in_once(database: Database) -> None:
    first, second = lines(2)
    again = second._replace(external_id=first.external_id)
    assert await take_in(database, [first, again]) == Taken(added=1, collections=1, known=1)


async def test_documents_with_one_title_are_as_many_as_their_ids(database: Database) -> None:
    given = [one._replace(article=Article(title="A title that many papers have")) for one in lines(3)]
    assert await take_in(database, given) == Taken(added=3, collections=1)
    assert await take_in(database, given) == Taken(known=3)


async def test_documents_with_one_link_are_the_same(database: Database) -> None:
    link = (Link(kind="doi", value="10.1000/1"),)
    given = [one._replace(article=one.article.model_copy(update={"links": link})) for one in lines(3)]
    assert await take_in(database, given) == Taken(added=1, collections=1, twins=2)


async def test_what_an_issue_has_already_does_not_come_in_again(database: Database) -> None:
    archive = Archive(database, StoppedClock())
    done = await archive.take_in_as_operator(NAME, read(TWO_ENTRIES.encode()))
    title = done.digest.entries[0].article.title
    given = [one._replace(article=Article(title=title)) for one in lines(2)]
    assert await take_in(database, given) == Taken(twins=2)


async def test_a_page_of_the_same_day_comes_in_beside_a_collection(database: Database) -> None:
    clock = StoppedClock()
    clock.instant = datetime(2025, 5, 14, 12, tzinfo=UTC)
    await take_in(database, lines(3), clock)
    page = await Archive(database, clock).take_in_as_operator(NAME, read(TWO_ENTRIES.encode()))
    assert page.digest.date == date(2025, 5, 14)
    assert page.changed


async def test_two_imports_at_once_share_the_labels(database: Database) -> None:
    one = TakeIn(database, StoppedClock()).articles(NAME, lines(2_000, date="2024"))
    other = TakeIn(database, StoppedClock()).articles(NAME, lines(2_000, 2_000, date="2024"))
    for run in (one, other, one, other, one, other):
        await anext(run)
    async with database.read() as reader:
        labels = [row["label"] for row in await reader.all("SELECT label FROM digests")]
    assert sorted(labels) == sorted(f"2024, {number}" for number in range(1, 161))


async def test_wrong_lines_are_told_and_the_rest_comes_in(database: Database) -> None:
    wrong = Wrong(2, "it is not JSON.")
    assert await take_in(database, [*lines(1), wrong, *lines(1, 1)]) == Taken(2, 1, wrong=(wrong,))


async def test_a_file_without_a_good_line_makes_no_publication(database: Database) -> None:
    assert await take_in(database, [Wrong(1, "it is not JSON.")]) == Taken(wrong=(Wrong(1, "it is not JSON."),))
    async with database.read() as reader:
        assert await publications.all_of(reader) == []


async def test_a_name_that_no_publication_can_have_is_refused(database: Database) -> None:
    with pytest.raises(InvalidInput, match="name"):
        async for _ in TakeIn(database, StoppedClock()).articles(" ", lines(1)):
            pass


async def test_the_uid_of_a_collection_is_the_same_wherever_it_is_imported(tmp_path: Path) -> None:
    uids: list[set[str]] = []
    for name in ("one.db", "two.db"):
        database = await Database.open(tmp_path / name)
        await database.write(
            lambda tx: tx.run(
                "INSERT INTO publications (uid, name, name_key) VALUES ('u', ?, ?)", NAME, NAME.casefold()
            )
        )
        await take_in(database, lines(60, date="2024"))
        async with database.read() as reader:
            uids.append({row["uid"] for row in await reader.all("SELECT uid FROM digests")})
        await database.close()
    assert uids[0] == uids[1]
    assert len(uids[0]) == 3


async def test_a_running_bot_shows_what_is_imported_behind_its_issues(club: Club) -> None:
    await club.set_up(name=NAME)
    page = ("digest.txt", TWO_ENTRIES.encode())
    previewed = await club.mo.slash(club.chat, "desk import", file=page, publication=NAME)
    assert previewed.message is not None
    await club.mo.click(previewed.message, label="Import")
    text = (Section(heading="Results", text="Zebrafish larvae took up labelled vesicles."),)
    given = [*lines(26), Given(27, "fish", Article(title="Fish and their carriers", sections=text), False)]
    database = await Database.open(club.bot.database)
    done = await take_in(database, given)
    await database.close()
    assert done == Taken(added=27, collections=2)

    offered = await club.lin.autocomplete(club.chat, "digest", "issue", "", publication=NAME)
    assert [name.split(" · ")[0] for name, _ in offered] == [
        "1/4 May 2025",
        "Imported 14 May 2025, 2",
        "Imported 14 May 2025, 1",
    ]
    suggested = await club.lin.autocomplete(club.chat, "search", "query", "", publication=NAME)
    assert "Carriers over the blood-brain barrier" in suggested[0][0]
    newest = await club.lin.slash(club.chat, "digest", publication=NAME)
    assert "(1/4 May 2025)" in newest.text
    assert newest.message is not None
    older = await club.lin.click(newest.message, label="‹ Older")
    assert "Imported 14 May 2025, 2" in older.text
    assert "2 entries" in older.text
    found = await club.lin.slash(club.chat, "search", query="zebrafish larvae", publication=NAME)
    assert "Fish and their carriers" in found.text
