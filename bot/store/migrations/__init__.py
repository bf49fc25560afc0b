"""Numbered migrations: `NNNN_name.sql`, each carried out with its version number in one transaction."""

import sqlite3
from collections.abc import Iterator, Sequence
from importlib.resources import files

import aiosqlite

from bot.errors import StoreCorrupt, StoreError, StoreTooNew
from bot.store.connection import QueuedReader, Reader

# "DGST": marks the file as this program's, https://sqlite.org/pragma.html#pragma_application_id
APPLICATION_ID = 0x44475354


def scripts() -> list[str]:
    """The text of every migration, in order; the first one makes version 1."""
    found = sorted((item for item in files(__name__).iterdir() if item.name.endswith(".sql")), key=_name)
    return [item.read_text(encoding="utf-8") for item in found]


def newest() -> int:
    """The database version that this program writes."""
    return len(scripts())


async def require_known_version(reader: Reader) -> None:
    """Refuse a database that is newer than this program (StoreTooNew) or somebody else's (StoreCorrupt)."""
    version: int = await reader.value("PRAGMA user_version")
    used = version or await reader.value("SELECT count(*) FROM sqlite_master")
    if used and await reader.value("PRAGMA application_id") != APPLICATION_ID:
        raise StoreCorrupt("The file is another program's database; check DIGEST_DATABASE. Nothing was changed.")
    if version > newest():
        raise StoreTooNew(
            f"The database has version {version}, this program knows versions up to {newest()}; "
            "install the newer program again. Nothing was changed."
        )


async def migrate(connection: aiosqlite.Connection) -> None:
    """Bring the database to the newest version, one transaction for each step.

    Foreign keys must be off: with them on, replacing a table would delete whatever refers to it.
    """
    while await _migrate_once(connection, scripts()):
        pass


async def _migrate_once(connection: aiosqlite.Connection, steps: Sequence[str]) -> bool:
    """Carry out the next migration; False where there was none."""
    # The version is read under the lock, because another process may be starting on the same file.
    await connection.execute("BEGIN IMMEDIATE")
    try:
        version: int = await QueuedReader(connection).value("PRAGMA user_version")
        if version >= len(steps):
            return False
        for statement in _statements(steps[version]):
            await connection.execute(statement)
        await connection.execute(f"PRAGMA user_version = {version + 1}")
        await connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        if await connection.execute_fetchall("PRAGMA foreign_key_check"):
            raise StoreError(f"Version {version + 1} of the database would have rows that refer to missing ones.")
        await connection.execute("COMMIT")
        return True
    finally:
        await connection.rollback()  # nothing is left to undo after COMMIT


def _name(item: object) -> str:
    return getattr(item, "name", "")


def _statements(script: str) -> Iterator[str]:
    """Single statements: sqlite3's executescript would commit in the middle."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
    if statement.strip():
        yield statement
