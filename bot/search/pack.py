"""Articles as a packed segment."""

from array import array
from collections.abc import Callable, Sequence
from datetime import date
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.model import Article
from bot.search import scoring
from bot.search.keys import key
from bot.search.loose import ENTRY_BITS, PLACE_BITS, Loose, assembled
from bot.search.query import weighs
from bot.search.scoring import TITLE, UNCOUNTED, WEIGHTS
from bot.search.segment import LAST_PLACE, Bytes, Segment, Shorts, hashes_of
from bot.search.spelling import signature
from bot.search.terms import AUTHOR, GAP, NAMES, TAG, Stretch, initials, named, stretches
from bot.search.words import Compound, Part, compounds, joined

FIELD_BITS = 2
_FIRST_PLACE = 1  # so that nothing stands right behind the last place of the entry before
_LAST_OWN = LAST_PLACE - 2  # so that nothing is followed by all that stands at the last place
FORWARD = 64  # of an entry's weightiest terms are kept by entry


class Document(NamedTuple):
    """An entry to be found: its row id, its digest's date, and what readers see of it."""

    entry_id: int
    date: date
    article: Article


class Usual(NamedTuple):
    """How many entries a publication has, and how long they are together, in weighted words."""

    entries: int = 0
    length: float = 0.0


def pack(documents: Sequence[Document], usual: Usual) -> tuple[Segment, float]:
    """A segment of these entries, and their length together; `usual` is what the publication has besides."""
    gathered = _Gathered()
    for document in documents:
        gathered.add(document.article)
    return _packed(documents, gathered, usual)


class _Gathered:
    """The words of several articles, each as a number, with where it stands.

    Words as they stand in the texts come as runs; joined and named ones, which have a place among them, singly.
    """

    def __init__(self) -> None:
        self.words: dict[str, int] = {}
        self.others: dict[str, int] = {}  # terms that are no words of the texts
        self.tokens = array("I")
        self.places = array("H")
        self.runs: list[tuple[int, int, int]] = []  # entry, field, words
        self.extras: list[tuple[int, int, int]] = []  # term among the others, entry, place
        self.names: dict[str, set[int]] = {kind: set() for kind in NAMES}  # the words in names of each kind
        self.titles: list[int] = []
        self._entry = -1
        self._place = 0

    def add(self, article: Article) -> None:
        """Take in the words of the next article."""
        self._entry += 1
        self._place = _FIRST_PLACE
        self.titles.append(0)
        for stretch in stretches(article):
            self._read(stretch)
            if stretch.field == TITLE:
                self.titles[-1] = self._place
            self._place = _there(self._place + GAP)

    def _read(self, stretch: Stretch) -> None:
        words, tokens, places, place = self.words, self.tokens, self.places, self._place
        before = len(tokens)
        for compound in stretch.words:
            begin = place
            for part in compound:
                tokens.append(words.setdefault(part.word, len(words)))
                places.append(place)
                if stretch.kind:
                    self._name(stretch, part, place)
                place = place + 1 if place < _LAST_OWN else LAST_PLACE
            if len(compound) > 1:
                self._join(compound, begin, key)
        if stretch.kind == TAG:
            run = tuple(chain.from_iterable(compounds(stretch.name)))
            self._join(run, self._place, lambda form: named(TAG, form)[0])
        self._place = place
        if stretch.kind:
            self.names[stretch.kind].update(tokens[before:])
        self.runs.append((self._entry, stretch.field, len(tokens) - before))

    def _name(self, stretch: Stretch, part: Part, place: int) -> None:
        letters = initials(stretch.name, part) if stretch.kind == AUTHOR else ""
        for word in (part.word, *letters):
            for term in named(stretch.kind, word):
                self._extra(term, place)

    def _join(self, words: Compound, begin: int, term: Callable[[str], str]) -> None:
        """Add words in one; each form stands where its last word does, so that phrases go on behind it."""
        for offset, form in enumerate(joined(words), start=1):
            self._extra(term(form), _there(begin + min(offset, len(words) - 1)))

    def _extra(self, term: str, place: int) -> None:
        self.extras.append((self.others.setdefault(term, len(self.others)), self._entry, place))


def _there(place: int) -> int:
    """The place itself, or the last one where there are no more."""
    return place if place <= _LAST_OWN else LAST_PLACE


class _Occurrences(NamedTuple):
    """Each occurrence of a term: which, in which entry, where, in which field. There are millions of them."""

    terms: NDArray[np.int32]
    entries: Shorts
    places: Shorts
    fields: Bytes


def _packed(documents: Sequence[Document], gathered: _Gathered, usual: Usual) -> tuple[Segment, float]:
    words = list(gathered.words)
    keys = [key(word) for word in words]
    terms, numbers = np.unique(hashes_of(chain(keys, gathered.others)), return_inverse=True)
    content = np.zeros(len(terms), np.uint8)
    content[numbers[[at for at, word in enumerate(words) if weighs(word)]]] = 1
    numbers = numbers.astype(np.int32)
    found = _occurrences(gathered, numbers)
    counted = content[found.terms] * scoring.LENGTHS[found.fields]
    lengths = np.bincount(found.entries, counted, len(documents)).astype(np.float32)
    total = float(lengths.sum())
    mean = (usual.length + total) / max(usual.entries + len(documents), 1)
    codes, frequencies = _sorted(found)
    posting_entries = codes[_firsts(codes >> PLACE_BITS)] >> PLACE_BITS & (1 << ENTRY_BITS) - 1
    loose = Loose(
        entry_ids=np.array([one.entry_id for one in documents], np.int64),
        dates=np.array([one.date.toordinal() for one in documents], np.int32),
        years=np.array([int(one.article.year or 0) for one in documents], np.uint16),
        titles=np.array(gathered.titles, np.uint16),
        terms=terms,
        content=content,
        impacts=scoring.impacts(frequencies, lengths[posting_entries], mean),
        occurrences=codes,
        words=words,
        word_terms=numbers[: len(words)].astype(np.uint32),
        signatures=np.array([signature(word) for word in words], np.uint32),
        word_names=_word_names(gathered),
        word_entries=_word_entries(gathered, found.entries),
    )
    return assembled(loose, forward=FORWARD), total


def _occurrences(gathered: _Gathered, numbers: NDArray[np.int32]) -> _Occurrences:
    entries, fields, sizes = np.array(gathered.runs, np.int64).reshape(-1, 3).T
    extra_terms, extra_entries, extra_places = np.array(gathered.extras, np.int64).reshape(-1, 3).T
    tokens = np.frombuffer(gathered.tokens, np.uint32)
    return _Occurrences(
        np.concatenate([numbers[tokens], numbers[extra_terms + len(gathered.words)]]),
        np.concatenate([np.repeat(entries.astype(np.uint16), sizes), extra_entries.astype(np.uint16)]),
        np.concatenate([np.frombuffer(gathered.places, np.uint16), extra_places.astype(np.uint16)]),
        np.concatenate([np.repeat(fields.astype(np.uint8), sizes), np.full(len(extra_terms), UNCOUNTED, np.uint8)]),
    )


def _sorted(found: _Occurrences) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """The occurrences in order, each as one number, and for each term and entry how often, by weight.

    A term that stands twice at one place, as "tnfa" of "TNF-α-TNF-α" does, and words without a place of their own
    may, counts twice but is kept once: phrases take it that each place is there once.
    """
    codes = found.terms.astype(np.int64)
    codes <<= ENTRY_BITS
    codes |= found.entries
    codes <<= PLACE_BITS
    codes |= found.places
    codes <<= FIELD_BITS
    codes |= found.fields
    codes.sort()
    frequencies = np.add.reduceat(WEIGHTS[codes & (1 << FIELD_BITS) - 1], _firsts(codes >> PLACE_BITS + FIELD_BITS))
    codes >>= FIELD_BITS
    return codes[_firsts(codes)], frequencies


def _firsts(groups: NDArray[np.int64]) -> NDArray[np.intp]:
    """Where each group of equal numbers begins."""
    return np.flatnonzero(np.diff(groups, prepend=-1))


def _word_names(gathered: _Gathered) -> Bytes:
    """The kinds of names that each word stands in, as bits."""
    names = np.zeros(len(gathered.words), np.uint8)
    for kind, words in gathered.names.items():
        names[np.fromiter(words, np.int64)] |= NAMES[kind]
    return names


def _word_entries(gathered: _Gathered, entries: Shorts) -> NDArray[np.int64]:
    """Each word and entry that has it, as one number."""
    codes = np.frombuffer(gathered.tokens, np.uint32).astype(np.int64)
    codes <<= ENTRY_BITS
    codes |= entries[: len(codes)]
    codes.sort()
    return codes[_firsts(codes)]
