from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.store.database import Database
from tests.search.archives import Archive


@pytest_asyncio.fixture
async def database(tmp_path: Path) -> AsyncGenerator[Database]:
    """An empty database."""
    opened = await Database.open(tmp_path / "digest.db")
    yield opened
    await opened.close()


@pytest.fixture
def archive(database: Database) -> Archive:
    """An empty archive."""
    return Archive(database)
