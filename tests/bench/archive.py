"""Archives to search in: publications, and articles put into them."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path

from bot.clock import Clock
from bot.intake.formats.jsonl import Given, read_articles
from bot.journeys.reindex import Reindex
from bot.journeys.take_in import TakeIn
from bot.model import Article, Digest, Entry, Publication
from bot.search import index
from bot.store import digests, publications
from bot.store.connection import Writer
from bot.store.database import Database

NAME = "Bench"
DIGEST = 50
NOW = datetime(2025, 5, 14, tzinfo=UTC)


async def publication(database: Database, name: str = NAME, guild_id: int = 1) -> int:
    """A publication of that guild, by its row id."""
    new = Publication(id=0, uid=name.lower().replace(" ", ""), guild_id=guild_id, name=name)
    return (await database.write(lambda tx: publications.add(tx, new))).id


async def take_in(database: Database, name: str, articles: Iterable[Article]) -> None:
    """Put articles into the archive of the publication with that name, as `digest-bot import` does."""
    given = (Given(line, f"{line}", article, shortened=False) for line, article in enumerate(articles, start=1))
    async for _ in TakeIn(database, Clock()).articles(name, given):
        pass


async def take_in_file(database: Database, name: str, file: Path) -> None:
    """The same with a file of JSON Lines, all of which must be articles."""
    with file.open("rb") as lines:
        async for taken in TakeIn(database, Clock()).articles(name, read_articles(lines)):
            for wrong in taken.wrong:
                print(f"{file}: line {wrong.line} is left out: {wrong.reason}")


async def build(database: Database, name: str) -> None:
    """Build the index of what has been taken in."""
    async for _ in Reindex(database).finish(name):
        pass


async def fill(tx: Writer, publication_id: int, articles: Iterable[Article]) -> None:
    """Put articles into the archive as digests that are published, each findable at once."""
    for digest in weekly(articles, "bench"):
        _, added = await digests.add(tx, publication_id, digest, NOW)
        await index.add(tx, publication_id, added)


def weekly(articles: Iterable[Article], uid: str) -> Iterator[Digest]:
    """Digests of the articles, in order; their codes begin with `uid`."""
    left = iter(articles)
    week = 0
    while some := list(islice(left, DIGEST)):
        yield digest(some, f"{uid}{week}", date(2000, 1, 5) + timedelta(weeks=week))
        week += 1


def digest(articles: Sequence[Article], uid: str, day: date) -> Digest:
    """A digest of these articles."""
    return Digest(
        uid=uid,
        publication="Bench",
        day=day,
        label=uid,
        editor="",
        date=day,
        reading_minutes=1,
        intro="",
        entries=tuple(Entry(number=number, article=one) for number, one in enumerate(articles, start=1)),
    )
