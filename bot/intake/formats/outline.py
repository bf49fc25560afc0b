"""Which line of a digest's body is what: intro, title, labelled line, heading or text."""

import re
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from bot.editorial.headings import heading_of, leading_heading, looks_like_heading, role_of
from bot.intake.formats.labels import is_labelled
from bot.intake.formats.lines import Line, quoted, refuse, unmarked
from bot.model import TITLE_LIMIT

Kind = Literal["intro", "title", "labelled", "heading", "text"]

_SHORT = 40  # a heading in words of its own is at most this long, and a title without headings is longer
_SHORT_IN_WORDS = 5
_PROSE = 200  # a line longer than this is text, however it ends
_SOURCE_LENGTH = 300
_BULLET = re.compile(r"[-*•·–—]\s")
_LISTED = re.compile(r"[-*•·–—]\s|\(?\d{1,2}[.)]\s")
_SENTENCES = re.compile(r"[^\W\d_]{2}[\"'”’»)\]]?(?<!\b(?:vs|al|St|No|Dr))\.[\"'”’»)\]]*\s+[^\W\d_a-z]")
_CONTINUED = re.compile(r"[a-z][a-z,;)]*(\s|$)")
_SOURCE = re.compile(
    r"by\s.*|.*\bet al\b.*|.*[,·|]\s*(19|20)\d\d\.?|.*\((19|20)\d\d\)\.?|.*\b(19|20)\d\d\s?[;:]\s?\S*",
    re.IGNORECASE,
)
_NAME = r"(?:[^\W\d_a-z][\w.'’-]*|van|von|der|den|de|da|del|di|dos|la|le|el|al)"
_PERSON = rf"{_NAME}(?:\s{_NAME}){{1,4}}"
_AUTHORS = re.compile(rf"{_PERSON}(?:(?:,\s?|,?\s(?:and|&)\s){_PERSON})+[.*]?")


class Placed(NamedTuple):
    """A line and what it is; a heading's `text` is without its colon."""

    kind: Kind
    line: Line


def outline(lines: Sequence[Line]) -> Iterator[Placed]:
    """What each line under the masthead is; InvalidInput for a heading that belongs to no entry.

    A title is known by what follows it: a heading or a labelled line. The line under a heading is text, whatever
    follows. Where a later paragraph stands above a heading, it is a title if it reads like one (no full stop at
    its end), and with a full stop only if an entry is likely to begin there.
    """
    marked = [_marked(line, below) for line, below in zip(lines, [*lines[1:], None], strict=False)]
    return _Outline(marked).placed()


class _Marked(NamedTuple):
    """A line with the known heading that it is, or that it begins with ("Abstract: …": `rest` is the text).

    `line` is without Markdown marks; `written` has them, as text keeps them.
    """

    line: Line
    written: Line
    heading: str = ""
    rest: str = ""


def _marked(written: Line, below: Line | None) -> _Marked:
    line = unmarked(written)
    heading = heading_of(line.text)
    if heading:
        return _Marked(line, written, heading)
    found = leading_heading(line.text)
    if found and not _is_title_with_colon(line, below):
        return _Marked(line, written, *found)
    return _Marked(line, written)


def _is_title_with_colon(line: Line, below: Line | None) -> bool:
    """Such as "Perspective: exosomes in the clinic" above "Abstract"."""
    heading = heading_of(below.text) if below else None
    return heading is not None and not line.finished and _opens(heading)


class _Outline:
    def __init__(self, lines: Sequence[_Marked]) -> None:
        self._lines = lines
        self._last: Kind = "intro"
        self._seen: set[str] = set()  # the headings of the entry at hand
        self._may_end = True  # whether the entry at hand may end with the section at hand
        self._begun = False

    def placed(self) -> Iterator[Placed]:
        for at, marked in enumerate(self._lines):
            self._last = self._kind(at)
            if self._last == "heading":
                yield from self._section(marked)
                continue
            if self._last == "title":
                self._begin(marked.line)
            yield Placed(self._last, marked.written if self._last in {"text", "intro"} else marked.line)

    def _begin(self, line: Line) -> None:
        if len(line.text) > TITLE_LIMIT:
            refuse(line, f"a title may have {TITLE_LIMIT} characters; this one has {len(line.text)}. Shorten it.")
        self._begun, self._may_end = True, True
        self._seen = set()

    def _section(self, marked: _Marked) -> Iterator[Placed]:
        line = marked.line
        if not self._begun:
            refuse(line, f"the heading {quoted(line.text)} has no title above it. Write the entry's title there.")
        heading = marked.heading or line.text.rstrip(":：").rstrip()
        self._seen.add(heading.casefold())
        self._may_end = role_of(heading) in {"abstract", "conclusion", "apparatus", None}
        yield Placed("heading", line._replace(text=heading))
        if marked.rest:
            self._last = "text"
            yield Placed("text", Line(line.number, marked.rest))

    def _kind(self, at: int) -> Kind:
        line, _, heading, rest = self._lines[at]
        if heading and (self._begun or not rest):
            return "heading"
        if self._last in {"title", "labelled"} and is_labelled(line):
            return "labelled"
        if self._is_title(at):
            return "title"
        if self._begun and self._last != "heading" and self._is_own_heading(at, under_title=False):
            return "heading"
        return "text" if self._begun else "intro"

    # --- titles -------------------------------------------------------------------------------------------

    def _is_title(self, at: int) -> bool:
        line, below = self._lines[at].line, self._at(at + 1)
        if below is None or self._last == "title" or is_labelled(line) or self._continues(at):
            return False
        if below.heading:
            return self._is_title_above(line, below)
        if self._last == "heading":
            return False
        if is_labelled(below.line):
            return _reads_like_title(line) or (not self._begun and _may_be_title(line))
        return _reads_like_title(line) and (self._is_above_source(at) or self._is_above_own_text(at))

    def _is_title_above(self, line: Line, below: _Marked) -> bool:
        again = below.heading.casefold() in self._seen
        if self._last == "heading":
            return again and _reads_like_title(line)
        if self._last == "labelled":
            return _reads_like_title(line) and not _is_source(line)
        if not self._begun:
            return _reads_like_title(line) or (not below.rest and _may_be_title(line))
        return _reads_like_title(line) or ((again or _opens(below.heading)) and _may_be_title(line))

    def _is_above_source(self, at: int) -> bool:
        """Whether a line of source or authors ("J Extracell Vesicles, 2018") and then a heading follow."""
        below, after, above = self._at(at + 1), self._at(at + 2), self._at(at - 1)
        if below is None or after is None or not after.heading or _is_source(self._lines[at].line):
            return False
        closed = above is not None and above.line.finished
        return _is_source(below.line) or (closed and below.line.finished and _opens(after.heading))

    def _is_above_own_text(self, at: int) -> bool:
        """Whether text follows, under no heading or one in words of its own, where an entry may have ended."""
        line, below, above = self._lines[at].line, self._at(at + 1), self._at(at - 1)
        if below is None or not self._may_end or line.finished or len(line.text) <= _SHORT:
            return False
        if self._is_own_heading(at + 1, under_title=True):
            return True
        return above is not None and above.line.finished and _is_prose(below)

    def _continues(self, at: int) -> bool:
        """Whether the line goes on with an unfinished one right above it, as in text with hard line breaks."""
        line, above = self._lines[at].line, self._at(at - 1)
        if above is None or line.gap or self._last not in {"text", "intro"}:
            return False
        return not above.line.finished and bool(_CONTINUED.match(line.text[:80]))

    # --- headings -----------------------------------------------------------------------------------------

    def _is_own_heading(self, at: int, *, under_title: bool) -> bool:
        """Whether a short line that no list of headings knows stands between one paragraph and another."""
        line, above, below = self._lines[at].line, self._at(at - 1), self._at(at + 1)
        if below is None or not _is_prose(below) or _LISTED.match(line.text):
            return False
        under_title = under_title or self._last in {"title", "labelled"}
        apart = under_title or line.gap or above is None or above.line.finished
        return apart and (_is_short(line) or looks_like_heading(line.text))

    def _at(self, at: int) -> _Marked | None:
        return self._lines[at] if 0 <= at < len(self._lines) else None


def _opens(heading: str) -> bool:
    """Whether an entry is likely to begin with the heading."""
    return role_of(heading) == "opening" or heading.casefold() == "abstract"


def _is_short(line: Line) -> bool:
    text = line.text
    words = text.split() if len(text) <= _SHORT else ()
    ended = any(word[-1] in ".!?;:" for word in words[:-1]) or (line.finished and text[-1] != "?")
    return 0 < len(words) <= _SHORT_IN_WORDS and not ended


def _is_prose(marked: _Marked) -> bool:
    line = marked.line
    return not marked.heading and (len(line.text) > _PROSE or line.finished) and not is_labelled(line)


def _is_source(line: Line) -> bool:
    if len(line.text) > _SOURCE_LENGTH:
        return False
    return bool(_SOURCE.fullmatch(line.text) or _AUTHORS.fullmatch(line.text))


def _may_be_title(line: Line) -> bool:
    """A line of one sentence, be it too long for a title; of a very long one, its beginning decides."""
    return not _SENTENCES.search(line.text[: 2 * TITLE_LIMIT]) or (not line.finished and len(line.text) <= _PROSE)


def _reads_like_title(line: Line) -> bool:
    ends_well = not line.finished or (line.text[-1] in "?!" and ". " not in line.text)
    return ends_well and not _BULLET.match(line.text) and not _SENTENCES.search(line.text[: 2 * TITLE_LIMIT])
