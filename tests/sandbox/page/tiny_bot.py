"""A bot with one of everything that the page has to show."""

from typing import Any

import discord
from discord import app_commands, ui
from discord.ext import commands

Interaction = discord.Interaction[Any]

FRUIT = ("apple", "apricot", "banana")


class Form(ui.Modal, title="A suggestion"):
    """Answers with what was filled in."""

    name = ui.Label[Any](text="Title", component=ui.TextInput[Any](custom_id="title", max_length=20))
    why = ui.Label[Any](
        text="Reason",
        description="One line",
        component=ui.TextInput[Any](
            custom_id="reason", style=discord.TextStyle.paragraph, required=False, default="none yet"
        ),
    )

    async def on_submit(self, interaction: Interaction, /) -> None:
        values = [
            part.component.value for part in (self.name, self.why) if isinstance(part.component, ui.TextInput)
        ]
        await interaction.response.send_message(f"Suggested: **{values[0]}** ({values[1]})", ephemeral=True)


class Card(ui.LayoutView):
    """A container with text, a button and a select."""

    def __init__(self, said: str = "Nothing chosen yet.") -> None:
        super().__init__(timeout=None)
        press = ui.Button[Any](label="Press me", style=discord.ButtonStyle.success)
        press.callback = self._pressed
        pick = ui.Select[Any](
            placeholder="Read an entry…",
            options=[
                discord.SelectOption(label="First entry", value="1", description="About vesicles"),
                discord.SelectOption(label="Second entry", value="2"),
            ],
        )
        pick.callback = self._picked
        self._pick = pick
        self.add_item(
            ui.Container[Any](
                ui.TextDisplay[Any](f"## Digest\n**1. [A paper](https://example.org/a)**\n-# {said}"),
                ui.Separator[Any](),
                ui.ActionRow[Any](pick),
                ui.ActionRow[Any](press, ui.Button[Any](label="Off", disabled=True)),
                accent_colour=0x3D7EA6,
            )
        )

    async def _pressed(self, interaction: Interaction) -> None:
        await interaction.response.edit_message(view=Card("The button was pressed."))

    async def _picked(self, interaction: Interaction) -> None:
        await interaction.response.edit_message(view=Card(f"Entry {self._pick.values[0]} was chosen."))


def _add_commands(tree: app_commands.CommandTree[Any]) -> None:
    @tree.command(description="A card for you alone")
    async def card(interaction: Interaction) -> None:
        await interaction.response.send_message(view=Card(), ephemeral=True)

    @tree.command(description="A card for everybody")
    async def share(interaction: Interaction) -> None:
        await interaction.response.send_message(view=Card())

    @tree.command(description="Opens a form")
    async def suggest(interaction: Interaction) -> None:
        await interaction.response.send_modal(Form())

    @tree.command(description="Eat something")
    @app_commands.describe(fruit="What to eat", count="How many", where="In which channel", note="A text file")
    async def eat(
        interaction: Interaction,
        fruit: str,
        count: app_commands.Range[int, 1, 9] = 1,
        where: discord.TextChannel | None = None,
        note: discord.Attachment | None = None,
    ) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        read = (await note.read()).decode() if note else "no note"
        await interaction.followup.send(f"Ate {count} {fruit} in {where and where.name}: {read}")

    @eat.autocomplete("fruit")
    async def fruits(interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
        return [app_commands.Choice(name=one.title(), value=one) for one in FRUIT if current.lower() in one]

    @tree.command(description="For moderators")
    @app_commands.default_permissions(manage_messages=True)
    async def tidy(interaction: Interaction) -> None:
        await interaction.response.send_message("Tidied.", ephemeral=True)

    @tree.command(description="Never answers")
    async def silent(interaction: Interaction) -> None:
        return

    @tree.context_menu(name="Quote this")
    async def quote(interaction: Interaction, message: discord.Message) -> None:
        await interaction.response.send_message(f"Message {message.id} noted.", ephemeral=True)


class TinyBot(commands.AutoShardedBot):
    """Registers its commands on start."""

    def __init__(self) -> None:
        super().__init__("!", intents=discord.Intents(guilds=True))
        _add_commands(self.tree)

    async def setup_hook(self) -> None:
        await self.tree.sync()
