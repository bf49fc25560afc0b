"""Texts as the words that are compared: folded, with compounds taken apart and also joined."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple, cast

WORD_LIMIT = 60

_GREEK_NAMES = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta", "η": "eta", "θ": "theta",
    "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi", "ο": "omicron", "π": "pi",
    "ρ": "rho", "σ": "sigma", "τ": "tau", "υ": "upsilon", "φ": "phi", "χ": "chi", "ψ": "psi", "ω": "omega",
}  # fmt: skip
# Those that stand in the names of genes and proteins, where people without a Greek keyboard type the first letter.
PLAIN_GREEK = frozenset(["alpha", "beta", "gamma", "delta", "epsilon", "zeta", "theta", "kappa", "lambda", "sigma"])
SHORTEST_PLAIN = 4
MOST_TIED = 4  # words of such a name
# Letters that Unicode does not take apart into a base letter and a mark.
_SINGLE = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})

_UNIT_LINES = """
    bp bq cal cgy cm da dl ev fg gb ghz gy hpa hr hrs hz iu kb kcal kda kev kg khz kj km kpa kv kw ma mb mbq mcg mci
    mev mg mgy mhz min ml mm mmhg mmol mol mpa ms msv mu mv mw ng nl nm nmol pa pg pm pmol ppb ppm rpm sv ug ul um
    umol c f g h l m
"""
_UNITS = {unit: unit for unit in _UNIT_LINES.split()} | {"mcg": "ug", "hr": "h", "hrs": "h"}
_MICRO = str.maketrans("µμ", "uu")

# Marks that stand inside words but are no \w: combining accents, Hebrew, Arabic, Indic and other vowel signs,
# soft hyphens and characters of no width.
_MARKS = (
    "\u0300-\u036f\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0903\u093a-\u094f\u0e31\u0e34-\u0e3a"
    "\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ecd\u102b-\u103e\u1056-\u1059\u17b4-\u17d3\u3099\u309a"
    "\u00ad\u200b-\u200d\u2060"
)
# Thai, Lao, Myanmar, Khmer, kana, Han and Hangul: without spaces, or with particles that are written to the word.
_UNSPACED = (
    "\u0e01-\u0e30\u0e32\u0e33\u0e40-\u0e46\u0e81-\u0eb0\u0eb2\u0eb3\u0ebd-\u0ec6\u1000-\u102a\u103f\u1050-\u1055"
    "\u1780-\u17b3\u3005-\u3007\u3041-\u3096\u309d\u309e\u30a1-\u30fa\u30fc-\u30fe\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7a3\uf900-\ufaff\uff66-\uff9d\U00020000-\U000323af"
)
_JAMO = "\u1100-\u11ff"  # of which decomposed text makes the syllables of Hangul
_LETTER = rf"(?:[{_UNSPACED}][{_MARKS}\uff9e\uff9f]*+|[\u1100-\u1112][\u1161-\u1175][\u11a8-\u11c2]?+|[{_JAMO}])"
_APOSTROPHES = "'’ʼ"
_HYPHENS = "-‐‑‒–−"
_GREEK = "Α-Ωα-ωµϑϕϵ"


# Groups are atomic, not possessive: until Python 3.11.5 a possessive one that matched in part left the rest at the
# wrong place (https://github.com/python/cpython/issues/106052).
def _pattern(letter: str, token: str, hyphens: str, apostrophes: str) -> re.Pattern[str]:
    """Compounds: measures ("10 mg"), large numbers, initials ("U.S."), and words with what ties them."""
    tie = f"[{hyphens}{apostrophes}]"
    unit = rf"(?P<unit>°?[µμ]?(?:{'|'.join(_UNITS)}))(?!{tie}?{letter})"
    measure = rf"(?P<number>(?>(?:\d{{1,9}}[.,·]){{0,3}})\d{{1,9}}+)[{hyphens}\s]?{unit}"
    large = rf"(?P<large>(?<!\d,)\d{{1,3}}(?>(?:,\d{{3}})+))(?!,?\d|{tie}?{letter})"
    initials = rf"(?P<initials>[a-z](?>(?:\.[a-z])+)\.?)(?!{letter})"
    plain = rf"[a-z]{{2,}}+(?![{hyphens}{apostrophes}{_MARKS}]|{letter})"  # most of them, quickly
    rest = rf"(?=\d)(?:{measure}|{large})|(?=[a-z]\.){initials}|{token}(?>(?:{tie}{token})*)"
    return re.compile(rf"(?=[^\W_])(?:{plain}|{rest})")


_ASCII = _pattern("[a-z0-9]", "[a-z0-9]++", "-", "'")
_ANY = _pattern(rf"[^\W_{_UNSPACED}]", rf"[^\W_]++(?>(?:[{_MARKS}]++[^\W_]*+)*)", _HYPHENS, _APOSTROPHES)
_SPACED = rf"[^\W_{_UNSPACED}{_JAMO}]"
_PIECE = re.compile(rf"(?P<unspaced>(?>{_LETTER}+))|{_SPACED}(?>(?:{_SPACED}|[{_MARKS}])*)")
_NUMBERS = re.compile(r"(?<!\d)\d{1,3}(?>(?:,\d{3})+)(?!,?\d)|\d+")
_ONE_LETTER = re.compile(_LETTER)
# Of two letters those of T cell receptors, which nobody reads as a word.
_GREEK_LETTERS = re.compile(rf"(?<![{_GREEK}])(?:αβ|γδ|[{_GREEK}])(?![{_GREEK}{_MARKS}])")


class Part(NamedTuple):
    """A folded word, and where it stands in the text it was read from."""

    word: str
    start: int
    end: int


Compound = tuple[Part, ...]
# What NamedTuple does to make one, without a call in between: a quarter of the time that reading a text takes.
_part = cast("Callable[[type[Part], tuple[str, int, int]], Part]", tuple.__new__)


def fold(token: str) -> str:
    """A token without case, accents and other variants of writing; Greek letters by name ("µ" gives "mu")."""
    if token.isascii():
        return token.lower()[:WORD_LIMIT]
    letters = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", token).casefold()).translate(_SINGLE)
    plain = "".join(filter(str.isalnum, letters))
    return _GREEK_NAMES.get(plain, plain)[:WORD_LIMIT]


def compounds(text: str) -> Iterator[Compound]:
    """The words of a text in order; those that a hyphen, an apostrophe or a Greek letter ties are together.

    So are initials ("U.S."), and a number with its unit. Of scripts without spaces each two neighbouring letters
    are a word.
    """
    text = _lower(text)
    plain = text.isascii()
    for match in (_ASCII if plain else _ANY).finditer(text):
        token = match[0]
        if match.lastindex is None and token.isalnum() and (plain or token.isascii()):  # by far the most
            start, end = match.span()
            yield (_part(Part, (token[:WORD_LIMIT], start, end)),)
        elif match["unit"]:
            yield from _measure(match)
        elif match["large"]:
            yield (Part(fold(match[0].replace(",", "")), *match.span()),)
        else:
            yield from _taken_apart(text, match)


def is_one_word(compound: Sequence[str]) -> bool:
    """Whether words that are tied mean something together only: initials, or a number and its unit."""
    if len(compound) == 2 and compound[0].isdigit() and compound[1] in _UNITS:
        return True
    return len(compound) > 1 and all(len(word) == 1 for word in compound)


def is_unspaced(word: str) -> bool:
    """Whether a word is a letter or more of a script without spaces."""
    return _ONE_LETTER.match(word) is not None


def joined(compound: Sequence[Part]) -> list[str]:
    """The forms of a compound in one word: each neighbouring pair, and the whole."""
    words = [part.word for part in compound]
    pairs = [left + right for left, right in pairwise(words)]
    whole = ["".join(words)] if len(words) > 2 else []
    return [form for form in (*pairs, *whole, *_plain(words)) if len(form) <= WORD_LIMIT]


def plainly(words: Sequence[str]) -> str:
    """Words that are tied, as one with Latin letters for the Greek ones ("tnfa", "nfkb"); else nothing."""
    if PLAIN_GREEK.isdisjoint(words[1:]):
        return ""
    plain = words[0] + "".join(word[0] if word in PLAIN_GREEK else word for word in words[1:])
    return plain if len(plain) >= SHORTEST_PLAIN else ""


def _plain(words: Sequence[str]) -> Iterator[str]:
    """The names with Greek letters in a compound, such as "il1b" in "IL-1β-induced"."""
    if not PLAIN_GREEK.isdisjoint(words):
        spans = ((start, start + size) for start in range(len(words)) for size in range(2, MOST_TIED + 1))
        yield from filter(None, (plainly(words[start:end]) for start, end in spans if end <= len(words)))


def _lower(text: str) -> str:
    """A text without capitals whose letters all stand where they stood."""
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(small if len(small := letter.lower()) == 1 else letter for letter in text)


def _taken_apart(text: str, match: re.Match[str]) -> Iterator[Compound]:
    """What a match is made of: one compound, unless letters of a script without spaces are among it."""
    parts: list[Part] = []
    for piece in _PIECE.finditer(text, *match.span()):
        if piece["unspaced"]:
            if parts:
                yield tuple(parts)
            parts = []
            yield from _pairs(text, *piece.span())
        else:
            parts += (part for part in _parts(text, *piece.span()) if part.word)
    if len(parts) > 1 and parts[-1].word == "s" and text[parts[-1].start - 1] in _APOSTROPHES:
        parts.pop()
    if parts:
        yield tuple(parts)


def _measure(match: re.Match[str]) -> Iterator[Compound]:
    """A whole number is tied to its unit; of "0.5 mg" each is a word, or else "5mg" would find it."""
    start = match.start()
    numbers = [
        Part(fold(one[0].replace(",", "")), start + one.start(), start + one.end())
        for one in _NUMBERS.finditer(match["number"])
    ]
    name = match["unit"].lstrip("°").translate(_MICRO)
    unit = Part(_UNITS.get(name, name), *match.span("unit"))
    if len(numbers) == 1:
        yield (numbers[0], unit)
    else:
        yield from ((part,) for part in (*numbers, unit))


def _pairs(text: str, start: int, end: int) -> Iterator[Compound]:
    """Each two letters that stand together, so that a word is found within a run of any length."""
    letters = [
        Part(folded, *letter.span())
        for letter in _ONE_LETTER.finditer(text, start, end)
        if (folded := "".join(filter(str.isalnum, unicodedata.normalize("NFKC", letter[0]))))
    ]
    if len(letters) == 1:
        yield (letters[0],)
    for left, right in pairwise(letters):
        yield (Part(left.word + right.word, left.start, right.end),)


def _parts(text: str, start: int, end: int) -> Iterator[Part]:
    """A token, cut around Greek letters that stand alone in it: "TNFα" is "tnf" and "alpha"."""
    if not text[start:end].isascii():
        for greek in _GREEK_LETTERS.finditer(text, start, end):
            if start < greek.start():
                yield Part(fold(text[start : greek.start()]), start, greek.start())
            for start in range(*greek.span()):
                yield Part(fold(text[start]), start, start + 1)
            start = greek.end()
    if start < end:
        yield Part(fold(text[start:end]), start, end)
