"""Keeping the promises: each part in each channel exactly once, whatever fails on the way.

Claim, send, settle, in this order. A claim that ended without a settled outcome (a crash, a lost answer) may
have reached Discord: within the nonce's window it is repeated with the same nonce, later it is looked for first.
"""

import asyncio
import logging
import math
from collections.abc import Sequence
from datetime import timedelta

from bot.clock import Clock
from bot.errors import StoreError
from bot.journeys.sending import (
    NONCE_WINDOW,
    SEND_SECONDS,
    Absent,
    Removed,
    Sender,
    Sent,
    Sight,
    Unknown,
    Unreadable,
    look_from,
    nonce_holds,
)
from bot.journeys.settle import Settlement
from bot.journeys.tell import Teller
from bot.model import Delivery
from bot.store import claims, deliveries, notices
from bot.store.connection import Writer
from bot.store.database import Database

log = logging.getLogger(__name__)

Ended = tuple[Delivery, Sight]

WORKERS = 256  # at most one for each channel, so that many slow channels hold no other one up
LEASE = timedelta(seconds=90)  # longer than looking and sending together may take
CATCH_UP = timedelta(hours=24)  # what is later than this is not posted without a moderator's word
HEARTBEAT = 30.0
REPEATABLE = ("publish", "thread", "edit", "delete")  # steps that do no more the second time


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
        self._ended: list[Ended] = []
        self._begun: dict[int, float] = {}  # what this process has tried first, by the monotonic clock
        self._troubles = 0
        self._late_held = False
        self._settlement = Settlement(clock)
        self._teller = Teller(database, clock, sender, self.wake)

    def wake(self) -> None:
        """Look for work at once instead of at the next heartbeat."""
        self._awake.set()

    async def run(self) -> None:
        """Carry deliveries until cancelled."""
        try:
            while True:
                self._awake.clear()
                await self._turn()
                self._teller.start()
                if not self._awake.is_set():
                    await self._wait()
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, self._teller.stop(), return_exceptions=True)
            await self._record_one_by_one(self._ended)

    async def _hold_late(self, tx: Writer) -> None:
        """At the start, before anything is claimed: what fell behind while no process ran waits for a word."""
        for held in await deliveries.hold_late(tx, self._clock.now() - CATCH_UP):
            await self._settlement.ask(tx, held)

    async def _turn(self) -> None:
        """Record what has ended and claim what may start, in one transaction for however many there are."""
        ended, self._ended = self._ended, []
        try:
            for delivery in await self._database.write(lambda tx: self._record_and_claim(tx, ended)):
                self._start(delivery)
            self._troubles, self._late_held = 0, True
        except StoreError as error:
            self._ended[:0] = ended
            self._troubles += 1
            log.error("Deliveries wait, because the database does not answer: %s", error)
            await asyncio.sleep(min(HEARTBEAT, 2.0**self._troubles))
            self.wake()
        except Exception:
            log.exception("Deliveries could not be recorded and claimed together.")
            await self._record_one_by_one(ended)

    async def _record_and_claim(self, tx: Writer, ended: Sequence[Ended]) -> list[Delivery]:
        for delivery, outcome in ended:
            await self._settlement.record(tx, delivery, outcome)
        if not self._late_held:
            await self._hold_late(tx)
        room = WORKERS - len(self._tasks)
        return await claims.claim(tx, self._holder, self._clock.now(), LEASE, room) if room > 0 else []

    async def _record_one_by_one(self, ended: Sequence[Ended]) -> None:
        """One that cannot be recorded must not take the others with it: its claim's lease will end."""
        for delivery, outcome in ended:
            try:
                await self._database.write(
                    lambda tx, one=delivery, what=outcome: self._settlement.record(tx, one, what)
                )
            except Exception:
                log.exception("What became of a delivery could not be recorded.")

    def _start(self, delivery: Delivery) -> None:
        task = asyncio.create_task(self._keep(delivery))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _keep(self, delivery: Delivery) -> None:
        if delivery.attempts == 1:
            self._begun[delivery.id] = self._clock.monotonic()
        outcome = await self._carry(delivery)
        if isinstance(outcome, Sent | Removed):
            self._begun.pop(delivery.id, None)
        self._ended.append((delivery, outcome))
        self.wake()

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
                starts = [await claims.next_start(reader, now), await notices.next_start(reader, now)]
        except StoreError:
            return HEARTBEAT
        waits = [(start - now).total_seconds() for start in starts if start is not None]
        return min([HEARTBEAT, *waits])

    async def _carry(self, delivery: Delivery) -> Sight:
        """Look for it, send it, or both; Absent where it is not there and is not to be sent without a word."""
        try:
            async with asyncio.timeout(SEND_SECONDS):
                if self._must_look(delivery):
                    sight = await self._look(delivery)
                    if not isinstance(sight, Absent) or self._too_late(delivery):
                        return sight
                return await self._sender.send(delivery)
        except TimeoutError:
            return Unknown("Discord did not answer in time")
        except Exception:
            log.exception("A delivery failed in an unforeseen way.")
            return Unknown("something went wrong inside the bot; its operator finds it in the log")

    def _must_look(self, delivery: Delivery) -> bool:
        """Whether an earlier try may stand in the channel without the nonce saying so.

        Clocks are set back, so what another process has tried first was tried nobody knows when.
        """
        if delivery.attempts == 1 or delivery.step in REPEATABLE:
            return False
        passed = self._clock.monotonic() - self._begun.get(delivery.id, -math.inf)
        sure = passed <= NONCE_WINDOW.total_seconds() and self._nonce_holds(delivery)
        return delivery.step == "post" or not sure

    async def _look(self, delivery: Delivery) -> Sight:
        """Where nothing can be seen, the nonce decides as long as it holds by what the clock says."""
        sight = await self._sender.look(delivery, look_from(delivery.first_claimed_at, self._clock.now()))
        by_nonce = isinstance(sight, Unreadable) and delivery.step != "post" and self._nonce_holds(delivery)
        return Absent() if by_nonce else sight

    def _nonce_holds(self, delivery: Delivery) -> bool:
        return nonce_holds(delivery.first_claimed_at, self._clock.now())

    def _too_late(self, delivery: Delivery) -> bool:
        """Whether a digest of which nothing stands in the channel waits for a moderator's word."""
        late = self._clock.now() - delivery.first_claimed_at > CATCH_UP
        return late and delivery.part.number == 1 and not delivery.released
