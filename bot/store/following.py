"""Who follows a public publication, and what other servers' publications there are to follow."""

from typing import NamedTuple

from bot.store.connection import Reader, Writer

# How many servers besides its own get publication `p`.
_FOLLOWERS = """(SELECT count(DISTINCT f.guild_id) FROM channels f
    WHERE f.publication_id = p.id AND f.guild_id IS NOT p.guild_id AND f.gone_since IS NULL)"""


class Offer(NamedTuple):
    """A public publication of another server; `server` is that one's name, empty where it is not known."""

    uid: str
    name: str
    server: str
    followers: int


class Follower(NamedTuple):
    """Another server's channel that gets a publication; `thread_id` is the newest post there, in a forum."""

    guild_id: int
    channel_id: int
    in_forum: bool
    thread_id: int | None


async def offers(reader: Reader, guild_id: int) -> list[Offer]:
    """What a guild may follow, the most followed first."""
    rows = await reader.all(
        f"""SELECT p.uid, p.name, coalesce(s.name, ''), {_FOLLOWERS} AS followers
            FROM publications p LEFT JOIN servers s ON s.guild_id = p.guild_id
            WHERE p.public AND p.guild_id <> ? ORDER BY followers DESC, p.name_key, p.id""",
        guild_id,
    )
    return [Offer(*row) for row in rows]


async def count(reader: Reader, publication_id: int) -> int:
    """How many other servers follow a publication."""
    return await reader.value(f"SELECT {_FOLLOWERS} FROM publications p WHERE p.id = ?", publication_id)


async def count_held_up(reader: Reader, publication_id: int) -> int:
    """How many of other servers' channels get nothing of a publication for now."""
    return await reader.value(
        """SELECT count(*) FROM channels f JOIN publications p ON p.id = f.publication_id
           WHERE p.id = ? AND f.guild_id IS NOT p.guild_id AND (f.paused <> '' OR f.gone_since IS NOT NULL)""",
        publication_id,
    )


async def followers(reader: Reader, publication_id: int) -> list[Follower]:
    """The other servers' channels that get a publication."""
    rows = await reader.all(
        """SELECT f.guild_id, f.channel_id, f.kind = 'forum',
                  (SELECT d.thread_id FROM deliveries d JOIN digests g ON g.id = d.digest_id
                   WHERE g.publication_id = p.id AND d.channel_id = f.channel_id AND d.thread_id IS NOT NULL
                   ORDER BY d.id DESC LIMIT 1)
           FROM channels f JOIN publications p ON p.id = f.publication_id
           WHERE p.id = ? AND f.guild_id IS NOT p.guild_id ORDER BY f.channel_id""",
        publication_id,
    )
    return [Follower(guild, channel, bool(in_forum), thread) for guild, channel, in_forum, thread in rows]


async def remove(tx: Writer, publication_id: int, channel_id: int) -> None:
    """Take a publication away from a follower's channel, and take back what it is still promised there.

    A promise that stayed would be kept by the first Retry after somebody has followed it there again, and one that
    is being kept at this moment by its next try.
    """
    await _remove(tx, publication_id, "channel_id = ?2", channel_id)


async def remove_all(tx: Writer, publication_id: int) -> None:
    """The same for all other servers' channels."""
    await _remove(tx, publication_id, "guild_id IS NOT (SELECT guild_id FROM publications WHERE id = ?1)")


async def _remove(tx: Writer, publication_id: int, whose: str, *bound: object) -> None:
    await tx.run(
        f"""DELETE FROM deliveries WHERE state IN ('waiting', 'due', 'claimed', 'parked') AND {whose}
            AND digest_id IN (SELECT id FROM digests WHERE publication_id = ?1)""",
        publication_id,
        *bound,
    )
    await tx.run(f"DELETE FROM channels WHERE publication_id = ?1 AND {whose}", publication_id, *bound)


async def name_server(tx: Writer, guild_id: int, name: str) -> None:
    """Remember what a server is called."""
    change = "INSERT INTO servers VALUES (?, ?) ON CONFLICT DO UPDATE SET name = excluded.name"
    await tx.run(change, guild_id, name)


async def rename_server(tx: Writer, guild_id: int, name: str) -> None:
    """Change what a server is called, if it is known at all."""
    await tx.run("UPDATE servers SET name = ?2 WHERE guild_id = ?1", guild_id, name)


async def server_name(reader: Reader, guild_id: int | None) -> str:
    """What a server is called; empty where it is not known."""
    return await reader.value("SELECT name FROM servers WHERE guild_id = ?", guild_id) or ""
