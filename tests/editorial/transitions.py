"""Every change of every zone's clocks from 1990 to 2040, and what a weekly schedule must do around it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.editorial import weeks
from bot.model import Schedule

FIRST, LAST = datetime(1990, 1, 1, tzinfo=UTC), datetime(2041, 1, 1, tzinfo=UTC)
LONG_AGO = datetime(1980, 1, 1, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)
DAY, WEEK = timedelta(days=1), timedelta(days=7)
_STEP = timedelta(days=5)  # Morocco's clocks stand still for no less


class Transition(NamedTuple):
    """The instant at which a zone's clocks are changed, and what they are ahead of UTC before and after."""

    zone: str
    at: datetime
    before: timedelta
    after: timedelta


def zones() -> list[str]:
    """The names of all zones, one for each set of those that always show the same time."""
    known = {_changes(name): name for name in files("tzdata").joinpath("zones").read_text("utf-8").split()}
    return sorted(known.values())


def transitions(zone: str) -> Iterator[Transition]:
    """Every change of that zone's clocks."""
    for at, before, after in _changes(zone):
        yield Transition(zone, at, before, after)


def check(one: Transition) -> int:
    """Hold the schedules around a transition against what must be; how many were looked at.

    Their wall times lie where clocks are set: the first and the last minute that is skipped or comes twice, the
    minutes beside these, and nine in the morning.
    """
    start, end = sorted((one.at + one.before, one.at + one.after))
    walls = [start - timedelta(minutes=1), start, end - timedelta(minutes=1), end]
    walls += [datetime.combine(walls[0].date(), datetime.min.time(), UTC) + timedelta(hours=9)]
    for wall in walls:
        _check_weeks(one, wall.replace(second=0, microsecond=0))
    return len(walls)


def _check_weeks(one: Transition, wall: datetime) -> None:
    day = wall.date()
    schedule = Schedule(weekday=day.weekday(), time=f"{wall:%H:%M}", timezone=one.zone, since=LONG_AGO)
    if _alone(one):
        assert weeks.instant(day, schedule) == _expected(one, wall), (one, wall)
    last = day - 2 * WEEK
    for due in (day - WEEK, day, day + WEEK):
        at = weeks.instant(due, schedule)
        assert weeks.instant(due - WEEK, schedule) < at, (one, wall)
        assert weeks.due_day(schedule, last, at - MOMENT) is None, (one, wall)
        assert weeks.next_day(schedule, last, at - MOMENT) == due, (one, wall)
        assert weeks.due_day(schedule, last, at) == due, (one, wall)
        last = due
        for later in (timedelta(), timedelta(minutes=1), timedelta(hours=1), DAY, timedelta(days=5)):
            assert weeks.due_day(schedule, last, at + later) is None, (one, wall)


def _expected(one: Transition, wall: datetime) -> datetime:
    """By the two offsets: before the change by the first, from it on by the second, and skipped ones at it."""
    if wall < one.at + one.before:
        return wall - one.before
    return max(one.at, wall - one.after)


def _alone(one: Transition) -> bool:
    near = [at for at, _, _ in _changes(one.zone) if abs(at - one.at) < 3 * DAY]
    return len(near) == 1


@cache
def _changes(zone: str) -> tuple[tuple[datetime, timedelta, timedelta], ...]:
    found: list[tuple[datetime, timedelta, timedelta]] = []
    place = ZoneInfo(zone)
    at, offset = FIRST, _offset(FIRST, place)
    while at < LAST:
        following = _offset(at + _STEP, place)
        if following != offset:
            found.append((_bisect(at, at + _STEP, place), offset, following))
        at, offset = at + _STEP, following
    return tuple(found)


def _bisect(low: datetime, high: datetime, place: ZoneInfo) -> datetime:
    before = _offset(low, place)
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) // 2
        middle = middle.replace(microsecond=0)
        low, high = (middle, high) if _offset(middle, place) == before else (low, middle)
    return high


def _offset(at: datetime, place: ZoneInfo) -> timedelta:
    return at.astimezone(place).utcoffset() or timedelta()
