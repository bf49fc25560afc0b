"""Corrections of words that the archive does not have, towards words that it has."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.search.segment import Segment

_CHANGED_LETTERS = 2  # by which the signatures of two words that are one edit apart may differ


class Near(NamedTuple):
    """A word of the archive that is spelt nearly so: how many edits away, and how many entries have it."""

    word: str
    edits: int
    entries: int


def allowed_edits(word: str) -> int:
    """How far a correction may go: not at all for short words and those with digits, else one or two edits."""
    if len(word) < 4 or not word.isalpha():
        return 0
    return 1 if len(word) < 8 else 2


def signature(word: str) -> int:
    """Which letters a word has, as 32 bits: words that are an edit apart differ in two of them at most."""
    bits = 0
    for letter in word:
        bits |= 1 << ord(letter) % 32
    return bits


def neighbours(segments: Sequence[Segment], word: str, edits: int) -> list[Near]:
    """The words of these segments within so many edits."""
    found: dict[str, Near] = {}
    for segment in segments:
        for number, edits_away in _near(segment, word, edits):
            other = segment.word(number)
            entries = len(segment.having_word(number)) + (found[other].entries if other in found else 0)
            found[other] = Near(other, edits_away, entries)
    return list(found.values())


def _near(segment: Segment, word: str, edits: int) -> Iterator[tuple[int, int]]:
    """The numbers of a segment's near words: the signatures spare comparing most of them."""
    different = np.bitwise_count(segment.signatures ^ np.uint32(signature(word)))
    lengths = np.diff(segment.word_starts).astype(np.int64)  # in bytes, which are letters nearly always
    near = (different <= _CHANGED_LETTERS * edits) & (np.abs(lengths - len(word.encode())) <= 4 * edits)
    numbers = np.flatnonzero(near).tolist()
    words = [segment.word(number) for number in numbers]
    for _, distance, at in process.extract(word, words, scorer=OSA.distance, score_cutoff=edits, limit=None):
        yield numbers[at], int(distance)
