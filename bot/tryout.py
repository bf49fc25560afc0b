"""`digest-bot sandbox`: the real bot, as a process of its own, on a loopback Discord with the sample archive."""

import asyncio
import ctypes
import logging
import os
import signal
import sys
import tempfile
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, nullcontext
from functools import partial
from pathlib import Path

from bot import app, samples
from bot.errors import SettingsError
from bot.sandbox.page import add_page
from bot.sandbox.permissions import Permission
from bot.sandbox.records import ChannelType
from bot.sandbox.server import Sandbox
from bot.sandbox.world import World

log = logging.getLogger(__name__)

PORTS_TRIED = 50
STOP_SECONDS = 5.0
PR_SET_PDEATHSIG = 1  # of prctl(2)


async def run(port: int, database: Path | None) -> None:
    """Serve the sandbox until told to stop; `port` is the first that is tried, 0 means any."""
    with tempfile.TemporaryDirectory(prefix="digest-sandbox-") as folder:
        path = database or Path(folder) / "digest.db"
        process = BotProcess(path)
        async with _sandbox(port, process) as sandbox:
            is_new = await _furnish(sandbox.world, path)
            process.connect_to(sandbox)
            try:
                await process.start()
                greeting = _GREETING if is_new else _GREETING_AGAIN
                print(greeting.format(url=sandbox.url, database=path), flush=True)  # noqa: T201
                await app.until_stopped(process.watch())
            finally:
                await process.stop()


_GREETING = """
The sandbox is a Discord of its own on this machine. Open {url} in a browser:
the digest of this week is about to be posted in #digest. Pick who you are, and type commands.
The archive is kept in {database}. Press Ctrl-C to end.
"""

_GREETING_AGAIN = """
The sandbox is a Discord of its own on this machine. Open {url} in a browser.
The archive in {database} was there already, so no digest is about to be posted: pick who you are, suggest a paper
with /submit, and post it as a moderator with /desk publish. Press Ctrl-C to end.
"""


class BotProcess:
    """The bot as a child process, so that killing and restarting it are real.

    Its log goes where this program's goes, or into a file.
    """

    def __init__(self, database: Path, log: Path | None = None) -> None:
        self._log = log
        self._environment = {**os.environ, "DIGEST_DATABASE": str(database)}
        self._child: asyncio.subprocess.Process | None = None
        self._changed: asyncio.Event = asyncio.Event()

    def connect_to(self, sandbox: Sandbox) -> None:
        """Have the bot speak to this sandbox, whatever the operator has set for Discord itself."""
        self._environment |= {"DISCORD_TOKEN": sandbox.token, "DISCORD_API_URL": sandbox.api_url}

    @property
    def running(self) -> bool:
        """Whether the process lives."""
        return self._child is not None and self._child.returncode is None

    @property
    def pid(self) -> int | None:
        """Its number, while it lives."""
        return self._child.pid if self._child is not None and self.running else None

    async def start(self) -> None:
        """Start the bot, unless it runs."""
        if not self.running:
            with self._log.open("ab") if self._log is not None else nullcontext() as log:
                self._child = await asyncio.create_subprocess_exec(
                    sys.executable,
                    "-m",
                    "bot",
                    "run",
                    env=self._environment,
                    stderr=log,
                    preexec_fn=_follow_parent,
                )
            self._changed.set()

    async def kill(self) -> None:
        """End the bot at once, as a power cut would."""
        await self._end("kill", STOP_SECONDS)

    async def stop(self) -> None:
        """Ask the bot to end, and insist after some seconds."""
        await self._end("terminate", STOP_SECONDS)

    async def watch(self) -> None:
        """Say when the bot has ended and how to start it again; never returns."""
        while True:
            self._changed.clear()
            if self._child is not None and self.running:
                code = await self._child.wait()
                log.warning("The bot has ended with code %s. The page has a button to start it again.", code)
            await self._changed.wait()

    async def _end(self, how: str, patience: float) -> None:
        if self._child is None or not self.running:
            return
        getattr(self._child, how)()
        try:
            async with asyncio.timeout(patience):
                await self._child.wait()
        except TimeoutError:
            self._child.kill()
            await self._child.wait()


def _follow_parent() -> None:
    """Have Linux end the bot when the sandbox is killed; elsewhere it goes on and finds no Discord any more."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


@asynccontextmanager
async def _sandbox(port: int, process: BotProcess) -> AsyncGenerator[Sandbox]:
    sandbox = await _first_free(port, process)
    try:
        yield sandbox
    finally:
        await sandbox.close()


async def _first_free(port: int, process: BotProcess) -> Sandbox:
    extras = [partial(add_page, process=process)]
    for candidate in range(port, min(port + PORTS_TRIED, 2**16)) if port else [0]:
        try:
            return await Sandbox.start(candidate, extras=extras)
        except OSError:
            log.info("Port %d is taken.", candidate)
    raise SettingsError(f"No port from {port} on is free; give another one with --port.")


async def _furnish(world: World, database: Path) -> bool:
    """A server with one channel of each kind, an admin, a moderator and a member, and a digest that is due.

    Whether the archive is new.
    """
    with world.same_ids_every_time():
        # A database that is kept knows the server and its channels again.
        places = _made(world)
    return await samples.fill(database, places)


def _made(world: World) -> samples.Places:
    guild = world.add_guild("Exosome Club")
    editors = world.add_role(guild, "Editors", int(Permission.MANAGE_MESSAGES))
    readers = world.add_role(guild, "Digest readers", mentionable=True)
    ada = world.add_person(
        guild, "Ada (admin)", permissions=int(Permission.MANAGE_GUILD | Permission.MANAGE_MESSAGES)
    )
    mo = world.add_person(guild, "Mo (moderator)", roles=[editors])
    world.add_person(guild, "Lin (member)", roles=[readers])
    digest = world.add_channel(guild, "digest")
    news = world.add_channel(guild, "announcements", ChannelType.ANNOUNCEMENT)
    forum = world.add_channel(guild, "issues", ChannelType.FORUM)
    desk = world.add_channel(guild, "editors-desk")
    chat = world.add_channel(guild, "general")
    world.post(chat, ada, "Welcome! This server lives on your machine only. Try /digest, /search BBB or /submit.")
    world.post(chat, mo, "Worth a look for the next issue? https://doi.org/10.1038/sj.leu.2404296")
    return samples.Places(
        guild_id=guild.id,
        admin_id=ada.id,
        moderator_id=mo.id,
        channel_id=digest.id,
        announcement_id=news.id,
        forum_id=forum.id,
        role_id=readers.id,
        moderators_role=editors.id,
        moderators_channel=desk.id,
    )
