"""Publications and their channels."""

import pytest

from bot.errors import Conflict, NotFound
from bot.model import Channel, Publication
from bot.store import publications
from bot.store.database import Database
from tests.store.samples import a_channel, a_publication


async def test_a_publication_comes_back_as_it_was_stored(database: Database) -> None:
    full = a_publication().model_copy(
        update={"editor": "Lisa", "intro": "Hello", "moderators_role": 5, "moderators_channel": 6}
    )
    stored = await database.write(lambda tx: publications.add(tx, full))
    async with database.read() as reader:
        assert await publications.get(reader, stored.id) == stored
    assert stored == full.model_copy(update={"id": stored.id})


async def test_an_archive_without_guild_and_schedule_is_stored_but_never_due(database: Database) -> None:
    archive = a_publication(guild_id=None).model_copy(update={"schedule": None})
    stored = await database.write(lambda tx: publications.add(tx, archive))
    async with database.read() as reader:
        assert (await publications.get(reader, stored.id)).schedule is None
        assert await publications.scheduled(reader) == []
        assert await publications.all_of(reader) == [stored]


async def test_an_unknown_publication_is_not_found(database: Database) -> None:
    async with database.read() as reader:
        with pytest.raises(NotFound):
            await publications.get(reader, 1)


@pytest.mark.parametrize("typed", ["Exosomes Digest", "EXOSOMES digest"])
async def test_a_publication_is_found_by_its_name_in_any_case(
    database: Database, publication: Publication, typed: str
) -> None:
    async with database.read() as reader:
        assert await publications.named(reader, 1, typed) == publication


async def test_names_in_other_scripts_ignore_case_too(database: Database) -> None:
    stored = await database.write(lambda tx: publications.add(tx, a_publication("ÉCLAIR ДАЙДЖЕСТ")))
    async with database.read() as reader:
        assert await publications.named(reader, 1, "éclair дайджест") == stored


async def test_each_guild_has_its_own_publication_of_a_name(
    database: Database, publication: Publication, foreign: Publication
) -> None:
    async with database.read() as reader:
        assert await publications.named(reader, 1, publication.name) == publication
        assert await publications.named(reader, 2, publication.name) == foreign
        assert await publications.named(reader, 3, publication.name) is None
        assert await publications.named(reader, None, publication.name) is None
        assert await publications.of_guild(reader, 1) == [publication]
        assert await publications.of_guild(reader, 3) == []


@pytest.mark.parametrize("guild_id", [1, None])
async def test_a_name_is_taken_once_per_guild(database: Database, guild_id: int | None) -> None:
    await database.write(lambda tx: publications.add(tx, a_publication(guild_id=guild_id)))
    again = a_publication("exosomes DIGEST", guild_id)
    with pytest.raises(Conflict):
        await database.write(lambda tx: publications.add(tx, again))


async def test_publications_are_listed_by_name(database: Database) -> None:
    for name in ("b", "C", "a"):
        await database.write(lambda tx, name=name: publications.add(tx, a_publication(name)))
    async with database.read() as reader:
        assert [one.name for one in await publications.of_guild(reader, 1)] == ["a", "b", "C"]


async def test_a_change_touches_one_publication_only(
    database: Database, publication: Publication, foreign: Publication
) -> None:
    changed = publication.model_copy(update={"name": "Vesicle Weekly", "schedule": None, "editor": "Mira"})
    await database.write(lambda tx: publications.update(tx, changed))
    async with database.read() as reader:
        assert await publications.get(reader, publication.id) == changed
        assert await publications.get(reader, foreign.id) == foreign
        assert await publications.named(reader, 1, "vesicle weekly") == changed
        assert [one.id for one in await publications.scheduled(reader)] == [foreign.id]


async def channels_of(database: Database, publication: Publication) -> list[Channel]:
    async with database.read() as reader:
        return await publications.channels(reader, publication.id)


async def test_a_channel_is_added_changed_and_taken_away(database: Database, publication: Publication) -> None:
    channel = a_channel(publication).model_copy(update={"role_id": 7})
    await database.write(lambda tx: publications.put_channel(tx, channel))
    assert await channels_of(database, publication) == [channel]
    forum = channel.model_copy(update={"kind": "forum", "format": "full", "role_id": None})
    await database.write(lambda tx: publications.put_channel(tx, forum))
    assert await channels_of(database, publication) == [forum]
    await database.write(lambda tx: publications.remove_channel(tx, publication.id, channel.channel_id))
    assert await channels_of(database, publication) == []


async def test_pausing_says_whether_it_changed_anything_and_keeps_the_first_reason(
    database: Database, publication: Publication
) -> None:
    await database.write(lambda tx: publications.put_channel(tx, a_channel(publication)))

    async def pause(reason: str) -> bool:
        return await database.write(lambda tx: publications.pause_channel(tx, publication.id, 10, reason))

    assert await pause("no permission")
    assert not await pause("gone")
    assert [channel.paused for channel in await channels_of(database, publication)] == ["no permission"]
    assert await pause("")
    assert not await pause("")
    assert [channel.paused for channel in await channels_of(database, publication)] == [""]
    assert not await database.write(lambda tx: publications.pause_channel(tx, publication.id, 99, "gone"))
