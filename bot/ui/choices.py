"""Autocomplete lists that several commands share."""

from discord import app_commands
from rapidfuzz import fuzz, process, utils

from bot.editorial import weeks
from bot.journeys.setup import Setup
from bot.ui.actions import Interaction
from bot.ui.people import actor_of

MOST = 25
CHOICE_LIMIT = 100
Choices = list[app_commands.Choice[str]]


async def publication_choices(setup: Setup, interaction: Interaction, typed: str) -> Choices:
    """The server's publications that fit what is typed, all of them where nothing is."""
    names = await setup.names(actor_of(interaction).guild_id)
    if typed.strip():
        ranked = process.extract(typed, names, scorer=fuzz.WRatio, processor=utils.default_process, limit=MOST)
        names = [name for name, _, _ in ranked]
    return [app_commands.Choice(name=name[:CHOICE_LIMIT], value=name[:CHOICE_LIMIT]) for name in names[:MOST]]


def zone_choices(typed: str) -> Choices:
    """Time zones that fit what is typed."""
    return [app_commands.Choice(name=zone, value=zone) for zone in weeks.zones(typed, MOST)]
