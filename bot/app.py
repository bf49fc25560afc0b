"""The composition root: opens, wires and closes everything."""

import asyncio
import logging
import os
import signal
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from bot.client import DigestBot, Journeys, use_api
from bot.clock import Clock
from bot.config import INDEX_MEMORY, Settings
from bot.errors import NotFound, SettingsError, StoreReadOnly
from bot.journeys.archive import Archive
from bot.journeys.browse import Browse
from bot.journeys.cards import CardKeeper
from bot.journeys.channels import Channels
from bot.journeys.deliver import Deliverer
from bot.journeys.desks import Desks
from bot.journeys.find import Find
from bot.journeys.follow import Following
from bot.journeys.lead import Leadership, LostLead
from bot.journeys.planning import Planning
from bot.journeys.preflight import Preflight
from bot.journeys.reindex import Reindex
from bot.journeys.remember import Memory
from bot.journeys.review import Review
from bot.journeys.revise import Revise
from bot.journeys.setup import Setup
from bot.journeys.submit import Submissions
from bot.journeys.take_back import TakeBack
from bot.journeys.weekly import Weekly
from bot.schedule import Alarm
from bot.search.curated import curated
from bot.search.engine import Engine
from bot.search.synonyms import Synonyms
from bot.store.database import Database
from bot.ui.cards import DiscordCards
from bot.ui.discord_time import DiscordTime
from bot.ui.inspection import DiscordInspector
from bot.ui.pace import Pace
from bot.ui.sender import DiscordSender
from bot.ui.tracing import Tracing

log = logging.getLogger(__name__)


@asynccontextmanager
async def opened(path: Path) -> AsyncGenerator[Database]:
    """The database, closed at the end whatever happens; kinds of StoreError where it cannot be opened."""
    database = await Database.open(path)
    try:
        yield database
    finally:
        await database.close()


@asynccontextmanager
async def opened_as_set(settings: Settings, *, made: bool = False) -> AsyncGenerator[Database]:
    """The database that DIGEST_DATABASE names; unless it is `made` where missing, NotFound.

    SettingsError where there can be no such file.
    """
    path = settings.digest_database
    if not made and not os.path.lexists(path):
        raise NotFound(f"There is no database at {path} yet; check DIGEST_DATABASE.")
    try:
        database = await Database.open(path)
    except StoreReadOnly as error:
        if os.path.isfile(path):
            raise
        raise SettingsError(f"DIGEST_DATABASE cannot be used: it says {path}. {error}") from None
    try:
        yield database
    finally:
        await database.close()


def journeys_of(database: Database, clock: Clock, index_memory: int = INDEX_MEMORY) -> Journeys:
    """Everything that people can do, on one database; indexes of so many megabytes are kept in memory."""
    desks, engine = Desks(), Engine(index_memory << 20, Synonyms(curated()))
    return Journeys(
        archive=Archive(database, clock),
        browse=Browse(database),
        channels=Channels(database, clock, desks),
        desks=desks,
        find=Find(database, clock, engine),
        following=Following(database, clock),
        memory=Memory(database),
        planning=Planning(database, clock),
        preflight=Preflight(database, clock, desks),
        review=Review(database, clock, desks),
        revise=Revise(database, clock),
        setup=Setup(database, clock, desks),
        submissions=Submissions(database, clock, desks),
        take_back=TakeBack(database, clock),
        weekly=Weekly(database, clock),
    )


async def run(settings: Settings) -> None:
    """Run the bot until SIGTERM or Ctrl-C. SettingsError where Discord refuses the token."""
    await until_stopped(serve(settings, Clock(), asyncio.Event()))


async def serve(settings: Settings, clock: Clock, alarm: asyncio.Event) -> None:
    """Run the bot until cancelled; setting `alarm` makes it look at once at what is due."""
    _ = settings.token  # missing, it is said before anything is opened
    use_api(settings.discord_api_url)
    async with opened_as_set(settings, made=True) as database:
        leadership = Leadership(database, clock)
        try:
            while True:
                await leadership.wait()
                try:
                    await _lead(settings, database, clock, alarm, leadership)
                    return
                except LostLead as lost:
                    log.warning("%s This process waits again.", lost)
                    await leadership.resign()
        finally:
            await leadership.resign()


async def _lead(
    settings: Settings, database: Database, clock: Clock, alarm: asyncio.Event, leadership: Leadership
) -> None:
    pace, time = Pace(settings.discord_requests_per_second, clock), DiscordTime(clock)
    journeys = journeys_of(database, clock, settings.digest_index_memory)
    async with DigestBot(journeys, settings.discord_api_url, alarm, Tracing(pace, time)) as bot:
        deliverer = Deliverer(database, clock, DiscordSender(bot, pace, time), leadership.holder)
        cards = CardKeeper(database, clock, DiscordCards(bot, pace, time), deliverer.wake)
        journeys.desks.tell(cards)
        await side_by_side(
            leadership.keep(),
            bot.stay_connected(settings.token),
            Reindex(database).run(),
            Alarm(journeys.weekly, alarm, lambda: _wake(deliverer, cards)).run(),
            _when_ready(bot, deliverer.run),
            _when_ready(bot, cards.run),
            _when_ready(bot, lambda: journeys.preflight.run(DiscordInspector(bot), deliverer.wake)),
        )


async def until_stopped(job: Coroutine[Any, Any, None]) -> None:
    """Run a job until it ends, fails (which is raised), or the program is told to stop."""
    await side_by_side(job, _told_to_stop())


async def side_by_side(*jobs: Coroutine[Any, Any, None]) -> None:
    """Run jobs until one of them ends, or fails (which is raised); the others are cancelled then."""
    tasks = [asyncio.create_task(job) for job in jobs]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            await task
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _told_to_stop() -> None:
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, told.set)
    try:
        await told.wait()
    finally:
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)
    log.info("Stopping.")


def _wake(deliverer: Deliverer, cards: CardKeeper) -> None:
    deliverer.wake()
    cards.wake()


async def _when_ready(bot: DigestBot, job: Callable[[], Awaitable[None]]) -> None:
    """Deliveries need to know the channels, which Discord tells after the connection is made."""
    await bot.wait_until_ready()
    await job()
