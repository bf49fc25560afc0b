"""The messages that show entries whole, to which the announcements of the same digest and server link."""

from bot.model import Delivery, FullText
from bot.store.connection import Reader, Writer

# Of one digest (?1), the steps in the channels that a guild (?2) has for its publication.
_THERE = """digest_id = ?1 AND guild_id = ?2 AND channel_id IN (
    SELECT c.channel_id FROM channels c JOIN digests g ON g.publication_id = c.publication_id
    WHERE g.id = ?1 AND c.guild_id = ?2)"""


async def posted(reader: Reader, digest_id: int, guild_id: int) -> tuple[FullText, ...]:
    """Where the entries of a digest stand whole in a guild: each once, in its first channel."""
    rows = await reader.all(
        f"""SELECT t.first_entry, t.last_entry, coalesce(d.thread_id, d.channel_id) AS place_id, d.message_id
           FROM (SELECT * FROM deliveries WHERE {_THERE}) d
           JOIN parts t ON t.digest_id = d.digest_id AND t.format = d.format AND t.revision = d.revision
                        AND t.number = d.part
           WHERE d.state = 'sent' AND d.step IN ('post', 'message', 'edit') AND t.content ->> '$.whole'
             AND t.first_entry > 0
             AND NOT EXISTS (SELECT 1 FROM deliveries e
                             WHERE e.origin = coalesce(d.origin, d.id) AND e.step IN ('edit', 'delete')
                               AND e.state IN ('sent', 'removed') AND e.id > d.id)
           ORDER BY coalesce(d.origin, d.id)""",
        digest_id,
        guild_id,
    )
    found: dict[int, FullText] = {}
    for row in rows:
        for number in range(row["first_entry"], row["last_entry"] + 1):
            one = FullText(number=number, place_id=row["place_id"], message_id=row["message_id"])
            found.setdefault(number, one)
    return tuple(found.values())


async def let_announcements_go(tx: Writer, settled: Delivery) -> None:
    """Announcements wait for a while for the full texts; once the last one in their server stands, they go."""
    await tx.run(
        f"""UPDATE deliveries SET not_before = 0
           WHERE {_THERE} AND kind = 'announcement' AND state = 'due' AND attempts = 0 AND NOT EXISTS (
               SELECT 1 FROM deliveries w JOIN parts t ON t.digest_id = w.digest_id AND t.format = w.format
                      AND t.revision = w.revision AND t.number = w.part
               WHERE w.digest_id = ?1 AND w.guild_id = ?2 AND w.step IN ('post', 'message')
                 AND w.state IN ('waiting', 'due', 'claimed') AND t.content ->> '$.whole'
                 AND w.channel_id IN (SELECT c.channel_id FROM channels c JOIN digests g
                     ON g.publication_id = c.publication_id
                     WHERE g.id = ?1 AND c.guild_id = ?2 AND c.paused = '' AND c.gone_since IS NULL))""",
        await tx.value("SELECT digest_id FROM deliveries WHERE id = ?", settled.id),
        settled.channel.guild_id,
    )
