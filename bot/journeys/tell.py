"""Telling the moderators what they should know: each notice once, in their channel."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.journeys.sending import (
    NONCE_WINDOW,
    SEND_SECONDS,
    Limited,
    Outcome,
    Refused,
    Removed,
    Sender,
    Sent,
    Unknown,
    backoff,
    look_from,
    nonce_holds,
)
from bot.store import notices
from bot.store.database import Database
from bot.store.notices import Notice

log = logging.getLogger(__name__)


class Teller:
    """Empties the outbox of notices, beside the deliveries, so that a slow moderators' channel holds none up.

    `wake` is called when the outbox is to be looked at again.
    """

    def __init__(self, database: Database, clock: Clock, sender: Sender, wake: Callable[[], None]) -> None:
        self._database = database
        self._clock = clock
        self._sender = sender
        self._wake = wake
        self._task: asyncio.Task[None] | None = None
        self._more = False
        self._inherited: int | None = None  # up to which notice an earlier process may have tried them
        self._begun: dict[int, float] = {}  # what this process has tried first, by the monotonic clock

    def start(self) -> None:
        """Send what may be sent now; where that is going on already, look again when it ends."""
        if self._task is not None and not self._task.done():
            self._more = True
            return
        self._more = False
        self._task = asyncio.create_task(self._send_all())
        self._task.add_done_callback(self._ended)

    async def stop(self) -> None:
        """Leave off; what is not sent yet stays in the outbox."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def _ended(self, _task: "asyncio.Task[None]") -> None:
        if self._more:
            self._wake()

    async def _send_all(self) -> None:
        try:
            async with self._database.read() as reader:
                if self._inherited is None:
                    self._inherited = await notices.newest_id(reader)
                waiting = await notices.waiting(reader, self._clock.now())
        except Exception:
            log.exception("It could not be seen what the moderators are to be told.")
            return
        channels = {notice.channel_id for notice in waiting}
        await asyncio.gather(
            *(self._send_in_order([one for one in waiting if one.channel_id == channel]) for channel in channels)
        )

    async def _send_in_order(self, waiting: Sequence[Notice]) -> None:
        try:
            for notice in waiting:
                await self._send(notice)
            self._wake()  # what is put off now has a time of its own, which the next pause must know
        except Exception:
            log.exception("The moderators could not be told; the next heartbeat tries again.")

    async def _send(self, notice: Notice) -> None:
        outcome = await self._notify(notice)
        now = self._clock.now()
        if isinstance(outcome, Sent | Removed):
            await self._database.write(lambda tx: notices.sent(tx, notice.id, now))
            self._begun.pop(notice.id, None)
            return
        log.warning("A notice could not be sent to channel %s: %s", notice.channel_id, outcome)
        if notice.to_readers and isinstance(outcome, Refused):
            await self._database.write(lambda tx: notices.give_up(tx, notice.id))  # /setup status says it, too
            return
        limited = isinstance(outcome, Limited)
        later = now + (timedelta(seconds=outcome.seconds) if limited else backoff(notice.attempts + 1))
        await self._database.write(lambda tx: notices.postpone(tx, notice.id, later, count=not limited))

    async def _notify(self, notice: Notice) -> Outcome:
        since = self._look_since(notice, self._clock.now())
        self._begun.setdefault(notice.id, self._clock.monotonic())
        try:
            async with asyncio.timeout(SEND_SECONDS):
                return await self._sender.notify(notice.channel_id, notice.text, notice.mark, since, notice.role_id)
        except TimeoutError:
            return Unknown("Discord did not answer in time")

    def _look_since(self, notice: Notice, now: datetime) -> datetime | None:
        """From when on to look for what may stand there already; None where the nonce, or being new, rules it out.

        Clocks are set back, so what another process may have tried first was tried nobody knows when.
        """
        begun = self._begun.get(notice.id)
        if begun is None:
            sure = self._inherited is not None and notice.id > self._inherited
        else:
            sure = self._clock.monotonic() - begun <= NONCE_WINDOW.total_seconds()
        return None if sure and nonce_holds(notice.made_at, now) else look_from(notice.made_at, now)
