"""Reading messages back: paging, and what an app without the message content intent gets to see."""

from collections.abc import Mapping

from bot.sandbox.core import Core
from bot.sandbox.errors import Json
from bot.sandbox.gateway.intents import MESSAGE_CONTENT, without_content
from bot.sandbox.messages import Message


class Reading:
    """Messages as the bot reads them over HTTP."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def shown(self, message: Message) -> Json:
        """Strangers' messages come without content unless the app was granted the intent."""
        if self._core.privileged_intents & MESSAGE_CONTENT:
            return message.data
        return without_content(message.data, self._core.world.bot.id)


def window(messages: list[Message], limit: int, places: Mapping[str, int | None]) -> list[Message]:
    """At most `limit` messages around, before or after an id, newest first; `messages` come oldest first."""
    around, before, after = places["around"], places["before"], places["after"]
    if around is not None:
        older = [one for one in messages if one.id <= around][-(limit // 2 + 1) :]
        newer = [one for one in messages if one.id > around][: limit - len(older)]
        chosen = older + newer
    elif after is not None:
        chosen = [one for one in messages if one.id > after][:limit]
    else:
        chosen = [one for one in messages if before is None or one.id < before][-limit:]
    return chosen[::-1]
