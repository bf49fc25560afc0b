"""/search: finding archived entries by keyword, also from the Search button under a post."""

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import DigestBot
from bot.ui import digest, forms, reply, results
from bot.ui.actions import Press, action, number_of
from bot.ui.choices import readable_choices
from bot.ui.people import actor_of

Interaction = discord.Interaction[Any]


class Search(commands.Cog):
    """Everyone searches what their server may see."""

    def __init__(self, bot: DigestBot) -> None:
        self._bot = bot
        self._find = bot.journeys.find

    @app_commands.command(name="search", description="Search every archived entry by keyword")
    @app_commands.describe(
        query="Words to look for; “quotes” for a phrase, -word to leave out, prefix*",
        publication="Which digest, if several",
    )
    async def search(self, interaction: Interaction, query: str, publication: str | None = None) -> None:
        """Show the best hits."""
        await reply.defer(interaction)
        await self._show(interaction, query, publication)

    @search.autocomplete("publication")
    async def suggest_publications(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """The publications that the server may read."""
        return await readable_choices(self._bot.journeys.browse, interaction, typed)

    @action("ask")
    async def ask(self, press: Press) -> None:
        """Open the search box."""
        await reply.form(press.interaction, forms.search_form())

    @action("search")
    async def search_from_form(self, press: Press) -> None:
        """Search what was typed into the box."""
        await reply.defer(press.interaction)
        await self._show(press.interaction, press.fields.get("query", ""))

    @action("find")
    async def turn_page(self, press: Press) -> None:
        """Go to another page of hits."""
        await reply.defer(press.interaction)
        guild_id = actor_of(press.interaction).guild_id
        page, publication_id = press.number(0), press.number(1)
        found = await self._find.turn(guild_id, press.rest(2), page, results.PAGE, publication_id)
        await reply.show(press.interaction, results.results(found))

    @action("hit")
    async def open_hit(self, press: Press) -> None:
        """Open an entry from the hits, beside them."""
        await reply.defer(press.interaction)
        uid, _, number = press.value.partition(":")
        guild_id = actor_of(press.interaction).guild_id
        opened = await self._bot.journeys.browse.entry(guild_id, uid, number_of(number))
        await reply.add(press.interaction, {"view": digest.entry(opened)})

    async def _show(self, interaction: Interaction, query: str, publication: str | None = None) -> None:
        found = await self._find.search(actor_of(interaction).guild_id, query, results.PAGE, publication)
        await reply.show(interaction, results.results(found))


async def setup(bot: DigestBot) -> None:
    """Called by discord.py when the bot loads this cog."""
    await bot.add_cog(Search(bot))
