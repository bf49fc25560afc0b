"""The schedule's buttons, on the desk card, at /desk open and at /setup status."""

from discord.ext import commands

from bot.client import DigestBot
from bot.journeys import rights
from bot.ui import forms, plan, reply
from bot.ui.actions import Press, action
from bot.ui.desk import day_of
from bot.ui.people import actor_of
from bot.ui.pieces import sentence

_AGAIN = {"desk": "desk-show", "status": "setup-status"}  # what a private card shows after the press


class DeskSchedule(commands.Cog):
    """Each button is checked by its journey at every press."""

    def __init__(self, bot: DigestBot) -> None:
        self._bot = bot
        self._planning = bot.journeys.planning

    @action("desk-skip")
    async def skip(self, press: Press) -> None:
        """Skip the week that the button names."""
        await reply.defer(press.interaction)
        day = day_of(press.text(1))
        publication = await self._planning.skip(actor_of(press.interaction), press.number(0), day)
        await self._done(press, press.text(2), plan.skipped(publication, day))

    @action("desk-unskip")
    async def unskip(self, press: Press) -> None:
        """Take a skip back."""
        await reply.defer(press.interaction)
        day = day_of(press.text(1))
        publication = await self._planning.unskip(actor_of(press.interaction), press.number(0), day)
        await self._done(press, press.text(2), plan.unskipped(publication, day))

    @action("desk-pause")
    async def pause(self, press: Press) -> None:
        """Let nothing come due."""
        await reply.defer(press.interaction)
        publication = await self._planning.pause(actor_of(press.interaction), press.number(0))
        await self._done(press, press.text(1), plan.paused(publication))

    @action("desk-resume")
    async def resume(self, press: Press) -> None:
        """Go on from now."""
        await reply.defer(press.interaction)
        publication = await self._planning.resume(actor_of(press.interaction), press.number(0))
        await self._done(press, press.text(1), plan.resumed(publication))

    @action("desk-retry")
    async def retry(self, press: Press) -> None:
        """Try again what has failed."""
        await reply.defer(press.interaction)
        publication = await self._planning.retry(actor_of(press.interaction), press.number(0))
        await self._done(press, press.text(1), plan.retried(publication))

    @action("setup-reminder")
    async def ask_for_reminder(self, press: Press) -> None:
        """Open the form for the reminder."""
        rights.require_admin(actor_of(press.interaction))
        await reply.form(press.interaction, forms.reminder_form(press.number(0), press.number(1)))

    @action("setup-remind")
    async def remind(self, press: Press) -> None:
        """Keep what was filled in."""
        await reply.defer(press.interaction)
        await self._planning.remind(actor_of(press.interaction), press.number(0), press.fields.get("hours", ""))
        await self._done(press, "status", "The reminder is set.")

    async def _done(self, press: Press, place: str, said: str) -> None:
        """Have the desk card follow, and show a private card as it is now, or say beside a public one what is."""
        self._bot.alarm.set()
        if place in _AGAIN and reply.is_private(press.interaction):
            await self._bot.press(press.interaction, _AGAIN[place], press)
        else:
            await reply.show(press.interaction, sentence(said))


async def setup(bot: DigestBot) -> None:
    """Called by discord.py when the bot loads this cog."""
    await bot.add_cog(DeskSchedule(bot))
