"""One process leads and the others wait: two sessions on one token would both answer every command.

The leader holds a lock that its end releases, however it ends; that hands over at once. A leader that lives and
does nothing (stopped, swapped out, stuck) keeps its lock, so it also counts a heartbeat up: whoever has seen it
stand still for long enough by its own monotonic clock, which no wall clock can move, takes over.
"""

import asyncio
import logging
import os
import secrets
import socket

from bot.clock import Clock
from bot.errors import StoreError
from bot.store import claims, leadership
from bot.store.connection import Writer
from bot.store.database import Database
from bot.store.leadership import ProcessLock, Pulse

log = logging.getLogger(__name__)

LOOK = 1.0  # seconds between two looks of one that waits
BEAT = 2.0  # seconds between two signs of life
SILENCE = 12.0  # seconds without one, after which another process takes over
UNLOCKED_SILENCE = 5.0  # the same, where its lock is free and it may just not have got it yet
STEP_DOWN = 8.0  # seconds without being able to give one, after which the leader stops by itself


class LostLead(Exception):
    """Another process leads by now, or must be supposed to."""


class Leadership:
    """This process's part in it. `holder` names the process in the database."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self.holder = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
        self._database = database
        self._clock = clock
        self._lock = ProcessLock(database.path)

    async def wait(self) -> None:
        """Return when this process leads. While the database cannot be written to, none does."""
        watch = _Watch(self._clock)
        said = ""
        while True:
            try:
                if await self._taken(watch):
                    return
                level, waits = logging.INFO, "Another process leads; this one waits to take over."
            except StoreError as error:
                await self._lock.release()
                level, waits = logging.WARNING, f"No process can lead now; this one waits. {error}"
            if waits != said:
                log.log(level, waits)
                said = waits
            await asyncio.sleep(LOOK)

    async def _taken(self, watch: "_Watch") -> bool:
        """Take the lead from one that has ended or fallen silent; False where there is no such one."""
        locked = await self._lock.acquire()
        silent = watch.silence(pulse) if (pulse := await self._pulse()) else 0.0
        if locked and (pulse is None or pulse.locked or silent > UNLOCKED_SILENCE):
            await self._database.write(self._take_from_the_ended)
            return True
        if not locked and silent > SILENCE:
            log.warning("The leader gives no sign of life; this process takes over.")
            await self._database.write(self._take_from_the_silent)
            return True
        return False

    async def keep(self) -> None:
        """Give signs of life for ever; LostLead when another process has taken over."""
        last = self._clock.monotonic()
        while True:
            try:
                # Taken from a silent leader, the lead comes without the lock, until that one has let go of it.
                locked = await self._lock.acquire()
                if not await self._database.write(
                    lambda tx, locked=locked: leadership.beat(tx, self.holder, locked=locked)
                ):
                    raise LostLead("Another process has taken over.")
                last = self._clock.monotonic()
            except StoreError as error:
                if self._clock.monotonic() - last > STEP_DOWN:
                    raise LostLead(f"No sign of life could be given ({error}).") from error
            await asyncio.sleep(BEAT)

    async def resign(self) -> None:
        """Hand over at once to one that waits."""
        await self._lock.release()

    async def _pulse(self) -> Pulse | None:
        try:
            async with self._database.read() as reader:
                return await leadership.pulse(reader)
        except StoreError:
            return None  # what cannot be seen is no silence

    async def _take_from_the_ended(self, tx: Writer) -> None:
        await leadership.take(tx, self.holder, locked=True)
        await claims.release_all(tx)

    async def _take_from_the_silent(self, tx: Writer) -> None:
        """Its claims stay until their leases end: it may wake up and finish what it was at."""
        await leadership.take(tx, self.holder, locked=False)


class _Watch:
    """How long a pulse has stood still, by this process's own monotonic clock."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._seen: Pulse | None = None
        self._looked_at = 0.0
        self._silence = 0.0

    def silence(self, pulse: Pulse) -> float:
        """Seconds for which the pulse has been seen to be this one.

        What passed between two looks counts for little more than their distance: a machine that slept, or a clock
        that jumped, says nothing of the leader.
        """
        now = self._clock.monotonic()
        self._silence = self._silence + min(now - self._looked_at, 2 * LOOK) if pulse == self._seen else 0.0
        self._seen, self._looked_at = pulse, now
        return self._silence
