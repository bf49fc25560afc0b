"""Long arrays in parts."""

from collections.abc import Callable
from datetime import date

import numpy as np
import pytest

from bot.model import Article
from bot.search import parts, stored
from bot.search.cache import ArrayCache
from bot.search.merge import Piece, merge
from bot.search.pack import Document, Usual, pack
from bot.search.parts import Parts, parted
from bot.search.segment import Segment
from bot.store.database import Database
from tests.search.archives import Archive, text

KIND = np.dtype("<u2")


@pytest.fixture(autouse=True)
def short_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts of 5 numbers."""
    monkeypatch.setattr(parts, "PART", 5)


def noted(pieces: dict[str, bytes], asked: list[str]) -> Callable[[str], bytes]:
    """What reads pieces by name, and remembers which."""

    def read(name: str) -> bytes:
        asked.append(name)
        return pieces[name]

    return read


@pytest.mark.parametrize("length", [0, 1, 4, 5, 6, 10, 12])
def test_every_slice_is_that_of_the_whole(length: int) -> None:
    whole = np.arange(length, dtype=KIND)
    again = Parts(parted("places", whole).__getitem__, "places", KIND)
    for start in range(length + 1):
        for stop in range(length + 1):
            assert again[start:stop].tolist() == whole[start:stop].tolist()
            assert again[start:stop].dtype == KIND
    assert again[:length].tolist() == whole.tolist()


def test_what_is_not_looked_into_is_not_read() -> None:
    asked: list[str] = []
    pieces = parted("places", np.arange(20, dtype=KIND))
    again = Parts(noted(pieces, asked), "places", KIND)
    assert again[7:7].tolist() == []
    assert asked == []
    assert again[np.uint32(7) : np.uint32(11)].tolist() == [7, 8, 9, 10]
    assert asked == ["places.1", "places.2"]
    assert again[5:10].tolist() == [5, 6, 7, 8, 9]
    assert asked == ["places.1", "places.2", "places.1"]


def segment(*titles: str) -> Segment:
    """A segment of entries with these titles."""
    day = date(2025, 5, 14)
    documents = [Document(at, day, Article(title=title)) for at, title in enumerate(titles, start=1)]
    return pack(documents, Usual())[0]


def test_segments_in_parts_are_merged_like_whole_ones() -> None:
    removed = np.array([1], np.uint16)
    whole = [
        segment("Exosomes cross the barrier", "Rivers", "The barrier crosses exosomes"),
        segment("Exosomes !!!"),
    ]
    in_parts = [Segment.read_by(one.to_bytes().__getitem__) for one in whole]
    merged, again = (
        merge([Piece(first, removed), Piece(other, removed[:0])]) for first, other in (whole, in_parts)
    )
    assert again.entry_ids.tolist() == [1, 3, 1]
    assert again.to_bytes() == merged.to_bytes()
    assert {"places.1", "forward.1"} <= set(again.to_bytes())


async def test_later_parts_do_not_come_with_the_rows(database: Database) -> None:
    archive = Archive(database)
    ours = await archive.publication()
    await archive.publish(ours, [text("Exosomes cross the blood-brain barrier", "and carry medicine into it")])
    async with database.read() as reader:
        names = {row["name"] for row in await reader.all("SELECT name FROM segment_arrays")}
    cache = ArrayCache(1 << 20)
    await database.read_at_once(lambda reader: stored.pieces(reader, [ours], cache))
    (kept,) = cache.use([1]).values()
    assert set(kept) == {name for name in names if "." not in name}
    assert any("." in name for name in names)
