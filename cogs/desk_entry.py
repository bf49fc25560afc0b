"""/desk entry: correcting what is published, and taking an issue back that has just come out."""

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import DigestBot
from bot.errors import Conflict, InvalidInput
from bot.journeys.browse import described
from bot.journeys.revise import HEAD, Change, Proposal
from bot.ui import entry, forms, reply, submission
from bot.ui.actions import Press, action
from bot.ui.people import actor_of

Interaction = discord.Interaction[Any]
CHOICES, CHOICE_LIMIT = 25, 100
_NOTICES = ("Correction", "Retracted")


class DeskEntry(commands.Cog):
    """Moderators only: the journeys check it at every press."""

    def __init__(self, bot: DigestBot) -> None:
        self._bot = bot
        self._browse = bot.journeys.browse
        self._revise = bot.journeys.revise
        self._take_back = bot.journeys.take_back

    @app_commands.command(
        name="entry", description="Edit, correct or withdraw what is published", extras={"under": "desk"}
    )
    @app_commands.rename(number="entry")
    @app_commands.describe(issue="Which issue", number="Which entry; leave empty for editor and intro of the issue")
    async def entry(self, interaction: Interaction, issue: str, number: int | None = None) -> None:
        """Show an entry, or the head of its issue."""
        await reply.defer(interaction)
        actor = actor_of(interaction)
        found = await self._browse.digest(actor.guild_id, issue)
        shown = await self._revise.show(actor, found.digest.uid, HEAD if number is None else max(number, 1))
        await reply.show(interaction, entry.shown(shown))

    @entry.autocomplete("issue")
    async def suggest_issues(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """Issues that fit what is typed, newest first where nothing is."""
        known = await self._browse.issues(actor_of(interaction).guild_id, typed)
        several = len({summary.publication for summary in known}) > 1
        return [
            app_commands.Choice(name=described(one, with_publication=several)[:CHOICE_LIMIT], value=one.uid)
            for one in known
        ]

    @entry.autocomplete("number")
    async def suggest_entries(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[int]]:
        """The entries of the issue that is chosen, by number or by a word of the title."""
        issue = getattr(interaction.namespace, "issue", None)
        if not issue:
            return []
        found = await self._browse.digest(actor_of(interaction).guild_id, str(issue))
        lines = [(f"{one.number}. {one.article.title}", one.number) for one in found.digest.entries]
        fitting = [(line, number) for line, number in lines if typed.strip().casefold() in line.casefold()]
        return [app_commands.Choice(name=line[:CHOICE_LIMIT], value=number) for line, number in fitting[:CHOICES]]

    @action("entry-show")
    async def show(self, press: Press) -> None:
        """Show it as it is now."""
        await reply.defer(press.interaction)
        shown = await self._revise.show(actor_of(press.interaction), press.text(0), press.number(1))
        await reply.show(press.interaction, entry.shown(shown))

    @action("entry-form")
    async def open_form(self, press: Press) -> None:
        """Open the form for an edit, a notice, or an issue's head."""
        kind, uid, number, revision = press.text(0), press.text(1), press.number(2), press.number(3)
        shown = await self._revise.show(actor_of(press.interaction), uid, number)
        args = (uid, number, revision)
        if shown.entry is None:
            form = forms.head_form(shown.head.editor, shown.head.intro, *args)
        elif kind in _NOTICES:
            form = forms.notice_form(kind, entry.said(kind, shown), *args)
        else:
            form = forms.entry_form(f"Entry {number} of {shown.head.label}", shown.entry.article, *args)
        await reply.form(press.interaction, form)

    @action("entry-change")
    async def take_form(self, press: Press) -> None:
        """Ask before a form's change is made; what was typed into one that cannot be used is given back."""
        await reply.defer(press.interaction)
        kind = press.text(0)
        fields = {**press.fields, "kind": kind} if kind in _NOTICES else dict(press.fields)
        change = Change(
            kind="notice" if kind in _NOTICES else "edit",
            digest_uid=press.text(1),
            revision=press.number(3),
            number=press.number(2),
            fields=fields,
        )
        try:
            await self._propose(press, change)
        except (InvalidInput, Conflict) as error:
            if kind in _NOTICES or change.number == HEAD:
                raise
            actor = actor_of(press.interaction)
            kept = await self._bot.journeys.submissions.keep_form(actor, press.fields)
            # Who has read that somebody else was faster may decide to write over it.
            now = (await self._revise.show(actor, change.digest_uid, change.number)).head.revision
            args = ("edit", change.digest_uid, change.number, now)
            await reply.show(press.interaction, submission.to_correct(error, kept, "entry-change", *args))

    @action("entry-withdraw")
    async def withdraw(self, press: Press) -> None:
        """Ask before an entry's text goes."""
        await reply.defer(press.interaction)
        change = Change(
            kind="withdraw", digest_uid=press.text(0), revision=press.number(2), number=max(press.number(1), 1)
        )
        await self._propose(press, change)

    @action("entry-restore")
    async def restore(self, press: Press) -> None:
        """Ask before a withdrawn entry's text comes back."""
        await reply.defer(press.interaction)
        change = Change(
            kind="restore", digest_uid=press.text(0), revision=press.number(2), number=max(press.number(1), 1)
        )
        await self._propose(press, change)

    @action("entry-yes")
    async def confirm(self, press: Press) -> None:
        """Make the change that was asked about."""
        await reply.defer(press.interaction)
        done = await self._revise.confirm(actor_of(press.interaction), press.text(0))
        self._bot.alarm.set()
        await reply.show(press.interaction, entry.changed(done))

    @action("take-back")
    async def ask_to_take_back(self, press: Press) -> None:
        """Ask before an issue is taken back."""
        await reply.defer(press.interaction)
        issue = await self._take_back.look(actor_of(press.interaction), press.text(0))
        await reply.show(press.interaction, entry.confirm_take_back(issue))

    @action("take-back-yes")
    async def take_back(self, press: Press) -> None:
        """Take the issue back."""
        await reply.defer(press.interaction)
        issue = await self._take_back.take_back(actor_of(press.interaction), press.text(0))
        self._bot.alarm.set()
        await reply.show(press.interaction, entry.taken_back(issue))

    @action("take-back-no")
    async def leave(self, press: Press) -> None:
        """Leave the issue where it is."""
        await reply.show(press.interaction, entry.left_alone())

    async def _propose(self, press: Press, change: Change) -> None:
        outcome = await self._revise.propose(actor_of(press.interaction), change)
        shown = entry.confirm(outcome) if isinstance(outcome, Proposal) else entry.changed(outcome)
        await reply.show(press.interaction, shown)


async def setup(bot: DigestBot) -> None:
    """Called by discord.py when the bot loads this cog."""
    await bot.add_cog(DeskEntry(bot))
