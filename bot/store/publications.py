"""Publications and the channels that get them."""

import json
from collections.abc import Iterable
from datetime import date

from bot.errors import NotFound
from bot.model import Channel, Owed, Publication, Schedule
from bot.store.connection import Reader, Row, Writer
from bot.store.times import from_ms, to_ms

# What a guild (its id bound as ?1) may see of publications `p`: its own, and public ones that it follows.
VISIBLE = """(p.guild_id = ?1 OR (p.public AND EXISTS (
    SELECT 1 FROM channels f WHERE f.publication_id = p.id AND f.guild_id = ?1)))"""


async def seen_by(reader: Reader, guild_id: int) -> list[Publication]:
    """The publications that a guild may read: first its own, then those it follows, each by name."""
    rows = await reader.all(
        f"SELECT p.* FROM publications p WHERE {VISIBLE} ORDER BY p.guild_id IS NOT ?1, p.name_key, p.id", guild_id
    )
    return [_publication(row) for row in rows]


async def of_guild(reader: Reader, guild_id: int) -> list[Publication]:
    """A guild's publications, by name."""
    rows = await reader.all("SELECT * FROM publications WHERE guild_id = ? ORDER BY name_key", guild_id)
    return [_publication(row) for row in rows]


async def scheduled(reader: Reader) -> list[Publication]:
    """Every publication that comes out weekly and is not paused."""
    rows = await reader.all("SELECT * FROM publications WHERE weekday IS NOT NULL AND NOT paused")
    return [_publication(row) for row in rows]


async def with_desk(reader: Reader, among: Iterable[int] | None = None) -> list[Publication]:
    """Every publication with a schedule and a moderators' channel; or those of them that are `among` these ids."""
    rows = await reader.all(
        """SELECT * FROM publications WHERE weekday IS NOT NULL AND moderators_channel IS NOT NULL
           AND (?1 IS NULL OR id IN (SELECT value FROM json_each(?1)))""",
        None if among is None else json.dumps([*among]),
    )
    return [_publication(row) for row in rows]


async def all_of(reader: Reader) -> list[Publication]:
    """Every publication there is, for the operator."""
    return [_publication(row) for row in await reader.all("SELECT * FROM publications ORDER BY name_key, id")]


async def get(reader: Reader, publication_id: int) -> Publication:
    """The publication with this id; NotFound where there is none."""
    row = await reader.one("SELECT * FROM publications WHERE id = ?", publication_id)
    if row is None:
        raise NotFound("This publication no longer exists.")
    return _publication(row)


async def with_uid(reader: Reader, uid: str) -> Publication | None:
    """The publication with this uid, whosever it is."""
    row = await reader.one("SELECT * FROM publications WHERE uid = ?", uid)
    return None if row is None else _publication(row)


async def named(reader: Reader, guild_id: int | None, name: str) -> Publication | None:
    """The guild's publication of that name, whatever its case."""
    row = await reader.one(
        "SELECT * FROM publications WHERE coalesce(guild_id, 0) = ? AND name_key = ?",
        guild_id or 0,
        name.casefold(),
    )
    return None if row is None else _publication(row)


async def add(tx: Writer, publication: Publication) -> Publication:
    """Insert a publication (its id is ignored); returns it with its id."""
    new_id = await tx.insert(
        """INSERT INTO publications (uid, guild_id, name, name_key, weekday, time, timezone, since_at,
                                     editor, intro, moderators_role, moderators_channel, public, paused,
                                     reminder_hours, owed_day, owed_at)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        publication.uid,
        *_columns(publication),
    )
    return publication.model_copy(update={"id": new_id})


async def update(tx: Writer, publication: Publication) -> None:
    """Store a changed publication under its id."""
    await tx.run(
        """UPDATE publications SET guild_id = ?, name = ?, name_key = ?, weekday = ?, time = ?, timezone = ?,
                  since_at = ?, editor = ?, intro = ?, moderators_role = ?, moderators_channel = ?, public = ?,
                  paused = ?, reminder_hours = ?, owed_day = ?, owed_at = ? WHERE id = ?""",
        *_columns(publication),
        publication.id,
    )


async def channels(reader: Reader, publication_id: int) -> list[Channel]:
    """The channels of a publication, paused ones and other servers' too."""
    rows = await reader.all("SELECT * FROM channels WHERE publication_id = ? ORDER BY channel_id", publication_id)
    return [_channel(row) for row in rows]


async def channels_in(reader: Reader, publication_id: int, guild_id: int | None) -> list[Channel]:
    """The channels of one guild that get a publication: all that this guild may see of them."""
    rows = await reader.all(
        "SELECT * FROM channels WHERE publication_id = ? AND guild_id = ? ORDER BY channel_id",
        publication_id,
        guild_id or 0,
    )
    return [_channel(row) for row in rows]


async def every_channel(reader: Reader, guild_id: int | None = None) -> list[Channel]:
    """The channels of one guild, or of all, with whatever publication they get."""
    rows = await reader.all(
        "SELECT * FROM channels WHERE ?1 IS NULL OR guild_id = ?1 ORDER BY publication_id, channel_id", guild_id
    )
    return [_channel(row) for row in rows]


async def channel_of(reader: Reader, publication_id: int, channel_id: int) -> Channel | None:
    """A channel as it is set up for a publication."""
    row = await reader.one(
        "SELECT * FROM channels WHERE publication_id = ? AND channel_id = ?", publication_id, channel_id
    )
    return None if row is None else _channel(row)


async def put_channel(tx: Writer, channel: Channel) -> None:
    """Add a channel to its publication, or change the one that is there."""
    await tx.run(
        """INSERT INTO channels VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
           ON CONFLICT DO UPDATE SET guild_id = excluded.guild_id, kind = excluded.kind, format = excluded.format,
                                     role_id = excluded.role_id, silent = excluded.silent,
                                     paused = excluded.paused, gone_since = excluded.gone_since,
                                     lacking = excluded.lacking""",
        channel.publication_id,
        channel.channel_id,
        channel.guild_id,
        channel.kind,
        channel.format,
        channel.role_id,
        channel.silent,
        channel.paused,
        channel.gone_since and to_ms(channel.gone_since),
        channel.lacking,
    )


async def remove_channel(tx: Writer, publication_id: int, channel_id: int) -> None:
    """Take a channel away from its publication."""
    await tx.run("DELETE FROM channels WHERE publication_id = ? AND channel_id = ?", publication_id, channel_id)


async def note_lacking(tx: Writer, channel: Channel, lacking: str) -> None:
    """Remember what the bot lacks in a channel; empty where that is nothing."""
    await tx.run(
        "UPDATE channels SET lacking = ? WHERE publication_id = ? AND channel_id = ?",
        lacking,
        channel.publication_id,
        channel.channel_id,
    )


async def pause_channel(tx: Writer, publication_id: int, channel_id: int, reason: str) -> bool:
    """Stop sending to a channel, or (with an empty reason) go on; whether that changed anything."""
    changed = await tx.run(
        """UPDATE channels SET paused = ?3
           WHERE publication_id = ?1 AND channel_id = ?2 AND (paused = '') <> (?3 = '')""",
        publication_id,
        channel_id,
        reason,
    )
    return changed > 0


async def resume_channels(tx: Writer, publication_id: int, guild_id: int) -> None:
    """Go on sending to the paused channels of one guild."""
    await tx.run(
        "UPDATE channels SET paused = '' WHERE publication_id = ? AND guild_id = ?", publication_id, guild_id
    )


def _channel(row: Row) -> Channel:
    gone_since = row["gone_since"]
    return Channel.model_validate(
        {**dict(row), "silent": bool(row["silent"]), "gone_since": gone_since and from_ms(gone_since)}
    )


def _columns(publication: Publication) -> tuple[object, ...]:
    schedule = publication.schedule
    owed = schedule and schedule.owed
    return (
        publication.guild_id,
        publication.name,
        publication.name.casefold(),
        schedule and schedule.weekday,
        schedule and schedule.time,
        schedule and schedule.timezone,
        schedule and to_ms(schedule.since),
        publication.editor,
        publication.intro,
        publication.moderators_role,
        publication.moderators_channel,
        publication.public,
        publication.paused,
        publication.reminder_hours,
        owed and owed.day.isoformat(),
        owed and to_ms(owed.at),
    )


def _publication(row: Row) -> Publication:
    schedule = None
    if row["weekday"] is not None:
        owed = row["owed_day"] and Owed(day=date.fromisoformat(row["owed_day"]), at=from_ms(row["owed_at"]))
        schedule = Schedule(
            weekday=row["weekday"],
            time=row["time"],
            timezone=row["timezone"],
            since=from_ms(row["since_at"]),
            owed=owed,
        )
    return Publication(
        id=row["id"],
        uid=row["uid"],
        guild_id=row["guild_id"],
        name=row["name"],
        schedule=schedule,
        editor=row["editor"],
        intro=row["intro"],
        moderators_role=row["moderators_role"],
        moderators_channel=row["moderators_channel"],
        public=bool(row["public"]),
        paused=bool(row["paused"]),
        reminder_hours=row["reminder_hours"],
    )
