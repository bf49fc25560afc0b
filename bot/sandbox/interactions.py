"""Interactions on their way: begun by a person, answered by the bot within Discord's deadlines."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum

from bot.sandbox.errors import DiscordError, Json
from bot.sandbox.limits import Limits
from bot.sandbox.messages import Message
from bot.sandbox.records import ChannelRecord, GuildRecord, MemberRecord


class Kind(IntEnum):
    """What the person did."""

    COMMAND = 2
    COMPONENT = 3
    AUTOCOMPLETE = 4
    MODAL = 5


class Callback(IntEnum):
    """How the bot responds first."""

    MESSAGE = 4
    DEFERRED_MESSAGE = 5
    DEFERRED_UPDATE = 6
    UPDATE = 7
    CHOICES = 8
    MODAL = 9


@dataclass(eq=False)
class Interaction:
    """One thing that a person did, and all that came of it. `began` and `first` are monotonic."""

    id: int
    token: str
    kind: Kind
    guild: GuildRecord
    channel: ChannelRecord
    member: MemberRecord
    data: Json
    began: float
    message: Message | None = None
    opened_by: "Interaction | None" = None
    callback: Callback | None = None
    first: float | None = None
    original: Message | None = None
    modal: Json | None = None
    choices: list[Json] = field(default_factory=list[Json])
    followups: list[Message] = field(default_factory=list[Message])
    finished: bool = False
    touched: bool = False  # whether @original has got what was to be shown

    def respond(self, callback: Callback, now: float) -> None:
        """Note the first response."""
        self.callback = callback
        self.first = now
        self.finished = callback not in (Callback.DEFERRED_MESSAGE, Callback.DEFERRED_UPDATE)
        self.touched = callback in (Callback.MESSAGE, Callback.UPDATE)

    def own_messages(self) -> list[Message]:
        """The messages that the token gives a right to."""
        return [one for one in (self.original, *self.followups) if one is not None]


class Interactions:
    """All interactions by their tokens."""

    def __init__(
        self, new_id: Callable[[], int], limits: Limits, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._new_id = new_id
        self._limits = limits
        self._clock = clock
        self._by_token: dict[str, Interaction] = {}

    def begin(
        self,
        kind: Kind,
        guild: GuildRecord,
        channel: ChannelRecord,
        member: MemberRecord,
        data: Json,
        message: Message | None = None,
        opened_by: Interaction | None = None,
    ) -> Interaction:
        """Something a person did, with a token for the answers."""
        one = Interaction(
            self._new_id(),
            secrets.token_urlsafe(48),
            kind,
            guild,
            channel,
            member,
            data,
            self._clock(),
            message,
            opened_by,
        )
        self._by_token[one.token] = one
        return one

    def to_answer(self, interaction_id: int, token: str) -> Interaction:
        """The interaction that takes its first response now; 10062 too late or unknown, 40060 when it had one."""
        one = self._by_token.get(token)
        if one is None or one.id != interaction_id:
            raise DiscordError(10062)
        if one.callback is not None:
            raise DiscordError(40060)
        if self._clock() - one.began > self._limits.interaction_seconds:
            raise DiscordError(10062)
        return one

    def of_token(self, token: str) -> Interaction:
        """The answered interaction behind a token; 10015 before the first response, 50027 once it has run out."""
        one = self._by_token.get(token)
        if one is None or one.callback is None:
            raise DiscordError(10015)
        if self._clock() - one.began > self._limits.token_minutes * 60:
            raise DiscordError(50027)
        return one

    def now(self) -> float:
        """The clock that the deadlines are measured by."""
        return self._clock()
