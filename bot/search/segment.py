"""A packed part of one publication's index: numpy arrays, which never change.

Entries are numbered from 0 within a segment. A term stands for the words of one key and is known by a hash of it;
its postings are the entries that have it, each with an impact (what BM25 makes of how often, see `scoring`), and
the places where it stands there.
"""

import hashlib
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.search.parts import Parts, Sliced, parted

MOST_ENTRIES = 16_384
LAST_PLACE = (1 << 16) - 1  # where all words of a text stand which have no place of their own any more
_MOST_BEGUN = 500  # words that a beginning stands for in a field

Bytes = NDArray[np.uint8]
Shorts = NDArray[np.uint16]
Numbers = NDArray[np.uint32]
Hashes = NDArray[np.uint64]


class Postings(NamedTuple):
    """The entries that have a term, in order, and what an occurrence in each of them is worth (0 to 255)."""

    entries: Shorts
    impacts: Bytes


def hashed(term: str) -> int:
    """The 64 bits that a term is known by."""
    digest = hashlib.blake2b(term.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little")


def hashes_of(terms: Iterable[str]) -> Hashes:
    """The same of several."""
    return np.array([*map(hashed, terms)], np.uint64)


@dataclass(frozen=True)
class Segment:
    """The arrays of a segment.

    `*_starts` have one number more than there are terms, entries or words: what belongs to the n-th begins at its
    n-th and ends before its n+1-th. `titles` is how many places an entry's title takes. `content` says of each term
    whether it tells what a text is about. `placed` is how many places each posting has. `forward` has each entry's
    weightiest terms, weighed in 255 steps up to the weightiest one. `letters` are the words of the texts as
    UTF-8, in order, each with the term of its key, its signature (see `spelling`), the kinds of names in which it
    stands (bits, see `terms`), and the entries that have it.
    """

    entry_ids: NDArray[np.int64]
    dates: NDArray[np.int32]
    years: Shorts
    titles: Shorts
    terms: Hashes
    content: Bytes
    term_starts: Numbers
    entries: Shorts
    impacts: Bytes
    placed: Sliced[np.uint8]
    place_starts: Numbers
    places: Sliced[np.uint16]
    forward_starts: Numbers
    forward: Sliced[np.void]
    letters: Bytes
    word_starts: Numbers
    word_terms: Numbers
    signatures: Numbers
    word_names: Bytes
    word_entry_starts: Numbers
    word_entries: Sliced[np.uint16]

    def __len__(self) -> int:
        return len(self.entry_ids)

    @property
    def words(self) -> int:
        """How many words it has."""
        return len(self.word_terms)

    def find(self, hashes: Hashes) -> NDArray[np.int64]:
        """For each hash the number of its term, or -1."""
        if not len(self.terms):
            return np.full(len(hashes), -1, np.int64)
        at = np.minimum(np.searchsorted(self.terms, hashes), len(self.terms) - 1)
        return np.where(self.terms[at] == hashes, at, -1)

    def postings(self, term: int) -> Postings:
        """The postings of a term by its number."""
        begin, end = self.term_starts[term], self.term_starts[term + 1]
        return Postings(self.entries[begin:end], self.impacts[begin:end])

    def having_any(self, terms: NDArray[np.int64]) -> Shorts:
        """The entries that have any of these terms, by their numbers, in any order."""
        begins, ends = self.term_starts[terms], self.term_starts[terms + 1]
        return self.entries[_spans(begins.astype(np.int64), ends - begins)]

    def occurrences(self, term: int, among: NDArray[np.bool_] | None = None) -> Numbers:
        """Where a term stands (among some entries only): entry * 65,536 + place, in order."""
        begin, end = self.term_starts[term], self.term_starts[term + 1]
        entries, placed = self.entries[begin:end], self.placed[begin:end]
        places = self.places[self.place_starts[term] : self.place_starts[term + 1]]
        if among is not None and not (kept := among[entries]).all():
            places = places[_of_kept(kept, placed)]
            entries, placed = entries[kept], placed[kept]
        return np.repeat(entries.astype(np.uint32) << np.uint32(16), placed) | places

    def word(self, number: int) -> str:
        """A word by its number."""
        return self._letters(number).decode("utf-8", "surrogatepass")

    def word_range(self, prefix: str) -> range:
        """The numbers of the words that begin like this."""
        first = prefix.encode("utf-8", "surrogatepass")
        every = range(self.words)
        begin = bisect_left(every, first, key=self._letters)
        return range(begin, bisect_left(every, first + b"\xff", lo=begin, key=self._letters))

    def begun(self, prefix: str, names: int = 0) -> list[str]:
        """The most frequent words that begin like this, of those in names of such kinds (bits) if any are given."""
        numbers = self.beginning(prefix, names)
        if len(numbers) > _MOST_BEGUN:
            sizes = self.word_entry_starts[numbers + 1].astype(np.int64) - self.word_entry_starts[numbers]
            numbers = numbers[np.argsort(-sizes, kind="stable")[:_MOST_BEGUN]]
        return self.texts(numbers)

    def beginning(self, prefix: str, names: int = 0) -> NDArray[np.int64]:
        """The numbers of all of those."""
        words = self.word_range(prefix)
        numbers = np.arange(words.start, words.stop)
        return numbers[self.word_names[words.start : words.stop] & names > 0] if names else numbers

    def texts(self, numbers: NDArray[np.int64]) -> list[str]:
        """Words by their numbers, which are near one another."""
        if not len(numbers):
            return []
        first = self.word_starts[numbers.min()]
        block = self.letters[first : self.word_starts[numbers.max() + 1]].tobytes()
        begins, ends = (
            (self.word_starts[numbers] - first).tolist(),
            (self.word_starts[numbers + 1] - first).tolist(),
        )
        return [block[at:end].decode("utf-8", "surrogatepass") for at, end in zip(begins, ends, strict=True)]

    def having_word(self, number: int) -> Shorts:
        """The entries that have a word."""
        return self.word_entries[self.word_entry_starts[number] : self.word_entry_starts[number + 1]]

    def count_having(self, number: int) -> int:
        """How many entries have a word."""
        return int(self.word_entry_starts[number + 1] - self.word_entry_starts[number])

    def _letters(self, number: int) -> bytes:
        return self.letters[self.word_starts[number] : self.word_starts[number + 1]].tobytes()

    def to_bytes(self) -> dict[str, bytes]:
        """The arrays, the long ones in parts, as pieces of bytes by their names."""
        pieces: dict[str, bytes] = {}
        for name, kind in _STORED.items():
            array = getattr(self, name).astype(kind, copy=False)
            pieces |= parted(name, array) if name in _IN_PARTS else {name: array.tobytes()}
        return pieces

    @classmethod
    def read_by(cls, read: Callable[[str], bytes]) -> "Segment":
        """The segment that `to_bytes` has taken apart; each piece is read by its name when it is looked into."""
        segment = cls.__new__(cls)
        segment.__dict__["_read"] = read
        return segment

    if not TYPE_CHECKING:  # where every array is a field

        def __getattr__(self, name: str) -> NDArray | Parts:
            if name not in _STORED:
                raise AttributeError(name)
            kind = _STORED[name]
            array = Parts(self._read, name, kind) if name in _IN_PARTS else np.frombuffer(self._read(name), kind)
            self.__dict__[name] = array
            return array


FORWARD_ROW = np.dtype([("term", "<u4"), ("weight", "u1")])

# How the numbers of each array are stored, on any machine.
_STORED: dict[str, Any] = {
    "entry_ids": "<i8",
    "dates": "<i4",
    "years": "<u2",
    "titles": "<u2",
    "terms": "<u8",
    "content": "u1",
    "term_starts": "<u4",
    "entries": "<u2",
    "impacts": "u1",
    "placed": "u1",
    "place_starts": "<u4",
    "places": "<u2",
    "forward_starts": "<u4",
    "forward": FORWARD_ROW,
    "letters": "u1",
    "word_starts": "<u4",
    "word_terms": "<u4",
    "signatures": "<u4",
    "word_names": "u1",
    "word_entry_starts": "<u4",
    "word_entries": "<u2",
}
# Those of which a search needs little.
_IN_PARTS = ("placed", "places", "forward", "word_entries")


def _of_kept(kept: NDArray[np.bool_], sizes: Bytes) -> NDArray[np.bool_] | NDArray[np.int64]:
    """What chooses the members of the kept ones of groups of these sizes, which stand one after the other."""
    if np.count_nonzero(kept) * 2 > len(kept):  # then a mask is the quicker way to write it
        return np.repeat(kept, sizes)
    ends, sizes = np.cumsum(sizes, dtype=np.int64)[kept], sizes[kept]
    return _spans(ends - sizes, sizes)


def _spans(begins: NDArray[np.int64], sizes: NDArray[np.unsignedinteger]) -> NDArray[np.int64]:
    """The numbers of spans that begin so and have these sizes."""
    before = np.cumsum(sizes, dtype=np.int64) - sizes
    return np.repeat(begins - before, sizes) + np.arange(int(sizes.sum(dtype=np.int64)))


def starts_of(numbers: NDArray[np.integer], count: int) -> Numbers:
    """Where each of `count` groups begins in a sorted array of group numbers, and where the last one ends."""
    return np.searchsorted(numbers, np.arange(count + 1)).astype(np.uint32)


def joined_letters(words: Sequence[str]) -> tuple[Bytes, Numbers]:
    """Words as one array of UTF-8, and where each begins."""
    encoded = [word.encode("utf-8", "surrogatepass") for word in words]
    starts = np.zeros(len(encoded) + 1, np.uint32)
    np.cumsum([len(one) for one in encoded], out=starts[1:])
    return np.frombuffer(b"".join(encoded), np.uint8), starts
