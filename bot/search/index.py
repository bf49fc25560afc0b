"""The index of archived entries in SQLite's FTS5, and the only SQL of the search.

Each word is stored with its publication's id before it, so that words of other publications are never even
read. https://sqlite.org/fts5.html
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from bot.model import Article
from bot.search.query import Phrase
from bot.search.words import compounds, joined
from bot.store.connection import Reader, Row, Writer

# How much a word in the title, authors, labels, text counts.
_WEIGHTS = "2.0, 1.5, 1.5, 1.0"
_ARMS = 400  # SQLite puts together at most 500 SELECTs
_LONGEST_CORRECTED = 30

Counts = Counter[tuple[int, Phrase]]


class Arm(NamedTuple):
    """A phrase of one publication, to be found for a term of the query; `weight` is what a hit counts.

    A `ranked` one counts by how often the phrase stands in an entry, another one as much in every entry.
    """

    publication_id: int
    term: int
    match: str
    weight: float
    ranked: bool


class Ranked(NamedTuple):
    """An entry's claim to a place: the lower each of these, the better; of equal ones the higher id."""

    missing: bool
    score: float
    age: float
    entry_id: int


class Sizes(NamedTuple):
    """How many entries the whole index has, and how many the scope."""

    everywhere: int
    here: int


async def add(tx: Writer, publication_id: int, entries: Sequence[tuple[int, Article]]) -> None:
    """Make entries (row id, article) findable in their publication, and their words known to the spelling."""
    occurrences: Counter[str] = Counter()
    for entry_id, article in entries:
        columns = [_words(text, occurrences) for text in _columns(article)]
        await tx.run(
            "INSERT INTO entry_index (rowid, title, authors, labels, text) VALUES (?, ?, ?, ?, ?)",
            entry_id,
            *(_with_prefix(publication_id, words) for words in columns),
        )
    await tx.run_many(
        """INSERT INTO vocabulary (publication_id, length, word, occurrences) VALUES (?, ?, ?, ?)
           ON CONFLICT DO UPDATE SET occurrences = occurrences + excluded.occurrences""",
        ((publication_id, len(word), word, count) for word, count in occurrences.items()),
    )


async def remove(tx: Writer, publication_id: int, entries: Sequence[tuple[int, Article]]) -> None:
    """Undo the adding of entries, which are given as they were then."""
    occurrences: Counter[str] = Counter()
    for entry_id, article in entries:
        for text in _columns(article):
            _words(text, occurrences)
        await tx.run("DELETE FROM entry_index WHERE rowid = ?", entry_id)
    where = "publication_id = ? AND length = ? AND word = ?"
    await tx.run_many(
        f"UPDATE vocabulary SET occurrences = occurrences - ? WHERE {where}",
        ((count, publication_id, len(word), word) for word, count in occurrences.items()),
    )
    await tx.run_many(
        f"DELETE FROM vocabulary WHERE occurrences <= 0 AND {where}",
        ((publication_id, len(word), word) for word in occurrences),
    )


def match(publication_id: int, phrase: Phrase) -> str:
    """The FTS5 query for a phrase; folded words hold nothing that FTS5 could take for an operator."""
    return f'"{_with_prefix(publication_id, phrase)}"'


def any_of(publication_id: int, phrases: Iterable[Phrase]) -> str:
    """The FTS5 query for one phrase or another."""
    return " OR ".join(match(publication_id, phrase) for phrase in phrases)


async def sizes(reader: Reader, scope: Sequence[int]) -> Sizes:
    """How many entries there are."""
    total = await reader.value("SELECT count(*) FROM entries")
    own = await reader.value(
        f"""SELECT count(*) FROM digests d JOIN entries e ON e.digest_id = d.id
            WHERE d.taken_back_at IS NULL AND d.publication_id IN ({_marks(scope)})""",
        *scope,
    )
    return Sizes(total, own)


async def counts(reader: Reader, scope: Sequence[int], phrases: Collection[Phrase]) -> Counts:
    """How many entries each phrase stands in, for each publication of the scope."""
    asked = [(publication_id, phrase) for publication_id in scope for phrase in dict.fromkeys(phrases)]
    found: list[int] = []
    for start in range(0, len(asked), _ARMS):
        part = [match(*one) for one in asked[start : start + _ARMS]]
        statement = " UNION ALL ".join(
            f"SELECT {number} AS number, count(*) AS entries FROM entry_index WHERE entry_index MATCH ?"
            for number in range(len(part))
        )
        rows = await reader.all(f"SELECT * FROM ({statement}) ORDER BY number", *part)
        found += [row["entries"] for row in rows]
    return Counter(dict(zip(asked, found, strict=True)))


async def ranked(
    reader: Reader, arms: Sequence[Arm], excluded: Collection[Phrase], terms: int, required: int, limit: int
) -> tuple[list[Ranked], int]:
    """The best entries that an arm finds, at most `limit`, and how many there are.

    Entries with all `terms` come first, then by weight, then the newest. Arms with a term below `required` are
    a condition: an entry needs one of each. Entries with an excluded phrase are left out.
    """
    best: list[Ranked] = []
    total = 0
    for some in _portions(arms):
        rows = await _ranked(reader, some, excluded, terms, required, limit)
        best += [Ranked(row["missing"], row["score"], row["age"], row["entry"]) for row in rows]
        total += rows[0]["total"] if rows else 0
    best.sort(key=lambda one: (one.missing, one.score, one.age, -one.entry_id))
    return best[:limit], total


async def known_words(reader: Reader, scope: Sequence[int], shortest: int, longest: int) -> list[str]:
    """The scope's words of these lengths."""
    words: str | None = await reader.value(
        f"""SELECT group_concat(word, ' ') FROM vocabulary
            WHERE publication_id IN ({_marks(scope)}) AND length BETWEEN ? AND ?""",
        *scope,
        shortest,
        min(longest, _LONGEST_CORRECTED),
    )
    return (words or "").split()


async def occurrences(reader: Reader, scope: Sequence[int], words: Collection[str]) -> dict[str, int]:
    """How often these words stand in the scope."""
    rows = await reader.all(
        f"""SELECT word, sum(occurrences) AS occurrences FROM vocabulary
            WHERE publication_id IN ({_marks(scope)}) AND length IN ({_marks(lengths := {*map(len, words)})})
              AND word IN ({_marks(words)}) GROUP BY word""",
        *scope,
        *lengths,
        *words,
    )
    return {row["word"]: row["occurrences"] for row in rows}


async def words_with_prefix(reader: Reader, scope: Sequence[int], prefix: str, limit: int) -> list[str]:
    """The scope's most frequent words that begin like this."""
    rows = await reader.all(
        f"""SELECT word FROM vocabulary WHERE publication_id IN ({_marks(scope)}) AND length >= ?
              AND word >= ? AND word < ? GROUP BY word ORDER BY sum(occurrences) DESC, word LIMIT ?""",
        *scope,
        len(prefix),
        prefix,
        prefix + "\U0010ffff",
        limit,
    )
    return [row["word"] for row in rows]


async def _ranked(
    reader: Reader, arms: Sequence[Arm], excluded: Collection[Phrase], terms: int, required: int, limit: int
) -> list[Row]:
    """One portion of the publications. The score is negative as bm25() is: the best comes first."""
    score = {True: f"bm25(entry_index, {_WEIGHTS})", False: "-1"}
    hits = " UNION ALL ".join(
        f"SELECT rowid, {arm.term}, ? * {score[arm.ranked]} FROM entry_index WHERE entry_index MATCH ?"
        for arm in arms
    )
    own = dict.fromkeys(arm.publication_id for arm in arms)
    without = " OR ".join(any_of(publication_id, excluded) for publication_id in own) if excluded else '""'
    return await reader.all(
        f"""WITH hit (entry, term, score) AS MATERIALIZED ({hits}),
                 sums AS (SELECT entry, round(sum(score), 4) AS score, count(DISTINCT term) AS found,
                                 count(DISTINCT CASE WHEN term < ? THEN term END) AS bound
                          FROM hit WHERE entry NOT IN (SELECT rowid FROM entry_index WHERE entry_index MATCH ?)
                          GROUP BY entry)
            SELECT entry, score, found < ? AS missing, -julianday(d.date) AS age, count(*) OVER () AS total
            FROM sums JOIN entries e ON e.id = entry JOIN digests d ON d.id = e.digest_id
            WHERE bound = ? ORDER BY missing, score, age, entry DESC LIMIT ?""",
        *(value for arm in arms for value in (arm.weight, arm.match)),
        required,
        without,
        terms,
        required,
        limit,
    )


def _portions(arms: Sequence[Arm]) -> Iterator[list[Arm]]:
    """Arms in as few statements as can be; a publication's stay together, as its entries' scores are sums."""
    by_publication: dict[int, list[Arm]] = {}
    for arm in arms:
        by_publication.setdefault(arm.publication_id, []).append(arm)
    portion: list[Arm] = []
    for own in by_publication.values():
        if portion and len(portion) + len(own) > _ARMS:
            yield portion
            portion = []
        portion += own
    if portion:
        yield portion


def _columns(article: Article) -> Iterator[str]:
    yield article.title
    yield "\n".join(article.authors)
    identifiers = [link.value for link in article.links if link.kind != "url"]
    yield "\n".join([*article.tags, article.journal, article.date, *identifiers])
    yield "\n".join([article.takeaway, *(f"{part.heading}\n{part.text}" for part in article.sections)])


def _words(text: str, occurrences: Counter[str]) -> list[str]:
    """The words in order, then the joined forms of compounds, where they come between no neighbours."""
    words: list[str] = []
    tail: list[str] = []
    for compound in compounds(text):
        words += [part.word for part in compound]
        if len(compound) > 1:
            tail += joined(compound)
    occurrences.update(words)
    return words + tail


def _with_prefix(publication_id: int, words: Collection[str]) -> str:
    return " ".join(f"{publication_id}x{word}" for word in words)


def _marks(values: Collection[object]) -> str:
    return ", ".join("?" * len(values))
