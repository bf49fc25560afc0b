"""Small facts that the program keeps for itself between runs."""

from bot.store import records
from bot.store.database import Database


class Memory:
    """Texts by key."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def recall(self, key: str) -> str | None:
        """What was kept last under the key."""
        async with self._database.read() as reader:
            return await records.kept(reader, key)

    async def keep(self, key: str, value: str) -> None:
        """Keep a text under the key, in place of an earlier one."""
        await self._database.write(lambda tx: records.keep(tx, key, value))
