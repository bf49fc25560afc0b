"""How good the search is on test collections, beside others: `python -m tests.bench.search_quality [FOLDER…]`.

A folder holds docs.jsonl, queries.jsonl (perhaps .short, .typo, .shorttypo beside it) and qrels.tsv, or several
such folders; without any named, those at hand are read. bm25s and tantivy come with the extra `bench` and are left
out where they are not installed. One configuration of the engine serves all collections.
"""

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from bot.clock import Clock
from bot.journeys.find import Find
from bot.search.curated import curated
from bot.search.engine import Engine
from bot.search.synonyms import Synonyms
from bot.store.database import Database
from tests.bench import archive, judged, peers
from tests.bench.judged import Collection, Judged, Queries, Run, Scores

LIMIT = 100
SAMPLE = 25  # queries for what is slow
MEMORY = 256 << 20
ENGINE, BASE = "this engine", "FTS5 porter, bm25"
WIDEST = 6  # collections that have a column of their own

Results = dict[tuple[str, str, str], Scores]  # by system, variant and collection


class Asked(NamedTuple):
    """The queries of a variant with their judgements, all or a sample."""

    queries: Queries
    judged: Judged


async def measure(collection: Collection) -> Results:
    """Every system's scores on a collection."""
    results: Results = {}
    for variant, run in (await _searched(collection)).items():
        results[ENGINE, variant, collection.name] = judged.scored(collection.judged, run)
    ids = list(collection.texts)
    for peer in peers.installed():
        search = peer.make(list(collection.texts.values()))
        for variant, queries in collection.queries.items():
            asked = _asked(collection, queries, SAMPLE if peer.slow else len(queries))
            run = {query: [ids[at] for at in search(text, LIMIT)] for query, text in asked.queries.items()}
            results[peer.name, variant, collection.name] = judged.scored(asked.judged, run)
    return results


async def _searched(collection: Collection) -> dict[str, Run]:
    """What the engine finds, by variant: the documents go in and the queries are answered as at the terminal."""
    with tempfile.TemporaryDirectory() as folder:
        database = await Database.open(Path(folder) / "bench.db")
        await archive.take_in_file(database, archive.NAME, collection.documents)
        await archive.build(database, archive.NAME)
        find = Find(database, Clock(), Engine(MEMORY, Synonyms(curated())))
        runs: dict[str, Run] = {}
        for variant, queries in collection.queries.items():
            answers = find.batch(queries.items(), archive.NAME, LIMIT)
            runs[variant] = {answer.id: [name for name, _ in answer.hits] async for answer in answers}
        await database.close()
        return runs


def _asked(collection: Collection, queries: Queries, most: int) -> Asked:
    step = max(1, len(collection.judged) // most)
    chosen = list(collection.judged)[::step][:most]
    return Asked(
        {query: queries[query] for query in chosen if query in queries},
        {query: collection.judged[query] for query in chosen},
    )


def report(results: Results, collections: Sequence[Collection]) -> None:
    """Print a table for each variant, then what typos cost, then the difference to FTS5."""
    names = [one.name for one in collections]
    systems = list(dict.fromkeys(system for system, _, _ in results))
    for variant in judged.VARIANTS:
        with_it = [name for name in names if (ENGINE, variant, name) in results]
        if with_it:
            _table(results, variant, systems, with_it)
    _robustness(results, systems, names)
    _beside(results, names)


def _table(results: Results, variant: str, systems: Sequence[str], names: Sequence[str]) -> None:
    own = names if len(names) <= WIDEST else ()
    heads = "".join(f"{name[:11]:>12}" for name in own)
    print(f"\n{variant:<20}{heads}{'nDCG@10':>10}{'Success@1':>11}{'Recall@100':>12}")
    for system in systems:
        each = [results[system, variant, name] for name in names]
        columns = "".join(f"{results[system, variant, name].ndcg:12.3f}" for name in own)
        mean = _mean(each)
        print(f"{system:<20}{columns}{mean.ndcg:10.3f}{mean.first:11.3f}{mean.recall:12.3f}")


def _robustness(results: Results, systems: Sequence[str], names: Sequence[str]) -> None:
    print("\nnDCG@10 with typos beside the same without" + f"{'as published':>26}{'short':>10}")
    for system in systems:
        shares = [
            _mean([results[system, typo, name] for name in names if (system, typo, name) in results]).ndcg
            / _mean([results[system, clean, name] for name in names if (system, typo, name) in results]).ndcg
            for typo, clean in judged.TYPO_OF.items()
            if any((system, typo, name) in results for name in names)
        ]
        print(
            f"{system:<42}" + "".join(f"{share:{width}.1%}" for share, width in zip(shares, (26, 10), strict=False))
        )
    print("aims for the engine: 97 % as published, 95 % short")


def _beside(results: Results, names: Sequence[str]) -> None:
    """The engine beside FTS5 in each variant: the aim is .02 more on average and nowhere .003 less."""
    print(f"\n{ENGINE} beside {BASE}{'nDCG@10':>10}{'Recall@100':>12}   worst collection (nDCG@10)")
    for variant in judged.VARIANTS:
        pairs = {
            name: (results[ENGINE, variant, name], results[BASE, variant, name])
            for name in names
            if (ENGINE, variant, name) in results
        }
        if pairs:
            more = {name: ours.ndcg - base.ndcg for name, (ours, base) in pairs.items()}
            found = [ours.recall - base.recall for ours, base in pairs.values()]
            worst = min(more, key=lambda name: more[name])
            print(
                f"{variant:<36}{_average(more):+9.3f}{sum(found) / len(found):+12.3f}   {worst} {more[worst]:+.3f}"
            )
    print("aims as published: +.020 on average, worst −.003; Recall@100 +.03 where FTS5 has less than .9")


def _average(values: Mapping[str, float]) -> float:
    return sum(values.values()) / len(values)


def _mean(each: Sequence[Scores]) -> Scores:
    return Scores(*(sum(values) / len(each) for values in zip(*each, strict=True)))


async def main(folders: Sequence[Path]) -> None:
    """Measure these collections and report."""
    if not folders:
        raise SystemExit("There is no test collection there; name the folders of some.")
    for name in filter(peers.missing, peers.OPTIONAL):
        print(f"{name} is not installed, so it is left out (pip install digest-bot[bench])")
    print(f"rapidfuzz is asked {SAMPLE} queries of each collection, the others all")
    collections = [judged.read(folder) for folder in folders]
    results: Results = {}
    for collection in collections:
        print(f"{collection.name}: {len(collection.texts)} documents, {len(collection.judged)} queries", flush=True)
        results |= await measure(collection)
    report(results, collections)


def _named(arguments: Sequence[str]) -> list[Path]:
    parser = argparse.ArgumentParser(description="How good the search is on test collections, beside others.")
    parser.add_argument(
        "folders", nargs="*", type=Path, metavar="FOLDER", help="a test collection, or several in one"
    )
    named: list[Path] = parser.parse_args(arguments).folders or [judged.GIVEN]
    return [folder for parent in named for folder in judged.folders(parent)]


if __name__ == "__main__":
    asyncio.run(main(_named(sys.argv[1:])))
