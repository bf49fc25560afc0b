"""Keeping under Discord's limit for the whole bot."""

import asyncio
import random

import pytest

from bot.clock import Clock
from bot.ui.pace import REFUSALS_ALLOWED, REFUSALS_WINDOW, Pace


class Hand(Clock):
    """A monotonic clock that is moved by hand."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def monotonic(self) -> float:
        return self.seconds


async def request(pace: Pace, clock: Clock, connecting: float, way: float) -> float:
    """Send one request and have it answered; when it arrived, however late this busy process sees the answer."""
    place = await pace.admit()
    await asyncio.sleep(connecting)
    left = clock.monotonic()
    pace.leaves(place)
    await asyncio.sleep(way)
    pace.arrived(place)
    return left + way


def busiest_second(arrivals: list[float]) -> int:
    return max(sum(begin <= other < begin + 1.0 for other in arrivals) for begin in arrivals)


@pytest.mark.parametrize("longest_way", [0.0, 0.1])
async def test_no_second_sees_more_requests_arrive_than_the_limit_however_long_their_ways(
    longest_way: float,
) -> None:
    clock, ways = Clock(), random.Random(7)  # noqa: S311  no secret hangs on it
    pace = Pace(200, clock)

    async def deliver(number: int) -> float:
        await pace.turn()
        connecting = 0.15 if number < 20 else 0.0  # nothing is connected yet
        return await request(pace, clock, connecting, ways.uniform(0.0, longest_way))

    arrivals = await asyncio.gather(*(deliver(number) for number in range(450)))
    assert busiest_second(arrivals) <= 200
    assert max(arrivals) - min(arrivals) < 450 / 200 * 1.6


async def test_requests_that_nobody_has_queued_for_count_as_well() -> None:
    clock = Clock()
    pace = Pace(100, clock)

    async def deliver() -> float:
        await pace.turn()
        return await request(pace, clock, 0.0, 0.0)

    deliveries = [deliver() for _ in range(120)]
    commands = [request(pace, clock, 0.0, 0.0) for _ in range(30)]
    assert busiest_second(await asyncio.gather(*deliveries, *commands)) <= 100


async def test_what_a_person_waits_for_goes_past_the_queue_of_deliveries() -> None:
    clock = Clock()
    pace = Pace(20, clock)

    async def deliver() -> None:
        await pace.turn()
        await request(pace, clock, 0.0, 0.0)

    queue = [asyncio.create_task(deliver()) for _ in range(200)]
    await asyncio.wait(queue, return_when=asyncio.FIRST_COMPLETED)
    async with asyncio.timeout(1.5):
        await request(pace, clock, 0.0, 0.0)
    assert not all(task.done() for task in queue)
    for task in queue:
        task.cancel()
    await asyncio.gather(*queue, return_exceptions=True)


async def test_requests_without_an_answer_and_without_a_connection_do_not_keep_others_waiting() -> None:
    pace = Pace(2, Clock())
    unanswered, unconnected = await pace.admit(), await pace.admit()
    pace.leaves(unanswered)
    pace.failed(unconnected)
    async with asyncio.timeout(0.5):
        await pace.admit()
    async with asyncio.timeout(2):
        await pace.admit()


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
