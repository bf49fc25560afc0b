"""What the tests put into a store."""

import secrets
from collections.abc import Sequence
from datetime import UTC, date, datetime

from bot.clock import Clock
from bot.model import (
    Article,
    Channel,
    Choice,
    Digest,
    Entry,
    Format,
    Link,
    Part,
    Publication,
    Schedule,
    Section,
    Step,
)
from bot.store import deliveries, digests, publications
from bot.store.connection import Writer
from bot.store.deliveries import Promise

NOW = datetime(2025, 5, 14, 9, 0, tzinfo=UTC)
DAY = date(2025, 5, 14)


class StoppedClock(Clock):
    """A clock that stands where it is put."""

    def __init__(self) -> None:
        self.instant = NOW

    def now(self) -> datetime:
        return self.instant


def a_publication(name: str = "Exosomes Digest", guild_id: int | None = 1) -> Publication:
    """A weekly publication, not stored yet."""
    schedule = Schedule(weekday=2, time="09:00", timezone="Europe/Berlin", since=NOW)
    return Publication(id=0, uid=secrets.token_hex(8), guild_id=guild_id, name=name, schedule=schedule)


def an_article(title: str = "Exosomes cross the barrier") -> Article:
    """An article with something in every field."""
    return Article(
        title=title,
        takeaway="They carry medicine into the brain.",
        sections=(Section(heading="Background", text="The barrier is hard to cross."), Section(text="שלום 🧑‍🔬")),
        links=(Link(kind="doi", value="10.1000/1"),),
        authors=("Ada Lovelace",),
        journal="Vesicles",
        date="2025-05",
        tags=("brain",),
    )


def a_digest(
    titles: Sequence[str] = ("First", "Second"),
    day: date = DAY,
    label: str = "1/4 May 2025",
    publication: str = "Exosomes Digest",
) -> Digest:
    """A digest of the publication, with its uid made up."""
    return Digest(
        uid=secrets.token_hex(8),
        publication=publication,
        day=day,
        label=label,
        editor="Lisa",
        date=day,
        reading_minutes=2,
        intro="What was new.",
        entries=tuple(Entry(number=number, article=an_article(title)) for number, title in enumerate(titles, 1)),
    )


def a_channel(publication: Publication, channel_id: int = 10, style: Format = "compact") -> Channel:
    """A text channel that gets the publication."""
    return Channel(
        publication_id=publication.id,
        channel_id=channel_id,
        guild_id=publication.guild_id or 0,
        kind="text",
        format=style,
    )


def a_part(number: int, total: int) -> Part:
    """A message that shows the entry of its own number."""
    choice = Choice(number=number, title=f"Entry {number}")
    return Part(number=number, total=total, header="", blocks=(f"Entry {number}",), choices=(choice,))


def steps(channel: Channel, digest: Digest, made: Sequence[tuple[Step, int]]) -> list[Promise]:
    """Promises of these (step, part) for a channel, in order; each has a mark that says what it is."""
    return [
        Promise(channel, at, step, part, f"{digest.uid}-{channel.channel_id}-{step}-{part}")
        for at, (step, part) in enumerate(made)
    ]


async def freeze(
    tx: Writer,
    publication: Publication,
    made: Sequence[tuple[Step, int]] = (("message", 1), ("message", 2)),
    channels: Sequence[int] = (10,),
    digest: Digest | None = None,
    at: datetime = NOW,
) -> Digest:
    """Store a digest of two parts that is promised to these channels."""
    digest = digest or a_digest()
    digest_id, _ = await digests.add(tx, publication.id, digest, at)
    await deliveries.add_parts(tx, digest_id, "compact", [a_part(1, 2), a_part(2, 2)])
    for channel_id in channels:
        kind = "forum" if made[0][0] == "post" else "text"
        channel = a_channel(publication, channel_id).model_copy(update={"kind": kind})
        await publications.put_channel(tx, channel)
        await deliveries.promise(tx, digest_id, steps(channel, digest, made))
    return digest
