"""What a search looks into: the segments of all publications in its scope, as if they were one."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.search.keys import key
from bot.search.merge import Piece
from bot.search.query import Phrase
from bot.search.scoring import impacts
from bot.search.segment import Bytes, Hashes, Numbers, Postings, Segment, Shorts, hashed, hashes_of

Mask = NDArray[np.bool_]
Scores = NDArray[np.float32]

_DAY_0 = date(1970, 1, 1).toordinal()
_PREFIX_WORDS = 64  # the most frequent words that a prefix stands for, and those as frequent as the last of them
_NONE = Postings(np.empty(0, np.uint16), np.empty(0, np.uint8))
_PLACE_BITS = np.uint32(16)
_ONCE = 106  # the impact of one occurrence in a text of usual length


class Form(NamedTuple):
    """Something to be found: its postings in each segment, and how many entries have it."""

    postings: tuple[Postings, ...]
    found: int


class Telling(NamedTuple):
    """Terms that tell most about entries: whose each is (its place among those asked for), how much it tells."""

    owners: NDArray[np.intp]
    terms: Hashes
    weights: Bytes


class View:
    """The segments of a scope. Their entries are numbered on, one segment after the other."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self.pieces = pieces
        self.segments: Sequence[Segment] = [one.segment for one in pieces]
        ends = np.cumsum([len(segment) for segment in self.segments]).tolist()
        self.spans = [slice(end - len(segment), end) for segment, end in zip(self.segments, ends, strict=True)]
        self.numbered = ends[-1] if ends else 0
        self.entries = self.numbered - sum(len(one.removed) for one in pieces)
        self._phrases: dict[Phrase, Form] = {}

    def word(self, word: str) -> Form:
        """The entries that have a word in any of its forms."""
        return self.term(hashed(key(word)))

    def term(self, term: int) -> Form:
        """The entries that have a term."""
        wanted = np.array([term], np.uint64)
        postings = [_postings(segment, int(segment.find(wanted)[0])) for segment in self.segments]
        return _form(postings)

    def terms(self, terms: NDArray[np.uint64]) -> list[Form]:
        """The same for several."""
        numbers = [segment.find(terms).tolist() for segment in self.segments]
        return [
            _form([_postings(segment, own[at]) for segment, own in zip(self.segments, numbers, strict=True)])
            for at in range(len(terms))
        ]

    def either(self, terms: Hashes, prefixes: Sequence[str] = ()) -> Form:
        """The entries that have any of these terms, or a word that begins so, as if each had it once."""
        return _form([_postings_of(having) for having in self._having(terms, prefixes)])

    def any_of(self, terms: Hashes, prefixes: Sequence[str] = ()) -> Mask:
        """The same as a mask."""
        return np.concatenate([np.empty(0, bool), *self._having(terms, prefixes)])

    def counts(self, terms: Hashes) -> NDArray[np.int64]:
        """How many entries have each of these terms."""
        counts = np.zeros(len(terms), np.int64)
        for segment in self.segments:
            numbers = segment.find(terms)
            sizes = segment.term_starts[numbers + 1].astype(np.int64) - segment.term_starts[numbers]
            counts += np.where(numbers < 0, 0, sizes)
        return counts

    def phrase(self, phrase: Phrase, among: Mask | None = None) -> Form:
        """The entries that have these words in a row; looking `among` some is quicker, and sure of those alone."""
        if len(phrase) == 1:
            return self.word(phrase[0])
        if phrase in self._phrases:  # what binds is asked for again as a pair, and by a query that is corrected
            return self._phrases[phrase]
        if among is not None:
            return self._following(phrase, among)
        return self._phrases.setdefault(phrase, self._following(phrase))

    def prefix(self, prefix: str) -> Form:
        """The entries that have a word that begins like this, as if each had it once."""
        return self.either(np.empty(0, np.uint64), [prefix])

    def places(self, terms: Sequence[str], among: Mask | None = None) -> list[Numbers]:
        """In each segment, where these terms stand one after the other: the codes of the first one's places."""
        hashes = hashes_of(terms)
        return [
            _phrase_in(segment, segment.find(hashes).tolist(), None if among is None else among[span])
            for segment, span in zip(self.segments, self.spans, strict=True)
        ]

    def mask(self, form: Form) -> Mask:
        """Which entries have it."""
        return self.marked(postings.entries for postings in form.postings)

    def marked(self, entries: Iterable[NDArray[np.integer]]) -> Mask:
        """The entries with these numbers in each segment, as a mask."""
        marked = np.zeros(self.numbered, bool)
        for span, own in zip(self.spans, entries, strict=True):
            marked[span][own] = True
        return marked

    def present(self) -> Mask:
        """Which entries have not been taken out."""
        return ~self.marked(removed for _, removed in self.pieces)

    def writes(self, word: str) -> bool:
        """Whether a text has a word in any of its forms as one, and not only as several that are tied."""
        wanted = hashes_of([key(word)])
        found = [(segment, int(segment.find(wanted)[0])) for segment in self.segments]
        return any(at >= 0 and segment.content[at] for segment, at in found)

    def lives(self, word: str) -> bool:
        """Whether an entry that has not been taken out has the word as it is written."""
        for segment, removed in self.pieces:
            same = segment.word_range(word)
            there = same and segment.word(same.start) == word
            if there and not np.isin(segment.having_word(same.start), removed).all():
                return True
        return False

    def ids(self, numbers: NDArray[np.integer]) -> NDArray[np.int64]:
        """The row ids of entries."""
        return self._ids[numbers]

    @cached_property
    def dates(self) -> NDArray[np.int32]:
        """Of each entry the day of its digest."""
        return np.concatenate([np.empty(0, np.int32), *(segment.dates for segment in self.segments)])

    @cached_property
    def years(self) -> NDArray[np.integer]:
        """Of each entry the year it came out in; where that is not known, the year of its digest."""
        own = np.concatenate([np.empty(0, np.uint16), *(segment.years for segment in self.segments)])
        days = (self.dates - _DAY_0).astype("datetime64[D]")
        return np.where(own, own, days.astype("datetime64[Y]").astype(np.int64) + 1970)

    def weightiest(self, numbers: NDArray[np.intp]) -> Telling:
        """The terms that tell most about each of these entries."""
        found = [Telling(np.empty(0, np.intp), np.empty(0, np.uint64), np.empty(0, np.uint8))]
        for segment, span in zip(self.segments, self.spans, strict=True):
            places = np.flatnonzero((numbers >= span.start) & (numbers < span.stop))
            if len(places):
                own = numbers[places] - span.start
                begins, ends = segment.forward_starts[own].tolist(), segment.forward_starts[own + 1].tolist()
                tables = [segment.forward[begin:end] for begin, end in zip(begins, ends, strict=True)]
                table = np.concatenate(tables)
                owners = np.repeat(places, [len(one) for one in tables])
                found.append(Telling(owners, segment.terms[table["term"]], table["weight"]))
        return Telling(*map(np.concatenate, zip(*found, strict=True)))

    def number_of(self, entry_id: int) -> int | None:
        """The number of an entry by its row id."""
        at = np.flatnonzero((self._ids == entry_id) & self.present())
        return int(at[0]) if len(at) else None

    def _having(self, terms: Hashes, prefixes: Sequence[str]) -> Iterator[Mask]:
        return (_having_any(segment, terms, prefixes) for segment in self.segments)

    def _following(self, phrase: Phrase, among: Mask | None = None) -> Form:
        return _form([_counted(codes) for codes in self.places([key(word) for word in phrase], among)])

    @cached_property
    def _ids(self) -> NDArray[np.int64]:
        return np.concatenate([np.empty(0, np.int64), *(segment.entry_ids for segment in self.segments)])


def _postings(segment: Segment, term: int) -> Postings:
    return _NONE if term < 0 else segment.postings(term)


def _form(postings: Sequence[Postings]) -> Form:
    return Form(tuple(postings), sum(len(own.entries) for own in postings))


def _having_any(segment: Segment, terms: Hashes, prefixes: Sequence[str]) -> Mask:
    having = np.zeros(len(segment), bool)
    if len(terms):
        numbers = segment.find(terms)
        having[segment.having_any(numbers[numbers >= 0])] = True
    for prefix in prefixes:
        having[_having_begun(segment, prefix)] = True
    return having


def _postings_of(having: Mask) -> Postings:
    found = np.flatnonzero(having).astype(np.uint16)
    return Postings(found, np.full(len(found), _ONCE, np.uint8))


def _having_begun(segment: Segment, prefix: str) -> Shorts:
    """The entries that have one of the most frequent words that begin like this."""
    words = segment.word_range(prefix)
    if not words:
        return _NONE.entries
    starts = segment.word_entry_starts[words.start : words.stop + 1].astype(np.int64)
    entries = segment.word_entries[starts[0] : starts[-1]]
    if len(words) > _PREFIX_WORDS:
        sizes = np.diff(starts)
        least = np.partition(sizes, -_PREFIX_WORDS)[-_PREFIX_WORDS]
        entries = entries[np.repeat(sizes >= least, sizes)]
    return entries


def _counted(codes: Numbers) -> Postings:
    """Postings of something by the codes of its places."""
    if not len(codes):
        return _NONE
    times = np.bincount(codes >> _PLACE_BITS)
    entries = np.flatnonzero(times)
    return Postings(
        entries.astype(np.uint16), impacts(times[entries].astype(np.float32), np.ones(1, np.float32), 1.0)
    )


def _phrase_in(segment: Segment, terms: Sequence[int], among: Mask | None) -> Numbers:
    """The codes of the first term's places where the other ones follow it; a term that is not there is -1."""
    if min(terms) < 0:
        return np.empty(0, np.uint32)
    shared = among
    for term in sorted(set(terms), key=lambda one: len(segment.postings(one).entries)):
        entries = segment.postings(term).entries
        has = np.zeros(len(segment), bool)
        has[entries if shared is None else entries[shared[entries]]] = True
        if not has.any():
            return np.empty(0, np.uint32)
        shared = has
    places = {term: segment.occurrences(term, shared) for term in set(terms)}
    return in_a_row([places[term] for term in terms])


def in_a_row(places: Sequence[Numbers]) -> Numbers:
    """Which of the first of these places have the others behind them, one after the other; each are in order."""
    codes = places[0]
    for offset, others in enumerate(places[1:], start=1):
        if others is codes:  # a word twice: then the next place is the next number
            codes = codes[:-1][np.diff(codes) == offset]
        else:
            codes = _common(codes + np.uint32(offset), others) - np.uint32(offset)
    return codes


def _common(codes: Numbers, others: Numbers) -> Numbers:
    """Which codes are among others; both are in order, each once."""
    if len(codes) * 8 < len(others):
        return codes[others[np.minimum(np.searchsorted(others, codes), len(others) - 1)] == codes]
    # Where they are about as many, sorting both is quicker than looking each one up.
    together = np.sort(np.concatenate([codes, others]))
    return together[:-1][together[1:] == together[:-1]]
