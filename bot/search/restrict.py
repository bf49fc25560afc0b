"""The parts of a query that bind: what an entry must have, or must not have, to be found at all."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import reduce

import numpy as np

from bot.search.fields import BEGUN, beginnings
from bot.search.keys import key
from bot.search.names import in_letters, regrouped
from bot.search.query import Phrase, Query
from bot.search.segment import Numbers, Segment, hashes_of
from bot.search.terms import AUTHOR, GAP, INITIAL, NAMES, TAG, named
from bot.search.view import Mask, View, in_a_row

_MOST_RESPACED = 8  # other ways of spacing the words of a field
_PLACE = np.uint32(0xFFFF)


def allowed(view: View, query: Query, since: date | None) -> Mask:
    """Which entries a query allows."""
    masks = [view.present(), *_needed(view, query)]
    if query.years:
        masks.append(_between(view, *query.years))
    if since:
        masks.append(view.dates >= since.toordinal())
    return reduce(np.logical_and, masks) & ~_excluded(view, query)


def _needed(view: View, query: Query) -> Iterator[Mask]:
    for forms in query.phrases:
        yield reduce(np.logical_or, [view.mask(view.phrase(phrase)) for phrase in forms])
    yield from (_titled(view, phrase) for phrase in query.titles)
    yield from (written_by(view, name) for name in query.authors)
    yield from (tagged(view, tag.split()) for tag in query.tags)


def _excluded(view: View, query: Query) -> Mask:
    forms = [view.phrase(phrase) for phrase in query.excluded]
    forms += [view.prefix(prefix) for prefix in query.excluded_prefixes]
    return _any(view, [*map(view.mask, forms), *(_having(view, *one) for one in query.without)])


def _having(view: View, field: str, words: Phrase) -> Mask:
    """The entries that a field's name and words stand for."""
    match field:
        case "title":
            return _titled(view, words)
        case "author":
            return written_by(view, words)
        case "tag":
            return tagged(view, words)
        case _:
            return _between(view, int(words[0]), int(words[-1]))


def _titled(view: View, phrase: Phrase) -> Mask:
    return _in_field(view, phrase, key, titles=True)


def written_by(view: View, name: Phrase) -> Mask:
    """The entries that have an author of this name, however it is written."""
    return _any(view, [_by(view, one) for one in (name, *regrouped(view, name), *in_letters(name))])


def tagged(view: View, words: Sequence[str]) -> Mask:
    """The entries that have a tag with these words one after the other, however they are spaced."""
    return _in_field(view, words, lambda word: named(TAG, word)[0], titles=False)


def _in_field(view: View, words: Sequence[str], term: Callable[[str], str], *, titles: bool) -> Mask:
    """The entries that have these words one after the other (in their titles), however they are spaced."""
    ways = _respaced(view, words, term)
    return _any(view, [view.marked(map(_entries, _rows(view, one, term, titles=titles))) for one in ways])


def _respaced(view: View, words: Sequence[str], term: Callable[[str], str]) -> list[Sequence[str]]:
    """Words of a field as they stand, and with two neighbours in one, or all, where the archive has that."""
    runs = [(at, at + 2) for at in range(len(words) - 1)]
    runs += [(0, len(words))] if len(words) > 2 else []
    tight = ["".join(words[at:end]) for at, end in runs]
    counts = view.counts(hashes_of(map(term, tight))).tolist()
    known = [((at, end), one) for (at, end), one, count in zip(runs, tight, counts, strict=True) if count]
    return [words, *((*words[:at], one, *words[end:]) for (at, end), one in known[:_MOST_RESPACED])]


def _between(view: View, first: int, last: int) -> Mask:
    return (view.years >= first) & (view.years <= last)


def _any(view: View, masks: Sequence[Mask]) -> Mask:
    """The entries in any of these masks."""
    return reduce(np.logical_or, masks, np.zeros(view.numbered, bool))


def _rows(view: View, words: Sequence[str], term: Callable[[str], str], *, titles: bool) -> list[Numbers]:
    """In each segment, where these words stand one after the other (in titles only): the codes of the first ones.

    One that is only begun stands for all words that begin so.
    """
    if not beginnings([words]):
        rows = view.places([*map(term, words)])
        return [_in_titles(*one) for one in zip(view.segments, rows, strict=True)] if titles else rows
    return [_row(segment, words, term, titles=titles) for segment in view.segments]


def _row(segment: Segment, words: Sequence[str], term: Callable[[str], str], *, titles: bool) -> Numbers:
    names = 0 if titles else NAMES[TAG]
    return in_a_row([_places(segment, map(term, _ways(segment, word, names)), titles=titles) for word in words])


def _ways(segment: Segment, word: str, names: int = 0) -> list[str]:
    """The words that a word of a field stands for: those that begin like it (in names of such kinds), or itself."""
    return segment.begun(word.rstrip(BEGUN), names) if word.endswith(BEGUN) else [word]


def _in_titles(segment: Segment, codes: Numbers) -> Numbers:
    """Those of these places that are in the title, which takes the first ones of a text."""
    return codes[(codes & _PLACE) < segment.titles[_entries(codes)]]


def _by(view: View, name: Phrase) -> Mask:
    """The entries that have an author whose name has all these words, or their initials, in any order."""
    return view.marked(_entries(_in_one_name(segment, name)) for segment in view.segments)


def _in_one_name(segment: Segment, name: Phrase) -> Numbers:
    """Places in names that have all the words, at least one in full: those of one name are closer than `GAP`."""
    anchors = [word for word in name if len(word) > 1] or name[:1]
    found = [_near_all(segment, word, [other for other in name if other != word]) for word in anchors]
    return np.concatenate([np.empty(0, np.uint32), *found])


def _near_all(segment: Segment, word: str, others: Sequence[str]) -> Numbers:
    """Places of a word in names which have the others, too, each in full or as an initial."""
    codes = _places(segment, _full(segment, word))
    reach = np.uint32(GAP - 1)
    for other in others:
        initial = [] if len(other) == 1 else [f"{AUTHOR}{other[0]}"]
        places = _places(segment, [*_full(segment, other), *initial])
        before = np.searchsorted(places, codes - np.minimum(codes & _PLACE, reach))
        codes = codes[np.searchsorted(places, codes + reach, side="right") > before]
    return codes


def _full(segment: Segment, word: str) -> list[str]:
    """The terms of a word in a name; an initial stands for every word that it begins."""
    if len(letter := word.rstrip(BEGUN)) == 1:
        return [f"{INITIAL}{letter}"]
    return [f"{AUTHOR}{one}" for one in _ways(segment, word, NAMES[AUTHOR])]


def _places(segment: Segment, terms: Iterable[str], *, titles: bool = False) -> Numbers:
    numbers = segment.find(hashes_of(terms)).tolist()
    found = (segment.occurrences(number) for number in set(numbers) if number >= 0)
    found = (_in_titles(segment, codes) for codes in found) if titles else found
    return np.unique(np.concatenate([np.empty(0, np.uint32), *found]))


def _entries(codes: Numbers) -> Numbers:
    return codes >> np.uint32(16)
