"""What a person asks the search for, and what stands in the place of words: a pasted link, a picked suggestion."""

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, NamedTuple

from bot.editorial.links import bare, parse_link
from bot.editorial.since import first_day
from bot.editorial.text import clean_line
from bot.errors import InvalidInput
from bot.model import EntryRef, Link

QUERY_LIMIT = 6000  # what an option of Discord's takes
FILTER_LIMIT = 200

Sort = Literal["relevance", "newest"]
Field = Literal["any", "author", "tag"]

_ENTRY = re.compile(r"entry:(?P<uid>[\w-]{1,64}):(?P<number>[0-9]{1,9})")
_FIELD = re.compile(r"(?P<field>author|tag):\s*\"?(?P<rest>.*)", re.IGNORECASE | re.DOTALL)
_FIELD_ALONE = re.compile(r"(?:author|tag):\"[^\"]+\"")
# How that begins which people mean as a link, and not as a number or a word that could be one.
_SURELY_LINK = re.compile(
    r"https?://|www\.|(?:info:|urn:)?doi\b|10\.\d{4}|pmid|pubmed|pmc|arxiv|\d{4}\.\d{4,5}", re.IGNORECASE
)


@dataclass(frozen=True)
class Wanted:
    """What to look for.

    `since` is as people put it ("6 months"), `publication` a name or code; without it all that may be seen is
    searched. `exact`: nothing is corrected.
    """

    text: str
    author: str = ""
    tag: str = ""
    since: str = ""
    sort: Sort = "relevance"
    publication: str | None = None
    exact: bool = False

    @property
    def first_day(self) -> date | None:
        """The day of `since`, once it is `checked`."""
        return date.fromisoformat(self.since) if self.since else None


class Pasted(NamedTuple):
    """A link in the place of words; where it is not `sure` it may be words all the same."""

    link: Link
    sure: bool


def checked(wanted: Wanted, today: date) -> Wanted:
    """The same cleaned, `since` as an ISO date; InvalidInput for what cannot be searched."""
    text, author, tag = map(clean_line, (wanted.text, wanted.author, wanted.tag))
    if not (text or author or tag):
        raise InvalidInput("There is nothing to look for: type a word or two, such as a title word or an author.")
    for what, given, limit in (
        ("search", text, QUERY_LIMIT),
        ("author", author, FILTER_LIMIT),
        ("tag", tag, FILTER_LIMIT),
    ):
        if len(given) > limit:
            raise InvalidInput(f"The {what} may have {limit} characters; this one has {len(given)}. Shorten it.")
    since = first_day(wanted.since, today).isoformat() if clean_line(wanted.since) else ""
    return replace(wanted, text=text, author=author, tag=tag, since=since)


def pasted_link(text: str) -> Pasted | None:
    """The link that a text is, if it is nothing else."""
    try:
        return Pasted(parse_link(text), bool(_SURELY_LINK.match(bare(text))))
    except InvalidInput:
        return None


def picked_entry(text: str) -> EntryRef | None:
    """The entry that was picked from the suggestions."""
    found = _ENTRY.fullmatch(text)
    return EntryRef(digest_uid=found["uid"], number=int(found["number"])) if found else None


def is_picked(text: str) -> bool:
    """Whether a text is what a suggestion stands for, be it an entry, an author or a tag."""
    return bool(_ENTRY.fullmatch(text) or _FIELD_ALONE.fullmatch(text))


def entry_value(ref: EntryRef) -> str:
    """What stands for an entry in the list of suggestions."""
    return f"entry:{ref.digest_uid}:{ref.number}"


def field_value(field: str, name: str) -> str:
    """The query for an author or a tag."""
    return f'{field}:"{name.replace(chr(34), " ")}"'


def typed_field(typed: str, field: Field) -> tuple[str, Field]:
    """What was typed, and of what it is the beginning: "author:smi" is one of an author."""
    found = _FIELD.fullmatch(typed.strip()) if field == "any" else None
    if found is None:
        return typed, field
    return found["rest"].rstrip('"'), "author" if found["field"].casefold() == "author" else "tag"
