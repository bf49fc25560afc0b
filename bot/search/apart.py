"""Words of the query that the archive, or a part of it, writes as several."""

from collections.abc import Iterator, Mapping, Sequence

from bot.search.keys import key
from bot.search.query import STOP_WORDS, Phrase, weighs
from bot.search.segment import hashes_of
from bot.search.spelling import neighbours
from bot.search.view import View
from bot.search.words import PLAIN_GREEK, SHORTEST_PLAIN, plainly

_LONGEST_SPLIT = 20  # places at which a word is tried as two
_SHORTEST_HALF = 3  # letters; shorter words stand side by side by chance
_SHORTEST_MISTYPED = 4  # letters; see spelling
_MOST_MISTYPED = 3  # cuts behind the longest words, and as many before them, that are looked at
_SHORTEST_NAME = 2  # letters before a Greek one
_AFTER = 2  # characters at most after one: NFkB, TGFb1
_BY_INITIAL = {letter: [name for name in PLAIN_GREEK if name[0] == letter] for letter in "abdegklstz"}


def spaced(view: View, words: Mapping[str, bool]) -> dict[str, list[Phrase]]:
    """How else the archive may space each word: "health care", and "TNF alpha" for TNFa and TNFalpha.

    The words come with whether it has them; one that it has not may be mistyped, and is no two words by chance. It
    has all words of what is answered; whether they follow one another there is still to be seen.
    """
    ways = {
        word: [*(_halves(word) if there else ()), *named_plainly(word)]
        for word, there in words.items()
        if weighs(word)
    }
    known = set(_known(view, [phrase for phrases in ways.values() for phrase in phrases]))
    return {word: [phrase for phrase in phrases if phrase in known] for word, phrases in ways.items()}


def in_two(view: View, word: str) -> tuple[Phrase, int]:
    """Two words that were written as one ("bloodbrain"), and how many entries have them; none where there are 0.

    No word but a wrong one is a stop word and another: "a typical" is the opposite of what was meant.
    """
    halves = [(word[:at], word[at:]) for at in range(1, len(word))][:_LONGEST_SPLIT]
    there = [pair for pair in _known(view, halves) if any(map(weighs, pair)) and STOP_WORDS.isdisjoint(pair)]
    found: list[tuple[Phrase, int]] = [(pair, view.phrase(pair).found) for pair in there]
    return max(found, key=lambda one: one[1], default=((), 0))


def mistyped_in_two(view: View, word: str) -> Phrase:
    """Two words that were written as one, and one of them wrongly ("blodbrain"); nothing where none are near."""
    cuts = range(_SHORTEST_MISTYPED, len(word) - _SHORTEST_MISTYPED + 1)[:_LONGEST_SPLIT]
    known = {half for (half,) in _known(view, [(half,) for at in cuts for half in (word[:at], word[at:])])}
    right = [(word[:at], word[at:]) for at in reversed(cuts) if word[:at] in known][:_MOST_MISTYPED]
    left = [(word[:at], word[at:]) for at in cuts if word[at:] in known and word[:at] not in known][:_MOST_MISTYPED]
    near = [(one, meant) for one, other in right for meant in _near(view, other)]
    near += [(meant, one) for other, one in left for meant in _near(view, other)]
    near = [pair for pair in near if STOP_WORDS.isdisjoint(pair)]
    found = {pair: view.phrase(pair).found for pair in near}
    best = max(near, key=found.__getitem__, default=())
    return best if best and found[best] else ()


def _near(view: View, half: str) -> Iterator[str]:
    return (near.word for near in neighbours(view.segments, half) if near.word[0] == half[0])


def _halves(word: str) -> Iterator[Phrase]:
    for at in range(_SHORTEST_HALF, min(len(word) - _SHORTEST_HALF + 1, _LONGEST_SPLIT)):
        if weighs(word[:at]) and weighs(word[at:]):
            yield word[:at], word[at:]


def named_plainly(word: str) -> Iterator[Phrase]:
    """The words of a name with a Greek letter in it, also of one that was typed as a Latin letter."""
    if len(word) < SHORTEST_PLAIN or not word.isascii():
        return
    for at in range(_SHORTEST_NAME, len(word)):
        for letter in _BY_INITIAL.get(word[at], ()):
            if word.startswith(letter, at):
                parts = _with(word[:at], letter, word[at + len(letter) :])
                yield parts
                yield (plainly(parts),)
            if at >= len(word) - 1 - _AFTER:
                yield _with(word[:at], letter, word[at + 1 :])


def _with(before: str, letter: str, after: str) -> Phrase:
    return (before, letter, after) if after else (before, letter)


def _known(view: View, phrases: Sequence[Phrase]) -> list[Phrase]:
    """Those of which the archive has every word."""
    words = list(dict.fromkeys(word for phrase in phrases for word in phrase))
    counts = view.counts(hashes_of(map(key, words)))
    known = {word for word, count in zip(words, counts.tolist(), strict=True) if count}
    return [phrase for phrase in phrases if known.issuperset(phrase)]
