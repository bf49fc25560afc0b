"""Several segments as one, without the entries that were taken out."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.search.loose import ENTRY_BITS, PLACE_BITS, Loose, assembled
from bot.search.pack import FORWARD
from bot.search.segment import Hashes, Numbers, Segment, Shorts


class Piece(NamedTuple):
    """A segment to be merged, and the numbers of the entries that were taken out of it."""

    segment: Segment
    removed: Shorts


class _Moved(NamedTuple):
    """Where a segment's entries, terms and words stand in the merged one; entries that are left out at -1."""

    entries: NDArray[np.int64]
    terms: NDArray[np.int64]
    words: NDArray[np.int64]

    @property
    def whole(self) -> bool:
        """Whether no entry is left out."""
        return bool((self.entries >= 0).all())


def merge(pieces: Sequence[Piece]) -> Segment:
    """One segment with the entries of all, in their order."""
    terms = np.unique(np.concatenate([one.segment.terms for one in pieces]))
    words: dict[str, int] = {}
    moves: list[_Moved] = []
    base = 0
    for segment, removed in pieces:
        kept = np.ones(len(segment), bool)
        kept[removed] = False
        entries = np.where(kept, np.cumsum(kept) - 1 + base, -1)
        base += int(kept.sum())
        own = [words.setdefault(segment.word(at), len(words)) for at in range(segment.words)]
        moves.append(_Moved(entries, np.searchsorted(terms, segment.terms), np.array(own, np.int64)))
    loose = _together(pieces, moves, terms, list(words))
    if any(len(removed) for _, removed in pieces):
        loose = _without_empty(loose)
    return assembled(loose, FORWARD)


def _together(pieces: Sequence[Piece], moves: Sequence[_Moved], terms: Hashes, words: list[str]) -> Loose:
    content = np.zeros(len(terms), np.uint8)
    word_terms = np.zeros(len(words), np.uint32)
    signatures = np.zeros(len(words), np.uint32)
    word_names = np.zeros(len(words), np.uint8)
    for (segment, _), moved in zip(pieces, moves, strict=True):
        content[moved.terms] |= segment.content
        word_terms[moved.words] = moved.terms[segment.word_terms]
        signatures[moved.words] = segment.signatures
        word_names[moved.words] |= segment.word_names
    parts = [(segment, moved, moved.entries >= 0) for (segment, _), moved in zip(pieces, moves, strict=True)]
    postings = np.concatenate([_postings(segment, moved) for segment, moved, _ in parts])
    impacts = np.concatenate([segment.impacts for segment, _, _ in parts])
    order = np.argsort(postings, kind="stable")
    order = order[np.searchsorted(postings[order], 0) :]
    occurrences = np.concatenate([_occurrences(segment, moved) for segment, moved, _ in parts])
    occurrences.sort()
    word_entries = np.concatenate([_word_entries(segment, moved) for segment, moved, _ in parts])
    return Loose(
        entry_ids=np.concatenate([segment.entry_ids[kept] for segment, _, kept in parts]),
        dates=np.concatenate([segment.dates[kept] for segment, _, kept in parts]),
        years=np.concatenate([segment.years[kept] for segment, _, kept in parts]),
        titles=np.concatenate([segment.titles[kept] for segment, _, kept in parts]),
        terms=terms,
        content=content,
        impacts=impacts[order],
        occurrences=occurrences,
        words=words,
        word_terms=word_terms,
        signatures=signatures,
        word_names=word_names,
        word_entries=word_entries,
    )


def _postings(segment: Segment, moved: _Moved) -> NDArray[np.int64]:
    """Each posting as term and entry in one number, negative where the entry is left out."""
    entries = moved.entries[segment.entries]
    codes = _spread(moved.terms, segment.term_starts)
    codes <<= ENTRY_BITS
    codes |= entries
    codes[entries < 0] = -1
    return codes


def _occurrences(segment: Segment, moved: _Moved) -> NDArray[np.int64]:
    """Each occurrence as term, entry and place in one number, without those of entries that are left out."""
    codes = _spread(moved.terms, segment.place_starts)
    codes <<= ENTRY_BITS
    entries = np.repeat(moved.entries[segment.entries], segment.placed[: len(segment.entries)])
    codes |= entries
    codes <<= PLACE_BITS
    codes |= segment.places[: segment.place_starts[-1]]
    return codes if moved.whole else codes[entries >= 0]


def _word_entries(segment: Segment, moved: _Moved) -> NDArray[np.int64]:
    entries = moved.entries[segment.word_entries[: segment.word_entry_starts[-1]]]
    codes = _spread(moved.words, segment.word_entry_starts)
    codes <<= ENTRY_BITS
    codes |= entries
    return codes if moved.whole else codes[entries >= 0]


def _spread(numbers: NDArray[np.int64], starts: Numbers) -> NDArray[np.int64]:
    """Each number as often as its group is long."""
    return np.repeat(numbers, np.diff(starts))


def _without_empty(loose: Loose) -> Loose:
    """Without terms and words that no entry has any more."""
    owners = loose.occurrences >> ENTRY_BITS + PLACE_BITS
    terms = np.unique(owners)
    places = loose.occurrences & (1 << ENTRY_BITS + PLACE_BITS) - 1
    words, word_numbers = np.unique(loose.word_entries >> ENTRY_BITS, return_inverse=True)
    return Loose(
        entry_ids=loose.entry_ids,
        dates=loose.dates,
        years=loose.years,
        titles=loose.titles,
        terms=loose.terms[terms],
        content=loose.content[terms],
        impacts=loose.impacts,
        occurrences=np.searchsorted(terms, owners) << ENTRY_BITS + PLACE_BITS | places,
        words=[loose.words[at] for at in words.tolist()],
        word_terms=np.searchsorted(terms, loose.word_terms[words]).astype(np.uint32),
        signatures=loose.signatures[words],
        word_names=loose.word_names[words],
        word_entries=word_numbers << ENTRY_BITS | loose.word_entries & (1 << ENTRY_BITS) - 1,
    )
