"""What a text typed so far may become: titles, authors, tags, and texts that have its words."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from itertools import accumulate, islice, takewhile
from typing import Literal, NamedTuple

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.search.keys import key
from bot.search.meaning import corrected
from bot.search.names import regrouped
from bot.search.query import TERM_LIMIT, Phrase, weighs
from bot.search.ranking import Choice, Wanted, in_order, matched
from bot.search.segment import Hashes, Segment, hashed, hashes_of
from bot.search.spelling import allowed_edits, signature
from bot.search.terms import AUTHOR, MOST_INITIALS, NAMES, TAG, named
from bot.search.view import Mask, View
from bot.search.words import compounds
from bot.store.entries import Headline

Kind = Literal["any", "author", "tag"]

_LOOKED_AT = 40  # entries, or as many as suggestions are wanted
_KINDS: dict[Kind, str] = {"any": "", "author": AUTHOR, "tag": TAG}
_MORE_AUTHORS = "et al"


class Suggested(NamedTuple):
    """A suggestion: what it is and its text, which is the title where it is an entry."""

    kind: Literal["title", "author", "tag", "abbreviation", "text", "newest"]
    text: str
    entry: Headline | None = None


class Begun(NamedTuple):
    """What was typed: whole words, and the beginnings that the last one may be of, the one typed first.

    `last` is that word where the archive has it, in whatever form; `parted` are names that it may be, tight.
    """

    words: tuple[str, ...] = ()
    beginnings: tuple[str, ...] = ()
    last: str = ""
    parted: tuple[Phrase, ...] = ()

    def fits(self, text: str, *, name: bool = False) -> bool:
        """Whether a text has all of it, in whatever form; in a name a letter stands for a word that begins so."""
        found = _words(text)
        line = f" {' '.join(found)}"
        begins = not self.beginnings or any(f" {one}" in line for one in self.beginnings)
        if not begins and not (self.last and _has_otherwise(found, self.last)):
            return False
        strange = set(self.words).difference(found) if self.words else ()
        return all((name and len(one) == 1 and f" {one}" in line) or _has_otherwise(found, one) for one in strange)


def readings(view: View, typed: str, kind: Kind) -> Iterator[Begun]:
    """What was typed as it stands; of an author, if nobody fits, with a short word as initials: "hazen sl"."""
    yield begun(view, typed, kind)
    words = _words(typed) if kind == "author" else []
    for at, word in enumerate(words):
        if len(words) > 1 < len(word) <= MOST_INITIALS and word.isalpha():
            apart = " ".join((*words[:at], *word, *words[at + 1 :]))
            yield begun(view, f"{apart} " if typed[-1].isspace() else apart, kind)


def begun(view: View, typed: str, kind: Kind) -> Begun:
    """Read what was typed; what the archive has not (or where names are asked for, no name has) is corrected."""
    words = _words(typed)
    if not words:
        return Begun()
    last = "" if typed[-1].isspace() else words.pop()
    words = list(dict.fromkeys(words))[:TERM_LIMIT]
    known = tuple(word if view.word(word).found else corrected(view, word) or word for word in words)
    if not last:
        return Begun(known)
    mark = _KINDS[kind]
    form = last if view.term(hashed(_term(mark, last))).found else ""
    if form or any(len(segment.beginning(last, NAMES.get(mark, 0))) for segment in view.segments):
        return Begun(known, (last,), form)
    if mark != TAG and (parted := regrouped(view, (last,))):
        return Begun(known, (last,), last, tuple(parted))
    return Begun(known, (last, *_near_beginnings(view, last, mark)))


def candidates(view: View, typed: Begun, kind: Kind, limit: int) -> list[int]:
    """The row ids of entries to make suggestions from, best first."""
    mark = _KINDS[kind]
    if mark:
        found = [view.either(_hashes(mark, [word])) for word in typed.words]
    else:
        found = [view.word(word) for word in typed.words if weighs(word)]
    scores, having = matched(view, [Wanted((Choice(form, 1.0),)) for form in found])
    fitting = view.present() & (having == len(found))
    if typed.beginnings:  # which count the same wherever they are
        parted = (view.mask(view.phrase(name)) for name in typed.parted)
        fitting &= reduce(np.logical_or, parted, _begun(view, mark, typed))
    return view.ids(in_order(view, np.flatnonzero(fitting), scores, max(limit, _LOOKED_AT))).tolist()


def suggestions(typed: Begun, kind: Kind, entries: Sequence[Headline], limit: int) -> list[Suggested]:
    """What these entries suggest, at most `limit`: a few authors and tags, then titles, then texts."""
    authors = (name for one in entries for name in one.authors if name.rstrip(".") != _MORE_AUTHORS)
    tags = (tag for one in entries for tag in one.tags)
    if kind != "any":
        return _names(typed, kind, authors if kind == "author" else tags, limit)
    if typed == Begun():
        return [Suggested("newest", one.title, one) for one in entries[:limit]]
    share = max(1, limit // 4)
    names = [*_names(typed, "author", authors, share), *_names(typed, "tag", tags, share)]
    return [*names, *_titles(typed, entries, limit - len(names))]


def _titles(typed: Begun, entries: Iterable[Headline], limit: int) -> list[Suggested]:
    """The entries, those first whose title fits; once these are enough, no other is looked at."""
    titles: list[Suggested] = []
    texts: list[Suggested] = []
    for one in entries:
        if len(titles) == limit:
            break
        fits = typed.fits(one.title)
        (titles if fits else texts).append(Suggested("title" if fits else "text", one.title, one))
    return [*titles, *texts][:limit]


def _names(typed: Begun, kind: Literal["author", "tag"], names: Iterable[str], limit: int) -> list[Suggested]:
    """The names that fit, the most frequent first."""
    fitting = (name for name, _ in Counter(names).most_common() if typed.fits(name, name=True))
    return [Suggested(kind, name) for name in islice(fitting, limit)]


def _begun(view: View, mark: str, typed: Begun) -> Mask:
    """The entries with words (of such names) that begin like the last one, or that are forms of it."""
    if not mark:
        return view.any_of(_hashes(mark, [typed.last] if typed.last else []), typed.beginnings)
    longer = [one for one in typed.beginnings if len(one) > 1 or mark == TAG]  # a letter has a term of its own
    words = (word for one in view.segments for begin in longer for word in one.begun(begin, NAMES[mark]))
    return view.any_of(_hashes(mark, {*typed.beginnings, *words}))


def _hashes(mark: str, words: Iterable[str]) -> Hashes:
    """The terms of words (of such names)."""
    return hashes_of({_term(mark, word) for word in words})


def _term(mark: str, word: str) -> str:
    """By which term a word (of such names) is found; a letter of an author's name may begin a word."""
    return named(mark, word)[-1 if len(word) == 1 else 0] if mark else key(word)


def _near_beginnings(view: View, typed: str, mark: str) -> list[str]:
    """The shortest beginnings of words (of such names) that are an edit away, if what was typed allows any."""
    near: list[str] = []
    if allowed_edits(typed):
        found = {one for segment in view.segments for one in _near(segment, typed, NAMES.get(mark, 0))}
        for one in sorted(found):
            if not (near and one.startswith(near[-1])):
                near.append(one)
    return near


def _near(segment: Segment, typed: str, names: int) -> Iterator[str]:
    """Beginnings of words with the same first letter that are an edit away from what was typed."""
    same = segment.beginning(typed[0], names)
    foreign = np.bitwise_count(np.uint32(signature(typed)) & ~segment.signatures[same])
    words = segment.texts(same[foreign <= 1])
    cut = list({word[:size] for word in words for size in range(len(typed) - 1, len(typed) + 2)})
    return (one for one, _, _ in process.extract(typed, cut, scorer=OSA.distance, score_cutoff=1, limit=None))


def _has_otherwise(found: Sequence[str], word: str) -> bool:
    """Whether words have one in another form, or with spaces or hyphens in it."""
    if key(word) in map(key, found):
        return True
    if word not in "".join(found):
        return False
    return any(word in takewhile(word.startswith, accumulate(found[at:])) for at in range(len(found)))


def _words(text: str) -> list[str]:
    return [part.word for compound in compounds(text) for part in compound]
