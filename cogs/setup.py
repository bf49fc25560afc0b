"""/setup: an admin sets a publication up, and sees how it stands."""

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import DigestBot
from bot.journeys.setup import Clearable, Wish
from bot.ui import reply
from bot.ui import setup as cards
from bot.ui.actions import Press, action
from bot.ui.channels import ChannelForDigests, PostingChannel, kind_of
from bot.ui.choices import publication_choices, zone_choices
from bot.ui.people import actor_of

Interaction = discord.Interaction[Any]
Target = app_commands.Transform[PostingChannel, ChannelForDigests]
_CLEARABLE = [
    app_commands.Choice(name="Moderators' role", value="moderators_role"),
    app_commands.Choice(name="Moderators' channel", value="moderators_channel"),
]
_WEEKDAYS = [app_commands.Choice(name=name, value=day) for day, name in enumerate(cards.WEEKDAYS)]


@app_commands.default_permissions(manage_guild=True)
class SetUp(commands.GroupCog, group_name="setup", group_description="Set digests up, for admins"):
    """Admins only: hidden from others by Discord, and refused by the journeys at every step."""

    def __init__(self, bot: DigestBot) -> None:
        self._bot = bot
        self._setup = bot.journeys.setup

    @app_commands.command(name="publication", description="Create a weekly digest, or change the one of that name")
    @app_commands.describe(
        name="What the digest is called, such as Exosomes Digest",
        channel="Where it is posted: a text, announcement or forum channel",
        weekday="The day it comes out",
        time="The time it comes out, such as 09:00",
        timezone="The time zone of that time, such as Europe/Berlin",
        role="A role to ping with every issue",
        editor="Who edits it, as it stands under the title; - for nobody",
        intro="A sentence or two above the entries; - for none",
        moderators="A role whose members may review, besides those with Manage Messages",
        moderators_channel="Where the bot tells the moderators what they should know",
        public="Whether other servers may follow it and read its archive",
        clear="A setting to take away",
    )
    @app_commands.choices(weekday=_WEEKDAYS)
    @app_commands.choices(clear=_CLEARABLE)
    async def publication(
        self,
        interaction: Interaction,
        name: str,
        channel: Target,
        weekday: int,
        time: str,
        timezone: str,
        role: discord.Role | None = None,
        editor: str | None = None,
        intro: str | None = None,
        moderators: discord.Role | None = None,
        moderators_channel: discord.TextChannel | None = None,
        public: bool | None = None,
        clear: Clearable | None = None,
    ) -> None:
        """Save a publication, after a look at what the bot may do in its channels."""
        await reply.defer(interaction)
        wish = Wish(
            name=name,
            channel_id=channel.id,
            channel_kind=kind_of(channel),
            weekday=weekday,
            time=time,
            timezone=timezone,
            role_id=None if role is None else role.id,
            editor=editor,
            intro=intro,
            moderators_role=None if moderators is None else moderators.id,
            moderators_channel=None if moderators_channel is None else moderators_channel.id,
            public=public,
            server="" if interaction.guild is None else interaction.guild.name,
            clear=clear,
        )
        actor = actor_of(interaction)
        self._setup.check(actor, wish)
        cards.require_permissions(channel, role, moderators_channel)
        status, new = await self._setup.save(actor, wish)
        self._bot.alarm.set()
        await reply.show(interaction, cards.saved(interaction.guild, status, new=new))

    @app_commands.command(name="status", description="Next run, channels, what is due, sent and failed, and why")
    async def status(self, interaction: Interaction) -> None:
        """Show how every publication stands."""
        await reply.defer(interaction)
        await self._show_status(interaction)

    @publication.autocomplete("name")
    async def suggest_names(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """The server's publications, to change one."""
        return await publication_choices(self._setup, interaction, typed)

    @publication.autocomplete("timezone")
    async def suggest_zones(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """Time zones."""
        return zone_choices(typed)

    @action("setup-status")
    async def refresh(self, press: Press) -> None:
        """Show the status as it is now."""
        await reply.defer(press.interaction)
        await self._show_status(press.interaction)

    @action("setup-retry")
    async def retry(self, press: Press) -> None:
        """Try again at once what is paused, parked or waiting."""
        await reply.defer(press.interaction)
        await self._setup.retry(actor_of(press.interaction))
        self._bot.alarm.set()
        await self._show_status(press.interaction)

    async def _show_status(self, interaction: Interaction) -> None:
        actor, following = actor_of(interaction), self._bot.journeys.following
        known, followed = await self._setup.statuses(actor), await following.followed(actor)
        ended = await following.ended(actor)
        await reply.show(interaction, cards.statuses(interaction.guild, known, followed, ended))


async def setup(bot: DigestBot) -> None:
    """Called by discord.py when the bot loads this cog."""
    await bot.add_cog(SetUp(bot))
