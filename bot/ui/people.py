"""Who asks, as Discord says it in the very interaction."""

import discord

from bot.errors import NotAllowed
from bot.model import Actor
from bot.ui.actions import Interaction


def actor_of(interaction: Interaction) -> Actor:
    """The person with the roles and permissions of this moment; NotAllowed outside of servers."""
    if interaction.guild_id is None:
        raise NotAllowed("This works in a server only, not in direct messages.")
    roles = interaction.user.roles if isinstance(interaction.user, discord.Member) else []
    return Actor(
        user_id=interaction.user.id,
        guild_id=interaction.guild_id,
        roles=frozenset(role.id for role in roles),
        manages_server=interaction.permissions.manage_guild,
        manages_messages=interaction.permissions.manage_messages,
    )


def may_write(interaction: Interaction) -> bool:
    """Whether the person may write where the interaction took place, which sharing takes."""
    granted = interaction.permissions
    in_thread = isinstance(interaction.channel, discord.Thread)
    return granted.send_messages_in_threads if in_thread else granted.send_messages
