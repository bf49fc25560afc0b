"""The top of a pasted digest page: its title, editor, date and reading time."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date as Date
from datetime import timedelta

from bot.intake.formats.lines import Line, quoted, refuse, unmarked
from bot.model import EDITOR_LIMIT, NAME_LIMIT

_BYLINE = 6  # more lines than this hold no byline, however it is laid out
_FAR = 62  # days between a label's week and a date without a year, beyond which the two don't belong together

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_TITLE = re.compile(r"(?P<name>.*\S)\s*\((?P<label>[^()]*)\)")
_TITLE_WITHOUT_BRACKETS = re.compile(r"(?P<name>.*?\S)\s*(?:\s-\s|[–—:])\s*(?P<label>[1-5]\s?/\s?[45]\s.*)")
_LABEL = re.compile(rf"(?P<k>[1-5])\s?/\s?(?P<n>[45])\s+{_MONTH},?\s+(?P<year>\d{{4}})(?:,.*)?", re.IGNORECASE)
_DATES = (
    re.compile(r"(?P<year>\d{4})-(?P<number>\d{2})-(?P<day>\d{2})"),
    re.compile(rf"{_WEEKDAY}{_MONTH}\s+{_DAY}(?:,?\s+(?P<year>\d{{4}}))?", re.IGNORECASE),
    re.compile(rf"{_WEEKDAY}{_DAY}\s+{_MONTH}(?:,?\s+(?P<year>\d{{4}}))?", re.IGNORECASE),
)
_READING = re.compile(r"(?P<minutes>\d{1,3})\s*min(?:ute)?s?\.?(?:\s+read(?:ing)?(?:\s+time)?)?", re.IGNORECASE)
_BULLET = re.compile(r"[-*•·–—]\s+")
_BETWEEN = re.compile(r"\s*[|·•]\s*")
_DASHES = re.compile(r"\s+[-–—]\s+")
_IN_BRACKETS = re.compile(r"\s*\(([^()]*)\)\Z")
_PREFIX = re.compile(r"(?:by|(?:editor|date|published|posted|reading time)\s*:)\s+", re.IGNORECASE)


@dataclass(frozen=True)
class Masthead:
    """What the top of the page says; `reading_minutes` is None where it says nothing of it."""

    publication: str
    label: str
    editor: str
    date: Date
    reading_minutes: int | None


def read_masthead(lines: Sequence[Line]) -> tuple[Masthead, int]:
    """The masthead, and how many lines it takes; InvalidInput where the text does not begin with one."""
    publication, label, week = _title(lines[0])
    byline = _Byline(week, label)
    taken = 1
    for line, below in zip(lines[1 : _BYLINE + 1], [*lines[2 : _BYLINE + 2], None], strict=False):
        if not byline.takes(line, below):
            break
        taken += 1
    if byline.date is None:
        refuse(
            lines[min(1, len(lines) - 1)],
            "no date was found under the digest's title. Write it on a line of its own, such as “14 May 2025”.",
        )
    return Masthead(publication, label, byline.editor, byline.date, byline.minutes), taken


class _Byline:
    """Collects editor, date and reading time, each once, in any order."""

    def __init__(self, week: Date, label: str) -> None:
        self._week = week
        self._label = label
        self.editor = ""
        self.date: Date | None = None
        self.minutes: int | None = None

    def takes(self, line: Line, below: Line | None) -> bool:
        """Take the line in, if it belongs to the byline."""
        if len(line.text) > 3 * EDITOR_LIMIT:
            return False
        divided = [_PREFIX.sub("", piece, count=1) for piece in _BETWEEN.split(_bare(line.text)) if piece]
        pieces = (_on_one_line(_bare(line.text)) if len(divided) == 1 else []) or divided
        names = [piece for piece in pieces if not _fact(piece)]
        if len(names) > 1 or (names and not self._may_be_editor(names[0], pieces, line, below)):
            return False
        if not names and not self._has_room_for(pieces):
            return False
        self.editor = " ".join(names[0].split()) if names else self.editor
        for piece in pieces:
            self._note(piece, line)
        return True

    def _may_be_editor(self, name: str, pieces: Sequence[str], line: Line, below: Line | None) -> bool:
        """A name stands among facts, before them, or is marked as one; else it begins the intro."""
        if self.editor or len(name) > EDITOR_LIMIT or line.finished:
            return False
        marked = len(pieces) > 1 or bool(_BULLET.match(line.text)) or bool(_PREFIX.match(line.text))
        before = below is not None and len(below.text) <= EDITOR_LIMIT and _is_facts(_bare(below.text))
        complete = self.date is not None and self.minutes is not None
        return marked or before or (complete and len(name.split()) <= 3 and below is not None and below.finished)

    def _has_room_for(self, pieces: Sequence[str]) -> bool:
        minutes = [piece for piece in pieces if _READING.fullmatch(piece)]
        dates = len(pieces) - len(minutes)
        return (self.minutes is None or not minutes) and (self.date is None or not dates)

    def _note(self, piece: str, line: Line) -> None:
        reading = _READING.fullmatch(piece)
        if reading:
            self.minutes = max(1, int(reading["minutes"]))
        elif _date(piece):
            self.date = self._dated(piece, line)

    def _dated(self, piece: str, line: Line) -> Date:
        possible = list(_possible(piece, self._week.year))
        if not possible:
            refuse(line, f"{quoted(piece)} is no day of the calendar.")
        nearest = min(possible, key=lambda day: abs(day - self._week))
        if parse_day(piece) is None and abs(nearest - self._week).days > _FAR:
            refuse(
                line,
                f"the date {quoted(piece)} does not fit the label {self._label}. "
                "Correct one of them, or write the date with its year.",
            )
        return nearest


def _title(line: Line) -> tuple[str, str, Date]:
    """Name, label, and about when such a digest comes out: the middle of the week after the covered one."""
    found, label = _title_in(line)
    if not found or not label:
        refuse(
            line,
            f"{quoted(line.text)} is not the title of a digest. "
            "It must read like “Exosomes Digest (1/4 May 2025)”: a name, and in brackets which week of the month.",
        )
    if len(found["name"]) > NAME_LIMIT:
        refuse(line, f"the digest's name may have {NAME_LIMIT} characters; this one has {len(found['name'])}.")
    first = _calendar_day(int(label["year"]), _month(label["month"]), 1)
    if first is None or not 1 < first.year < Date.max.year:
        refuse(line, f"the year in {quoted(label[0])} is outside the calendar.")
    covered = timedelta(days=7 * int(label["k"]) - 4)
    return " ".join(found["name"].split()), " ".join(found["label"].split()), first + covered + timedelta(days=7)


def is_title(line: Line) -> bool:
    """Whether the line reads like the title of a digest."""
    return _title_in(line)[1] is not None


def _title_in(line: Line) -> tuple[re.Match[str] | None, re.Match[str] | None]:
    """The title's name and label, and the parts of the label."""
    text = unmarked(line).text
    if len(text) > 3 * NAME_LIMIT:
        return None, None
    for form in (_TITLE, _TITLE_WITHOUT_BRACKETS):
        found = form.fullmatch(text)
        label = _LABEL.fullmatch(found["label"].strip()) if found else None
        if label and label["k"] <= label["n"]:
            return found, label
    return None, None


def _on_one_line(text: str) -> list[str]:
    """A whole byline such as "by Lisa on May 14, 2025 (2 min read)" in pieces; none where it is no such line."""
    plain = _PREFIX.sub("", text, count=1)
    words = _DASHES.sub(", ", _IN_BRACKETS.sub(r", \1", plain)).replace(" on ", ", ").split(",")
    parts = [part.strip() for part in words if part.strip()]
    pieces: list[str] = []
    while parts:
        # A date may have commas of its own: the most parts that make one are taken together.
        taken = next((n for n in (3, 2) if len(parts) >= n and _fact(", ".join(parts[:n]))), 1)
        pieces.append(", ".join(parts[:taken]))
        del parts[:taken]
    dates, readings = [*filter(_date, pieces)], [*filter(_READING.fullmatch, pieces)]
    names = len(pieces) - len(dates) - len(readings)
    complete = len(dates) == 1 and (len(readings) == 1 or (plain != text and not readings))
    return pieces if complete and names <= 1 else []


def _bare(text: str) -> str:
    bullet = _BULLET.match(text)
    return text[bullet.end() :] if bullet else text


def _is_facts(text: str) -> bool:
    return any(_fact(_PREFIX.sub("", piece, count=1)) for piece in _BETWEEN.split(text))


def _fact(piece: str) -> bool:
    return bool(_READING.fullmatch(piece) or _date(piece))


def _date(piece: str) -> re.Match[str] | None:
    return next((found for form in _DATES if (found := form.fullmatch(piece))), None)


def parse_day(text: str) -> Date | None:
    """The day that a full date with its year says, in any of the byline's forms."""
    found = _date(text)
    return next(_possible(text, 0), None) if found and found["year"] else None


def _possible(piece: str, about: int) -> Iterator[Date]:
    """The days that a date may mean: without a year, one in each of the three years about the label's."""
    found = _date(piece)
    if not found:
        return
    parts = found.groupdict()
    month = int(parts["number"]) if parts.get("number") else _month(parts["month"])
    years = [int(parts["year"])] if parts["year"] else range(about - 1, about + 2)
    for year in years:
        day = _calendar_day(year, month, int(parts["day"]))
        if day:
            yield day


def month_number(name: str) -> int | None:
    """1 to 12 for an English month's name or its short form."""
    return _month(name) if re.fullmatch(_MONTH, name, re.IGNORECASE) else None


def _month(name: str) -> int:
    return _MONTHS.index(name[:3].casefold()) + 1


def _calendar_day(year: int, month: int, day: int) -> Date | None:
    try:
        return Date(year, month, day)
    except ValueError:
        return None
