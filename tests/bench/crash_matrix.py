"""The whole crash matrix: python -m tests.bench.crash_matrix [AT_ONCE] (cases at a time, 8 by default)."""

import asyncio
import sys
import tempfile
from pathlib import Path

from tests.journeys.matrix import every_case, judge


async def main(at_once: int) -> int:
    """Print the number of cases, duplicates and losses, and every case that is not as it must be."""
    cases = every_case()
    with tempfile.TemporaryDirectory() as folder:
        verdicts = await judge(cases, Path(folder), at_once)
    for one in verdicts:
        if one.doubled or one.lost:
            print(f"{one.case}: {one.doubled} doubled, {one.lost} lost. {one.said}")
    doubled, lost = sum(one.doubled for one in verdicts), sum(one.lost for one in verdicts)
    print(f"{len(verdicts)} cases, {doubled} duplicates, {lost} losses")
    return 1 if doubled or lost else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 8)))
