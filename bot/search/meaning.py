"""What a query means in an archive: its words as they can be found there, mistyped ones corrected."""

import math
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice, pairwise
from typing import NamedTuple

from bot.search import spelling
from bot.search.apart import in_two, mistyped_in_two, spaced
from bot.search.family import members
from bot.search.fields import BEGUN, beginnings
from bot.search.keys import key
from bot.search.names import regrouped
from bot.search.otherwise import OTHER_SHARE, Others, concepts, founded, only_otherwise
from bot.search.query import STOP_WORDS, Forms, Phrase, Query, Word, weighs
from bot.search.ranking import Asked, Choice, Pair, Wanted, matched, rarity_of
from bot.search.restrict import tagged, written_by
from bot.search.segment import hashed, hashes_of
from bot.search.singles import beside_words
from bot.search.spelling import Near
from bot.search.synonyms import Expansion
from bot.search.terms import AUTHOR, TAG, named
from bot.search.view import Scores, View
from bot.search.words import PLAIN_GREEK

_JOINED_SHARE = 0.5  # what a form joined from neighbouring words counts beside the word itself
_MOST_PAIRED = 8
_ALL_WORDS_FIRST = 3  # up to so many words, or where all of them mean one thing
_PARTED = 50  # times more entries with a near word make two words that were written as one less likely
_LONGEST_NAME = 5  # letters of a name in capitals that is near an ordinary word by chance
_CANDIDATES = 12  # corrections whose company in the texts is looked at
# What counts for a correction as much as a number of times more entries with it.
_BEGINNING, _COMPANY = 2.0, 2.0


@dataclass(frozen=True)
class Meaning:
    """The words to be found, folded; which of those typed had to be corrected to which; and what else is meant.

    `bound` is the query with the right words in what binds.
    """

    asked: Asked
    bound: Query
    words: tuple[str, ...]
    corrected: Mapping[str, Phrase]
    also: tuple[Expansion, ...]


class _Known(NamedTuple):
    """A word of the query, the ways in which the archive has it, and the words by which it is found so."""

    word: str
    choices: tuple[Choice, ...]
    times: int
    written: tuple[str, ...]

    @property
    def found(self) -> bool:
        return any(choice.form.found for choice in self.choices)


def understood(view: View, query: Query, expansions: Sequence[Expansion], *, exact: bool) -> Meaning:
    """Read a query as this archive has its words, in the given other forms too; `exact` corrects nothing."""
    others = [(one, view.phrase(one.form)) for one in expansions]
    others = [(one, form) for one, form in others if form.found and founded(view, query, one)]
    known = _spaced(view, _known(view, [*query.words, *_bound(query)]))
    known = [_with_members(view, one) for one in known]
    asked = [_expanded(one, others) for one in known]
    right = {} if exact else _corrections(view, asked, _surely_right(query))
    known = [meant for one in asked for meant in _read(view, one, right.get(one.word, ()))]
    # A stop word, now that it is known for one, goes.
    known = [one for one in known if weighs(one.word)] or known
    wanted = [Wanted(one.choices, one.times) for one in known]
    wanted += [
        Wanted((Choice(view.prefix(prefix), 1.0),)) for prefix in (*query.prefixes, *beginnings(query.titles))
    ]
    wanted += only_otherwise(query, others)
    names = {} if exact else _right_names(view, query)
    words = [word for one in known for word in (one.word, *one.written)]
    words += [word for meant in right.values() for word in meant if weighs(word)]
    meant_as_one = concepts(view, others)
    one_concept = len(meant_as_one) == 1 and len(wanted) == sum(len(typed.split()) for typed in meant_as_one)
    meant = mended(query, right)
    return Meaning(
        Asked(
            [*wanted, *beside_words(view, meant.singles, others)],
            [*_pairs(view, known, others)],
            [*meant_as_one.values()],
            all_first=one_concept or len(wanted) <= _ALL_WORDS_FIRST,
        ),
        _named(meant, names),
        tuple(words),
        {**names, **right},
        tuple(one for one, _ in others),
    )


def _read(view: View, one: _Known, meant: Phrase) -> list[_Known]:
    """A word as it stands, or in its place what it was meant to be.

    Two words in one are looked for as a phrase where the archive itself writes them as one, too, or where one of
    them alone would say nothing ("tcell").
    """
    if not meant:
        return [one]
    if one.found or not all(map(weighs, meant)):
        return [one._replace(choices=(*one.choices, Choice(view.phrase(meant), 1.0)))]
    return _known(view, [Word(((word,),), one.times) for word in meant])


def _pairs(view: View, known: Sequence[_Known], others: Others) -> Iterator[Pair]:
    """Neighbouring words of a short query."""
    if len(known) > _MOST_PAIRED:
        return
    for left, right in pairwise(known):
        both = tuple(form for one, form in others if {left.word, right.word} <= {*one.typed.split()})
        weight = max(rarity_of(view, one.choices[0].form) for one in (left, right))
        yield Pair((left.word, right.word), both, weight)


def mended(query: Query, right: Mapping[str, Phrase]) -> Query:
    """A query with the right words in the place of wrong ones."""
    words: list[Word] = []
    for word in query.words:
        meant = right.get(word.forms[0][0], ())
        parts = [Word(((part,),), word.times) for part in meant]
        words += parts if parts and all(map(weighs, meant)) else [word]

    def phrases(forms: Forms) -> Forms:
        return tuple(_right(one, right) for one in forms)

    return replace(
        query,
        words=tuple(words),
        singles=tuple(map(phrases, query.singles)),
        phrases=tuple(map(phrases, query.phrases)),
        titles=phrases(query.titles),
    )


def _named(query: Query, right: Mapping[str, Phrase]) -> Query:
    """A query with the right words in its names."""
    tags = tuple(" ".join(_right(tag.split(), right)) for tag in query.tags)
    return replace(query, authors=tuple(_right(name, right) for name in query.authors), tags=tags)


def _right(typed: Sequence[str], right: Mapping[str, Phrase]) -> Phrase:
    """Words with the right ones in the place of wrong ones."""
    return tuple(part for word in typed for part in right.get(word, (word,)))


def _right_names(view: View, query: Query) -> dict[str, Phrase]:
    """For words of authors' names and of tags that no name or tag has, those that must have been meant."""
    strange = [name for name in query.authors if not (regrouped(view, name) or written_by(view, name).any())]
    typed = [(AUTHOR, word) for name in strange for word in name if len(word) > 1]
    tags = map(str.split, query.tags)
    typed += [(TAG, word) for words in tags if not tagged(view, words).any() for word in words]
    typed = [(kind, word) for kind, word in typed if not word.endswith(BEGUN)]
    right: dict[str, Phrase] = {}
    for kind, word in typed:

        def is_name(other: str, kind: str = kind) -> bool:
            return view.term(hashed(named(kind, other)[0])).found > 0

        if not is_name(word) and (meant := _nearest(view, word, fits=is_name)):
            right[word] = (meant.word,)
    return right


def _bound(query: Query) -> Iterator[Word]:
    """The words of what binds: they count as if they were typed alone, too, or as a part of one word ("IL6")."""
    for phrase, *others in [*query.phrases, *((title, _tight(title)) for title in query.titles)]:
        tied = [one for other in others for one in other if one not in phrase]
        for word in phrase:
            if not word.endswith(BEGUN) and (weighs(word) or len(phrase) == 1):
                yield Word(((word,), *((one,) for one in tied if word in one)))


def _tight(title: Phrase) -> Phrase:
    """The words of a title as one, however they are spaced there."""
    return ("".join(word for word in title if not word.endswith(BEGUN)),)


def _known(view: View, words: Sequence[Word]) -> list[_Known]:
    forms = [(word, form[0]) for word in words for form in word.forms if len(form) == 1]
    found = view.terms(hashes_of(key(form) for _, form in forms))
    choices: dict[int, list[Choice]] = {}
    written: dict[int, list[str]] = {}
    for (word, form), one in zip(forms, found, strict=True):
        share = 1.0 if (form,) == word.forms[0] else _JOINED_SHARE
        choices.setdefault(id(word), []).append(Choice(one, share))
        written.setdefault(id(word), []).extend([form] if one.found else [])
    return [
        _Known(word.forms[0][0], tuple(choices[id(word)]), word.times, tuple(written[id(word)])) for word in words
    ]


def _spaced(view: View, known: Sequence[_Known]) -> list[_Known]:
    """Words with what the archive writes them as, too: "health care" for "healthcare"."""
    ways = spaced(view, {one.word: one.found for one in known})
    return [_also_as(view, one, ways.get(one.word, ())) for one in known]


def _also_as(view: View, known: _Known, ways: Sequence[Phrase]) -> _Known:
    found = {way: form for way in ways if (form := view.phrase(way)).found}
    choices = (Choice(form, OTHER_SHARE) for form in found.values())
    written = (word for way in found for word in way if weighs(word))
    return known._replace(choices=(*known.choices, *choices), written=(*known.written, *written))


def _with_members(view: View, known: _Known) -> _Known:
    """A name that the archive has with numbers behind it only, as any of those."""
    names = [] if known.found else members(view, known.word)
    if not names:
        return known
    form = view.either(hashes_of(map(key, names)))
    return known._replace(choices=(*known.choices, Choice(form, 1.0)), written=(*known.written, *names))


def _expanded(known: _Known, others: Others) -> _Known:
    """A word with the other forms of what it is a part of."""
    more = [Choice(form, OTHER_SHARE) for one, form in others if known.word in one.typed.split()]
    return known._replace(choices=(*known.choices, *more))


def _surely_right(query: Query) -> frozenset[str]:
    """The words of a query that nobody mistypes: stop words, and short names in capitals, "PTEN" and "mTOR"."""
    return STOP_WORDS.union(word for word in query.capitals if len(word) <= _LONGEST_NAME)


def _corrections(view: View, asked: Sequence[_Known], right_ones: Collection[str]) -> dict[str, Phrase]:
    """For words that no text of the archive has, those that must have been meant."""
    doubtful = [one for one in asked if one.word not in right_ones]
    strange = {
        one.word: one for one in doubtful if not one.found or (weighs(one.word) and not view.writes(one.word))
    }
    if not strange:
        return {}
    company, _ = matched(view, [Wanted(one.choices, one.times) for one in asked if one.found])
    right: dict[str, Phrase] = {}
    for word, one in strange.items():
        meant = None if one.found else _nearest(view, word, company, partial(_is_more_than_its_letter, word))
        parted, entries = in_two(view, word)
        if entries and (meant is None or entries * _PARTED >= meant.entries):
            right[word] = parted
        elif meant:
            right[word] = (meant.word,)
        elif not one.found and (both := mistyped_in_two(view, word)):
            right[word] = both
    return right


def _is_more_than_its_letter(word: str, other: str) -> bool:
    """Whether another word is not just the Greek letter in a name that the archive has not: "beta" in "abeta"."""
    return other not in PLAIN_GREEK or not word.endswith(other)


def corrected(view: View, word: str) -> str | None:
    """The word that must have been meant by one that the archive has not."""
    meant = _nearest(view, word)
    return meant.word if meant else None


def _nearest(
    view: View, word: str, company: Scores | None = None, fits: Callable[[str], bool] = lambda _: True
) -> Near | None:
    """The same with how frequent it is, and only what `fits`.

    `company` is how well each entry goes with the rest of the query.
    """
    near = sorted(spelling.neighbours(view.segments, word), key=lambda one: -one.entries)
    living = [one for one in near if view.lives(one.word)] if view.entries < view.numbered else near
    likely = list(islice((one for one in living if fits(one.word)), _CANDIDATES))
    return max(likely, key=lambda one: _likelihood(view, word, one, company), default=None)


def _likelihood(view: View, word: str, near: Near, company: Scores | None) -> float:
    """How likely a word was meant: few edits, the same beginning, frequent, in the company of the other words."""
    return (
        _COMPANY * (0.0 if company is None else _together(view, near.word, company))
        - _BEGINNING * (near.word[0] != word[0])
        + math.log1p(near.entries)
    )


def _together(view: View, word: str, company: Scores) -> float:
    """How well the best entry with a word goes with the rest of the query, from 0 to 1."""
    most = float(company.max(initial=0))
    postings = view.word(word).postings
    best = [company[span][own.entries].max(initial=0) for span, own in zip(view.spans, postings, strict=True)]
    return float(max(best)) / most if most else 0.0
