"""Which events a session gets by the intents that it identified with."""

from bot.sandbox.errors import Json
from bot.sandbox.world import Event

GUILDS = 1 << 0
GUILD_MEMBERS = 1 << 1
GUILD_PRESENCES = 1 << 8
GUILD_MESSAGES = 1 << 9
MESSAGE_CONTENT = 1 << 15
PRIVILEGED = GUILD_MEMBERS | GUILD_PRESENCES | MESSAGE_CONTENT

# 17-19, 22 and 23 are no intents (events/gateway, "List of Intents")
KNOWN = sum(1 << bit for bit in (*range(17), 20, 21, 24, 25))

_CONTENT: Json = {"content": "", "embeds": [], "attachments": [], "components": []}


def needed(event: Event, bot_id: int) -> int:
    """The intent that the event needs; 0 where it is sent to everybody."""
    if event.name == "INTERACTION_CREATE":
        return 0
    if event.name.startswith("GUILD_MEMBER_"):
        return 0 if event.member_id == bot_id else GUILD_MEMBERS
    return GUILD_MESSAGES if event.name.startswith("MESSAGE_") else GUILDS


def without_content(data: Json, bot_id: int) -> Json:
    """A message as an app without the message content intent gets it: its own, and those that ping it, whole."""
    ids = {data["author"]["id"], *(user["id"] for user in data["mentions"])}
    return data if str(bot_id) in ids else {**data, **_CONTENT}
