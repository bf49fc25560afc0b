"""Articles on their way: order, compare-and-set, and what makes two the same."""

import asyncio

import pytest

from bot.errors import Conflict, NotFound
from bot.model import EntryRef, Publication, State, Submission
from bot.store import digests, submissions
from bot.store.connection import Writer
from bot.store.database import Database
from bot.store.submissions import Twin
from tests.store.samples import NOW, a_digest, an_article


async def add(
    database: Database,
    publication: Publication,
    title: str = "Exosomes",
    keys: set[str] | None = None,
    state: State = State.SUGGESTED,
) -> Submission:
    return await database.write(
        lambda tx: submissions.add(tx, publication.id, an_article(title), keys or {title}, state, 7, NOW)
    )


async def twin_of(
    database: Database, publication: Publication, *keys: str, besides: int | None = None
) -> Twin | None:
    async with database.read() as reader:
        return await submissions.twin(reader, publication.id, keys, besides)


async def publish(database: Database, publication: Publication, *keys: str) -> EntryRef:
    """Put a digest into the archive whose first entry has these keys."""
    digest = a_digest(titles=["Archived"])

    async def work(tx: Writer) -> EntryRef:
        _, entries = await digests.add(tx, publication.id, digest, NOW)
        await digests.add_identities(tx, publication.id, [(key, entries[0][0]) for key in keys])
        return EntryRef(digest_uid=digest.uid, number=1)

    return await database.write(work)


async def test_a_submission_comes_back_as_it_was_stored(database: Database, publication: Publication) -> None:
    stored = await add(database, publication)
    async with database.read() as reader:
        assert await submissions.get(reader, stored.id) == stored
    assert stored.article == an_article("Exosomes")
    assert (stored.submitted_by, stored.submitted_at) == (7, NOW)
    assert (stored.state, stored.decided_by) == (State.SUGGESTED, None)


async def test_what_is_approved_at_once_names_who_approved_it(database: Database, publication: Publication) -> None:
    assert (await add(database, publication, state=State.APPROVED)).decided_by == 7


async def test_an_unknown_submission_is_not_found(database: Database) -> None:
    async with database.read() as reader:
        with pytest.raises(NotFound):
            await submissions.get(reader, 1)


async def test_submissions_wait_in_the_order_they_came_each_publication_by_itself(
    database: Database, publication: Publication, foreign: Publication
) -> None:
    for title in ("b", "a", "c"):
        await add(database, publication, title)
        await add(database, foreign, f"foreign {title}")
    await add(database, publication, "approved", state=State.APPROVED)
    async with database.read() as reader:
        waiting = await submissions.waiting(reader, publication.id, [State.SUGGESTED])
        both = await submissions.waiting(reader, publication.id, [State.APPROVED, State.SUGGESTED])
        none = await submissions.waiting(reader, publication.id, [])
    assert [one.article.title for one in waiting] == ["b", "a", "c"]
    assert [one.article.title for one in both] == ["b", "a", "c", "approved"]
    assert none == []


async def test_of_two_who_change_what_they_both_saw_the_first_one_wins(
    database: Database, publication: Publication
) -> None:
    seen = await add(database, publication)

    async def decide(state: State, by: int) -> Submission:
        after = seen.model_copy(update={"state": state, "decided_by": by})
        return await database.write(lambda tx: submissions.change(tx, seen, after))

    outcomes = await asyncio.gather(decide(State.APPROVED, 1), decide(State.REJECTED, 2), return_exceptions=True)
    assert isinstance(outcomes[1], Conflict)
    async with database.read() as reader:
        assert await submissions.get(reader, seen.id) == outcomes[0]
    assert isinstance(outcomes[0], Submission)
    assert outcomes[0].state is State.APPROVED


async def test_who_has_seen_the_change_may_change_it_again(database: Database, publication: Publication) -> None:
    seen = await add(database, publication)
    for title in ("second", "third"):
        after = seen.model_copy(update={"article": an_article(title)})
        seen = await database.write(lambda tx, seen=seen, after=after: submissions.change(tx, seen, after))
    assert seen.article.title == "third"


async def test_an_article_on_its_way_is_known_again_by_any_of_its_keys(
    database: Database, publication: Publication
) -> None:
    stored = await add(database, publication, keys={"doi:1", "title:exosomes"})
    expected = Twin("Exosomes", State.SUGGESTED, submission_id=stored.id)
    assert await twin_of(database, publication, "doi:1") == expected
    assert await twin_of(database, publication, "doi:2", "title:exosomes") == expected
    assert await twin_of(database, publication, "doi:2") is None
    assert await twin_of(database, publication) is None


async def test_an_archived_article_is_known_again_with_the_way_to_it(
    database: Database, publication: Publication
) -> None:
    ref = await publish(database, publication, "doi:1")
    expected = Twin("Archived", State.PUBLISHED, entry=ref, digest_label="1/4 May 2025")
    assert await twin_of(database, publication, "doi:1") == expected
    other = await add(database, publication, "Other")
    assert await twin_of(database, publication, "doi:1", besides=other.id) == expected


async def test_an_article_is_not_its_own_twin(database: Database, publication: Publication) -> None:
    stored = await add(database, publication, keys={"doi:1"})
    assert await twin_of(database, publication, "doi:1", besides=stored.id) is None
    second = await add(database, publication, "Second", keys={"doi:1"})
    found = await twin_of(database, publication, "doi:1", besides=stored.id)
    assert found is not None
    assert found.submission_id == second.id


async def test_new_keys_take_the_place_of_the_old_ones(database: Database, publication: Publication) -> None:
    stored = await add(database, publication, keys={"doi:1"})
    await database.write(lambda tx: submissions.replace_keys(tx, stored, {"doi:2"}))
    assert await twin_of(database, publication, "doi:1") is None
    assert await twin_of(database, publication, "doi:2") is not None
    await database.write(lambda tx: submissions.replace_keys(tx, stored, ()))
    assert await twin_of(database, publication, "doi:2") is None


async def test_another_publications_articles_are_no_twins(
    database: Database, publication: Publication, foreign: Publication
) -> None:
    await add(database, publication, keys={"doi:1"})
    await publish(database, publication, "doi:2")
    assert await twin_of(database, foreign, "doi:1", "doi:2") is None
