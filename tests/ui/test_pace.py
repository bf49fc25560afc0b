"""Keeping under Discord's limit for the whole bot."""

import asyncio

from bot.clock import Clock
from bot.ui.pace import REFUSALS_ALLOWED, REFUSALS_WINDOW, Pace


class Hand(Clock):
    """A monotonic clock that is moved by hand."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def monotonic(self) -> float:
        return self.seconds


async def test_no_second_holds_more_requests_than_the_limit_however_many_wait() -> None:
    clock = Clock()
    pace = Pace(200, clock)
    left: list[float] = []

    async def request() -> None:
        await pace.turn()
        left.append(clock.monotonic())

    await asyncio.gather(*(request() for _ in range(450)))
    busiest = max(sum(begin <= other < begin + 1.0 for other in left) for begin in left)
    assert busiest <= 200
    assert left[-1] - left[0] < 450 / 200 * 1.3


def test_refused_requests_stop_everything_long_before_a_ban() -> None:
    clock = Hand()
    pace = Pace(50, clock)
    for _ in range(REFUSALS_ALLOWED - 1):
        pace.note(403, shared=False)
    pace.note(429, shared=True)
    assert pace.brake == 0
    pace.note(401, shared=False)
    assert pace.brake == REFUSALS_WINDOW
    clock.seconds += REFUSALS_WINDOW + 1
    assert pace.brake == 0
