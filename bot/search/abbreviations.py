"""Short forms and what they stand for, where an author says it: "extracellular vesicles (EVs)", "EVs (…)".

A. S. Schwartz, M. A. Hearst, A simple algorithm for identifying abbreviation definitions in biomedical text,
Pacific Symposium on Biocomputing 2003.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

SHORTEST, LONGEST = 2, 10  # characters of a short form
_WORDS_OF_A_NAME = 3
_REACH = 240  # characters before a bracket that are looked at

# What a bracket holds, at most one more pair of brackets in it ("(poly(lactic acid))"); brackets in brackets are
# looked at as well.
_BRACKET = re.compile(r"\((?=((?:[^()]|\([^()]{0,80}\)){2,160})\))")
_FIRST_PIECE = re.compile(r"[^;,:]+(?:[;,:](?!\s)[^;,:]+)*")
_LEAD = re.compile(r"(?:or|termed|called|hereafter|abbreviated(?: as)?|referred to as|i\.e\.)\s+", re.IGNORECASE)
_ARTICLE = re.compile(r"(?:the|a|an)\s+", re.IGNORECASE)
_NO_MATHS = r"[^\s,()=<>≤≥±≈~%@*\\|\"]"
_SHORT = re.compile(rf"[^\W_]{_NO_MATHS}*(?: {_NO_MATHS}+)?")
_NAME = re.compile(r"[A-Z][a-z]+")
_PLURAL = re.compile(r".*[^\Wa-z_]['’]?s")
_ROMAN = re.compile(r"I{2,3}|VI{1,3}|I?X|XI{1,3}|X{2,3}")
_SENTENCE_END = re.compile(r".*[;:?!]|.{2,}\.")
_NOT_SHORT_LINES = """
    fig fig. figs figs. figure figures table tables see eg e.g. ie i.e. cf cf. ref ref. refs refs. eq eq. n p box
    section chapter appendix part panel supplementary vs vs. and or in of to by from with
"""
_NOT_SHORT = frozenset(_NOT_SHORT_LINES.split())
_NOT_PART = frozenset(("anti-", "non-", "pre-", "post-"))
_SMALL_WORDS = frozenset(("a", "an", "and", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"))
_NEVER_FIRST = _SMALL_WORDS - {"in"} | {"are", "as", "be", "been", "is", "that", "these", "this", "was", "which"}
_QUOTES = " \t\"'“”‘’«»"
_EDGES = _QUOTES + ",;:.[](){}-–—/"
# A Greek letter stands for its name's first: "TNF-α" is "tumour necrosis factor alpha".
_GREEK = str.maketrans("αβγδεζηθκλµμνπρστφϕχψωΔ", "abgdezetklmmnprstppcpod")


class Pair(NamedTuple):
    """A short form, in the singular, and its long form, both as they are written."""

    short: str
    long: str


def mined(text: str) -> Iterator[Pair]:
    """The definitions of short forms in a text, in order; one that is given twice comes twice."""
    if "(" not in text:
        return
    for match in _BRACKET.finditer(text):
        piece = _FIRST_PIECE.match(match[1].strip())
        inside = "" if piece is None else piece[0].strip(_QUOTES)
        pair = _after_the_long_form(text, match.start(), inside) or _before_it(text, match.start(), inside)
        if pair is not None:
            yield pair


def singular(short: str) -> str:
    """A short form without its plural's s: "EVs" is "EV", "ROS" stays as it is."""
    return short[:-1].rstrip("'’") if len(short) > SHORTEST and _PLURAL.fullmatch(short) else short


def _after_the_long_form(text: str, start: int, inside: str) -> Pair | None:
    """The pair where the bracket holds a short form."""
    short = singular(_LEAD.sub("", inside, count=1))
    if not _is_short(short):
        return None
    long = _long_form(short, _words_before(text, start, _most_words(short)))
    return Pair(short, long) if long else None


def _before_it(text: str, start: int, inside: str) -> Pair | None:
    """The pair where the bracket holds a long form, all of it, and a short form stands before it."""
    words = _ARTICLE.sub("", inside, count=1).split()
    before = text[max(0, start - LONGEST - 4) : start]
    if not words or not before[-1:].isspace() or not before.strip():
        return None
    short = singular(before.split()[-1].strip(_QUOTES))
    capital = sum(not character.islower() for character in short) >= SHORTEST
    if not capital or not _is_short(short) or len(words) > _most_words(short):
        return None
    long = _long_form(short, words)
    return Pair(short, long) if long == " ".join(words).strip(_EDGES) else None


def _is_short(candidate: str) -> bool:
    if not SHORTEST <= len(candidate) <= LONGEST or not _SHORT.fullmatch(candidate) or _ROMAN.fullmatch(candidate):
        return False
    words = candidate.split()
    if words[0].lower() in _NOT_SHORT or (len(words) > 1 and any(map(str.islower, words))):
        return False
    return sum(map(str.isalnum, candidate)) >= SHORTEST and any(map(str.isalpha, candidate))


def _most_words(short: str) -> int:
    return min(len(short) + 5, len(short) * 2)


def _words_before(text: str, start: int, most: int) -> list[str]:
    """The last words of the sentence before a bracket."""
    words = text[max(0, start - _REACH) : start].split()
    if start > _REACH:
        del words[:1]  # perhaps half a word
    words = words[-most:]
    for at in range(len(words) - 1, 0, -1):
        if _SENTENCE_END.fullmatch(words[at - 1]) and not words[at][0].islower():
            return words[at:]
    return words


def _long_form(short: str, words: Sequence[str]) -> str:
    """The shortest run of the last words with the short form's letters in order, the first at a word's start.

    Before that, words whose initials are the short form: with Schwartz and Hearst's rule alone, "hereditary
    hemorrhagic telangiectasia (HHT)" would begin at its second word, which has two letters h.
    """
    if spelt := _by_initials(short.lower(), words):
        return spelt
    text = " ".join(words)
    plain = _plain(text)
    at = _start(_plain(short), plain)
    if at < 0:
        return ""
    word = plain.rfind(" ", 0, at) + 1
    long = text[at if plain[word:at] in _NOT_PART else word :].lstrip(_EDGES).rstrip(_QUOTES + ",;:.-–—/")
    return long if _fits(short, long) else ""


def _by_initials(short: str, words: Sequence[str]) -> str:
    """The shortest run of the last words whose initials, small words' aside, are just the short form's letters."""
    runs = (" ".join(words[at:]).strip(_EDGES) for at in range(len(words) - 1, -1, -1))
    return next((run for run in runs if _initials(run) == short and _fits(short, run)), "")


def _start(short: str, text: str) -> int:
    """Where the long form begins, or -1: each letter is sought from the right, before the one after it."""
    first, *rest = filter(str.isalnum, short)
    at = len(text)
    for letter in reversed(rest):
        at = text.rfind(letter, 0, at)
        if at < 0:
            return -1
    while (at := text.rfind(first, 0, max(at, 0))) >= 0 and not _may_begin(text, at):
        pass
    return at


def _may_begin(text: str, at: int) -> bool:
    """Whether a word stands there that a long form may begin with."""
    return not (at and text[at - 1].isalnum()) and text[at:].partition(" ")[0] not in _NEVER_FIRST


def _fits(short: str, long: str) -> bool:
    """Whether this may be a long form: longer, not made with the short form, its brackets closed."""
    if len(long) <= len(short) or "=" in long or not _balanced(long) or _holds(long, short):
        return False
    if _NAME.fullmatch(short):  # "Tregs", or an ordinary word in a bracket
        return len(_words(long)) <= _WORDS_OF_A_NAME
    return not short.islower() or _initials(long) == short


def _holds(long: str, short: str) -> bool:
    return f" {' '.join(_words(short))} " in f" {' '.join(_words(long))} "


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.lower())


def _initials(long: str) -> str:
    """The first letters of a text's words but the smallest: all that a short form in lower case may have."""
    return "".join(word[0] for word in _words(long) if word not in _SMALL_WORDS)


def _balanced(text: str) -> bool:
    depth = 0
    for character in text:
        depth += (character in "([") - (character in ")]")
        if depth < 0:
            return False
    return depth == 0


def _plain(text: str) -> str:
    """In lower case, character for character, Greek letters as Latin ones."""
    if text.isascii():
        return text.lower()
    lower = text.lower()
    if len(lower) != len(text):
        lower = "".join(character.lower()[0] for character in text)
    return lower.translate(_GREEK)
