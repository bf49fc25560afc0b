"""Turning a list of articles into a digest of the archive, within one transaction."""

from collections.abc import Sequence
from datetime import datetime

from bot.editorial import article as rules
from bot.editorial.issue import divide
from bot.editorial.marks import delivery_mark
from bot.model import Channel, Digest, Format, Part, Step
from bot.search import index
from bot.store import deliveries, digests
from bot.store.connection import Writer
from bot.store.deliveries import Promise


async def archive(tx: Writer, publication_id: int, digest: Digest, at: datetime) -> int:
    """Insert a digest with its entries, findable and known again; returns its row id."""
    digest_id, entries = await digests.add(tx, publication_id, digest, at)
    keys = [(key, entry_id) for entry_id, article in entries for key in rules.identity_keys(article)]
    await digests.add_identities(tx, publication_id, keys)
    await index.add(tx, publication_id, entries)
    return digest_id


async def promise(tx: Writer, digest_id: int, digest: Digest, channels: Sequence[Channel]) -> None:
    """Freeze the digest's messages, and promise them to every channel."""
    divided: dict[Format, tuple[Part, ...]] = {}
    for channel in channels:
        if channel.format not in divided:
            divided[channel.format] = divide(digest, channel.format)
            await deliveries.add_parts(tx, digest_id, channel.format, divided[channel.format])
    promises = [one for channel in channels for one in _steps(digest, channel, divided[channel.format])]
    await deliveries.promise(tx, digest_id, promises)


def _steps(digest: Digest, channel: Channel, parts: Sequence[Part]) -> list[Promise]:
    """A forum gets a post and then messages in it; a thread is opened under the first message before what stands
    in it is sent; announcements are published once all of them are sent.

    Discord lets a channel publish some ten times an hour, and nobody should wait so long for the next part.
    """
    steps: list[tuple[Step, int]] = [("message", part.number) for part in parts]
    if channel.kind == "forum":
        steps[0] = ("post", 1)
    if any(part.in_thread for part in parts):
        steps.insert([part.in_thread for part in parts].index(True), ("thread", 1))
    if channel.kind == "announcement":
        steps.extend(("publish", part.number) for part in parts)
    return [
        Promise(channel, sequence, step, number, delivery_mark(digest.uid, channel.channel_id, number, step))
        for sequence, (step, number) in enumerate(steps)
    ]
