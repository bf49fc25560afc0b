"""Copying the database while it is in use."""

import asyncio
import os
import sqlite3
from contextlib import closing
from pathlib import Path

from bot.errors import InvalidInput, NotFound
from bot.store.connection import translated


async def copy(path: Path, target: Path) -> None:
    """Write the state of this moment into a new file, without holding anybody up.

    Raises NotFound where there is no database, InvalidInput where the target exists already, and kinds of
    StoreError where reading or writing fails; the target is complete or not there.
    """
    if not path.is_file():
        raise NotFound(f"There is no database at {path} yet; check DIGEST_DATABASE.")
    if target.exists():
        raise InvalidInput(f"{target} exists already, so nothing was written. Give the name of a new file.")
    await asyncio.to_thread(_copy, path, target)


def _copy(path: Path, target: Path) -> None:
    partial = target.with_name(f"{target.name}.partial")
    partial.unlink(missing_ok=True)
    address = Path(os.path.abspath(path)).as_uri()
    try:
        with translated(), closing(sqlite3.connect(f"{address}?mode=ro", uri=True)) as source:
            source.execute("VACUUM INTO ?", (str(partial),))
        partial.rename(target)
    finally:
        partial.unlink(missing_ok=True)
