"""A schedule that is changed at any time, again and again, leaves no week out and doubles none."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.editorial import weeks
from bot.model import Schedule

START = datetime(2025, 2, 24, 12, 0, tzinfo=UTC)  # a Monday; the clocks of many zones change in the weeks after it
ZONES = ("Europe/Berlin", "Pacific/Auckland", "Pacific/Honolulu", "America/New_York", "UTC")
WISHES = st.tuples(
    st.integers(1, 9 * 24 * 60),  # minutes after the change before
    st.integers(0, 6),
    st.builds("{:02}:{:02}".format, st.integers(0, 23), st.sampled_from([0, 30])),
    st.sampled_from(ZONES),
)


class Series:
    """What comes out under a schedule, settled as soon as it is due."""

    def __init__(self) -> None:
        self.now = START
        self.schedule = Schedule(weekday=2, time="09:00", timezone="Europe/Berlin", since=START)
        self.days: list[date] = []
        self.instants: list[datetime] = []

    def until(self, then: datetime) -> None:
        """Let time pass."""
        while (at := weeks.instant(self._next(), self.schedule)) <= then:
            self.now = at
            due = weeks.due_day(self.schedule, self._last(), at)
            assert due is not None
            self.days.append(due)
            self.instants.append(at)
        self.now = then
        assert weeks.due_day(self.schedule, self._last(), then) is None

    def change(self, weekday: int, time: str, timezone: str) -> None:
        """Save another schedule."""
        new = Schedule(weekday=weekday, time=time, timezone=timezone, since=self.now)
        owed = weeks.owed(self.schedule, new, self._last(), self.now)
        self.schedule = new.model_copy(update={"owed": owed})

    def _last(self) -> date | None:
        return self.days[-1] if self.days else None

    def _next(self) -> date:
        return weeks.next_day(self.schedule, self._last(), self.now)


@settings(max_examples=300, deadline=None)
@given(st.lists(WISHES, min_size=1, max_size=6))
def test_between_two_issues_there_are_four_to_ten_days(wishes: list[tuple[int, int, str, str]]) -> None:
    series = Series()
    series.until(START + timedelta(days=7))
    for minutes, weekday, time, timezone in wishes:
        series.until(series.now + timedelta(minutes=minutes))
        series.change(weekday, time, timezone)
    series.until(series.now + timedelta(days=29))
    gaps = [(after - before).days for before, after in zip(series.days, series.days[1:], strict=False)]
    assert all(4 <= gap <= 10 for gap in gaps), series.days
    assert len(gaps) >= 2
    apart = [after - before for before, after in zip(series.instants, series.instants[1:], strict=False)]
    assert all(timedelta(days=2) < gap < timedelta(days=12) for gap in apart), series.instants


def test_a_series_that_has_not_begun_is_owed_nothing() -> None:
    old = Schedule(weekday=2, time="09:00", timezone="UTC", since=START)
    new = old.model_copy(update={"weekday": 0})
    assert weeks.owed(old, new, None, START) is None


def test_a_series_that_rests_is_owed_nothing() -> None:
    old = Schedule(weekday=2, time="09:00", timezone="UTC", since=START)
    new = old.model_copy(update={"weekday": 0})
    assert weeks.owed(old, new, date(2024, 11, 6), START) is None
