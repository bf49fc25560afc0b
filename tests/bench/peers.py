"""What the search is measured beside: plain FTS5, bm25s, tantivy, and rapidfuzz over all texts.

Every peer gets the same texts, and of a query the words that are left without stop words.
"""

import re
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from typing import Any, NamedTuple

from rapidfuzz import fuzz, process

from bot.search.query import STOP_WORDS

Text = tuple[str, str]  # title, text
Search = Callable[[str, int], list[int]]  # a query and a limit: the numbers of texts, best first
OPTIONAL = ("bm25s", "tantivy")


class Peer(NamedTuple):
    """A system that searches texts; a slow one is asked a few queries only."""

    name: str
    make: Callable[[Sequence[Text]], Search]
    slow: bool = False


def installed(*, brute: bool = True) -> Iterator[Peer]:
    """The peers that are there."""
    yield Peer("FTS5 porter, bm25", fts5)
    for name, peer in zip(OPTIONAL, (Peer("bm25s, stems", bm25s), Peer("tantivy en_stem", tantivy)), strict=True):
        if not missing(name):
            yield peer
    if brute:
        yield Peer("rapidfuzz token_set", token_set, slow=True)


def missing(name: str) -> bool:
    """Whether an optional peer is not installed."""
    try:
        import_module(name)
    except ImportError:
        return True
    return False


def words(text: str) -> list[str]:
    """The words of a query without stop words, unless there are no others."""
    every = re.findall(r"\w+", text.lower())
    return [word for word in every if word not in STOP_WORDS] or every


def fts5(texts: Sequence[Text]) -> Search:
    """FTS5: any of the words, Porter's stems, a word in a title counts twice."""
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE texts USING fts5(title, text, tokenize = 'porter unicode61')")
    connection.executemany("INSERT INTO texts (rowid, title, text) VALUES (?, ?, ?)", _numbered(texts))

    def search(query: str, limit: int) -> list[int]:
        match = " OR ".join(f'"{word}"' for word in words(query))
        return [
            number
            for (number,) in connection.execute(
                "SELECT rowid FROM texts WHERE texts MATCH ? ORDER BY bm25(texts, 2.0, 1.0) LIMIT ?", (match, limit)
            )
        ]

    return search


def bm25s(texts: Sequence[Text]) -> Search:
    """The bm25s package with Snowball's stems."""
    package: Any = import_module("bm25s")
    stemmer: Any = import_module("Stemmer").Stemmer("english")

    def tokens(some: Sequence[str]) -> Any:
        return package.tokenize(some, stopwords=sorted(STOP_WORDS), stemmer=stemmer, show_progress=False)

    retriever: Any = package.BM25()
    retriever.index(tokens([f"{title} {text}" for title, text in texts]), show_progress=False)

    def search(query: str, limit: int) -> list[int]:
        found, scores = retriever.retrieve(tokens([query]), k=min(limit, len(texts)), show_progress=False)
        return [int(number) for number, score in zip(found[0], scores[0], strict=True) if score > 0]

    return search


def tantivy(texts: Sequence[Text]) -> Search:
    """The tantivy package with its English stems."""
    package: Any = import_module("tantivy")
    builder: Any = package.SchemaBuilder()
    builder.add_integer_field("number", stored=True)
    builder.add_text_field("text", tokenizer_name="en_stem")
    index: Any = package.Index(builder.build())
    writer: Any = index.writer()
    for number, title, text in _numbered(texts):
        writer.add_document(package.Document(number=number, text=f"{title} {text}"))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher: Any = index.searcher()

    def search(query: str, limit: int) -> list[int]:
        read, _ = index.parse_query_lenient(" ".join(words(query)), ["text"])
        return [searcher.doc(address)["number"][0] for _, address in searcher.search(read, limit).hits]

    return search


def token_set(texts: Sequence[Text]) -> Search:
    """rapidfuzz's best scorer for this, over every text."""
    whole = [f"{title} {text}".lower() for title, text in texts]

    def search(query: str, limit: int) -> list[int]:
        found = process.extract(" ".join(words(query)), whole, scorer=fuzz.token_set_ratio, limit=limit)
        return [number for _, _, number in found]

    return search


def _numbered(texts: Sequence[Text]) -> Iterator[tuple[int, str, str]]:
    return ((number, title, text) for number, (title, text) in enumerate(texts))
