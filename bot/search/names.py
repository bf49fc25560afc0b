"""An author's name as the archive may write it otherwise: its particles, or its initials, apart or in one word."""

from collections.abc import Iterator
from itertools import combinations, pairwise

import numpy as np

from bot.search.query import Phrase
from bot.search.segment import hashed
from bot.search.terms import AUTHOR, MOST_INITIALS, named
from bot.search.view import View

_MOST_PARTS = 3  # "van der Berg"
_LONGEST = 24  # letters of what is tried in parts


def regrouped(view: View, name: Phrase) -> list[Phrase]:
    """The same name with some of its words as one ("vanderberg") or a word in parts, as far as authors have it so.

    A part of one letter ("O'Brien" for "obrien") is looked for only where nobody has the word itself.
    """
    found: list[Phrase] = []
    for at, end in _runs(len(name)):
        if view.term(_term(one := "".join(name[at:end]))).found:
            found.append((*name[:at], one, *name[end:]))
    for at, word in enumerate(name):
        found += [(*name[:at], *parts, *name[at + 1 :]) for parts in _parted(view, word)]
    return found


def in_letters(name: Phrase) -> Iterator[Phrase]:
    """The same name with a short word as the initials that it may be: "ja smith" may be J. A. Smith."""
    for at, word in enumerate(name):
        if len(name) > 1 < len(word) <= MOST_INITIALS and word.isalpha() and word.islower():
            yield (*name[:at], *word, *name[at + 1 :])


def _runs(words: int) -> Iterator[tuple[int, int]]:
    """Where two or three neighbouring words begin and end."""
    return ((at, at + size) for size in range(2, _MOST_PARTS + 1) for at in range(words - size + 1))


def _parted(view: View, word: str) -> list[Phrase]:
    """A word in the parts that stand side by side in a name."""
    shortest = 2 if view.term(_term(word)).found else 1
    ways = [parts for parts in _ways(word) if min(map(len, parts)) >= shortest] if len(word) <= _LONGEST else []
    terms = {part: _term(part) for parts in ways for part in parts}
    counts = dict(zip(terms, view.counts(np.array([*terms.values()], np.uint64)).tolist(), strict=True))
    known = [parts for parts in ways if all(counts[part] for part in parts)]
    return [parts for parts in known if any(map(len, view.places([f"{AUTHOR}{part}" for part in parts])))]


def _ways(word: str) -> Iterator[Phrase]:
    """A word in two parts and in three, in all ways."""
    for cuts in range(1, _MOST_PARTS):
        for inner in combinations(range(1, len(word)), cuts):
            ends = (0, *inner, len(word))
            yield tuple(word[begin:end] for begin, end in pairwise(ends))


def _term(word: str) -> int:
    return hashed(named(AUTHOR, word)[0])
