"""The crash matrix: the bot killed at every step of the protocol, and started again into trouble.

A case is a step at which the process is killed, and a trouble that the next one meets. In the end every part must
stand once, and in order, in each channel.
"""

import asyncio
import sqlite3
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any, Literal

from bot.sandbox.permissions import Permission
from tests.journeys.children import EVERYWHERE, MOST_REQUESTS, START_PATIENCE, ChildBot, Hold, child_bot, due_issue
from tests.journeys.disks import fill, free, small_disk
from tests.journeys.posts import HEADS, LONG, PARTS, Issue

Kind = Literal["before the request", "after the request", "before the commit", "after the commit"]
KINDS: tuple[Kind, ...] = ("before the request", "after the request", "before the commit", "after the commit")
NUMBERS = range(1, MOST_REQUESTS + 1)
# Where the channels differ: the first message, the last one of a text or forum, what opens a thread, and its last.
CHOSEN_NUMBERS = (1, PARTS["text", LONG], HEADS[LONG] + 1, MOST_REQUESTS)
POSTING = r"/(messages|threads|crosspost)$"
PATIENCE = 120.0  # seconds; each long rate limit takes half a minute
DISK_FULL = "the disk full"


@dataclass(frozen=True)
class Case:
    """Killed at the n-th step of that kind, and then in trouble."""

    kind: Kind
    number: int
    trouble: str


@dataclass(frozen=True)
class Verdict:
    """How many parts stand too often, how many do not stand at all or not as they must, and how that showed."""

    case: Case
    doubled: int
    lost: int
    said: str = ""


def every_case() -> list[Case]:
    """The full matrix."""
    return [Case(kind, number, trouble) for kind, number, trouble in product(KINDS, NUMBERS, TROUBLES)]


def chosen_cases() -> list[Case]:
    """A choice in which each two values of kind, number and trouble meet."""
    return [
        Case(KINDS[(trouble_at + at) % len(KINDS)], number, trouble)
        for trouble_at, trouble in enumerate(TROUBLES)
        for at, number in enumerate(CHOSEN_NUMBERS)
    ]


async def judge(
    cases: Sequence[Case], folder: Path, at_once: int, tell: Callable[[Verdict], None] = lambda _: None
) -> list[Verdict]:
    """Carry the cases out, so many at a time; `tell` hears of each verdict when it is there."""
    gate = asyncio.Semaphore(at_once)

    async def one(number: int, case: Case) -> Verdict:
        async with gate:
            place = folder / str(number)
            place.mkdir()
            verdict = await _carry_out(case, place)
        tell(verdict)
        return verdict

    return await asyncio.gather(*(one(number, case) for number, case in enumerate(cases)))


async def _carry_out(case: Case, folder: Path) -> Verdict:
    async with small_disk(folder, wanted=case.trouble == DISK_FULL), child_bot(folder) as bot:
        issue = await due_issue(bot)
        before, after = TROUBLES[case.trouble]
        killed = _Killing(case, issue, bot)
        step = "killing"
        try:
            async with before(bot, issue):
                await bot.start()
                await killed.reached()
                await bot.kill()
                killed.release()
            step = "trouble"
            await after(bot, issue)
        except TimeoutError:
            return Verdict(case, 0, 1, f"the case did not come about ({step})")
        return await _verdict(case, issue)


async def _verdict(case: Case, issue: Issue) -> Verdict:
    kind = EVERYWHERE[0]
    try:
        async with asyncio.timeout(PATIENCE):
            for kind in EVERYWHERE:
                await issue.club.bot.discord.until(lambda one=kind: issue.complete(one), PATIENCE)
            await _all_settled(issue)
            for kind in EVERYWHERE:
                issue.check(kind)
    except (TimeoutError, AssertionError) as error:
        counts = [len(issue.stands(kind)) - PARTS[kind, LONG] for kind in EVERYWHERE]
        doubled = sum(max(0, count) for count in counts)
        # Complete and not doubled, but not as it must be: out of order, unpublished, or never settled.
        lost = sum(max(0, -count) for count in counts) or int(not doubled)
        return Verdict(case, doubled, lost, f"{kind}: {type(error).__name__} {str(error)[:300]}")
    return Verdict(case, 0, 0)


async def _all_settled(issue: Issue) -> None:
    """Wait until nothing is left to do: /setup status cannot be asked while the gateway is being made anew."""
    query = "SELECT count(*) FROM deliveries WHERE state NOT IN ('sent', 'removed')"
    with closing(sqlite3.connect(f"file:{issue.database}?mode=ro", uri=True, timeout=10)) as connection:
        while connection.execute(query).fetchone()[0]:  # noqa: ASYNC110  a database has no event
            await asyncio.sleep(0.05)


class _Killing:
    """Waits until the process has come to the step at which it is to be killed."""

    def __init__(self, case: Case, issue: Issue, bot: ChildBot) -> None:
        self._case = case
        self._bot = bot
        self._issue = issue
        self._lock: sqlite3.Connection | None = None
        when = "before" if case.kind == "before the request" else "after"
        held = case.kind in ("before the request", "after the request", "before the commit")
        self._hold = Hold(issue, case.number, when) if held else None

    async def reached(self) -> None:
        """Return when the step has come."""
        if self._hold is not None:
            await self._hold.reached()
        if self._case.kind == "before the commit" and self._hold is not None:
            self._lock = await asyncio.to_thread(locked, self._bot.database)
            self._hold.release()
            await asyncio.sleep(0.05)  # for the answer to arrive, and the commit to wait for the lock
        if self._case.kind == "after the commit":
            await asyncio.to_thread(_committed, self._bot.database, self._case.number)

    def release(self) -> None:
        """Let everything go on that was kept for the killing."""
        if self._lock is not None:
            self._lock.close()
        if self._hold is not None:
            self._hold.release()


def locked(database: Path) -> sqlite3.Connection:
    """A connection that keeps everybody else from writing until it is closed."""
    connection = sqlite3.connect(database, timeout=10, isolation_level=None, check_same_thread=False)
    connection.execute("BEGIN IMMEDIATE")
    return connection


def _committed(database: Path, number: int) -> None:
    query = "SELECT count(*) FROM deliveries WHERE format = 'thread' AND state = 'sent'"
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=10)) as connection:
        while connection.execute(query).fetchone()[0] < number:
            time.sleep(0.002)


# --- troubles: what is so while the first process runs and is killed, and what the next one meets

Before = Callable[[ChildBot, Issue], Any]
After = Callable[[ChildBot, Issue], Awaitable[None]]


@asynccontextmanager
async def _nothing(_bot: ChildBot, _issue: Issue) -> AsyncGenerator[None]:
    yield


def _fault(**fault: Any) -> tuple[Before, After]:
    async def after(bot: ChildBot, _issue: Issue) -> None:
        bot.discord.faults.add(path=POSTING, **fault)
        await bot.start()

    return _nothing, after


def _gateway(break_it: Callable[[ChildBot], Awaitable[None]]) -> tuple[Before, After]:
    async def after(bot: ChildBot, issue: Issue) -> None:
        standing = _standing(issue)
        await bot.start()
        # Nothing more comes where the killed process had come to the end of it before it was killed.
        await bot.discord.until(lambda: _standing(issue) > standing or _complete(issue), 20)
        await break_it(bot)

    return _nothing, after


def _standing(issue: Issue) -> int:
    return sum(len(issue.stands(kind)) for kind in EVERYWHERE)


def _complete(issue: Issue) -> bool:
    return all(issue.complete(kind) for kind in EVERYWHERE)


async def _start(bot: ChildBot, _issue: Issue) -> None:
    await bot.start()


async def _token_refused(bot: ChildBot) -> None:
    """Which ends the process; aiohttp may lose the code on its way: then the bot comes back and is told again."""
    async with asyncio.timeout(START_PATIENCE):
        while bot.alive:
            await bot.discord.disconnect(4004)
            await asyncio.sleep(0.2)
    await bot.start()


async def _after_an_outage(bot: ChildBot, _issue: Issue) -> None:
    bot.stay_down_for_five_minutes()
    await bot.start()


async def _unreadable(bot: ChildBot, issue: Issue) -> None:
    """Nobody knows what stands there: it is parked and said, and goes on when the history can be read again."""
    own = issue.club.guild.members[bot.discord.bot_id]
    places = [issue.place(kind) for kind in EVERYWHERE]
    for place in places:
        bot.discord.world.set_overwrite(place, own, deny=int(Permission.READ_MESSAGE_HISTORY))
    bot.stay_down_for_five_minutes()
    await bot.start()
    await asyncio.sleep(3)  # for what can be sent to be sent, and the rest to be parked
    for place in places:
        bot.discord.world.set_overwrite(place, own)
    await issue.press_retry()


@asynccontextmanager
async def _with_a_second_process(bot: ChildBot, _issue: Issue) -> AsyncGenerator[None]:
    bot.second = bot.twin()
    await bot.second.begin()
    yield


async def _the_second_takes_over(bot: ChildBot, _issue: Issue) -> None:
    await bot.discord.until(lambda: bot.discord.connected, START_PATIENCE)


async def _while_locked(bot: ChildBot, _issue: Issue) -> None:
    await bot.start()
    lock = await asyncio.to_thread(locked, bot.database)
    await asyncio.sleep(4)  # longer than the bot waits for a lock
    lock.close()


async def _while_the_disk_is_full(bot: ChildBot, _issue: Issue) -> None:
    await bot.start()
    fill(bot.database, bot.pid)
    await asyncio.sleep(2)
    free(bot.database, bot.pid)


def _statuses() -> Iterator[tuple[str, tuple[Before, After]]]:
    for status in (500, 502, 503, 504, 524):
        yield f"{status} after it was created", _fault(kind="status", when="after", status=status, times=3)
    yield "500 before", _fault(kind="status", when="before", status=500, times=3)
    yield "429 short", _fault(kind="status", status=429, retry_after=0.2, times=3)
    yield "429 long", _fault(kind="status", status=429, retry_after=31.0, times=2)


TROUBLES: dict[str, tuple[Before, After]] = {
    "none": (_nothing, _start),
    "the answer lost": _fault(kind="lost", when="after", times=3),
    "the request lost": _fault(kind="lost", when="before", times=3),
    "reset before": _fault(kind="reset", when="before", times=3),
    **dict(_statuses()),
    "gateway closed with 1000": _gateway(lambda bot: bot.discord.disconnect(1000)),
    "gateway closed with 4000": _gateway(lambda bot: bot.discord.disconnect(4000)),
    "gateway closed with 4004": _gateway(_token_refused),
    "gateway closed with 4009": _gateway(lambda bot: bot.discord.disconnect(4009)),
    "session invalid": _gateway(lambda bot: bot.discord.invalidate_session(resumable=False)),
    "an outage longer than the nonce": (_nothing, _after_an_outage),
    "the history unreadable": (_nothing, _unreadable),
    "a second process": (_with_a_second_process, _the_second_takes_over),
    "the database locked": (_nothing, _while_locked),
    DISK_FULL: (_nothing, _while_the_disk_is_full),
}
