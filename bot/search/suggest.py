"""What a text typed so far may become: titles, authors, tags, and texts that have its words."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

import numpy as np
from rapidfuzz.distance import OSA

from bot.model import Article
from bot.search.keys import key
from bot.search.meaning import corrected
from bot.search.query import weighs
from bot.search.ranking import Choice, Wanted, in_order, matched
from bot.search.segment import Segment, hashed
from bot.search.spelling import allowed_edits, signature
from bot.search.terms import AUTHOR, TAG, named
from bot.search.view import View
from bot.search.words import compounds

Kind = Literal["any", "author", "tag"]

_LOOKED_AT = 2  # entries for each suggestion
_MORE_AUTHORS = "et al"
_MOST_NAMES = 500  # words that begin as typed, of which names are made


class Suggested(NamedTuple):
    """A suggestion: what it is and its text; a title or a text is that of an entry, by its row id."""

    kind: Literal["title", "author", "tag", "abbreviation", "text"]
    text: str
    entry_id: int | None = None


class Begun(NamedTuple):
    """What was typed: whole words, and the beginnings that the last one may be of, the one typed first."""

    words: tuple[str, ...]
    beginnings: tuple[str, ...]

    def fits(self, text: str) -> bool:
        """Whether a text has all of it."""
        found = _words(text)
        if self.beginnings and not any(word.startswith(self.beginnings) for word in found):
            return False
        strange = set(self.words).difference(found)
        return not strange or set(map(key, strange)).issubset(map(key, found))


def begun(view: View, typed: str) -> Begun:
    """Read what was typed; what the archive has not is corrected."""
    words = _words(typed)
    if not words:
        return Begun((), ())
    last = () if typed[-1].isspace() else (words.pop(),)
    known = [word if view.word(word).found else corrected(view, word) or word for word in words]
    return Begun(tuple(known), _beginnings(view, *last) if last else ())


def candidates(view: View, typed: Begun, kind: Kind, limit: int) -> list[int]:
    """The row ids of entries to make suggestions from, best first."""
    wanted = [Wanted((Choice(view.word(word), 1.0),)) for word in typed.words if weighs(word) or kind != "any"]
    if kind != "any":
        wanted = [_of_names(view, kind, word) for word in typed.words]
        wanted += [_of_names(view, kind, one, begun=True) for one in typed.beginnings[:1]]
    elif typed.beginnings:
        wanted.append(Wanted(tuple(Choice(view.prefix(one), 1.0) for one in typed.beginnings)))
    scores, having = matched(view, wanted)
    present = view.present()
    fitting = np.flatnonzero(present & (having == len(wanted)))
    return view.ids(in_order(view, fitting, scores, limit * _LOOKED_AT)).tolist()


def suggestions(typed: Begun, kind: Kind, articles: Mapping[int, Article], limit: int) -> list[Suggested]:
    """What these entries suggest, at most `limit`; titles come first, then names, then texts."""
    if kind != "any":
        names = _names(
            typed, articles.values(), (lambda one: one.authors) if kind == "author" else (lambda one: one.tags)
        )
        return [Suggested(kind, name) for name in names][:limit]
    titles = [Suggested("title", one.title, at) for at, one in articles.items() if typed.fits(one.title)]
    if typed == Begun((), ()):
        return titles[:limit]
    authors = [Suggested("author", name) for name in _names(typed, articles.values(), lambda one: one.authors)]
    tags = [Suggested("tag", name) for name in _names(typed, articles.values(), lambda one: one.tags)]
    shown = {one.entry_id for one in titles}
    texts = [Suggested("text", one.title, at) for at, one in articles.items() if at not in shown]
    share = max(1, limit // 4)
    return [*authors[:share], *tags[:share], *titles, *texts][:limit]


def _names(typed: Begun, articles: Iterable[Article], names: Callable[[Article], Sequence[str]]) -> list[str]:
    """The names that fit, the most frequent first."""
    every = (name for article in articles for name in names(article) if name.rstrip(".") != _MORE_AUTHORS)
    found = Counter(filter(typed.fits, every))
    return [name for name, _ in found.most_common()]


def _of_names(view: View, kind: Kind, word: str, *, begun: bool = False) -> Wanted:
    """The entries with a name that has the word, or one that begins like it."""
    mark = AUTHOR if kind == "author" else TAG
    words = [word, *(_begun(view, word) if begun else ())]
    terms = np.unique(np.array([hashed(named(mark, one)[0]) for one in words], np.uint64))
    return Wanted(tuple(Choice(form, 1.0) for form in view.terms(terms) if form.found))


def _begun(view: View, prefix: str) -> Iterator[str]:
    for segment in view.segments:
        for number in segment.word_range(prefix)[:_MOST_NAMES]:
            yield segment.word(number)


def _beginnings(view: View, typed: str) -> tuple[str, ...]:
    """What was typed, where words begin like it; else the nearest beginnings of words that there are."""
    there = any(segment.word_range(typed) for segment in view.segments)
    if there or not (edits := min(allowed_edits(typed), 1)):
        return (typed,)
    near = {one for segment in view.segments for one in _near_beginnings(segment, typed, edits)}
    return (typed, *sorted(near))


def _near_beginnings(segment: Segment, typed: str, edits: int) -> Iterator[str]:
    """Beginnings of words with the same first letter that are so many edits from what was typed."""
    same = segment.word_range(typed[0])
    foreign = np.bitwise_count(np.uint32(signature(typed)) & ~segment.signatures[same.start : same.stop])
    for number in np.flatnonzero(foreign <= edits).tolist():
        word = segment.word(same.start + number)
        for size in range(len(typed) - edits, len(typed) + edits + 1):
            if OSA.distance(typed, word[:size], score_cutoff=edits) <= edits:
                yield word[:size]
                break


def _words(text: str) -> list[str]:
    return [part.word for compound in compounds(text) for part in compound]
