"""The passage of an article that shows best why it was found."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from bot.model import Article
from bot.search.stems import stem
from bot.search.words import Compound, compounds

LENGTH = 260  # characters of a passage
_LEAD = 80  # of them at most before the first matched word
_READ = 12_000  # characters of an article that are looked through; later ones are seldom better

Snippet = tuple[tuple[str, bool], ...]


class _Mark(NamedTuple):
    """A matched word in a text, and which of the words asked for it matches."""

    start: int
    end: int
    word: str


def snippet(article: Article, words: Collection[str]) -> Snippet:
    """A passage as runs of text, those of matched words with True; "…" stands where it is cut.

    `words` are folded; they match their inflections too, one that ends in an asterisk every word it begins.
    """
    matcher = _Matcher(words)
    best: Snippet = ()
    best_worth = (-1, -1)
    for text in _texts(article):
        marks = list(matcher.marks(text))
        worth, around = _densest(marks)
        if worth > best_worth:
            best, best_worth = tuple(_runs(text, *_bounds(text, around), marks)), worth
    return best


class _Matcher:
    """Knows which words of a text are among those asked for."""

    def __init__(self, words: Collection[str]) -> None:
        self._prefixes = tuple(word[:-1] for word in words if word.endswith("*"))
        self._stems = {_stem(word): word for word in words if not word.endswith("*")}
        # A stem keeps the first letters of its words; looking at these first spares stemming most words.
        self._heads = {found[:2] for found in self._stems}
        self._known: dict[str, str] = {}

    def marks(self, text: str) -> Iterator[_Mark]:
        """The matched words in order, joined ones ("bloodbrain" in "blood-brain") as one."""
        for compound in compounds(text):
            if len(compound) == 1:
                if word := self._match(compound[0].word):
                    yield _Mark(compound[0].start, compound[0].end, word)
                continue
            rest = compound
            while rest:
                size, word = self._longest(rest)
                if word:
                    yield _Mark(rest[0].start, rest[size - 1].end, word)
                rest = rest[size:]

    def _longest(self, parts: Compound) -> tuple[int, str]:
        """How many of the next parts are one matched word, and which."""
        for size in {len(parts): 0, min(2, len(parts)): 0}:
            if size > 1 and (word := self._match("".join(part.word for part in parts[:size]))):
                return size, word
        return 1, self._match(parts[0].word)

    def _match(self, word: str) -> str:
        """The word asked for that this one is a form of, or nothing."""
        if word not in self._known:
            self._known[word] = self._compared(word)
        return self._known[word]

    def _compared(self, word: str) -> str:
        if word[:2] in self._heads and (asked := self._stems.get(_stem(word))):
            return asked
        return next((prefix for prefix in self._prefixes if word.startswith(prefix)), "")


def _stem(word: str) -> str:
    """The stem as the index has it, which sees every word behind its publication's id."""
    return stem(f"0x{word}")[2:]


def _texts(article: Article) -> Iterator[str]:
    left = _READ
    for text in [article.takeaway, *(section.text for section in article.sections)]:
        line = " ".join(text[:left].split())
        left -= len(text)
        if line:
            yield line
        if left <= 0:
            return


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
    begin = min(around - _LEAD, len(text) - LENGTH)
    if begin <= 0:
        begin = 0
    elif (sentence := text.find(". ", begin, around)) >= 0:
        begin = sentence + 2
    elif (space := text.rfind(" ", begin - _LEAD, begin + 1)) >= 0:
        begin = space + 1
    end = begin + LENGTH
    if end < len(text) and (space := text.rfind(" ", max(begin + LENGTH - _LEAD, around), end + 1)) > 0:
        end = space
    return begin, min(end, len(text))


def _runs(text: str, begin: int, end: int, marks: Sequence[_Mark]) -> Iterator[tuple[str, bool]]:
    if begin > 0:
        yield "…", False
    at = begin
    for mark in marks:
        if mark.start < begin or mark.end > end:
            continue
        if at < mark.start:
            yield text[at : mark.start], False
        yield text[mark.start : mark.end], True
        at = mark.end
    if at < end:
        yield text[at:end], False
    if end < len(text):
        yield "…", False
