"""What a person typed into the search box, as what is to be found. Every string is a valid query."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple, TypeVar

from bot.search.words import Compound, Part, compounds

TERM_LIMIT = 48  # further words are ignored; nobody types as many
FORM_LIMIT = 8  # of one word, for those who repeat it

T = TypeVar("T")
Phrase = tuple[str, ...]  # words that follow one another; often only one
Forms = tuple[Phrase, ...]  # phrases that stand for the same; a word's first form is itself

_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂", '"'))
_TERM = re.compile(
    r"""(?: (?P<minus> (?<!\S)-(?=[^\s-])) | (?<!\S)(?P<field> title | author | tag | year ): )?
        (?: "(?P<phrase>[^"]*)" | (?P<word>[^\s"]+) )""",
    re.VERBOSE | re.IGNORECASE,
)
_PREFIX = re.compile(r"[^\W_]+\*")
_YEARS = re.compile(r"(\d{4})(?:[-‐‑‒–−](\d{4}))?")

_STOP_LINES = """
    a about after all also am an and any are as at be been between both but by can could did do does during
    each for from had has have having he her here his how i if in into is it its may me might more most my
    no nor not of on or other our over s shall she should so some such than that the their them then there
    these they this those through to under us was we were what when where which while who whom why will with
    would you your
"""
STOP_WORDS = frozenset(_STOP_LINES.split())


class Word(NamedTuple):
    """A word with all that stands for it, itself first, and how often it was typed."""

    forms: Forms
    times: int = 1


@dataclass(frozen=True)
class Query:
    """Words and prefixes of which some are to be found; phrases, exclusions and fields, which bind.

    All in folded words. A tag's words have a space between them. `years` are the first and the last one.
    """

    words: tuple[Word, ...] = ()
    prefixes: tuple[str, ...] = ()
    phrases: tuple[Forms, ...] = ()
    excluded: tuple[Phrase, ...] = ()
    excluded_prefixes: tuple[str, ...] = ()
    titles: tuple[Phrase, ...] = ()
    authors: tuple[Phrase, ...] = ()
    tags: tuple[str, ...] = ()
    years: tuple[int, int] | None = None


class _Read:
    """What has been read of a query so far."""

    def __init__(self) -> None:
        self.typed: list[Compound] = []
        self.phrases: list[Forms] = []
        self.prefixes: list[str] = []
        self.excluded: list[Phrase] = []
        self.excluded_prefixes: list[str] = []
        self.fields: dict[str, list[Phrase]] = {"title": [], "author": [], "tag": []}
        self.years: list[int] = []

    def take(self, term: re.Match[str]) -> None:
        """Sort in the next term; what nothing is known of is words."""
        field = (term["field"] or "").lower()
        content: str = term["word"] or term["phrase"] or ""
        found = list(compounds(content))
        if field == "year" and (years := _YEARS.fullmatch(content.strip())):
            self.years += map(int, filter(None, years.groups()))
        elif field in self.fields and found:
            self.fields[field].append(_apart(found))
        elif field:
            self.typed += compounds(term[0])
        elif found:
            self._without_field(term, content, found)

    def _without_field(self, term: re.Match[str], content: str, found: Sequence[Compound]) -> None:
        if term["word"] and len(found[0]) == 1 and _PREFIX.fullmatch(content):
            (self.excluded_prefixes if term["minus"] else self.prefixes).append(found[0][0].word)
        elif term["minus"]:
            self.excluded += _spellings(found)
        elif term["word"]:
            self.typed += found
        else:
            self.phrases.append(_spellings(found))

    def query(self) -> Query:
        """All of it."""
        titles, authors, tags = map(_first, self.fields.values())
        alone = not (self.phrases or self.prefixes or titles or authors or tags or self.years)
        return Query(
            words=_words(self.typed, alone=alone),
            prefixes=_first(self.prefixes),
            phrases=_first(self.phrases),
            excluded=_first(self.excluded),
            excluded_prefixes=_first(self.excluded_prefixes),
            titles=titles,
            authors=authors,
            tags=tuple(" ".join(words) for words in tags),
            years=(min(self.years), max(self.years)) if self.years else None,
        )


def parse(asked: str) -> Query:
    """Read a query: words, "phrases", -excluded, prefix*, title:, author:, tag: and year:2020-2024."""
    read = _Read()
    for term in _TERM.finditer(asked.translate(_QUOTES)):
        read.take(term)
    return read.query()


def weighs(word: str) -> bool:
    """Whether a word means enough to be looked for without its neighbours."""
    return word not in STOP_WORDS and (len(word) > 1 or not word.isascii())


def _words(typed: Sequence[Compound], *, alone: bool) -> tuple[Word, ...]:
    """The words worth looking for: stop words only where there is nothing else."""
    weighty = [part.word for compound in typed for part in _weighty(compound)]
    kept = Counter(weighty or [part.word for compound in typed for part in compound if alone])
    forms = _forms(typed)
    return tuple(
        Word(_first([(word,), *forms[word]])[:FORM_LIMIT], times) for word, times in list(kept.items())[:TERM_LIMIT]
    )


def _weighty(compound: Compound) -> list[Part]:
    """The parts that mean something alone: in "T-cell" only "cell" does."""
    parts = [part for part in compound if part.word not in STOP_WORDS]
    return [part for part in parts if weighs(part.word)] or parts


def _forms(typed: Sequence[Compound]) -> dict[str, list[Phrase]]:
    """For each word the joined words and phrases that it is a part of."""
    forms: dict[str, list[Phrase]] = defaultdict(list)
    for compound in typed:
        words = tuple(part.word for part in compound)
        whole: list[Phrase] = [("".join(words),), words] if len(words) > 1 else []
        for word in words:
            forms[word] += whole
        for pair in pairwise(words):
            _join(forms, *pair)
    for left, right in pairwise(typed):
        if not STOP_WORDS & {left[-1].word, right[0].word}:
            _join(forms, left[-1].word, right[0].word)
    return forms


def _join(forms: dict[str, list[Phrase]], left: str, right: str) -> None:
    for word in (left, right):
        forms[word].append((left + right,))


def _spellings(found: Sequence[Compound]) -> Forms:
    """A phrase with its compounds apart, and with them joined."""
    tight = tuple("".join(part.word for part in compound) for compound in found)
    return _first([_apart(found), tight])


def _apart(found: Sequence[Compound]) -> Phrase:
    return tuple(part.word for compound in found for part in compound)


def _first(items: Sequence[T]) -> tuple[T, ...]:
    """Each item once, in order, up to the limit."""
    return tuple(dict.fromkeys(items))[:TERM_LIMIT]
