"""Messages to a publication's moderators: an outbox, so that none is lost or said twice."""

from datetime import datetime, timedelta
from typing import NamedTuple

from bot.store.connection import Reader, Writer
from bot.store.times import from_ms, to_ms

MOST_ATTEMPTS = 300  # with the deliverer's pauses this is about a day
OF_USE = timedelta(days=7)


class Notice(NamedTuple):
    """A sentence for the moderators' channel."""

    id: int
    channel_id: int
    text: str
    mark: str
    attempts: int
    made_at: datetime


async def add(tx: Writer, publication_id: int, mark: str, text: str, at: datetime) -> None:
    """Put a notice into the outbox; one with the same mark is there only once."""
    await tx.run(
        "INSERT INTO notices (publication_id, mark, text, made_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
        publication_id,
        mark,
        text,
        to_ms(at),
    )


async def waiting(reader: Reader, now: datetime) -> list[Notice]:
    """What may be sent now. Without a moderators' channel a notice waits for one, while it is still news."""
    rows = await reader.all(
        """SELECT n.id, p.moderators_channel, n.text, n.mark, n.attempts, n.made_at FROM notices n
           JOIN publications p ON p.id = n.publication_id
           WHERE n.sent_at IS NULL AND n.not_before <= ? AND n.attempts < ? AND p.moderators_channel IS NOT NULL
             AND n.made_at >= ? ORDER BY n.id""",
        to_ms(now),
        MOST_ATTEMPTS,
        to_ms(now - OF_USE),
    )
    return [Notice(*row)._replace(made_at=from_ms(row["made_at"])) for row in rows]


async def next_start(reader: Reader, now: datetime) -> datetime | None:
    """When the next waiting notice may be tried; None where nothing waits."""
    moment: int | None = await reader.value(
        "SELECT min(not_before) FROM notices WHERE sent_at IS NULL AND not_before > ? AND attempts < ?",
        to_ms(now),
        MOST_ATTEMPTS,
    )
    return None if moment is None else from_ms(moment)


async def sent(tx: Writer, notice_id: int, at: datetime) -> None:
    """Take a notice out of the outbox."""
    await tx.run("UPDATE notices SET sent_at = ? WHERE id = ?", to_ms(at), notice_id)


async def postpone(tx: Writer, notice_id: int, not_before: datetime, *, count: bool = True) -> None:
    """Try again later; `count=False` forgets the attempt, which Discord did not look at."""
    await tx.run(
        "UPDATE notices SET attempts = attempts + ?, not_before = ? WHERE id = ?",
        int(count),
        to_ms(not_before),
        notice_id,
    )
