"""Opening a database: what is made, what is kept, what is refused."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.errors import StoreCorrupt, StoreError, StoreReadOnly, StoreTooNew
from bot.store import records
from bot.store.database import PAGE_BYTES, Database
from bot.store.migrations import APPLICATION_ID


async def keep_and_close(path: Path, value: str) -> None:
    database = await Database.open(path)
    await database.write(lambda tx: records.keep(tx, "word", value))
    await database.close()


async def kept_in(path: Path) -> str | None:
    database = await Database.open(path)
    try:
        async with database.read() as reader:
            return await records.kept(reader, "word")
    finally:
        await database.close()


async def test_the_first_start_makes_the_folder_and_the_file(tmp_path: Path) -> None:
    path = tmp_path / "new" / "deeper" / "digest.db"
    await keep_and_close(path, "exosome")
    assert path.stat().st_size > 0
    assert await kept_in(path) == "exosome"


@pytest.mark.parametrize("name", ["a b.db", "what?mode=memory", "50%25.db", "naïve#1.db"])
async def test_any_file_name_is_taken_as_it_is_written(tmp_path: Path, name: str) -> None:
    await keep_and_close(tmp_path / name, "exosome")
    assert (tmp_path / name).exists()
    assert await kept_in(tmp_path / name) == "exosome"


async def test_a_relative_path_is_the_one_in_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    await keep_and_close(Path("digest.db"), "exosome")
    assert (tmp_path / "digest.db").exists()


async def test_an_empty_file_becomes_a_database(tmp_path: Path) -> None:
    path = tmp_path / "digest.db"
    path.touch()
    await keep_and_close(path, "exosome")
    assert await kept_in(path) == "exosome"


async def test_closing_leaves_one_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "digest.db"
    await keep_and_close(path, "exosome")
    assert [item.name for item in tmp_path.iterdir()] == ["digest.db"]


async def test_after_closing_the_database_says_so(tmp_path: Path) -> None:
    database = await Database.open(tmp_path / "digest.db")
    await database.close()
    with pytest.raises(StoreError, match="closed"):
        await database.write(lambda tx: records.keep(tx, "word", "late"))


def newer(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute("CREATE TABLE future (a)")
        connection.execute("PRAGMA user_version = 1000")
    connection.close()


def newer_with_write_ahead_log(path: Path) -> None:
    newer(path)
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.close()


def somebody_elses(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE recipes (a)")
    connection.close()


def somebody_elses_with_high_version(path: Path) -> None:
    somebody_elses(path)
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 1000")
    connection.close()


def somebody_elses_still_empty(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 1")
    connection.close()


def text(path: Path) -> None:
    path.write_text("Exosomes Digest (1/4 May 2025)\n" * 200, encoding="utf-8")


def short_text(path: Path) -> None:
    path.write_text("hello", encoding="utf-8")


@pytest.mark.parametrize(
    ("make", "kind", "says"),
    [
        (newer, StoreTooNew, "install the newer program"),
        (newer_with_write_ahead_log, StoreTooNew, "install the newer program"),
        (somebody_elses, StoreCorrupt, "another program's"),
        (somebody_elses_with_high_version, StoreCorrupt, "another program's"),
        (somebody_elses_still_empty, StoreCorrupt, "another program's"),
        (text, StoreCorrupt, "not a database"),
        (short_text, StoreCorrupt, "not a database"),
    ],
)
async def test_a_file_that_is_not_for_this_program_is_refused_and_stays_as_it_is(
    tmp_path: Path, make: Callable[[Path], None], kind: type[StoreError], says: str
) -> None:
    path = tmp_path / "digest.db"
    make(path)
    before = path.read_bytes()
    with pytest.raises(kind, match=says):
        await Database.open(path)
    assert path.read_bytes() == before


async def test_a_folder_in_place_of_the_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "digest.db"
    path.mkdir()
    with pytest.raises(StoreReadOnly, match="must be a file"):
        await Database.open(path)
    path.rmdir()
    await keep_and_close(path, "exosome")
    assert await kept_in(path) == "exosome"


async def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data").touch()
    with pytest.raises(StoreReadOnly, match="DIGEST_DATABASE"):
        await Database.open(tmp_path / "data" / "digest.db")


async def test_a_damaged_page_is_said_where_it_is_read_and_the_rest_still_works(tmp_path: Path) -> None:
    path = tmp_path / "digest.db"
    await keep_and_close(path, "exosome")
    sound = path.read_bytes()
    page = page_of(path, "kept")
    path.write_bytes(sound[: (page - 1) * PAGE_BYTES] + b"\xff" * PAGE_BYTES + sound[page * PAGE_BYTES :])
    with pytest.raises(StoreCorrupt, match="restore a backup"):
        await kept_in(path)
    path.write_bytes(sound)
    assert await kept_in(path) == "exosome"


async def test_a_damaged_first_page_is_said_at_the_start(tmp_path: Path) -> None:
    path = tmp_path / "digest.db"
    await keep_and_close(path, "exosome")
    sound = path.read_bytes()
    path.write_bytes(sound[:100] + b"\xff" * (PAGE_BYTES - 100) + sound[PAGE_BYTES:])
    with pytest.raises(StoreCorrupt):
        await Database.open(path)


async def test_half_a_file_is_said_to_be_damaged(tmp_path: Path) -> None:
    path = tmp_path / "digest.db"
    await keep_and_close(path, "exosome")
    path.write_bytes(path.read_bytes()[: 3 * PAGE_BYTES])
    with pytest.raises(StoreCorrupt):
        await kept_in(path)


def page_of(path: Path, table: str) -> int:
    connection = sqlite3.connect(path)
    (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()
    connection.close()
    assert isinstance(page, int)
    return page
