"""What a person has put in and not yet confirmed, kept for a while so that a restart loses none of it."""

import secrets
from datetime import datetime, timedelta

from bot.store.connection import Reader, Writer
from bot.store.times import to_ms

KEPT_FOR = timedelta(days=2)


async def add(tx: Writer, content: str, at: datetime) -> str:
    """Keep a JSON text; returns the uid to ask for it with. What is older than two days goes."""
    uid = secrets.token_hex(8)
    await tx.run("DELETE FROM drafts WHERE made_at < ?", to_ms(at - KEPT_FOR))
    await tx.run("INSERT INTO drafts VALUES (?, ?, ?)", uid, content, to_ms(at))
    return uid


async def get(reader: Reader, uid: str) -> str | None:
    """The JSON text kept under this uid."""
    return await reader.value("SELECT content FROM drafts WHERE uid = ?", uid)


async def remove(tx: Writer, uid: str) -> bool:
    """Forget a draft; whether there was one."""
    return await tx.run("DELETE FROM drafts WHERE uid = ?", uid) > 0
