"""Weeks: which one a digest covers, what it is called, and when it is due."""

from bisect import bisect_left
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.editorial.zones import canonical_zone, parse_time, zones
from bot.model import Owed, Schedule

__all__ = ["canonical_zone", "due_day", "instant", "label", "next_day", "owed", "parse_time", "period", "zones"]

_WEEK = timedelta(days=7)
_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)
_WIDEST_GAP = timedelta(days=2)  # zones have moved over the date line and lost a whole day
_LEAST_GAP = timedelta(days=4)  # between two issues, where the weekday was changed in between
_LONG_GAP = _LEAST_GAP + _WEEK  # with this one there would have been time for another issue


def period(day: date) -> tuple[date, date]:
    """The first and the last day that a digest covers: the seven before its publication day."""
    return day - _WEEK, day - _DAY


def label(day: date) -> str:
    """What a digest with this publication day is called, such as "1/4 May 2025".

    The month is that of the first covered day, which is the first of the four such weekdays of that month.
    """
    first, _ = period(day)
    this = (first.day + 6) // 7
    return f"{this}/{this + (_days_in_month(first) - first.day) // 7} {first:%B} {first.year}"


def due_day(schedule: Schedule, last: date | None, now: datetime) -> date | None:
    """The newest nominal day that has come by now and is not settled; None where there is none.

    `last` is the newest settled day. After a long outage it is one day, not several.
    """
    day = _on_weekday(now.astimezone(ZoneInfo(schedule.timezone)).date() + _DAY, schedule, -_DAY)
    while instant(day, schedule) > now:
        day -= _WEEK
    if day >= _earliest(schedule, last):
        return day
    promised = _open_promise(schedule, last)
    return promised.day if promised is not None and promised.at <= now else None


def next_day(schedule: Schedule, last: date | None, now: datetime) -> date:
    """The first nominal day that comes after now."""
    promised = _open_promise(schedule, last)
    if promised is not None and promised.at > now:
        return promised.day
    today = now.astimezone(ZoneInfo(schedule.timezone)).date()
    day = _on_weekday(max(today - _DAY, _earliest(schedule, last)), schedule, _DAY)
    while instant(day, schedule) <= now:
        day += _WEEK
    return day


def owed(old: Schedule, new: Schedule, last: date | None, now: datetime) -> Owed | None:
    """The issue that the old schedule has promised, where the new one, saved now, would leave its week out.

    A series that has not begun yet, or rests, is owed nothing: it begins as the new schedule says.
    """
    if last is None:
        return None
    coming = due_day(old, last, now) or next_day(old, last, now)
    running = coming - last < _LONG_GAP
    left_out = next_day(new, last, now) - last >= _LONG_GAP
    return Owed(day=coming, at=instant(coming, old)) if running and left_out else None


def instant(day: date, schedule: Schedule) -> datetime:
    """When an issue of that nominal day is due, in UTC.

    A wall time that the zone skips moves to the next minute that exists, over a whole skipped day too; one that
    comes twice counts the first time. What an earlier schedule has promised keeps its instant.
    """
    if schedule.owed is not None and schedule.owed.day == day:
        return schedule.owed.at
    wall = datetime.combine(day, time.fromisoformat(schedule.time))
    zone = ZoneInfo(schedule.timezone)
    return _as_utc(wall, zone) if _exists(wall, zone) else _after_gap(wall, zone)


def _earliest(schedule: Schedule, last: date | None) -> date:
    """The first day that the schedule allows: after it was saved, and far enough from the last one settled."""
    day = _on_weekday(schedule.since.astimezone(ZoneInfo(schedule.timezone)).date() - _DAY, schedule, _DAY)
    while instant(day, schedule) < schedule.since:
        day += _WEEK
    promised = _open_promise(schedule, last)
    before = promised.day if promised is not None else last
    return day if before is None else max(day, _on_weekday(before + _LEAST_GAP, schedule, _DAY))


def _open_promise(schedule: Schedule, last: date | None) -> Owed | None:
    promised = schedule.owed
    return promised if promised is not None and (last is None or last < promised.day) else None


def _on_weekday(day: date, schedule: Schedule, step: timedelta) -> date:
    while day.weekday() != schedule.weekday:
        day += step
    return day


def _as_utc(wall: datetime, zone: ZoneInfo) -> datetime:
    return wall.replace(tzinfo=zone, fold=0).astimezone(UTC)


def _exists(wall: datetime, zone: ZoneInfo) -> bool:
    return _as_utc(wall, zone).astimezone(zone).replace(tzinfo=None) == wall


def _after_gap(wall: datetime, zone: ZoneInfo) -> datetime:
    """The first minute whose wall time is not before the skipped one."""
    start = _as_utc(wall, zone) - _WIDEST_GAP
    minutes = range(2 * _WIDEST_GAP // _MINUTE)
    reached = bisect_left(
        minutes,
        True,
        key=lambda minute: (start + minute * _MINUTE).astimezone(zone).replace(tzinfo=None) >= wall,
    )
    return start + reached * _MINUTE


def _days_in_month(day: date) -> int:
    following = (day.replace(day=28) + timedelta(days=4)).replace(day=1)
    return (following - _DAY).day
