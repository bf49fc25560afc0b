"""The parts of a query that bind: what an entry must have, or must not have, to be found at all."""

from collections.abc import Iterator
from datetime import date
from functools import reduce

import numpy as np

from bot.search.keys import key
from bot.search.query import Phrase, Query
from bot.search.segment import Numbers, Segment, hashed
from bot.search.terms import AUTHOR, GAP, INITIAL, TAG, named
from bot.search.view import Mask, View

_PLACE = np.uint32(0xFFFF)


def allowed(view: View, query: Query, since: date | None) -> Mask:
    """Which entries a query allows."""
    masks = [view.present(), *_needed(view, query)]
    if query.years:
        first, last = query.years
        years = view.years
        masks.append((years >= first) & (years <= last))
    if since:
        masks.append(view.dates >= since.toordinal())
    return reduce(np.logical_and, masks) & ~_excluded(view, query)


def _needed(view: View, query: Query) -> Iterator[Mask]:
    for forms in query.phrases:
        yield reduce(np.logical_or, [view.mask(view.phrase(phrase)) for phrase in forms])
    for phrase in query.titles:
        yield _in_titles(view, phrase)
    for name in query.authors:
        yield _by(view, name)
    for tag in query.tags:
        terms = [term for word in tag.split() for term in named(TAG, word)]
        yield view.marked(_entries(codes) for codes in view.places(terms))


def _excluded(view: View, query: Query) -> Mask:
    forms = [view.phrase(phrase) for phrase in query.excluded]
    forms += [view.prefix(prefix) for prefix in query.excluded_prefixes]
    return reduce(np.logical_or, map(view.mask, forms), np.zeros(view.numbered, bool))


def _in_titles(view: View, phrase: Phrase) -> Mask:
    """The entries with the phrase in their title, which takes the first places of a text."""
    found = view.places([key(word) for word in phrase])
    inside = [
        codes[(codes & _PLACE) < segment.titles[_entries(codes)]]
        for segment, codes in zip(view.segments, found, strict=True)
    ]
    return view.marked(map(_entries, inside))


def _by(view: View, name: Phrase) -> Mask:
    """The entries that have an author whose name has all these words, or their initials, in any order."""
    return view.marked(_entries(_in_one_name(segment, name)) for segment in view.segments)


def _in_one_name(segment: Segment, name: Phrase) -> Numbers:
    """Places in names that have all the words: those of one name are closer together than `GAP`."""
    places = [_name_places(segment, word) for word in name]
    if not places:
        return np.empty(0, np.uint32)
    places.sort(key=len)
    codes = places[0]
    for others in places[1:]:
        reach = np.uint32(GAP - 1)
        before = np.searchsorted(others, codes - np.minimum(codes & _PLACE, reach))
        after = np.searchsorted(others, codes + reach, side="right")
        codes = codes[after > before]
    return codes


def _name_places(segment: Segment, word: str) -> Numbers:
    """Where a word of a name stands, in full or as an initial; an initial stands for every word it begins."""
    terms = [f"{INITIAL}{word}"] if len(word) == 1 else [f"{AUTHOR}{word}", f"{AUTHOR}{word[0]}"]
    numbers = segment.find(np.array([hashed(term) for term in terms], np.uint64)).tolist()
    found = [segment.occurrences(number) for number in numbers if number >= 0]
    return np.unique(np.concatenate([np.empty(0, np.uint32), *found]))


def _entries(codes: Numbers) -> Numbers:
    return codes >> np.uint32(16)
