"""Registering application commands, global and of a guild."""

from aiohttp import web

from bot.sandbox.api.access import Access
from bot.sandbox.api.answers import answer, body_of, id_in, list_of, nothing
from bot.sandbox.commands import Scope
from bot.sandbox.core import Core
from bot.sandbox.errors import DiscordError
from bot.sandbox.validate import check_command, check_commands


class CommandRoutes:
    """What /applications/{id}/commands and its likes for guilds answer."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._access = Access(core)

    def routes(self) -> list[web.RouteDef]:
        return [
            route
            for base in (
                "/applications/{application}/commands",
                "/applications/{application}/guilds/{guild}/commands",
            )
            for route in (
                web.get(base, self._all),
                web.put(base, self._replace_all),
                web.post(base, self._put),
                web.get(f"{base}/{{command}}", self._one),
                web.patch(f"{base}/{{command}}", self._change),
                web.delete(f"{base}/{{command}}", self._delete),
            )
        ]

    def _scope(self, request: web.Request) -> Scope:
        if id_in(request, "application") != self._core.application_id:
            raise DiscordError(10002)
        return self._access.guild(request).id if "guild" in request.match_info else None

    async def _all(self, request: web.Request) -> web.Response:
        return answer(self._core.commands.all(self._scope(request)))

    async def _replace_all(self, request: web.Request) -> web.Response:
        scope, bodies = self._scope(request), list_of(request)
        check_commands(bodies)
        replaced = self._core.commands.replace_all(scope, bodies)
        self._core.changes.notify()
        return answer(replaced)

    async def _put(self, request: web.Request) -> web.Response:
        scope, body = self._scope(request), body_of(request).json
        check_command(body)
        command, new = self._core.commands.put(scope, body)
        self._core.changes.notify()
        return answer(command, 201 if new else 200)

    async def _one(self, request: web.Request) -> web.Response:
        return answer(self._core.commands.get(self._scope(request), id_in(request, "command")))

    async def _change(self, request: web.Request) -> web.Response:
        scope, command_id, body = self._scope(request), id_in(request, "command"), body_of(request).json
        check_command({**self._core.commands.get(scope, command_id), **body})
        changed = self._core.commands.change(scope, command_id, body)
        self._core.changes.notify()
        return answer(changed)

    async def _delete(self, request: web.Request) -> web.Response:
        self._core.commands.delete(self._scope(request), id_in(request, "command"))
        self._core.changes.notify()
        return nothing()
