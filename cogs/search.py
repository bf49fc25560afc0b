"""/search: finding archived entries, also from the Search button under a post."""

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import DigestBot
from bot.journeys.asked import Field, Sort, Wanted
from bot.model import EntryRef
from bot.ui import digest, forms, reply, results
from bot.ui.actions import Press, action, number_of
from bot.ui.choices import Choices, readable_choices, suggested
from bot.ui.people import actor_of

Interaction = discord.Interaction[Any]
SORT_CHOICES = [
    app_commands.Choice(name="Best match first", value="relevance"),
    app_commands.Choice(name="Newest first", value="newest"),
]


class Search(commands.Cog):
    """Everyone searches what their server may see."""

    def __init__(self, bot: DigestBot) -> None:
        self._bot = bot
        self._find = bot.journeys.find

    @app_commands.command(name="search", description="Search every archived entry by keyword")
    @app_commands.describe(
        query="Words; “quotes” for a phrase, -word to leave out, prefix*; or a DOI, PMID, link",
        author="Only entries by this author",
        tag="Only entries with this tag",
        since="Only what was posted since: 2024, 2024-05, a date, 6 months",
        sort="Best match first, or newest first",
        publication="Which digest, if several",
    )
    @app_commands.choices(sort=SORT_CHOICES)
    async def search(
        self,
        interaction: Interaction,
        query: str,
        author: str = "",
        tag: str = "",
        since: str = "",
        sort: str = "relevance",
        publication: str | None = None,
    ) -> None:
        """Show the best hits."""
        await reply.defer(interaction)
        await self._show(interaction, Wanted(query, author, tag, since, _sort(sort), publication))

    @search.autocomplete("query")
    async def suggest(self, interaction: Interaction, typed: str) -> Choices:
        """Entries, authors, tags and abbreviations; the newest entries where nothing is typed."""
        return await self._suggested(interaction, typed, "any")

    @search.autocomplete("author")
    async def suggest_authors(self, interaction: Interaction, typed: str) -> Choices:
        """Authors of what the server may read."""
        return await self._suggested(interaction, typed, "author")

    @search.autocomplete("tag")
    async def suggest_tags(self, interaction: Interaction, typed: str) -> Choices:
        """Tags of what the server may read."""
        return await self._suggested(interaction, typed, "tag")

    @search.autocomplete("publication")
    async def suggest_publications(self, interaction: Interaction, typed: str) -> Choices:
        """The publications that the server may read."""
        return await readable_choices(self._bot.journeys.browse, interaction, typed)

    @action("ask")
    async def ask(self, press: Press) -> None:
        """Open the search box, with the search under which the button stands."""
        guild_id = actor_of(press.interaction).guild_id
        await reply.form(press.interaction, forms.search_form(await self._find.remembered(guild_id, press.text(0))))

    @action("search")
    async def search_from_form(self, press: Press) -> None:
        """Search what was typed into the box."""
        await reply.defer(press.interaction)
        fields = press.fields
        author, tag, since = fields.get("author", ""), fields.get("tag", ""), fields.get("since", "")
        await self._show(press.interaction, Wanted(fields.get("query", ""), author, tag, since))

    @action("find")
    async def turn_page(self, press: Press) -> None:
        """Go to another page of hits."""
        await reply.defer(press.interaction)
        guild_id = actor_of(press.interaction).guild_id
        found = await self._find.turn(guild_id, press.text(1), press.number(0), results.PAGE)
        await reply.show(press.interaction, results.results(found))

    @action("find-sort")
    async def sort(self, press: Press) -> None:
        """Sort the hits otherwise."""
        await reply.defer(press.interaction)
        guild_id = actor_of(press.interaction).guild_id
        found = await self._find.again(guild_id, press.text(1), results.PAGE, sort=_sort(press.text(0)))
        await reply.show(press.interaction, results.answer(found))

    @action("find-exactly")
    async def search_exactly(self, press: Press) -> None:
        """Search for what was typed, without corrections."""
        await reply.defer(press.interaction)
        guild_id = actor_of(press.interaction).guild_id
        found = await self._find.again(guild_id, press.text(0), results.PAGE, exact=True)
        await reply.show(press.interaction, results.answer(found))

    @action("share-hits")
    async def share(self, press: Press) -> None:
        """Show a page of hits to the whole channel."""
        await reply.defer(press.interaction)
        page, token = press.number(0), press.text(1)
        found = await self._find.turn(actor_of(press.interaction).guild_id, token, page, results.PAGE)
        by = digest.shared_by(press.interaction.user.id)
        await reply.share(press.interaction, results.shared_results(found, by), token, found.page)
        await reply.show(press.interaction, results.results(found, shared=True))

    @action("hit")
    async def open_hit(self, press: Press) -> None:
        """Open an entry from the hits, beside them."""
        await reply.defer(press.interaction)
        uid, _, number = press.value.partition(":")
        guild_id = actor_of(press.interaction).guild_id
        opened = await self._bot.journeys.browse.entry(guild_id, uid, number_of(number))
        await reply.add(press.interaction, {"view": digest.entry(opened)})

    @action("like")
    async def more_like_this(self, press: Press) -> None:
        """Show what is most like an entry, beside it."""
        await reply.defer(press.interaction)
        ref = EntryRef(digest_uid=press.text(0), number=press.number(1))
        found = await self._find.like(actor_of(press.interaction).guild_id, ref, results.PAGE)
        await reply.add(press.interaction, {"view": results.results(found)})

    async def _show(self, interaction: Interaction, wanted: Wanted) -> None:
        found = await self._find.search(actor_of(interaction).guild_id, wanted, results.PAGE)
        await reply.show(interaction, results.answer(found))

    async def _suggested(self, interaction: Interaction, typed: str, field: Field) -> Choices:
        publication = getattr(interaction.namespace, "publication", None)
        return suggested(await self._find.suggest(actor_of(interaction).guild_id, typed, field, publication), typed)


def _sort(value: str) -> Sort:
    """The way to sort that a value names; anybody may send anything."""
    return "newest" if value == "newest" else "relevance"


async def setup(bot: DigestBot) -> None:
    """Called by discord.py when the bot loads this cog."""
    await bot.add_cog(Search(bot))
