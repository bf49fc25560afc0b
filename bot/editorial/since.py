"""From which day on, as people put it: a date, a month, a year, or how long ago."""

import calendar
import re
from datetime import date, timedelta

from bot.editorial.characters import clean_line, shorten
from bot.errors import InvalidInput

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = {"d": 1, "day": 1, "w": 7, "week": 7}
_IN_MONTHS = {"m": 1, "month": 1, "y": 12, "year": 12}
_FARTHEST = 12 * 1000  # months
_SHOWN = 50  # characters of what was typed

_NUMBERS = re.compile(r"(?P<year>\d{4})(?:[-/.](?P<month>\d{1,2})(?:[-/.](?P<day>\d{1,2}))?)?")
_DAY_FIRST = re.compile(r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})")
_MONTH = r"(?P<name>[a-z]{3,9})\.?"
_NAMED = re.compile(
    rf"(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\.? )?{_MONTH},? (?P<year>\d{{4}})"
    rf"|{_MONTH.replace('name', 'name_2')} (?P<day_2>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year_2>\d{{4}})"
)
_AGO = re.compile(
    r"(?:(?:the )?(?:last|past) )?(?P<number>\d{1,5}|an?|) ?"
    r"(?P<unit>d|w|m|y|day|week|month|year)s?(?: ago)?"
)


def first_day(typed: str, today: date) -> date:
    """The day that "2024", "2024-05", "17 May 2024" or "6 months" begins with; InvalidInput for anything else."""
    said = clean_line(typed)
    text = said.casefold().removeprefix("since ")
    day = _named(text, today) or _ago(text, today) or _dated(text)
    shown = f"“{shorten(said, _SHOWN)}”"
    if day is None:
        raise InvalidInput(
            f"{shown} is no date to search from. Give a year (2024), a month (2024-05), a day (2024-05-17), or how "
            "long ago (6 months)."
        )
    if day > today:
        raise InvalidInput(f"{shown} is still to come, so nothing was posted since. Give an earlier date.")
    return day


def _named(text: str, today: date) -> date | None:
    known = {"today": today, "yesterday": today - timedelta(days=1), "this year": today.replace(month=1, day=1)}
    return known.get(text)


def _ago(text: str, today: date) -> date | None:
    found = _AGO.fullmatch(text)
    if found is None or (not found["number"] and " " not in text):
        return None
    number = int(found["number"]) if found["number"].isdecimal() else 1
    if days := _DAYS.get(found["unit"]):
        return today - min(timedelta(days=number * days), today - date.min)
    return _months_before(today, min(number * _IN_MONTHS[found["unit"]], _FARTHEST))


def _months_before(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _dated(text: str) -> date | None:
    if found := _NUMBERS.fullmatch(text) or _DAY_FIRST.fullmatch(text):
        return _date(found["year"], int(found["month"] or 1), found["day"])
    if found := _NAMED.fullmatch(text):
        name = (found["name"] or found["name_2"])[:3]
        month = _MONTHS.index(name) + 1 if name in _MONTHS else 0
        return _date(found["year"] or found["year_2"], month, found["day"] or found["day_2"])
    return None


def _date(year: str, month: int, day: str | None) -> date | None:
    try:
        return date(int(year), month, int(day or 1))
    except ValueError:  # there is no such day
        return None
