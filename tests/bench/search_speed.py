"""How fast the search is, beside rapidfuzz over all texts: `python -m tests.bench.search_speed [ENTRIES…]`.

The archives (5 000 and 50 000 entries) are made up by a seeded generator: words by Zipf's law, and a few new
ones in each text, so that the vocabulary grows as a real one does.
"""

import asyncio
import random
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from pathlib import Path

from rapidfuzz import fuzz, process

from bot.model import Article, Digest, Entry, Publication, Section
from bot.search import engine, index
from bot.search.snippets import snippet
from bot.store import digests, publications
from bot.store.connection import Writer
from bot.store.database import Database

SYLLABLES = [
    "ba",
    "ce",
    "di",
    "fo",
    "gu",
    "ha",
    "je",
    "ki",
    "lo",
    "mu",
    "na",
    "pe",
    "qui",
    "ro",
    "su",
    "ta",
    "ve",
    "wi",
    "xo",
    "zy",
    "cor",
    "mem",
    "bran",
    "cyt",
    "lys",
    "phos",
    "tran",
    "rib",
]
WORDS = 20_000
DIGEST = 50
QUERIES = 200
SLOW_QUERIES = 10


class Generator:
    """Makes up texts and queries."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._words = list({self._word(): None for _ in range(WORDS)})
        self._weights = list(accumulate(1 / rank for rank in range(1, len(self._words) + 1)))

    def article(self) -> Article:
        """A title of 10 words and a text of 160, of which three are new."""
        words = self._some(170)
        for _ in range(3):
            words[self._random.randrange(10, 170)] = self._word() + self._word()
        return Article(title=" ".join(words[:10]), sections=(Section(text=" ".join(words[10:])),))

    def query(self, article: Article, *, typo: bool) -> str:
        """Three words of a text, one of them perhaps mistyped."""
        words = self._random.sample(article.sections[0].text.split(), 3)
        if typo:
            long = max(words, key=len)
            at = self._random.randrange(1, len(long))
            words[words.index(long)] = long[:at] + self._random.choice("abcdefgh") + long[at + 1 :]
        return " ".join(words)

    def _some(self, count: int) -> list[str]:
        return self._random.choices(self._words, cum_weights=self._weights, k=count)

    def _word(self) -> str:
        return "".join(self._random.choices(SYLLABLES, k=self._random.randint(2, 4)))


async def measure(entries: int, folder: Path) -> None:
    """Build an archive of so many entries and print how long searches take."""
    made = Generator(entries)
    articles = [made.article() for _ in range(entries)]
    database = await Database.open(folder / f"{entries}.db")
    began = time.perf_counter()
    scope = await build(database, articles)
    took = time.perf_counter() - began
    size = sum(file.stat().st_size for file in folder.glob(f"{entries}.db*")) / 1e6
    print(f"{entries} entries: built in {took:.1f} s ({entries / took:.0f} a second), {size:.0f} MB")
    chosen = random.Random(1).choices(articles, k=QUERIES)
    for name, typo in (("three words", False), ("with a typo", True)):
        queries = [made.query(article, typo=typo) for article in chosen]
        await report(database, scope, f"  search, {name}", queries)
    report_brute_force(articles, queries[:SLOW_QUERIES])
    await database.close()


async def build(database: Database, articles: Sequence[Article]) -> list[int]:
    """Put the articles into one publication, as digests week by week."""
    publication = Publication(id=0, uid="bench", guild_id=1, name="Bench")

    async def work(tx: Writer) -> list[int]:
        publication_id = (await publications.add(tx, publication)).id
        await fill(tx, publication_id, articles)
        return [publication_id]

    return await database.write(work)


async def fill(tx: Writer, publication_id: int, articles: Sequence[Article]) -> None:
    """Put the articles into a publication's archive, findable."""
    for digest in weekly(articles):
        _, added = await digests.add(tx, publication_id, digest, datetime(2025, 5, 14, tzinfo=UTC))
        await index.add(tx, publication_id, added)


def weekly(articles: Sequence[Article]) -> Iterator[Digest]:
    """Digests of the articles, in order."""
    for week, start in enumerate(range(0, len(articles), DIGEST)):
        day = date(2000, 1, 5) + timedelta(weeks=week)
        some = articles[start : start + DIGEST]
        yield Digest(
            uid=f"bench{week}",
            publication="Bench",
            day=day,
            label=f"{week}",
            editor="",
            date=day,
            reading_minutes=1,
            intro="",
            entries=tuple(Entry(number=number, article=one) for number, one in enumerate(some, start=1)),
        )


async def report(database: Database, scope: Sequence[int], name: str, queries: Sequence[str]) -> None:
    """Time each query with its five hits' passages, and how long the event loop was held."""
    holds: list[float] = []
    watch = asyncio.create_task(watched(holds))
    times: list[float] = []
    for query in [*queries[:5], *queries]:
        async with database.read() as reader:
            began = time.perf_counter()
            found = await engine.search(reader, scope, query, 5, 0)
            entries = await digests.found(reader, [hit.entry_id for hit in found.hits])
            for entry in entries.values():
                snippet(entry.article, found.words)
            times.append(time.perf_counter() - began)
    watch.cancel()
    print(f"{name}: {percentiles(times[5:])}; event loop held {percentiles(holds)}")


async def watched(holds: list[float]) -> None:
    """Record by how much the event loop is late to wake this up."""
    while True:
        began = time.perf_counter()
        await asyncio.sleep(0.001)
        holds.append(time.perf_counter() - began - 0.001)


def report_brute_force(articles: Sequence[Article], queries: Sequence[str]) -> None:
    """Time rapidfuzz's best scorer for this over every text."""
    texts = [f"{article.title} {article.sections[0].text}" for article in articles]
    times: list[float] = []
    for query in queries:
        began = time.perf_counter()
        process.extract(query, texts, scorer=fuzz.token_set_ratio, limit=5)
        times.append(time.perf_counter() - began)
    print(f"  rapidfuzz over all texts: {percentiles(times)}")


def percentiles(seconds: Sequence[float]) -> str:
    """Median and 99th percentile in milliseconds."""
    ranked = sorted(seconds)
    return f"p50 {ranked[len(ranked) // 2] * 1000:.1f} ms, p99 {ranked[int(len(ranked) * 0.99)] * 1000:.1f} ms"


async def main(sizes: Sequence[int]) -> None:
    """Measure archives of these sizes, one after the other."""
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            await measure(size, Path(folder))


if __name__ == "__main__":
    asyncio.run(main([int(size) for size in sys.argv[1:]] or [5_000, 50_000]))
