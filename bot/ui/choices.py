"""Autocomplete lists that several commands share."""

from collections.abc import Sequence

from discord import app_commands
from rapidfuzz import fuzz, process, utils

from bot.editorial import weeks
from bot.journeys.browse import Browse
from bot.journeys.setup import Setup
from bot.ui.actions import Interaction
from bot.ui.people import actor_of

MOST = 25
CHOICE_LIMIT = 100
Choices = list[app_commands.Choice[str]]


async def publication_choices(setup: Setup, interaction: Interaction, typed: str) -> Choices:
    """The server's own publications that fit what is typed, all of them where nothing is."""
    return fitting([(name, name) for name in await setup.names(actor_of(interaction).guild_id)], typed)


async def readable_choices(browse: Browse, interaction: Interaction, typed: str) -> Choices:
    """The same with those that the server follows."""
    return fitting(await browse.readable(actor_of(interaction).guild_id), typed)


def fitting(known: Sequence[tuple[str, str]], typed: str) -> Choices:
    """Those of (label, value) whose label fits what is typed, all of them where nothing is."""
    if typed.strip():
        labels = dict(enumerate(label for label, _ in known))
        ranked = process.extract(typed, labels, scorer=fuzz.WRatio, processor=utils.default_process, limit=MOST)
        known = [known[place] for _, _, place in ranked]
    return [
        app_commands.Choice(name=label[:CHOICE_LIMIT], value=value[:CHOICE_LIMIT]) for label, value in known[:MOST]
    ]


def zone_choices(typed: str) -> Choices:
    """Time zones that fit what is typed."""
    return [app_commands.Choice(name=zone, value=zone) for zone in weeks.zones(typed, MOST)]
