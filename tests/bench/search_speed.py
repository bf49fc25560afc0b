"""How fast the search is: `python -m tests.bench.search_speed [ENTRIES…] [--guilds N ENTRIES] [--folder FOLDER]`.

One archive of each size (10 000 and 100 000 by default), then many guilds with small ones, searched in turn.
Sentences of the test collections in the folder are recombined; without any, texts are made up. A search is what a
member waits for: corrections, other forms, the hits and the passages of the first five. Beside the time that passes
stands the processor's, which other work on the machine changes little; and how late the event loop is meanwhile,
to be compared with how late it is while nothing, or plain work of another thread, goes on.
"""

import argparse
import asyncio
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import psutil

from bot.cli import SWITCH_SECONDS
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
from bot.store.direct import DirectReader
from tests.bench import archive, judged, peers, timing
from tests.bench.generated import Generator, frequent
from tests.bench.timing import Timed

QUERIES = 200
SLOW_QUERIES = 5
COLD = 20
PUBLISHES = 10
PUBLISHED = 20  # entries of one issue
PAGE = 5
CONTROL_SECONDS = 5.0  # that the event loop is watched for without any search
AIMS = ((10_000, 10), (100_000, 20))  # up to so many entries, milliseconds
SMALLEST, LARGEST = 20, 5_000  # entries of one of many guilds

Queries = dict[str, list[str]]


class Searched:
    """A database that is searched, with a fresh engine."""

    def __init__(self, database: Database, memory: int) -> None:
        self.database = database
        self._memory = memory
        self._synonyms = Synonyms(curated())
        self.forget()

    def forget(self) -> None:
        """Start with an engine that keeps nothing yet."""
        self.engine = Engine(self._memory, self._synonyms)
        self.find = Find(self.database, Clock(), self.engine)

    async def search(self, publication_id: int, query: str) -> list[int]:
        """A search up to what is drawn of it: all hits, and the passages of the first."""
        return await self.database.read_at_once(partial(self._search, [publication_id], query))

    async def _search(self, scope: Sequence[int], query: str, reader: DirectReader) -> list[int]:
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


async def one_archive(size: int, texts: Sequence[str], folder: Path, memory: int) -> None:
    """Put so many entries into one archive and search it."""
    print(f"\none archive of {size:,} entries")
    file = folder / f"{size}.db"
    database = await Database.open(file)
    publication = await archive.publication(database)
    articles = Generator(size, texts).articles(size)
    began = time.perf_counter()
    await archive.take_in(database, archive.NAME, articles)
    archived = time.perf_counter()
    await archive.build(database, archive.NAME)
    built = time.perf_counter() - archived
    print(f"taken in {size / (archived - began):,.0f} a second; index built in {built:.1f} s", end=" ")
    print(f"({size / built:,.0f} a second; aim 60 s for 100,000)")
    await _tell_size(database, file)
    made = Generator(1, texts)
    sample = made.random.sample(list(Generator(size, texts).articles(min(size, 5_000))), QUERIES)
    queries = asked_for(made, sample)
    timing.head()
    searched = Searched(database, memory)
    resident = psutil.Process().memory_info().rss
    await timing.row("nothing", asyncio.sleep, [CONTROL_SECONDS], warming=0)
    await timing.row("another thread's plain work", _work_aside, [CONTROL_SECONDS], warming=0)
    aim = next((aim for most, aim in AIMS if size <= most), None)
    for name, some in queries.items():
        await timing.row(name, lambda query: searched.search(publication, query), some, aim)
    await timing.row("search, kept for its buttons", lambda query: searched.whole(1, query), queries["search"])
    beginnings = [made.beginning(article) for article in sample]
    await timing.row("autocomplete", lambda typed: searched.suggest(1, typed), beginnings, 5)
    _tell_memory(searched, resident)

    async def anew(query: str) -> None:
        searched.forget()
        await searched.search(publication, query)

    await timing.row("first search, no segment kept", anew, queries["search"][:COLD], 50)
    await _tell_publishes(searched, publication, made)
    await database.close()
    _beside(size, texts, queries)


async def many_guilds(guilds: int, total: int, texts: Sequence[str], folder: Path, memory: int) -> None:
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
        name = f"{archive.NAME} {number}"
        publication = await archive.publication(database, name, number)
        await archive.take_in(database, name, some)
        await archive.build(database, name)
        sample[publication] = made.random.choice(some)
    took = time.perf_counter() - began
    print(f"taken in and built in {took:.1f} s ({sum(sizes) / took:,.0f} a second)")
    await _tell_size(database, file)
    await database.close()
    database = await Database.open(file)  # so that its connections have read nothing yet
    searched = Searched(database, memory)
    resident = psutil.Process().memory_info().rss
    turns = list(sample.items())
    made.random.shuffle(turns)
    timing.head()

    async def search(turn: tuple[int, str]) -> None:
        await searched.search(*turn)

    async def suggest(turn: tuple[int, str]) -> None:
        await searched.suggest(*turn)

    def queried(way: Callable[[Article], str]) -> list[tuple[int, str]]:
        return [(publication, way(article)) for publication, article in turns]

    await searched.search(turns[0][0], "load what is loaded once")
    await timing.row(
        "first search of a guild", search, queried(lambda one: made.query(one, typo=False))[1:], 50, warming=0
    )
    await timing.row("search, guilds in turn", search, queried(lambda one: made.query(one, typo=False)) * 2, 10)
    await timing.row("search, with a typo", search, queried(lambda one: made.query(one, typo=True)), 10)
    await timing.row("search, a phrase", search, queried(made.phrase), 10)
    await timing.row("autocomplete", suggest, queried(made.beginning), 5)
    _tell_memory(searched, resident)
    await database.close()


async def _work_aside(seconds: float) -> None:
    """Keep a thread of plain Python busy: what that costs the event loop on this machine, beside a search."""
    until = time.perf_counter() + seconds

    def work() -> None:
        while time.perf_counter() < until:
            pass

    await asyncio.to_thread(work)


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
    """Archive sizes from the smallest to the largest, many small and few large ones, together about so many."""
    places = [made.random.random() for _ in range(guilds)]
    sizes = [LARGEST]
    skew = 1.0
    while (skew < 20 and sum(sizes) > total) or len(sizes) < guilds:
        sizes = [round(SMALLEST * (LARGEST / SMALLEST) ** place**skew) for place in places]
        skew += 0.1
    return sizes


async def _tell_size(database: Database, file: Path) -> None:
    async with database.read() as reader:
        packed = await reader.value("SELECT sum(bytes) FROM segments")
        segments = await reader.value("SELECT count(*) FROM segments")
    on_disk = sum(one.stat().st_size for one in file.parent.glob(f"{file.name}*"))
    print(
        f"{on_disk / 1e6:,.0f} MB on disk, {packed / 1e6:,.0f} MB of them the index in {segments} segments;",
        end=" ",
    )
    print(f"this process took at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB so far")


def _tell_memory(searched: Searched, before: int) -> None:
    resident = psutil.Process().memory_info().rss
    used = searched.engine._cache.used  # pyright: ignore[reportPrivateUsage]
    print(
        f"memory: {resident / 2**20:.0f} MB resident, {(resident - before) / 2**20:.0f} more by searching;",
        end="",
    )
    print(f" {used / 2**20:.0f} MB of segments are kept")


async def _tell_publishes(searched: Searched, publication_id: int, made: Generator) -> None:
    """Publish issues and look at once for what they bring."""
    took: list[float] = []
    for number in range(PUBLISHES):
        word = f"published{'abcdefghij'[number]}word"
        some = [_with_word(article, word) for article in made.articles(PUBLISHED)]
        day = date(2025, 1, 2) + timedelta(weeks=number)
        issue = archive.digest(some, f"issue{number}", day)

        async def publish(tx: Writer, issue: archive.Digest = issue) -> None:
            _, added = await digests.add(tx, publication_id, issue, archive.NOW)
            await index.add(tx, publication_id, added)

        began = time.perf_counter()
        await searched.database.write(publish)
        found = await searched.search(publication_id, word)
        took.append(time.perf_counter() - began)
        if len(found) < PUBLISHED:
            raise SystemExit(f"Only {len(found)} of {PUBLISHED} published entries were found")
    timing.tell(f"publish {PUBLISHED} entries and find them", Timed(took, [], []), 1000)
    print(f"the longest of {PUBLISHES} publishes: {max(took):.2f} s")


def _with_word(article: Article, word: str) -> Article:
    return article.model_copy(update={"title": f"{article.title} {word}"})


def _beside(size: int, texts: Sequence[str], queries: Queries) -> None:
    """Time the peers on the same texts and queries, top 10 and nothing besides."""
    articles = Generator(size, texts).articles(size)
    same = [(article.title, article.sections[0].text) for article in articles]
    for peer in peers.installed():
        if not peer.name.startswith("bm25s"):  # which has no index that can grow
            _tell_peer(peer, same, queries)


def _tell_peer(peer: peers.Peer, texts: Sequence[peers.Text], queries: Queries) -> None:
    began = time.perf_counter()
    search = peer.make(texts)
    print(f"{peer.name}, top 10 only: built in {time.perf_counter() - began:.1f} s")
    for name, some in queries.items():
        asked = some[:SLOW_QUERIES] if peer.slow else some
        timing.tell(f"  {name}", timing.blocking(lambda query: search(query, 10), asked))


async def main(arguments: Sequence[str]) -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(description="How fast the search is.")
    parser.add_argument("entries", nargs="*", type=int, default=[10_000, 100_000])
    parser.add_argument("--guilds", nargs=2, type=int, default=[300, 60_000], metavar=("N", "ENTRIES"))
    parser.add_argument("--folder", type=Path, default=judged.GIVEN)
    parser.add_argument("--memory", type=int, default=256, metavar="MB", help="that indexes may take")
    asked = parser.parse_args(arguments)
    sys.setswitchinterval(SWITCH_SECONDS)  # as the program does
    collections = map(judged.read, judged.folders(asked.folder))
    texts = [f"{title}. {text}" for one in collections for title, text in one.texts.values()]
    print("sentences of the collections, recombined" if texts else "no collections at hand: texts are made up")
    load = " ".join(f"{one:.1f}" for one in psutil.getloadavg())
    print(f"load of the machine before this: {load}, {psutil.cpu_count()} processors")
    with tempfile.TemporaryDirectory() as folder:
        for size in asked.entries:
            await one_archive(size, texts, Path(folder), asked.memory << 20)
        guilds, entries_in_all = asked.guilds
        await many_guilds(guilds, entries_in_all, texts, Path(folder), asked.memory << 20)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
