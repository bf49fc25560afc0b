"""An archive to search in, and what a search in it finds."""

import secrets
from collections.abc import Sequence
from datetime import UTC, date, datetime

from bot.model import Article, Digest, Entry, Publication, Section
from bot.search import index
from bot.search.engine import Ask, Engine, Found, Hit
from bot.search.suggest import Kind, Suggested
from bot.search.synonyms import Synonyms
from bot.store import digests, publications
from bot.store.connection import Writer
from bot.store.database import Database

DAY = date(2025, 5, 14)


def text(title: str, body: str = "", authors: Sequence[str] = (), tags: Sequence[str] = ()) -> Article:
    """An article of one section."""
    return Article(title=title, sections=(Section(text=body),), authors=tuple(authors), tags=tuple(tags))


class Archive:
    """Publications with digests in a real database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.forget()
        self._titles: dict[int, str] = {}

    def forget(self, memory: int = 16 << 20) -> None:
        """Search on with an engine that keeps nothing yet, and so many bytes at most."""
        self.engine = Engine(memory, Synonyms([]))

    async def publication(self) -> int:
        """A new publication; returns its id."""
        uid = secrets.token_hex(8)
        new = Publication(id=0, uid=uid, guild_id=1, name=uid)
        return (await self._database.write(lambda tx: publications.add(tx, new))).id

    async def publish(
        self, publication_id: int, articles: Sequence[Article], day: date = DAY
    ) -> list[tuple[int, Article]]:
        """Put a digest of these articles into the archive; returns its entries by their row ids."""
        digest = Digest(
            uid=secrets.token_hex(8),
            publication="Exosomes Digest",
            day=day,
            label=secrets.token_hex(8),
            editor="",
            date=day,
            reading_minutes=1,
            intro="",
            entries=tuple(Entry(number=number, article=one) for number, one in enumerate(articles, start=1)),
        )

        async def work(tx: Writer) -> list[tuple[int, Article]]:
            _, entries = await digests.add(tx, publication_id, digest, datetime(2025, 5, 14, tzinfo=UTC))
            await index.add(tx, publication_id, entries)
            return entries

        published = await self._database.write(work)
        self._titles |= {entry_id: article.title for entry_id, article in published}
        return published

    def title(self, hit: Hit) -> str:
        """The title of a hit."""
        return self._titles[hit.entry_id]

    async def search(self, scope: Sequence[int], asked: str | Ask, limit: int = 100) -> Found:
        """What the engine answers."""
        ask = asked if isinstance(asked, Ask) else Ask(asked)
        return await self._database.read_at_once(lambda reader: self.engine.search(reader, scope, ask, limit))

    async def like(self, scope: Sequence[int], entry_id: int) -> Found:
        """The entries that are like one."""
        return await self._database.read_at_once(lambda reader: self.engine.like(reader, scope, entry_id, 10))

    async def titles(self, scope: Sequence[int], asked: str | Ask, limit: int = 100) -> list[str]:
        """The titles of the entries with a word of the query, best first."""
        found = await self.search(scope, asked, limit)
        return [self._titles[hit.entry_id] for hit in found.hits[: found.total]]

    async def suggest(self, scope: Sequence[int], typed: str, kind: Kind = "any") -> list[Suggested]:
        """What is offered for a text typed so far."""
        return await self._database.read_at_once(lambda reader: self.engine.suggest(reader, scope, typed, kind, 25))
