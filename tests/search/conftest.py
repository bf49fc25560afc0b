from collections.abc import AsyncGenerator
from pathlib import Path

import pytest_asyncio

from bot.store.database import Database
from tests.search.archives import Archive


@pytest_asyncio.fixture
async def archive(tmp_path: Path) -> AsyncGenerator[Archive]:
    """An empty archive."""
    database = await Database.open(tmp_path / "digest.db")
    yield Archive(database)
    await database.close()
