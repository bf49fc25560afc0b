"""The packed indexes in the database, and the only SQL of the search.

Every change of the archive changes the index of its publication in the same transaction. New entries come as small
segments, of which several of about one size become one; so a publish costs little, and a search looks into few.
An index of another version, or one that a crash has left half built, is built (on) in pieces that each last.
"""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from datetime import date
from functools import partial
from typing import NamedTuple

import numpy as np

from bot.editorial.entries import entry_for_readers
from bot.model import Article
from bot.search import synonyms
from bot.search.cache import SegmentCache
from bot.search.layers import Layer, to_merge
from bot.search.merge import Piece, merge
from bot.search.pack import Document, Usual, pack
from bot.search.segment import MOST_ENTRIES, Segment, Shorts
from bot.store import abbreviations
from bot.store.connection import Reader, Row, Writer
from bot.store.database import Database

VERSION = 1  # of the segments and of what makes terms of words; with another one every index is built anew
_CHUNK = MOST_ENTRIES // 2  # that a building takes in at once; twice as many would take 600 MB of memory
_CHEAP = 4_096  # entries; a segment up to this size is written anew within a transaction
_LAYERS = 4


class Progress(NamedTuple):
    """How many of a publication's entries are in its index."""

    done: int
    total: int


async def add(tx: Writer, publication_id: int, entries: Sequence[tuple[int, Article]]) -> None:
    """Make entries (row id, article as readers see it) findable in their publication.

    While its index is being built this does nothing: the building comes to them.
    """
    await tx.run("INSERT OR IGNORE INTO indexes VALUES (?, ?, 0, 1)", publication_id, VERSION)
    if not entries or not await _whole(tx, publication_id):
        return
    await _append(tx, publication_id, await _documents(tx, entries))
    await _reached(tx, publication_id, max(entry_id for entry_id, _ in entries))


async def remove(tx: Writer, publication_id: int, entries: Sequence[tuple[int, Article]]) -> None:
    """Undo the adding of entries, which are given as they were then."""
    for entry_id, article in entries:
        for row in await tx.all(
            "SELECT * FROM segments WHERE publication_id = ? AND ? BETWEEN first_entry AND last_entry",
            publication_id,
            entry_id,
        ):
            piece = await _piece(tx, row)
            found = np.flatnonzero(piece.segment.entry_ids == entry_id).astype(np.uint16)
            if len(found) and not np.isin(found, piece.removed).all():
                await _take_out(tx, row, Piece(piece.segment, np.union1d(piece.removed, found)))
                await abbreviations.take_mined(tx, publication_id, synonyms.found_in([article]))


async def put_off(tx: Writer, publication_id: int) -> None:
    """Have the entries that come next taken in by a building, because they are many."""
    await tx.run("INSERT OR IGNORE INTO indexes VALUES (?, ?, 0, 0)", publication_id, VERSION)
    await tx.run("UPDATE indexes SET whole = 0 WHERE publication_id = ?", publication_id)


async def unfinished(reader: Reader, scope: Sequence[int] | None = None) -> list[int]:
    """The publications (of a scope, or of all) whose index must be built first."""
    among = "" if scope is None else f"AND publication_id IN ({_marks(scope)})"
    rows = await reader.all(
        f"SELECT publication_id FROM indexes WHERE (whole = 0 OR version <> ?) {among}", VERSION, *(scope or ())
    )
    return [row["publication_id"] for row in rows]


async def start_anew(tx: Writer, publication_id: int) -> None:
    """Throw a publication's index away, so that it is built anew."""
    await tx.run("DELETE FROM segments WHERE publication_id = ?", publication_id)
    await abbreviations.forget_mined(tx, publication_id)
    await tx.run("INSERT OR REPLACE INTO indexes VALUES (?, ?, 0, 0)", publication_id, VERSION)


async def build(database: Database, publication_id: int) -> AsyncGenerator[Progress]:
    """Build a publication's index to its end, from where an earlier building was cut off."""

    async def begin(tx: Writer) -> int:
        if await _version(tx, publication_id) != VERSION:
            await start_anew(tx, publication_id)
        return await tx.value(
            "SELECT count(*) FROM entries e JOIN digests d ON d.id = e.digest_id WHERE d.publication_id = ?",
            publication_id,
        )

    total = await database.write(begin)
    done = 0
    while taken := await _take_in(database, publication_id):
        done += taken
        yield Progress(done, max(done, total))
    while await _merge_large(database, publication_id):
        pass


async def tidy(database: Database) -> None:
    """Merge large segments, in the background: a publish merges only what takes no time."""
    async with database.read() as reader:
        rows = await reader.all("SELECT DISTINCT publication_id FROM segments WHERE entries > ?", _CHEAP // _LAYERS)
    for row in rows:
        while await _merge_large(database, row["publication_id"]):
            pass


async def pieces(reader: Reader, scope: Sequence[int], cache: SegmentCache) -> list[Piece]:
    """The segments of these publications, from memory as far as they are kept there."""
    rows = await reader.all(
        f"SELECT id, bytes, removed FROM segments WHERE publication_id IN ({_marks(scope)}) ORDER BY first_entry",
        *scope,
    )
    segments = {row["id"]: cache.get(row["id"]) for row in rows}
    missing = [row for row in rows if segments[row["id"]] is None]
    for row in missing:
        segment = await _segment(reader, row["id"])
        cache.put(row["id"], segment, row["bytes"], segments)
        segments[row["id"]] = segment
    return [Piece(segment, _numbers(row["removed"])) for row in rows if (segment := segments[row["id"]])]


async def articles(reader: Reader, entry_ids: Sequence[int]) -> dict[int, Article]:
    """The articles of entries, as readers see them, in the order of their row ids here."""
    rows = await reader.all(
        f"""SELECT e.id, e.number, e.article, e.notice, e.withdrawn, d.date
            FROM entries e JOIN digests d ON d.id = e.digest_id WHERE e.id IN ({_marks(entry_ids)})""",
        *entry_ids,
    )
    read = {one.entry_id: one.article for one in _read(rows)}
    return {entry_id: read[entry_id] for entry_id in entry_ids if entry_id in read}


class _Packed(NamedTuple):
    segment: Segment
    packed: bytes
    length: float


async def _take_in(database: Database, publication_id: int) -> int:
    """Take a building's next entries in; how many, 0 where it is at its end."""
    while True:
        async with database.read() as reader:
            rows = await _next_rows(reader, publication_id)
            usual = await _usual(reader, publication_id)
        documents = await asyncio.to_thread(_read, rows)
        packed = await asyncio.to_thread(_packed, documents, usual) if documents else None
        if await database.write(partial(_store, publication_id, rows, documents, packed)):
            return len(rows)


async def _store(
    publication_id: int, rows: Sequence[Row], documents: Sequence[Document], packed: _Packed | None, tx: Writer
) -> bool:
    """Store what a building has packed; False where somebody has changed one of the entries meanwhile."""
    if [*map(tuple, await _next_rows(tx, publication_id))] != [*map(tuple, rows)]:
        return False
    if packed:
        await _insert(tx, publication_id, packed)
        await _mine(tx, publication_id, documents)
        await _reached(tx, publication_id, rows[-1]["id"])
    else:
        await tx.run("UPDATE indexes SET whole = 1 WHERE publication_id = ?", publication_id)
    return True


async def _reached(tx: Writer, publication_id: int, entry_id: int) -> None:
    """Remember up to which entry the index has been built."""
    await tx.run(
        "UPDATE indexes SET built_to = max(built_to, ?) WHERE publication_id = ?", entry_id, publication_id
    )


async def _mine(tx: Writer, publication_id: int, documents: Sequence[Document]) -> None:
    found = await asyncio.to_thread(synonyms.found_in, [one.article for one in documents])
    await abbreviations.add_mined(tx, publication_id, found)


def _packed(documents: Sequence[Document], usual: Usual) -> _Packed:
    segment, length = pack(documents, usual)
    return _Packed(segment, segment.to_bytes(), length)


async def _append(tx: Writer, publication_id: int, documents: Sequence[Document]) -> None:
    for start in range(0, len(documents), _CHUNK):
        usual = await _usual(tx, publication_id)
        some = documents[start : start + _CHUNK]
        await _insert(tx, publication_id, await asyncio.to_thread(_packed, some, usual))
    await _mine(tx, publication_id, documents)
    await _tidy(tx, publication_id)


async def _tidy(tx: Writer, publication_id: int) -> None:
    """Merge small segments until none is left that should be; large ones would keep others waiting."""
    while rows := await _to_merge(tx, publication_id, _CHEAP):
        await _replace(tx, publication_id, rows, [await _piece(tx, row) for row in rows])


async def _to_merge(reader: Reader, publication_id: int, most: int) -> list[Row]:
    rows = await reader.all("SELECT * FROM segments WHERE publication_id = ? ORDER BY first_entry", publication_id)
    chosen = to_merge([Layer(row["id"], row["entries"], len(row["removed"]) // 2) for row in rows], most)
    return [row for row in rows if row["id"] in chosen]


async def _merge_large(database: Database, publication_id: int) -> bool:
    """Merge the next segments outside of any transaction; whether there were some."""
    async with database.read() as reader:
        rows = await _to_merge(reader, publication_id, MOST_ENTRIES)
        parts = [await _piece(reader, row) for row in rows]
    if not rows:
        return False
    packed = await asyncio.to_thread(_merged, rows, parts)

    async def store(tx: Writer) -> bool:
        now = await _to_merge(tx, publication_id, MOST_ENTRIES)
        if [*map(tuple, now)] == [*map(tuple, rows)]:  # else somebody has changed one of them meanwhile
            await _exchange(tx, publication_id, rows, packed)
        return True

    return await database.write(store)


async def _replace(tx: Writer, publication_id: int, rows: Sequence[Row], parts: Sequence[Piece]) -> None:
    """Put one segment in the place of several."""
    await _exchange(tx, publication_id, rows, await asyncio.to_thread(_merged, rows, parts))


def _merged(rows: Sequence[Row], parts: Sequence[Piece]) -> _Packed | None:
    """Segments as one; None where no entry is left."""
    if all(len(part.segment) == len(part.removed) for part in parts):
        return None
    length = sum(
        row["length"] * (1 - len(part.removed) / row["entries"]) for row, part in zip(rows, parts, strict=True)
    )
    segment = merge(parts)
    return _Packed(segment, segment.to_bytes(), length)


async def _exchange(tx: Writer, publication_id: int, rows: Sequence[Row], packed: _Packed | None) -> None:
    await tx.run_many("DELETE FROM segments WHERE id = ?", ((row["id"],) for row in rows))
    if packed:
        await _insert(tx, publication_id, packed)


async def _take_out(tx: Writer, row: Row, piece: Piece) -> None:
    if row["entries"] <= _CHEAP:
        await _replace(tx, row["publication_id"], [row], [piece])
        return
    removed = piece.removed.astype(np.uint16).tobytes()
    await tx.run("UPDATE segments SET removed = ? WHERE id = ?", removed, row["id"])


async def _insert(tx: Writer, publication_id: int, new: _Packed) -> None:
    ids = new.segment.entry_ids
    segment_id = await tx.insert(
        """INSERT INTO segments (publication_id, entries, first_entry, last_entry, bytes, length)
           VALUES (?, ?, ?, ?, ?, ?)""",
        publication_id,
        len(ids),
        int(ids.min()),
        int(ids.max()),
        len(new.packed),
        new.length,
    )
    await tx.run("INSERT INTO segment_contents VALUES (?, ?)", segment_id, new.packed)


async def _documents(reader: Reader, entries: Sequence[tuple[int, Article]]) -> list[Document]:
    ids = [entry_id for entry_id, _ in entries]
    rows = await reader.all(
        "SELECT e.id, d.date FROM entries e JOIN digests d ON d.id = e.digest_id WHERE e.id BETWEEN ? AND ?",
        min(ids),
        max(ids),
    )
    dates = {row["id"]: date.fromisoformat(row["date"]) for row in rows}
    return [Document(entry_id, dates[entry_id], article) for entry_id, article in entries]


async def _next_rows(reader: Reader, publication_id: int) -> list[Row]:
    """The next entries that a building takes in."""
    return await reader.all(
        """SELECT e.id, e.number, e.article, e.notice, e.withdrawn, d.date
           FROM digests d JOIN entries e ON e.digest_id = d.id
           WHERE d.publication_id = ?1 AND d.taken_back_at IS NULL
             AND e.id > (SELECT built_to FROM indexes WHERE publication_id = ?1)
           ORDER BY e.id LIMIT ?2""",
        publication_id,
        _CHUNK,
    )


def _read(rows: Sequence[Row]) -> list[Document]:
    return [
        Document(
            row["id"],
            date.fromisoformat(row["date"]),
            entry_for_readers(
                row["number"],
                Article.model_validate_json(row["article"]),
                row["notice"],
                withdrawn=bool(row["withdrawn"]),
            ).article,
        )
        for row in rows
    ]


async def _usual(reader: Reader, publication_id: int) -> Usual:
    row = await reader.one(
        """SELECT coalesce(sum(entries), 0) AS entries, coalesce(sum(length), 0.0) AS length
           FROM segments WHERE publication_id = ?""",
        publication_id,
    )
    return Usual(row["entries"], row["length"]) if row else Usual()


async def _whole(reader: Reader, publication_id: int) -> bool:
    row = await reader.one("SELECT whole, version FROM indexes WHERE publication_id = ?", publication_id)
    return row is not None and row["whole"] == 1 and row["version"] == VERSION


async def _version(reader: Reader, publication_id: int) -> int | None:
    return await reader.value("SELECT version FROM indexes WHERE publication_id = ?", publication_id)


async def _piece(reader: Reader, row: Row) -> Piece:
    return Piece(await _segment(reader, row["id"]), _numbers(row["removed"]))


async def _segment(reader: Reader, segment_id: int) -> Segment:
    packed = await reader.value("SELECT packed FROM segment_contents WHERE segment_id = ?", segment_id)
    return await asyncio.to_thread(Segment.from_bytes, packed)


def _numbers(packed: bytes) -> Shorts:
    return np.frombuffer(packed, np.uint16)


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))
