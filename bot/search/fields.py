"""What is asked of a field: of titles, authors, tags and years."""

import re
from collections.abc import Iterable, Sequence

from bot.search.words import compounds

BEGUN = "*"  # ends a word of a field of which only the beginning was typed
_YEARS = re.compile(r"(\d{4})(?:[-‐‑‒–−](\d{4}))?")
_BEFORE_NAMES = frozenset(("dr", "prof"))
BEHIND_NAMES = ("et", "al")


def words_of(field: str, content: str) -> tuple[str, ...]:
    """The words that a field is asked for, none where it cannot have them; those with a star are only begun."""
    match field:
        case "year":
            return _years(content)
        case "author":
            return _name(_words(content))
        case _:
            return _words(content)


def beginnings(phrases: Iterable[Sequence[str]]) -> list[str]:
    """What words of fields begin with, where they were typed so."""
    return [word.rstrip(BEGUN) for words in phrases for word in words if word.endswith(BEGUN)]


def _words(content: str) -> tuple[str, ...]:
    parts = [part for compound in compounds(content) for part in compound]
    return tuple(f"{part.word}{BEGUN}" if content.startswith(BEGUN, part.end) else part.word for part in parts)


def _name(words: tuple[str, ...]) -> tuple[str, ...]:
    """An author's name without what is no part of it: "Dr Smith", "Smith et al."; but Al Hasan is one."""
    name = words[: -len(BEHIND_NAMES)] if words[-len(BEHIND_NAMES) :] == BEHIND_NAMES else words
    while name and name[0] in _BEFORE_NAMES:
        name = name[1:]
    return name or words


def _years(content: str) -> tuple[str, ...]:
    """One year or two, the earlier one first; nothing for what is no year."""
    years = _YEARS.fullmatch(content.strip())
    return tuple(sorted(filter(None, years.groups()))) if years else ()
