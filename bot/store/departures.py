"""Servers that the bot has left and channels that are gone: kept for a while before they are removed."""

from collections.abc import Collection
from datetime import datetime

from bot.store.connection import Reader, Writer
from bot.store.times import to_ms


async def homes(reader: Reader) -> set[int]:
    """Every guild that has a publication, or a channel that gets one."""
    rows = await reader.all("SELECT guild_id FROM publications UNION SELECT guild_id FROM channels")
    return {row["guild_id"] for row in rows if row["guild_id"]}


async def left(reader: Reader) -> set[int]:
    """The guilds that the bot is known to have left."""
    return {row["guild_id"] for row in await reader.all("SELECT guild_id FROM departures")}


async def leave(tx: Writer, guild_id: int, at: datetime) -> None:
    """Remember that the bot is no longer in a guild, and that its channels are gone with it."""
    await tx.run("INSERT INTO departures VALUES (?, ?) ON CONFLICT DO NOTHING", guild_id, to_ms(at))
    change = "UPDATE channels SET gone_since = ?2 WHERE guild_id = ?1 AND gone_since IS NULL"
    await tx.run(change, guild_id, to_ms(at))


async def come_back(tx: Writer, guild_ids: Collection[int]) -> None:
    """Forget that guilds were left."""
    await tx.run_many("DELETE FROM departures WHERE guild_id = ?", ((guild_id,) for guild_id in guild_ids))


async def left_before(reader: Reader, instant: datetime) -> list[int]:
    """The guilds that were left before then."""
    rows = await reader.all("SELECT guild_id FROM departures WHERE left_at < ? ORDER BY guild_id", to_ms(instant))
    return [row["guild_id"] for row in rows]


async def gone_before(reader: Reader, instant: datetime) -> list[tuple[int, int]]:
    """The (publication id, channel id) of channels that were gone before then."""
    rows = await reader.all(
        "SELECT publication_id, channel_id FROM channels WHERE gone_since < ? ORDER BY 1, 2", to_ms(instant)
    )
    return [(row["publication_id"], row["channel_id"]) for row in rows]
