"""Keeping the promises: each part in each channel exactly once, whatever fails on the way.

Claim, send, settle, in this order. A claim that ended without a settled outcome (a crash, a lost answer) may
have reached Discord: within the nonce's window it is repeated with the same nonce, later it is looked for first.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta

from bot.clock import Clock
from bot.editorial.marks import notice_mark
from bot.errors import StoreError
from bot.journeys.sending import (
    LOOK_BACK,
    NONCE_WINDOW,
    SEND_SECONDS,
    Absent,
    Limited,
    Refused,
    Removed,
    Sender,
    Sent,
    Sight,
    Unknown,
    Unreadable,
    backoff,
)
from bot.journeys.tell import Teller
from bot.model import Delivery
from bot.store import deliveries, notices, publications
from bot.store.connection import Writer
from bot.store.database import Database
from bot.store.deliveries import Held

log = logging.getLogger(__name__)

WORKERS = 256  # at most one for each channel, so that many slow channels hold no other one up
LEASE = timedelta(seconds=90)  # longer than looking and sending together may take
GIVE_UP_AFTER = timedelta(hours=24)
CATCH_UP = timedelta(hours=24)  # what is later than this is not posted without a moderator's word
HEARTBEAT = 30.0


class Deliverer:
    """The workers that carry what is promised. `wake` tells them that there may be something to do.

    `holder` is this process's name as the leader: only the leader gets anything to carry.
    """

    def __init__(self, database: Database, clock: Clock, sender: Sender, holder: str) -> None:
        self._database = database
        self._clock = clock
        self._sender = sender
        self._holder = holder
        self._awake = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._teller = Teller(database, clock, sender, self.wake)

    def wake(self) -> None:
        """Look for work at once instead of at the next heartbeat."""
        self._awake.set()

    async def run(self) -> None:
        """Carry deliveries until cancelled."""
        await self._until_stored(self._hold_late)
        try:
            while True:
                self._awake.clear()
                await self._start_all()
                await self._wait()
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, self._teller.stop(), return_exceptions=True)

    async def _hold_late(self, tx: Writer) -> None:
        for held in await deliveries.hold_late(tx, self._clock.now() - CATCH_UP):
            await self._ask(tx, held)

    async def _start_all(self) -> None:
        try:
            for delivery in await self._claim(WORKERS - len(self._tasks)):
                self._start(delivery)
        except StoreError as error:
            log.error("Deliveries wait, because the database does not answer: %s", error)
        except Exception:
            # One promise that cannot be read must not end the work on all others.
            log.exception("A delivery could not be claimed.")
        self._teller.start()

    def _start(self, delivery: Delivery) -> None:
        task = asyncio.create_task(self._keep(delivery))
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: "asyncio.Task[None]") -> None:
        self._tasks.discard(task)
        self.wake()
        if not task.cancelled() and (error := task.exception()) is not None:
            # The claim stays until its lease runs out; then the step is looked for and tried again.
            log.error("A delivery could not be settled.", exc_info=error)

    async def _wait(self) -> None:
        try:
            async with asyncio.timeout(await self._pause()):
                await self._awake.wait()
        except TimeoutError:
            pass

    async def _pause(self) -> float:
        now = self._clock.now()
        try:
            async with self._database.read() as reader:
                starts = [await deliveries.next_start(reader, now), await notices.next_start(reader, now)]
        except StoreError:
            return HEARTBEAT
        waits = [(start - now).total_seconds() for start in starts if start is not None]
        return min([HEARTBEAT, *waits])

    async def _claim(self, most: int) -> list[Delivery]:
        if most <= 0:
            return []
        now = self._clock.now()
        return await self._database.write(lambda tx: deliveries.claim(tx, self._holder, now, LEASE, most))

    async def _keep(self, delivery: Delivery) -> None:
        outcome = await self._carry(delivery)
        await self._until_stored(lambda tx: self._settle(tx, delivery, outcome))

    async def _carry(self, delivery: Delivery) -> Sight:
        """Look for it, send it, or both; Absent where it is not there and is not to be sent without a word."""
        try:
            async with asyncio.timeout(SEND_SECONDS):
                if self._must_look(delivery):
                    sight = await self._sender.look(delivery, delivery.first_claimed_at - LOOK_BACK)
                    if not isinstance(sight, Absent) or self._too_late(delivery):
                        return sight
                return await self._sender.send(delivery)
        except TimeoutError:
            return Unknown("Discord did not answer in time")
        except Exception:
            log.exception("A delivery failed in an unforeseen way.")
            return Unknown("something went wrong inside the bot; its operator finds it in the log")

    def _must_look(self, delivery: Delivery) -> bool:
        """Whether an earlier try may stand in the channel without the nonce saying so."""
        if delivery.attempts == 1 or delivery.step == "publish":
            return False
        passed = self._clock.now() - delivery.first_claimed_at
        return delivery.step == "post" or not timedelta() <= passed <= NONCE_WINDOW  # clocks are set back, too

    def _too_late(self, delivery: Delivery) -> bool:
        """Whether a digest of which nothing stands in the channel waits for a moderator's word."""
        late = self._clock.now() - delivery.first_claimed_at > CATCH_UP
        return late and delivery.part.number == 1 and not delivery.released

    async def _settle(self, tx: Writer, delivery: Delivery, outcome: Sight) -> None:
        now = self._clock.now()
        match outcome:
            case Sent(message_id, thread_id):
                await deliveries.settle(tx, delivery, "sent", now, message_id, thread_id)
            case Removed():
                await deliveries.settle(tx, delivery, "removed", now, None, None)
            case Limited(seconds):
                later = now + timedelta(seconds=seconds)
                await deliveries.postpone(tx, delivery, later, "Discord asked to wait")
            case Unknown(reason) if now - delivery.first_claimed_at < GIVE_UP_AFTER:
                await deliveries.postpone(tx, delivery, now + backoff(delivery.attempts), reason)
            case Refused(reason, channel_closed=True):
                await self._pause_channel(tx, delivery, reason)
            case Absent():
                await deliveries.park(tx, delivery, deliveries.LATE)
                channel = delivery.channel.channel_id
                await self._ask(tx, Held(delivery.publication_id, channel, delivery.post_name, delivery.mark))
            case Refused(reason) | Unknown(reason) | Unreadable(reason):
                await deliveries.park(tx, delivery, reason)
                await self._tell(
                    tx, delivery, f"could not be finished in <#{delivery.channel.channel_id}>: {reason}"
                )
        log.info("Delivery %s part %s: %s", delivery.post_name, delivery.part.number, outcome)

    async def _pause_channel(self, tx: Writer, delivery: Delivery, reason: str) -> None:
        channel = delivery.channel.channel_id
        await deliveries.postpone(tx, delivery, self._clock.now(), reason)
        if await publications.pause_channel(tx, delivery.publication_id, channel, reason):
            await self._tell(
                tx, delivery, f"could not be posted in <#{channel}>, which gets nothing for now: {reason}"
            )

    async def _ask(self, tx: Writer, held: Held) -> None:
        text = (
            f"{held.post_name} is more than a day late for <#{held.channel_id}>, so it was not posted without "
            "your word. Post it with Retry at /setup status."
        )
        await notices.add(tx, held.publication_id, notice_mark(held.mark, text), text, self._clock.now())

    async def _tell(self, tx: Writer, delivery: Delivery, what: str) -> None:
        await notices.add(
            tx,
            delivery.publication_id,
            notice_mark(delivery.mark, delivery.attempts, what),
            f"{delivery.post_name} {what}. Put it right, then press Retry at /setup status.",
            self._clock.now(),
        )

    async def _until_stored(self, work: Callable[[Writer], Awaitable[object]]) -> None:
        """Write what must not be forgotten: a full or locked disk is waited out, within the claim's lease."""
        for pause in (1.0, 5.0, 15.0, 30.0):
            try:
                await self._database.write(work)
            except StoreError as error:
                log.error("What became of a delivery could not be stored, trying again: %s", error)
                await asyncio.sleep(pause)
            else:
                return
        await self._database.write(work)
