"""Answers a query: what it finds in the scope, best first, and how it was understood."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal, NamedTuple

import numpy as np

from bot.model import Article
from bot.search import archived, stored
from bot.search.cache import ArrayCache
from bot.search.fields import beginnings, words_of
from bot.search.keys import is_form, key
from bot.search.meaning import Meaning, understood
from bot.search.query import Phrase, Query, parse, weighs
from bot.search.ranking import Ranked, like, ranked
from bot.search.restrict import allowed
from bot.search.segment import hashed
from bot.search.snippets import Matched
from bot.search.suggest import Kind, Suggested, candidates, readings, suggestions
from bot.search.synonyms import Expansion, Synonyms, beginning
from bot.search.terms import stretches
from bot.search.view import View
from bot.search.words import Part, compounds
from bot.store import entries
from bot.store.direct import DirectReader

Sort = Literal["relevance", "newest"]

_MOST_PAIRS = 3  # abbreviations among the suggestions
_TELLING = 12  # words of an entry that are marked in those like it
_NOTHING = Matched()


@dataclass(frozen=True)
class Ask:
    """What is asked for: a query as typed, and what binds besides; `exact` takes every word as it stands."""

    text: str
    author: str = ""
    tag: str = ""
    since: date | None = None
    sort: Sort = "relevance"
    exact: bool = False


class Hit(NamedTuple):
    """A found entry, by its row id."""

    entry_id: int
    score: float


@dataclass(frozen=True)
class Found:
    """The hits, best first, and how many entries have a word of the query; hits beyond those are only like them.

    `used` is what was searched, with the corrections (typed word to right one) in it; `also` says which other forms
    of something typed were searched; `matched` is for the snippets. A `partial` answer comes from an index that is
    still being built.
    """

    hits: tuple[Hit, ...] = ()
    used: str = ""
    corrected: Mapping[str, str] = field(default_factory=dict[str, str])
    also: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    total: int = 0
    matched: Matched = _NOTHING
    partial: bool = False


class Engine:
    """Searches packed indexes, of which it keeps as many in memory as `memory` bytes hold.

    It takes its time, so a reader's own thread is to ask it.
    """

    def __init__(self, memory: int, synonyms: Synonyms) -> None:
        self._cache = ArrayCache(memory)
        self._synonyms = synonyms

    async def search(self, reader: DirectReader, scope: Sequence[int], ask: Ask, limit: int) -> Found:
        """At most `limit` entries of the publications with these ids; nothing of others has a part in it."""
        query = _bound(parse(ask.text), ask)
        if not scope or not (query.looks_for or ask.since):
            return Found(used=ask.text)
        view = await self._view(reader, scope)
        meaning = await self._understood(reader, scope, view, query, exact=ask.exact)
        return _found(view, meaning, ask, limit, partial=bool(await stored.unfinished(reader, scope)))

    async def like(self, reader: DirectReader, scope: Sequence[int], entry_id: int, limit: int) -> Found:
        """The entries that are most like one of the scope."""
        view = await self._view(reader, scope)
        return _alike(view, entry_id, await archived.article(reader, entry_id), limit)

    async def suggest(
        self, reader: DirectReader, scope: Sequence[int], typed: str, kind: Kind, limit: int
    ) -> list[Suggested]:
        """What the text typed so far may become: at most `limit` suggestions, the newest entries for no text."""
        view = await self._view(reader, scope)
        made: list[Suggested] = []
        for read in readings(view, typed, kind):
            found = await entries.headlines(reader, scope, candidates(view, read, kind, limit))
            if made := suggestions(read, kind, [*found.values()], limit):
                break
        if kind != "any":
            return made
        pairs = await beginning(reader, scope, typed, _MOST_PAIRS)
        return [*(Suggested("abbreviation", f"{pair.short} ({pair.long})") for pair in pairs), *made][:limit]

    async def _understood(
        self, reader: DirectReader, scope: Sequence[int], view: View, query: Query, *, exact: bool
    ) -> Meaning:
        """What the query means. A long form that had to be corrected is known as one only then."""
        expansions = [] if exact else await self._synonyms.expansions(reader, scope, query)
        meaning = understood(view, query, expansions, exact=exact)
        if not meaning.corrected:
            return meaning
        right = meaning.bound
        more = await self._synonyms.expansions(reader, scope, right)
        if not more:
            return meaning
        again = understood(view, right, more, exact=exact)
        return replace(again, corrected={**meaning.corrected, **again.corrected})

    async def _view(self, reader: DirectReader, scope: Sequence[int]) -> View:
        return View(await stored.pieces(reader, scope, self._cache))


def _bound(query: Query, ask: Ask) -> Query:
    """The query with what the options ask for besides."""
    author, tag = words_of("author", ask.author), words_of("tag", ask.tag)
    return replace(
        query,
        authors=(*query.authors, author) if author else query.authors,
        tags=(*query.tags, " ".join(tag)) if tag else query.tags,
    )


def _found(view: View, meaning: Meaning, ask: Ask, limit: int, *, partial: bool) -> Found:
    best = ranked(view, meaning.asked, allowed(view, meaning.bound, ask.since), limit, newest=ask.sort == "newest")
    used, corrected = _rewritten(ask.text, meaning.corrected)
    for option in (ask.author, ask.tag):
        corrected |= _rewritten(option, meaning.corrected)[1]
    also = _also(meaning.also, used)
    return Found(_hits(view, best), used, corrected, also, best.total, _matched(meaning), partial)


def _alike(view: View, entry_id: int, article: Article | None, limit: int) -> Found:
    number = view.number_of(entry_id)
    if number is None or article is None:
        return Found()
    best = like(view, number, limit)
    return Found(_hits(view, best), total=len(best.numbers), matched=Matched(_telling(view, number, article)))


def _telling(view: View, number: int, article: Article) -> frozenset[str]:
    """Of the words of an article the keys of those that tell most about it."""
    _, terms, weights = view.weightiest(np.array([number]))
    telling = set(terms[np.argsort(-weights.astype(np.int16), kind="stable")[:_TELLING]].tolist())
    words = {part.word for one in stretches(article) for compound in one.words for part in compound}
    return frozenset(one for one in map(key, words) if hashed(one) in telling)


def _hits(view: View, best: Ranked) -> tuple[Hit, ...]:
    return tuple(map(Hit, view.ids(best.numbers).tolist(), best.scores.tolist()))


def _rewritten(asked: str, right: Mapping[str, Phrase]) -> tuple[str, dict[str, str]]:
    """The query as it was searched, and which of the words typed were corrected."""
    used, at = "", 0
    corrected: dict[str, str] = {}
    for part in (part for compound in compounds(asked) for part in compound):
        meant = right.get(part.word, ())
        if _is_mistake(part.word, meant):
            corrected[asked[part.start : part.end]] = " ".join(meant)
            used += asked[at : part.start] + " ".join(meant)
            at = part.end
    return used + asked[at:], corrected


def _is_mistake(word: str, meant: Phrase) -> bool:
    """Whether a word is none of what was meant: neither a form of it, nor two words without the space."""
    return bool(meant) and "".join(meant) != word and not is_form(word, "".join(meant))


def _also(expansions: Sequence[Expansion], used: str) -> dict[str, tuple[str, ...]]:
    """The other forms by what they stand for, as it was typed: all of "IL-6", or else what it was known by."""
    every = [part for compound in compounds(used) for part in compound]
    parts = [part for part in every if weighs(part.word)]
    also: dict[str, tuple[str, ...]] = {}
    for one in expansions:
        typed = _as_typed(one.itself, every, used) or _as_typed(one.typed.split(), parts, used) or one.typed
        also[typed] = (*also.get(typed, ()), one.shown)
    return also


def _as_typed(words: Sequence[str], parts: Sequence[Part], text: str) -> str:
    """Folded words that follow one another, as they stand in the text; nothing where they do not."""
    for at in range(len(parts) - len(words) + 1):
        found = parts[at : at + len(words)]
        if [part.word for part in found] == [*words]:
            return text[found[0].start : found[-1].end]
    return ""


def _matched(meaning: Meaning) -> Matched:
    """What to mark in a hit."""
    query = meaning.bound
    words = [*meaning.words, *(word for one in meaning.also for word in one.form)]
    words += [word for phrase in _phrases(query) for word in phrase if weighs(word) or len(phrase) == 1]
    fields = [*query.titles, *query.authors, *map(str.split, query.tags)]
    return Matched(frozenset(map(key, words)), (*query.prefixes, *beginnings(fields)))


def _phrases(query: Query) -> list[Phrase]:
    """What is bound, as words."""
    tags = [tuple(tag.split()) for tag in query.tags]
    return [*(phrase for forms in query.phrases for phrase in forms), *query.titles, *query.authors, *tags]
