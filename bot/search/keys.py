"""What a word has in common with its other forms: British or American, singular or plural, inflected.

A key is for comparing only: it need not look like a word, as long as the forms of one word share it and those of
others do not.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from importlib.resources import files
from typing import cast

import Stemmer

_CACHED = 1 << 16  # words, at some 150 bytes each; they are most of what a large archive is made of

_NO_PLURAL = "(?<!ammon)(?<!magnes)(?<!titan)(?<!zircon)(?<!^ind)"  # ammonia is no more than one ammonium
_RE_ER = "calib|cent|fib|goit|lit|lust|maneuv|manoeuv|meag|met|och|somb|spect|theat|tit"
_ENDINGS = "(?:e[drs]?|ers|able|ing|ations?|ational)$"  # of verbs in -ise

# Of each pair of spellings one is made the other, whichever way needs the fewer exceptions, one after another.
# What stands first must be in the word for the rule to be tried: most words are through in no time.
_RULES = tuple(
    (needle, re.compile(pattern), replacement)
    for needle, pattern, replacement in (
        ("sis", r"(?<=[a-z][a-z]s)(?<!^bas)(?<!^thes)is$", "es"),  # analysis, analyses
        ("yz", r"yz(?=[aei])", "ys"),  # analyze, analyse
        ("ium", rf"{_NO_PLURAL}iums?$", "ia"),  # bacterium
        ("ci", r"(?<=c)ci$", "cus"),  # streptococci
        ("cilli", r"cilli$", "cillus"),
        ("lei", r"nuclei$", "nucleus"),
        ("mata", r"(?<=[a-z]{3}ma)ta$", ""),  # carcinomata
        ("ae", r"ae$", "a"),  # vertebrae
        ("ae", r"^ae(?=[a-z]{3})|(?<!^)ae(?=[^l][a-z])", "e"),  # anaemia
        ("oe", r"^oe(?=[a-z]{3})|oe(?=[aou])|(?<=n)oe(?=ic$)|(?<=[cfmh])oe(?=[bltu])", "e"),  # oedema, foetus
        ("fibre", r"^fibre(?=[a-z])", "fiber"),  # fibreoptic
        ("our", r"^([a-z]*[aeiou][a-z]*)our", r"\1or"),  # tumour, but not hour
        ("practis", r"practis", "practic"),
        ("is", rf"(?<=[a-z]{{2}}[bdf-hj-np-tz]|[a-z]i[cv])(?<!pr)(?<!rt)is(?={_ENDINGS})", "iz"),
        ("r", rf"({_RE_ER})r(?:e(s?)|(ed|ing))$", r"\1er\2\3"),
        ("logu", r"log(?:ue(?=[ds]?$)|u(?=ing$))", "log"),
        ("enc", r"(lic|def|off|pret)enc(?=e|ing)", r"\1ens"),
        ("programme", r"programme(?=s?$)", "program"),
        ("dgement", r"dgement", "dgment"),
        ("leuco", r"leuco", "leuko"),
        ("llor", r"llor", "lor"),  # counsellor
        ("mould", r"mould", "mold"),
        ("scept", r"^scept", "skept"),
        ("sulph", r"sulph", "sulf"),
        ("s", r"^([^aeiouy]{2,}[^eiouys])s$", r"\1"),  # PBMCs, mRNAs; the stemmer wants a vowel further before an s
    )
)


# Endings that words of one root have, which the stemmer leaves apart: ischaemia and ischemic.
_ENDING_LINES = """
    ia iae ias ic ics y ies
    ses sy tic tics
    y ily
    nt ncy
"""
_FAMILIES = tuple(map(frozenset, map(str.split, _ENDING_LINES.strip().splitlines())))
_ROOT = 4  # letters


def lines_of(name: str) -> list[list[str]]:
    """The words of each line of a list that lies beside this file, without its comments."""
    lines = files("bot.search").joinpath(name).read_text("utf-8").splitlines()
    return [line.split() for line in lines if not line.startswith("#")]


def _irregular() -> dict[str, str]:
    """The word that each irregular form belongs to."""
    return {form: word for word, *forms in lines_of("forms.txt") for form in forms}


_IRREGULAR = _irregular()
_Stem = Callable[[str], str]
# Without a cache of its own it keeps no state, so that threads can share it.
_stem = cast("_Stem", Stemmer.Stemmer("english", 0).stemWord)  # pyright: ignore[reportUnknownMemberType]


@lru_cache(_CACHED)
def key(word: str) -> str:
    """The key of a folded word; numbers, very short words and those of other scripts are their own."""
    word = _IRREGULAR.get(word, word)
    if len(word) < 3 or not (word.isascii() and word.isalpha()):
        return word
    return _stem(_spelt(word))


def is_form(word: str, other: str) -> bool:
    """Whether a word with another key is nothing but a form of the other: "ischaemic" of "ischemia".

    "Retinal" is one of "retina", but who types "anima" has left a letter out of "animal".
    """
    word, other = _spelt(word), _spelt(other)
    if other.endswith("a") and word in (f"{other}l", f"{other}r"):
        return True
    roots = [at for at in range(_ROOT, min(len(word), len(other)) + 1) if word[:at] == other[:at]]
    return any({word[at:], other[at:]} <= family for at in roots for family in _FAMILIES)


def _spelt(word: str) -> str:
    for needle, pattern, replacement in _RULES:
        if needle in word:
            word = pattern.sub(replacement, word)
    return word
