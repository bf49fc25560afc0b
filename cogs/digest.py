"""/digest: reading issues and their entries, also from the buttons under a post."""

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import DigestBot
from bot.errors import NotFound
from bot.journeys.asked import Wanted, is_picked
from bot.ui import digest, pieces, reply, results
from bot.ui.actions import Press, action, number_of
from bot.ui.choices import Choices, readable_choices, with_issues
from bot.ui.people import actor_of

Interaction = discord.Interaction[Any]


class Digests(commands.Cog):
    """Everyone reads; every answer is private until shared."""

    def __init__(self, bot: DigestBot) -> None:
        self._bot = bot
        self._browse = bot.journeys.browse
        self._find = bot.journeys.find

    @app_commands.command(name="digest", description="Read an issue of the digest: the newest one, or one you pick")
    @app_commands.describe(
        issue="Which issue; or an entry, or words to find it by; leave empty for the newest",
        publication="Which digest, if several",
    )
    async def digest(
        self, interaction: Interaction, issue: str | None = None, publication: str | None = None
    ) -> None:
        """Open an issue, or what was picked or typed in its place."""
        await reply.defer(interaction)
        guild_id = actor_of(interaction).guild_id
        if issue is not None and is_picked(issue):
            found = await self._find.search(guild_id, Wanted(issue, publication=publication), results.PAGE)
            await reply.show(interaction, results.answer(found))
            return
        try:
            shown = digest.page(await self._browse.digest(guild_id, issue, publication), 1)
        except NotFound:
            found = await self._find.any_hits(guild_id, Wanted(issue or "", publication=publication), results.PAGE)
            if found is None:
                raise
            shown = results.answer(found)
        await reply.show(interaction, shown)

    @digest.autocomplete("issue")
    async def suggest_issues(self, interaction: Interaction, typed: str) -> Choices:
        """Issues that fit what is typed, then entries, authors and tags; the newest issues where nothing is."""
        publication = getattr(interaction.namespace, "publication", None)
        guild_id = actor_of(interaction).guild_id
        known = await self._browse.issues(guild_id, typed, publication)
        entries = await self._find.suggest(guild_id, typed, publication=publication) if typed.strip() else []
        return with_issues(known, entries)

    @digest.autocomplete("publication")
    async def suggest_publications(self, interaction: Interaction, typed: str) -> Choices:
        """The publications that the server may read."""
        return await readable_choices(self._browse, interaction, typed)

    @action("digest-page")
    async def show_page(self, press: Press) -> None:
        """Turn a page of an issue, or go to its neighbour."""
        await reply.defer(press.interaction)
        shown = await self._browse.page(actor_of(press.interaction).guild_id, press.text(0))
        await reply.show(press.interaction, digest.page(shown, press.number(1)))

    @action("issues")
    async def list_issues(self, press: Press) -> None:
        """List all issues."""
        await reply.defer(press.interaction)
        known = await self._browse.issues(actor_of(press.interaction).guild_id, "", limit=digest.LISTED_ISSUES)
        if not known:
            raise NotFound("No digest has been published here yet. The first one comes with the next weekly post.")
        await reply.show(press.interaction, digest.issue_list(known))

    @action("issue")
    async def open_issue(self, press: Press) -> None:
        """Open the issue that was picked from the list."""
        await reply.defer(press.interaction)
        shown = await self._browse.page(actor_of(press.interaction).guild_id, press.value)
        await reply.show(press.interaction, digest.page(shown, 1))

    @action("entry")
    async def open_entry(self, press: Press) -> None:
        """Open the entry that was picked under a post or an issue."""
        if press.text(1) == pieces.PREVIEW:
            raise NotFound("This is a preview: its entries can be opened once the issue is posted.")
        await self._show_entry(press, press.text(0), number_of(press.value))

    @action("entry-page")
    async def turn_entry(self, press: Press) -> None:
        """Go on to another entry, or to another page of this one."""
        await self._show_entry(press, press.text(0), press.number(1), press.number(2))

    @action("cite")
    async def cite(self, press: Press) -> None:
        """Show an entry's reference beside it."""
        await reply.defer(press.interaction)
        opened = await self._browse.entry(actor_of(press.interaction).guild_id, press.text(0), press.number(1))
        await reply.add(press.interaction, {"view": digest.citation(opened)})

    @action("share-digest")
    async def share_digest(self, press: Press) -> None:
        """Show a page of an issue to the whole channel."""
        await reply.defer(press.interaction)
        shown = await self._browse.page(actor_of(press.interaction).guild_id, press.text(0))
        number = max(1, min(press.number(1), len(shown.parts)))
        uid, by = shown.digest.uid, digest.shared_by(press.interaction.user.id)
        await reply.share(press.interaction, digest.shared_page(shown.parts[number - 1], uid, by), uid, number)
        await reply.show(press.interaction, digest.page(shown, number, shared=True))

    @action("share-entry")
    async def share_entry(self, press: Press) -> None:
        """Show an entry to the whole channel."""
        await reply.defer(press.interaction)
        opened = await self._browse.entry(actor_of(press.interaction).guild_id, press.text(0), press.number(1))
        by = digest.shared_by(press.interaction.user.id)
        what = (opened.digest.uid, "entry", opened.entry.number)
        await reply.share(press.interaction, digest.shared_entry(opened, by), *what)
        await reply.show(press.interaction, digest.entry(opened, shared=True))

    async def _show_entry(self, press: Press, uid: str, number: int, page: int = 1) -> None:
        await reply.defer(press.interaction)
        opened = await self._browse.entry(actor_of(press.interaction).guild_id, uid, number)
        await reply.show(press.interaction, digest.entry(opened, page))


async def setup(bot: DigestBot) -> None:
    """Called by discord.py when the bot loads this cog."""
    await bot.add_cog(Digests(bot))
