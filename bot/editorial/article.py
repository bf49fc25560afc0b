"""An article: how it is read from a form, what makes two of them the same, and the way of its submission."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Literal

from bot.editorial.characters import clean, clean_line, is_blank
from bot.editorial.headings import heading_of, leading_heading, looks_like_heading
from bot.editorial.links import arxiv_number, first_link, parse_link
from bot.errors import Conflict, InvalidInput
from bot.model import TAKEAWAY_LIMIT, TITLE_LIMIT, Article, Link, Section, State

__all__ = [
    "Decision",
    "authors_line",
    "authors_of",
    "first_link",
    "from_form",
    "identity_keys",
    "link_keys",
    "parse_link",
    "sections_of",
    "sections_text",
    "transition",
]

Decision = Literal["approve", "reject", "withdraw", "reopen", "restore"]

_WAYS: dict[Decision, tuple[State, frozenset[State]]] = {
    "approve": (State.APPROVED, frozenset((State.SUGGESTED,))),
    "reject": (State.REJECTED, frozenset((State.SUGGESTED, State.APPROVED))),
    "withdraw": (State.WITHDRAWN, frozenset((State.SUGGESTED, State.APPROVED))),
    "reopen": (State.SUGGESTED, frozenset((State.APPROVED, State.REJECTED, State.WITHDRAWN))),
    "restore": (State.APPROVED, frozenset((State.REJECTED,))),
}

_TAG = re.compile(r"</?[a-z]{1,6}\s*/?>", re.IGNORECASE)
_NOTE_AT_END = re.compile(r"(?<=[^\s.\[])\s*\.?\s*\[[^\[\]]*\]\s*\.?\s*$")
_TELLING_LENGTH = 16
_SAYS_NOTHING = re.compile(
    r"(?:\W|\b(?:the|an?|of|to|in|on|by|and|for|from|this|that|author'?s?|publisher'?s?|editor'?s?|correction|"
    r"corrections|corrected|corrigend(?:um|a)|errat(?:um|a)|addend(?:um|a)|editorials?|letters?|reply|replies|response|"
    r"responses|comments?|commentary|book|reviews?|reviewers?|preface|foreword|introduction|special|issue|issues|"
    r"retraction|retracted|notice|note|notes|expression|concern|table|contents|news|abstracts?|posters?|oral|session|"
    r"obituary|memoriam|announcements?|acknowledge?ments?|volume|article|withdrawal|withdrawn|thanks?)\b|\d|_)+",
    re.IGNORECASE,
)
_AND = re.compile(r"\s+(?:and|&)\s+")


def transition(state: State, decision: Decision) -> State:
    """The state that a decision leads to; Conflict where it can no longer be made."""
    after, before = _WAYS[decision]
    if state in before:
        return after
    if state is State.PUBLISHED:
        raise Conflict("This article has been published already; see /digest.")
    if state is after:
        raise Conflict(f"This submission is {after} already. Nothing was changed.")
    raise Conflict(f"This submission is {state}, so it cannot become {after}. Undo that first at /desk open.")


def identity_keys(article: Article) -> set[str]:
    """What an article is known by; two that share a key are the same. Never empty.

    It is every link, and the title. A title that says nothing by itself, such as "Corrigendum", counts only
    where there is no identifier, and then with the year.
    """
    keys = {key for link in article.links for key in link_keys(link)}
    folded = _folded(article.title)
    if len(folded) >= _TELLING_LENGTH and not _SAYS_NOTHING.fullmatch(article.title):
        keys.add(f"title:{folded}")
    elif not keys:
        keys.add(f"title:{folded}:{article.year}")
    return keys


def link_keys(link: Link) -> set[str]:
    """What an article with this link is known by."""
    known = _recognised(link)
    value = known.value.casefold()
    if known.kind == "url":
        return {f"url:{value.partition('://')[2].removeprefix('www.').rstrip('/')}"}
    if number := arxiv_number(value):
        return {f"arxiv:{number}", f"{known.kind}:{number if known.kind == 'arxiv' else value}"}
    return {f"{known.kind}:{value}"}


def from_form(fields: Mapping[str, str]) -> Article:
    """The article that a person has filled in: title, text, link, takeaway, authors.

    Lines of the text that are headings divide it. InvalidInput says what must be changed.
    """
    title = clean_line(fields.get("title", ""))
    takeaway = clean_line(fields.get("takeaway", ""))
    link = fields.get("link", "")
    if is_blank(title):
        raise InvalidInput("The title is empty. Give the title of the paper.")
    _require_fit("title", title, TITLE_LIMIT)
    _require_fit("takeaway", takeaway, TAKEAWAY_LIMIT)
    return Article(
        title=title,
        takeaway="" if is_blank(takeaway) else takeaway,
        sections=sections_of(fields.get("text", "")),
        links=(parse_link(link),) if not is_blank(link) else (),
        authors=authors_of(clean_line(fields.get("authors", ""))),
    )


def sections_of(text: str) -> tuple[Section, ...]:
    """A text divided where a line is a heading, or begins with a known one and a colon."""
    sections: list[tuple[str, list[str]]] = [("", [])]
    for line in clean(text).split("\n"):
        heading, rest = _heading_and_rest(line)
        if heading:
            sections.append((heading, []))
        sections[-1][1].append(rest)
    divided = [Section(heading=heading, text="\n".join(lines).strip()) for heading, lines in sections]
    return tuple(section for section in divided if section.heading or section.text)


def sections_text(sections: Iterable[Section]) -> str:
    """The text that `sections_of` divides into these sections again."""
    return "\n\n".join("\n".join(filter(None, (_heading_line(one.heading), one.text))) for one in sections)


def authors_line(authors: Iterable[str]) -> str:
    """The authors on one line, as the form reads them again."""
    names = [*authors]
    if any("," in name for name in names):
        return "; ".join(names) if len(names) > 1 else f"{names[0]};"
    return ", ".join(names)


def _require_fit(what: str, value: str, limit: int) -> None:
    if len(value) > limit:
        raise InvalidInput(f"The {what} may have {limit} characters; this one has {len(value)}. Shorten it.")


def _heading_and_rest(line: str) -> tuple[str, str]:
    if heading := heading_of(line):
        return heading, ""
    if looks_like_heading(line):
        return line.strip().rstrip(":：").rstrip(), ""
    return leading_heading(line) or ("", line)


def _heading_line(heading: str) -> str:
    return heading if not heading or heading_of(heading) else f"{heading}:"


def authors_of(value: str) -> tuple[str, ...]:
    """Semicolons part "Family, Given; Family, Given"; without one, commas part the names."""
    separator = ";" if ";" in value else ","
    names = (name.strip(" ,") for part in value.split(separator) for name in _AND.split(part))
    return tuple(name for name in names if not is_blank(name))


def _recognised(link: Link) -> Link:
    """The same link normalised, which one from outside may not be."""
    try:
        again = parse_link(link.value)
    except InvalidInput:
        return link
    return again if again.kind == link.kind or link.kind == "url" else link


def _folded(title: str) -> str:
    """The letters and digits of a title alone, without case, accents, tags and what libraries add at its end."""
    bare = _NOTE_AT_END.sub("", _TAG.sub("", title))
    letters = "".join(one for one in unicodedata.normalize("NFKD", bare.casefold()) if one.isalnum())
    return letters or title.casefold()
