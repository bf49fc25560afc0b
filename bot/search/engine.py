"""Answers a query: what it finds in the scope, best first, and what was corrected on the way."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from bot.search import index, ranking, spelling
from bot.search.index import Counts
from bot.search.query import Forms, Phrase, Query, parse, weighs
from bot.search.ranking import Term
from bot.search.words import compounds
from bot.store.connection import Reader

_PREFIX_WORDS = 32  # the most frequent words that a prefix stands for
_LONGEST_SPLIT = 20  # places at which a word is tried as two


class Hit(NamedTuple):
    """A found entry, by its row id."""

    entry_id: int


@dataclass(frozen=True)
class Found:
    """A page out of `total` hits; what was searched, with the corrections (typed word to right one) in it.

    `words` is what matched, for the snippets.
    """

    hits: tuple[Hit, ...] = ()
    used: str = ""
    corrected: Mapping[str, str] = field(default_factory=dict[str, str])
    total: int = 0
    words: tuple[str, ...] = ()


async def search(reader: Reader, scope: Sequence[int], asked: str, size: int, offset: int) -> Found:
    """Search the publications with these ids for what was typed; nothing of others has a part in the answer."""
    query = parse(asked)
    if not (scope and (query.words or query.phrases or query.prefixes)):
        return Found(used=asked)
    counts = await index.counts(reader, scope, [form for forms in query.words for form in forms])
    right = await _mended(reader, scope, query.words, counts)
    query = _with(query, right)
    prefixed = [await _begun(reader, scope, prefix) for prefix in query.prefixes]
    excluded = list(query.excluded)
    for prefix in query.excluded_prefixes:
        excluded += await _begun(reader, scope, prefix)
    terms = [
        *(Term(forms, equal=len(forms)) for forms in query.phrases),
        *(Term(forms) for forms in query.words),
        *(Term(forms, plain=True) for forms in prefixed),
    ]
    missing = {form for term in terms for form in term.forms} - {phrase for _, phrase in counts}
    counts |= await index.counts(reader, scope, missing)
    arms = ranking.arms(scope, terms, counts, await index.sizes(reader, scope))
    ranked, total = await index.ranked(reader, arms, excluded, len(terms), len(query.phrases), offset + size)
    used, corrected = _rewritten(asked, right)
    hits = tuple(Hit(one.entry_id) for one in ranked[offset:])
    return Found(hits, used, corrected, total, _matched(query, counts))


async def _begun(reader: Reader, scope: Sequence[int], prefix: str) -> Forms:
    words = await index.words_with_prefix(reader, scope, prefix, _PREFIX_WORDS)
    return tuple((word,) for word in words)


async def _mended(
    reader: Reader, scope: Sequence[int], words: Iterable[Forms], counts: Counts
) -> dict[str, Phrase]:
    """For words that the scope has in no form, those that must have been meant."""
    known = {phrase for (_, phrase), found in counts.items() if found}
    right: dict[str, Phrase] = {}
    for forms in words:
        word = forms[0][0]
        if known.isdisjoint(forms) and (meant := await _meant(reader, scope, word)):
            right[word] = meant
    return right


async def _meant(reader: Reader, scope: Sequence[int], word: str) -> Phrase | None:
    """Two words written as one ("bloodbrain"), or else the likeliest correction."""
    halves = [(word[:at], word[at:]) for at in range(2, len(word) - 1)][:_LONGEST_SPLIT]
    counts = await index.counts(reader, scope, halves)
    if any(counts.values()):
        return counts.most_common(1)[0][0][1]
    edits = spelling.allowed_edits(word)
    if not edits:
        return None
    known = await index.known_words(reader, scope, len(word) - edits, len(word) + edits)
    near = await spelling.neighbours(word, known)
    best = spelling.best(word, near, await index.occurrences(reader, scope, near))
    return (best,) if best else None


def _with(query: Query, right: Mapping[str, Phrase]) -> Query:
    """The query with the right words in the place of wrong ones; a stop word, now that it is known, goes."""
    words = [(right[forms[0][0]],) if forms[0][0] in right else forms for forms in query.words]
    weighty = [forms for forms in words if weighs("".join(forms[0]))] or words
    return replace(query, words=tuple({forms[0]: forms for forms in reversed(weighty)}.values())[::-1])


def _rewritten(asked: str, right: Mapping[str, Phrase]) -> tuple[str, dict[str, str]]:
    """The query as it was searched, and which of the words typed were corrected."""
    used, at = "", 0
    corrected: dict[str, str] = {}
    for part in (part for compound in compounds(asked) for part in compound):
        meant = right.get(part.word, ())
        if len(meant) == 1:
            corrected[asked[part.start : part.end]] = meant[0]
            used += asked[at : part.start] + meant[0]
            at = part.end
    return used + asked[at:], corrected


def _matched(query: Query, counts: Counts) -> tuple[str, ...]:
    """The words to look for in a hit."""
    found = {phrase for (_, phrase), entries in counts.items() if entries}
    words = [word for forms in query.words for phrase in forms if phrase in found for word in phrase]
    words += [word for forms in query.phrases for phrase in forms for word in phrase]
    weighty = [word for word in words if weighs(word)] or words
    return tuple(dict.fromkeys([*weighty, *(f"{prefix}*" for prefix in query.prefixes)]))
