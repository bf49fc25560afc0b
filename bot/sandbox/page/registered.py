"""The commands with their options, as the bot has registered them."""

import re
from typing import Any, cast

from bot.sandbox.errors import Json
from bot.sandbox.exchanges import Exchange
from bot.sandbox.server import API, Sandbox

_ROUTE = re.compile(rf"{API}/applications/\d+(?:/guilds/(\d+))?/commands(?:/(\d+))?(?:\?.*)?$")


class Registered:
    """Follows the record of exchanges, for people in the sandbox know of a command no more than its name."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._read_until = 0.0
        self._scopes: dict[str | None, dict[str, Json]] = {}

    def commands(self, guild_id: int) -> list[Json]:
        """What a guild may find: its own commands, then the global ones that none of its own stands before."""
        self._catch_up()
        own = list(self._scopes.get(str(guild_id), {}).values())
        taken = {(one["type"], one["name"]) for one in own}
        shared = self._scopes.get(None, {}).values()
        return own + [one for one in shared if (one["type"], one["name"]) not in taken]

    def _catch_up(self) -> None:
        new: list[Exchange] = []
        for exchange in reversed(self._sandbox.exchanges):
            if exchange.at <= self._read_until:
                break
            new.append(exchange)
        for exchange in reversed(new):
            self._read_until = exchange.at
            self._note(exchange)

    def _note(self, exchange: Exchange) -> None:
        found = _ROUTE.match(exchange.path)
        if found is None or not 200 <= exchange.status < 300:
            return
        scope, command_id = found.groups()
        answer: Any = exchange.response
        known = self._scopes.setdefault(scope, {})
        if isinstance(answer, list):
            self._scopes[scope] = {str(one["id"]): one for one in cast("list[Json]", answer)}
        elif exchange.method == "DELETE":
            known.pop(str(command_id), None)
        elif isinstance(answer, dict):
            command = cast("Json", answer)
            known[str(command["id"])] = command
