"""Messages to moderators, and to the readers of a channel: an outbox, so that none is lost or said twice."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from bot.store.connection import Reader, Writer
from bot.store.times import from_ms, to_ms

MOST_ATTEMPTS = 300  # with the deliverer's pauses this is about a day
OF_USE = timedelta(days=7)
AT_A_TIME = 200  # so that what concerns thousands of channels does not keep the next news waiting

# A notice goes to the channel whose readers it is for; else to the moderators: the publication's, or those of the
# other server that it is about.
_PLACE = """CASE WHEN n.channel_id IS NOT NULL THEN n.channel_id
    WHEN n.guild_id IS NULL OR n.guild_id = p.guild_id THEN p.moderators_channel
    ELSE (SELECT min(q.moderators_channel) FROM publications q WHERE q.guild_id = n.guild_id) END"""

# Whom a notice pings, since moderators are told only what one of them must see to; never everyone.
_ROLE = """CASE WHEN n.channel_id IS NULL AND coalesce(n.guild_id, p.guild_id) = p.guild_id
    THEN nullif(p.moderators_role, p.guild_id) END"""


class Notice(NamedTuple):
    """A sentence for a channel: the moderators', or, `to_readers`, one that a digest is posted into.

    `role_id` is the moderators' role, where the publication's own moderators are told.
    """

    id: int
    channel_id: int
    text: str
    mark: str
    attempts: int
    made_at: datetime
    to_readers: bool
    role_id: int | None


class Farewell(NamedTuple):
    """A sentence for the readers of a follower's channel; without a channel it stands at /setup status only."""

    guild_id: int
    channel_id: int | None
    mark: str
    text: str


async def add(
    tx: Writer, publication_id: int, mark: str, text: str, at: datetime, guild_id: int | None = None
) -> None:
    """Put a notice to the moderators into the outbox; one with the same mark is there only once.

    `guild_id` is the server whose channel it is about: the moderators there are told, and nobody else's.
    """
    await tx.run(
        """INSERT INTO notices (publication_id, mark, text, made_at, guild_id) VALUES (?, ?, ?, ?, ?)
           ON CONFLICT DO NOTHING""",
        publication_id,
        mark,
        text,
        to_ms(at),
        guild_id,
    )


async def add_farewells(tx: Writer, publication_id: int, farewells: Iterable[Farewell], at: datetime) -> None:
    """Put what followers' readers are told into the outbox."""
    await tx.run_many(
        """INSERT INTO notices (publication_id, mark, text, made_at, guild_id, channel_id, farewell)
           VALUES (?, ?, ?, ?, ?, ?, 1) ON CONFLICT DO NOTHING""",
        ((publication_id, one.mark, one.text, to_ms(at), one.guild_id, one.channel_id) for one in farewells),
    )


async def farewells(reader: Reader, guild_id: int, now: datetime) -> list[str]:
    """What a guild was told of late of publications that it can no longer follow."""
    rows = await reader.all(
        """SELECT DISTINCT text FROM notices WHERE farewell AND guild_id = ? AND made_at >= ?
           ORDER BY text""",
        guild_id,
        to_ms(now - OF_USE),
    )
    return [row["text"] for row in rows]


async def newest_id(reader: Reader) -> int:
    """The id of the newest notice, sent or not; 0 where there was never one. Later ones have higher ids."""
    return int(await reader.value("SELECT coalesce(max(id), 0) FROM notices"))


async def known(reader: Reader, mark: str) -> bool:
    """Whether a notice with this mark has been put into the outbox."""
    return await reader.value("SELECT 1 FROM notices WHERE mark = ?", mark) is not None


async def waiting(reader: Reader, now: datetime) -> list[Notice]:
    """What may be sent now. Without a moderators' channel a notice waits for one, while it is still news."""
    rows = await reader.all(
        f"""SELECT n.id, {_PLACE} AS place, n.text, n.mark, n.attempts, n.made_at,
                  n.channel_id IS NOT NULL AS to_readers, {_ROLE} AS role_id
           FROM notices n JOIN publications p ON p.id = n.publication_id
           WHERE n.sent_at IS NULL AND n.not_before <= ? AND n.attempts < ? AND place IS NOT NULL
             AND NOT (n.farewell AND n.channel_id IS NULL) AND n.made_at >= ?
           ORDER BY n.channel_id IS NOT NULL, n.id LIMIT ?""",
        to_ms(now),
        MOST_ATTEMPTS,
        to_ms(now - OF_USE),
        AT_A_TIME,
    )
    return [
        Notice(*row)._replace(made_at=from_ms(row["made_at"]), to_readers=bool(row["to_readers"])) for row in rows
    ]


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


async def refused(reader: Reader, publication_id: int) -> bool:
    """Whether something waits because a moderators' channel of this publication did not take it."""
    query = """SELECT 1 FROM notices WHERE publication_id = ? AND sent_at IS NULL AND channel_id IS NULL
               AND not_before > 0"""
    return await reader.value(query, publication_id) is not None


async def hurry(tx: Writer, publication_id: int) -> None:
    """Try at once what a moderators' channel of this publication has refused."""
    await tx.run(
        "UPDATE notices SET not_before = 0 WHERE publication_id = ? AND sent_at IS NULL AND channel_id IS NULL",
        publication_id,
    )


async def give_up(tx: Writer, notice_id: int) -> None:
    """Try a notice no more."""
    await tx.run("UPDATE notices SET attempts = ? WHERE id = ?", MOST_ATTEMPTS, notice_id)
