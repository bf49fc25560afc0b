"""The whole crash matrix: python -m tests.bench.crash_matrix [AT_ONCE] (cases at a time, 8 by default)."""

import asyncio
import sys
import tempfile
import time
from pathlib import Path

from tests.journeys.matrix import Verdict, every_case, judge

TOLD_EVERY = 50  # cases


class Tally:
    """Counts verdicts, and prints every one that is not as it must be."""

    def __init__(self, cases: int) -> None:
        self._cases = cases
        self._began = time.monotonic()
        self._judged = 0
        self.doubled = 0
        self.lost = 0

    def count(self, verdict: Verdict) -> None:
        """Take one more in."""
        self._judged += 1
        self.doubled += verdict.doubled
        self.lost += verdict.lost
        if verdict.doubled or verdict.lost:
            print(f"{verdict.case}: {verdict.doubled} doubled, {verdict.lost} lost. {verdict.said}", flush=True)
        if self._judged % TOLD_EVERY == 0 or self._judged == self._cases:
            self.tell()

    def tell(self) -> None:
        """Print how it stands."""
        minutes = (time.monotonic() - self._began) / 60
        found = f"{self.doubled} duplicates, {self.lost} losses"
        print(f"{self._judged} of {self._cases} cases, {found}, {minutes:.1f} minutes", flush=True)


async def main(at_once: int) -> int:
    """Print the number of cases, duplicates and losses, and every case that is not as it must be."""
    cases = every_case()
    tally = Tally(len(cases))
    with tempfile.TemporaryDirectory() as folder:
        await judge(cases, Path(folder), at_once, tally.count)
    return 1 if tally.doubled or tally.lost else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 8)))
