"""All parts of the sandbox in one place, as the API and the people need them."""

import secrets
import time

from bot.sandbox.answering import Answering
from bot.sandbox.cdn import Cdn
from bot.sandbox.changes import Changes
from bot.sandbox.commands import Commands
from bot.sandbox.exchanges import Exchanges
from bot.sandbox.faults import Faults
from bot.sandbox.gateway.hub import Hub
from bot.sandbox.interactions import Interactions
from bot.sandbox.limits import Buckets, Limits, Nonces
from bot.sandbox.posting import Posting
from bot.sandbox.world import World


class Core:
    """The sandbox without its server."""

    def __init__(self, limits: Limits, kept_exchanges: int, privileged_intents: int) -> None:
        self.limits = limits
        self.privileged_intents = privileged_intents
        self.changes = Changes()
        self.world = World(self.changes)
        self.application_id = self.world.new_id()
        self.token = f"sandbox.{secrets.token_urlsafe(24)}"
        self.faults = Faults()
        self.exchanges = Exchanges(kept_exchanges)
        self.buckets = Buckets(time.monotonic)
        self.cdn = Cdn(self.world.new_id)
        self.commands = Commands(self.application_id, self.world.new_id)
        self.interactions = Interactions(self.world.new_id, limits)
        self.posting = Posting(self.world, self.cdn, Nonces(limits, time.monotonic))
        self.answering = Answering(self.world, self.posting, self.interactions, self.changes, self.application_id)
        self.hub = Hub(self.world, self.changes, self.token, self.application_id, privileged_intents)
