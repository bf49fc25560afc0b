"""Corrections of words that the archive does not have, towards words that it has."""

import asyncio
from collections.abc import Mapping, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

_BATCH = 5_000  # rapidfuzz lets no other thread run during a call; so many words take about a millisecond


def allowed_edits(word: str) -> int:
    """How far a correction may go: not at all for short words and those with digits, else one or two edits."""
    if len(word) < 4 or not word.isalpha():
        return 0
    return 1 if len(word) < 8 else 2


async def neighbours(word: str, known: Sequence[str]) -> dict[str, int]:
    """The known words within the allowed edits, with their distance."""
    edits = allowed_edits(word)
    if len(known) <= _BATCH:
        return _near(word, known, edits)
    return await asyncio.to_thread(_near, word, known, edits)


def best(word: str, near: Mapping[str, int], occurrences: Mapping[str, int]) -> str | None:
    """The likeliest of the near words: fewest edits, same beginning, most frequent."""
    likely = [
        (-distance, other[0] == word[0], occurrences.get(other, 0), other)
        for other, distance in near.items()
        if other.isalpha() and other != word
    ]
    return max(likely)[3] if likely else None


def _near(word: str, known: Sequence[str], edits: int) -> dict[str, int]:
    found: dict[str, int] = {}
    for start in range(0, len(known), _BATCH):
        batch = known[start : start + _BATCH]
        for other, distance, _ in process.extract(word, batch, scorer=OSA.distance, score_cutoff=edits, limit=None):
            found[other] = int(distance)
    return found
