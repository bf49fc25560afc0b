"""One digest of three parts into thousands of channels: time over the floor, 429s, memory, searches meanwhile.

Run: python -m tests.bench.many_channels [CHANNELS [GUILDS]]   (2000 channels in 500 guilds by default)

The first round runs with Discord's limits on and the default setting; the floor is one request in a fiftieth of a
second. The second round, a tenth as large, runs without limits, beside a bare loop of channel.send in discord.py.
"""

import asyncio
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import psutil

from bot import app
from bot.clock import Clock
from bot.journeys.setup import Wish
from bot.model import Actor, Article, Channel
from bot.sandbox.limits import Limits
from bot.sandbox.records import ChannelRecord, GuildRecord, MemberRecord
from bot.sandbox.server import Sandbox
from bot.store import publications
from bot.store.connection import Writer
from tests.bench.archive import fill
from tests.bench.generated import Generator

PER_SECOND = 50
ENTRIES = 27  # which make three parts
PARTS = 3
ARCHIVE = 2_000
PAUSE = 0.2  # seconds between two searches

_BARE = """
import asyncio, os, sys, time
import discord, yarl
from discord import ui
from discord.gateway import DiscordWebSocket
from discord.http import Route

Route.BASE = os.environ["DISCORD_API_URL"]

class Bare(discord.AutoShardedClient):
    async def on_ready(self):
        print("Connected", file=sys.stderr, flush=True)
        began = time.monotonic()
        sent = 0
        for number in range(3):
            for guild in self.guilds:
                for channel in guild.text_channels:
                    view = ui.LayoutView(timeout=None)
                    view.add_item(ui.Container(*(ui.TextDisplay(text) for text in TEXTS)))
                    await channel.send(view=view)
                    sent += 1
        print(f"RATE {sent / (time.monotonic() - began):.1f}", file=sys.stderr, flush=True)
        await self.close()

TEXTS = ["x" * 380] * 9
asyncio.run(Bare(intents=discord.Intents(guilds=True), max_messages=None).start(os.environ["DISCORD_TOKEN"]))
"""


class Earlier(Clock):
    """A clock that stands a week and a day ago."""

    def now(self):
        return super().now() - timedelta(days=8)


class World:
    """A sandbox with many guilds, and a database whose one publication goes into all their channels."""

    def __init__(self, folder: Path, sandbox: Sandbox, channels: int, guilds: int) -> None:
        self.sandbox = sandbox
        self.database = folder / f"{channels}.db"
        self.guilds: list[GuildRecord] = [sandbox.world.add_guild(f"Guild {number}") for number in range(guilds)]
        self.channels: list[tuple[GuildRecord, ChannelRecord]] = []
        for number in range(channels):
            guild = self.guilds[number % guilds]
            self.channels.append((guild, sandbox.world.add_channel(guild, f"digest-{number}")))
        self.reader: MemberRecord = sandbox.world.add_person(self.guilds[0], "Lin")

    async def prepare(self) -> None:
        """Set the publication up, with an archive, and an issue of three parts that is due."""
        owner, first = self.channels[0]
        due = Clock().now() - timedelta(minutes=1)
        admin = Actor(user_id=1, guild_id=owner.id, manages_server=True, manages_messages=True)
        wish = Wish(
            name="Bench",
            channel_id=first.id,
            channel_kind="text",
            weekday=due.weekday(),
            time=f"{due:%H:%M}",
            timezone="UTC",
        )
        made = Generator(ARCHIVE)
        async with app.opened(self.database) as database:
            status, _ = await app.journeys_of(database, Earlier()).setup.save(admin, wish)
            publication = status.publication
            public = publication.model_copy(update={"public": True})

            async def work(tx: Writer) -> None:
                await publications.update(tx, public)
                for guild, channel in self.channels:
                    await publications.put_channel(tx, _row(publication.id, guild, channel))
                await fill(tx, publication.id, [made.article() for _ in range(ARCHIVE)])

            await database.write(work)
            submissions = app.journeys_of(database, Earlier()).submissions
            for number in range(ENTRIES):
                await submissions.submit_article(admin, publication.id, _article(number))

    def environment(self, **settings: str) -> dict[str, str]:
        """What the bot is started with."""
        own = {
            "DISCORD_TOKEN": self.sandbox.token,
            "DISCORD_API_URL": self.sandbox.api_url,
            "DIGEST_DATABASE": str(self.database),
            "DIGEST_LOG_LEVEL": "WARNING",
        }
        return {**os.environ, **own, **settings}

    def posted(self) -> int:
        """How many messages stand in all channels."""
        return sum(len(channel.messages) for _, channel in self.channels)


def _row(publication_id: int, guild: GuildRecord, channel: ChannelRecord) -> Channel:
    return Channel(
        publication_id=publication_id, channel_id=channel.id, guild_id=guild.id, kind="text", format="compact"
    )


def _article(number: int) -> Article:
    return Article(title=f"Paper {number} " + "on a matter of some length " * 9, takeaway="What it says. " * 11)


async def limited(folder: Path, channels: int, guilds: int) -> None:
    """The round with Discord's limits on."""
    sandbox = await Sandbox.start(limits=Limits(enforce=True), exchanges=5 * PARTS * channels)
    world = World(folder, sandbox, channels, guilds)
    await world.prepare()
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "bot", "run", env=world.environment())
    resident = psutil.Process(process.pid).memory_info
    await sandbox.until(lambda: world.posted() > 0, 120)
    began, before = time.monotonic(), resident().rss
    searches, largest = await _search_until(world, PARTS * channels, resident)
    took = time.monotonic() - began
    floor = (PARTS * channels - 1) / PER_SECOND
    refused = sum(one.status == 429 for one in sandbox.exchanges)
    print(f"{PARTS * channels} messages into {channels} channels: {took:.1f} s, {took / floor:.3f} of the floor")
    print(f"429s: {refused}; memory {before / 2**20:.0f} MB, grown by {(largest - before) / 2**20:.1f} MB at most")
    print(f"/search meanwhile ({len(searches)}): {_spread(searches)} for the whole answer")
    process.terminate()
    await process.wait()
    doubled = [channel.id for _, channel in world.channels if len(channel.messages) != PARTS]
    print(f"channels without exactly {PARTS} messages: {len(doubled)}")
    await sandbox.close()


async def _search_until(world: World, messages: int, resident: object) -> tuple[list[float], int]:
    reader = world.sandbox.user(world.guilds[0], world.reader)
    channel = world.channels[0][1]
    took: list[float] = []
    largest = 0
    while world.posted() < messages:
        began = time.monotonic()
        await reader.slash(channel, "search", query="papers of some length")
        took.append(time.monotonic() - began)
        largest = max(largest, resident().rss)  # type: ignore[operator]
        await asyncio.sleep(PAUSE)
    return took, largest


async def unlimited(folder: Path, channels: int, guilds: int) -> None:
    """The round without limits, beside a bare loop."""
    ours = await _our_rate(folder, channels, guilds)
    bare = await _bare_rate(folder, channels, guilds)
    print(f"without limits: {ours:.0f} messages/s; bare loop of channel.send {bare:.0f}; ratio {ours / bare:.2f}")


async def _our_rate(folder: Path, channels: int, guilds: int) -> float:
    sandbox = await Sandbox.start()
    world = World(folder, sandbox, channels, guilds)
    await world.prepare()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", env=world.environment(DISCORD_REQUESTS_PER_SECOND="10000")
    )
    await sandbox.until(lambda: world.posted() > 0, 120)
    began = time.monotonic()
    await sandbox.until(lambda: world.posted() >= PARTS * channels, 600)
    took = time.monotonic() - began
    process.terminate()
    await process.wait()
    await sandbox.close()
    return PARTS * channels / took


async def _bare_rate(folder: Path, channels: int, guilds: int) -> float:
    sandbox = await Sandbox.start()
    world = World(folder, sandbox, channels, guilds)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _BARE, env=world.environment(), stderr=asyncio.subprocess.PIPE
    )
    _, said = await process.communicate()
    await sandbox.close()
    return float(said.decode().split("RATE ")[1].split()[0])


def _spread(seconds: Sequence[float]) -> str:
    ordered = sorted(seconds)
    p99 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
    return f"p50 {statistics.median(ordered) * 1000:.0f} ms, p99 {p99 * 1000:.0f} ms"


async def main(channels: int, guilds: int) -> None:
    """Both rounds."""
    with tempfile.TemporaryDirectory() as folder:
        await limited(Path(folder), channels, guilds)
        await unlimited(Path(folder), max(10, channels // 10), max(5, guilds // 10))


if __name__ == "__main__":
    numbers = [int(argument) for argument in sys.argv[1:3]]
    asyncio.run(main(*(numbers + [2000, 500][len(numbers) :])))
