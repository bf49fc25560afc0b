"""Notices to moderators, the record of deeds, drafts and small facts."""

from datetime import datetime, timedelta

import pytest

from bot.errors import StoreError
from bot.model import Publication
from bot.store import drafts, notices, publications, records
from bot.store.database import Database
from bot.store.notices import Notice
from tests.store.samples import NOW

SOON = NOW + timedelta(minutes=1)


async def add(database: Database, publication: Publication, mark: str = "m", text: str = "Look here.") -> None:
    await database.write(lambda tx: notices.add(tx, publication.id, mark, text, NOW))


async def waiting(database: Database, now: datetime = NOW) -> list[Notice]:
    async with database.read() as reader:
        return await notices.waiting(reader, now)


@pytest.fixture
async def told(database: Database, publication: Publication) -> Publication:
    """A publication whose moderators have a channel."""
    changed = publication.model_copy(update={"moderators_channel": 77})
    await database.write(lambda tx: publications.update(tx, changed))
    return changed


async def test_a_notice_waits_until_it_is_sent(database: Database, told: Publication) -> None:
    await add(database, told)
    [notice] = await waiting(database)
    assert (notice.channel_id, notice.text, notice.mark) == (77, "Look here.", "m")
    await database.write(lambda tx: notices.sent(tx, notice.id, NOW))
    assert await waiting(database) == []
    await add(database, told)  # the same news again
    assert await waiting(database) == []


async def test_the_same_news_waits_only_once_and_all_in_their_order(database: Database, told: Publication) -> None:
    for mark in ("a", "b", "a"):
        await add(database, told, mark, f"News {mark}.")
    assert [one.text for one in await waiting(database)] == ["News a.", "News b."]


async def test_a_notice_waits_for_a_moderators_channel_while_it_is_news(
    database: Database, publication: Publication
) -> None:
    await add(database, publication)
    assert await waiting(database) == []
    changed = publication.model_copy(update={"moderators_channel": 77})
    await database.write(lambda tx: publications.update(tx, changed))
    assert len(await waiting(database, NOW + timedelta(days=7))) == 1
    assert await waiting(database, NOW + timedelta(days=7, seconds=1)) == []


async def test_a_failed_notice_is_tried_again_later_and_not_for_ever(database: Database, told: Publication) -> None:
    await add(database, told)
    [notice] = await waiting(database)
    await database.write(lambda tx: notices.postpone(tx, notice.id, SOON))
    assert await waiting(database) == []
    async with database.read() as reader:
        assert await notices.next_start(reader, NOW) == SOON
    assert [one.attempts for one in await waiting(database, SOON)] == [1]
    for _ in range(notices.MOST_ATTEMPTS):
        await database.write(lambda tx: notices.postpone(tx, notice.id, SOON))
    assert await waiting(database, SOON) == []
    async with database.read() as reader:
        assert await notices.next_start(reader, NOW) is None


async def test_waiting_for_discord_uses_up_no_attempt(database: Database, told: Publication) -> None:
    await add(database, told)
    [notice] = await waiting(database)
    await database.write(lambda tx: notices.postpone(tx, notice.id, SOON, count=False))
    assert [one.attempts for one in await waiting(database, SOON)] == [0]


async def test_a_kept_fact_is_replaced_by_the_next(database: Database) -> None:
    for value in ("1", "2"):
        await database.write(lambda tx, value=value: records.keep(tx, "commands", value))
    async with database.read() as reader:
        assert await records.kept(reader, "commands") == "2"
        assert await records.kept(reader, "other") is None


async def test_deeds_are_recorded_with_who_and_when(database: Database, publication: Publication) -> None:
    await database.write(lambda tx: records.audit(tx, publication.id, 7, "approved", "Exosomes", NOW))
    async with database.read() as reader:
        row = await reader.one("SELECT publication_id, actor, action, subject, at FROM audit")
    assert row is not None
    assert tuple(row) == (publication.id, 7, "approved", "Exosomes", int(NOW.timestamp() * 1000))


async def test_a_draft_is_kept_for_two_days_or_until_it_is_removed(database: Database) -> None:
    old = await database.write(lambda tx: drafts.add(tx, '{"a": 1}', NOW))
    new = await database.write(lambda tx: drafts.add(tx, '{"b": 1}', NOW + timedelta(days=2)))
    async with database.read() as reader:
        assert await drafts.get(reader, old) == '{"a": 1}'
    await database.write(lambda tx: drafts.add(tx, "{}", NOW + timedelta(days=2, seconds=1)))
    async with database.read() as reader:
        assert await drafts.get(reader, old) is None
        assert await drafts.get(reader, new) == '{"b": 1}'
    assert await database.write(lambda tx: drafts.remove(tx, new))
    assert not await database.write(lambda tx: drafts.remove(tx, new))


async def test_a_draft_that_is_no_json_is_refused(database: Database) -> None:
    with pytest.raises(StoreError):
        await database.write(lambda tx: drafts.add(tx, "no JSON", NOW))
