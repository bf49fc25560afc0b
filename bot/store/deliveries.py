"""The promises: which part of which digest goes where, and which of them wait for a person's word."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from bot.model import Channel, Format, Part, Step
from bot.store.connection import Writer
from bot.store.times import to_ms


class Promise(NamedTuple):
    """One step of a delivery, with the words of a revision's part; `sequence` orders a channel's steps.

    `origin` is the id of the step that sends the message which this one edits or deletes; `not_before` when it may
    be tried at the earliest.
    """

    channel: Channel
    sequence: int
    step: Step
    part: int
    mark: str
    message_id: int | None = None
    thread_id: int | None = None
    revision: int = 0
    origin: int | None = None
    not_before: datetime | None = None


class Held(NamedTuple):
    """A channel's first step that was parked for being late; `post_name` is the digest's title line."""

    publication_id: int
    guild_id: int
    channel_id: int
    post_name: str
    mark: str


LATE = "it is more than a day late and waits for your word"
RELEASED = "somebody has asked to try it again"
SETTLED = "('sent', 'removed')"

_IN_PUBLICATION = "digest_id IN (SELECT id FROM digests WHERE publication_id = ?1)"

# A waiting step before which nothing in its channel is left to do.
FIRST_WAITING = f"""
    state = 'waiting' AND NOT EXISTS (
        SELECT 1 FROM deliveries e WHERE e.digest_id = deliveries.digest_id AND e.channel_id = deliveries.channel_id
        AND e.sequence < deliveries.sequence AND e.state NOT IN {SETTLED})"""

# The guild bound as ?3, or the publication's own.
GUILD = "coalesce(?3, (SELECT guild_id FROM publications WHERE id = ?1), 0)"

HEADING = "g.heading_name || ' (' || g.label || ')'"


async def add_parts(tx: Writer, digest_id: int, style: Format, parts: Sequence[Part], revision: int = 0) -> None:
    """Freeze a digest's finished messages in one format."""
    await tx.run_many(
        "INSERT INTO parts VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            (
                digest_id,
                style,
                revision,
                part.number,
                min((choice.number for choice in part.choices), default=0),
                max((choice.number for choice in part.choices), default=0),
                part.model_dump_json(),
            )
            for part in parts
        ),
    )


async def promise(tx: Writer, digest_id: int, promises: Iterable[Promise]) -> None:
    """Make the deliveries of a digest; in each channel only the first may start."""
    await tx.run_many(
        """INSERT INTO deliveries (digest_id, channel_id, guild_id, kind, format, role_id, silent, sequence, step,
                                   part, revision, mark, message_id, thread_id, origin, not_before, state)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'waiting')""",
        (
            (
                digest_id,
                one.channel.channel_id,
                one.channel.guild_id,
                one.channel.kind,
                one.channel.format,
                one.channel.role_id,
                one.channel.silent,
                one.sequence,
                one.step,
                one.part,
                one.revision,
                one.mark,
                one.message_id,
                one.thread_id,
                one.origin,
                0 if one.not_before is None else to_ms(one.not_before),
            )
            for one in promises
        ),
    )
    await tx.run(
        """UPDATE deliveries SET origin = (
               SELECT m.id FROM deliveries m WHERE m.digest_id = deliveries.digest_id AND m.part = deliveries.part
               AND m.channel_id = deliveries.channel_id AND m.revision = deliveries.revision
               AND m.step IN ('post', 'message'))
           WHERE digest_id = ? AND step IN ('publish', 'thread') AND origin IS NULL""",
        digest_id,
    )
    await start_first_waiting_of(tx, digest_id)


async def start_first_waiting_of(tx: Writer, digest_id: int) -> None:
    """Let every step of a digest start before which nothing in its channel is left to do."""
    await tx.run(f"UPDATE deliveries SET state = 'due' WHERE {FIRST_WAITING} AND digest_id = ?", digest_id)


async def hold_late(tx: Writer, frozen_before: datetime, channel_id: int | None = None) -> list[Held]:
    """Park what no try has been made for and whose digest is older than that; what a channel has begun goes on.

    This is done for one channel, or for all of them.
    What a moderator has let go since it was held is not held again.
    """
    rows = await tx.all(
        f"""UPDATE deliveries SET state = 'parked', reason = ?1
           WHERE state = 'due' AND sequence = 0 AND attempts = 0 AND reason <> ?3
             AND (?4 IS NULL OR channel_id = ?4) AND digest_id IN (SELECT id FROM digests WHERE frozen_at < ?2)
           RETURNING (SELECT g.publication_id FROM digests g WHERE g.id = digest_id), guild_id, channel_id,
                     (SELECT {HEADING} FROM digests g WHERE g.id = digest_id), mark""",
        LATE,
        to_ms(frozen_before),
        RELEASED,
        channel_id,
    )
    return [Held(*row) for row in rows]


async def retry(tx: Writer, publication_id: int, guild_id: int | None = None) -> int:
    """Let everything that is parked or waiting for a guild's channels be tried now; the number of steps.

    The guild is the publication's own by default; its word lets late posts go on in the followers' channels too.
    """
    steps = await tx.run(
        f"""UPDATE deliveries SET state = 'waiting', not_before = 0,
                  reason = CASE WHEN state = 'parked' OR attempts > 0 THEN ?2 ELSE reason END
           WHERE state IN ('parked', 'due', 'waiting') AND {_IN_PUBLICATION}
             AND (guild_id = {GUILD} OR (?3 IS NULL AND state = 'parked' AND reason = ?4))
             AND channel_id IN (SELECT channel_id FROM channels WHERE publication_id = ?1)""",
        publication_id,
        RELEASED,
        guild_id,
        LATE,
    )
    start = f"UPDATE deliveries SET state = 'due' WHERE {FIRST_WAITING} AND {_IN_PUBLICATION}"
    await tx.run(start, publication_id)
    return steps


async def start_first_waiting(tx: Writer) -> None:
    """Let every step start before which nothing in its channel is left to do."""
    await tx.run(f"UPDATE deliveries SET state = 'due' WHERE {FIRST_WAITING}")


async def abandon(tx: Writer, publication_id: int, channel_id: int) -> None:
    """Park what is owed to a channel that the publication no longer has; what is on its way may still arrive."""
    await tx.run(
        f"""UPDATE deliveries SET state = 'parked', reason = 'the channel was taken away from the publication',
                  lease_until = NULL
           WHERE channel_id = ?2 AND state IN ('due', 'waiting', 'claimed') AND {_IN_PUBLICATION}""",
        publication_id,
        channel_id,
    )
