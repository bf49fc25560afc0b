"""Answering an interaction: first within three seconds that an answer comes, then the answer."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

import discord
from discord import ui

from bot.editorial.marks import share_mark
from bot.errors import Conflict, NotAllowed
from bot.ui.actions import Interaction
from bot.ui.people import may_write
from bot.ui.pieces import QUIET, sentence

ALREADY_ACKNOWLEDGED = 40060
UNKNOWN_MESSAGE = 10008
_RESPONDED = "responded"

T = TypeVar("T")


async def defer(interaction: Interaction) -> None:
    """Promise a private answer; on a card that is private already, that the card will change."""
    if _responded(interaction):
        return
    if is_private(interaction):
        await _respond(interaction, interaction.response.defer)
    else:
        await _respond(interaction, lambda: interaction.response.defer(ephemeral=True, thinking=True))


async def show(interaction: Interaction, view: ui.LayoutView) -> None:
    """Show a card as the answer, at the place that `defer` has promised."""
    await defer(interaction)
    await _edit(interaction, view=view)


async def say(interaction: Interaction, text: str) -> None:
    """Answer with a sentence of its own, which leaves the card that was clicked as it is."""
    view = sentence(text)
    if not _responded(interaction):
        send = interaction.response.send_message
        await _respond(interaction, lambda: send(view=view, ephemeral=True, allowed_mentions=QUIET))
    elif is_private(interaction):
        await interaction.followup.send(view=view, ephemeral=True, allowed_mentions=QUIET)
    else:
        await _edit(interaction, view=view)


async def add(interaction: Interaction, *messages: Mapping[str, Any]) -> None:
    """Show messages (the arguments of a send) beside the card that was clicked, or as the answer."""
    await defer(interaction)
    following = list(messages)
    if not is_private(interaction):
        await _edit(interaction, **following.pop(0))
    for message in following:
        await interaction.followup.send(**message, ephemeral=True, allowed_mentions=QUIET)


async def share(interaction: Interaction, view: ui.LayoutView, *what: object) -> None:
    """Post a card into the channel for everybody, each `what` once for each private card, if the person may write.

    A message of the bot's own and not a follow-up, because only that has a nonce: a second click posts nothing.
    """
    if not may_write(interaction) or interaction.channel_id is None:
        raise NotAllowed("You may not write in this channel, so nothing was shared here.")
    card = interaction.message.id if interaction.message else interaction.id
    place = interaction.client.get_partial_messageable(interaction.channel_id)
    nonce = share_mark(card, *what)
    try:
        await _twice(lambda: place.send(view=view, nonce=nonce, allowed_mentions=QUIET))
    except discord.Forbidden:
        raise NotAllowed("The bot may not write in this channel, so nothing was shared here.") from None
    except discord.NotFound as error:
        if error.code != UNKNOWN_MESSAGE:
            raise
        raise Conflict("This was shared here already, and somebody has deleted it since.") from None


async def form(interaction: Interaction, modal: ui.Modal) -> None:
    """Open a form. Its submission is read from the raw interaction, so nothing of it is kept."""
    modal.stop()
    if interaction.type is discord.InteractionType.modal_submit:
        raise Conflict("Discord opens no form as the answer to a form. Type the command again.")
    await _respond(interaction, lambda: interaction.response.send_modal(modal))


def is_private(interaction: Interaction) -> bool:
    """Whether what was clicked is a card that only this person sees."""
    return interaction.message is not None and interaction.message.flags.ephemeral


def _responded(interaction: Interaction) -> bool:
    return interaction.response.is_done() or _RESPONDED in interaction.extras


async def _respond(interaction: Interaction, first: Callable[[], Awaitable[object]]) -> None:
    """Give the first response, of which Discord takes only one, however often it is tried."""
    try:
        await _twice(lambda: _accepted(interaction, first))
    except discord.HTTPException as error:
        # Our own earlier try has reached Discord after all: go on with what follows.
        if error.code != ALREADY_ACKNOWLEDGED:
            raise
    interaction.extras[_RESPONDED] = True


async def _accepted(interaction: Interaction, first: Callable[[], Awaitable[object]]) -> None:
    try:
        await first()
    except Exception:
        # discord.py marks the response as done before it reads the answer's body, and stumbles over an empty one.
        if not interaction.response.is_done():
            raise


async def _edit(interaction: Interaction, **message: Any) -> None:
    await _twice(lambda: interaction.edit_original_response(**message, allowed_mentions=QUIET))


async def _twice(request: Callable[[], Awaitable[T]]) -> T:
    """Make a request that does no harm when it is repeated, once more where Discord's answer got lost."""
    try:
        return await request()
    except (discord.HTTPException, TypeError, ValueError, LookupError, AttributeError):
        raise  # Discord has said no, or the request could not even be made
    except Exception:
        # The connection broke, so nobody knows whether the request arrived.
        return await request()
