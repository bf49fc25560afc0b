"""The real bot on the sandbox: one of both for each file of tests, and a server of its own for each test."""

import logging
from collections.abc import AsyncGenerator, Generator
from functools import partialmethod

import pytest
from discord.state import ConnectionState

from bot.sandbox.server import Sandbox
from tests.conformance import Check
from tests.journeys.clubs import Club, RunningBot, found_club
from tests.journeys.forgery import Watch


@pytest.fixture(scope="module", autouse=True)
def _soon_ready() -> Generator[None]:
    """discord.py waits for servers for two seconds after the last one; the sandbox tells of all of them at once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ConnectionState, "__init__", partialmethod(ConnectionState.__init__, guild_ready_timeout=0.5))
        yield


@pytest.fixture(scope="module")
async def discord(conformance: Check | None) -> AsyncGenerator[Sandbox]:
    """A loopback Discord. Whatever was exchanged with it in all the tests has to conform to the real one."""
    sandbox = await Sandbox.start(exchanges=100_000)
    yield sandbox
    await sandbox.close()
    if conformance is not None:
        assert conformance([one.record() for one in sandbox.exchanges]) == []


@pytest.fixture(scope="module")
async def shared_bot(discord: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[RunningBot]:
    """The bot, connected. Tests keep apart by their servers."""
    bot = RunningBot(discord, tmp_path_factory.mktemp("shared") / "digest.db")
    await bot.start()
    yield bot
    await bot.stop()


@pytest.fixture
async def bot(shared_bot: RunningBot, discord: Sandbox) -> AsyncGenerator[RunningBot]:
    """The shared bot, on time and without faults."""
    yield shared_bot
    discord.faults.clear()
    shared_bot.clock.back_to_the_present()
    if not shared_bot.running:
        await shared_bot.start()


@pytest.fixture
async def club(bot: RunningBot) -> Club:
    """A server whose publication comes out on Wednesdays at 09:00 in Berlin, into #digest."""
    club = found_club(bot, "Exosome Club")
    await club.set_up()
    return club


@pytest.fixture
def empty_club(bot: RunningBot) -> Club:
    """A server in which nothing is set up."""
    return found_club(bot, "New Club")


@pytest.fixture
def watch(bot: RunningBot, caplog: pytest.LogCaptureFixture) -> Generator[Watch]:
    """Whatever happens in the test: Discord finds no request malformed, and the log tells of no error."""
    watch = Watch(bot)
    yield watch
    assert watch.refused() == []
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []
