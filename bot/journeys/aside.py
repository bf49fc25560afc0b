"""What a person has put in and not yet confirmed, kept aside for their server alone."""

import json
from datetime import datetime
from typing import Literal

from bot.store import drafts
from bot.store.connection import Reader, Writer

Kind = Literal["form", "search", "digest", "change"]


async def put(tx: Writer, guild_id: int, kind: Kind, content: str, at: datetime) -> str:
    """Keep a text for some days; returns the uid to ask for it with."""
    return await drafts.add(tx, json.dumps({"guild": guild_id, "kind": kind, "content": content}), at)


async def get(reader: Reader, guild_id: int, kind: Kind, uid: str) -> str | None:
    """What the server has kept under this uid; None for anything of another server's or of another kind."""
    stored = await drafts.get(reader, uid)
    if stored is None:
        return None
    kept = json.loads(stored)
    return kept["content"] if (kept["guild"], kept["kind"]) == (guild_id, kind) else None
