"""The bot as a process of its own, killed with SIGKILL in mid-post and started again: every part stands once."""

import asyncio
import sqlite3
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, closing
from datetime import timedelta
from pathlib import Path

import pytest
from clubs import RunningBot, found_club
from posts import LONG, PARTS, Issue

from bot.model import ChannelKind
from bot.sandbox.faults import Fault, When
from bot.sandbox.limits import Limits
from bot.sandbox.records import ChannelRecord
from bot.sandbox.server import Sandbox
from bot.tryout import BotProcess

EVERYWHERE: tuple[ChannelKind, ...] = ("text", "announcement", "forum")
MOST_REQUESTS = 2 * PARTS["announcement", LONG]  # each of its parts is sent and published
DUE = timedelta(minutes=1)
TIMES: tuple[When, ...] = ("before", "after")


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


@asynccontextmanager
async def child_bot(folder: Path) -> AsyncGenerator[ChildBot]:
    """A Discord, and the bot that is to be started on it."""
    limits = Limits()
    discord = await Sandbox.start(limits=limits)
    bot = ChildBot(discord, folder / "digest.db", limits)
    try:
        yield bot
    finally:
        await bot.kill()
        await discord.close()


@pytest.fixture
async def bot(tmp_path: Path) -> AsyncGenerator[ChildBot]:
    async with child_bot(tmp_path) as bot:
        yield bot


async def due_issue(bot: ChildBot, name: str = "Exosome Club") -> Issue:
    """An issue that is due, for a server of its own with a channel of each kind."""
    issue = Issue(found_club(bot, name), bot.database, EVERYWHERE, LONG)
    await issue.prepare(DUE)
    return issue


class Hold:
    """Keeps the n-th request of an issue's post in each channel that takes so many; they run from 1."""

    def __init__(self, issue: Issue, number: int, when: When) -> None:
        self._issue = issue
        self._number = number
        self._when: When = when
        self._faults = issue.club.bot.discord.faults
        self._opening: Fault | None = None
        self._held = [self._hold(path, count) for path, count in self._paths()]
        if "forum" in issue.kinds and 1 < number <= PARTS["forum", LONG]:
            self._opening = self._faults.add(path=_path(issue.club.forum, "threads"), kind="hold", when="after")

    def _paths(self) -> list[tuple[str, int]]:
        club, number, announced = self._issue.club, self._number, PARTS["announcement", LONG]
        paths = [(_path(club.digest, "messages"), number)] if number <= PARTS["text", LONG] else []
        if "forum" in self._issue.kinds and number == 1:
            paths.append((_path(club.forum, "threads"), 1))
        if number <= announced:
            return [*paths, (_path(club.news, "messages"), number)]
        return [*paths, (_path(club.news, r"messages/\d+/crosspost"), number - announced)]

    def _hold(self, path: str, number: int) -> Fault:
        return self._faults.add(path=path, kind="hold", when=self._when, after_hits=number - 1)

    async def reached(self) -> None:
        """Wait until all of them are kept."""
        async with asyncio.timeout(20):
            await self._reached()

    async def _reached(self) -> None:
        if self._opening is not None:  # whose thread is known only once it is open
            await self._opening.reached.wait()
            (thread,) = self._issue.threads()
            self._held.append(self._hold(_path(thread, "messages"), self._number - 1))
            self._opening.release()
        for fault in self._held:
            await fault.reached.wait()

    def release(self) -> None:
        """Let them go on."""
        for fault in self._held:
            fault.release()


def _path(channel: ChannelRecord, what: str) -> str:
    return rf"/channels/{channel.id}/{what}$"


async def killed_once(folder: Path, number: int, pause: str) -> None:
    """Kill it at one request: in one server before Discord carries the request out, in another after."""
    folder.mkdir()
    async with child_bot(folder) as bot:
        issues: dict[When, Issue] = {
            when: await due_issue(bot, f"killed {when} request {number}") for when in TIMES
        }
        holds = [Hold(issue, number, when) for when, issue in issues.items()]
        await bot.start()
        for hold in holds:
            await hold.reached()
        await bot.kill()
        if pause == "after five minutes":
            bot.stay_down_for_five_minutes()
        await bot.start()
        for issue in issues.values():
            await issue.arrive()
            assert not issue.notices()


@pytest.mark.parametrize("pause", ["at once", "after five minutes"])
async def test_killed_at_any_request_of_a_post_every_part_stands_once_and_in_order(
    tmp_path: Path, pause: str
) -> None:
    numbers = range(1, MOST_REQUESTS + 1)
    await asyncio.gather(*(killed_once(tmp_path / str(number), number, pause) for number in numbers))


async def test_killed_twice_in_a_row_at_the_same_request_every_part_stands_once(bot: ChildBot) -> None:
    issues: dict[When, Issue] = {when: await due_issue(bot, f"killed {when}") for when in TIMES}
    holds = [Hold(issue, 2, when) for when, issue in issues.items()]
    await bot.start()
    for hold in holds:
        await hold.reached()
    await bot.kill()
    again = [
        bot.discord.faults.add(path=_path(place, "messages"), kind="hold", when=when)
        for when, issue in issues.items()
        for place in (issue.club.digest, issue.club.news, *issue.threads())
    ]
    await bot.start()
    async with asyncio.timeout(20):
        for fault in again:
            await fault.reached.wait()
    await bot.kill()
    await bot.start()
    for issue in issues.values():
        await issue.arrive()
        assert not issue.notices()


async def test_killed_right_after_it_was_started_it_posts_at_the_next_start(bot: ChildBot) -> None:
    issue = await due_issue(bot)
    login = bot.discord.faults.add(method="GET", path="/users/@me$", kind="hold")
    await bot.begin()
    await bot.kill()
    await bot.begin()
    await login.reached.wait()
    await bot.kill()
    login.release()
    await bot.start()
    await bot.kill()
    await bot.start()
    await issue.arrive()
    assert not issue.notices()


async def test_killed_as_soon_as_a_message_stands_every_part_stands_once(bot: ChildBot) -> None:
    issue = await due_issue(bot)
    for count in (1, 4, 7):
        await bot.begin()
        await bot.discord.until(lambda count=count: standing(issue) >= count, 20)
        await bot.kill()
    await bot.start()
    await issue.arrive()
    assert not issue.notices()


def standing(issue: Issue) -> int:
    return sum(len(issue.stands(kind)) for kind in EVERYWHERE)


async def test_a_request_that_arrives_after_its_sender_was_killed_doubles_nothing(bot: ChildBot) -> None:
    """It has its nonce, so it does not matter which of the two comes first; a forum's post has none."""
    issue = Issue(found_club(bot, "Exosome Club"), bot.database, ("text", "announcement"), LONG)
    await issue.prepare(DUE)
    holds = [Hold(issue, number, "before") for number in (1, 4)]
    await bot.start()
    await holds[0].reached()
    await bot.kill()
    await bot.start()
    await bot.discord.until(lambda: len(issue.stands("text")) == 3)
    for hold in holds:
        hold.release()
    await issue.arrive()
    assert not issue.notices()
