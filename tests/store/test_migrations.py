"""Numbered migrations: each on a database of the version before, each whole or absent."""

import sqlite3
from importlib.resources import files
from pathlib import Path

import pytest

from bot.errors import StoreError, StoreTooNew
from bot.store import migrations, publications
from bot.store.database import Database
from tests.store.samples import NOW, a_publication, freeze

KNOWN = migrations.scripts()


def released(monkeypatch: pytest.MonkeyPatch, *scripts: str) -> None:
    """Let the program be a version that has these migrations."""
    monkeypatch.setattr(migrations, "scripts", lambda: list(scripts))


def state_of(path: Path) -> tuple[int, list[str]]:
    """The version of a file, and its schema."""
    connection = sqlite3.connect(path)
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    schema = [row[0] for row in connection.execute("SELECT coalesce(sql, name) FROM sqlite_master ORDER BY 1")]
    connection.close()
    return version, schema


async def open_and_close(path: Path) -> None:
    await (await Database.open(path)).close()


def test_the_migrations_are_numbered_without_a_gap() -> None:
    names = sorted(item.name for item in files(migrations).iterdir() if item.name.endswith(".sql"))
    assert [name[:5] for name in names] == [f"{number:04}_" for number in range(1, len(names) + 1)]


@pytest.mark.parametrize("version", range(len(KNOWN)))
async def test_each_migration_runs_on_a_database_of_the_version_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: int
) -> None:
    upgraded, fresh = tmp_path / "upgraded.db", tmp_path / "fresh.db"
    for step in range(version, version + 2):
        released(monkeypatch, *KNOWN[:step])
        await open_and_close(upgraded)
    await open_and_close(fresh)
    assert state_of(upgraded) == state_of(fresh)
    assert state_of(upgraded)[0] == version + 1


async def test_a_start_on_a_current_database_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "digest.db"
    await open_and_close(path)
    before = path.read_bytes()
    await open_and_close(path)
    assert path.read_bytes() == before


async def test_a_database_taken_on_by_a_newer_program_is_refused_by_the_older_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "digest.db"
    released(monkeypatch, *KNOWN, "CREATE TABLE more (a) STRICT;")
    with pytest.raises(StoreError):
        await open_and_close(path)  # STRICT wants a type
    released(monkeypatch, *KNOWN, "CREATE TABLE more (a TEXT) STRICT;")
    await open_and_close(path)
    released(monkeypatch, *KNOWN)
    with pytest.raises(StoreTooNew, match=f"version {len(KNOWN) + 1}"):
        await open_and_close(path)


@pytest.mark.parametrize(
    "script",
    [
        "CREATE TABLE more (a TEXT); INSERT INTO nowhere VALUES (1);",
        "CREATE TABLE more (a TEXT);\nDROP TABLE kept;\nno statement at all",
        "CREATE TABLE more (a TEXT);\nDROP TABLE publications;",  # which rows refer to
    ],
)
async def test_a_migration_that_fails_leaves_version_schema_and_rows_as_they_were(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str
) -> None:
    path = tmp_path / "digest.db"
    database = await Database.open(path)
    publication = await database.write(lambda tx: publications.add(tx, a_publication()))
    await database.write(lambda tx: freeze(tx, publication))
    await database.close()
    before = state_of(path)
    released(monkeypatch, *KNOWN, "CREATE TABLE good (a TEXT);", script)
    with pytest.raises(StoreError):
        await open_and_close(path)
    version, schema = state_of(path)
    assert version == before[0] + 1  # the good one stays, and need not be done again
    assert [line for line in schema if "good" not in line] == before[1]
    released(monkeypatch, *KNOWN, "CREATE TABLE good (a TEXT);", "CREATE TABLE more (a TEXT);")
    await open_and_close(path)
    assert state_of(path)[0] == before[0] + 2


async def test_replacing_a_table_keeps_what_refers_to_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "digest.db"
    database = await Database.open(path)
    publication = await database.write(lambda tx: publications.add(tx, a_publication()))
    await database.write(lambda tx: freeze(tx, publication, at=NOW))
    await database.close()
    replace = """
        CREATE TABLE digests_2 (id INTEGER PRIMARY KEY, uid TEXT, label TEXT);
        INSERT INTO digests_2 SELECT id, uid, label FROM digests;
        DROP TABLE digests;
        ALTER TABLE digests_2 RENAME TO digests;
    """
    released(monkeypatch, *KNOWN, replace)
    database = await Database.open(path)
    async with database.read() as reader:
        assert await reader.value("SELECT count(*) FROM entries") == 2
        assert await reader.value("SELECT count(*) FROM deliveries") == 2
    await database.close()


async def test_statements_end_where_sql_ends_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "digest.db"
    script = """
        -- a comment; with a semicolon
        CREATE TABLE one (a TEXT DEFAULT 'x;
        y');
        CREATE TRIGGER two AFTER INSERT ON one BEGIN
            UPDATE one SET a = 'changed';
            DELETE FROM one WHERE a = 'never';
        END;
        CREATE TABLE last (a TEXT)"""
    released(monkeypatch, *KNOWN, script)
    database = await Database.open(path)

    async with database.read() as reader:
        rows = await reader.all("SELECT name FROM sqlite_master WHERE name IN ('one', 'two', 'last')")
    assert {row["name"] for row in rows} == {"one", "two", "last"}
    await database.close()
