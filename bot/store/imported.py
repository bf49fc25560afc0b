"""What an import asks before it adds to the archive."""

import json
from collections.abc import Collection

from bot.store.connection import Reader


async def known(reader: Reader, publication_id: int, keys: Collection[str]) -> set[str]:
    """Those of the identity keys by which an entry of the publication is known.

    A title says nothing about an entry that was imported under an id: two of those are the same only by their
    ids or links.
    """
    rows = await reader.all(
        """SELECT DISTINCT i.key FROM json_each(?2) k CROSS JOIN identities i
           WHERE i.publication_id = ?1 AND i.key = k.value AND i.entry_id IS NOT NULL
             AND (i.key NOT LIKE 'title:%' OR EXISTS (
                 SELECT 1 FROM entries e WHERE e.id = i.entry_id AND e.external_id IS NULL))""",
        publication_id,
        json.dumps([*keys]),
    )
    return {row["key"] for row in rows}


async def has_label(reader: Reader, publication_id: int, label: str) -> bool:
    """Whether a label is in use."""
    return await reader.value(
        "SELECT count(*) FROM digests WHERE publication_id = ? AND label = ? AND taken_back_at IS NULL",
        publication_id,
        label,
    )


async def count_labelled(reader: Reader, publication_id: int, prefix: str) -> int:
    """How many labels in use begin like this."""
    return await reader.value(
        """SELECT count(*) FROM digests
           WHERE publication_id = ? AND label >= ? AND label < ? AND taken_back_at IS NULL""",
        publication_id,
        prefix,
        prefix + "\U0010ffff",
    )
