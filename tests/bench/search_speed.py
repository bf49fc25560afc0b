"""How fast the search is: `python -m tests.bench.search_speed [ENTRIES…] [--guilds N ENTRIES] [--folder FOLDER]`.

One archive of each size (10 000 and 100 000 by default), then many guilds with small ones, searched in turn.
Sentences of the test collections in the folder are recombined; without any, texts are made up. A search is what a
member waits for: corrections, other forms, the hits and the passages of the first five. Beside the time that passes
stands the processor's, which other work on the machine changes little.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple, TypeVar

import psutil

from bot.clock import Clock
from bot.journeys.asked import Wanted
from bot.journeys.find import KEPT, Find
from bot.journeys.hits import why
from bot.model import Article
from bot.search import index
from bot.search.curated import curated
from bot.search.engine import Ask, Engine
from bot.search.synonyms import Synonyms
from bot.store import digests, entries
from bot.store.connection import Writer
from bot.store.database import Database
from tests.bench import archive, judged, peers
from tests.bench.archive import fill
from tests.bench.generated import Generator, frequent

__all__ = ["Generator", "fill"]  # for the other benchmarks

QUERIES = 200
WARMING = 5
SLOW_QUERIES = 5
COLD = 20
PUBLISHES = 10
PUBLISHED = 20  # entries of one issue
PAGE = 5
MEMORY = 256 << 20
SMALLEST, LARGEST = 20, 5_000  # entries of one of many guilds
TICK = 0.001

T = TypeVar("T")
Queries = dict[str, list[str]]


class Timed(NamedTuple):
    """Seconds that each of several things took, of the processor too, and by how much the event loop was late."""

    passed: list[float]
    worked: list[float]
    holds: list[float]


class Searched:
    """A database that is searched, with a fresh engine."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.synonyms = Synonyms(curated())
        self.forget()

    def forget(self) -> None:
        """Start with an engine that keeps nothing yet."""
        self.engine = Engine(MEMORY, self.synonyms)
        self.find = Find(self.database, Clock(), self.engine)

    async def search(self, publication_id: int, query: str) -> list[int]:
        """A search up to what is drawn of it: all hits, and the passages of the first."""
        scope = [publication_id]
        async with self.database.read() as reader:
            found = await self.engine.search(reader, scope, Ask(query), KEPT)
            shown = await entries.found(reader, scope, [hit.entry_id for hit in found.hits[:PAGE]])
        for entry in shown.values():
            why(entry.article, found.matched)
        return [hit.entry_id for hit in found.hits]

    async def whole(self, guild_id: int, query: str) -> None:
        """The same as a member has it done, with what is kept for the buttons."""
        await self.find.search(guild_id, Wanted(text=query), PAGE)

    async def suggest(self, guild_id: int, typed: str) -> None:
        """What autocomplete asks for."""
        await self.find.suggest(guild_id, typed)


async def one_archive(size: int, texts: Sequence[str], folder: Path) -> None:
    """Put so many entries into one archive and search it."""
    print(f"\none archive of {size:,} entries")
    file = folder / f"{size}.db"
    database = await Database.open(file)
    publication = await archive.publication(database)
    began = time.perf_counter()
    await archive.archive(database, publication, Generator(size, texts).articles(size))
    archived = time.perf_counter()
    await archive.build(database, publication)
    built = time.perf_counter() - archived
    print(f"archived {size / (archived - began):,.0f} a second; index built in {built:.1f} s", end=" ")
    print(f"({size / built:,.0f} a second; aim 60 s for 100,000)")
    await _tell_size(database, file)
    made = Generator(1, texts)
    sample = made.random.sample(list(Generator(size, texts).articles(min(size, 5_000))), QUERIES)
    queries = asked_for(made, sample)
    _head()
    searched = Searched(database)
    resident = psutil.Process().memory_info().rss
    await _row("nothing, for 0.5 s", lambda _: asyncio.sleep(0.5), [""])
    aim = 20 if size > 10_000 else 10
    for name, some in queries.items():
        await _row(name, lambda query: searched.search(publication, query), some, aim)
    await _row("search, kept for its buttons", lambda query: searched.whole(1, query), queries["search"])
    beginnings = [made.beginning(article) for article in sample]
    await _row("autocomplete", lambda typed: searched.suggest(1, typed), beginnings, 5)
    _tell_memory(searched, resident)

    async def anew(query: str) -> None:
        searched.forget()
        await searched.search(publication, query)

    await _row("first search, no segment kept", anew, queries["search"][:COLD], 50)
    await _tell_publishes(searched, publication, made)
    await database.close()
    _beside(size, texts, queries)


async def many_guilds(guilds: int, total: int, texts: Sequence[str], folder: Path) -> None:
    """Give each of many guilds an archive of its own, and search one after the other."""
    made = Generator(guilds, texts)
    sizes = _sizes(made, guilds, total)
    print(f"\n{guilds:,} guilds with {min(sizes):,} to {max(sizes):,} entries, {sum(sizes):,} in all")
    file = folder / "guilds.db"
    database = await Database.open(file)
    sample: dict[int, Article] = {}
    began = time.perf_counter()
    for number, size in enumerate(sizes, start=1):
        some = list(made.articles(size))
        publication = await archive.publication(database, f"Bench {number}", number)
        await archive.archive(database, publication, some)
        await archive.build(database, publication)
        sample[publication] = made.random.choice(some)
    took = time.perf_counter() - began
    print(f"archived and built in {took:.1f} s ({sum(sizes) / took:,.0f} a second)")
    await _tell_size(database, file)
    await database.close()
    database = await Database.open(file)  # so that its connections have read nothing yet
    searched = Searched(database)
    resident = psutil.Process().memory_info().rss
    turns = list(sample.items())
    made.random.shuffle(turns)
    _head()

    async def search(turn: tuple[int, str]) -> None:
        await searched.search(*turn)

    async def suggest(turn: tuple[int, str]) -> None:
        await searched.suggest(*turn)

    def queried(way: Callable[[Article], str]) -> list[tuple[int, str]]:
        return [(publication, way(article)) for publication, article in turns]

    await searched.search(turns[0][0], "load what is loaded once")
    await _row(
        "first search of a guild", search, queried(lambda one: made.query(one, typo=False))[1:], 50, warming=0
    )
    await _row("search, guilds in turn", search, queried(lambda one: made.query(one, typo=False)) * 2, 10)
    await _row("search, with a typo", search, queried(lambda one: made.query(one, typo=True)), 10)
    await _row("search, a phrase", search, queried(made.phrase), 10)
    await _row("autocomplete", suggest, queried(made.beginning), 5)
    _tell_memory(searched, resident)
    await database.close()


def asked_for(made: Generator, sample: Sequence[Article]) -> Queries:
    """What is searched for: words and phrases of these articles."""
    often = frequent(sample)
    return {
        "search": [made.query(article, typo=False) for article in sample],
        "search, frequent words": [" ".join(made.random.sample(often, made.random.randint(2, 3))) for _ in sample],
        "search, with a typo": [made.query(article, typo=True) for article in sample],
        "search, a phrase": [made.phrase(article) for article in sample],
    }


def _sizes(made: Generator, guilds: int, total: int) -> list[int]:
    """Archive sizes of all magnitudes, together about so many entries."""
    shares = [(LARGEST / SMALLEST) ** made.random.random() for _ in range(guilds)]
    unit = total / sum(shares)
    return [round(min(max(share * unit, SMALLEST), LARGEST)) for share in shares]


async def timed(work: Callable[[T], Awaitable[object]], each: Sequence[T], *, warming: int = WARMING) -> Timed:
    """Time the work on each, after some for warming up."""
    done = Timed([], [], [])
    for one in each[:warming]:
        await work(one)
    watch = asyncio.create_task(_watched(done.holds))
    for one in each:
        began, worked = time.perf_counter(), time.process_time()
        await work(one)
        done.passed.append(time.perf_counter() - began)
        done.worked.append(time.process_time() - worked)
    watch.cancel()
    return done


async def _watched(holds: list[float]) -> None:
    """Record by how much the event loop is late to wake this up."""
    while True:
        began = time.perf_counter()
        await asyncio.sleep(TICK)
        holds.append(time.perf_counter() - began - TICK)


async def _row(
    name: str,
    work: Callable[[T], Awaitable[object]],
    each: Sequence[T],
    aim: float | None = None,
    *,
    warming: int = WARMING,
) -> None:
    done = await timed(work, each, warming=warming)
    held = _milliseconds(done.holds, 0.99, 1) if done.holds else ""
    _print(name, _milliseconds(done.passed), _milliseconds(done.worked), held, f"{aim:g}" if aim else "")


def _head() -> None:
    print("milliseconds")
    _print("", "p50     p99", "processor p50    p99", "loop held p99    max", "aim, p99")


def _print(name: str, passed: str, worked: str, held: str, aim: str) -> None:
    print(f"{name:<34}{passed:>18}{worked:>22}{held:>24}{aim:>12}", flush=True)


def _milliseconds(seconds: Sequence[float], *shares: float) -> str:
    ranked = sorted(seconds)
    chosen = [ranked[min(int(len(ranked) * share), len(ranked) - 1)] for share in shares or (0.5, 0.99)]
    return " ".join(f"{1000 * one:8.1f}" for one in chosen)


async def _tell_size(database: Database, file: Path) -> None:
    async with database.read() as reader:
        packed = await reader.value("SELECT sum(bytes) FROM segments")
        segments = await reader.value("SELECT count(*) FROM segments")
    on_disk = sum(one.stat().st_size for one in file.parent.glob(f"{file.name}*"))
    print(f"{on_disk / 1e6:,.0f} MB on disk, {packed / 1e6:,.0f} MB of them the index in {segments} segments")


def _tell_memory(searched: Searched, before: int) -> None:
    grown = psutil.Process().memory_info().rss - before
    used = searched.engine._cache.used  # pyright: ignore[reportPrivateUsage]
    print(
        f"memory grown by {grown / 2**20:.0f} MB, {used / 2**20:.0f} MB of segments kept of at most {MEMORY >> 20}"
    )


async def _tell_publishes(searched: Searched, publication_id: int, made: Generator) -> None:
    """Publish issues and look at once for what they bring."""
    took: list[float] = []
    for number in range(PUBLISHES):
        word = f"published{'abcdefghij'[number]}word"
        some = [_with_word(article, word) for article in made.articles(PUBLISHED)]
        issue = archive.digest(
            some, f"issue{number}", date(2025, 1, 2) + timedelta(weeks=number)
        )  # no day of the others

        async def publish(tx: Writer, issue: archive.Digest = issue) -> None:
            _, added = await digests.add(tx, publication_id, issue, archive.NOW)
            await index.add(tx, publication_id, added)

        began = time.perf_counter()
        await searched.database.write(publish)
        found = await searched.search(publication_id, word)
        took.append(time.perf_counter() - began)
        if len(found) < PUBLISHED:
            raise SystemExit(f"Only {len(found)} of {PUBLISHED} published entries were found")
    _print(f"publish {PUBLISHED} entries and find them", _milliseconds(took), "", "", "1000")


def _with_word(article: Article, word: str) -> Article:
    return article.model_copy(update={"title": f"{article.title} {word}"})


def _beside(size: int, texts: Sequence[str], queries: Queries) -> None:
    """Time the peers on the same texts and queries, top 10 and nothing besides."""
    articles = Generator(size, texts).articles(size)
    same = [(article.title, article.sections[0].text) for article in articles]
    for peer in peers.installed():
        if peer.name.startswith("bm25s"):
            continue  # has no index that lives on
        began = time.perf_counter()
        search = peer.make(same)
        took = time.perf_counter() - began
        print(f"{peer.name}, top 10 only: built in {took:.1f} s")
        for name, some in queries.items():
            _tell_peer(f"  {name}", search, some[:SLOW_QUERIES] if peer.slow else some)


def _tell_peer(name: str, search: peers.Search, queries: Sequence[str]) -> None:
    passed: list[float] = []
    worked: list[float] = []
    for query in queries:
        began, busy = time.perf_counter(), time.process_time()
        search(query, 10)
        passed.append(time.perf_counter() - began)
        worked.append(time.process_time() - busy)
    _print(name, _milliseconds(passed), _milliseconds(worked), "", "")


async def main(arguments: Sequence[str]) -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(description="How fast the search is.")
    parser.add_argument("entries", nargs="*", type=int, default=[10_000, 100_000])
    parser.add_argument("--guilds", nargs=2, type=int, default=[300, 60_000], metavar=("N", "ENTRIES"))
    parser.add_argument("--folder", type=Path, default=judged.GIVEN)
    asked = parser.parse_args(arguments)
    collections = map(judged.read, judged.folders(asked.folder))
    texts = [f"{title}. {text}" for one in collections for title, text in one.texts.values()]
    print("sentences of the collections, recombined" if texts else "no collections at hand: texts are made up")
    load = " ".join(f"{one:.1f}" for one in psutil.getloadavg())
    print(f"load of the machine before this: {load}, {psutil.cpu_count()} processors")
    with tempfile.TemporaryDirectory() as folder:
        for size in asked.entries:
            await one_archive(size, texts, Path(folder))
        guilds, entries_in_all = asked.guilds
        await many_guilds(guilds, entries_in_all, texts, Path(folder))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
