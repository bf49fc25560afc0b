"""Archives to search in: publications, and articles put into them."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import islice

from bot.model import Article, Digest, Entry, Publication
from bot.search import index
from bot.store import digests, publications
from bot.store.connection import Writer
from bot.store.database import Database

DIGEST = 50
AT_ONCE = 5_000  # entries in one transaction
NOW = datetime(2025, 5, 14, tzinfo=UTC)


async def publication(database: Database, name: str = "Bench", guild_id: int = 1) -> int:
    """A publication of that guild, by its row id."""
    new = Publication(id=0, uid=name.lower(), guild_id=guild_id, name=name)
    return (await database.write(lambda tx: publications.add(tx, new))).id


async def archive(database: Database, publication_id: int, articles: Iterable[Article]) -> list[int]:
    """Put many articles into the archive, as an import does, to be indexed by a building; their row ids."""
    ids: list[int] = []
    left = weekly(articles, f"p{publication_id}-")

    async def some(tx: Writer) -> bool:
        await index.put_off(tx, publication_id)
        begun = len(ids)
        for digest in islice(left, AT_ONCE // DIGEST):
            _, added = await digests.add(tx, publication_id, digest, NOW)
            ids.extend(entry_id for entry_id, _ in added)
        return len(ids) > begun

    while await database.write(some):
        pass
    return ids


async def build(database: Database, publication_id: int) -> None:
    """Build the index of what has been put into the archive."""
    async for _ in index.build(database, publication_id):
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
