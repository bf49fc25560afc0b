"""The sandbox: a loopback Discord with its HTTP API, its gateway and people who act in it."""

import socket
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from aiohttp import web

from bot.sandbox.api.commands import CommandRoutes
from bot.sandbox.api.guard import Guard
from bot.sandbox.api.interactions import InteractionRoutes
from bot.sandbox.api.messages import MessageRoutes
from bot.sandbox.api.middlewares import LARGEST_REQUEST, Passage
from bot.sandbox.api.threads import ThreadRoutes
from bot.sandbox.api.users import UserRoutes
from bot.sandbox.changes import Changes
from bot.sandbox.core import Core
from bot.sandbox.exchanges import Exchange
from bot.sandbox.faults import Faults
from bot.sandbox.gateway.session import Session
from bot.sandbox.limits import Limits
from bot.sandbox.records import GuildRecord, MemberRecord, Person
from bot.sandbox.user import User
from bot.sandbox.world import World

T = TypeVar("T")

HOST = "127.0.0.1"
API = "/api/v10"
EXCHANGES = 20_000

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Extra = Callable[[web.Application, "Sandbox"], None]


class Sandbox:
    """A running stand-in for Discord."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._runner: web.AppRunner | None = None
        self.url = ""

    @classmethod
    async def start(
        cls,
        port: int = 0,
        *,
        limits: Limits | None = None,
        exchanges: int = EXCHANGES,
        privileged_intents: int = 0,
        extras: Sequence[Extra] = (),
    ) -> "Sandbox":
        """Listen on 127.0.0.1; port 0 takes any free one; OSError where the port is taken.

        `exchanges` is how many are kept, `privileged_intents` what the application was granted; `extras` may add
        routes of their own, which the checks of Host and Origin cover as well.
        """
        sandbox = cls(Core(limits or Limits(), exchanges, privileged_intents))
        await sandbox._listen(port, extras)
        return sandbox

    async def _listen(self, port: int, extras: Sequence[Extra]) -> None:
        listening = _bound(port)
        try:
            guard = Guard(listening.getsockname()[1])
            self.url = f"http://{HOST}:{guard.port}"
            self._core.cdn.url = self.url
            self._core.hub.url = f"ws://{HOST}:{guard.port}/"
            self._runner = web.AppRunner(self._application(guard, extras), shutdown_timeout=0.5, access_log=None)
            await self._runner.setup()
            await web.SockSite(self._runner, listening).start()
        except BaseException:
            listening.close()
            raise

    def _application(self, guard: Guard, extras: Sequence[Extra]) -> web.Application:
        app = web.Application(middlewares=[guard.check, self._gateway_at_root])
        passage = Passage(self._core, API)
        api = web.Application(middlewares=passage.all(), client_max_size=LARGEST_REQUEST)
        for area in (UserRoutes, CommandRoutes, MessageRoutes, ThreadRoutes, InteractionRoutes):
            api.add_routes(area(self._core).routes())
        app.add_subapp(API, api)
        self._core.cdn.add_routes(app)
        for extra in extras:
            extra(app, self)
        return app

    @web.middleware
    async def _gateway_at_root(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """The gateway answers at the root, where a browser finds the page."""
        if request.path == "/" and request.headers.get("Upgrade", "").lower() == "websocket":
            return await self._core.hub.serve(request)
        return await handler(request)

    async def close(self) -> None:
        """Close the gateway and stop listening."""
        self._core.faults.clear()
        await self._core.hub.disconnect(1001)
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def api_url(self) -> str:
        """The address of the HTTP API."""
        return self.url + API

    @property
    def token(self) -> str:
        """The bot's token."""
        return self._core.token

    @property
    def application_id(self) -> int:
        return self._core.application_id

    @property
    def bot_id(self) -> int:
        return self._core.world.bot.id

    @property
    def world(self) -> World:
        """Guilds, people, channels, messages."""
        return self._core.world

    @property
    def changes(self) -> Changes:
        """Tells after every change of the world, of a connection or of an interaction."""
        return self._core.changes

    @property
    def faults(self) -> Faults:
        """What is to go wrong."""
        return self._core.faults

    @property
    def exchanges(self) -> list[Exchange]:
        """The exchanges over HTTP so far, oldest first."""
        return self._core.exchanges.all()

    @property
    def sessions(self) -> list[Session]:
        """Every gateway session there was; each knows how often it was resumed."""
        return self._core.hub.sessions

    @property
    def connected(self) -> bool:
        """Whether the bot has identified and is there."""
        return bool(self._core.hub.live_sessions())

    async def disconnect(self, code: int = 4000) -> None:
        """Close the gateway's connections with this code."""
        await self._core.hub.disconnect(code)

    async def invalidate_session(self, resumable: bool) -> None:
        """Send op 9."""
        self._core.hub.invalidate(resumable)

    async def ask_reconnect(self) -> None:
        """Send op 7."""
        self._core.hub.ask_reconnect()

    def user(self, guild: GuildRecord, person: Person | MemberRecord) -> User:
        """Somebody who acts in a guild."""
        return User(self._core, guild, guild.members[person.id])

    async def until(self, look: Callable[[], T | None], timeout: float = 10.0) -> T:  # noqa: ASYNC109
        """The first true value of `look`."""
        return await self._core.changes.until(look, timeout)


def _bound(port: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        # Lets a restarted sandbox take its port back from connections that are still ending.
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((HOST, port))
    except OSError:
        listening.close()
        raise
    return listening
