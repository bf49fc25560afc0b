"""/setup follow and unfollow: an admin has another server's public digest posted into a channel of this server."""

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import DigestBot
from bot.journeys.follow import Place, described
from bot.model import Format
from bot.ui import follow as cards
from bot.ui import reply
from bot.ui.channels import FORMATS, ChannelForDigests, ChannelOfDigests, PostingChannel, kind_of
from bot.ui.choices import CHOICE_LIMIT, fitting
from bot.ui.people import actor_of
from bot.ui.setup import require_permissions

Interaction = discord.Interaction[Any]
Target = app_commands.Transform[PostingChannel, ChannelForDigests]
PostedChannel = app_commands.Transform[int, ChannelOfDigests]


class SetUpFollow(commands.Cog):
    """Admins only: hidden from others by Discord, and refused by the journeys at every step."""

    def __init__(self, bot: DigestBot) -> None:
        self._following = bot.journeys.following

    @app_commands.command(
        name="follow", description="Have another server's public digest posted here", extras={"under": "setup"}
    )
    @app_commands.describe(
        publication="Which digest: pick one, or paste the code that its server has given you",
        channel="Where it is posted: a text, announcement or forum channel, or a thread",
        role="A role to ping with every issue",
        format="How it is posted; what is usual for the channel if left out",
        silent="Whether the messages notify nobody",
    )
    @app_commands.choices(format=FORMATS)
    async def follow(
        self,
        interaction: Interaction,
        publication: str,
        channel: Target,
        role: discord.Role | None = None,
        format: Format | None = None,  # noqa: A002  the option's name
        silent: bool = False,
    ) -> None:
        """Follow a publication, after a look at what the bot may do in the channel."""
        await reply.defer(interaction)
        place = Place(channel.id, kind_of(channel), format, None if role is None else role.id, silent)
        actor = actor_of(interaction)
        await self._following.check(actor, publication, place)
        require_permissions(channel, role, None, format)
        await reply.show(interaction, cards.followed(await self._following.follow(actor, publication, place)))

    @app_commands.command(
        name="unfollow", description="Post another server's digest here no longer", extras={"under": "setup"}
    )
    @app_commands.describe(publication="Which digest", channel="In which channel; in all of them if left out")
    async def unfollow(
        self, interaction: Interaction, publication: str, channel: PostedChannel | None = None
    ) -> None:
        """Leave off following."""
        await reply.defer(interaction)
        done = await self._following.unfollow(actor_of(interaction), publication, channel)
        await reply.show(interaction, cards.unfollowed(done))

    @follow.autocomplete("publication")
    async def suggest_offers(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """Other servers' public publications, the most followed first."""
        known = await self._following.offers(actor_of(interaction).guild_id, typed)
        return [app_commands.Choice(name=described(one)[:CHOICE_LIMIT], value=one.uid) for one in known]

    @unfollow.autocomplete("publication")
    async def suggest_followed(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """What this server follows."""
        return fitting(await self._following.names(actor_of(interaction).guild_id), typed)

    @commands.Cog.listener()
    async def on_guild_update(self, before: discord.Guild, after: discord.Guild) -> None:
        """A server that is called otherwise is so in what is said of its publications."""
        if before.name != after.name:
            await self._following.rename_server(after.id, after.name)


async def setup(bot: DigestBot) -> None:
    """Called by discord.py when the bot loads this cog."""
    await bot.add_cog(SetUpFollow(bot))
