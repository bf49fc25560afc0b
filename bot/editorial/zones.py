"""Time zones and wall times, as people type them."""

import re
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from rapidfuzz import fuzz

from bot.errors import InvalidInput

_USUAL = (
    "UTC",
    "Europe/London",
    "Europe/Berlin",
    "Europe/Paris",
    "Europe/Madrid",
    "Europe/Rome",
    "Europe/Zurich",
    "Europe/Amsterdam",
    "Europe/Stockholm",
    "Europe/Warsaw",
    "Europe/Istanbul",
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
    "America/Toronto",
    "America/Sao_Paulo",
    "Africa/Lagos",
    "Africa/Johannesburg",
    "Asia/Dubai",
    "Asia/Kolkata",
    "Asia/Singapore",
    "Asia/Shanghai",
    "Asia/Tokyo",
    "Australia/Sydney",
)
_NO_PLACE = ("Factory",)  # the database's word for "not set"
_LONGEST = 60
_CLOSE_ENOUGH = 60.0

_TIME = re.compile(r"([0-9]{1,2})[:.：]([0-9]{2})")


class _Place(NamedTuple):
    """A zone and what people call it: its city, country and full name, folded."""

    zone: str
    names: tuple[str, ...]
    inhabited: bool


def canonical_zone(name: str) -> str | None:
    """The IANA name of a time zone, whatever the case that it was typed in; None where there is none."""
    return _spellings().get(name.strip().casefold()) if len(name) <= _LONGEST else None


def zones(typed: str, limit: int = 25) -> list[str]:
    """The time zones that fit what was typed, a city, a country or a name, best first; the usual ones for ""."""
    wanted = _folded(typed[:_LONGEST])
    if not wanted:
        return [*_USUAL[:limit]]
    scored = [(_fit(wanted, place), place) for place in _places().values()]
    fitting = [(score, place) for score, place in scored if score >= _CLOSE_ENOUGH]
    fitting.sort(key=lambda one: (-one[0], not one[1].inhabited, one[1].zone.count("/"), one[1].zone))
    return [place.zone for _, place in fitting[:limit]]


def parse_time(typed: str) -> str:
    """A wall time as "HH:MM", from "9:00", "09:00" or "09.00"; InvalidInput for anything else."""
    found = _TIME.fullmatch(typed.strip())
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:
        raise InvalidInput("The time must be hours and minutes of a 24-hour clock, such as 09:00 or 17:30.")
    return f"{int(found[1]):02}:{found[2]}"


def _fit(wanted: str, place: _Place) -> float:
    return max(_likeness(wanted, name) for name in place.names)


def _likeness(wanted: str, name: str) -> float:
    """From 0 to 100; a beginning counts more than what is found inside, and both more than a typing error."""
    if name == wanted:
        return 100.0
    if name.startswith(wanted):
        return 95.0
    if f" {wanted}" in name:
        return 90.0
    return 0.85 * max(fuzz.ratio(wanted, name), fuzz.ratio(wanted, name[: len(wanted) + 1]))


@cache
def _places() -> dict[str, _Place]:
    tables = files("tzdata")
    countries = dict(_rows(tables.joinpath("zoneinfo/iso3166.tab").read_text("utf-8")))
    country_of = {
        zone: countries.get(code, "")
        for code, _, zone in _rows(tables.joinpath("zoneinfo/zone.tab").read_text("utf-8"))
    }
    names = tables.joinpath("zones").read_text("utf-8").split()
    return {zone: _place(zone, country_of.get(zone)) for zone in names if zone not in _NO_PLACE}


@cache
def _spellings() -> dict[str, str]:
    return {zone.casefold(): zone for zone in _places()}


def _place(zone: str, country: str | None) -> _Place:
    names = (zone.rpartition("/")[2], zone, country or "")
    return _Place(zone, tuple(_folded(name) for name in names if name), country is not None)


def _rows(table: str) -> list[list[str]]:
    return [line.split("\t")[:3] for line in table.splitlines() if line and not line.startswith("#")]


def _folded(name: str) -> str:
    return " ".join(re.split(r"[\s/_-]+", name.casefold().strip("/_- \t\n")))
