"""Deliveries that are not done, for the operator: to see them, to let them go on, to put them aside."""

from collections.abc import Collection
from typing import NamedTuple

from bot.store.connection import Reader, Writer
from bot.store.deliveries import start_first_waiting

_OPEN = "('waiting', 'due', 'claimed', 'parked')"


class Outstanding(NamedTuple):
    """A step of a delivery that is not done, and why; `id` names it."""

    id: int
    digest: str
    guild_id: int
    channel_id: int
    step: str
    part: int
    state: str
    attempts: int
    reason: str


async def every(reader: Reader) -> list[Outstanding]:
    """All of them, in the order in which they were promised."""
    rows = await reader.all(
        f"""SELECT d.id, g.heading_name || ' (' || g.label || ')', d.guild_id, d.channel_id, d.step, d.part,
                  d.state, d.attempts, coalesce(nullif(d.reason, ''), c.paused, 'the channel was taken away')
           FROM deliveries d JOIN digests g ON g.id = d.digest_id
           LEFT JOIN channels c ON c.publication_id = g.publication_id AND c.channel_id = d.channel_id
           WHERE d.state IN {_OPEN} ORDER BY d.id"""
    )
    return [Outstanding(*row) for row in rows]


async def park(tx: Writer, ids: Collection[int], reason: str) -> int:
    """Put steps aside, unless they are being sent at this moment; how many were."""
    return await tx.run(
        f"""UPDATE deliveries SET state = 'parked', reason = ?
           WHERE state IN ('waiting', 'due') AND id IN ({_marks(ids)})""",
        reason,
        *ids,
    )


async def release(tx: Writer, ids: Collection[int], reason: str) -> int:
    """Let parked steps, and those put off, be tried as soon as their turn comes; how many there were."""
    released = await tx.run(
        f"""UPDATE deliveries SET state = 'waiting', not_before = 0, reason = ?
           WHERE state IN ('due', 'parked') AND id IN ({_marks(ids)})""",
        reason,
        *ids,
    )
    await start_first_waiting(tx)
    return released


def _marks(values: Collection[object]) -> str:
    return ", ".join("?" * len(values))
