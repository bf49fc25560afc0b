"""What Discord's refusals mean for a delivery. Codes: Discord's documentation, topics/opcodes-and-status-codes."""

import discord

from bot.journeys.sending import Limited, Outcome, Refused, Unknown

UNKNOWN_CHANNEL, UNKNOWN_MESSAGE = 10003, 10008
_WAIT_CODES = frozenset({20016, 20022, 20028, 20029, 30046, 110000, 130000})
_CHANNEL_CODES = frozenset({10003, 10004, 40058, 40067, 50001, 50008, 50013, 50024, 160006, 160007})
_POST_CODES = frozenset({50083, 160005})  # archived, locked: a forum takes its next post all the same
_TRY_LATER = 60.0
_TOKEN_REFUSED = 300.0


def outcome_of(error: Exception) -> Outcome:
    """Read a failed request: wait, give the channel up, give the message up, or look again later.

    Whatever is not known to have failed counts as unknown, an answer that cannot be read as well: it is looked
    for before it is repeated.
    """
    match error:
        case discord.RateLimited():
            return Limited(error.retry_after)
        case discord.HTTPException():
            return _refusal(error)
        case _:
            return Unknown(f"no usable answer from Discord ({type(error).__name__})")


def _refusal(error: discord.HTTPException) -> Outcome:
    said = f"Discord answered {error.status} {error.text or error.response.reason or ''}".strip()
    if error.status >= 500:
        return Unknown(said)
    if error.status == 429 or error.code in _WAIT_CODES:
        return Limited(_asked_to_wait(error))
    if error.status == 401:
        return Limited(_TOKEN_REFUSED)
    closed = error.code not in _POST_CODES and (error.status in (403, 404) or error.code in _CHANNEL_CODES)
    return Refused(said, channel_closed=closed)


def _asked_to_wait(error: discord.HTTPException) -> float:
    """The seconds that a header names, where discord.py does not take the answer for Discord's own."""
    try:
        return max(1.0, float(error.response.headers.get("Retry-After", _TRY_LATER)))
    except ValueError:
        return _TRY_LATER
