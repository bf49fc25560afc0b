"""Which process leads: a lock that dies with its process, and a heartbeat for one that lives and does nothing."""

import asyncio
import sqlite3
from pathlib import Path
from typing import NamedTuple

from bot.store.connection import Reader, Writer, translated


class Pulse(NamedTuple):
    """Who leads, how often it has said so, and whether it holds the lock."""

    holder: str
    beat: int
    locked: bool


async def pulse(reader: Reader) -> Pulse | None:
    """The leader's last sign of life; None where nobody has ever led."""
    row = await reader.one("SELECT holder, beat, locked FROM leadership")
    return None if row is None else Pulse(row["holder"], row["beat"], bool(row["locked"]))


async def take(tx: Writer, holder: str, *, locked: bool) -> None:
    """Lead from now on, whoever did before."""
    await tx.run(
        """INSERT INTO leadership VALUES (1, ?, 0, ?)
           ON CONFLICT DO UPDATE SET holder = excluded.holder, beat = beat + 1, locked = excluded.locked""",
        holder,
        locked,
    )


async def beat(tx: Writer, holder: str, *, locked: bool) -> bool:
    """Give a sign of life; False where another process leads by now."""
    return await tx.run("UPDATE leadership SET beat = beat + 1, locked = ? WHERE holder = ?", locked, holder) > 0


class ProcessLock:
    """A lock beside the database file that one process holds; the system releases it when the process ends.

    It is SQLite's own lock on an empty database, which works the same on every system.
    """

    def __init__(self, database: Path) -> None:
        self._path = database.with_name(f"{database.name}-lead")
        self._connection: sqlite3.Connection | None = None

    async def acquire(self) -> bool:
        """Take the lock if nobody holds it; whether this process has it now."""
        return await asyncio.to_thread(self._acquire)

    async def release(self) -> None:
        """Give the lock back, if this process has it."""
        await asyncio.to_thread(self._release)

    def _acquire(self) -> bool:
        if self._connection is not None:
            return True
        with translated():
            connection = sqlite3.connect(self._path, timeout=0, isolation_level=None, check_same_thread=False)
        try:
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            connection.close()
            return False
        self._connection = connection
        return True

    def _release(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()
