"""The bot as a process of its own, killed with SIGKILL in mid-post and started again: every part stands once."""

import asyncio
import os
import sqlite3
from collections.abc import AsyncGenerator, Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from clubs import Club, RunningBot, found_club
from posts import LONG, PARTS, Issue

from bot.model import ChannelKind
from bot.sandbox.faults import Fault, When
from bot.sandbox.limits import Limits
from bot.sandbox.server import Sandbox
from bot.tryout import BotProcess

EVERYWHERE: tuple[ChannelKind, ...] = ("text", "announcement", "forum")
MOST_REQUESTS = 2 * PARTS["announcement", LONG]  # each of its parts is sent and published
DUE = timedelta(minutes=1)


class ChildBot(RunningBot):
    """The bot as `python -m bot run` starts it."""

    def __init__(self, discord: Sandbox, database: Path, limits: Limits) -> None:
        super().__init__(discord, database)
        self._limits = limits
        self._process = BotProcess(database)
        self._process.connect_to(discord)

    async def start(self) -> None:
        """Start the process and wait until it is connected."""
        known = len(self.discord.sessions)
        await self.begin()
        await self.discord.until(lambda: len(self.discord.sessions) > known and self.discord.connected, 20)

    async def begin(self) -> None:
        """Start the process."""
        await self._process.start()

    async def kill(self) -> None:
        """End it as a power cut would."""
        await self._process.kill()

    def stay_down_for_five_minutes(self) -> None:
        """Make it so long ago that Discord has forgotten every nonce."""
        self._limits.nonce_seconds = 0
        with closing(sqlite3.connect(self.database)) as database, database:
            database.execute("UPDATE deliveries SET first_claimed_at = first_claimed_at - 300000")


@pytest.fixture
async def bot(tmp_path: Path) -> AsyncGenerator[ChildBot]:
    limits = Limits()
    discord = await Sandbox.start(limits=limits)
    bot = ChildBot(discord, tmp_path / "digest.db", limits)
    yield bot
    await bot.kill()
    await discord.close()


async def due_issue(bot: ChildBot, name: str) -> Issue:
    """An issue that is due, for a server of its own with a channel of each kind."""
    issue = Issue(found_club(bot, name), bot.database, EVERYWHERE, LONG)
    await issue.prepare(DUE)
    return issue


def hold(issue: Issue, number: int, when: When) -> list[Fault]:
    """Keep the n-th request of the post in every channel that has so many, the forum's later ones excepted."""
    club, faults = issue.club, issue.club.bot.discord.faults
    announced = PARTS["announcement", LONG]
    paths: list[tuple[str, int]] = []
    if number <= PARTS["text", LONG]:
        paths.append((rf"/channels/{club.digest.id}/messages$", number))
    if number <= announced:
        paths.append((rf"/channels/{club.news.id}/messages$", number))
    else:
        paths.append((rf"/channels/{club.news.id}/messages/\d+/crosspost$", number - announced))
    if number == 1:
        paths.append((rf"/channels/{club.forum.id}/threads$", 1))
    return [faults.add(path=path, kind="hold", when=when, after_hits=hits - 1) for path, hits in paths]


async def hold_in_forum(issue: Issue, opening: Fault, number: int, when: When) -> list[Fault]:
    """Keep the n-th request of the forum's post, whose thread is known once it is open."""
    await opening.reached.wait()
    (thread,) = issue.threads()
    path, faults = rf"/channels/{thread.id}/messages$", issue.club.bot.discord.faults
    kept = [faults.add(path=path, kind="hold", when=when, after_hits=number - 2)]
    opening.release()
    return kept if number <= PARTS["forum", LONG] else []


async def kill_at(bot: ChildBot, issue: Issue, number: int, when: When) -> None:
    ...


@pytest.mark.parametrize("number", range(1, MOST_REQUESTS + 1))
@pytest.mark.parametrize("pause", ["at once", "after five minutes"])
async def test_killed_at_any_request_of_a_post_every_part_stands_once_and_in_order(
    bot: ChildBot, number: int, pause: str
) -> None:
    """One server is hit before Discord carries the request out, the other one after."""
    issues = {when: await due_issue(bot, f"Killed {when}") for when in ("before", "after")}
    held = [fault for when, issue in issues.items() for fault in hold(issue, number, when)]
    if number > 1:
        openings = {
            when: bot.discord.faults.add(path=rf"/channels/{issue.club.forum.id}/threads$", kind="hold", when="after")
            for when, issue in issues.items()
        }
    await bot.start()
    if number > 1:
        for when, issue in issues.items():
            held += await hold_in_forum(issue, openings[when], number, when)
    for fault in held:
        await fault.reached.wait()
    await bot.kill()
    if pause == "after five minutes":
        bot.stay_down_for_five_minutes()
    await bot.start()
    for issue in issues.values():
        await issue.arrive()
        assert not issue.notices()
