"""The database file: one writer, a few readers, every transaction whole."""

import asyncio
import logging
import os
import sqlite3
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar

import aiosqlite

from bot.errors import DigestError, StoreError, StoreReadOnly
from bot.store.connection import Reader, Row, Writer, translated
from bot.store.migrations import migrate, require_known_version

T = TypeVar("T")
log = logging.getLogger(__name__)

READERS = 2
BUSY_SECONDS = 3.0
OLDEST_SQLITE = (3, 38, 0)  # STRICT tables (3.37), RETURNING (3.35) and JSON functions built in (3.38)


class Database:
    """An open database. Reads go to read-only connections, writes through one connection behind a lock.

    A connection shared by tasks would let one task's rollback undo another's insert; hence the lock.
    """

    def __init__(self, path: Path, writer: aiosqlite.Connection, readers: list[aiosqlite.Connection]) -> None:
        self.path = path
        self._writer = writer
        self._readers = readers
        self._free: asyncio.LifoQueue[aiosqlite.Connection] = asyncio.LifoQueue()
        for reader in readers:
            self._free.put_nowait(reader)
        self._lock = asyncio.Lock()
        self._transactions: set[asyncio.Task[object]] = set()

    @classmethod
    async def open(cls, path: Path) -> "Database":
        """Open the file, making it and its folder where missing, and bring it to this program's version.

        Raises StoreTooNew, before anything is changed, on a database of a later version, and the other
        kinds of StoreError on a file that is locked, read-only, damaged or no database.
        """
        _require_sqlite()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            reason = f"The folder {path.parent} for the database cannot be made ({error.strerror})."
            raise StoreReadOnly(f"{reason} Check DIGEST_DATABASE.") from error
        address = Path(os.path.abspath(path)).as_uri()
        writer = await _connect(f"{address}?mode=rwc")
        opened = [writer]
        try:
            await _prepare(writer)
            opened.extend([await _connect(f"{address}?mode=ro") for _ in range(READERS)])
        except BaseException:
            for connection in opened:
                await connection.close()
            raise
        return cls(path, writer, opened[1:])

    async def close(self) -> None:
        """Let running transactions end, then close every connection."""
        if self._transactions:
            await asyncio.wait(self._transactions)
        for connection in [*self._readers, self._writer]:
            await connection.close()

    @asynccontextmanager
    async def read(self) -> AsyncGenerator[Reader]:
        """A reader for as long as the block lasts. Each statement sees the latest committed state."""
        connection = await self._free.get()
        try:
            yield Reader(connection)
        finally:
            self._free.put_nowait(connection)

    async def write(self, work: Callable[[Writer], Awaitable[T]]) -> T:
        """Carry out `work` in one transaction: all of it is kept, or, when it raises, nothing.

        Cancelling the caller does not cut the transaction short: left open, it would fail the next one.
        """
        task = asyncio.create_task(self._transaction(work))
        self._transactions.add(task)
        task.add_done_callback(self._ended)
        return await asyncio.shield(task)

    async def _transaction(self, work: Callable[[Writer], Awaitable[T]]) -> T:
        async with self._lock:
            with translated():
                await self._writer.execute("BEGIN IMMEDIATE")
            try:
                result = await work(Writer(self._writer))
                with translated():
                    await self._writer.execute("COMMIT")
            except BaseException:
                # Some errors (a full disk) have ended the transaction already.
                if self._writer.in_transaction:
                    await self._writer.execute("ROLLBACK")
                raise
            return result

    def _ended(self, task: "asyncio.Task[object]") -> None:
        """Keep the outcome of a transaction whose caller has gone from vanishing."""
        self._transactions.discard(task)
        if not task.cancelled() and (error := task.exception()) and not isinstance(error, DigestError):
            log.debug("A transaction ended with %r.", error)


async def _connect(uri: str) -> aiosqlite.Connection:
    with translated():
        connection = await aiosqlite.connect(uri, uri=True, isolation_level=None, timeout=BUSY_SECONDS)
    connection.row_factory = Row
    return connection


async def _prepare(writer: aiosqlite.Connection) -> None:
    with translated():
        await require_known_version(Reader(writer))
        await writer.execute("PRAGMA journal_mode = WAL")
        await writer.execute("PRAGMA synchronous = FULL")
        await writer.execute("PRAGMA foreign_keys = ON")
        await migrate(writer)


def _require_sqlite() -> None:
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        needed = ".".join(map(str, OLDEST_SQLITE))
        raise StoreError(f"SQLite {sqlite3.sqlite_version} is too old; Python with SQLite {needed} is needed.")
