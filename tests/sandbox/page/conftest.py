import asyncio
import shutil
from collections.abc import AsyncGenerator, Generator
from dataclasses import dataclass
from functools import partial

import pytest
import pytest_asyncio
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route
from playwright.async_api import Browser, Locator, Page, async_playwright, expect

from bot.sandbox.page import add_page
from bot.sandbox.permissions import Permission
from bot.sandbox.records import ChannelRecord, GuildRecord, MemberRecord
from bot.sandbox.server import Sandbox
from tests.sandbox.page.tiny_bot import TinyBot

ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class Process:
    """A bot's process of which only the state matters."""

    def __init__(self) -> None:
        self.pid: int | None = 4321

    @property
    def running(self) -> bool:
        return self.pid is not None

    async def kill(self) -> None:
        self.pid = None

    async def start(self) -> None:
        self.pid = 4322


@dataclass
class Club:
    """A guild with three people and a channel, as the page shows it."""

    sandbox: Sandbox
    page: Page
    guild: GuildRecord
    channel: ChannelRecord
    ada: MemberRecord
    mo: MemberRecord
    lin: MemberRecord

    async def open(self, person: MemberRecord, channel: ChannelRecord | None = None) -> None:
        """Look at a channel as one of the people."""
        there = (channel or self.channel).id
        await self.page.goto("about:blank")
        await self.page.goto(f"{self.sandbox.url}/#as={person.id}&channel={there}")
        await expect(self.page.get_by_label("You are")).to_have_value(str(person.id))
        await expect(self.page.get_by_role("heading", level=1)).to_be_visible()

    async def type(self, text: str) -> None:
        """Write into the box and send it."""
        await self.page.get_by_label("Message or command").fill(text)
        await self.page.get_by_role("button", name="Send", exact=True).click()

    async def run(self, command: str) -> None:
        """Run a command that takes no options, or none that are required."""
        await self.type(command)
        await self.page.get_by_role("button", name="Run", exact=True).click()

    @property
    def last(self) -> Locator:
        """The newest message."""
        return self.page.locator("article").last


@pytest.fixture(scope="session")
def chromium() -> str:
    """Where Chromium is; tests that need it are skipped without it."""
    found = shutil.which("chromium")
    if found is None:
        pytest.skip("no chromium on this machine")
    return found


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser(chromium: str) -> AsyncGenerator[Browser]:
    """A browser without windows."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def sandbox() -> AsyncGenerator[Sandbox]:
    """A sandbox with the page, and a bot on it."""
    sandbox = await Sandbox.start(extras=[partial(add_page, process=Process())])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Route, "BASE", sandbox.api_url)
        gateway = yarl.URL(sandbox.url.replace("http", "ws") + "/")
        patch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", gateway)
        async with TinyBot() as bot:
            running = asyncio.create_task(bot.start(sandbox.token))
            await bot.wait_for("ready", timeout=10)
            yield sandbox
        await running
        await sandbox.close()


@pytest_asyncio.fixture(loop_scope="module")
async def page(browser: Browser) -> AsyncGenerator[Page]:
    """A fresh page; whatever it complains of fails the test."""
    context = await browser.new_context(viewport={"width": 1200, "height": 800}, timezone_id="Europe/Berlin")
    page = await context.new_page()
    page.set_default_timeout(5000)
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    yield page
    await context.close()
    assert complaints == []


@pytest.fixture
def club(sandbox: Sandbox, page: Page) -> Generator[Club]:
    """A guild that lasts for one test, so that tests do not see one another's messages."""
    world = sandbox.world
    guild = world.add_guild("Exosome Club")
    ada = world.add_person(guild, "Ada", permissions=int(Permission.MANAGE_GUILD | Permission.MANAGE_MESSAGES))
    mo = world.add_person(guild, "Mo", permissions=int(Permission.MANAGE_MESSAGES))
    lin = world.add_person(guild, "Lin")
    yield Club(sandbox, page, guild, world.add_channel(guild, "general"), ada, mo, lin)
    world.remove_guild(guild)
