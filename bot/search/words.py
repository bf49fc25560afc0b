"""Texts as the words that are compared: folded, with compounds taken apart and also joined."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

WORD_LIMIT = 60

_GREEK_NAMES = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta", "η": "eta", "θ": "theta",
    "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi", "ο": "omicron", "π": "pi",
    "ρ": "rho", "σ": "sigma", "τ": "tau", "υ": "upsilon", "φ": "phi", "χ": "chi", "ψ": "psi", "ω": "omega",
}  # fmt: skip
# Letters that Unicode does not take apart into a base letter and a mark.
_SINGLE = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})

# Marks that stand inside words but are no \w: combining accents, Hebrew, Arabic, Indic and Thai vowel
# signs, soft hyphens and characters of no width.
_MARKS = (
    "\u0300-\u036f\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0903\u093a-\u094f\u0e31\u0e34-\u0e3a"
    "\u0e47-\u0e4e\u00ad\u200b-\u200d\u2060"
)
_APOSTROPHES = "'’ʼ"
_TOKEN = rf"[^\W_](?:[^\W_]|[{_MARKS}])*"
_COMPOUND = re.compile(rf"{_TOKEN}(?:[-‐‑‒–−{_APOSTROPHES}]{_TOKEN})*")
_PIECE = re.compile(_TOKEN)
_GREEK = "Α-Ωα-ωµϑϕϵ"
_SINGLE_GREEK = re.compile(rf"(?<![{_GREEK}])[{_GREEK}](?![{_GREEK}{_MARKS}])")


class Part(NamedTuple):
    """A folded word, and where it stands in the text it was read from."""

    word: str
    start: int
    end: int


Compound = tuple[Part, ...]


def fold(token: str) -> str:
    """A token without case, accents and other variants of writing; Greek letters by name ("µ" gives "mu")."""
    if token.isascii():
        return token.lower()[:WORD_LIMIT]
    letters = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", token).casefold()).translate(_SINGLE)
    plain = "".join(filter(str.isalnum, letters))
    return _GREEK_NAMES.get(plain, plain)[:WORD_LIMIT]


def compounds(text: str) -> Iterator[Compound]:
    """The words of a text in order; those that a hyphen, an apostrophe or a Greek letter ties are together."""
    for match in _COMPOUND.finditer(text):
        token = match[0]
        if token.isascii() and token.isalnum():  # by far the most
            yield (Part(token.lower()[:WORD_LIMIT], *match.span()),)
            continue
        parts = [
            part
            for piece in _PIECE.finditer(text, match.start(), match.end())
            for part in _parts(text, piece.start(), piece.end())
            if part.word
        ]
        if len(parts) > 1 and parts[-1].word == "s" and text[parts[-1].start - 1] in _APOSTROPHES:
            parts.pop()
        if parts:
            yield tuple(parts)


def joined(compound: Sequence[Part]) -> list[str]:
    """The forms of a compound in one word: each neighbouring pair, and the whole."""
    words = [part.word for part in compound]
    pairs = [left + right for left, right in pairwise(words)]
    whole = ["".join(words)] if len(words) > 2 else []
    return [form for form in pairs + whole if len(form) <= WORD_LIMIT]


def _parts(text: str, start: int, end: int) -> Iterator[Part]:
    """A token, cut around Greek letters that stand alone in it: "TNFα" is "tnf" and "alpha"."""
    if not text[start:end].isascii():
        for greek in _SINGLE_GREEK.finditer(text, start, end):
            if start < greek.start():
                yield Part(fold(text[start : greek.start()]), start, greek.start())
            yield Part(fold(greek[0]), greek.start(), greek.end())
            start = greek.end()
    if start < end:
        yield Part(fold(text[start:end]), start, end)
