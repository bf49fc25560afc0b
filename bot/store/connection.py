"""One SQLite connection: statements in, rows out, SQLite's errors turned into the project's own."""

import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from typing import Any

import aiosqlite

from bot.errors import (
    Conflict,
    DigestError,
    InvalidInput,
    StoreBusy,
    StoreCorrupt,
    StoreError,
    StoreFull,
    StoreReadOnly,
)

Row = sqlite3.Row

_CLOSED = "The database is closed, because the program is ending; try again later."
_DAMAGED = "The database is damaged; restore a backup."

# Primary result codes, https://sqlite.org/rescode.html; extended codes carry the primary one in their low byte.
_ERRORS: dict[int, tuple[type[StoreError], str]] = {
    sqlite3.SQLITE_BUSY: (StoreBusy, "The database is in use by another program; try again in a moment."),
    sqlite3.SQLITE_LOCKED: (StoreBusy, "The database is in use by another program; try again in a moment."),
    sqlite3.SQLITE_PROTOCOL: (StoreBusy, "The database is in use by another program; try again in a moment."),
    sqlite3.SQLITE_READONLY: (StoreReadOnly, "The database cannot be written to; check the file's permissions."),
    sqlite3.SQLITE_PERM: (StoreReadOnly, "The database may not be opened; check the file's permissions."),
    sqlite3.SQLITE_CANTOPEN: (
        StoreReadOnly,
        "The database cannot be opened; it must be a file in a writable folder.",
    ),
    sqlite3.SQLITE_FULL: (StoreFull, "The disk is full; nothing was changed. Free some space and try again."),
    sqlite3.SQLITE_CORRUPT: (StoreCorrupt, _DAMAGED),
    sqlite3.SQLITE_NOTADB: (StoreCorrupt, "The file is not a database; check DIGEST_DATABASE or restore a backup."),
    sqlite3.SQLITE_IOERR: (StoreError, "The disk could not be read or written; check it and try again."),
}

# Rules that somebody else's change can break; breaking any other one is the program's own mistake.
_CONFLICTS = {
    sqlite3.SQLITE_CONSTRAINT_UNIQUE,
    sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY,
    sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY,
}


@contextmanager
def translated() -> Generator[None]:
    """Turn SQLite's errors inside into the project's.

    StoreError and its kinds; Conflict where another's change is in the way; InvalidInput for a value that no
    database can hold.
    """
    try:
        yield
    except sqlite3.Error as error:
        raise _domain_error(error) from error
    except (OverflowError, UnicodeEncodeError) as error:
        raise InvalidInput("This number or text is not one that can be stored; check it and try again.") from error
    except UnicodeDecodeError as error:
        raise StoreCorrupt(_DAMAGED) from error
    except ValueError as error:  # what aiosqlite raises once the connection is closed
        raise StoreError(_CLOSED) from error


def _domain_error(error: sqlite3.Error) -> DigestError:
    code: int = getattr(error, "sqlite_errorcode", 0)
    if isinstance(error, sqlite3.ProgrammingError) and "closed database" in str(error):
        return StoreError(_CLOSED)
    if "decode to UTF-8" in str(error):
        return StoreCorrupt(_DAMAGED)
    if code in _CONFLICTS:
        return Conflict("Somebody else has just changed this; look again and retry.")
    unknown = (StoreError, f"The database could not do what was asked ({error}).")
    kind, sentence = _ERRORS.get(code & 0xFF, unknown)
    return kind(sentence)


class Reader(ABC):
    """Questions to the database. Parameters are always bound, never pasted into the statement."""

    @abstractmethod
    async def all(self, statement: str, *parameters: object) -> list[Row]:
        """Every row of the answer."""

    async def one(self, statement: str, *parameters: object) -> Row | None:
        """The first row of the answer, or None.

        The answer is fetched whole: a cursor left open by a cancelled task would hold on to an old state.
        """
        rows = await self.all(statement, *parameters)
        return rows[0] if rows else None

    async def value(self, statement: str, *parameters: object) -> Any:
        """The first column of the first row, or None."""
        row = await self.one(statement, *parameters)
        return None if row is None else row[0]


class QueuedReader(Reader):
    """Questions that wait for the connection's thread, while the event loop goes on."""

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection

    async def all(self, statement: str, *parameters: object) -> list[Row]:
        """Every row of the answer."""
        with translated():
            return list(await self._connection.execute_fetchall(statement, parameters))


class Writer(QueuedReader):
    """Questions and changes, inside one transaction."""

    async def run(self, statement: str, *parameters: object) -> int:
        """Carry out a change; the number of rows it touched."""
        with translated():
            return (await self._connection.execute(statement, parameters)).rowcount

    async def insert(self, statement: str, *parameters: object) -> int:
        """Carry out an INSERT; the id of its row."""
        with translated():
            return (await self._connection.execute(statement, parameters)).lastrowid or 0

    async def run_many(self, statement: str, rows: Iterable[tuple[object, ...]]) -> None:
        """Carry out the same change for every row of parameters."""
        with translated():
            await self._connection.executemany(statement, rows)
