"""How long the bot takes to be ready and how much memory, beside a bare discord.py bot; how soon it answers.

Run: python -m tests.bench.beside_bare_bot [ROUNDS]
"""

import asyncio
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import psutil

from bot import app
from bot.clock import Clock
from bot.journeys.setup import Wish
from bot.model import Actor, Article
from bot.sandbox.records import ChannelRecord, GuildRecord, MemberRecord
from bot.sandbox.server import Sandbox
from bot.sandbox.user import User
from bot.store.connection import Writer
from tests.bench.archive import fill
from tests.bench.generated import Generator

ENTRIES = 5_000
QUESTIONS = 200

_BARE = """
import asyncio, os, sys
import discord, yarl
from discord.ext import commands
from discord.gateway import DiscordWebSocket
from discord.http import Route

Route.BASE = os.environ["DISCORD_API_URL"]

class Bare(commands.AutoShardedBot):
    async def setup_hook(self):
        await self.tree.sync()

    async def on_ready(self):
        print("Connected", file=sys.stderr, flush=True)

bot = Bare(command_prefix=commands.when_mentioned, help_command=None, intents=discord.Intents(guilds=True))

@bot.tree.command(name="digest", description="One command")
async def digest(interaction):
    await interaction.response.send_message("Here")

asyncio.run(bot.start(os.environ["DISCORD_TOKEN"]))
"""


class Start(NamedTuple):
    """Seconds from the start of the process until it was ready, and its resident megabytes then."""

    seconds: float
    megabytes: float


class Club(NamedTuple):
    """A server with a channel and a member."""

    guild: GuildRecord
    channel: ChannelRecord
    member: MemberRecord


async def measure(rounds: int) -> None:
    """Start both bots in turn, then ask the one with the archive."""
    with tempfile.TemporaryDirectory() as folder:
        sandbox = await Sandbox.start()
        club = _club(sandbox)
        database = Path(folder) / "digest.db"
        made = Generator(ENTRIES)
        articles = [made.article() for _ in range(ENTRIES)]
        await _prepare(database, club, articles)
        environment = {
            **os.environ,
            "DISCORD_TOKEN": sandbox.token,
            "DISCORD_API_URL": sandbox.api_url,
            "DIGEST_DATABASE": str(database),
        }
        bare = [await _start([sys.executable, "-c", _BARE], environment) for _ in range(rounds)]
        ours = [await _start([sys.executable, "-m", "bot", "run"], environment) for _ in range(rounds)]
        _report("bare bot", bare)
        _report("digest bot", ours)
        more = statistics.median(one.seconds for one in ours) - statistics.median(one.seconds for one in bare)
        memory = max(one.megabytes for one in ours) - max(one.megabytes for one in bare)
        print(f"ready {more:+.2f} s and {memory:+.1f} MB beside the bare bot (aims: at most +1.5 s, +30 MB)")
        queries = [made.query(articles[at], typo=typo) for at, typo in ((100, False), (200, True))]
        await _ask(sandbox, club, environment, queries)
        await sandbox.close()


def _club(sandbox: Sandbox) -> Club:
    guild = sandbox.world.add_guild("Bench")
    return Club(guild, sandbox.world.add_channel(guild, "chat"), sandbox.world.add_person(guild, "Lin"))


async def _prepare(database: Path, club: Club, articles: Sequence[Article]) -> None:
    """A publication with its archive, and nothing due for the next days."""
    async with app.opened(database) as opened:
        admin = Actor(user_id=1, guild_id=club.guild.id, manages_server=True)
        weekday = (Clock().now().weekday() + 3) % 7
        wish = Wish(
            name="Bench",
            channel_id=club.channel.id,
            channel_kind="text",
            weekday=weekday,
            time="09:00",
            timezone="UTC",
        )
        status, _ = await app.journeys_of(opened, Clock()).setup.save(admin, wish)

        async def archive(tx: Writer) -> None:
            await fill(tx, status.publication.id, articles)

        await opened.write(archive)


async def _start(command: Sequence[str], environment: dict[str, str]) -> Start:
    began = time.monotonic()
    process = await _until_ready(command, environment)
    ready = time.monotonic() - began
    megabytes = psutil.Process(process.pid).memory_info().rss / 2**20
    process.terminate()
    await process.wait()
    return Start(ready, megabytes)


async def _until_ready(command: Sequence[str], environment: dict[str, str]) -> asyncio.subprocess.Process:
    process = await asyncio.create_subprocess_exec(*command, env=environment, stderr=asyncio.subprocess.PIPE)
    assert process.stderr is not None
    async for line in process.stderr:
        if b"Connected" in line:
            return process
    raise SystemExit(f"{command[1:3]} ended before it was ready")


def _report(name: str, starts: Sequence[Start]) -> None:
    seconds = ", ".join(f"{one.seconds:.2f}" for one in starts)
    megabytes = ", ".join(f"{one.megabytes:.1f}" for one in starts)
    print(f"{name}: ready after {seconds} s; {megabytes} MB resident")


async def _ask(sandbox: Sandbox, club: Club, environment: dict[str, str], queries: Sequence[str]) -> None:
    process = await _until_ready([sys.executable, "-m", "bot", "run"], environment)
    member = sandbox.user(club.guild, club.member)
    try:
        await _answers(member, club.channel, "digest", {})
        for query in queries:
            await _answers(member, club.channel, "search", {"query": query})
        megabytes = psutil.Process(process.pid).memory_info().rss / 2**20
        print(f"{megabytes:.1f} MB resident after {QUESTIONS * (1 + len(queries))} answers")
    finally:
        process.terminate()
        await process.wait()


async def _answers(member: User, channel: ChannelRecord, command: str, options: dict[str, str]) -> None:
    first: list[float] = []
    whole: list[float] = []
    for _ in range(QUESTIONS):
        began = time.monotonic()
        reply = await member.slash(channel, command, **options)
        whole.append(time.monotonic() - began)
        first.append(reply.acknowledged_in)
    said = " ".join((command, *options.values()))
    print(f"/{said}: first response {_spread(first)}; whole answer {_spread(whole)}, {ENTRIES} entries")


def _spread(seconds: Sequence[float]) -> str:
    ordered = sorted(seconds)
    return f"p50 {ordered[len(ordered) // 2] * 1000:.0f} ms, p99 {ordered[int(len(ordered) * 0.99)] * 1000:.0f} ms"


if __name__ == "__main__":
    asyncio.run(measure(int(sys.argv[1]) if len(sys.argv) > 1 else 3))
