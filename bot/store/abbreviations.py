"""Short and long forms of each publication: found in its texts, added by hand, or never to be used."""

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Literal, NamedTuple

from bot.store.connection import Reader, Row, Writer

State = Literal["mined", "added", "blocked"]


class Keyed(NamedTuple):
    """A short and a long form as they are written, with the keys that they are looked up by."""

    short: str
    long: str
    short_key: str
    long_key: str


class Stored(NamedTuple):
    """A pair of one publication, and in how many of its entries it was found."""

    pair: Keyed
    occurrences: int
    state: State


async def add_mined(tx: Writer, publication_id: int, found: Mapping[Keyed, int]) -> None:
    """Count pairs that were found in new entries; what was decided by hand stays.

    Of several ways of writing a long form the first one without capitals is kept.
    """
    await tx.run_many(
        """INSERT INTO abbreviations VALUES (?, ?, ?, ?, ?, ?, 'mined')
           ON CONFLICT DO UPDATE SET occurrences = occurrences + excluded.occurrences,
               long = CASE WHEN state = 'mined' AND long <> lower(long) AND excluded.long = lower(excluded.long)
                           THEN excluded.long ELSE long END""",
        ((publication_id, *pair, count) for pair, count in found.items()),
    )


async def take_mined(tx: Writer, publication_id: int, found: Mapping[Keyed, int]) -> None:
    """Undo the counting for entries that are removed."""
    where = "publication_id = ? AND short_key = ? AND long_key = ?"
    keys = [(publication_id, pair.short_key, pair.long_key) for pair in found]
    await tx.run_many(
        f"UPDATE abbreviations SET occurrences = max(0, occurrences - ?) WHERE {where}",
        ((count, *key) for key, count in zip(keys, found.values(), strict=True)),
    )
    await tx.run_many(f"DELETE FROM abbreviations WHERE state = 'mined' AND occurrences = 0 AND {where}", keys)


async def forget_mined(tx: Writer, publication_id: int) -> None:
    """Undo all counting, before it is done anew; what was decided by hand stays."""
    await tx.run("DELETE FROM abbreviations WHERE publication_id = ? AND state = 'mined'", publication_id)
    await tx.run("UPDATE abbreviations SET occurrences = 0 WHERE publication_id = ?", publication_id)


async def put(tx: Writer, publication_id: int, pair: Keyed) -> None:
    """Add a pair by hand; a blocked one is allowed again."""
    await _decide(tx, publication_id, pair, "added")


async def block(tx: Writer, publication_id: int, pair: Keyed) -> None:
    """Have a pair never used, whether it is there, will be found, or ships with the program."""
    await _decide(tx, publication_id, pair, "blocked")


async def listed(reader: Reader, publication_id: int) -> list[Stored]:
    """Every pair of a publication, by its short form, the most frequent first."""
    rows = await reader.all(
        "SELECT * FROM abbreviations WHERE publication_id = ? ORDER BY short_key, occurrences DESC, long_key",
        publication_id,
    )
    return [_stored(row) for row in rows]


async def matching(
    reader: Reader, scope: Sequence[int], short_keys: Collection[str], long_keys: Collection[str]
) -> list[Stored]:
    """The pairs of these publications that have one of the keys; one that matches both ways comes once."""
    rows = await reader.all(
        """SELECT * FROM abbreviations WHERE publication_id IN (SELECT value FROM json_each(?1))
               AND short_key IN (SELECT value FROM json_each(?2))
           UNION
           SELECT * FROM abbreviations INDEXED BY abbreviations_by_long
           WHERE publication_id IN (SELECT value FROM json_each(?1))
               AND long_key IN (SELECT value FROM json_each(?3))""",
        json.dumps(list(scope)),
        json.dumps(list(short_keys)),
        json.dumps(list(long_keys)),
    )
    return [_stored(row) for row in rows]


async def beginning(reader: Reader, scope: Sequence[int], prefix: str, limit: int) -> list[Keyed]:
    """The pairs of these publications whose short form's key begins like this, the very one first."""
    rows = await reader.all(
        """SELECT short, long, short_key, long_key FROM abbreviations
           WHERE publication_id IN (SELECT value FROM json_each(?1)) AND short_key >= ?2 AND short_key < ?3
           GROUP BY short_key, long_key HAVING max(state = 'blocked') = 0
           ORDER BY short_key <> ?2, max(state = 'added') DESC, sum(occurrences) DESC, short_key, long_key
           LIMIT ?4""",
        json.dumps(list(scope)),
        prefix,
        prefix + "\U0010ffff",
        limit,
    )
    return [Keyed(*row) for row in rows]


async def _decide(tx: Writer, publication_id: int, pair: Keyed, state: State) -> None:
    await tx.run(
        """INSERT INTO abbreviations VALUES (?, ?, ?, ?, ?, 0, ?)
           ON CONFLICT DO UPDATE SET short = excluded.short, long = excluded.long, state = excluded.state""",
        publication_id,
        *pair,
        state,
    )


def _stored(row: Row) -> Stored:
    pair = Keyed(row["short"], row["long"], row["short_key"], row["long_key"])
    return Stored(pair, row["occurrences"], row["state"])
