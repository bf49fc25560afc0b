"""Answers to interactions: the first response, and what follows under the token."""

from aiohttp import web

from bot.sandbox.answering import callback_answer
from bot.sandbox.api.answers import INTERACTION_TYPE, answer, body_of, flag_in, id_in, nothing
from bot.sandbox.core import Core
from bot.sandbox.errors import DiscordError
from bot.sandbox.interactions import Interaction


class InteractionRoutes:
    """Callbacks and the webhook of a token; neither needs the bot's authorization."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def routes(self) -> list[web.RouteDef]:
        webhook = "/webhooks/{application}/{token}"
        return [
            web.post("/interactions/{interaction}/{token}/callback", self._first),
            web.post(webhook, self._follow_up),
            web.get(f"{webhook}/messages/{{message}}", self._get),
            web.patch(f"{webhook}/messages/{{message}}", self._edit),
            web.delete(f"{webhook}/messages/{{message}}", self._delete),
        ]

    async def _first(self, request: web.Request) -> web.Response:
        one = self._core.interactions.to_answer(id_in(request, "interaction"), request.match_info["token"])
        request[INTERACTION_TYPE] = int(one.kind)
        self._core.answering.first(one, body_of(request))
        return answer(callback_answer(one)) if flag_in(request, "with_response") else nothing()

    async def _follow_up(self, request: web.Request) -> web.Response:
        return answer(self._core.answering.follow_up(self._interaction(request), body_of(request)).data)

    async def _get(self, request: web.Request) -> web.Response:
        one = self._interaction(request)
        return answer(self._core.answering.find(one, request.match_info["message"]).data)

    async def _edit(self, request: web.Request) -> web.Response:
        one = self._interaction(request)
        message = self._core.answering.find(one, request.match_info["message"])
        return answer(self._core.answering.edit(one, message, body_of(request)).data)

    async def _delete(self, request: web.Request) -> web.Response:
        one = self._interaction(request)
        message = self._core.answering.find(one, request.match_info["message"])
        self._core.answering.delete(one, message)
        return nothing()

    def _interaction(self, request: web.Request) -> Interaction:
        if id_in(request, "application") != self._core.application_id:
            raise DiscordError(10015)
        one = self._core.interactions.of_token(request.match_info["token"])
        request[INTERACTION_TYPE] = int(one.kind)
        return one
