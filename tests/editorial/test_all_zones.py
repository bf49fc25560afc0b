"""Each week has exactly one due instant, in order, at its wall time where that exists: in every time zone there is.

A sample that is the same in every run; tests/bench/all_zones.py looks at every change of every zone's clocks.
"""

from zlib import crc32

from tests.editorial.transitions import check, transitions, zones

SAMPLE = 6  # one of so many transitions, so that it takes seconds


def test_around_changes_of_the_clocks_each_week_is_due_once_in_every_zone() -> None:
    known = [one for zone in zones() for one in transitions(zone)]
    sample = [one for one in known if crc32(f"{one.zone} {one.at}".encode()) % SAMPLE == 0]
    assert len({one.zone for one in known}) > 150
    assert sum(map(check, sample)) > 5_000
