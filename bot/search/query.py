"""What a person typed into the search box, as what is to be found. Every string is a valid query."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

from bot.search.words import Compound, Part, compounds

TERM_LIMIT = 48  # further words are ignored; nobody types as many
FORM_LIMIT = 8  # of one word, for those who repeat it

T = TypeVar("T")
Phrase = tuple[str, ...]  # words that follow one another; often only one
Forms = tuple[Phrase, ...]  # phrases that stand for the same; a word's first form is itself

_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂", '"'))
_TERM = re.compile(r"""(?P<minus>(?<!\S)-(?=[^\s-]))? (?: "(?P<phrase>[^"]*)" | (?P<word>[^\s"]+) )""", re.VERBOSE)
_PREFIX = re.compile(r"[^\W_]+\*")

_STOP_LINES = """
    a about after all also am an and any are as at be been between both but by can could did do does during
    each for from had has have having he her here his how i if in into is it its may me might more most my
    no nor not of on or other our over s shall she should so some such than that the their them then there
    these they this those through to under us was we were what when where which while who whom why will with
    would you your
"""
_STOP_WORDS = frozenset(_STOP_LINES.split())


@dataclass(frozen=True)
class Query:
    """Words and prefixes of which some are to be found; phrases and exclusions, which bind."""

    words: tuple[Forms, ...] = ()
    prefixes: tuple[str, ...] = ()
    phrases: tuple[Forms, ...] = ()
    excluded: tuple[Phrase, ...] = ()
    excluded_prefixes: tuple[str, ...] = ()


def parse(asked: str) -> Query:
    """Read a query: words, "phrases", -excluded, prefix*."""
    typed: list[Compound] = []
    phrases: list[Forms] = []
    prefixes: list[str] = []
    excluded: list[Phrase] = []
    excluded_prefixes: list[str] = []
    text = asked.translate(_QUOTES)
    for term in _TERM.finditer(text):
        group = "phrase" if term["word"] is None else "word"
        found = list(compounds(term[group]))
        if not found:
            continue
        if group == "word" and len(found[0]) == 1 and _PREFIX.fullmatch(term[group]):
            (excluded_prefixes if term["minus"] else prefixes).append(found[0][0].word)
        elif term["minus"]:
            excluded.extend(_spellings(found))
        elif group == "phrase":
            phrases.append(_spellings(found))
        else:
            typed.extend(found)
    words = _words(typed, alone=not phrases and not prefixes)
    return Query(words, _first(prefixes), _first(phrases), _first(excluded), _first(excluded_prefixes))


def weighs(word: str) -> bool:
    """Whether a word means enough to be looked for without its neighbours."""
    return len(word) > 1 and word not in _STOP_WORDS


def _words(typed: Sequence[Compound], *, alone: bool) -> tuple[Forms, ...]:
    """The words worth looking for: stop words only where there is nothing else."""
    forms = _forms(typed)
    weighty = [part for compound in typed for part in _weighty(compound)]
    kept = weighty or [part for compound in typed for part in compound if alone]
    words = dict.fromkeys(part.word for part in kept)
    return tuple(_first([(word,), *forms[word]])[:FORM_LIMIT] for word in words)[:TERM_LIMIT]


def _weighty(compound: Compound) -> list[Part]:
    """The parts that mean something alone: in "T-cell" only "cell" does."""
    parts = [part for part in compound if part.word not in _STOP_WORDS]
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
        if not _STOP_WORDS & {left[-1].word, right[0].word}:
            _join(forms, left[-1].word, right[0].word)
    return forms


def _join(forms: dict[str, list[Phrase]], left: str, right: str) -> None:
    for word in (left, right):
        forms[word].append((left + right,))


def _spellings(found: Sequence[Compound]) -> Forms:
    """A phrase with its compounds apart, and with them joined."""
    apart = tuple(part.word for compound in found for part in compound)
    tight = tuple("".join(part.word for part in compound) for compound in found)
    return _first([apart, tight])


def _first(items: Sequence[T]) -> tuple[T, ...]:
    """Each item once, in order, up to the limit."""
    return tuple(dict.fromkeys(items))[:TERM_LIMIT]
