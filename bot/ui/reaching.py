"""What it means when the bot cannot log in: worth waiting for, or a setting to correct."""

import aiohttp
import discord

from bot.errors import SettingsError

NOT_DISCORD = (
    "DISCORD_API_URL does not lead to Discord ({said}). Leave it out to use Discord itself, or correct the address."
)
_TOO_MANY = 429
# What discord.py stumbles over in an answer that is not Discord's.
_UNREADABLE = (TypeError, KeyError, ValueError, AttributeError)
NO_ANSWER = (aiohttp.ClientError, OSError, discord.HTTPException, discord.RateLimited)
"""All that a request may fail with."""
FAILURES = (*NO_ANSWER, discord.GatewayNotFound, discord.LoginFailure, *_UNREADABLE)
"""All that logging in may fail with, wherever the address leads."""


def wrong_setting(error: Exception) -> SettingsError | None:
    """The sentence for who has to correct a setting; None where waiting may help."""
    match error:
        case discord.LoginFailure():
            return SettingsError("Discord refuses DISCORD_TOKEN. Copy the token again from its portal.")
        case discord.GatewayNotFound(__cause__=discord.HTTPException() as cause):
            return wrong_setting(cause)
        case discord.HTTPException(status=status) if status != _TOO_MANY and status < 500:
            return SettingsError(NOT_DISCORD.format(said=f"it answers {status}"))
        case aiohttp.InvalidURL():
            return SettingsError(NOT_DISCORD.format(said="it is no address"))
        case _ if isinstance(error, _UNREADABLE):
            return SettingsError(NOT_DISCORD.format(said="what it answers is not Discord's"))
        case _:
            return None


def patience(error: Exception) -> float:
    """How many seconds Discord asks to wait, 0 where it does not say."""
    return error.retry_after if isinstance(error, discord.RateLimited) else 0.0
