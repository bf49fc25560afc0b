"""Recording what became of a delivery, and telling the moderators where a person must act."""

import logging
from datetime import timedelta

from bot.clock import Clock
from bot.editorial.marks import notice_mark
from bot.editorial.text import escape, escape_within
from bot.journeys.sending import (
    Absent,
    Limited,
    Refused,
    Removed,
    Sent,
    Sight,
    Unknown,
    Unreadable,
    backoff,
)
from bot.model import Delivery
from bot.store import claims, deliveries, notices, publications
from bot.store.connection import Writer
from bot.store.deliveries import Held

log = logging.getLogger(__name__)

GIVE_UP_AFTER = timedelta(hours=24)
REASON_ROOM = 600
FEWEST_TRIES = 4  # before it is given up


class Settlement:
    """Writes outcomes into the database, within somebody else's transaction."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def record(self, tx: Writer, delivery: Delivery, outcome: Sight) -> None:
        now = self._clock.now()
        match outcome:
            case Sent(message_id, thread_id):
                await claims.settle(tx, delivery, "sent", now, message_id, thread_id)
            case Removed():
                await claims.settle(tx, delivery, "removed", now, None, None)
            case Limited(seconds):
                await claims.postpone(tx, delivery, now, timedelta(seconds=seconds), claims.ASKED_TO_WAIT)
            case Unknown(reason) if not self._given_up(delivery):
                await claims.postpone(tx, delivery, now, backoff(delivery.attempts), reason)
            case Refused(reason, channel_closed=True):
                await self._pause_channel(tx, delivery, reason)
            case Absent():
                if await claims.park(tx, delivery, deliveries.LATE):
                    await self.ask(tx, _held(delivery))
            case Refused(reason) | Unknown(reason) | Unreadable(reason):
                if await claims.park(tx, delivery, reason):
                    place = delivery.channel.channel_id
                    await self._tell(
                        tx, delivery, f"could not be finished in <#{place}>: {escape_within(reason, REASON_ROOM)}"
                    )
        log.info("Delivery %s part %s: %s", delivery.post_name, delivery.part.number, outcome)

    def _given_up(self, delivery: Delivery) -> bool:
        """A machine that slept, or whose clock was put forward, has not tried for all that time."""
        long = self._clock.now() - delivery.first_claimed_at >= GIVE_UP_AFTER
        return long and delivery.attempts >= FEWEST_TRIES

    async def _pause_channel(self, tx: Writer, delivery: Delivery, reason: str) -> None:
        channel = delivery.channel.channel_id
        if not await claims.postpone(tx, delivery, self._clock.now(), timedelta(), reason):
            return  # it was taken away meanwhile, or another process is at it
        known = await publications.channel_of(tx, delivery.publication_id, channel)
        foretold = known is not None and bool(known.lacking)  # the moderators know what is lacking there
        if await publications.pause_channel(tx, delivery.publication_id, channel, reason) and not foretold:
            why = escape_within(reason, REASON_ROOM)
            await self._tell(
                tx, delivery, f"could not be posted in <#{channel}>, which gets nothing for now: {why}"
            )

    async def ask(self, tx: Writer, held: Held) -> None:
        text = (
            f"{escape(held.post_name)} is more than a day late for <#{held.channel_id}>, so it was not posted "
            "without your word. Post it with Retry on the desk card, or at /setup status."
        )
        mark, now = notice_mark(held.mark, text), self._clock.now()
        await notices.add(tx, held.publication_id, mark, text, now, held.guild_id)

    async def _tell(self, tx: Writer, delivery: Delivery, what: str) -> None:
        await notices.add(
            tx,
            delivery.publication_id,
            notice_mark(delivery.mark, delivery.attempts, what),
            f"{escape(delivery.post_name)} {what}. Put it right, then press Retry on the desk card, or at "
            "/setup status.",
            self._clock.now(),
            delivery.channel.guild_id,
        )


def _held(delivery: Delivery) -> Held:
    place = delivery.channel
    return Held(delivery.publication_id, place.guild_id, place.channel_id, delivery.post_name, delivery.mark)
