"""What is done to text before it is stored or shown: the one door to its rules."""

import re
from itertools import accumulate

from bot.editorial.characters import clean, clean_line, is_blank, shorten
from bot.editorial.headings import Role, role_of
from bot.editorial.markdown import escape, escape_within, link, split_escaped
from bot.editorial.sentences import sentences
from bot.model import Article, Section

__all__ = [
    "clean",
    "clean_line",
    "counted",
    "escape",
    "escape_within",
    "is_blank",
    "link",
    "sentences",
    "shorten",
    "split_escaped",
    "takeaway_of",
]

_INLINE_CONCLUSION = re.compile(r"\bconclusions?\s*:\s+", re.IGNORECASE)
_TELLING = re.compile(
    r"(?:in (?:conclusion|summary|sum)|taken together|together|collectively|overall|thus|therefore|here,? we|"
    r"(?:our|these) (?:results|findings|data|observations)|we (?:show|demonstrate|find|found|conclude|propose)|"
    r"this (?:study|review|work|article|paper))\b",
    re.IGNORECASE,
)


def counted(number: int, one: str, many: str) -> str:
    """A number with its noun, such as "1 entry" or "12 entries"."""
    return f"{number} {one if number == 1 else many}"


def takeaway_of(article: Article, limit: int) -> str:
    """One line on why an article matters, at most `limit` characters, "" where its text gives none.

    It is the editor's takeaway; else the first sentence of the conclusion, else of the results; else one from the
    last third of the abstract. What stands under Background or Introduction is never taken.
    """
    found = (
        article.takeaway or _concluded(article) or _first_under(article, "results") or _late_in_abstract(article)
    )
    return shorten(clean_line(found), limit)


def _concluded(article: Article) -> str:
    under = _under(article, "conclusion")
    named = [section for section in under if "conclusion" in section.heading.casefold()]
    texts = [section.text for section in (*named, *under)]
    texts += [
        section.text[found.end() :]
        for section in article.sections
        if (found := _INLINE_CONCLUSION.search(section.text))
    ]
    return _first_sentence(texts)


def _first_under(article: Article, role: Role) -> str:
    return _first_sentence([section.text for section in _under(article, role)])


def _late_in_abstract(article: Article) -> str:
    known = sentences("\n\n".join(section.text for section in _under(article, "abstract", "body", None)))
    starts = [0, *accumulate(map(len, known))]
    late = [one for one, start in zip(known, starts, strict=False) if start * 3 >= starts[-1] * 2] or known[-1:]
    return next((one for one in late if _TELLING.match(one)), next(iter(late), ""))


def _under(article: Article, *roles: Role | None) -> list[Section]:
    return [section for section in article.sections if role_of(section.heading) in roles]


def _first_sentence(texts: list[str]) -> str:
    return next((sentence for text in texts for sentence in sentences(text)), "")
