"""Several people and the alarm clock at once: nothing is lost, nothing comes out twice, no guild sees another."""

import asyncio
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.errors import Conflict, InvalidInput, NotAllowed, NotFound
from bot.journeys.archive import Archive
from bot.journeys.desks import Desks
from bot.journeys.review import Review
from bot.journeys.submit import Duplicate, Submissions, Submitted
from bot.journeys.weekly import Weekly
from bot.model import Actor, Digest, DigestDraft, Publication, State, Submission
from bot.store import digests, publications, submissions
from bot.store.connection import Writer
from bot.store.database import Database
from tests.store.samples import StoppedClock, a_channel, a_publication, an_article

MODERATOR = Actor(user_id=1, guild_id=1, manages_messages=True)
SECOND = Actor(user_id=2, guild_id=1, manages_messages=True)
MEMBER = Actor(user_id=3, guild_id=1)
STRANGER = Actor(user_id=4, guild_id=2, manages_messages=True, manages_server=True)

DUE = date(2025, 5, 21)  # the first Wednesday after the samples' publication was set up
DUE_AT = datetime(2025, 5, 21, 7, 0, tzinfo=UTC)

FORM = {"title": "Exosomes carry medicine into the brain", "text": "They do.", "link": "10.1000/xyz1"}


async def submit(
    database: Database, clock: StoppedClock, publication: Publication, actor: Actor = MODERATOR, number: int = 1
) -> Submission:
    form = {"title": f"Exosomes carry medicine number {number}", "text": "They do.", "link": f"10.1000/xyz{number}"}
    done = await Submissions(database, clock, Desks()).submit(actor, publication.id, form)
    assert isinstance(done, Submitted)
    return done.submission


async def archived(database: Database, guild_id: int) -> list[Digest | None]:
    async with database.read() as reader:
        return [await digests.get(reader, guild_id, one.uid) for one in await digests.summaries(reader, guild_id)]


# --- submitting and deciding ------------------------------------------------------------------------------


async def test_of_two_who_submit_the_same_article_at_once_one_is_told_so(
    database: Database, publication: Publication, clock: StoppedClock
) -> None:
    journey = Submissions(database, clock, Desks())
    done = await asyncio.gather(*(journey.submit(actor, publication.id, FORM) for actor in (MODERATOR, MEMBER)))
    assert isinstance(done[0], Submitted)
    assert isinstance(done[1], Duplicate)
    assert done[1].twin.submission_id == done[0].submission.id


async def test_of_two_moderators_who_decide_at_once_one_wins_and_one_is_told(
    database: Database, publication: Publication, clock: StoppedClock
) -> None:
    seen = await submit(database, clock, publication, MEMBER)
    review = Review(database, clock, Desks())
    outcomes = await asyncio.gather(
        review.decide(MODERATOR, seen.id, seen.version, "approve"),
        review.decide(SECOND, seen.id, seen.version, "reject"),
        return_exceptions=True,
    )
    assert [isinstance(one, Conflict) for one in outcomes] == [False, True]
    desk = await review.desk(MODERATOR, None)
    assert [(one.id, one.decided_by) for one in desk.approved] == [(seen.id, 1)]


async def test_moving_at_once_loses_no_article(
    database: Database, publication: Publication, clock: StoppedClock
) -> None:
    seen = [await submit(database, clock, publication, number=number) for number in range(4)]
    review = Review(database, clock, Desks())
    outcomes = await asyncio.gather(
        *(review.move(MODERATOR, one.id, one.version, "down") for one in seen), return_exceptions=True
    )
    assert all(isinstance(one, Conflict) for one in outcomes if isinstance(one, BaseException))
    desk = await review.desk(MODERATOR, None)
    assert sorted(one.id for one in desk.approved) == sorted(one.id for one in seen)


async def test_a_rejected_article_that_was_handed_in_again_is_not_taken_back(
    database: Database, publication: Publication, clock: StoppedClock
) -> None:
    review = Review(database, clock, Desks())
    seen = await submit(database, clock, publication, MEMBER)
    await review.decide(MODERATOR, seen.id, seen.version, "reject")
    again = await submit(database, clock, publication)
    with pytest.raises(Conflict, match="on its way again"):
        await review.decide(MODERATOR, seen.id, seen.version + 1, "reopen")
    clock.instant = DUE_AT
    await Weekly(database, clock).publish_due()
    with pytest.raises(Conflict, match="in the digest 2/4 May 2025"):
        await review.decide(MODERATOR, seen.id, seen.version + 1, "reopen")
    desk = await review.desk_with(MODERATOR, publication.id, again.id)
    assert (desk.approved, desk.suggested) == ((), ())


async def test_a_rejected_article_can_be_taken_back_while_it_is_the_only_one(
    database: Database, publication: Publication, clock: StoppedClock
) -> None:
    review = Review(database, clock, Desks())
    seen = await submit(database, clock, publication, MEMBER)
    await review.decide(MODERATOR, seen.id, seen.version, "reject")
    desk = await review.decide(MODERATOR, seen.id, seen.version + 1, "reopen")
    assert [one.id for one in desk.suggested] == [seen.id]
    assert isinstance(
        await Submissions(database, clock, Desks()).submit(
            MEMBER, publication.id, {**FORM, "title": seen.article.title}
        ),
        Duplicate,
    )


@pytest.mark.parametrize(("actor", "refusal"), [(STRANGER, NotFound), (MEMBER, NotAllowed)])
async def test_who_may_not_decide_changes_nothing(
    database: Database,
    publication: Publication,
    foreign: Publication,
    clock: StoppedClock,
    actor: Actor,
    refusal: type[Exception],
) -> None:
    seen = await submit(database, clock, publication, MEMBER)
    review = Review(database, clock, Desks())
    with pytest.raises(refusal):
        await review.decide(actor, seen.id, seen.version, "approve")
    with pytest.raises(refusal):
        await review.move(actor, seen.id, seen.version, "up")
    with pytest.raises(refusal):
        await review.desk_with(actor, publication.id, seen.id)
    with pytest.raises(refusal):
        await Submissions(database, clock, Desks()).edit(actor, seen.id, seen.version, FORM)
    with pytest.raises(refusal):
        await Weekly(database, clock).publish_now(actor, publication.id, DUE)
    async with database.read() as reader:
        assert await submissions.get(reader, seen.id) == seen


async def test_another_guilds_submission_is_not_shown_on_ones_own_desk(
    database: Database, publication: Publication, foreign: Publication, clock: StoppedClock
) -> None:
    seen = await submit(database, clock, publication)
    desk = await Review(database, clock, Desks()).desk_with(STRANGER, foreign.id, seen.id)
    assert (desk.chosen, desk.approved, desk.suggested) == (None, (), ())


# --- publishing -------------------------------------------------------------------------------------------


async def test_a_week_comes_out_once_though_everybody_publishes_at_once(
    database: Database, publication: Publication, clock: StoppedClock
) -> None:
    await database.write(lambda tx: publications.put_channel(tx, a_channel(publication)))
    await submit(database, clock, publication)
    clock.instant = DUE_AT
    weekly = Weekly(database, clock)
    await asyncio.gather(
        *(weekly.publish_due() for _ in range(3)),
        *(weekly.publish_now(actor, publication.id, DUE) for actor in (MODERATOR, SECOND)),
        return_exceptions=True,
    )
    [digest] = await archived(database, 1)
    assert digest is not None
    assert (digest.day, digest.label, len(digest.entries)) == (DUE, "2/4 May 2025", 1)
    async with database.read() as reader:
        assert await reader.value("SELECT count(*) FROM deliveries WHERE part = 1") == 1


async def test_an_article_approved_while_the_issue_is_frozen_comes_out_once(
    database: Database, publication: Publication, clock: StoppedClock
) -> None:
    first = await submit(database, clock, publication)
    late = await submit(database, clock, publication, MEMBER, number=2)
    clock.instant = DUE_AT
    weekly, review = Weekly(database, clock), Review(database, clock, Desks())
    await asyncio.gather(weekly.publish_due(), review.decide(MODERATOR, late.id, late.version, "approve"))
    clock.instant += timedelta(weeks=1)
    await weekly.publish_due()
    titles = [entry.article.title for one in await archived(database, 1) if one for entry in one.entries]
    assert sorted(titles) == sorted([first.article.title, late.article.title])


async def test_one_publications_trouble_keeps_no_other_from_coming_out(
    database: Database, publication: Publication, foreign: Publication, clock: StoppedClock
) -> None:
    async def damage(tx: Writer) -> None:
        stored = await submissions.add(tx, publication.id, an_article(), {"x"}, State.APPROVED, 1, clock.now())
        await tx.run("UPDATE submissions SET article = '{}' WHERE id = ?", stored.id)

    await database.write(damage)
    await submit(database, clock, foreign, STRANGER)
    clock.instant = DUE_AT
    await Weekly(database, clock).publish_due()
    assert len(await archived(database, 2)) == 1
    assert await archived(database, 1) == []


async def test_a_late_issue_waits_and_comes_out_once_at_a_moderators_word(
    database: Database, publication: Publication, clock: StoppedClock
) -> None:
    await submit(database, clock, publication)
    clock.instant = DUE_AT + timedelta(hours=25)
    weekly = Weekly(database, clock)
    await weekly.publish_due()
    assert await archived(database, 1) == []
    assert (await weekly.publish_now(MODERATOR, publication.id, DUE)).day == DUE
    await weekly.publish_due()
    with pytest.raises(Conflict):
        await weekly.publish_now(SECOND, publication.id, DUE)
    assert len(await archived(database, 1)) == 1


# --- importing --------------------------------------------------------------------------------------------


def a_draft(day: date) -> DigestDraft:
    return DigestDraft(
        publication="Exosomes Digest",
        label="1/4 May 2025",
        editor="Lisa",
        date=day,
        reading_minutes=2,
        intro="What was new.",
        articles=(an_article(),),
    )


async def test_importing_at_once_takes_a_digest_in_once(
    database: Database, publication: Publication, clock: StoppedClock
) -> None:
    archive = Archive(database, clock)
    done = await asyncio.gather(
        *(archive.take_in_as_operator(publication.name, a_draft(date(2025, 5, 14))) for _ in range(3))
    )
    assert sorted(one.changed for one in done) == [False, False, True]
    assert len(await archived(database, 1)) == 1


async def test_a_digest_is_known_again_after_its_publication_was_written_otherwise(
    database: Database, publication: Publication, clock: StoppedClock
) -> None:
    archive = Archive(database, clock)
    await archive.take_in_as_operator(publication.name, a_draft(date(2025, 5, 14)))
    renamed = publication.model_copy(update={"name": "EXOSOMES Digest"})
    await database.write(lambda tx: publications.update(tx, renamed))
    assert not (await archive.take_in_as_operator(publication.name, a_draft(date(2025, 5, 14)))).changed


async def test_a_digest_dated_in_the_future_is_refused_and_the_weekly_post_still_comes(
    database: Database, publication: Publication, clock: StoppedClock
) -> None:
    with pytest.raises(InvalidInput, match="still to come"):
        await Archive(database, clock).take_in_as_operator(publication.name, a_draft(date(2052, 5, 14)))
    await submit(database, clock, publication)
    clock.instant = DUE_AT
    await Weekly(database, clock).publish_due()
    assert len(await archived(database, 1)) == 1


async def test_an_imported_article_is_known_again_when_it_is_submitted(
    database: Database, publication: Publication, clock: StoppedClock
) -> None:
    await Archive(database, clock).take_in_as_operator(publication.name, a_draft(date(2025, 5, 14)))
    form = {"title": an_article().title, "text": "Again.", "link": "10.1000/1"}
    done = await Submissions(database, clock, Desks()).submit(MODERATOR, publication.id, form)
    assert isinstance(done, Duplicate)
    assert (done.twin.digest_label, done.twin.entry and done.twin.entry.number) == ("1/4 May 2025", 1)


async def test_another_guilds_archive_makes_no_duplicate(
    database: Database, publication: Publication, clock: StoppedClock
) -> None:
    await submit(database, clock, publication)
    other = await database.write(lambda tx: publications.add(tx, a_publication("Other", guild_id=2)))
    assert (await submit(database, clock, other, STRANGER)).publication_id == other.id
