"""An article as the words that can be found in it, and the places where they stand."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from bot.model import Article
from bot.search.keys import key
from bot.search.scoring import LABELS, TEXT, TITLE
from bot.search.words import Compound, Part, compounds

GAP = 8  # places between stretches, so that no phrase reaches from one into another; also the most in one name
AUTHOR, INITIAL, TAG = "@", "@.", "#"  # stand before words of their own kind
NAMES = {AUTHOR: 1, TAG: 2}  # the kinds of names, as bits
MOST_INITIALS = 3  # that are written as one word
_IN_DOI = re.compile(r"[^\W_]+")
_YEAR = 4  # digits


class Stretch(NamedTuple):
    """Words that stand together: a title, a name, a paragraph; names are marked with their kind, and as written."""

    field: int
    words: Iterable[Compound]
    kind: str = ""
    name: str = ""


def stretches(article: Article) -> Iterator[Stretch]:
    """The article's texts in order; the title stands first."""
    yield Stretch(TITLE, compounds(article.title))
    for name in article.authors:
        yield Stretch(LABELS, compounds(name), AUTHOR, name)
    for tag in article.tags:
        yield Stretch(LABELS, compounds(tag), TAG, tag)
    for text in _labels(article):
        yield Stretch(LABELS, compounds(text))
    yield Stretch(TEXT, compounds(article.takeaway))
    for section in article.sections:
        yield Stretch(TEXT, compounds(section.heading))
        yield Stretch(TEXT, compounds(section.text))


def named(kind: str, word: str) -> tuple[str, ...]:
    """By which terms of their own kind a word of an author's name (and its initial) or of a tag is found."""
    if kind == AUTHOR:
        return f"{AUTHOR}{word}", f"{INITIAL}{word[0]}"
    return (f"{TAG}{key(word)}",) if kind == TAG else ()


def initials(author: str, part: Part) -> str:
    """The letters of a part of a name that stands for several given names ("JA" in "Smith JA"), else nothing."""
    written = author[part.start : part.end]
    stands = written.isupper() and written.isalpha() and len(part.word) == len(written) and not author.isupper()
    return part.word if stands and 1 < len(written) <= MOST_INITIALS else ""


def _labels(article: Article) -> Iterator[str]:
    yield article.journal
    yield article.date
    for link in article.links:
        if link.kind == "doi":
            yield " ".join(part for part in _IN_DOI.findall(link.value.partition("/")[2]) if _is_number(part))
        elif link.kind != "url":
            yield link.value


def _is_number(part: str) -> bool:
    """Whether a part of a DOI is of this one alone: not "cell" of 10.1016/j.cell.2020.01.001, nor the year."""
    return len(part) > _YEAR and any(map(str.isdigit, part))
