from collections.abc import AsyncGenerator
from dataclasses import dataclass

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
from tests.conformance import Check
from tests.sandbox.clients import Client, running


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
