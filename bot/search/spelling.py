"""Corrections of words that the archive does not have, towards words that it has."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.search.keys import is_form, key, lines_of
from bot.search.opposed import opposed
from bot.search.segment import Segment

# Somebody who types "same" where an archive has only "safe" did not mean that.
_ORDINARY = frozenset(key(word) for line in lines_of("ordinary.txt") for word in line)
_CHANGED_LETTERS = 2  # by which the signatures of two words that are one edit apart may differ
_LONGEST_LETTER = 4  # bytes
_SHORT = 4  # letters


class Near(NamedTuple):
    """A word of the archive that is spelt nearly so: how many edits away, and how many entries have it."""

    word: str
    edits: int
    entries: int


def is_ordinary(word: str) -> bool:
    """Whether a word is an ordinary one of the language, in any of its forms."""
    return key(word) in _ORDINARY


def allowed_edits(word: str) -> int:
    """How far a correction may go: not at all for short words, those with digits and ordinary ones, else one or two
    edits.
    """
    return 0 if is_ordinary(word) else _edits(word)


def _edits(word: str) -> int:
    if len(word) < 4 or not word.isalpha():
        return 0
    return 1 if len(word) < 8 else 2


def signature(word: str) -> int:
    """Which letters a word has, as 32 bits: words that are an edit apart differ in two of them at most."""
    bits = 0
    for letter in word:
        bits |= 1 << ord(letter) % 32
    return bits


def neighbours(segments: Sequence[Segment], word: str) -> list[Near]:
    """The words of these segments that are as few edits away as any is, within the allowed edits.

    Where there are none, those an edit from the plural: an archive has perhaps no vaccine, but vaccines. Of short
    words it is not tried. Who types "hypotension" does not mean "hypertension", nor anything further away; and of
    an ordinary word only its forms can be meant ("ischaemic").
    """
    most, ordinary = _edits(word), is_ordinary(word)
    tried = [(word, edits) for edits in range(1, most + 1)]
    if most and len(word) > _SHORT:
        tried.append((f"{word}s", 1))
    for form, edits in tried:
        found = _nearest(segments, form, edits)
        if ordinary:
            found = [one for one in found if is_form(word, one.word)]
        if found:
            return [one for one in found if not opposed(word, one.word)]
    return []


def _nearest(segments: Sequence[Segment], word: str, edits: int) -> list[Near]:
    found: dict[str, Near] = {}
    for segment in segments:
        for other, entries in _near(segment, word, edits):
            entries += found[other].entries if other in found else 0
            found[other] = Near(other, edits, entries)
    return list(found.values())


def _near(segment: Segment, word: str, edits: int) -> Iterator[tuple[str, int]]:
    """A segment's words within so many edits, and how many entries have each: signatures spare most comparing."""
    different = np.bitwise_count(segment.signatures ^ np.uint32(signature(word)))
    alike = np.flatnonzero(different <= _CHANGED_LETTERS * edits)
    lengths = (segment.word_starts[alike + 1] - segment.word_starts[alike]).astype(np.int32)
    slack = edits if word.isascii() else edits * _LONGEST_LETTER
    numbers = alike[np.abs(lengths - len(word.encode())) <= slack].tolist()
    words = [segment.word(number) for number in numbers]
    for other, _, at in process.extract(word, words, scorer=OSA.distance, score_cutoff=edits, limit=None):
        if other.isalpha():
            yield other, segment.count_having(numbers[at])
