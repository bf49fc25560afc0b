import importlib.util
import sys
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import discord
import pytest
import pytest_asyncio
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.sandbox.limits import Limits
from bot.sandbox.permissions import Permission
from bot.sandbox.records import ChannelRecord, GuildRecord, MemberRecord
from bot.sandbox.server import Sandbox
from bot.sandbox.user import User
from bot.sandbox.world import World
from tests.sandbox.clients import Client, running

CONFORMANCE = Path(__file__).parents[3] / "shared" / "discord" / "discord_conformance.py"

Records = list[dict[str, Any]]
Check = Callable[[Records], list[str]]


@pytest.fixture(scope="session")
def conformance() -> Check | None:
    """What is wrong with recorded exchanges by Discord's own document; None where that is not at hand."""
    if not CONFORMANCE.exists():
        return None
    spec = importlib.util.spec_from_file_location("discord_conformance", CONFORMANCE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    checker = module.Checker()

    def check(records: Records) -> list[str]:
        found = checker.check_all(records, warnings=False)
        return [
            f"{records[at]['method']} {records[at]['path']}: {one}" for at, one in found if one.severity == "error"
        ]

    return check


@pytest.fixture
def limits() -> Limits:
    """How strict the sandbox is; a test may change it while it runs."""
    return Limits()


@pytest.fixture
def kept_exchanges() -> int:
    """How many exchanges are kept, and checked in the end."""
    return 1000


@pytest_asyncio.fixture
async def sandbox(
    monkeypatch: pytest.MonkeyPatch, limits: Limits, kept_exchanges: int, conformance: Check | None
) -> AsyncGenerator[Sandbox]:
    """A sandbox that discord.py is pointed at; whatever was exchanged with it has to conform."""
    opened = await Sandbox.start(limits=limits, exchanges=kept_exchanges)
    monkeypatch.setattr(Route, "BASE", opened.api_url)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(opened.url).with_scheme("ws") / "")
    yield opened
    await opened.close()
    if conformance is not None:
        assert conformance([one.record() for one in opened.exchanges]) == []


@dataclass(repr=False)
class Scene:
    """A guild with a member and a moderator, and a client that is ready in it."""

    sandbox: Sandbox
    client: Client
    guild: GuildRecord
    channel: ChannelRecord
    mia: User
    mod: User

    @property
    def world(self) -> World:
        return self.sandbox.world

    @property
    def bot(self) -> MemberRecord:
        """The bot as a member."""
        return self.guild.members[self.sandbox.bot_id]

    @property
    def here(self) -> discord.TextChannel:
        """The channel as discord.py has it."""
        return self.client.channel(self.channel.id)

    async def caught_up(self) -> None:
        """Wait until the client has taken in all that the gateway has told so far."""
        await self.mia.slash(self.channel, "say", text="are you there?")

    def texts(self) -> list[str]:
        """What everybody reads in the channel."""
        return [message.text for message in self.world.messages(self.channel)]


@pytest_asyncio.fixture
async def scene(sandbox: Sandbox) -> AsyncGenerator[Scene]:
    """The scene, with the client's commands synced."""
    world = sandbox.world
    guild = world.add_guild("Readers")
    channel = world.add_channel(guild, "general")
    mia = sandbox.user(guild, world.add_person(guild, "mia"))
    mod = sandbox.user(guild, world.add_person(guild, "mod", permissions=Permission.MANAGE_MESSAGES))
    async with running(sandbox, Client()) as client:
        yield Scene(sandbox, client, guild, channel, mia, mod)
