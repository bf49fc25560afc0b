"""What a week's digest is called, and when it is due."""

from calendar import monthcalendar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.editorial import weeks
from bot.model import Schedule

LONG_AGO = datetime(1990, 1, 1, tzinfo=UTC)
ZONES = (
    "Europe/Berlin",
    "America/New_York",
    "America/St_Johns",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Pacific/Kwajalein",
    "Asia/Kathmandu",
    "Africa/Casablanca",
    "America/Sao_Paulo",
    "Asia/Gaza",
    "UTC",
)
SCHEDULES = st.builds(
    Schedule,
    weekday=st.integers(0, 6),
    time=st.builds("{:02}:{:02}".format, st.integers(0, 23), st.sampled_from([0, 1, 30, 59])),
    timezone=st.sampled_from(ZONES),
    since=st.just(LONG_AGO),
)
DAYS = st.dates(date(1990, 3, 1), date(2040, 1, 1))


def _schedule(
    weekday: int = 2, time: str = "09:00", timezone: str = "Europe/Berlin", since: datetime = LONG_AGO
) -> Schedule:
    return Schedule(weekday=weekday, time=time, timezone=timezone, since=since)


def _berlin(day: int, hour: int = 0, minute: int = 0, month: int = 5) -> datetime:
    return datetime(2025, month, day, hour, minute, tzinfo=ZoneInfo("Europe/Berlin"))


def test_the_founding_digest_has_its_label() -> None:
    assert weeks.label(date(2025, 5, 14)) == "1/4 May 2025"
    assert weeks.period(date(2025, 5, 14)) == (date(2025, 5, 7), date(2025, 5, 13))


@pytest.mark.parametrize(
    ("day", "label"),
    [
        (date(2025, 6, 4), "4/4 May 2025"),
        (date(2026, 1, 7), "5/5 December 2025"),
        (date(2024, 3, 7), "5/5 February 2024"),
        (date(2025, 3, 1), "4/4 February 2025"),
    ],
)
def test_a_label_belongs_to_the_month_in_which_the_week_begins(day: date, label: str) -> None:
    assert weeks.label(day) == label


@pytest.mark.parametrize("year", range(2023, 2031))
@pytest.mark.parametrize("weekday", range(7))
def test_every_month_counts_its_weeks_without_a_gap(year: int, weekday: int) -> None:
    for month in range(1, 13):
        firsts = [week[weekday] for week in monthcalendar(year, month) if week[weekday]]
        labels = [weeks.label(date(year, month, first) + timedelta(days=7)) for first in firsts]
        name = f"{date(year, month, 1):%B %Y}"
        assert labels == [f"{k}/{len(firsts)} {name}" for k in range(1, len(firsts) + 1)]


def test_an_issue_is_due_from_its_minute_on() -> None:
    settled = date(2025, 5, 7)
    assert weeks.due_day(_schedule(), settled, _berlin(14, 8, 59)) is None
    assert weeks.due_day(_schedule(), settled, _berlin(14, 9, 0)) == date(2025, 5, 14)
    assert weeks.due_day(_schedule(), date(2025, 5, 14), _berlin(14, 9, 0)) is None


def test_after_a_long_outage_one_issue_is_due() -> None:
    assert weeks.due_day(_schedule(), date(2025, 1, 8), _berlin(15, 3)) == date(2025, 5, 14)


def test_a_schedule_counts_from_the_moment_it_is_saved() -> None:
    schedule = _schedule(since=_berlin(14, 10))
    assert weeks.due_day(schedule, None, _berlin(14, 10, 1)) is None
    assert weeks.next_day(schedule, None, _berlin(14, 10, 1)) == date(2025, 5, 21)
    assert weeks.due_day(_schedule(since=_berlin(14, 8)), None, _berlin(14, 9)) == date(2025, 5, 14)


@pytest.mark.parametrize(
    ("weekday", "following"),
    [
        (0, date(2025, 5, 19)),
        (1, date(2025, 5, 20)),
        (3, date(2025, 5, 22)),
        (4, date(2025, 5, 23)),
        (6, date(2025, 5, 18)),
    ],
)
def test_after_a_change_of_weekday_the_next_issue_is_at_least_four_days_later(
    weekday: int, following: date
) -> None:
    changed = _schedule(weekday, since=_berlin(14, 12))
    assert weeks.next_day(changed, date(2025, 5, 14), _berlin(14, 12)) == following
    just_before = datetime(2025, 5, following.day, 8, 59, tzinfo=ZoneInfo("Europe/Berlin"))
    assert weeks.due_day(changed, date(2025, 5, 14), just_before) is None
    assert weeks.due_day(changed, date(2025, 5, 14), just_before + timedelta(minutes=1)) == following


def test_an_issue_published_early_takes_its_weeks_place() -> None:
    early = date(2025, 5, 21)
    assert weeks.due_day(_schedule(), early, _berlin(21, 9)) is None
    assert weeks.next_day(_schedule(), early, _berlin(19, 12)) == date(2025, 5, 28)


@pytest.mark.parametrize(
    ("day", "schedule", "instant"),
    [
        (date(2025, 3, 30), _schedule(6, "02:30"), "2025-03-30T01:00+00:00"),  # skipped: 3:00 is the next minute
        (date(2025, 10, 26), _schedule(6, "02:30"), "2025-10-26T00:30+00:00"),  # twice: the first
        (date(2025, 10, 5), _schedule(6, "02:15", "Australia/Lord_Howe"), "2025-10-04T15:30+00:00"),  # half an hour
        (
            date(2011, 12, 30),
            _schedule(4, "09:00", "Pacific/Apia"),
            "2011-12-30T10:00+00:00",
        ),  # a day that never was
        (date(2018, 11, 4), _schedule(6, "00:00", "America/Sao_Paulo"), "2018-11-04T03:00+00:00"),  # no midnight
        (date(2025, 5, 14), _schedule(2, "09:00"), "2025-05-14T07:00+00:00"),
    ],
)
def test_a_wall_time_becomes_an_instant(day: date, schedule: Schedule, instant: str) -> None:
    assert weeks.instant(day, schedule) == datetime.fromisoformat(instant)


@settings(max_examples=200, deadline=None)
@given(SCHEDULES, DAYS)
def test_every_week_has_one_instant_and_they_follow_in_order(schedule: Schedule, day: date) -> None:
    day += timedelta(days=(schedule.weekday - day.weekday()) % 7)
    before, at, after = (weeks.instant(day + timedelta(days=7 * week), schedule) for week in (-1, 0, 1))
    assert before < at < after
    assert at.second == at.microsecond == 0
    assert weeks.due_day(schedule, None, at) == day
    assert weeks.due_day(schedule, None, at - timedelta(microseconds=1)) == day - timedelta(days=7)
    assert weeks.next_day(schedule, None, at) == day + timedelta(days=7)
    assert weeks.next_day(schedule, None, at - timedelta(microseconds=1)) == day


@settings(max_examples=100, deadline=None)
@given(SCHEDULES, DAYS, st.integers(0, 60 * 24 * 40), st.one_of(st.none(), st.integers(0, 40)))
def test_what_is_due_has_come_and_what_is_next_has_not(
    schedule: Schedule, start: date, minutes: int, settled: int | None
) -> None:
    now = datetime(start.year, start.month, start.day, tzinfo=UTC) + timedelta(minutes=minutes)
    last = None if settled is None else start + timedelta(days=settled)
    due, following = weeks.due_day(schedule, last, now), weeks.next_day(schedule, last, now)
    assert weeks.instant(following, schedule) > now
    assert following.weekday() == schedule.weekday
    assert last is None or following >= last + timedelta(days=4)
    if due is not None:
        assert weeks.instant(due, schedule) <= now
        assert now - weeks.instant(due, schedule) < timedelta(days=8, hours=1)
        assert last is None or due >= last + timedelta(days=4)
