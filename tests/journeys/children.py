"""The bot as a process of its own, which can be killed, and requests of it that are kept back."""

import asyncio
import secrets
import sqlite3
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, closing
from datetime import timedelta
from pathlib import Path

from bot.sandbox.faults import Fault, When
from bot.sandbox.limits import Limits
from bot.sandbox.records import ChannelRecord
from bot.sandbox.server import Sandbox
from bot.tryout import BotProcess
from tests.journeys.clubs import RunningBot, found_club
from tests.journeys.posts import HEADS, LONG, PARTS, Issue, Kind

EVERYWHERE: tuple[Kind, ...] = ("text", "announcement", "forum", "threaded")
MOST_REQUESTS = PARTS["threaded", LONG] + 1  # its parts are sent, and the thread is opened
DUE = timedelta(minutes=1)
START_PATIENCE = 60.0  # seconds; several processes that start at once on a busy machine take their time


class ChildBot(RunningBot):
    """The bot as `python -m bot run` starts it."""

    def __init__(self, discord: Sandbox, database: Path, limits: Limits) -> None:
        super().__init__(discord, database)
        self._limits = limits
        self._log = database.with_name(f"{secrets.token_hex(4)}.log")
        self._process = BotProcess(database, self._log)
        self._process.connect_to(discord)
        self._read = 0
        self.second: ChildBot | None = None

    def twin(self) -> "ChildBot":
        """Another process on the same database."""
        return ChildBot(self.discord, self.database, self._limits)

    @property
    def pid(self) -> int:
        """The number of the process."""
        assert self._process.pid is not None
        return self._process.pid

    async def start(self) -> None:
        """Start the process and wait until it is connected."""
        known = len(self.discord.sessions)
        await self.begin()
        await self.discord.until(
            lambda: len(self.discord.sessions) > known and self.discord.connected, START_PATIENCE
        )

    async def begin(self) -> None:
        """Start the process."""
        await self._process.start()

    async def waiting(self) -> None:
        """Start the process, if it does not run, and wait until it says that another one leads."""
        await self.begin()
        await self.says(b"waits to take over")

    async def says(self, words: bytes) -> None:
        """Wait until the process writes these words into its log."""
        async with asyncio.timeout(20):
            while words not in self._new_lines():  # noqa: ASYNC110  a file has no event
                await asyncio.sleep(0.05)

    async def end(self) -> None:
        """Stop it as SIGTERM does."""
        await self._process.stop()

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        return self._process.running

    async def kill(self) -> None:
        """End it as a power cut would."""
        await self._process.kill()

    def stay_down_for_five_minutes(self) -> None:
        """Make it so long ago that Discord has forgotten every nonce."""
        self._limits.nonce_seconds = 0
        with closing(sqlite3.connect(self.database)) as database, database:
            database.execute("UPDATE deliveries SET first_claimed_at = first_claimed_at - 300000")
            database.execute("UPDATE desk_cards SET made_at = made_at - 300000")

    def _new_lines(self) -> bytes:
        with self._log.open("rb") as log:
            log.seek(self._read)
            written = log.read()
        self._read += len(written)
        return written


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
        if bot.second is not None:
            await bot.second.kill()
        await discord.close()


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
        self._openings: list[tuple[Kind, Fault, int]] = []  # with the number of the request within the thread
        self._held = [self._hold(path, count) for path, count in self._paths()]

    def _paths(self) -> list[tuple[str, int]]:
        club, number, announced = self._issue.club, self._number, PARTS["announcement", LONG]
        paths = [(requests(club.digest, "messages"), number)] if number <= PARTS["text", LONG] else []
        if number <= announced:
            paths.append((requests(club.news, "messages"), number))
        elif number <= 2 * announced:
            paths.append((requests(club.news, r"messages/\d+/crosspost"), number - announced))
        if "forum" in self._issue.kinds and number <= PARTS["forum", LONG]:
            paths += self._of_thread("forum", requests(club.forum, "threads"), number - 1)
        if "threaded" in self._issue.kinds:
            place, heads = self._issue.place("threaded"), HEADS[LONG]
            opening = requests(place, r"messages/\d+/threads")
            head = [(requests(place, "messages"), number)]
            paths += head if number <= heads else self._of_thread("threaded", opening, number - heads - 1)
        return paths

    def _of_thread(self, kind: Kind, opening: str, number: int) -> list[tuple[str, int]]:
        """Its opening itself, or a request in it: its address is known only once it is open."""
        if number == 0:
            return [(opening, 1)]
        self._openings.append((kind, self._faults.add(path=opening, kind="hold", when="after"), number))
        return []

    def _hold(self, path: str, number: int) -> Fault:
        return self._faults.add(path=path, kind="hold", when=self._when, after_hits=number - 1)

    async def reached(self) -> None:
        """Wait until all of them are kept."""
        async with asyncio.timeout(START_PATIENCE):
            await self._reached()

    async def _reached(self) -> None:
        for kind, opening, number in self._openings:
            await opening.reached.wait()
            (thread,) = self._issue.threads(kind)
            self._held.append(self._hold(requests(thread, "messages"), number))
            opening.release()
        for fault in self._held:
            await fault.reached.wait()

    def release(self) -> None:
        """Let them go on."""
        for fault in self._held:
            fault.release()


def requests(channel: ChannelRecord, what: str) -> str:
    return rf"/channels/{channel.id}/{what}$"
