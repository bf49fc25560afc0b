"""Where the segments are kept: their rows in the database, and how far each publication's index has got."""

import json
from collections.abc import Mapping, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np

from bot.errors import StoreCorrupt
from bot.search.cache import ArrayCache, Arrays
from bot.search.layers import SAME_SIZE, Layer, to_merge
from bot.search.merge import Piece, merge
from bot.search.pack import Document, Usual, pack
from bot.search.parts import IS_FIRST
from bot.search.segment import MOST_ENTRIES, Segment, Shorts
from bot.store.connection import Reader, Row, Writer
from bot.store.direct import DirectReader

VERSION = 4  # of the segments and of what makes terms of words; with another one every index is built anew


CHUNK = MOST_ENTRIES // 2  # entries that are packed at once; twice as many would take 600 MB of memory
CHEAP = 4_096  # entries; a segment up to this size is written anew within a transaction
_SMALL = 32_768  # bytes of an array that is read with its row
_FIRST = "entry_ids"  # which every search needs, and to know how many entries there are


class Packed(NamedTuple):
    """A segment, its arrays as they are stored, and the length of all its texts together in weighted words."""

    segment: Segment
    arrays: dict[str, bytes]
    length: float


class Built(NamedTuple):
    """Whether an index is whole, and up to which entry, by its row id, it has been built."""

    whole: bool = False
    to: int = 0

    def has(self, entry_id: int) -> bool:
        """Whether an entry has its place in the index by now; later ones are left to the building."""
        return self.whole or entry_id <= self.to


def packed(documents: Sequence[Document], usual: Usual) -> Packed:
    """A segment of these entries; `usual` is what the publication has besides."""
    segment, length = pack(documents, usual)
    return Packed(segment, segment.to_bytes(), length)


def merged(rows: Sequence[Row], pieces: Sequence[Piece]) -> Packed | None:
    """The segments of these rows as one; None where no entry is left."""
    if all(len(one.segment) == len(one.removed) for one in pieces):
        return None
    length = sum(
        row["length"] * (1 - len(one.removed) / row["entries"]) for row, one in zip(rows, pieces, strict=True)
    )
    segment = merge(pieces)
    return Packed(segment, segment.to_bytes(), length)


async def begin(tx: Writer, publication_id: int, *, whole: bool) -> None:
    """Have an index for a publication, if it has none: a whole one as long as nothing is in the archive."""
    await tx.run("INSERT OR IGNORE INTO indexes VALUES (?, ?, 0, ?)", publication_id, VERSION, whole)


async def current(reader: Reader, publication_id: int) -> bool:
    """Whether a publication's index is of this version."""
    version = await reader.value("SELECT version FROM indexes WHERE publication_id = ?", publication_id)
    return version == VERSION


async def unfinished(reader: Reader, scope: Sequence[int] | None = None) -> list[int]:
    """The publications (of a scope, or of all) whose index must be built first."""
    rows = await reader.all(
        """SELECT publication_id FROM indexes WHERE (whole = 0 OR version <> ?1)
           AND (?2 IS NULL OR publication_id IN (SELECT value FROM json_each(?2)))""",
        VERSION,
        None if scope is None else json.dumps([*scope]),
    )
    return [row["publication_id"] for row in rows]


async def built(reader: Reader, publication_id: int) -> Built:
    """How far a publication's index has been built; one of another version is as good as none."""
    row = await reader.one(
        "SELECT whole, built_to FROM indexes WHERE publication_id = ? AND version = ?", publication_id, VERSION
    )
    return Built(whole=bool(row["whole"]), to=row["built_to"]) if row else Built()


async def reached(tx: Writer, publication_id: int, entry_id: int) -> None:
    """Remember up to which entry a publication's index has been built."""
    await tx.run(
        "UPDATE indexes SET built_to = max(built_to, ?) WHERE publication_id = ?", entry_id, publication_id
    )


async def usual(reader: Reader, publication_id: int) -> Usual:
    """How many entries a publication's index has, and how long they are together."""
    row = await reader.one(
        """SELECT coalesce(sum(entries), 0) AS entries, coalesce(sum(length), 0.0) AS length
           FROM segments WHERE publication_id = ?""",
        publication_id,
    )
    return Usual(row["entries"], row["length"]) if row else Usual()


async def largest(reader: Reader) -> tuple[str, int]:
    """The name of the publication with the largest index, and how many bytes that takes; 0 where there is none."""
    row = await reader.one(
        """SELECT p.name, sum(s.bytes) AS size FROM segments s JOIN publications p ON p.id = s.publication_id
           GROUP BY p.id ORDER BY size DESC LIMIT 1"""
    )
    return (row["name"], row["size"]) if row else ("", 0)


async def put(tx: Writer, publication_id: int, new: Packed) -> None:
    """Store a segment of a publication."""
    ids = new.segment.entry_ids
    segment_id = await tx.insert(
        """INSERT INTO segments (publication_id, entries, first_entry, last_entry, bytes, length)
           VALUES (?, ?, ?, ?, ?, ?)""",
        publication_id,
        len(ids),
        int(ids.min()),
        int(ids.max()),
        sum(map(len, new.arrays.values())),
        new.length,
    )
    rows = ((segment_id, name, array) for name, array in new.arrays.items())
    await tx.run_many("INSERT INTO segment_arrays VALUES (?, ?, ?)", rows)


async def exchange(tx: Writer, publication_id: int, rows: Sequence[Row], new: Packed | None) -> None:
    """Put a segment, or none, in the place of these."""
    await tx.run_many("DELETE FROM segments WHERE id = ?", ((row["id"],) for row in rows))
    if new:
        await put(tx, publication_id, new)


async def mark_removed(tx: Writer, row: Row, removed: Shorts) -> None:
    """Have these of its entries taken out of a segment."""
    await tx.run("UPDATE segments SET removed = ? WHERE id = ?", removed.astype(np.uint16).tobytes(), row["id"])


async def around(reader: Reader, publication_id: int, entry_id: int) -> list[Row]:
    """The rows of a publication's segments that may have an entry."""
    return await reader.all(
        "SELECT * FROM segments WHERE publication_id = ? AND ? BETWEEN first_entry AND last_entry",
        publication_id,
        entry_id,
    )


async def with_large_segments(reader: Reader) -> list[int]:
    """The publications with segments so large that no transaction merges them."""
    rows = await reader.all("SELECT DISTINCT publication_id FROM segments WHERE entries > ?", CHEAP // SAME_SIZE)
    return [row["publication_id"] for row in rows]


async def mergeable(reader: Reader, publication_id: int, most: int) -> list[Row]:
    """The rows of the segments that should next become one, of at most so many entries."""
    rows = await reader.all("SELECT * FROM segments WHERE publication_id = ? ORDER BY first_entry", publication_id)
    chosen = to_merge([Layer(row["id"], row["entries"], len(row["removed"]) // 2) for row in rows], most)
    return [row for row in rows if row["id"] in chosen]


async def pieces(reader: DirectReader, scope: Sequence[int], cache: ArrayCache) -> list[Piece]:
    """The segments of these publications, from memory as far as they are kept there.

    Other arrays are read when they are looked into.
    """
    rows = await reader.all(
        """SELECT id, removed FROM segments WHERE publication_id IN (SELECT value FROM json_each(?))
           ORDER BY first_entry""",
        json.dumps([*scope]),
    )
    known = cache.use(row["id"] for row in rows)
    strange = [segment_id for segment_id, arrays in known.items() if _FIRST not in arrays]
    for row in await _small(reader, strange):
        known[row["segment_id"]][row["name"]] = row["packed"]
    for segment_id in strange:
        cache.put(segment_id, known[segment_id], known)

    def segment(segment_id: int) -> Segment:
        return Segment.read_by(partial(_read, reader, cache, known, segment_id))

    return [Piece(segment(row["id"]), _numbers(row["removed"])) for row in rows]


async def _small(reader: Reader, segment_ids: Sequence[int]) -> list[Row]:
    """The small arrays of segments, and the one that is looked into first, which are read together."""
    if not segment_ids:
        return []
    return await reader.all(
        f"""SELECT segment_id, name, packed FROM segment_arrays
            WHERE segment_id IN (SELECT value FROM json_each(?))
                AND (name = '{_FIRST}' OR {IS_FIRST} AND length(packed) <= {_SMALL})""",
        json.dumps([*segment_ids]),
    )


def _read(
    reader: DirectReader, cache: ArrayCache, known: Mapping[int, Arrays], segment_id: int, name: str
) -> bytes:
    """A piece of one of the known segments by its name; it is kept from now on."""
    array = known[segment_id].get(name)
    if array is None:
        array = reader.blob("segment_arrays", "packed", "segment_id = ? AND name = ?", segment_id, name)
        if array is None:
            raise StoreCorrupt("The index of the search is damaged. Build it anew: digest-bot reindex.")
        known[segment_id][name] = array
        cache.put(segment_id, {name: array}, known)
    return array


async def piece(reader: Reader, row: Row) -> Piece:
    """The segment of a row."""
    return Piece(await _segment(reader, row["id"]), _numbers(row["removed"]))


async def _segment(reader: Reader, segment_id: int) -> Segment:
    rows = await reader.all("SELECT name, packed FROM segment_arrays WHERE segment_id = ?", segment_id)
    return Segment.read_by({row["name"]: row["packed"] for row in rows}.__getitem__)


def _numbers(stored: bytes) -> Shorts:
    return np.frombuffer(stored, np.uint16)
