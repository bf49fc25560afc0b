"""The passage of an article that shows best why it was found."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from bot.model import Article
from bot.search.keys import key
from bot.search.words import MOST_TIED, WORD_LIMIT, Compound, compounds, plainly

LENGTH = 260  # characters of a passage
_LEAD = 80  # of them at most before the first matched word
_READ = 8_000  # characters of an article that are looked through; later ones are seldom better

Snippet = tuple[tuple[str, bool], ...]


class Matched(NamedTuple):
    """What has been searched, in all forms: keys of words, joined ones among them, and what words begin with."""

    keys: frozenset[str] = frozenset()
    prefixes: tuple[str, ...] = ()


class _Mark(NamedTuple):
    """A matched word in a text, and which of the words asked for it matches."""

    start: int
    end: int
    word: str


def snippet(article: Article, matched: Matched) -> Snippet:
    """The best passage as runs of text, those of matched words with True; "…" stands where it is cut."""
    best: Snippet = ()
    best_worth = (-1, -1)
    left = _READ
    for text in _texts(article):
        line = " ".join(text.split())
        if not line or left <= 0:
            continue
        marks = list(_marks(_begun(line, left), matched))
        left -= len(line)
        worth, around = _densest(marks)
        if worth > best_worth:
            best, best_worth = tuple(_runs(line, *_bounds(line, around), marks)), worth
    return best


def matches(text: str, matched: Matched) -> bool:
    """Whether a text has a word that was searched."""
    return next(_marks(text, matched), None) is not None


def _texts(article: Article) -> Iterator[str]:
    yield article.takeaway
    for section in article.sections:
        yield section.text


def _begun(line: str, length: int) -> str:
    """The beginning of a line, without half a word at its end, if it has spaces."""
    return line if len(line) <= length else line[: line.rfind(" ", 0, length + 1) + 1 or length]


def _marks(text: str, matched: Matched) -> Iterator[_Mark]:
    """The matched words in order, joined ones ("bloodbrain" in "blood-brain") as one."""
    for compound in compounds(text):
        if len(compound) != 1:
            yield from _tied(compound, matched)
        elif word := _match(compound[0].word, matched):
            yield _Mark(compound[0].start, compound[0].end, word)


def _tied(parts: Compound, matched: Matched) -> Iterator[_Mark]:
    """The matched words of a compound, the longest ones first."""
    at = 0
    while at < len(parts):
        size, word = _longest(parts, at, matched)
        if word:
            yield _Mark(parts[at].start, parts[at + size - 1].end, word)
        at += size


def _longest(parts: Compound, at: int, matched: Matched) -> tuple[int, str]:
    """How many of the parts from there on are one matched word, and which."""
    left = len(parts) - at
    # A word is never longer than its limit, and has a letter of each part at least.
    whole = left if left <= WORD_LIMIT else 1
    for size in dict.fromkeys((whole, *range(min(left, MOST_TIED), 1, -1))):
        words = [part.word for part in parts[at : at + size]]
        for form in ("".join(words), plainly(words)) if size > 1 else ():
            if 0 < len(form) <= WORD_LIMIT and (word := _match(form, matched)):
                return size, word
    return 1, _match(parts[at].word, matched)


def _match(word: str, matched: Matched) -> str:
    """What the word is a form of among what was asked for, or nothing."""
    if (known := key(word)) in matched.keys:
        return known
    return next(filter(word.startswith, matched.prefixes), "") if matched.prefixes else ""


def _densest(marks: Sequence[_Mark]) -> tuple[tuple[int, int], int]:
    """How many different words, and words at all, the best passage has, and where its first one stands."""
    best, where = (0, 0), 0
    inside: Counter[str] = Counter()
    first = 0
    for last, mark in enumerate(marks):
        inside[mark.word] += 1
        while mark.end - marks[first].start > LENGTH - _LEAD and first < last:
            inside[marks[first].word] -= 1
            first += 1
        worth = (len(+inside), last - first + 1)
        if worth > best:
            best, where = worth, marks[first].start
    return best, where


def _bounds(text: str, around: int) -> tuple[int, int]:
    """From the beginning of a sentence or word before the place, as far as the passage may be long."""
    begin = max(min(around - _LEAD, len(text) - LENGTH), 0)
    last = begin + LENGTH
    if begin and (sentence := text.find(". ", begin, around)) >= 0:
        begin = sentence + 2
        last = begin + LENGTH
    elif begin and (space := text.find(" ", begin - 1, around)) >= 0:
        begin = space + 1
    if last < len(text) and (space := text.rfind(" ", max(last - _LEAD, around), last + 1)) > 0:
        last = space
    return begin, min(last, len(text))


def _runs(text: str, begin: int, end: int, marks: Sequence[_Mark]) -> Iterator[tuple[str, bool]]:
    if begin > 0:
        yield "…", False
    at = begin
    for start, stop in _merged(mark for mark in marks if begin <= mark.start and mark.end <= end):
        if at < start:
            yield text[at:start], False
        yield text[start:stop], True
        at = stop
    if at < end:
        yield text[at:end], False
    if end < len(text):
        yield "…", False


def _merged(marks: Iterable[_Mark]) -> list[tuple[int, int]]:
    """Where to mark: pairs of letters that overlap are one stretch."""
    stretches: list[tuple[int, int]] = []
    for start, end, _ in marks:
        if stretches and start < stretches[-1][1]:
            start = stretches.pop()[0]
        stretches.append((start, end))
    return stretches
