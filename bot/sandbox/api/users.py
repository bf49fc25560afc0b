"""Users, the application, the gateway's address and guilds: what a client asks for at its start."""

from aiohttp import web

from bot.sandbox import shapes
from bot.sandbox.api.access import Access
from bot.sandbox.api.answers import answer, id_in
from bot.sandbox.core import Core
from bot.sandbox.errors import DiscordError, Json


class UserRoutes:
    """Who the bot is and what it is a member of."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._access = Access(core)

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/users/@me", self._me),
            web.get("/users/@me/guilds", self._my_guilds),
            web.get("/users/{user}", self._user),
            web.get("/oauth2/applications/@me", self._application),
            web.get("/applications/@me", self._application),
            web.get("/gateway", self._gateway),
            web.get("/gateway/bot", self._gateway_bot),
            web.get("/guilds/{guild}", self._guild),
            web.get("/guilds/{guild}/channels", self._channels),
            web.get("/guilds/{guild}/roles", self._roles),
            web.get("/guilds/{guild}/members/{user}", self._member),
        ]

    async def _me(self, request: web.Request) -> web.Response:
        return answer(shapes.own_user(self._core.world.bot))

    async def _my_guilds(self, request: web.Request) -> web.Response:
        guilds = [one for one in self._core.world.guilds.values() if self._core.world.bot.id in one.members]
        return answer([_own_guild(shapes.guild(one)) for one in guilds])

    async def _user(self, request: web.Request) -> web.Response:
        person = self._core.world.people.get(id_in(request, "user"))
        if person is None:
            raise DiscordError(10013)
        return answer(shapes.user(person))

    async def _application(self, request: web.Request) -> web.Response:
        bot = self._core.world.bot
        return answer(_application(self._core.application_id, shapes.user(bot)))

    async def _gateway(self, request: web.Request) -> web.Response:
        return answer({"url": self._core.hub.url})

    async def _gateway_bot(self, request: web.Request) -> web.Response:
        identified = len(self._core.hub.sessions)
        starts = {
            "total": 1000,
            "remaining": max(0, 1000 - identified),
            "reset_after": 0,
            "max_concurrency": 1,
        }
        return answer({"url": self._core.hub.url, "shards": 1, "session_start_limit": starts})

    async def _guild(self, request: web.Request) -> web.Response:
        return answer(shapes.guild(self._access.guild(request)))

    async def _channels(self, request: web.Request) -> web.Response:
        guild = self._access.guild(request)
        return answer([shapes.channel(one) for one in guild.channels.values() if not one.is_thread])

    async def _roles(self, request: web.Request) -> web.Response:
        return answer([shapes.role(one) for one in self._access.guild(request).roles.values()])

    async def _member(self, request: web.Request) -> web.Response:
        member = self._access.guild(request).members.get(id_in(request, "user"))
        if member is None:
            raise DiscordError(10007)
        return answer(shapes.member(member))


def _own_guild(guild: Json) -> Json:
    kept = ("id", "name", "icon", "banner", "features")
    return {**{key: guild[key] for key in kept}, "owner": False, "permissions": "0"}


def _application(application_id: int, bot: Json) -> Json:
    return {
        "id": str(application_id),
        "name": bot["username"],
        "icon": None,
        "description": "A bot on the sandbox.",
        "type": None,
        "bot": bot,
        "owner": bot,
        "team": None,
        "bot_public": False,
        "bot_require_code_grant": False,
        "verify_key": "0" * 64,
        "flags": 0,
        "flags_new": "0",
        "redirect_uris": [],
        "interactions_endpoint_url": None,
        "role_connections_verification_url": None,
        "approximate_guild_count": 1,
        "approximate_user_install_count": 0,
        "approximate_user_authorization_count": 0,
        "explicit_content_filter": 0,
        "eligible_oauth2_scopes": [],
    }
