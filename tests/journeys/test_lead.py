"""Two processes on one database: one leads, the other waits and takes over."""

import asyncio
import os
import signal
import sqlite3
from collections.abc import AsyncGenerator
from contextlib import closing
from pathlib import Path

import pytest

from bot import app
from bot.clock import Clock
from bot.journeys.lead import Leadership
from tests.journeys.children import ChildBot, Hold, child_bot, due_issue
from tests.journeys.disks import fill, free, small_disk

TAKE_OVER = 20.0  # seconds, the promise


@pytest.fixture
async def bot(tmp_path: Path) -> AsyncGenerator[ChildBot]:
    """The first process."""
    async with child_bot(tmp_path) as bot:
        yield bot


@pytest.fixture
async def standby(bot: ChildBot) -> AsyncGenerator[ChildBot]:
    """The second process on the same database, started once the first one leads."""
    second = bot.twin()
    yield second
    await second.kill()


async def test_the_second_process_does_not_log_in_while_the_first_one_leads(
    bot: ChildBot, standby: ChildBot
) -> None:
    await bot.start()
    await standby.waiting()
    assert len(bot.discord.sessions) == 1


async def test_a_clean_stop_hands_over_at_once(bot: ChildBot, standby: ChildBot) -> None:
    issue = await due_issue(bot)
    await bot.start()
    await standby.waiting()
    await issue.arrive()
    await bot.end()
    await bot.discord.until(lambda: len(bot.discord.sessions) == 2 and bot.discord.connected, 8)
    await issue.arrive()


async def test_when_the_leader_is_killed_in_mid_post_the_other_finishes_it(
    bot: ChildBot, standby: ChildBot
) -> None:
    issue = await due_issue(bot)
    hold = Hold(issue, 2, "after")
    await bot.start()
    await standby.waiting()
    await hold.reached()
    await bot.kill()
    hold.release()
    await bot.discord.until(lambda: len(bot.discord.sessions) == 2, TAKE_OVER)
    await issue.arrive()
    assert not issue.notices()


async def test_a_leader_that_stops_answering_is_relieved_and_when_it_wakes_it_waits(
    bot: ChildBot, standby: ChildBot
) -> None:
    issue = await due_issue(bot)
    await bot.start()
    await standby.waiting()
    await issue.arrive()
    late = await due_issue(bot, "Late Club")
    os.kill(bot.pid, signal.SIGSTOP)
    await bot.discord.until(lambda: len(bot.discord.sessions) == 2, TAKE_OVER)
    await late.arrive()
    os.kill(bot.pid, signal.SIGCONT)
    await bot.waiting()
    await standby.end()
    await bot.discord.until(lambda: len(bot.discord.sessions) == 3 and bot.discord.connected, 8)
    await asyncio.gather(issue.arrive(), late.arrive())
    assert not issue.notices()
    assert not late.notices()


class Jumping(Clock):
    """A monotonic clock that is an hour further each time that it is asked."""

    def __init__(self) -> None:
        self._asked = 0

    def monotonic(self) -> float:
        self._asked += 1
        return 3600.0 * self._asked


async def test_a_clock_that_jumps_does_not_make_a_leader_silent(tmp_path: Path) -> None:
    async with app.opened(tmp_path / "digest.db") as database, app.opened(tmp_path / "digest.db") as same:
        leader, waiting = Leadership(database, Clock()), Leadership(same, Jumping())
        await leader.wait()
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(2.5):  # for two looks; a silent leader is given twelve seconds
                await waiting.wait()
        await leader.resign()
        async with asyncio.timeout(10):
            await waiting.wait()
        await waiting.resign()


async def test_who_would_lead_while_the_database_is_locked_waits_until_it_is_free(tmp_path: Path) -> None:
    async with app.opened(tmp_path / "digest.db") as database:
        waiting = Leadership(database, Clock())
        with closing(sqlite3.connect(database.path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            task = asyncio.create_task(waiting.wait())
            await asyncio.wait([task], timeout=5)  # longer than the bot waits for a lock
            assert not task.done()
        async with asyncio.timeout(10):
            await task
        await waiting.resign()


async def test_a_disk_that_is_full_for_long_stops_the_bot_only_for_that_long(tmp_path: Path) -> None:
    async with small_disk(tmp_path, wanted=True), child_bot(tmp_path) as bot:
        await bot.start()
        fill(bot.database, bot.pid)
        await bot.says(b"No process can lead now; this one waits.")
        free(bot.database, bot.pid)
        issue = await due_issue(bot)
        await issue.arrive()
        assert not issue.notices()
