"""A digest page pasted as text, and the sample archive's files.

    Exosomes Digest (1/4 May 2025)          name, and which week of which month it covers; a colon or a dash may
                                            take the place of the brackets
    - Lisa                                  editor, date and reading time: in any order, with or without bullets,
    - May 14                                or on one line between "·" or "|". Without a year, the date is the one
    - 2 min read                            nearest to the label's week. Only the date has to be there. With all
                                            three on one line, commas and dashes divide them, too.
    What this issue is about.               any number of paragraphs, or none

    The title of an entry                   known by the heading or labelled line under it
    Authors: A. Author, B. Author           labelled lines, all optional, in any order: Authors (divided by commas,
    Journal: Journal of Vesicles            or by semicolons), Journal, Date or Year, DOI, PMID, arXiv, Link
    Year: 2025                              (the first address is the one that a title opens), Tags, Takeaway.
    DOI: 10.1000/xyz                        An address alone on its line counts as Link.
    Takeaway: One line on why it matters.
    Background                              a heading (bot.editorial.headings; with or without a colon, or followed
    A paragraph, or several.                by text on its line), or a short line between two paragraphs
    Conclusion
    A paragraph.

Blank lines may stand anywhere. Nothing of the text is lost, and paragraphs stay as they are but for outer white
space. Titles and headings may have Markdown marks around them, and titles numbers, if all have, from 1 on. What a
web page has around its text (bot.intake.formats.furniture) is left out.
"""

import codecs
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.errors import InvalidInput
from bot.intake.formats.furniture import without_furniture
from bot.intake.formats.labels import Labelled
from bot.intake.formats.lines import Line, joined, lines_of, refuse, unmarked
from bot.intake.formats.masthead import read_masthead
from bot.intake.formats.outline import Placed, outline
from bot.model import INTRO_LIMIT, WORDS_PER_MINUTE, Article, DigestDraft, Section

SIZE_LIMIT = 1_000_000  # bytes, or characters
LINE_LIMIT = 20_000
ENTRY_LIMIT = 500
_NUMBERED = re.compile(r"([0-9]{1,3})[.)]\s+(\S.*)")

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def decode(data: bytes) -> str:
    """The text of a file in UTF-8, UTF-16, UTF-32 or Windows-1252; InvalidInput where it is too big."""
    _limited(len(data), "bytes")
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    try:
        return data.decode(_unmarked(data))
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _unmarked(data: bytes) -> str:
    """Latin letters in UTF-16 have every second byte empty."""
    start = data[:200]
    if 0 not in start:
        return "utf-8"
    odd, even = start[1::2].count(0), start[::2].count(0)
    if max(odd, even) <= len(start) // 4:
        return "utf-8"
    return "utf-16-le" if odd > even else "utf-16-be"


def read_digest(text: str) -> DigestDraft:
    """The digest that a page says; InvalidInput with reason and line for what is no digest."""
    _limited(len(text), "characters")
    lines = lines_of(text)
    if not lines:
        raise InvalidInput("There is no text in it, so there is no digest to read. Paste the whole page.")
    if len(lines) > LINE_LIMIT:
        refuse(lines[LINE_LIMIT], f"a digest may have {LINE_LIMIT:,} lines. Import one digest at a time.")
    lines = without_furniture(lines)
    masthead, taken = read_masthead(lines)
    intro, entries = _divided(lines[taken:])
    if not entries:
        refuse(
            lines[-1],
            "the text ends here without any entry. An entry is a title, and under it a heading such as Background "
            "or Abstract.",
        )
    if len(joined(intro)) > INTRO_LIMIT:
        refuse(
            intro[0],
            f"the intro may have {INTRO_LIMIT} characters; this one has {len(joined(intro))}. "
            "If entries stand in it, put a heading such as Abstract under their titles.",
        )
    return DigestDraft(
        publication=masthead.publication,
        label=masthead.label,
        editor=masthead.editor,
        date=masthead.date,
        reading_minutes=masthead.reading_minutes or _reading_minutes(lines),
        intro=joined(intro),
        articles=tuple(entry.article() for entry in entries),
    )


def _limited(size: int, unit: str) -> None:
    if size > SIZE_LIMIT:
        raise InvalidInput(
            f"The text has {size:,} {unit}; a digest may have {SIZE_LIMIT:,}. Import one digest at a time."
        )


def _reading_minutes(lines: Sequence[Line]) -> int:
    return max(1, round(sum(len(line.text.split()) for line in lines) / WORDS_PER_MINUTE))


@dataclass
class _Entry:
    """An entry while it is read: each section a heading, empty right under the title, with its lines."""

    title: str
    labelled: Labelled = field(default_factory=Labelled)
    sections: list[tuple[str, list[Line]]] = field(default_factory=list[tuple[str, list[Line]]])

    def add(self, placed: Placed) -> None:
        kind, line = placed
        if kind == "labelled":
            self.labelled.note(line)
        elif kind == "heading":
            self.sections.append((line.text, []))
        else:
            if not self.sections:
                self.sections.append(("", []))
            self.sections[-1][1].append(line)

    def article(self) -> Article:
        said = self.labelled
        return Article(
            title=self.title,
            takeaway=said.takeaway,
            sections=tuple(Section(heading=heading, text=joined(lines)) for heading, lines in self.sections),
            links=said.links,
            authors=said.authors,
            journal=said.journal,
            date=said.date,
            tags=said.tags,
        )


def _divided(lines: Sequence[Line]) -> tuple[list[Line], list[_Entry]]:
    """The lines of the intro, and the entries."""
    intro: list[Line] = []
    entries: list[_Entry] = []
    for placed in outline(lines):
        if placed.kind == "intro":
            intro.append(placed.line)
        elif placed.kind == "title":
            if len(entries) == ENTRY_LIMIT:
                refuse(placed.line, f"a digest may have {ENTRY_LIMIT} entries; here begins one more.")
            entries.append(_Entry(placed.line.text))
        else:
            entries[-1].add(placed)
    _unnumber(entries)
    return intro, entries


def _unnumber(entries: Sequence[_Entry]) -> None:
    """Take numbers off the titles where the entries are numbered from first to last."""
    found = [_NUMBERED.fullmatch(entry.title) for entry in entries]
    if all(one and int(one[1]) == number for number, one in enumerate(found, start=1)):
        for entry, one in zip(entries, found, strict=True):
            entry.title = unmarked(Line(0, one[2])).text if one else entry.title
