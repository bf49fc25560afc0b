"""Who asks, as Discord says it in the very interaction."""

import discord

from bot.errors import NotAllowed
from bot.model import Actor
from bot.ui.actions import Interaction


def actor_of(interaction: Interaction) -> Actor:
    """The person with the roles and permissions of this moment; NotAllowed outside of servers."""
    if interaction.guild_id is None:
        raise NotAllowed("This works in a server only, not in direct messages.")
    return Actor(
        user_id=interaction.user.id,
        guild_id=interaction.guild_id,
        roles=_roles_of(interaction.user) | {interaction.guild_id},
        manages_server=interaction.permissions.manage_guild,
        manages_messages=interaction.permissions.manage_messages,
    )


def _roles_of(person: discord.User | discord.Member) -> frozenset[int]:
    """The ids of the person's roles, as the interaction brings them.

    Not `Member.roles`: just after a start, before Discord has told of the server, that has none of them.
    """
    if not isinstance(person, discord.Member):
        return frozenset()
    return frozenset(person._roles)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]


def may_write(interaction: Interaction) -> bool:
    """Whether the person may write where the interaction took place, which sharing takes."""
    granted = interaction.permissions
    in_thread = isinstance(interaction.channel, discord.Thread)
    return granted.send_messages_in_threads if in_thread else granted.send_messages
