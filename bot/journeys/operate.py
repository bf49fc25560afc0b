"""What the operator sees and decides of deliveries, at the terminal."""

from collections.abc import Collection

from bot.errors import NotFound
from bot.store import deliveries, outstanding
from bot.store.connection import Writer
from bot.store.database import Database
from bot.store.outstanding import Outstanding

PARKED = "the operator has put it aside"


class Operations:
    """Works on the database of a running bot, which sees it at its next heartbeat."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def outstanding(self) -> list[Outstanding]:
        """Every step that is not done."""
        async with self._database.read() as reader:
            return await outstanding.every(reader)

    async def retry(self, ids: Collection[int]) -> int:
        """Let these steps be tried again, all where none is named; how many. NotFound where one is not open."""

        async def work(tx: Writer) -> int:
            chosen = ids or [one.id for one in await outstanding.every(tx)]
            await _require(tx, chosen)
            return await outstanding.release(tx, chosen, deliveries.RELEASED)

        return await self._database.write(work)

    async def park(self, ids: Collection[int]) -> int:
        """Put these steps aside until somebody retries them; how many. NotFound where one is not open."""

        async def work(tx: Writer) -> int:
            await _require(tx, ids)
            return await outstanding.park(tx, ids, PARKED)

        return await self._database.write(work)


async def _require(tx: Writer, ids: Collection[int]) -> None:
    known = {one.id for one in await outstanding.every(tx)}
    if unknown := sorted(set(ids) - known):
        raise NotFound(f"There is no open delivery {unknown[0]}. See digest-bot deliveries list.")
