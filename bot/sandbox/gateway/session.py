"""A gateway session: what was dispatched in it, and the connection that it lives on, if any."""

from collections import deque

from bot.sandbox.errors import Json
from bot.sandbox.gateway.codes import Op
from bot.sandbox.gateway.connection import Connection, as_text
from bot.sandbox.gateway.intents import MESSAGE_CONTENT, needed, without_content
from bot.sandbox.world import Event

_REPLAYABLE = 10_000


class Session:
    """What a bot has identified; it outlives its connection, so that it can be resumed."""

    def __init__(self, id: str, intents: int, shard: tuple[int, int], bot_id: int) -> None:  # noqa: A002
        self.id = id
        self.intents = intents
        self.shard = shard
        self.resumes = 0
        self.over = False
        self.connection: Connection | None = None
        self._bot_id = bot_id
        self._seq = 0
        self._sent: deque[tuple[int, str]] = deque(maxlen=_REPLAYABLE)

    @property
    def live(self) -> bool:
        """Whether a connection carries the session now."""
        return self.connection is not None and not self.over

    @property
    def seq(self) -> int:
        """How many events were dispatched."""
        return self._seq

    def concerns(self, event: Event) -> bool:
        """Whether the event is for this session: by its shard and its intents."""
        number, total = self.shard
        home = 0 if event.guild_id is None else (event.guild_id >> 22) % total
        intent = needed(event, self._bot_id)
        return home == number and (intent == 0 or bool(self.intents & intent))

    def dispatch(self, name: str, data: Json) -> None:
        """Send an event, or keep it until the session is resumed."""
        if name in ("MESSAGE_CREATE", "MESSAGE_UPDATE") and not self.intents & MESSAGE_CONTENT:
            data = without_content(data, self._bot_id)
        self._seq += 1
        # As text at once: a replay must tell what was true then, and messages change in place.
        text = as_text({"op": Op.DISPATCH, "s": self._seq, "t": name, "d": data})
        self._sent.append((self._seq, text))
        if self.connection is not None:
            self.connection.send_text(text)

    def can_replay(self, seq: int) -> bool:
        """Whether everything after `seq` is still there."""
        return not self.over and self._seq - seq <= len(self._sent)

    def replay(self, seq: int) -> None:
        """Send again what came after `seq`."""
        assert self.connection is not None  # noqa: S101 - a resume has just set it
        for number, text in self._sent:
            if number > seq:
                self.connection.send_text(text)
