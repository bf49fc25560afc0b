"""What a segment is put together from, in arrays that are easy to sort and to merge."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.search import scoring
from bot.search.segment import FORWARD_ROW, Bytes, Hashes, Numbers, Segment, Shorts, joined_letters, starts_of

ENTRY_BITS = 14
PLACE_BITS = 16
_MOST_PLACED = 255


@dataclass(frozen=True)
class Loose:
    """A segment's content before it is packed; see there for what is not said here.

    `occurrences` are term, entry and place in one number, in order; `impacts` has one number for each term and
    entry in that order. `word_entries` are word and entry in one number, the words in any order.
    """

    entry_ids: NDArray[np.int64]
    dates: NDArray[np.int32]
    years: Shorts
    titles: Shorts
    terms: Hashes
    content: Bytes
    impacts: Bytes
    occurrences: NDArray[np.int64]
    words: list[str]
    word_terms: Numbers
    signatures: Numbers
    word_names: Bytes
    word_entries: NDArray[np.int64]


def assembled(loose: Loose, forward: int) -> Segment:
    """The packed segment, with the `forward` weightiest terms of each entry kept by entry."""
    owners = loose.occurrences >> PLACE_BITS
    firsts = np.flatnonzero(np.diff(owners, prepend=-1))
    placed = np.diff(firsts, append=len(owners))
    postings = owners[firsts]
    terms, entries = postings >> ENTRY_BITS, _entry(postings)
    occurrences = loose.occurrences[_first_of_each(firsts, placed, _MOST_PLACED)]
    forward_entries, forward_table = _weightiest(loose, terms, entries, forward)
    order = np.argsort(np.array(loose.words, object), kind="stable")
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    word_entries = np.sort(rank[loose.word_entries >> ENTRY_BITS] << ENTRY_BITS | _entry(loose.word_entries))
    letters, word_starts = joined_letters(list(map(loose.words.__getitem__, order.tolist())))
    return Segment(
        entry_ids=loose.entry_ids,
        dates=loose.dates,
        years=loose.years,
        titles=loose.titles,
        terms=loose.terms,
        content=loose.content,
        term_starts=starts_of(terms, len(loose.terms)),
        entries=entries.astype(np.uint16),
        impacts=loose.impacts,
        placed=np.minimum(placed, _MOST_PLACED).astype(np.uint8),
        place_starts=starts_of(occurrences >> ENTRY_BITS + PLACE_BITS, len(loose.terms)),
        places=(occurrences & (1 << PLACE_BITS) - 1).astype(np.uint16),
        forward_starts=starts_of(forward_entries, len(loose.entry_ids)),
        forward=forward_table,
        letters=letters,
        word_starts=word_starts,
        word_terms=loose.word_terms[order],
        signatures=loose.signatures[order],
        word_names=loose.word_names[order],
        word_entry_starts=starts_of(word_entries >> ENTRY_BITS, len(loose.words)),
        word_entries=_entry(word_entries).astype(np.uint16),
    )


def _first_of_each(firsts: NDArray[np.intp], sizes: NDArray[np.intp], most: int) -> NDArray[np.bool_] | slice:
    """The first of each of several groups; all, where none is larger."""
    if int(sizes.max(initial=0)) <= most:
        return slice(None)
    return np.arange(int(sizes.sum())) - np.repeat(firsts, sizes) < most


def _entry(codes: NDArray[np.int64]) -> NDArray[np.int64]:
    return codes & (1 << ENTRY_BITS) - 1


def _weightiest(
    loose: Loose, terms: NDArray[np.int64], entries: NDArray[np.int64], most: int
) -> tuple[NDArray[np.int64], NDArray[np.void]]:
    """The forward table, and the entry that each row of it belongs to."""
    rarity = scoring.rarity(np.bincount(terms, minlength=len(loose.terms)), len(loose.entry_ids))
    telling = np.flatnonzero(loose.content[terms])
    weights = loose.impacts[telling] * rarity[terms[telling]]
    order = np.lexsort((-weights, entries[telling]))
    telling, weights = telling[order], weights[order]
    owners = entries[telling]
    begins = np.searchsorted(owners, owners)
    kept = np.arange(len(owners)) - begins < most
    table = np.empty(int(kept.sum()), FORWARD_ROW)
    table["term"] = terms[telling[kept]]
    table["weight"] = np.rint(weights / weights[begins] * scoring.STEPS)[kept]
    return owners[kept], table
