"""What a person typed into the search box, as what is to be found. Every string is a valid query."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice, pairwise
from typing import NamedTuple, TypeVar

from bot.search.fields import BEHIND_NAMES, words_of
from bot.search.words import MOST_TIED, Compound, compounds, is_one_word, is_unspaced, plainly

TERM_LIMIT = 256  # further words are ignored; nobody types as many
FORM_LIMIT = 8  # of one word, for those who repeat it
LENGTH_LIMIT = 5_000  # characters that are read
PROSE = 16  # words; who types operators types fewer
_MOST_READ = 800  # terms, so that no query whatever takes long
_LONGEST_COMPOUND = 6
_MOST_SINGLES = 4  # letters and digits that are looked for with their neighbours

T = TypeVar("T")
Phrase = tuple[str, ...]  # words that follow one another; often only one
Forms = tuple[Phrase, ...]  # phrases that stand for the same; a word's first form is itself

_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂", '"'))
# What follows a minus that leaves nothing out: a temperature, a voltage, a number; but -2020 is a year left out.
_BELOW_ZERO = r"\d++(?>(?:[.,]\d++)?)(?:\s?°|\s?(?:[CKF]|mV)\b|(?<!-\d{4})(?!\S))"
_TERM = re.compile(
    rf"""(?P<minus> (?<!\S)-(?=[^\s-])(?!{_BELOW_ZERO}) )?
        (?: (?<![^\s-])(?P<field> title | author | tag | year ): )?
        (?: "(?P<phrase>[^"]*)" | (?P<word>[^\s"]+) )""",
    re.VERBOSE | re.IGNORECASE,
)
_PREFIX = re.compile(r"[^\W_]+\*")

_STOP_LINES = """
    a about after all also am an and any are as at be been between both but by can could did do does during
    each eg for from had has have having he her here his how i ie if in into is it its may me might more most my
    no nor not of on or other our over s shall she should so some such than that the their them then there
    these they this those through to under us was we were what when where which while who whom why will with
    would you your
"""
STOP_WORDS = frozenset(_STOP_LINES.split())
_OPERATORS = frozenset(("and", "or", "not"))  # of other search boxes


class Word(NamedTuple):
    """A word with all that stands for it, itself first, and how often it was typed."""

    forms: Forms
    times: int = 1


@dataclass(frozen=True)
class Query:
    """Words and prefixes of which some are to be found; phrases, exclusions and fields, which bind.

    All in folded words; one of a field may be a beginning, with a `*` after it. A tag's words have a space between
    them. `years` are the first and the last one. `without` are fields that an entry must not have, by their names.
    `singles` are the letters and digits that make a word mean what it does (IL-6, vitamin D), each in all the ways
    in which it stands beside one. `capitals` are the words that were typed in capitals; they ask for nothing more.
    """

    words: tuple[Word, ...] = ()
    singles: tuple[Forms, ...] = ()
    prefixes: tuple[str, ...] = ()
    phrases: tuple[Forms, ...] = ()
    excluded: tuple[Phrase, ...] = ()
    excluded_prefixes: tuple[str, ...] = ()
    titles: tuple[Phrase, ...] = ()
    authors: tuple[Phrase, ...] = ()
    tags: tuple[str, ...] = ()
    years: tuple[int, int] | None = None
    without: tuple[tuple[str, Phrase], ...] = ()
    capitals: frozenset[str] = field(default=frozenset(), compare=False)

    @property
    def looks_for(self) -> bool:
        """Whether it asks for anything, not only what to leave out."""
        return replace(self, excluded=(), excluded_prefixes=(), without=()) != Query()

    @property
    def short_forms(self) -> list[str]:
        """The stop words that only their capitals among other words tell to be none: "pediatric ALL"."""
        small = any(forms[0][0].isalpha() and forms[0][0] not in self.capitals for forms, _ in self.words)
        return sorted(word for word in self.capitals & STOP_WORDS - _OPERATORS if len(word) > 1) if small else []


class _Read:
    """What has been read of a query so far."""

    def __init__(self) -> None:
        self.typed: list[str] = []
        self.phrases: list[Forms] = []
        self.prefixes: list[str] = []
        self.excluded: list[Phrase] = []
        self.excluded_prefixes: list[str] = []
        self.fields: dict[str, list[Phrase]] = {"title": [], "author": [], "tag": []}
        self.years: list[int] = []
        self.without: list[tuple[str, Phrase]] = []

    def take(self, term: re.Match[str]) -> None:
        """Sort in the next term; what nothing is known of is words."""
        field = (term["field"] or "").lower()
        content: str = term["word"] or term["phrase"] or ""
        words = words_of(field, content) if field else ()
        if words and term["minus"]:
            self.without.append((field, words))
        elif words and field == "year":
            self.years += map(int, words)
        elif words:
            self.fields[field].append(words)
        elif field or (term["word"] and not term["minus"] and not _PREFIX.fullmatch(content)):
            self.typed.append(term[0])
        elif found := list(compounds(content)):
            self._bind(term, found)

    def _bind(self, term: re.Match[str], found: Sequence[Compound]) -> None:
        if term["word"] and len(found) == len(found[0]) == 1 and _PREFIX.fullmatch(term["word"]):
            (self.excluded_prefixes if term["minus"] else self.prefixes).append(found[0][0].word)
        elif term["minus"]:
            self.excluded += _spellings(found)
        else:
            self.phrases.append(_spellings(found))

    def query(self) -> Query:
        """All of it."""
        text = " ".join(self.typed)
        read = _without_et_al([compound[:TERM_LIMIT] for compound in islice(compounds(text), _MOST_READ)])
        letters = [compound[0].word for compound in read if _is_letter(compound)]
        typed = [compound for compound in read if not _is_letter(compound)]
        capitals = _capitals(text, typed)
        titles, authors, tags = map(_first, self.fields.values())
        alone = not (self.phrases or self.prefixes or letters or titles or authors or tags or self.years)
        return Query(
            words=_words(typed, alone=alone),
            singles=_singles(typed, capitals),
            prefixes=_first([*self.prefixes, *letters]),
            phrases=_first(self.phrases),
            excluded=_first(self.excluded),
            excluded_prefixes=_first(self.excluded_prefixes),
            titles=titles,
            authors=authors,
            tags=tuple(" ".join(words) for words in tags),
            years=(min(self.years), max(self.years)) if self.years else None,
            without=_first(self.without),
            capitals=capitals,
        )


def parse(asked: str) -> Query:
    """Read a query: words, "phrases", -excluded, prefix*, title:, author:, tag: and year:2020-2024, also -title:.

    A long text is one that was pasted: its quotes, hyphens and colons are its own, so all of it is words, unless it
    is in quotes as a whole.
    """
    text = asked[:LENGTH_LIMIT].translate(_QUOTES)
    if len(text.split()) > PROSE and not _TERM.fullmatch(text.strip()):
        typed = [compound[:TERM_LIMIT] for compound in islice(compounds(text), _MOST_READ)]
        return Query(words=_words(typed, alone=True), capitals=_capitals(text, typed))
    read = _Read()
    for term in islice(_TERM.finditer(text), _MOST_READ):
        read.take(term)
    return read.query()


def weighs(word: str) -> bool:
    """Whether a word means enough to be looked for without its neighbours."""
    return word not in STOP_WORDS and (len(word) > 1 or not word.isascii())


def excludes_only(asked: str) -> bool:
    """Whether a query says what to leave out, and nothing to look for."""
    query = parse(asked)
    return query != Query() and not query.looks_for


def _without_et_al(read: Sequence[Compound]) -> list[Compound]:
    """Without the "et al." behind a name: rare words, which would count more than the name."""
    words = [_apart([compound]) for compound in read]
    others = {at for at in range(1, len(words) - 1) if (*words[at], *words[at + 1]) == BEHIND_NAMES}
    return [compound for at, compound in enumerate(read) if at not in others and at - 1 not in others]


def _is_letter(compound: Compound) -> bool:
    """Whether it is one letter of a script without spaces, which texts have only as a part of words."""
    return len(compound) == len(compound[0].word) == 1 and is_unspaced(compound[0].word)


def _words(typed: Sequence[Compound], *, alone: bool) -> tuple[Word, ...]:
    """The words worth looking for: stop words only where there is nothing else."""
    weighty = [word for compound in typed for word in _weighty(_apart([compound]))]
    kept = Counter(weighty or [part.word for compound in typed for part in compound if alone])
    forms = _forms(typed)
    return tuple(
        Word(_first([(word,), *forms[word]])[:FORM_LIMIT], times) for word, times in list(kept.items())[:TERM_LIMIT]
    )


def _singles(typed: Sequence[Compound], capitals: frozenset[str]) -> tuple[Forms, ...]:
    """The letters and digits that say nothing alone, each with its neighbours, tied to it or not.

    Of stop words those in capitals count behind a word: "hepatitis A", "type I".
    """
    pairs: dict[str, list[Phrase]] = defaultdict(list)
    for left, right in _neighbours([_whole(_apart([compound])) for compound in typed]):
        if _is_single(left) and weighs(right):
            pairs[left].append((left, right))
        if (_is_single(right) or (len(right) == 1 and right in capitals)) and weighs(left):
            pairs[right].append((left, right))
    forms = _forms(typed) if pairs else {}
    return tuple(
        _first([*ways, *(form for form in forms[single] if len(form) == 1)])[:FORM_LIMIT]
        for single, ways in islice(pairs.items(), _MOST_SINGLES)
    )


def _neighbours(typed: Sequence[Phrase]) -> Iterator[Phrase]:
    """Words side by side, but for "don't"; a single that is tied to a word has no other beside it."""
    for words in typed:
        yield from ((left, right) for left, right in pairwise(words) if not (left.endswith("n") and right == "t"))
    for left, right in pairwise(typed):
        if not any(len(words) > 1 and _is_single(end) for words, end in ((left, left[-1]), (right, right[0]))):
            yield left[-1], right[0]


def _is_single(word: str) -> bool:
    return word not in STOP_WORDS and not weighs(word)


def _capitals(text: str, typed: Iterable[Compound]) -> frozenset[str]:
    """The words of a text with more capitals than a first letter, "PET" and "CARs", and single capitals."""
    words = ((part.word, text[part.start : part.end]) for compound in typed for part in compound)
    return frozenset(word for word, written in words if sum(map(str.isupper, written)) >= min(2, len(written)))


def _whole(words: Phrase) -> Phrase:
    """What of a compound can be looked at alone: of a measure, of initials and of "HER-2" only all of it."""
    is_name = len(words) > 1 and not any(map(weighs, words)) and any(map(str.isdigit, words))
    return ("".join(words),) if is_name or is_one_word(words) else words


def _weighty(words: Phrase) -> list[str]:
    """What of a compound means something alone: in "T-cell" only "cell" does."""
    known = [word for word in _whole(words) if word not in STOP_WORDS]
    return [word for word in known if weighs(word)] or known


def _forms(typed: Sequence[Compound]) -> dict[str, list[Phrase]]:
    """For each word the joined words and phrases that it is a part of."""
    forms: dict[str, list[Phrase]] = defaultdict(list)
    for compound in typed:
        words = _apart([compound])
        if words != (whole := _whole(words)):
            forms[whole[0]].append(words)
        elif 1 < len(words) <= _LONGEST_COMPOUND:
            for word in words:
                forms[word] += [("".join(words),), words]
        for pair in pairwise(words):
            _join(forms, *pair)
    for left, right in pairwise(typed):
        if left[-1].end <= right[0].start and not STOP_WORDS & {left[-1].word, right[0].word}:
            _join(forms, left[-1].word, right[0].word)
    _name_plainly(forms, _apart(typed))
    return forms


def _name_plainly(forms: dict[str, list[Phrase]], words: Phrase) -> None:
    """Names in which a Greek letter stands, however they are spaced ("NF κB", "NF kappa B"): "nfkb"."""
    for size in range(2, MOST_TIED + 1):
        for at in range(len(words) - size + 1):
            name = words[at : at + size]
            if STOP_WORDS.isdisjoint(name[1:]) and (plain := plainly(name)):
                for word in name:
                    forms[word].append((plain,))


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
