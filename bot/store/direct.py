"""Journeys through the database that one thread makes: it waits between no question and the next."""

import sqlite3
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from bot.store.connection import Reader, Row, translated

T = TypeVar("T")


class DirectReader(Reader):
    """Questions that are answered before anything else is done, for the connection's own thread."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    async def all(self, statement: str, *parameters: object) -> list[Row]:
        """Every row of the answer."""
        with translated():
            return self._connection.execute(statement, parameters).fetchall()

    def blob(self, table: str, column: str, where: str, *parameters: object) -> bytes | None:
        """The BLOB of one row, None where there is no such row: one of megabytes in a third of the time of a row.

        Nor does it keep other threads waiting, which they do while a row is made an object.
        """
        with translated():
            row = self._connection.execute(f"SELECT rowid FROM {table} WHERE {where}", parameters).fetchone()
            if row is None:
                return None
            with self._connection.blobopen(table, column, row[0], readonly=True) as blob:
                return blob.read()


def carried_out(connection: sqlite3.Connection, work: Callable[[DirectReader], Coroutine[Any, Any, T]]) -> T:
    """What work comes to, all of which sees the same committed state; it may await nothing but its reader."""
    try:
        with translated():
            connection.execute("BEGIN")
        return _at_once(work(DirectReader(connection)))
    finally:
        with translated():
            connection.rollback()


def _at_once(coroutine: Coroutine[Any, Any, T]) -> T:
    try:
        coroutine.send(None)
    except StopIteration as end:
        return end.value
    coroutine.close()
    raise RuntimeError("This work may wait for nothing but the database.")
