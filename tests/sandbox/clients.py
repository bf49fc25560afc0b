"""A small real bot on discord.py, with one command of each kind, to be run against the sandbox."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, cast

import discord
from discord import app_commands, ui

from bot.sandbox.server import Sandbox

Interaction = discord.Interaction[Any]
Command = app_commands.Command[Any, ..., Any]
Handler = Callable[[Interaction], Awaitable[None]]


class Client(discord.AutoShardedClient):
    """Answers /say, /ask, /pick, /desk open and "Quote"; `handlers` answer clicks and forms by custom_id."""

    def __init__(self, *, sync: bool = True) -> None:
        super().__init__(
            intents=discord.Intents(guilds=True),
            max_messages=None,
            chunk_guilds_at_startup=False,
            guild_ready_timeout=0.05,
        )
        self.tree = app_commands.CommandTree(self)
        self.handlers: dict[str, Handler] = {}
        self.told: asyncio.Queue[Any] = asyncio.Queue()
        self._sync = sync

    async def setup_hook(self) -> None:
        for command in (_say(self), _ask(self), _pick(), _quote()):
            self.tree.add_command(command)
        self.tree.add_command(_desk())
        if self._sync:
            await self.tree.sync()

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        self.told.put_nowait(guild.id)

    async def tells(self) -> Any:
        """The next thing that the client tells the test."""
        return await asyncio.wait_for(self.told.get(), 10)

    async def on_interaction(self, interaction: Interaction) -> None:
        handler = self.handlers.get(str(data_of(interaction).get("custom_id")))
        if handler is not None:
            await handler(interaction)

    def channel(self, channel_id: int) -> discord.TextChannel:
        """A text channel out of the client's own cache."""
        found = self.get_channel(channel_id)
        assert isinstance(found, discord.TextChannel)
        return found


def data_of(interaction: Interaction) -> dict[str, Any]:
    """What came with a click or a form."""
    return cast("dict[str, Any]", interaction.data or {})


@asynccontextmanager
async def running(sandbox: Sandbox, client: Client) -> AsyncGenerator[Client]:
    """The client, logged in and ready, until the block ends."""
    task = asyncio.create_task(client.start(sandbox.token))
    ready = asyncio.create_task(client.wait_until_ready())
    try:
        await asyncio.wait([task, ready], return_when=asyncio.FIRST_COMPLETED, timeout=10)
        assert ready.done(), "the client did not get ready"
        yield client
    finally:
        await client.close()
        await asyncio.gather(task, return_exceptions=True)


def _say(client: Client) -> Command:
    @app_commands.command(name="say", description="Says it back")
    @app_commands.describe(text="What to say", how="In which way")
    @app_commands.choices(how=[app_commands.Choice(name="Aloud", value="aloud")])
    async def say(
        interaction: Interaction,
        text: app_commands.Range[str, 1, 200],
        how: app_commands.Choice[str] | None = None,
        times: app_commands.Range[int, 1, 3] = 1,
        where: discord.TextChannel | None = None,
        who: discord.Member | None = None,
        role: discord.Role | None = None,
        file: discord.Attachment | None = None,
    ) -> None:
        named = [one.name for one in (where, who, role) if one is not None]
        read = (await file.read()).decode() if file else ""
        answer = " ".join(filter(None, [text] * times + [how.value if how else "", *named, read]))
        await interaction.response.send_message(answer, ephemeral=True)

    return cast("Command", say)


def _ask(client: Client) -> Command:
    @app_commands.command(name="ask", description="Runs what the test has prepared")
    async def ask(interaction: Interaction, what: str = "") -> None:
        await client.handlers["ask"](interaction)

    return cast("Command", ask)


def _pick() -> Command:
    @app_commands.command(name="pick", description="Picks a fruit")
    async def pick(interaction: Interaction, fruit: str) -> None:
        await interaction.response.send_message(fruit)

    @pick.autocomplete("fruit")
    async def offer(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        fruits = ("apple", "pear", "plum")
        return [app_commands.Choice(name=one.title(), value=one) for one in fruits if one.startswith(typed)]

    assert offer is not None
    return cast("Command", pick)


def _desk() -> app_commands.Group:
    permissions = discord.Permissions(manage_messages=True)
    desk = app_commands.Group(name="desk", description="For moderators", default_permissions=permissions)

    @desk.command(name="open", description="Opens the desk")
    async def open_desk(interaction: Interaction) -> None:
        await interaction.response.send_message("the desk", ephemeral=True)

    assert open_desk is not None
    return desk


def _quote() -> app_commands.ContextMenu:
    @app_commands.context_menu(name="Quote")
    async def quote(interaction: Interaction, message: discord.Message) -> None:
        await interaction.response.send_message(f"“{message.content}”", ephemeral=True)

    return quote


class Card(ui.LayoutView):
    """A V2 message: a text, a button and a select in a container."""

    def __init__(self, text: str, *, disabled: bool = False) -> None:
        super().__init__(timeout=None)
        button: ui.Button[Card] = ui.Button(label="More", custom_id="more", disabled=disabled)
        select: ui.Select[Card] = ui.Select(
            custom_id="read",
            placeholder="Read…",
            options=[discord.SelectOption(label="One", value="1"), discord.SelectOption(label="Two", value="2")],
        )
        self.add_item(ui.Container(ui.TextDisplay(text), ui.ActionRow(button), ui.ActionRow(select)))
        self.stop()


class Form(ui.Modal):
    """A form with a short required field and a long one that is prefilled."""

    def __init__(self) -> None:
        super().__init__(title="Add an article", custom_id="form", timeout=None)
        self.add_item(ui.Label(text="Title", component=ui.TextInput(custom_id="title", max_length=20)))
        long = discord.TextStyle.paragraph
        text = ui.TextInput[Form](custom_id="text", style=long, default="so far", required=False)
        self.add_item(ui.Label(text="Text", component=text))
        self.stop()
