"""How long things take: the time that passes, the processor's, and by how much the event loop is late meanwhile."""

import asyncio
import gc
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import NamedTuple, TypeVar

TICK = 0.001
WARMING = 100  # queries; a large index is read in parts as they are needed

T = TypeVar("T")


class Timed(NamedTuple):
    """Seconds that each of several things took, of the processor too, and by which the event loop was late."""

    passed: list[float]
    worked: list[float]
    holds: list[float]


async def timed(work: Callable[[T], Awaitable[object]], each: Sequence[T], *, warming: int = WARMING) -> Timed:
    """Time the work on each, after some for warming up, and then watch the event loop while it is done again.

    To watch takes a thousand looks a second, which nobody who searches waits for. Without warming up the work is
    another one when it is done again, and is watched while it is timed.
    """
    for one in each[:warming]:
        await work(one)
    # What the benchmark holds, texts and all, is not walked through while something else is measured.
    gc.collect()
    gc.freeze()
    if not warming:
        return await _while_watched(work, each)
    done = await _each(work, each)
    return done._replace(holds=(await _while_watched(work, each)).holds)


async def _while_watched(work: Callable[[T], Awaitable[object]], each: Sequence[T]) -> Timed:
    holds: list[float] = []
    watch = asyncio.create_task(_watched(holds))
    done = await _each(work, each)
    watch.cancel()
    return done._replace(holds=holds)


async def _each(work: Callable[[T], Awaitable[object]], each: Sequence[T]) -> Timed:
    done = Timed([], [], [])
    for one in each:
        began, worked = time.perf_counter(), time.process_time()
        await work(one)
        done.passed.append(time.perf_counter() - began)
        done.worked.append(time.process_time() - worked)
    return done


async def row(
    name: str,
    work: Callable[[T], Awaitable[object]],
    each: Sequence[T],
    aim: float | None = None,
    *,
    warming: int = WARMING,
) -> None:
    """Time the work on each and print it, beside what its 99th percentile should be."""
    tell(name, await timed(work, each, warming=warming), aim)


def blocking(work: Callable[[T], object], each: Sequence[T]) -> Timed:
    """Time work that is not asynchronous."""
    done = Timed([], [], [])
    for one in each:
        began, worked = time.perf_counter(), time.process_time()
        work(one)
        done.passed.append(time.perf_counter() - began)
        done.worked.append(time.process_time() - worked)
    return done


def head() -> None:
    """Print what the columns are."""
    print("milliseconds")
    _print("", "p50     p99", "processor p50    p99", "loop held p99    max", "aim, p99")


def tell(name: str, done: Timed, aim: float | None = None) -> None:
    """Print a row."""
    held = _milliseconds(done.holds, 0.99, 1) if done.holds else ""
    worked = _milliseconds(done.worked) if done.worked else ""
    _print(name, _milliseconds(done.passed), worked, held, f"{aim:g}" if aim else "")


async def _watched(holds: list[float]) -> None:
    """Record by how much the event loop is late to wake this up."""
    while True:
        began = time.perf_counter()
        await asyncio.sleep(TICK)
        holds.append(time.perf_counter() - began - TICK)


def _print(name: str, passed: str, worked: str, held: str, aim: str) -> None:
    print(f"{name:<34}{passed:>18}{worked:>22}{held:>24}{aim:>12}", flush=True)


def _milliseconds(seconds: Sequence[float], *shares: float) -> str:
    ranked = sorted(seconds)
    chosen = [ranked[min(int(len(ranked) * share), len(ranked) - 1)] for share in shares or (0.5, 0.99)]
    return " ".join(f"{1000 * one:8.1f}" for one in chosen)
