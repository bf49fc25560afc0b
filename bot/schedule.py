"""The alarm clock: rings when an issue is due. What is due is decided from the store, not here.

APScheduler drops what it is a second late for, and its timers sleep through a clock that is set back; so
there is a heartbeat on the monotonic clock as well, and a missed alarm costs at most that long.
"""

import asyncio
import logging
from collections.abc import Callable
from datetime import UTC
from typing import Any, cast

from apscheduler.schedulers.asyncio import AsyncIOScheduler  # pyright: ignore[reportMissingTypeStubs]

from bot.errors import StoreError
from bot.journeys.weekly import Weekly

log = logging.getLogger(__name__)

HEARTBEAT = 20.0  # seconds


class Alarm:
    """Freezes what is due, at its hour, at start-up and at every heartbeat, and then calls `wake`.

    Whoever sets `rung` makes it look at once: a schedule may have changed, or an issue been published by hand.
    """

    def __init__(self, weekly: Weekly, rung: asyncio.Event, wake: Callable[[], None]) -> None:
        self._weekly = weekly
        self._rung = rung
        self._wake = wake

    async def run(self) -> None:
        """Keep the weekly posts coming until cancelled."""
        scheduler = cast("Any", AsyncIOScheduler(timezone=UTC))  # APScheduler 3 carries no types
        scheduler.start()
        try:
            while True:
                self._rung.clear()
                await self._look(scheduler)
                await self._wait()
        finally:
            scheduler.shutdown(wait=False)

    async def _look(self, scheduler: Any) -> None:
        try:
            await self._weekly.publish_due()
            alarm = await self._weekly.next_alarm()
        except StoreError as error:
            log.error("The weekly posts wait, because the database does not answer: %s", error)
            return
        except Exception:
            log.exception("The weekly posts could not be looked after; trying again at the next heartbeat.")
            return
        self._wake()
        if alarm is None:
            scheduler.remove_all_jobs()
        else:
            # The alarm may lie in the past by the time it is set; it rings all the same.
            scheduler.add_job(
                self._ring, "date", run_date=alarm, id="next", replace_existing=True, misfire_grace_time=None
            )

    async def _ring(self) -> None:
        """A coroutine function, because APScheduler runs any other kind in a thread."""
        self._rung.set()

    async def _wait(self) -> None:
        try:
            async with asyncio.timeout(HEARTBEAT):
                await self._rung.wait()
        except TimeoutError:
            pass
