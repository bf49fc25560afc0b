"""What can become of a message that is sent, and the Protocol of what sends it."""

import random
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol

from bot.model import Delivery

SEND_SECONDS = 60.0
NONCE_WINDOW = timedelta(minutes=2)  # Discord says "a few minutes"; this is on the safe side
LOOK_BACK = timedelta(minutes=10)
CLOCK_BACK = timedelta(hours=26)  # with a clock set back, the time that has passed is unknown
LONGEST_WAIT = 300.0  # seconds


class Sent(NamedTuple):
    """The message stands; `thread_id` is the forum post that was opened with it."""

    message_id: int
    thread_id: int | None = None


class Removed(NamedTuple):
    """The message was sent before under its nonce, and somebody has deleted it since."""


class Refused(NamedTuple):
    """Discord will not have it: `channel_closed` where the channel is at fault, else this message is."""

    reason: str
    channel_closed: bool


class Limited(NamedTuple):
    """Discord asks to wait; nothing was sent."""

    seconds: float


class Unknown(NamedTuple):
    """It may or may not have been sent."""

    reason: str


class Absent(NamedTuple):
    """Looked for and not there."""


class Unreadable(NamedTuple):
    """The channel's history cannot be read, so nobody knows whether it is there."""

    reason: str


Outcome = Sent | Removed | Refused | Limited | Unknown
Sight = Outcome | Absent | Unreadable


class Sender(Protocol):
    """What carries messages to Discord. None of its methods raises for what Discord answers."""

    async def send(self, delivery: Delivery) -> Outcome:
        """Carry out one step, with the delivery's mark as nonce where Discord takes one."""
        ...

    async def look(self, delivery: Delivery, since: datetime) -> Sight:
        """Find the delivery's message by its mark among the bot's own since that instant."""
        ...

    async def notify(
        self, channel_id: int, text: str, mark: str, since: datetime | None, role_id: int | None
    ) -> Outcome:
        """Say a sentence in a channel, once under that mark; with `since`, look first whether it stands there.

        `role_id` is a role to ping with it.
        """
        ...


def nonce_holds(since: datetime, now: datetime) -> bool:
    """Whether Discord still knows a nonce that was first used then; a clock that was set back does not tell."""
    return timedelta() <= now - since <= NONCE_WINDOW


def look_from(since: datetime, now: datetime) -> datetime:
    """From when on to look for what was first tried then: earlier, and much earlier if a clock was set back."""
    return min(since, now) - (LOOK_BACK if since <= now else CLOCK_BACK)


def backoff(attempts: int) -> timedelta:
    """Twice as long after every try, with jitter so that many channels do not come back at once."""
    wait = min(LONGEST_WAIT, 2.0 ** min(attempts - 1, 16))
    return timedelta(seconds=wait * random.uniform(0.75, 1.25))  # noqa: S311  no secret hangs on it
