"""/desk: the moderators review, order, preview, publish and import."""

from typing import Any, Literal

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import DigestBot
from bot.errors import InvalidInput
from bot.journeys.review import Decision
from bot.journeys.weekly import Preview
from bot.model import State
from bot.ui import desk, digest, reply
from bot.ui.actions import Press, action, number_of
from bot.ui.choices import publication_choices
from bot.ui.people import actor_of

Interaction = discord.Interaction[Any]
IMPORT_BYTES = 1_000_000


@app_commands.default_permissions(manage_messages=True)
class Desk(commands.GroupCog, group_name="desk", group_description="The next issue, for moderators"):
    """Moderators only: hidden from others by Discord, and refused by the journeys at every step."""

    def __init__(self, bot: DigestBot) -> None:
        self._bot = bot
        self._review = bot.journeys.review
        self._weekly = bot.journeys.weekly
        self._archive = bot.journeys.archive

    @app_commands.command(name="open", description="The next issue on one card: approve, order, preview, publish")
    @app_commands.describe(publication="Which digest, if several")
    async def show(self, interaction: Interaction, publication: str | None = None) -> None:
        """Show the desk."""
        await reply.defer(interaction)
        await reply.show(interaction, desk.desk(await self._review.desk(actor_of(interaction), publication)))

    @app_commands.command(name="preview", description="The next issue exactly as it will be posted")
    @app_commands.describe(publication="Which digest, if several")
    async def preview(self, interaction: Interaction, publication: str | None = None) -> None:
        """Show the coming issue."""
        await reply.defer(interaction)
        await self._show_preview(interaction, await self._weekly.preview_of(actor_of(interaction), publication))

    @app_commands.command(name="publish", description="Post the next issue now instead of at its hour")
    @app_commands.describe(
        publication="Which digest, if several", extra="An issue besides the weekly one, which takes no week's place"
    )
    async def publish(self, interaction: Interaction, publication: str | None = None, extra: bool = False) -> None:
        """Ask before the coming issue, or an extra one, is posted."""
        await reply.defer(interaction)
        if extra:
            made = await self._weekly.preview_extra(actor_of(interaction), publication)
            await reply.show(interaction, desk.confirm_extra(made))
            return
        coming = await self._weekly.preview_of(actor_of(interaction), publication)
        await reply.show(interaction, desk.confirm_publish(coming))

    @app_commands.command(name="import", description="Take a digest page, saved as text, into the archive")
    @app_commands.describe(file="The digest as a text file", publication="Which digest, if several")
    async def import_file(
        self, interaction: Interaction, file: discord.Attachment, publication: str | None = None
    ) -> None:
        """Show what an import would do before anything is written."""
        await reply.defer(interaction)
        if file.size > IMPORT_BYTES:
            raise InvalidInput("The file is larger than 1 MB, so it is no digest. Attach one issue as plain text.")
        preview = await self._archive.preview(actor_of(interaction), publication, await file.read())
        planned = preview.planned
        shown = desk.confirm_import(planned, preview.draft_uid) if planned.changed else desk.imported(planned)
        await reply.show(interaction, shown)

    @show.autocomplete("publication")
    @preview.autocomplete("publication")
    @publish.autocomplete("publication")
    @import_file.autocomplete("publication")
    async def suggest_publications(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """The server's publications."""
        return await publication_choices(self._bot.journeys.setup, interaction, typed)

    @action("desk-show")
    async def refresh(self, press: Press) -> None:
        """Show the desk as it stands now."""
        await self._show(press, press.number(0), None)

    @action("desk-open")
    async def open_at(self, press: Press) -> None:
        """Show the desk with one submission picked."""
        await self._show(press, press.number(0), press.number(1))

    @action("desk-page")
    async def turn(self, press: Press) -> None:
        """Show another page of the desk."""
        await self._show(press, press.number(0), None, press.number(1))

    @action("desk-choose")
    async def choose(self, press: Press) -> None:
        """Pick a submission on the desk."""
        await self._show(press, press.number(0), number_of(press.value), press.number(3))

    @action("desk-approve")
    async def approve(self, press: Press) -> None:
        """Put the picked submission into the next issue."""
        await self._decide(press, "approve")

    @action("desk-reject")
    async def reject(self, press: Press) -> None:
        """Keep the picked submission out."""
        await self._decide(press, "reject")

    @action("desk-undo")
    async def undo(self, press: Press) -> None:
        """Put the picked submission back where it was before it was decided."""
        await self._decide(press, "restore" if press.text(3) == State.APPROVED else "reopen")

    @action("desk-up")
    async def move_up(self, press: Press) -> None:
        """Move the picked submission up."""
        await self._move(press, "up")

    @action("desk-down")
    async def move_down(self, press: Press) -> None:
        """Move the picked submission down."""
        await self._move(press, "down")

    @action("desk-preview")
    async def show_preview(self, press: Press) -> None:
        """Show the coming issue beside the desk."""
        await reply.defer(press.interaction)
        preview = await self._weekly.preview(actor_of(press.interaction), press.number(0))
        await self._show_preview(press.interaction, preview)

    @action("desk-publish")
    async def ask_to_publish(self, press: Press) -> None:
        """Ask before the coming issue is posted."""
        await reply.defer(press.interaction)
        coming = await self._weekly.preview(actor_of(press.interaction), press.number(0))
        await reply.show(press.interaction, desk.confirm_publish(coming))

    @action("desk-publish-yes")
    async def publish_now(self, press: Press) -> None:
        """Publish the issue that was confirmed."""
        await reply.defer(press.interaction)
        actor = actor_of(press.interaction)
        published = await self._weekly.publish_now(actor, press.number(0), desk.day_of(press.text(1)))
        self._bot.alarm.set()
        await reply.show(press.interaction, desk.published(published))

    @action("desk-extra-yes")
    async def publish_extra(self, press: Press) -> None:
        """Publish the extra issue that was confirmed."""
        await reply.defer(press.interaction)
        actor = actor_of(press.interaction)
        published = await self._weekly.publish_extra(actor, press.number(0), press.text(1))
        self._bot.alarm.set()
        await reply.show(press.interaction, desk.published(published))

    @action("desk-import-yes")
    async def confirm_import(self, press: Press) -> None:
        """Take in what the preview has shown."""
        await reply.defer(press.interaction)
        done = await self._archive.confirm(actor_of(press.interaction), press.number(0), press.text(1))
        await reply.show(press.interaction, desk.imported(done))

    @action("desk-import-no")
    async def cancel_import(self, press: Press) -> None:
        """Leave the archive as it is."""
        await reply.defer(press.interaction)
        await self._archive.cancel(actor_of(press.interaction), press.number(0), press.text(1))
        await reply.show(press.interaction, desk.not_imported())

    async def _show(self, press: Press, publication_id: int, submission_id: int | None, page: int = 1) -> None:
        await reply.defer(press.interaction)
        shown = await self._review.desk_with(actor_of(press.interaction), publication_id, submission_id)
        await reply.show(press.interaction, desk.desk(shown, page))

    async def _decide(self, press: Press, decision: Decision) -> None:
        await reply.defer(press.interaction)
        actor = actor_of(press.interaction)
        shown = await self._review.decide(actor, press.number(0), press.number(1), decision)
        await reply.show(press.interaction, desk.desk(shown, press.number(2)))

    async def _move(self, press: Press, direction: Literal["up", "down"]) -> None:
        await reply.defer(press.interaction)
        actor = actor_of(press.interaction)
        shown = await self._review.move(actor, press.number(0), press.number(1), direction)
        await reply.show(press.interaction, desk.desk(shown, press.number(2)))

    async def _show_preview(self, interaction: Interaction, preview: Preview) -> None:
        await reply.add(interaction, *digest.preview(preview))


async def setup(bot: DigestBot) -> None:
    """Called by discord.py when the bot loads this cog."""
    await bot.add_cog(Desk(bot))
