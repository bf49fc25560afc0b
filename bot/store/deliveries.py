"""The promises: which part of which digest goes where, claimed and settled one at a time."""

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from bot.model import Channel, Delivery, DeliveryState, EntryRef, Format, Part, Standing, Step
from bot.store.connection import Reader, Row, Writer
from bot.store.times import from_ms, to_ms

log = logging.getLogger(__name__)


class Promise(NamedTuple):
    """One step of a delivery, with the words of a revision's part; `sequence` orders a channel's steps.

    `origin` is the id of the step that sends the message which this one edits or deletes.
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


class Held(NamedTuple):
    """A channel's first step that was parked for being late; `post_name` is the digest's title line."""

    publication_id: int
    guild_id: int
    channel_id: int
    post_name: str
    mark: str


POST_NAME_LIMIT = 100  # Discord's, for the name of a thread
LATE = "it is more than a day late and waits for your word"
RELEASED = "somebody has asked to try it again"
_SETTLED = "('sent', 'removed')"

# Only who still holds a step may give it back: a holder whose lease ran out must not undo what the next one did.
_HELD = "id = ? AND state = 'claimed' AND attempts = ?"

_IN_PUBLICATION = "digest_id IN (SELECT id FROM digests WHERE publication_id = ?1)"

# A waiting step before which nothing in its channel is left to do.
_FIRST_WAITING = f"""
    state = 'waiting' AND NOT EXISTS (
        SELECT 1 FROM deliveries e WHERE e.digest_id = deliveries.digest_id AND e.channel_id = deliveries.channel_id
        AND e.sequence < deliveries.sequence AND e.state NOT IN {_SETTLED})"""

# The guild bound as ?3, or the publication's own.
_GUILD = "coalesce(?3, (SELECT guild_id FROM publications WHERE id = ?1), 0)"

_HEADING = "g.heading_name || ' (' || g.label || ')'"

# A step about a message within a forum's post, or in a thread.
_INSIDE = """(kind = 'forum' OR EXISTS (
    SELECT 1 FROM parts t WHERE t.digest_id = deliveries.digest_id AND t.format = deliveries.format
    AND t.revision = deliveries.revision AND t.number = deliveries.part AND t.content ->> '$.in_thread'))"""

# A step may start when nobody holds it; that every earlier one in its channel is settled is what 'due' means.
_CLAIMABLE = """
    ((d.state = 'due' AND d.not_before <= ?1) OR (d.state = 'claimed' AND d.lease_until <= ?1))
    AND EXISTS (SELECT 1 FROM digests g JOIN channels c ON c.publication_id = g.publication_id
                WHERE g.id = d.digest_id AND c.channel_id = d.channel_id AND c.paused = ''
                  AND c.gone_since IS NULL)"""


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
                                   part, revision, mark, message_id, thread_id, origin, state)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'waiting')""",
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
    await tx.run(f"UPDATE deliveries SET state = 'due' WHERE {_FIRST_WAITING} AND digest_id = ?", digest_id)


async def claim(tx: Writer, holder: str, now: datetime, lease: timedelta, most: int = 1) -> list[Delivery]:
    """Take the first steps that may start, or whose holder's lease has run out, for the process that leads.

    A process that leads no longer gets none, whatever it believes.
    """
    rows = await tx.all(
        f"""UPDATE deliveries SET state = 'claimed', attempts = attempts + 1, lease_until = ?2,
                   first_claimed_at = coalesce(first_claimed_at, ?1)
            WHERE id IN (SELECT d.id FROM deliveries d WHERE {_CLAIMABLE} ORDER BY d.id LIMIT ?3)
              AND EXISTS (SELECT 1 FROM leadership WHERE holder = ?4)
            RETURNING *""",
        to_ms(now),
        to_ms(now + lease),
        most,
        holder,
    )
    read = [await _read(tx, row) for row in sorted(rows, key=lambda row: row["id"])]
    return [delivery for delivery in read if delivery is not None]


async def next_start(reader: Reader, now: datetime) -> datetime | None:
    """When the next waiting step may be tried, for the waker; None where nothing waits."""
    moment: int | None = await reader.value(
        """SELECT min(CASE state WHEN 'due' THEN not_before ELSE lease_until END) FROM deliveries
           WHERE state IN ('due', 'claimed') AND CASE state WHEN 'due' THEN not_before ELSE lease_until END > ?""",
        to_ms(now),
    )
    return None if moment is None else from_ms(moment)


async def settle(
    tx: Writer,
    delivery: Delivery,
    state: DeliveryState,
    at: datetime,
    message_id: int | None,
    thread_id: int | None,
) -> None:
    """Record that a step is done ("sent", or "removed" by somebody); its ids go to the channel's later steps.

    What has been sent is a fact, so it is recorded whoever holds the step by now; the first record stays. What was
    still to be done with a removed message is settled with it.
    """
    recorded = await tx.run(
        f"""UPDATE deliveries SET state = ?, message_id = ?, thread_id = coalesce(?, thread_id), settled_at = ?,
                  lease_until = NULL, reason = '' WHERE id = ? AND state NOT IN {_SETTLED}""",
        state,
        message_id,
        thread_id,
        to_ms(at),
        delivery.id,
    )
    if recorded:
        await _pass_on(tx, delivery, state, at, message_id, thread_id)


async def postpone(tx: Writer, delivery: Delivery, not_before: datetime, reason: str) -> bool:
    """Let a claimed step be tried again later; False where it is claimed no more. No attempt is forgotten, not even
    one that Discord has refused: it may have been the repeat of one that was carried out.
    """
    postponed = await tx.run(
        f"""UPDATE deliveries SET state = 'due', not_before = ?, reason = ?, lease_until = NULL WHERE {_HELD}""",
        to_ms(not_before),
        reason,
        delivery.id,
        delivery.attempts,
    )
    return postponed > 0


async def park(tx: Writer, delivery: Delivery, reason: str) -> bool:
    """Put a claimed step aside until a person has looked at it; False where it is claimed no more."""
    parked = await tx.run(
        f"UPDATE deliveries SET state = 'parked', reason = ?, lease_until = NULL WHERE {_HELD}",
        reason,
        delivery.id,
        delivery.attempts,
    )
    return parked > 0


async def release_claims(tx: Writer) -> int:
    """Give back what an earlier run of the program held when it ended; its attempts stay counted."""
    return await tx.run("UPDATE deliveries SET state = 'due', lease_until = NULL WHERE state = 'claimed'")


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
                     (SELECT {_HEADING} FROM digests g WHERE g.id = digest_id), mark""",
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
             AND (guild_id = {_GUILD} OR (?3 IS NULL AND state = 'parked' AND reason = ?4))
             AND channel_id IN (SELECT channel_id FROM channels WHERE publication_id = ?1)""",
        publication_id,
        RELEASED,
        guild_id,
        LATE,
    )
    start = f"UPDATE deliveries SET state = 'due' WHERE {_FIRST_WAITING} AND {_IN_PUBLICATION}"
    await tx.run(start, publication_id)
    return steps


async def start_first_waiting(tx: Writer) -> None:
    """Let every step start before which nothing in its channel is left to do."""
    await tx.run(f"UPDATE deliveries SET state = 'due' WHERE {_FIRST_WAITING}")


async def standings(
    reader: Reader, publication_id: int, digests: int = 3, guild_id: int | None = None
) -> list[Standing]:
    """How each channel of a guild (the publication's own by default) stands with the newest digests there."""
    rows = await reader.all(
        f"""SELECT g.label AS digest_label, d.channel_id, sum(d.state IN {_SETTLED}) AS settled,
                  sum(d.state IN ('waiting', 'due', 'claimed')) AS waiting, sum(d.state = 'parked') AS parked,
                  max(d.reason) AS reason
           FROM (SELECT * FROM digests i WHERE i.publication_id = ?1
                   AND EXISTS (SELECT 1 FROM deliveries p WHERE p.digest_id = i.id AND p.guild_id = {_GUILD})
                 ORDER BY i.day DESC LIMIT ?2) g
           JOIN deliveries d ON d.digest_id = g.id AND d.guild_id = {_GUILD}
           GROUP BY g.id, d.channel_id ORDER BY g.day DESC, d.channel_id""",
        publication_id,
        digests,
        guild_id,
    )
    return [Standing.model_validate(dict(row)) for row in rows]


async def posted_messages(
    reader: Reader, guild_id: int, refs: Iterable[EntryRef]
) -> dict[EntryRef, tuple[int, int]]:
    """For each entry the (channel or thread id, message id) of a message in the guild that shows it."""
    places: dict[EntryRef, tuple[int, int]] = {}
    for ref in refs:
        row = await reader.one(
            """SELECT coalesce(d.thread_id, d.channel_id) AS place, d.message_id FROM deliveries d
               JOIN digests g ON g.id = d.digest_id
               JOIN parts t ON t.digest_id = d.digest_id AND t.format = d.format AND t.revision = d.revision
                            AND t.number = d.part
               WHERE g.uid = ? AND d.guild_id = ? AND ? BETWEEN t.first_entry AND t.last_entry
                 AND d.state = 'sent' AND d.step IN ('post', 'message', 'edit')
                 AND NOT EXISTS (SELECT 1 FROM deliveries e
                                 WHERE e.origin = coalesce(d.origin, d.id) AND e.step IN ('edit', 'delete')
                                   AND e.state IN ('sent', 'removed') AND e.id > d.id)
               ORDER BY coalesce(d.origin, d.id) LIMIT 1""",
            ref.digest_uid,
            guild_id,
            ref.number,
        )
        if row is not None:
            places[ref] = (row["place"], row["message_id"])
    return places


async def abandon(tx: Writer, publication_id: int, channel_id: int) -> None:
    """Park what is owed to a channel that the publication no longer has; what is on its way may still arrive."""
    await tx.run(
        f"""UPDATE deliveries SET state = 'parked', reason = 'the channel was taken away from the publication',
                  lease_until = NULL
           WHERE channel_id = ?2 AND state IN ('due', 'waiting', 'claimed') AND {_IN_PUBLICATION}""",
        publication_id,
        channel_id,
    )


async def _pass_on(
    tx: Writer,
    delivery: Delivery,
    state: DeliveryState,
    at: datetime,
    message_id: int | None,
    thread_id: int | None,
) -> None:
    """Give the later steps of the same digest and channel what they need of this one."""
    later = """channel_id = ?1 AND state IN ('waiting', 'due', 'parked')
               AND digest_id = (SELECT digest_id FROM deliveries WHERE id = ?2)"""
    same = (delivery.channel.channel_id, delivery.id)
    if thread_id is not None:
        await tx.run(f"UPDATE deliveries SET thread_id = ?3 WHERE {later} AND {_INSIDE}", *same, thread_id)
    of_same_message = "origin = coalesce((SELECT origin FROM deliveries WHERE id = ?1), ?1)"
    if state == "removed":
        await tx.run(
            f"""UPDATE deliveries SET state = 'removed', settled_at = ?2, reason = ''
               WHERE {of_same_message} AND state IN ('waiting', 'due', 'parked')""",
            delivery.id,
            to_ms(at),
        )
    elif message_id is not None:
        change = f"UPDATE deliveries SET message_id = ?2 WHERE {of_same_message} AND state <> 'sent'"
        await tx.run(change, delivery.id, message_id)
    await tx.run(f"UPDATE deliveries SET state = 'due' WHERE {later} AND {_FIRST_WAITING}", *same)


async def _read(tx: Writer, row: Row) -> Delivery | None:
    """The delivery of a row; one that is damaged is parked, so that it holds no other one up."""
    try:
        return await _delivery(tx, row)
    except ValueError as error:
        log.error("Delivery %d cannot be read and is put aside: %s", row["id"], error)
        damaged = "it is damaged in the database; the bot's operator finds the reason in the log"
        await tx.run("UPDATE deliveries SET state = 'parked', reason = ? WHERE id = ?", damaged, row["id"])
        return None


async def _delivery(reader: Reader, row: Row) -> Delivery:
    frozen = await reader.one(
        f"""SELECT g.uid, g.publication_id, t.content, {_HEADING} AS heading FROM digests g
           JOIN parts t ON t.digest_id = g.id AND t.format = ? AND t.revision = ? AND t.number = ?
           WHERE g.id = ?""",
        row["format"],
        row["revision"],
        row["part"],
        row["digest_id"],
    )
    assert frozen is not None  # noqa: S101  the foreign keys and the freezing transaction see to it
    return Delivery(
        id=row["id"],
        digest_uid=frozen["uid"],
        publication_id=frozen["publication_id"],
        channel=Channel(
            publication_id=frozen["publication_id"],
            channel_id=row["channel_id"],
            guild_id=row["guild_id"],
            kind=row["kind"],
            format=row["format"],
            role_id=row["role_id"],
            silent=bool(row["silent"]),
        ),
        step=row["step"],
        part=Part.model_validate_json(frozen["content"]),
        mark=row["mark"],
        post_name=frozen["heading"][:POST_NAME_LIMIT],
        attempts=row["attempts"],
        first_claimed_at=from_ms(row["first_claimed_at"]),
        revision=row["revision"],
        released=row["reason"] == RELEASED,
        thread_id=row["thread_id"],
        message_id=row["message_id"],
        topics=await _topics(reader, row["digest_id"]) if row["step"] == "post" else (),
    )


async def _topics(reader: Reader, digest_id: int) -> tuple[str, ...]:
    rows = await reader.all(
        """SELECT heading_name AS topic FROM digests WHERE id = ?1
           UNION SELECT t.value FROM entries e, json_each(e.article, '$.tags') t WHERE e.digest_id = ?1""",
        digest_id,
    )
    return tuple(row["topic"] for row in rows)
