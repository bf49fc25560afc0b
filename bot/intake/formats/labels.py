"""The labelled lines that may stand under an entry's title, such as "DOI: 10.1000/xyz"."""

import re
from dataclasses import dataclass, field

from bot.editorial.article import parse_link
from bot.errors import InvalidInput
from bot.intake.formats.lines import Line, quoted, refuse
from bot.intake.formats.masthead import month_number, parse_day
from bot.model import TAKEAWAY_LIMIT, Link

_LABELLED = re.compile(
    r"(authors?|journal|date|year|doi|pmid|arxiv|link|url|tags?|takeaway)[ \t\u00a0]*[:：]\s*(.*)",
    re.IGNORECASE | re.DOTALL,
)
_BARE_LINK = re.compile(r"https?://\S+|10\.\d{4,9}/\S+", re.IGNORECASE)
_LONGEST_LINK = 2_000
_PARTIAL = re.compile(r"\d{4}(-(0[1-9]|1[0-2]))?")
_MONTH_AND_YEAR = re.compile(r"(?P<month>[A-Za-z]{3,9})\.?\s+(?P<year>\d{4})")
_ONE_NAME = {"author": "authors", "tag": "tags", "url": "link", "year": "date"}


@dataclass
class Labelled:
    """What the labelled lines of one entry have said so far."""

    takeaway: str = ""
    journal: str = ""
    date: str = ""
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    _seen: set[str] = field(default_factory=set[str])

    def note(self, line: Line) -> None:
        """Take in a labelled line; InvalidInput with its number where the value cannot be used."""
        found = _LABELLED.fullmatch(line.text)
        label, value = (found[1].casefold(), found[2].strip()) if found else ("link", line.text)
        label = _ONE_NAME.get(label, label)
        if not value:
            return
        if label in {"doi", "pmid", "arxiv", "link"}:
            self._link(label, value, line)
        elif label in self._seen:
            refuse(line, f"the entry has a second {label}. Leave one of them out.")
        self._seen.add(label)
        match label:
            case "takeaway":
                self.takeaway = _takeaway(value, line)
            case "journal":
                self.journal = value
            case "date":
                self.date = _date(value, line)
            case "authors":
                self.authors = _listed(value, ";" if ";" in value else ",")
            case "tags":
                self.tags = _listed(value, ",")
            case _:
                pass

    def _link(self, label: str, value: str, line: Line) -> None:
        prefix = "" if label == "link" or value.casefold().startswith((label, "http")) else f"{label}:"
        try:
            link = parse_link(prefix + value)
        except InvalidInput as error:
            refuse(line, str(error))
        if link not in self.links:
            self.links = (*self.links, link)


def is_labelled(line: Line) -> bool:
    """Whether the line may be a labelled one, or nothing but an address of a paper."""
    if _LABELLED.fullmatch(line.text):
        return True
    return len(line.text) <= _LONGEST_LINK and bool(_BARE_LINK.fullmatch(line.text))


def _listed(value: str, mark: str) -> tuple[str, ...]:
    return tuple(name for part in value.split(mark) if (name := part.strip()))


def _takeaway(value: str, line: Line) -> str:
    if len(value) > TAKEAWAY_LIMIT:
        refuse(line, f"a takeaway may have {TAKEAWAY_LIMIT} characters; this one has {len(value)}. Shorten it.")
    return value


def _date(value: str, line: Line) -> str:
    """A year, a month of a year, or a day, as ISO writes them."""
    if _PARTIAL.fullmatch(value):
        return value
    day = parse_day(value)
    if day:
        return day.isoformat()
    found = _MONTH_AND_YEAR.fullmatch(value)
    month = month_number(found["month"]) if found else None
    if not found or not month:
        refuse(line, f"{quoted(value)} is no date. Write a year, “May 2025”, or a day such as “14 May 2025”.")
    return f"{found['year']}-{month:02}"
