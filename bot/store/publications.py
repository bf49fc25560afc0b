"""Publications and the channels that get them."""

from bot.errors import NotFound
from bot.model import Channel, Publication, Schedule
from bot.store.connection import Reader, Row, Writer
from bot.store.times import from_ms, to_ms

# What a guild (its id bound as ?1) may see of publications `p`: its own, and public ones that it follows.
VISIBLE = """(p.guild_id = ?1 OR (p.public AND EXISTS (
    SELECT 1 FROM channels f WHERE f.publication_id = p.id AND f.guild_id = ?1)))"""


async def seen_by(reader: Reader, guild_id: int) -> list[Publication]:
    """The publications that a guild may read: its own, and those it follows, by name."""
    rows = await reader.all(f"SELECT p.* FROM publications p WHERE {VISIBLE} ORDER BY p.name_key, p.id", guild_id)
    return [_publication(row) for row in rows]


async def of_guild(reader: Reader, guild_id: int) -> list[Publication]:
    """A guild's publications, by name."""
    rows = await reader.all("SELECT * FROM publications WHERE guild_id = ? ORDER BY name_key", guild_id)
    return [_publication(row) for row in rows]


async def scheduled(reader: Reader) -> list[Publication]:
    """Every publication that comes out weekly and is not paused."""
    rows = await reader.all("SELECT * FROM publications WHERE weekday IS NOT NULL AND NOT paused")
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
                                     reminder_hours)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        publication.uid,
        *_columns(publication),
    )
    return publication.model_copy(update={"id": new_id})


async def update(tx: Writer, publication: Publication) -> None:
    """Store a changed publication under its id."""
    await tx.run(
        """UPDATE publications SET guild_id = ?, name = ?, name_key = ?, weekday = ?, time = ?, timezone = ?,
                  since_at = ?, editor = ?, intro = ?, moderators_role = ?, moderators_channel = ?, public = ?,
                  paused = ?, reminder_hours = ? WHERE id = ?""",
        *_columns(publication),
        publication.id,
    )


async def channels(reader: Reader, publication_id: int) -> list[Channel]:
    """The channels of a publication, paused ones too."""
    rows = await reader.all("SELECT * FROM channels WHERE publication_id = ? ORDER BY channel_id", publication_id)
    return [_channel(row) for row in rows]


async def put_channel(tx: Writer, channel: Channel) -> None:
    """Add a channel to its publication, or change the one that is there."""
    await tx.run(
        """INSERT INTO channels VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
           ON CONFLICT DO UPDATE SET guild_id = excluded.guild_id, kind = excluded.kind, format = excluded.format,
                                     role_id = excluded.role_id, silent = excluded.silent,
                                     paused = excluded.paused, gone_since = excluded.gone_since""",
        channel.publication_id,
        channel.channel_id,
        channel.guild_id,
        channel.kind,
        channel.format,
        channel.role_id,
        channel.silent,
        channel.paused,
        channel.gone_since and to_ms(channel.gone_since),
    )


async def remove_channel(tx: Writer, publication_id: int, channel_id: int) -> None:
    """Take a channel away from its publication."""
    await tx.run("DELETE FROM channels WHERE publication_id = ? AND channel_id = ?", publication_id, channel_id)


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


def _channel(row: Row) -> Channel:
    gone_since = row["gone_since"]
    return Channel.model_validate(
        {**dict(row), "silent": bool(row["silent"]), "gone_since": gone_since and from_ms(gone_since)}
    )


def _columns(publication: Publication) -> tuple[object, ...]:
    schedule = publication.schedule
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
    )


def _publication(row: Row) -> Publication:
    schedule = None
    if row["weekday"] is not None:
        schedule = Schedule(
            weekday=row["weekday"], time=row["time"], timezone=row["timezone"], since=from_ms(row["since_at"])
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
