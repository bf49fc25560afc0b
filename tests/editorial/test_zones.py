"""Time zones and times as people type them."""

from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.editorial.weeks import canonical_zone, parse_time, zones
from bot.errors import InvalidInput


@pytest.mark.parametrize("name", ["Europe/Berlin", "UTC", "America/Argentina/Buenos_Aires", "Etc/GMT+5"])
def test_iana_names_are_known(name: str) -> None:
    assert canonical_zone(name) == name


@pytest.mark.parametrize("typed", ["europe/berlin", " EUROPE/BERLIN ", "Europe/berlin"])
def test_the_case_does_not_matter(typed: str) -> None:
    assert canonical_zone(typed) == "Europe/Berlin"


@pytest.mark.parametrize(
    "name",
    ["", "Berlin", "Europe/", "../etc/passwd", "/etc/passwd", "a\x00b", "x" * 10**6, "Factory"],
)
def test_other_names_are_not(name: str) -> None:
    assert canonical_zone(name) is None


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        ("new york", "America/New_York"),
        ("los_angelos", "America/Los_Angeles"),
        ("berln", "Europe/Berlin"),
        ("tokio", "Asia/Tokyo"),
        ("india", "Asia/Kolkata"),
        ("utc", "UTC"),
        ("Europe/Lon", "Europe/London"),
        ("switz", "Europe/Zurich"),
    ],
)
def test_zones_are_found_by_city_country_and_in_spite_of_typing_errors(typed: str, zone: str) -> None:
    assert zones(typed)[0] == zone


def test_without_a_word_the_usual_ones_are_offered() -> None:
    assert len(zones("")) == 25
    assert {"UTC", "Europe/London", "America/New_York"} <= {*zones(" ")}


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=90), st.integers(1, 25))
def test_whatever_is_typed_only_zones_are_offered(typed: str, limit: int) -> None:
    offered = zones(typed, limit)
    assert len(offered) == len({*offered}) <= limit
    assert all(canonical_zone(zone) == zone and ZoneInfo(zone) for zone in offered)


@pytest.mark.parametrize(
    ("typed", "time"),
    [("9:00", "09:00"), ("09:00", "09:00"), ("09.00", "09:00"), (" 23:59 ", "23:59"), ("0:05", "00:05")],
)
def test_times_are_read(typed: str, time: str) -> None:
    assert parse_time(typed) == time


@pytest.mark.parametrize("typed", ["", "9", "24:00", "9:60", "9:5", "nine", "9:00 pm", "٩:٠٠", "009:00", "9:00:00"])
def test_what_is_no_time_is_refused(typed: str) -> None:
    with pytest.raises(InvalidInput, match="24-hour clock"):
        parse_time(typed)
