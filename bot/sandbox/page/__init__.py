"""The sandbox's page: a browser sees the channels as one of the people does, and acts as them."""

from aiohttp import web

from bot.sandbox.page.acts import Acts
from bot.sandbox.page.feed import Feed
from bot.sandbox.page.process import BotProcess
from bot.sandbox.page.registered import Registered
from bot.sandbox.page.routes import Routes
from bot.sandbox.page.view import View
from bot.sandbox.server import Sandbox

__all__ = ["BotProcess", "add_page"]


def add_page(app: web.Application, sandbox: Sandbox, process: BotProcess | None = None) -> None:
    """Serve the page at /; with `process`, it can kill and start the bot."""
    registered = Registered(sandbox)
    view = View(sandbox, registered, process)
    app.add_routes(Routes(view, Acts(sandbox, registered), Feed(sandbox, process), process).routes())
