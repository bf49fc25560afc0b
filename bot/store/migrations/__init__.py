"""Numbered migrations: `NNNN_name.sql`, each carried out with its version number in one transaction."""

import sqlite3
from collections.abc import Iterator
from importlib.resources import files

import aiosqlite

from bot.errors import StoreCorrupt, StoreTooNew
from bot.store.connection import Reader

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
    version = await reader.value("PRAGMA user_version")
    if version > newest():
        raise StoreTooNew(
            f"The database has version {version}, this program knows versions up to {newest()}; "
            "install the newer program again. Nothing was changed."
        )
    tables = await reader.value("SELECT count(*) FROM sqlite_master")
    if tables and await reader.value("PRAGMA application_id") != APPLICATION_ID:
        raise StoreCorrupt("The file is another program's database; check DIGEST_DATABASE. Nothing was changed.")


async def migrate(connection: aiosqlite.Connection) -> None:
    """Bring the database to the newest version, one transaction for each step."""
    version = await Reader(connection).value("PRAGMA user_version")
    for number, script in enumerate(scripts()[version:], start=version + 1):
        await connection.execute("BEGIN IMMEDIATE")
        try:
            for statement in _statements(script):
                await connection.execute(statement)
            await connection.execute(f"PRAGMA user_version = {number}")
            await connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            await connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                await connection.execute("ROLLBACK")
            raise


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
