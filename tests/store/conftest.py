from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.model import Publication
from bot.store import publications
from bot.store.database import Database
from tests.store.samples import StoppedClock, a_publication


@pytest_asyncio.fixture
async def database(tmp_path: Path) -> AsyncGenerator[Database]:
    """A new database, open."""
    opened = await Database.open(tmp_path / "digest.db")
    yield opened
    await opened.close()


@pytest.fixture
def clock() -> StoppedClock:
    """A clock that stands at the hour at which the samples begin."""
    return StoppedClock()


@pytest_asyncio.fixture
async def publication(database: Database) -> Publication:
    """A publication of guild 1."""
    return await database.write(lambda tx: publications.add(tx, a_publication()))


@pytest_asyncio.fixture
async def foreign(database: Database) -> Publication:
    """A publication of guild 2 with the same name."""
    return await database.write(lambda tx: publications.add(tx, a_publication(guild_id=2)))
