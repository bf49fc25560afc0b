"""Test collections: documents, queries in several spellings, and which documents answer them how well."""

import json
import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

GIVEN = Path(__file__).parents[3] / "shared" / "search"
VARIANTS = {"as published": "", "with typos": ".typo", "short": ".short", "short, typos": ".shorttypo"}
TYPO_OF = {"with typos": "as published", "short, typos": "short"}

Queries = Mapping[str, str]
Judged = Mapping[str, Mapping[str, int]]
Run = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Collection:
    """Its documents' file and texts (title, text) by id, queries by variant, and grades by query and document."""

    name: str
    documents: Path
    texts: Mapping[str, tuple[str, str]]
    queries: Mapping[str, Queries]
    judged: Judged


class Scores(NamedTuple):
    """Means over the judged queries."""

    ndcg: float
    first: float
    recall: float


def folders(parent: Path) -> list[Path]:
    """The folders of collections in a folder, or itself where it is one."""
    return sorted(file.parent for file in (*parent.glob("docs.jsonl"), *parent.glob("*/docs.jsonl")))


def read(folder: Path) -> Collection:
    """A collection; a variant that has no file is left out."""
    documents = folder / "docs.jsonl"
    texts = {line["id"]: (line["title"], line["text"]) for line in _lines(documents)}
    files = {name: folder / f"queries{ending}.jsonl" for name, ending in VARIANTS.items()}
    queries = {
        name: {line["id"]: line["text"] for line in _lines(file)} for name, file in files.items() if file.exists()
    }
    return Collection(folder.resolve().name, documents, texts, queries, _judged(folder / "qrels.tsv"))


def scored(judged: Judged, run: Run) -> Scores:
    """How good the documents found for each query are, which come best first; a query without any scores 0."""
    each = [_scored(run.get(query, ()), grades) for query, grades in judged.items()]
    return Scores(*(sum(values) / len(each) for values in zip(*each, strict=True)))


def _scored(found: Sequence[str], grades: Mapping[str, int]) -> Scores:
    """nDCG@10 with linear gain, Success@1, Recall@100. What nobody has judged is worth nothing."""
    gains = [max(0, grades.get(document, 0)) for document in dict.fromkeys(found)]
    ideal = sorted((grade for grade in grades.values() if grade > 0), reverse=True)
    return Scores(
        _discounted(gains) / _discounted(ideal),
        float(bool(gains) and gains[0] > 0),
        sum(gain > 0 for gain in gains[:100]) / len(ideal),
    )


def _discounted(gains: Sequence[int]) -> float:
    return sum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains[:10], start=1))


def _judged(file: Path) -> Judged:
    judged: dict[str, dict[str, int]] = defaultdict(dict)
    for line in file.read_text(encoding="utf-8").splitlines():
        query, document, grade = line.split("\t")
        judged[query][document] = int(grade)
    return {query: grades for query, grades in judged.items() if max(grades.values()) > 0}


def _lines(file: Path) -> Iterator[dict[str, str]]:
    with file.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)
