"""Steps of deliveries under way: claimed by the process that leads, settled, put off or parked, one at a time."""

import logging
from datetime import datetime, timedelta

from bot.editorial.elsewhere import keeps_place
from bot.model import Channel, Delivery, DeliveryState, Part
from bot.store import full_texts
from bot.store.connection import Reader, Row, Writer
from bot.store.deliveries import FIRST_WAITING, HEADING, RELEASED, SETTLED
from bot.store.times import from_ms, to_ms

log = logging.getLogger(__name__)

POST_NAME_LIMIT = 100  # Discord's, for the name of a thread

# Only who still holds a step may give it back: a holder whose lease ran out must not undo what the next one did.
_HELD = "id = ? AND state = 'claimed' AND attempts = ?"

# A step about a message within a forum's post, or in a thread.
_INSIDE = """(kind = 'forum' OR EXISTS (
    SELECT 1 FROM parts t WHERE t.digest_id = deliveries.digest_id AND t.format = deliveries.format
    AND t.revision = deliveries.revision AND t.number = deliveries.part AND t.content ->> '$.in_thread'))"""

ASKED_TO_WAIT = "Discord asked to wait"
LONGEST_WAIT = timedelta(minutes=65)  # Discord lets a channel publish again after an hour
LONGEST_PAUSE = timedelta(minutes=7)  # what the bot puts off by itself

# A channel gets nothing for a publication while it is paused or gone.
_OPEN_CHANNEL = """EXISTS (
    SELECT 1 FROM digests g JOIN channels c ON c.publication_id = g.publication_id
    WHERE g.id = {0}.digest_id AND c.channel_id = {0}.channel_id AND c.paused = '' AND c.gone_since IS NULL)"""

# A step may start when nobody holds it; that every earlier one in its channel is settled is what 'due' means. One
# that waits for longer than any may was put off by a clock that has been set back since. An issue begins in a
# channel when no older one, whosesoever, is being sent there; what waits for a person holds nothing up.
# The few that are under way are found first: what has been sent over the years is not gone through.
_CLAIMABLE = f"""
    WITH under_way AS MATERIALIZED (SELECT id FROM deliveries WHERE state IN ('due', 'claimed') ORDER BY id)
    SELECT d.id FROM under_way u CROSS JOIN deliveries d ON d.id = u.id
    WHERE ((d.state = 'due' AND (d.not_before <= ?1
                                 OR d.not_before > CASE d.reason WHEN '{ASKED_TO_WAIT}' THEN ?5 ELSE ?6 END))
           OR (d.state = 'claimed' AND d.lease_until <= ?1))
      AND {_OPEN_CHANNEL.format("d")}
      AND (d.sequence > 0 OR NOT EXISTS (
          SELECT 1 FROM deliveries o WHERE o.channel_id = d.channel_id AND o.digest_id < d.digest_id
          AND o.state IN ('due', 'claimed') AND o.step IN ('post', 'message', 'thread')
          AND {_OPEN_CHANNEL.format("o")}))
    LIMIT ?3"""


async def claim(tx: Writer, holder: str, now: datetime, lease: timedelta, most: int = 1) -> list[Delivery]:
    """Take the first steps that may start, or whose holder's lease has run out, for the process that leads.

    A process that leads no longer gets none, whatever it believes.
    """
    rows = await tx.all(
        f"""UPDATE deliveries SET state = 'claimed', attempts = attempts + 1, lease_until = ?2,
                   first_claimed_at = coalesce(first_claimed_at, ?1)
            WHERE id IN ({_CLAIMABLE})
              AND EXISTS (SELECT 1 FROM leadership WHERE holder = ?4)
            RETURNING *""",
        to_ms(now),
        to_ms(now + lease),
        most,
        holder,
        to_ms(now + LONGEST_WAIT),
        to_ms(now + LONGEST_PAUSE),
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
                  lease_until = NULL, reason = '' WHERE id = ? AND state NOT IN {SETTLED}""",
        state,
        message_id,
        thread_id,
        to_ms(at),
        delivery.id,
    )
    if recorded:
        await _pass_on(tx, delivery, state, at, message_id, thread_id)
    if recorded and delivery.part.whole:
        await full_texts.let_announcements_go(tx, delivery)


async def postpone(tx: Writer, delivery: Delivery, now: datetime, wait: timedelta, reason: str) -> bool:
    """Let a claimed step be tried again later; False where it is claimed no more. No attempt is forgotten, not even
    one that Discord has refused: it may have been the repeat of one that was carried out.
    """
    longest = LONGEST_WAIT if reason == ASKED_TO_WAIT else LONGEST_PAUSE
    postponed = await tx.run(
        f"""UPDATE deliveries SET state = 'due', not_before = ?, reason = ?, lease_until = NULL WHERE {_HELD}""",
        to_ms(now + min(wait, longest)),
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


async def release_all(tx: Writer) -> None:
    """Give back what an earlier run of the program held when it ended; its attempts stay counted."""
    await tx.run("UPDATE deliveries SET state = 'due', lease_until = NULL WHERE state = 'claimed'")


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
    await tx.run(f"UPDATE deliveries SET state = 'due' WHERE {later} AND {FIRST_WAITING}", *same)


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
        f"""SELECT g.uid, g.publication_id, t.content, {HEADING} AS heading FROM digests g
           JOIN parts t ON t.digest_id = g.id AND t.format = ? AND t.revision = ? AND t.number = ?
           WHERE g.id = ?""",
        row["format"],
        row["revision"],
        row["part"],
        row["digest_id"],
    )
    assert frozen is not None  # noqa: S101  the foreign keys and the freezing transaction see to it
    part = Part.model_validate_json(frozen["content"])
    links = any(map(keeps_place, part.blocks))
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
        part=part,
        mark=row["mark"],
        post_name=frozen["heading"][:POST_NAME_LIMIT],
        attempts=row["attempts"],
        first_claimed_at=from_ms(row["first_claimed_at"]),
        revision=row["revision"],
        released=row["reason"] == RELEASED,
        thread_id=row["thread_id"],
        message_id=row["message_id"],
        topics=await _topics(reader, row["digest_id"]) if row["step"] == "post" else (),
        full_texts=await full_texts.posted(reader, row["digest_id"], row["guild_id"]) if links else (),
    )


async def _topics(reader: Reader, digest_id: int) -> tuple[str, ...]:
    rows = await reader.all(
        """SELECT heading_name AS topic FROM digests WHERE id = ?1
           UNION SELECT t.value FROM entries e, json_each(e.article, '$.tags') t WHERE e.digest_id = ?1""",
        digest_id,
    )
    return tuple(row["topic"] for row in rows)
