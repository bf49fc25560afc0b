"""What the store promises, kept by the deliverer: each part once, in order, whatever goes wrong on the way."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta

import pytest

from bot.clock import Clock
from bot.journeys.deliver import Deliverer
from bot.journeys.lead import Leadership
from bot.journeys.sending import Absent, Limited, Outcome, Refused, Sent, Sight, Unknown
from bot.model import Delivery, Publication, Standing
from bot.store import deliveries, posted, publications
from bot.store.connection import Writer
from bot.store.database import Database
from tests.store.samples import DAY, StoppedClock, a_digest, freeze


class Channels:
    """A Sender whose channels are lists; a test may say what happens instead of a channel's next sends."""

    def __init__(self) -> None:
        self.posted: dict[int, list[int]] = {}
        self.told: list[str] = []
        self.troubles: dict[int, list[Outcome | Exception]] = {}
        self.seen: dict[str, Sent] = {}
        self.looked: list[str] = []
        self.busy: dict[int, asyncio.Event] = {}
        self._news = asyncio.Event()

    async def news(self) -> None:
        """Wait until the moderators have been told something."""
        await asyncio.wait_for(self._news.wait(), 5)

    async def send(self, delivery: Delivery) -> Outcome:
        channel_id = delivery.channel.channel_id
        if channel_id in self.busy:
            await self.busy[channel_id].wait()
        if self.troubles.get(channel_id):
            trouble = self.troubles[channel_id].pop(0)
            if isinstance(trouble, Exception):
                raise trouble
            return trouble
        self.posted.setdefault(channel_id, []).append(delivery.part.number)
        return Sent(channel_id * 100 + delivery.part.number)

    async def look(self, delivery: Delivery, since: datetime) -> Sight:
        self.looked.append(delivery.mark)
        return self.seen.get(delivery.mark, Absent())

    async def notify(
        self, channel_id: int, text: str, mark: str, since: datetime | None, role_id: int | None
    ) -> Outcome:
        if channel_id in self.busy:
            await self.busy[channel_id].wait()
        self.told.append(text)
        self._news.set()
        return Sent(1)


@pytest.fixture
def discord() -> Channels:
    return Channels()


@pytest.fixture
async def moderated(database: Database, publication: Publication) -> Publication:
    """A publication whose moderators have channel 77."""
    changed = publication.model_copy(update={"moderators_channel": 77})
    await database.write(lambda tx: publications.update(tx, changed))
    return changed


@asynccontextmanager
async def running(database: Database, clock: Clock, sender: Channels) -> AsyncGenerator[Deliverer]:
    leadership = Leadership(database, clock)
    await leadership.wait()
    deliverer = Deliverer(database, clock, sender, leadership.holder)
    task = asyncio.create_task(deliverer.run())
    try:
        yield deliverer
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        await leadership.resign()


async def until(true: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(5):
        while not await true():  # noqa: ASYNC110  a database has no event to wait for
            await asyncio.sleep(0.002)


async def standing(database: Database, publication: Publication) -> list[Standing]:
    async with database.read() as reader:
        return await posted.standings(reader, publication.id)


async def all_settled(database: Database, publication: Publication, *channels: int) -> None:
    """Wait until both parts are settled in these channels, and in no other."""

    async def settled() -> bool:
        done = {one.channel_id for one in await standing(database, publication) if one.settled == 2}
        return done == set(channels)

    await until(settled)


async def anything_claimed(database: Database) -> bool:
    async with database.read() as reader:
        return bool(await reader.value("SELECT count(*) FROM deliveries WHERE state = 'claimed'"))


async def trouble_over(database: Database, discord: Channels) -> None:
    """Wait until what was to go wrong in channel 10 has done so, and what became of it is stored."""

    async def over() -> bool:
        return not discord.troubles[10] and not await anything_claimed(database)

    await until(over)


async def test_each_channel_gets_every_part_once_and_in_order(
    database: Database, moderated: Publication, clock: StoppedClock, discord: Channels
) -> None:
    await database.write(lambda tx: freeze(tx, moderated, channels=range(10, 22)))
    async with running(database, clock, discord):
        await all_settled(database, moderated, *range(10, 22))
    assert discord.posted == {channel: [1, 2] for channel in range(10, 22)}
    next_week = a_digest(day=DAY + timedelta(weeks=1), label="2/4 May 2025")
    await database.write(lambda tx: freeze(tx, moderated, channels=[30], digest=next_week))
    async with running(database, clock, discord):
        await all_settled(database, moderated, *range(10, 22), 30)
    assert discord.posted == {channel: [1, 2] for channel in (*range(10, 22), 30)}
    assert discord.told == []


async def test_a_closed_channel_is_paused_and_told_once_and_holds_up_nobody(
    database: Database, moderated: Publication, clock: StoppedClock, discord: Channels
) -> None:
    await database.write(lambda tx: freeze(tx, moderated, channels=[10, 20]))
    discord.troubles[10] = [Refused("the bot may not write there", channel_closed=True)]
    async with running(database, clock, discord) as deliverer:
        await all_settled(database, moderated, 20)
        await discord.news()
        assert "<#10>" in discord.told[0]
        assert "the bot may not write there" in discord.told[0]
        await database.write(lambda tx: publications.pause_channel(tx, moderated.id, 10, ""))
        deliverer.wake()
        await all_settled(database, moderated, 10, 20)
    assert discord.posted == {10: [1, 2], 20: [1, 2]}
    assert len(discord.told) == 1


async def test_a_slow_moderators_channel_holds_up_no_post(
    database: Database, moderated: Publication, clock: StoppedClock, discord: Channels
) -> None:
    await database.write(lambda tx: freeze(tx, moderated, channels=[10]))
    discord.troubles[10] = [Refused("closed", channel_closed=True)]
    discord.busy[77] = asyncio.Event()
    async with running(database, clock, discord) as deliverer:
        await trouble_over(database, discord)
        await database.write(lambda tx: publications.pause_channel(tx, moderated.id, 10, ""))
        deliverer.wake()
        await all_settled(database, moderated, 10)
        assert discord.told == []
        discord.busy[77].set()
        await discord.news()


async def test_a_slow_channel_holds_up_no_other(
    database: Database, moderated: Publication, clock: StoppedClock, discord: Channels
) -> None:
    await database.write(lambda tx: freeze(tx, moderated, channels=[10, 20]))
    discord.busy[10] = asyncio.Event()
    async with running(database, clock, discord):
        await all_settled(database, moderated, 20)
        discord.busy[10].set()
        await all_settled(database, moderated, 10, 20)


async def test_an_unforeseen_failure_loses_nothing_and_is_tried_again(
    database: Database, moderated: Publication, clock: StoppedClock, discord: Channels
) -> None:
    await database.write(lambda tx: freeze(tx, moderated, channels=[10, 20]))
    discord.troubles[10] = [RuntimeError("a mistake in the program")]
    async with running(database, clock, discord) as deliverer:
        await all_settled(database, moderated, 20)
        await trouble_over(database, discord)
        clock.instant += timedelta(minutes=1)
        deliverer.wake()
        await all_settled(database, moderated, 10, 20)
    assert discord.posted[10] == [1, 2]


@pytest.mark.parametrize("trouble", [Limited(30.0), Unknown("the answer was lost")])
async def test_a_try_that_did_not_succeed_is_repeated_later(
    database: Database, moderated: Publication, clock: StoppedClock, discord: Channels, trouble: Outcome
) -> None:
    await database.write(lambda tx: freeze(tx, moderated))
    discord.troubles[10] = [trouble]
    async with running(database, clock, discord) as deliverer:
        await trouble_over(database, discord)
        clock.instant += timedelta(seconds=31)
        deliverer.wake()
        await all_settled(database, moderated, 10)
    assert discord.posted == {10: [1, 2]}
    assert discord.looked == []  # within two minutes the nonce says it


async def interrupted(database: Database, clock: StoppedClock, discord: Channels, channel_id: int) -> None:
    """Let a run end while it is sending to a channel."""
    discord.busy[channel_id] = asyncio.Event()
    async with running(database, clock, discord):
        await until(lambda: anything_claimed(database))
    del discord.busy[channel_id]


@pytest.mark.parametrize("arrived", [True, False])
async def test_a_part_that_an_ended_run_was_sending_is_looked_for_before_it_is_sent_again(
    database: Database, moderated: Publication, clock: StoppedClock, discord: Channels, arrived: bool
) -> None:
    digest = await database.write(lambda tx: freeze(tx, moderated))
    await interrupted(database, clock, discord, 10)
    mark = f"{digest.uid}-10-message-1"
    if arrived:
        discord.seen[mark] = Sent(1001)
    clock.instant += timedelta(minutes=10)
    async with running(database, clock, discord):
        await all_settled(database, moderated, 10)
    assert discord.looked == [mark]
    assert discord.posted == {10: [2] if arrived else [1, 2]}


async def test_a_channel_that_has_part_one_gets_the_rest_however_late(
    database: Database, moderated: Publication, clock: StoppedClock, discord: Channels
) -> None:
    digest = await database.write(lambda tx: freeze(tx, moderated))
    await interrupted(database, clock, discord, 10)
    discord.seen[f"{digest.uid}-10-message-1"] = Sent(1001)
    clock.instant += timedelta(days=3)
    async with running(database, clock, discord):
        await all_settled(database, moderated, 10)
    assert discord.posted == {10: [2]}


async def test_a_first_part_that_did_not_arrive_is_not_sent_days_later_without_a_word(
    database: Database, moderated: Publication, clock: StoppedClock, discord: Channels
) -> None:
    await database.write(lambda tx: freeze(tx, moderated))
    await interrupted(database, clock, discord, 10)
    clock.instant += timedelta(days=3)
    async with running(database, clock, discord) as deliverer:
        await discord.news()
        assert discord.posted == {}
        await database.write(lambda tx: deliveries.retry(tx, moderated.id))
        deliverer.wake()
        await all_settled(database, moderated, 10)
    assert discord.posted == {10: [1, 2]}


async def test_a_digest_found_a_day_late_waits_for_the_moderators_who_are_told(
    database: Database, moderated: Publication, clock: StoppedClock, discord: Channels
) -> None:
    await database.write(lambda tx: freeze(tx, moderated))
    clock.instant += timedelta(hours=25)
    for _ in range(2):  # a second start says nothing new
        async with running(database, clock, discord):
            await discord.news()
    assert len(discord.told) == 1
    assert "Exosomes Digest (1/4 May 2025) is more than a day late for <#10>" in discord.told[0]
    assert discord.posted == {}
    async with running(database, clock, discord) as deliverer:
        await database.write(lambda tx: deliveries.retry(tx, moderated.id))
        deliverer.wake()
        await all_settled(database, moderated, 10)
    assert discord.posted == {10: [1, 2]}


async def test_a_promise_that_cannot_be_read_is_put_aside_and_holds_no_other_one_up(
    database: Database, moderated: Publication, clock: StoppedClock, discord: Channels
) -> None:
    async def work(tx: Writer) -> None:
        await freeze(tx, moderated)
        await tx.run("""UPDATE parts SET content = '{"number": "unreadable"}'""")
        later = a_digest().model_copy(
            update={"uid": "another", "day": DAY + timedelta(days=7), "label": "2/4 May 2025"}
        )
        await freeze(tx, moderated, channels=[20], digest=later)

    await database.write(work)
    async with running(database, clock, discord):
        await all_settled(database, moderated, 20)
    assert discord.posted == {20: [1, 2]}
    (damaged,) = [one for one in await standing(database, moderated) if one.channel_id == 10]
    assert (damaged.parked, damaged.waiting) == (1, 1)
    assert "damaged" in damaged.reason
