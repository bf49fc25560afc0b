"""Thousands of servers that follow one publication."""

import time
from datetime import date

from bot.journeys import follow, freeze
from bot.model import Channel, Publication
from bot.store import following, notices, publications
from bot.store.connection import Writer
from bot.store.database import Database
from tests.store.samples import NOW, StoppedClock, a_channel, a_digest, a_publication

MANY = 2_000
STORED_WITHIN = 1.0  # seconds of the machine's time, for all that one transaction does


async def many_followers(database: Database) -> tuple[Publication, list[Channel]]:
    async def work(tx: Writer) -> tuple[Publication, list[Channel]]:
        publication = await publications.add(tx, a_publication().model_copy(update={"public": True}))
        channels = [
            a_channel(publication, 1000 + number).model_copy(update={"guild_id": 100 + number // 4})
            for number in range(MANY)
        ]
        for channel in channels:
            await publications.put_channel(tx, channel)
        return publication, channels

    return await database.write(work)


async def test_a_digest_for_thousands_of_channels_is_frozen_in_well_under_a_second(database: Database) -> None:
    publication, channels = await many_followers(database)
    digest = a_digest([f"Paper {number} {'on vesicles ' * 20}" for number in range(40)])

    async def work(tx: Writer) -> None:
        digest_id = await freeze.archive(tx, publication.id, digest, NOW)
        await freeze.promise(tx, digest_id, digest, channels, publication.guild_id, NOW)

    started = time.process_time()
    await database.write(work)
    took = time.process_time() - started
    async with database.read() as reader:
        assert await reader.value("SELECT count(*) FROM deliveries WHERE state = 'due'") == MANY
        assert await reader.value("SELECT count(*) FROM deliveries WHERE state = 'waiting'") >= 2 * MANY
    assert took < STORED_WITHIN


async def test_thousands_of_followers_are_let_go_in_well_under_a_second(database: Database) -> None:
    publication, channels = await many_followers(database)
    async with database.read() as reader:
        assert await following.count(reader, publication.id) == MANY / 4
    digest = a_digest(day=date(2025, 5, 21))

    async def work(tx: Writer) -> None:
        digest_id = await freeze.archive(tx, publication.id, digest, NOW)
        await freeze.promise(tx, digest_id, digest, channels, publication.guild_id, NOW)

    await database.write(work)
    started = time.process_time()
    assert await database.write(lambda tx: follow.end(tx, publication, NOW)) == MANY
    took = time.process_time() - started
    async with database.read() as reader:
        assert await following.count(reader, publication.id) == 0
        assert len(await notices.waiting(reader, NOW)) == notices.AT_A_TIME
        assert await reader.value("SELECT count(*) FROM deliveries") == 0
        assert len(await notices.farewells(reader, 100, NOW)) == 1
    assert took < STORED_WITHIN


async def test_a_server_that_is_called_otherwise_is_offered_so(database: Database) -> None:
    publication, _ = await many_followers(database)
    clock = StoppedClock()
    for name in ("Vesicle Club", "Exosome Club"):
        await database.write(lambda tx, one=name: following.name_server(tx, 1, one))
    await follow.Following(database, clock).rename_server(1, "EV Club")
    await follow.Following(database, clock).rename_server(2, "Unknown Club")
    (offer,) = await follow.Following(database, clock).offers(7, "exosome")
    assert follow.described(offer) == f"{publication.name} · from EV Club · {MANY // 4} servers follow"
