"""Every change of every zone's clocks from 1990 to 2040: around each of them each week is due exactly once.

    .venv/bin/python tests/bench/all_zones.py

Ends with an error at the first schedule of which that is not true.
"""

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.editorial.transitions import check, transitions, zones


def main() -> None:
    """Look at all of them, and print how many there were."""
    start = time.perf_counter()
    known = [one for zone in zones() for one in transitions(zone)]
    schedules = sum(map(check, known))
    print(
        f"{len(zones())} distinct zones, {len(known)} changes, {schedules} schedules: "
        f"each week due once, in order ({time.perf_counter() - start:.0f} s)"
    )


if __name__ == "__main__":
    main()
