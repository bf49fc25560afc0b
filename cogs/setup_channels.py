"""/setup channel: an admin adds, removes and tries the channels of a publication."""

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import DigestBot
from bot.journeys.follow import Place
from bot.model import Format
from bot.ui import placing as cards
from bot.ui import reply
from bot.ui.channels import FORMATS, ChannelForDigests, ChannelOfDigests, PostingChannel, kind_of
from bot.ui.choices import publication_choices
from bot.ui.people import actor_of
from bot.ui.permissions import missing, missing_to_tell
from bot.ui.setup import require_permissions

Interaction = discord.Interaction[Any]
Target = app_commands.Transform[PostingChannel, ChannelForDigests]
Known = app_commands.Transform[int, ChannelOfDigests]


class SetUpChannels(commands.Cog):
    """Admins only: hidden from others by Discord, and refused by the journeys at every step."""

    channel = app_commands.Group(
        name="channel", description="The channels that a digest is posted to", extras={"under": "setup"}
    )

    def __init__(self, bot: DigestBot) -> None:
        self._bot = bot
        self._channels = bot.journeys.channels

    @channel.command(name="add", description="Post a digest to one more channel, or to a known one in another way")
    @app_commands.describe(
        channel="A text, announcement or forum channel, or a thread",
        publication="Which digest, if this server has several",
        format="How it is posted; what is usual for the channel if left out",
        role="A role to ping with every issue",
        silent="Whether the messages notify nobody",
    )
    @app_commands.choices(format=FORMATS)
    async def add(
        self,
        interaction: Interaction,
        channel: Target,
        publication: str | None = None,
        format: Format | None = None,  # noqa: A002  the option's name
        role: discord.Role | None = None,
        silent: bool = False,
    ) -> None:
        """Add a channel, after a look at what the bot may do there."""
        await reply.defer(interaction)
        place = Place(channel.id, kind_of(channel), format, None if role is None else role.id, silent)
        actor = actor_of(interaction)
        await self._channels.check(actor, publication, place)
        require_permissions(channel, role, None, format)
        placed = await self._channels.add(actor, publication, place)
        self._bot.alarm.set()
        await reply.show(interaction, cards.added(placed))

    @channel.command(name="remove", description="Post a digest to a channel no longer")
    @app_commands.describe(channel="Which channel", publication="Which digest, if the channel gets several")
    async def remove(self, interaction: Interaction, channel: Known, publication: str | None = None) -> None:
        """Take a channel away; what stands there stays."""
        await reply.defer(interaction)
        placed = await self._channels.remove(actor_of(interaction), publication, channel)
        await reply.show(interaction, cards.removed(placed))

    @channel.command(
        name="test", description="See whether a digest can be posted to a channel, and go on if it was paused"
    )
    @app_commands.describe(channel="Which channel", publication="Which digest, if the channel gets several")
    async def test(self, interaction: Interaction, channel: Target, publication: str | None = None) -> None:
        """Check the permissions, really try, and go on posting where it works."""
        await reply.defer(interaction)
        actor = actor_of(interaction)
        uses = await self._channels.uses(actor, publication, channel.id)
        lacking = dict.fromkeys(missing_to_tell(channel, channel.guild.me) if uses.desks else [])
        for one in uses.placed:
            lacking |= dict.fromkeys(missing(channel, channel.guild.me, style=one.channel.format))
        failure = f"it lacks {', '.join(lacking)}" if lacking else await cards.try_out(channel)
        if not failure:
            await self._channels.resume(actor, uses)
            self._bot.alarm.set()
        await reply.show(interaction, cards.tried(channel, uses, failure))

    @add.autocomplete("publication")
    @remove.autocomplete("publication")
    @test.autocomplete("publication")
    async def suggest_publications(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """The server's publications."""
        return await publication_choices(self._bot.journeys.setup, interaction, typed)


async def setup(bot: DigestBot) -> None:
    """Called by discord.py when the bot loads this cog."""
    await bot.add_cog(SetUpChannels(bot))
