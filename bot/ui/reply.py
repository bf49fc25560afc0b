"""Answering an interaction: first within three seconds that an answer comes, then the answer."""

from collections.abc import Mapping
from typing import Any

import discord
from discord import ui

from bot.errors import NotAllowed
from bot.ui.actions import Interaction
from bot.ui.people import may_write
from bot.ui.pieces import QUIET, sentence

ALREADY_ACKNOWLEDGED = 40060
UNKNOWN_INTERACTION = 10062


async def defer(interaction: Interaction) -> None:
    """Promise a private answer; on a card that is private already, that the card will change."""
    if interaction.response.is_done():
        return
    try:
        if is_private(interaction):
            await interaction.response.defer()
        else:
            await interaction.response.defer(ephemeral=True, thinking=True)
    except discord.HTTPException as error:
        # Our own earlier try has reached Discord after all: go on with the follow-up.
        if error.code != ALREADY_ACKNOWLEDGED:
            raise


async def show(interaction: Interaction, view: ui.LayoutView) -> None:
    """Show a card as the answer, at the place that `defer` has promised."""
    await defer(interaction)
    await interaction.edit_original_response(view=view, allowed_mentions=QUIET)


async def say(interaction: Interaction, text: str) -> None:
    """Answer with a sentence of its own, which leaves the card that was clicked as it is."""
    if interaction.response.is_done() and not is_private(interaction):
        await interaction.edit_original_response(view=sentence(text), allowed_mentions=QUIET)
    elif interaction.response.is_done():
        await interaction.followup.send(view=sentence(text), ephemeral=True, allowed_mentions=QUIET)
    else:
        await interaction.response.send_message(view=sentence(text), ephemeral=True, allowed_mentions=QUIET)


async def add(interaction: Interaction, *messages: Mapping[str, Any]) -> None:
    """Show messages (the arguments of a send) beside the card that was clicked, or as the answer."""
    await defer(interaction)
    following = list(messages)
    if not is_private(interaction):
        await interaction.edit_original_response(**following.pop(0), allowed_mentions=QUIET)
    for message in following:
        await interaction.followup.send(**message, ephemeral=True, allowed_mentions=QUIET)


async def share(interaction: Interaction, view: ui.LayoutView) -> None:
    """Post a card into the channel for everybody, once for each private card, if the person may write there.

    A message of the bot's own and not a follow-up, because only that has a nonce: a second click posts nothing.
    """
    if not may_write(interaction) or interaction.channel_id is None:
        raise NotAllowed("You may not write in this channel, so nothing was shared here.")
    card = interaction.message.id if interaction.message else interaction.id
    place = interaction.client.get_partial_messageable(interaction.channel_id)
    try:
        await place.send(view=view, nonce=f"share:{card}", allowed_mentions=QUIET)
    except discord.Forbidden:
        raise NotAllowed("The bot may not write in this channel, so nothing was shared here.") from None


async def form(interaction: Interaction, modal: ui.Modal) -> None:
    """Open a form. Its submission is read from the raw interaction, so nothing of it is kept."""
    modal.stop()
    await interaction.response.send_modal(modal)


def is_private(interaction: Interaction) -> bool:
    """Whether what was clicked is a card that only this person sees."""
    return interaction.message is not None and interaction.message.flags.ephemeral
