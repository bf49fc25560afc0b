"""A database file that is taken away from under the running program."""

from pathlib import Path

import pytest

from bot.errors import StoreError
from bot.store import records
from bot.store.database import Database


@pytest.mark.parametrize("replaced", [False, True])
async def test_nothing_is_written_into_a_file_that_is_no_longer_there(tmp_path: Path, replaced: bool) -> None:
    path = tmp_path / "digest.db"
    database = await Database.open(path)
    await database.write(lambda tx: records.keep(tx, "word", "before"))
    path.rename(tmp_path / "moved.db")
    if replaced:
        path.write_bytes(b"another file")
    with pytest.raises(StoreError, match=r"moved or deleted.*Restart the bot"):
        await database.write(lambda tx: records.keep(tx, "word", "lost"))
    (tmp_path / "moved.db").replace(path)
    await database.write(lambda tx: records.keep(tx, "word", "back"))
    await database.close()
