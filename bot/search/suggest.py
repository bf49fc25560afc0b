"""What a text typed so far may become: titles, authors, tags, and texts that have its words."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Literal, NamedTuple

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.search.keys import key
from bot.search.meaning import corrected
from bot.search.query import weighs
from bot.search.ranking import Choice, Wanted, in_order, matched
from bot.search.segment import Segment, hashed
from bot.search.spelling import allowed_edits, signature
from bot.search.terms import AUTHOR, NAMES, TAG, named
from bot.search.view import View
from bot.search.words import compounds
from bot.store.entries import Headline

Kind = Literal["any", "author", "tag"]

_LOOKED_AT = 2  # entries for each suggestion
_KINDS: dict[Kind, str] = {"any": "", "author": AUTHOR, "tag": TAG}
_MORE_AUTHORS = "et al"


class Suggested(NamedTuple):
    """A suggestion: what it is and its text; a title is that of an entry."""

    kind: Literal["title", "author", "tag", "abbreviation", "text"]
    text: str
    entry: Headline | None = None


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


def begun(view: View, typed: str, kind: Kind) -> Begun:
    """Read what was typed; what the archive has not (or where names are asked for, no name has) is corrected."""
    words = _words(typed)
    if not words:
        return Begun((), ())
    last = () if typed[-1].isspace() else (words.pop(),)
    known = [word if view.word(word).found else corrected(view, word) or word for word in words]
    return Begun(tuple(known), _beginnings(view, *last, _KINDS[kind]) if last else ())


def candidates(view: View, typed: Begun, kind: Kind, limit: int) -> list[int]:
    """The row ids of entries to make suggestions from, best first."""
    wanted = [Wanted((Choice(view.word(word), 1.0),)) for word in typed.words if weighs(word) or kind != "any"]
    if kind != "any":
        mark = _KINDS[kind]
        wanted = [_of_names(view, mark, [word]) for word in typed.words]
        if typed.beginnings:
            wanted.append(_of_names(view, mark, [*typed.beginnings, *_begun(view, mark, typed.beginnings)]))
    elif typed.beginnings:
        wanted.append(Wanted(tuple(Choice(view.prefix(one), 1.0) for one in typed.beginnings)))
    scores, having = matched(view, wanted)
    present = view.present()
    fitting = np.flatnonzero(present & (having == len(wanted)))
    return view.ids(in_order(view, fitting, scores, limit * _LOOKED_AT)).tolist()


def suggestions(typed: Begun, kind: Kind, entries: Sequence[Headline], limit: int) -> list[Suggested]:
    """What these entries suggest, at most `limit`: a few authors and tags, then titles, then texts."""
    authors = (name for one in entries for name in one.authors if name.rstrip(".") != _MORE_AUTHORS)
    tags = (tag for one in entries for tag in one.tags)
    if kind != "any":
        return _names(typed, kind, authors if kind == "author" else tags, limit)
    fitting = [Suggested("title" if typed.fits(one.title) else "text", one.title, one) for one in entries]
    fitting.sort(key=lambda one: one.kind != "title")
    if typed == Begun((), ()):
        return fitting[:limit]
    share = max(1, limit // 4)
    return [*_names(typed, "author", authors, share), *_names(typed, "tag", tags, share), *fitting][:limit]


def _names(typed: Begun, kind: Literal["author", "tag"], names: Iterable[str], limit: int) -> list[Suggested]:
    """The names that fit, the most frequent first."""
    frequent = (name for name, _ in Counter(names).most_common())
    return [Suggested(kind, name) for name in islice(filter(typed.fits, frequent), limit)]


def _of_names(view: View, mark: str, words: Sequence[str]) -> Wanted:
    """The entries with a name that has one of these words."""
    terms = {named(mark, word)[0] for word in words}
    return Wanted((Choice(view.either(np.array([*map(hashed, terms)], np.uint64)), 1.0),))


def _begun(view: View, mark: str, prefixes: Sequence[str]) -> Iterator[str]:
    """The words of names that begin so."""
    return (word for segment in view.segments for one in prefixes for word in segment.begun(one, NAMES[mark]))


def _beginnings(view: View, typed: str, mark: str) -> tuple[str, ...]:
    """What was typed; where no words (of such names) begin like it, the nearest beginnings that there are, too."""
    names = NAMES.get(mark, 0)
    there = any(len(segment.beginning(typed, names)) for segment in view.segments)
    if there or not (edits := min(allowed_edits(typed), 1)):
        return (typed,)
    near: list[str] = []
    for one in sorted({one for segment in view.segments for one in _near_beginnings(segment, typed, edits, names)}):
        if not (near and one.startswith(near[-1])):
            near.append(one)
    return (typed, *near)


def _near_beginnings(segment: Segment, typed: str, edits: int, names: int) -> Iterator[str]:
    """Beginnings of words with the same first letter that are so many edits from what was typed."""
    same = segment.beginning(typed[0], names)
    foreign = np.bitwise_count(np.uint32(signature(typed)) & ~segment.signatures[same])
    words = segment.texts(same[foreign <= edits])
    sizes = range(len(typed) - edits, len(typed) + edits + 1)
    cut = list({word[:size] for word in words for size in sizes})
    return (one for one, _, _ in process.extract(typed, cut, scorer=OSA.distance, score_cutoff=edits, limit=None))


def _words(text: str) -> list[str]:
    return [part.word for compound in compounds(text) for part in compound]
