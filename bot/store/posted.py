"""What has become of deliveries, for people to see: how each channel stands, and where an entry is shown."""

from collections.abc import Iterable

from bot.model import EntryRef, Standing
from bot.store.connection import Reader
from bot.store.deliveries import GUILD, SETTLED

_OPEN = "d.state IN ('waiting', 'due', 'claimed')"

MESSAGES = f"""sum(d.step IN ('post', 'message')) AS messages,
    sum(d.step IN ('post', 'message') AND d.state IN {SETTLED}) AS sent"""


async def standings(
    reader: Reader, publication_id: int, digests: int = 3, guild_id: int | None = None
) -> list[Standing]:
    """How each channel of a guild (the publication's own by default) stands with the newest digests there."""
    rows = await reader.all(
        f"""SELECT g.label AS digest_label, d.channel_id, sum(d.state IN {SETTLED}) AS settled,
                  sum({_OPEN}) AS waiting, sum(d.state = 'parked') AS parked, max(d.reason) AS reason,
                  {MESSAGES}, sum({_OPEN} AND d.step = 'publish') AS unpublished,
                  sum({_OPEN} AND d.step = 'edit') AS uncorrected, sum({_OPEN} AND d.step = 'delete') AS undeleted,
                  g.taken_back_at IS NOT NULL AS taken_back
           FROM (SELECT * FROM digests i WHERE i.publication_id = ?1
                   AND EXISTS (SELECT 1 FROM deliveries p WHERE p.digest_id = i.id AND p.guild_id = {GUILD})
                 ORDER BY i.day DESC LIMIT ?2) g
           JOIN deliveries d ON d.digest_id = g.id AND d.guild_id = {GUILD}
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
