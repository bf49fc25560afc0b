"""Desk cards: which message in the moderators' channel is about which issue, and what it shows."""

from datetime import date, datetime
from typing import NamedTuple

from bot.model import Progress, Publication
from bot.store.connection import Reader, Writer
from bot.store.posted import MESSAGES
from bot.store.times import from_ms, to_ms

_OWN = "SELECT c.channel_id FROM channels c WHERE c.guild_id = p.guild_id AND c.publication_id = p.id"
# The waiting articles; the newest issues and weeks; how far these issues have come in the server's own channels.
_SHOWN = (
    """SELECT count(*) || ' ' || total(s.id) || ' ' || total(s.version) FROM submissions s
       WHERE s.publication_id = p.id AND s.state IN ('suggested', 'approved')""",
    """SELECT group_concat(g.id || ' ' || (g.taken_back_at IS NULL)) FROM (
       SELECT * FROM digests WHERE publication_id = p.id AND kind IN ('weekly', 'extra')
       ORDER BY day DESC LIMIT 6) g""",
    """SELECT group_concat(w.day || ' ' || w.reason) FROM (
       SELECT * FROM passed_weeks WHERE publication_id = p.id ORDER BY day DESC LIMIT 3) w""",
    """SELECT group_concat(c.channel_id || ' ' || c.paused) FROM channels c
       WHERE c.guild_id = p.guild_id AND c.publication_id = p.id""",
    f"""SELECT group_concat(x.shown) FROM (
       SELECT d.channel_id || ' ' || d.state || ' ' || count(*) || ' ' || max(d.reason) AS shown FROM deliveries d
       WHERE d.channel_id IN ({_OWN}) AND d.digest_id IN (
           SELECT id FROM digests WHERE publication_id = p.id AND kind IN ('weekly', 'extra')
           ORDER BY day DESC LIMIT 6)
       GROUP BY d.channel_id, d.state) x""",
)


class Kept(NamedTuple):
    """The card of an issue. Without a message it is to be sent, or (`shown` "gone:…") somebody has deleted it."""

    publication_id: int
    day: date
    channel_id: int
    mark: str
    made_at: datetime
    message_id: int | None = None
    shown: str = ""


class Issue(NamedTuple):
    """A published issue: its uid, its title line, and when it was published."""

    uid: str
    heading: str
    published_at: datetime


async def newest(reader: Reader, publication_id: int, count: int) -> list[Kept]:
    """The cards of a publication's newest issues, newest first."""
    rows = await reader.all(
        """SELECT publication_id, day, channel_id, mark, made_at, message_id, shown FROM desk_cards
           WHERE publication_id = ? ORDER BY day DESC LIMIT ?""",
        publication_id,
        count,
    )
    return [
        Kept(*row)._replace(day=date.fromisoformat(row["day"]), made_at=from_ms(row["made_at"])) for row in rows
    ]


async def begin(tx: Writer, kept: Kept) -> None:
    """Promise a new card for an issue, in place of the one it had."""
    await tx.run(
        "INSERT OR REPLACE INTO desk_cards (publication_id, day, channel_id, mark, made_at) VALUES (?, ?, ?, ?, ?)",
        kept.publication_id,
        kept.day.isoformat(),
        kept.channel_id,
        kept.mark,
        to_ms(kept.made_at),
    )


async def stand(tx: Writer, kept: Kept, message_id: int | None, shown: str) -> None:
    """Record which message the card is, and what it shows; a card begun anew meanwhile is left alone."""
    await tx.run(
        "UPDATE desk_cards SET message_id = ?, shown = ? WHERE publication_id = ? AND mark = ?",
        message_id,
        shown,
        kept.publication_id,
        kept.mark,
    )


async def move(tx: Writer, kept: Kept, day: date) -> None:
    """Let a card be about another day, because the schedule has changed."""
    await tx.run(
        "UPDATE OR REPLACE desk_cards SET day = ? WHERE publication_id = ? AND day = ?",
        day.isoformat(),
        kept.publication_id,
        kept.day.isoformat(),
    )


async def stamps(reader: Reader) -> dict[int, str]:
    """For every publication with a desk, in short, what is stored of all that its newest cards show."""
    rows = await reader.all(
        f"""SELECT p.id, {" || '|' || ".join(f"coalesce(({one}), '')" for one in _SHOWN)} AS stamp
           FROM publications p
           WHERE weekday IS NOT NULL AND moderators_channel IS NOT NULL"""
    )
    return {row["id"]: row["stamp"] for row in rows}


async def issue(reader: Reader, publication_id: int, day: date) -> Issue | None:
    """The weekly issue of that day, if it stands."""
    row = await reader.one(
        """SELECT uid, heading_name || ' (' || label || ')' AS heading, frozen_at FROM digests
           WHERE publication_id = ? AND day = ? AND kind = 'weekly' AND taken_back_at IS NULL""",
        publication_id,
        day.isoformat(),
    )
    return None if row is None else Issue(row["uid"], row["heading"], from_ms(row["frozen_at"]))


async def extras(reader: Reader, publication_id: int, since: datetime, most: int) -> list[Issue]:
    """The newest extra issues published since then, the newest last."""
    rows = await reader.all(
        """SELECT uid, heading_name || ' (' || label || ')' AS heading, frozen_at FROM digests
           WHERE publication_id = ? AND kind = 'extra' AND taken_back_at IS NULL AND frozen_at >= ?
           ORDER BY frozen_at DESC, id DESC LIMIT ?""",
        publication_id,
        to_ms(since),
        most,
    )
    return [Issue(row["uid"], row["heading"], from_ms(row["frozen_at"])) for row in reversed(rows)]


async def progress(reader: Reader, publication: Publication, uid: str) -> list[Progress]:
    """How far an issue has come in each channel of the publication's own server."""
    rows = await reader.all(
        f"""SELECT d.channel_id, sum(d.state IN ('sent', 'removed')) AS settled, count(*) AS total,
                  {MESSAGES}, sum(d.state = 'parked') AS parked, max(d.reason) AS reason,
                  coalesce(c.paused, '') AS paused
           FROM deliveries d JOIN digests g ON g.id = d.digest_id
           LEFT JOIN channels c ON c.publication_id = g.publication_id AND c.channel_id = d.channel_id
           WHERE g.uid = ? AND d.guild_id = ? AND d.step NOT IN ('edit', 'delete')
           GROUP BY d.channel_id ORDER BY d.channel_id""",
        uid,
        publication.guild_id or 0,
    )
    return [Progress.model_validate(dict(row)) for row in rows]
