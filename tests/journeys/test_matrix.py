"""The crash matrix, a choice of it; the whole of it runs by `python -m tests.bench.crash_matrix`."""

from pathlib import Path

import pytest

from tests.journeys.matrix import chosen_cases, judge


async def test_killed_at_any_step_and_started_into_any_trouble_every_part_stands_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    verdicts = await judge(chosen_cases(), tmp_path, at_once=6)
    doubled, lost = sum(one.doubled for one in verdicts), sum(one.lost for one in verdicts)
    with capsys.disabled():
        print(f"\ncrash matrix: {len(verdicts)} cases, {doubled} duplicates, {lost} losses")  # noqa: T201
    assert [one for one in verdicts if one.doubled or one.lost] == []
