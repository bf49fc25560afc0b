"""Who did what, and small facts to keep between runs."""

from datetime import datetime

from bot.store.connection import Reader, Writer
from bot.store.times import to_ms


async def audit(tx: Writer, publication_id: int, actor: int, action: str, subject: str, at: datetime) -> None:
    """Record that `actor` (a Discord user id, 0 for the operator) did something to a publication."""
    await tx.run(
        "INSERT INTO audit (publication_id, actor, action, subject, at) VALUES (?, ?, ?, ?, ?)",
        publication_id,
        actor,
        action,
        subject,
        to_ms(at),
    )


async def kept(reader: Reader, key: str) -> str | None:
    """The value kept under a key."""
    return await reader.value("SELECT value FROM kept WHERE key = ?", key)


async def kept_under(reader: Reader, prefix: str) -> dict[str, str]:
    """All that is kept under keys that begin in this way."""
    rows = await reader.all("SELECT key, value FROM kept WHERE key >= ?1 AND key < ?1 || char(0x10FFFF)", prefix)
    return {row["key"]: row["value"] for row in rows}


async def keep(tx: Writer, key: str, value: str) -> None:
    """Keep a value under a key, in place of an earlier one."""
    await tx.run("INSERT INTO kept VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value", key, value)
