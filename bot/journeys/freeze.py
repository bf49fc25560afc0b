"""Turning a list of articles into a digest of the archive, within one transaction."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.editorial import article as rules
from bot.editorial.elsewhere import keeps_place
from bot.editorial.issue import divide
from bot.editorial.marks import delivery_mark
from bot.model import Channel, Digest, Format, Part, Step
from bot.search import index
from bot.store import deliveries, digests
from bot.store.connection import Writer
from bot.store.deliveries import Promise

FULL_TEXTS_FIRST = timedelta(seconds=10)  # what an announcement waits at most for the texts that it links to


async def archive(tx: Writer, publication_id: int, digest: Digest, at: datetime) -> int:
    """Insert a digest with its entries, findable and known again; returns its row id."""
    digest_id, entries = await digests.add(tx, publication_id, digest, at)
    keys = [(key, entry_id) for entry_id, article in entries for key in rules.identity_keys(article)]
    await digests.add_identities(tx, publication_id, keys)
    await index.add(tx, publication_id, entries)
    return digest_id


async def promise(
    tx: Writer, digest_id: int, digest: Digest, channels: Sequence[Channel], home: int | None, at: datetime
) -> None:
    """Freeze the digest's messages, and promise them to every channel; `home` is the publication's own guild."""
    divided = divisions(digest, channels, home)
    for shape, parts in divided.items():
        await deliveries.add_parts(tx, digest_id, shape, parts)
    promises = [one for channel in channels for one in _steps(digest, channel, divided[channel.format], home, at)]
    await deliveries.promise(tx, digest_id, promises)


def divisions(digest: Digest, channels: Sequence[Channel], home: int | None) -> dict[Format, tuple[Part, ...]]:
    """The messages of a digest in each format that the channels want.

    Announcements have places for links where the full texts go into another channel of the publication's own guild.
    """
    wanted: set[Format] = {channel.format for channel in channels}
    divided: dict[Format, tuple[Part, ...]] = {one: divide(digest, one) for one in wanted if one != "classic"}
    if "classic" in wanted:
        own = {channel.format for channel in channels if channel.guild_id == home}
        linked = any(part.whole for shape, parts in divided.items() if shape in own for part in parts)
        divided["classic"] = divide(digest, "classic", linked=linked)
    return divided


def _steps(
    digest: Digest, channel: Channel, parts: Sequence[Part], home: int | None, at: datetime
) -> list[Promise]:
    """A forum gets a post and then messages in it; a thread is opened under the first message before what stands
    in it is sent; announcements are published once all of them are sent.

    Discord lets a channel publish some ten times an hour, and nobody should wait so long for the next part. An
    announcement that is to link to full texts lets these go first, for a moment only: their trouble is not its own.
    """
    steps: list[tuple[Step, int]] = [("message", part.number) for part in parts]
    if channel.kind == "forum":
        steps[0] = ("post", 1)
    if any(part.in_thread for part in parts):
        steps.insert([part.in_thread for part in parts].index(True), ("thread", 1))
    if channel.kind == "announcement":
        steps.extend(("publish", part.number) for part in parts)
    links = channel.guild_id == home and any(keeps_place(block) for part in parts for block in part.blocks)
    start = at + FULL_TEXTS_FIRST if links else None
    return [
        Promise(
            channel,
            sequence,
            step,
            number,
            delivery_mark(digest.uid, channel.channel_id, number, step),
            not_before=start if sequence == 0 else None,
        )
        for sequence, (step, number) in enumerate(steps)
    ]
