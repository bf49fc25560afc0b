"""A pasted text as numbered lines, freed of what cannot be seen."""

import re
from collections.abc import Iterable
from typing import NamedTuple, NoReturn

from bot.errors import InvalidInput

_UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
_EDGES = "\u200b\u2060\ufeff"
_HASHES = re.compile(r"#{1,6}\s+(\S(?:.*?\S)??)(?:\s+#+)?")
_STARS = re.compile(r"\*\*([^\s*](?:(?:(?!\*\*).)*[^\s*])?)\*\*")
_LONGEST_MARKED = 1_500
_FINISHED = re.compile(r"[.!?…:;][\"'”’»)\]]*\Z")


class Line(NamedTuple):
    """A line that is not blank, without outer white space; `gap` says that a blank line stands above it."""

    number: int
    text: str
    gap: bool = False

    @property
    def finished(self) -> bool:
        """Whether the line ends as sentences do."""
        return bool(_FINISHED.search(self.text[-9:]))


def lines_of(text: str) -> list[Line]:
    """The lines that are not blank, numbered from 1 as an editor does.

    Control characters and halves of surrogate pairs, which nothing can show, are dropped.
    """
    found: list[Line] = []
    last = 0
    for number, raw in enumerate(_UNSEEN.sub("", text).splitlines(), start=1):
        line = raw.strip().strip(_EDGES).strip()
        if line:
            found.append(Line(number, line, number - last > 1))
            last = number
    return found


def unmarked(line: Line) -> Line:
    """A title or heading without the Markdown marks around the whole of it: "## …" or "**…**"."""
    if len(line.text) > _LONGEST_MARKED:
        return line
    text = line.text
    for mark in (_HASHES, _STARS):
        found = mark.fullmatch(text)
        text = found[1] if found else text
    return line._replace(text=text)


def joined(lines: Iterable[Line]) -> str:
    """The lines as one text again; of several blank lines between two, one is left."""
    pieces: list[str] = []
    for line in lines:
        if pieces:
            pieces.append("\n\n" if line.gap else "\n")
        pieces.append(line.text)
    return "".join(pieces)


def refuse(line: Line, what: str) -> NoReturn:
    """Raise InvalidInput with the number of the line."""
    raise InvalidInput(f"Line {line.number}: {what}")


def quoted(text: str, limit: int = 60) -> str:
    """The beginning of a text, for an error's sentence."""
    return f"“{text if len(text) <= limit else text[: limit - 1] + '…'}”"
