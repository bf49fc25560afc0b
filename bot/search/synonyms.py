"""Short and long forms that stand for each other in the archive that is searched."""

import asyncio
from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple, TypeVar

from bot.model import Article
from bot.search.abbreviations import SHORTEST, Pair, mined, singular
from bot.search.apart import named_plainly
from bot.search.keys import key
from bot.search.query import STOP_WORDS, Phrase, Query, weighs
from bot.search.spelling import is_ordinary
from bot.search.words import compounds
from bot.store import abbreviations
from bot.store.abbreviations import Keyed, Stored
from bot.store.connection import Reader, Writer

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)

MOST_FORMS = 2  # that are looked for in the place of one
_CACHED = 1 << 14  # pairs: the texts of one field define the same ones over and over
_LONGEST_FORM = 8  # words that a long form may have to be found by


class Expansion(NamedTuple):
    """Another form of something typed: `typed` are words of the query with spaces between, folded as all are.

    `itself` is what was typed, with the words that a query leaves out ("quality of life"); `shown` is the other
    form as the archive or the shipped list writes it. `entries` are those of the scope that say so, 0 where that
    was decided by hand.
    """

    typed: str
    itself: Phrase
    form: Phrase
    shown: str
    entries: int


@lru_cache(_CACHED)
def keyed(pair: Pair) -> Keyed | None:
    """A pair with its keys; None where nothing would be left to look for."""
    short, long = singular(" ".join(pair.short.split())), " ".join(pair.long.split())
    short_key = "".join(_words(short))
    long_key = " ".join(map(key, dict.fromkeys(filter(weighs, _words(long)))))
    return Keyed(short, long, short_key, long_key) if short_key and long_key else None


def found_in(articles: Iterable[Article]) -> Counter[Keyed]:
    """The pairs that articles define, with how many do so."""
    found: Counter[Keyed] = Counter()
    for article in articles:
        texts = (article.title, article.takeaway, *(section.text for section in article.sections))
        pairs = {pair for text in texts for pair in mined(text)}
        found.update({(one.short_key, one.long_key): one for one in map(keyed, sorted(pairs)) if one}.values())
    return found


async def mine(tx: Writer, publication_id: int, articles: Sequence[Article]) -> None:
    """Remember the pairs of new articles for their publication."""
    await abbreviations.add_mined(tx, publication_id, await asyncio.to_thread(found_in, articles))


async def beginning(reader: Reader, scope: Sequence[int], typed: str, limit: int) -> list[Pair]:
    """The pairs of the scope whose short form begins like what is typed, to be suggested; the very one first.

    One letter is too little: nobody means any of the thousands that begin with it.
    """
    begun = "".join(_words(typed))
    found = await abbreviations.beginning(reader, scope, begun, limit) if len(begun) > 1 else []
    return [Pair(one.short, one.long) for one in found]


class _Typed(NamedTuple):
    """Words of the query that may be a short or a long form, the keys to look for it by, and their places."""

    said: str
    keys: tuple[str, ...]
    places: range


class Synonyms:
    """Knows other forms of what was typed, from the archive's own pairs and a list that ships."""

    def __init__(self, listed: Iterable[Pair]) -> None:
        pairs = [pair for pair in map(keyed, listed) if pair]
        self._by_short = _grouped(pairs, lambda pair: pair.short_key)
        self._by_long = _grouped(pairs, lambda pair: pair.long_key)

    async def expansions(self, reader: Reader, scope: Sequence[int], query: Query) -> list[Expansion]:
        """For each short form typed its long ones and the other way round, the best first, at most two.

        Only from the publications in `scope` and the shipped list, never a blocked pair; what is in quotes is meant
        as it stands. Of a short form that the scope explains itself, the list's explanation counts for nothing; nor
        does it for an ordinary word that was not typed in capitals: "fish oil", "hearing aids".
        """
        shorts, runs = list(_shorts(query)), list(_runs(query))
        longs = {long for run in runs for long in run.keys}
        asked = {short for typed in shorts for short in typed.keys}
        listed = {short for typed in shorts for short in typed.keys if _is_short(typed.said, short, query)}
        listed |= {pair.short_key for long in longs for pair in self._by_long.get(long, ())}
        known = self._known(await abbreviations.matching(reader, scope, asked | listed, longs), listed)
        return [*_long_forms(shorts, known, longs), *_short_forms(runs, known, query)]

    def _known(self, stored: Sequence[Stored], shorts: Iterable[str]) -> list[Stored]:
        """The pairs that may be used, the best first; the shipped ones of these short forms come last."""
        own = _ranked(stored)
        explained = {one.pair.short_key for one in own}
        blocked = {one.pair[2:] for one in stored if one.state == "blocked"}
        shipped = [
            pair for short in sorted(shorts) for pair in self._by_short.get(short, ()) if short not in explained
        ]
        return [*own, *(Stored(pair, 0, "added") for pair in shipped if pair[2:] not in blocked)]


def _ranked(stored: Sequence[Stored]) -> list[Stored]:
    """The pairs of several publications in one: added ones first, then by how often they were found in all."""
    ranked: list[Stored] = []
    for ones in _grouped(stored, lambda one: one.pair[2:]).values():
        best = max(ones, key=lambda one: (one.state == "added", one.occurrences))
        if all(one.state != "blocked" for one in ones):
            ranked.append(best._replace(occurrences=sum(one.occurrences for one in ones)))
    return sorted(ranked, key=lambda one: (one.state != "added", -one.occurrences, one.pair.long_key))


def _long_forms(shorts: Iterable[_Typed], known: Sequence[Stored], longs: Collection[str]) -> Iterator[Expansion]:
    """What typed short forms stand for, but for those whose long form is typed as well.

    Of one in several parts each part stands for the whole, and for nothing else: no "MS" in "LC-MS".
    """
    by_short = _grouped(known, lambda one: one.pair.short_key)
    done: set[str] = set()
    for typed in shorts:
        short = next(filter(by_short.__contains__, typed.keys), "")
        meant = [] if short in done else by_short.get(short, [])
        done.add(short)
        if not any(one.pair.long_key in longs for one in meant):
            for one in meant[:MOST_FORMS]:
                yield _expansion(typed, one, one.pair.short, one.pair.long)


def _short_forms(runs: Iterable[_Typed], known: Sequence[Stored], query: Query) -> Iterator[Expansion]:
    """The short forms of typed long ones, of which none lies in another; not where one is typed as well."""
    by_long = _grouped(known, lambda one: one.pair.long_key)
    tight = {key("".join(form)) for word in query.words for form in word.forms}
    done: set[int] = set()
    for run in runs:
        meant = [one for long in run.keys for one in by_long.get(long, ()) if _typed_whole(one.pair.long, tight)]
        if not meant or done.issuperset(run.places):
            continue
        done.update(run.places)
        if tight.isdisjoint(key(one.pair.short_key) for one in meant):
            different = {one.pair.short_key: one for one in reversed(meant) if weighs(one.pair.short_key)}
            for one in [*reversed(different.values())][:MOST_FORMS]:
                yield _expansion(run, one, one.pair.long, one.pair.short)


def _expansion(typed: _Typed, found: Stored, itself: str, other: str) -> Expansion:
    entries = found.occurrences if found.state == "mined" else 0
    return Expansion(typed.said, tuple(_words(itself)), tuple(_words(other)), other, entries)


def _grouped(items: Iterable[T], by: Callable[[T], K]) -> dict[K, list[T]]:
    groups: dict[K, list[T]] = {}
    for item in items:
        groups.setdefault(by(item), []).append(item)
    return groups


def _shorts(query: Query) -> Iterator[_Typed]:
    """Each word that may be a short form, first with what it is tied to ("IL-6"), last as a plural.

    Between them it is a name with a Greek letter that was typed as a Latin one ("NFkB").
    """
    for place, word in enumerate(query.words):
        said = " ".join(word.forms[0])
        itself = "".join(word.forms[0])
        named = ("".join(parts) for parts in named_plainly(itself))
        keys = [*("".join(form) for form in word.forms[1:]), itself, *named]
        if len(itself) > SHORTEST and itself.endswith("s"):
            keys.append(itself[:-1])
        yield _Typed(said, tuple(dict.fromkeys(keys)), range(place, place + 1))
    yield from (_Typed(word, (word,), range(0)) for word in query.short_forms)


def _is_short(said: str, short: str, query: Query) -> bool:
    """Whether what was typed may be a short form of the list: an ordinary word is one in capitals only."""
    return said in query.capitals or not is_ordinary(short)


def _runs(query: Query) -> Iterator[_Typed]:
    """Each run of words that may be a long form, the longest first."""
    words = list(dict.fromkeys(part for word in query.words for part in word.forms[0] if weighs(part)))
    keys = [key(word) for word in words]
    for size in range(min(_LONGEST_FORM, len(words)), 0, -1):
        for at in range(len(words) - size + 1):
            end = at + size
            yield _Typed(" ".join(words[at:end]), (" ".join(keys[at:end]),), range(at, end))


def _typed_whole(long: str, tight: set[str]) -> bool:
    """Whether letters and digits of a long form were typed, which no word of the query is: the T of "T cell".

    `tight` are the keys of what was typed, neighbouring words in one.
    """
    words = _words(long)
    for place, word in enumerate(words):
        ties = {key("".join(words[at : at + 2])) for at in (max(place - 1, 0), place)}
        if not weighs(word) and word not in STOP_WORDS and ties.isdisjoint(tight):
            return False
    return True


def _words(text: str) -> list[str]:
    return [part.word for compound in compounds(text) for part in compound]
