"""The database file: one writer, a few readers, every transaction whole."""

import asyncio
import logging
import os
import sqlite3
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

import aiosqlite

from bot.errors import StoreError, StoreReadOnly
from bot.store.connection import QueuedReader, Reader, Row, Writer, translated
from bot.store.direct import DirectReader, carried_out
from bot.store.migrations import migrate, require_known_version

T = TypeVar("T")
log = logging.getLogger(__name__)

READERS = 2
# Of a new database: BLOBs are read page by page, with larger ones than SQLite's usual 4096 sooner.
PAGE_BYTES = 8192
BUSY_SECONDS = 3.0
READING_SECONDS = 3.0  # that closing waits for those who read
OLDEST_SQLITE = (3, 38, 0)  # STRICT tables (3.37), RETURNING (3.35) and JSON functions built in (3.38)


class Database:
    """An open database. Reads go to read-only connections, writes through one connection behind a lock.

    A connection shared by tasks would let one task's rollback undo another's insert; hence the lock.
    """

    def __init__(self, path: Path, writer: aiosqlite.Connection, readers: list[aiosqlite.Connection]) -> None:
        self.path = path
        self._identity = _identity(path)
        self._writer = writer
        self._readers = readers
        self._free: asyncio.LifoQueue[aiosqlite.Connection] = asyncio.LifoQueue()
        for reader in readers:
            self._free.put_nowait(reader)
        self._lock = asyncio.Lock()
        self._transactions: set[asyncio.Task[object]] = set()

    @classmethod
    async def open(cls, path: Path, patience: float = BUSY_SECONDS) -> "Database":
        """Open the file, making it and its folder where missing, and bring it to this program's version.

        `patience` is how many seconds a statement waits for another program that holds the file.
        Raises StoreTooNew, before anything is changed, on a database of a later version, and the other
        kinds of StoreError on a file that is locked, read-only, damaged or no database.
        """
        _require_sqlite()
        _make_place(path)
        address = Path(os.path.abspath(path)).as_uri()
        if os.path.exists(path):
            await _refuse_unknown(address, patience)
        opened = [await _connect(f"{address}?mode=rwc", patience)]
        try:
            await _prepare(opened[0])
            while len(opened) <= READERS:
                opened.append(await _connect(f"{address}?mode=ro", patience))
        except BaseException:
            for connection in opened:
                await connection.close()
            raise
        return cls(path, opened[0], opened[1:])

    async def close(self) -> None:
        """Let running transactions end, and what is being read for a while, then close every connection."""
        if self._transactions:
            await asyncio.wait(self._transactions)
        await self._end_of_reading()
        for connection in [*self._readers, self._writer]:
            await connection.close()

    async def _end_of_reading(self) -> None:
        """Wait until nobody reads, not even for who has been cancelled; who asks from now on finds it closed."""
        free: list[aiosqlite.Connection] = []
        with suppress(TimeoutError):
            async with asyncio.timeout(READING_SECONDS):
                while len(free) < READERS:
                    free.append(await self._free.get())
        for connection in free:
            self._free.put_nowait(connection)

    @asynccontextmanager
    async def read(self) -> AsyncGenerator[Reader]:
        """A reader for as long as the block lasts; all that is asked in it sees the same committed state."""
        connection = await self._free.get()
        try:
            with translated():
                await connection.execute("BEGIN")
            yield QueuedReader(connection)
        finally:
            try:
                # In the connection's queue at once, so it is carried out though this task be cancelled meanwhile.
                with translated():
                    await connection.rollback()
            finally:
                self._free.put_nowait(connection)

    async def read_at_once(self, work: Callable[[DirectReader], Coroutine[Any, Any, T]]) -> T:
        """What `work` comes to, all of which a reader's thread does: many questions, or much to work out of them.

        That saves the way to the event loop and back with each question, and holds nobody up there. `work` awaits
        nothing but its reader. Cancelling the caller does not cut it short: others get its connection afterwards.
        """
        connection = await self._free.get()
        task = asyncio.ensure_future(_in_its_thread(connection, work))
        task.add_done_callback(lambda _: self._free.put_nowait(connection))
        return await asyncio.shield(task)

    async def write(self, work: Callable[[Writer], Awaitable[T]]) -> T:
        """Carry out `work` in one transaction: all of it is kept, or, when it raises, nothing.

        Cancelling the caller does not cut the transaction short: left open, it would fail the next one.
        """
        if _identity(self.path) != self._identity:
            # SQLite would go on writing into what no path leads to any more, and say that all is well.
            raise StoreError(
                "The database file has been moved or deleted; nothing is stored any more. Restart the bot."
            )
        task = asyncio.create_task(self._transaction(work))
        self._transactions.add(task)
        task.add_done_callback(self._transactions.discard)
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            task.add_done_callback(_report)
            raise

    async def _transaction(self, work: Callable[[Writer], Awaitable[T]]) -> T:
        async with self._lock:
            try:
                with translated():
                    await self._writer.execute("BEGIN IMMEDIATE")
                result = await work(Writer(self._writer))
                with translated():
                    await self._writer.execute("COMMIT")
            except BaseException:
                # Does nothing where the error (a full disk) has ended the transaction already.
                with translated():
                    await self._writer.rollback()
                raise
            return result


async def _in_its_thread(
    connection: aiosqlite.Connection, work: Callable[[DirectReader], Coroutine[Any, Any, T]]
) -> T:
    with translated():
        raw = connection._conn  # pyright: ignore[reportPrivateUsage]  # noqa: SLF001
    # Not within `translated`: what work raises is not taken for an error of the connection.
    return await connection._execute(carried_out, raw, work)  # pyright: ignore[reportPrivateUsage, reportUnknownMemberType]  # noqa: SLF001


def _report(task: "asyncio.Task[Any]") -> None:
    """Tell the operator of a failed transaction whose caller has gone."""
    if not task.cancelled() and (error := task.exception()) is not None:
        log.error("What a caller that has gone wanted stored was not stored.", exc_info=error)


def _identity(path: Path) -> tuple[int, int] | None:
    """Which file stands at the path, by device and number; None where there is none."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _make_place(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = f"The folder {path.parent} for the database cannot be made ({error.strerror})."
        raise StoreReadOnly(f"{reason} Check DIGEST_DATABASE.") from error
    if os.path.isdir(path):
        raise StoreReadOnly(f"{path} is a folder, but must be a file. Check DIGEST_DATABASE.")
    if os.path.exists(path) and not os.access(path, os.W_OK):
        # Asked first: SQLite would open it all the same, and leave log files with the same permissions behind.
        raise StoreReadOnly(f"The database {path} cannot be written to; check the file's permissions.")


async def _connect(uri: str, patience: float) -> aiosqlite.Connection:
    connection = aiosqlite.connect(uri, uri=True, isolation_level=None, timeout=patience)
    try:
        with translated():
            await connection
    except StoreError:
        # Its thread is still ending, and must not find the event loop closed.
        await asyncio.to_thread(connection._thread.join)  # pyright: ignore[reportPrivateUsage]  # noqa: SLF001
        raise
    connection.row_factory = Row
    return connection


async def _refuse_unknown(address: str, patience: float) -> None:
    """Look before the file is opened for writing: even closing a writer may move a log into the file."""
    probe = await _connect(f"{address}?mode=ro", patience)
    try:
        await require_known_version(QueuedReader(probe))
    except StoreReadOnly:
        # A crash has left a journal that only a writer can take back; the writer looks again.
        return
    finally:
        await probe.close()


async def _prepare(writer: aiosqlite.Connection) -> None:
    with translated():
        await require_known_version(QueuedReader(writer))
        await writer.execute(f"PRAGMA page_size = {PAGE_BYTES}")
        await writer.execute("PRAGMA journal_mode = WAL")
        await writer.execute("PRAGMA synchronous = FULL")
        await writer.execute("PRAGMA foreign_keys = OFF")
        await migrate(writer)
        await writer.execute("PRAGMA foreign_keys = ON")


def _require_sqlite() -> None:
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        needed = ".".join(map(str, OLDEST_SQLITE))
        raise StoreError(f"SQLite {sqlite3.sqlite_version} is too old; Python with SQLite {needed} is needed.")
