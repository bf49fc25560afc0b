"""/submit and “Add to digest”: handing in an article."""

import logging
from collections.abc import Awaitable
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import DigestBot
from bot.errors import Conflict, InvalidInput, StoreError
from bot.journeys.find import LONG
from bot.journeys.submit import Duplicate, Submitted
from bot.ui import forms, reply, submission
from bot.ui.actions import Press, action, number_of
from bot.ui.choices import publication_choices
from bot.ui.people import actor_of

log = logging.getLogger(__name__)

Interaction = discord.Interaction[Any]  # discord.py reads the annotations of commands


class Submit(commands.Cog):
    """Members suggest, moderators add: the form is the same."""

    def __init__(self, bot: DigestBot) -> None:
        self._bot = bot
        self._submissions = bot.journeys.submissions
        self._menu = app_commands.ContextMenu(name="Add to digest", callback=self.add_message)

    async def cog_load(self) -> None:
        """Message commands cannot be declared in a class; this one is added when the cog is."""
        self._bot.tree.add_command(self._menu)

    async def cog_unload(self) -> None:
        """Take the message command away again."""
        self._bot.tree.remove_command(self._menu.name, type=self._menu.type)

    @app_commands.command(name="submit", description="Hand in an article for the next issue of the digest")
    @app_commands.describe(link="DOI, PMID, arXiv number or web address", publication="Which digest, if several")
    async def submit(
        self, interaction: Interaction, link: str | None = None, publication: str | None = None
    ) -> None:
        """Open the form, with the link in it."""
        await self._open_form(interaction, forms.fields_of_link(link or ""), publication)

    @submit.autocomplete("publication")
    async def suggest_publications(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """The server's publications."""
        return await publication_choices(self._bot.journeys.setup, interaction, typed)

    async def add_message(self, interaction: Interaction, message: discord.Message) -> None:
        """Open the form with the first link of a message."""
        await self._open_form(interaction, forms.fields_of_message(message), None)

    @action("submit-link")
    async def submit_link(self, press: Press) -> None:
        """Open the form with a link that the archive does not have."""
        typed = press.rest(0)
        if typed.startswith(LONG):
            kept = await self._submissions.kept_form(actor_of(press.interaction), typed.removeprefix(LONG))
            typed = kept.get("link", "")
        await self._open_form(press.interaction, forms.fields_of_link(typed), None)

    @action("submit-to")
    async def choose_publication(self, press: Press) -> None:
        """Open the form for the publication that was picked."""
        chosen = await self._submissions.publication(actor_of(press.interaction), number_of(press.value))
        fields = await self._submissions.kept_form(actor_of(press.interaction), press.text(0))
        await reply.form(press.interaction, forms.new_form(chosen, fields))

    @action("submit")
    async def take_form(self, press: Press) -> None:
        """Take a new article in."""
        await reply.defer(press.interaction)
        actor = actor_of(press.interaction)
        await self._take(press, "submit", self._submissions.submit(actor, press.number(0), press.fields))

    @action("submission-edit")
    async def edit(self, press: Press) -> None:
        """Open the form with a waiting article in it."""
        waiting = await self._submissions.waiting(actor_of(press.interaction), press.number(0))
        await reply.form(press.interaction, forms.edit_form(waiting))

    @action("edit")
    async def take_edit(self, press: Press) -> None:
        """Take a changed article in."""
        await reply.defer(press.interaction)
        actor, seen = actor_of(press.interaction), press.number(1)
        await self._take(press, "edit", self._submissions.edit(actor, press.number(0), seen, press.fields))

    @action("form-again")
    async def open_again(self, press: Press) -> None:
        """Open a form again with what was typed into it."""
        fields = await self._submissions.kept_form(actor_of(press.interaction), press.text(0))
        await reply.form(
            press.interaction, forms.article_form("Correct it", fields, press.text(1), *press.args[2:])
        )

    @action("submission-read")
    async def read(self, press: Press) -> None:
        """Show a waiting article in full, beside the desk."""
        await reply.defer(press.interaction)
        waiting = await self._submissions.waiting(actor_of(press.interaction), press.number(0))
        await reply.add(press.interaction, *({"view": page} for page in submission.pages(waiting)))

    @action("submission-undo")
    async def undo(self, press: Press) -> None:
        """Take an article back that has just been added."""
        await reply.defer(press.interaction)
        actor = actor_of(press.interaction)
        await self._bot.journeys.review.decide(actor, press.number(0), press.number(1), "withdraw")
        await reply.show(press.interaction, submission.taken_back())

    async def _open_form(self, interaction: Interaction, fields: forms.Fields, publication: str | None) -> None:
        known = await self._submissions.publications_for(actor_of(interaction), publication)
        if len(known) == 1:
            await reply.form(interaction, forms.new_form(known[0], fields))
            return
        await reply.defer(interaction)
        form_uid = await self._submissions.keep_form(actor_of(interaction), fields)
        await reply.show(interaction, submission.which(known, form_uid))

    async def _take(self, press: Press, form: str, taking: Awaitable[Submitted | Duplicate]) -> None:
        """Show what became of a form; what was typed into one that could not be taken in is never lost."""
        try:
            await self._take_or_keep(press, form, taking)
        except StoreError as error:
            log.error("What was typed into a form could not be stored: %s", error)
            await reply.add(
                press.interaction, *({"view": page} for page in submission.given_back(error, press.fields))
            )

    async def _take_or_keep(self, press: Press, form: str, taking: Awaitable[Submitted | Duplicate]) -> None:
        actor, number, version = actor_of(press.interaction), press.number(0), press.number(1)
        try:
            shown = submission.outcome(await taking)
        except (InvalidInput, Conflict) as error:
            uid = await self._submissions.keep_form(actor, press.fields)
            if isinstance(error, Conflict):
                # Who has read that somebody else was faster may decide to write over it.
                version = (await self._submissions.waiting(actor, number)).version
            args = (number, version) if form == "edit" else (number,)
            shown = submission.to_correct(error, uid, form, *args)
        await reply.show(press.interaction, shown)


async def setup(bot: DigestBot) -> None:
    """Called by discord.py when the bot loads this cog."""
    await bot.add_cog(Submit(bot))
