"""The promises: claimed one at a time and in order, settled once, put aside and taken up again."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from bot.model import Delivery, EntryRef, Publication, Standing, Step
from bot.store import claims, deliveries, leadership, posted, publications
from bot.store.connection import Writer
from bot.store.database import Database
from bot.store.deliveries import Held
from tests.store.samples import DAY, NOW, a_channel, a_digest, a_publication, freeze

HOLDER = "this process"
LEASE = timedelta(minutes=3)
SOON = NOW + timedelta(minutes=1)
AFTER_LEASE = NOW + LEASE
ANNOUNCED: Sequence[tuple[Step, int]] = (("message", 1), ("publish", 1), ("message", 2), ("publish", 2))
FORUM: Sequence[tuple[Step, int]] = (("post", 1), ("message", 2))


async def claim(database: Database, now: datetime = NOW) -> Delivery | None:
    async def work(tx: Writer) -> list[Delivery]:
        await leadership.take(tx, HOLDER, locked=True)
        return await claims.claim(tx, HOLDER, now, LEASE)

    return next(iter(await database.write(work)), None)


async def claimed(database: Database, now: datetime = NOW) -> Delivery:
    delivery = await claim(database, now)
    assert delivery is not None
    return delivery


async def send(database: Database, delivery: Delivery, message_id: int, thread_id: int | None = None) -> None:
    await database.write(lambda tx: claims.settle(tx, delivery, "sent", NOW, message_id, thread_id))


async def park(database: Database, delivery: Delivery, reason: str = "too long") -> None:
    await database.write(lambda tx: claims.park(tx, delivery, reason))


async def postpone(database: Database, delivery: Delivery, until: datetime, reason: str = "later") -> None:
    await database.write(lambda tx: claims.postpone(tx, delivery, NOW, until - NOW, reason))


async def standings(database: Database, publication: Publication) -> list[Standing]:
    async with database.read() as reader:
        return await posted.standings(reader, publication.id)


async def shown_at(database: Database, guild_id: int, *refs: EntryRef) -> list[tuple[int, int] | None]:
    async with database.read() as reader:
        places = await posted.posted_messages(reader, guild_id, refs)
    return [places.get(ref) for ref in refs]


def place(delivery: Delivery) -> tuple[int, Step, int]:
    return delivery.channel.channel_id, delivery.step, delivery.part.number


# --- claiming ---------------------------------------------------------------------------------------------


async def test_a_claim_holds_all_that_sending_takes(database: Database, publication: Publication) -> None:
    digest = await database.write(lambda tx: freeze(tx, publication))
    delivery = await claimed(database)
    assert place(delivery) == (10, "message", 1)
    assert (delivery.digest_uid, delivery.publication_id, delivery.channel.guild_id) == (
        digest.uid,
        publication.id,
        1,
    )
    assert delivery.channel == a_channel(publication)
    assert delivery.part.blocks == ("Entry 1",)
    assert delivery.post_name == "Exosomes Digest (1/4 May 2025)"
    assert (delivery.attempts, delivery.first_claimed_at) == (1, NOW)
    assert delivery.mark == f"{digest.uid}-10-message-1"


async def test_nothing_is_claimed_where_nothing_is_promised(database: Database) -> None:
    assert await claim(database) is None


async def test_every_channel_starts_and_in_each_a_part_waits_for_the_one_before(
    database: Database, publication: Publication
) -> None:
    await database.write(lambda tx: freeze(tx, publication, channels=[10, 20]))
    first, second = await claimed(database), await claimed(database)
    assert [place(first), place(second)] == [(10, "message", 1), (20, "message", 1)]
    assert await claim(database) is None
    await send(database, second, 200)
    assert place(await claimed(database)) == (20, "message", 2)
    assert await claim(database) is None
    await send(database, first, 100)
    assert place(await claimed(database)) == (10, "message", 2)
    assert await claim(database) is None


async def test_many_workers_at_once_never_hold_the_same_step(database: Database, publication: Publication) -> None:
    await database.write(lambda tx: freeze(tx, publication, channels=range(10, 15)))
    held = await asyncio.gather(*(claim(database) for _ in range(8)))
    assert sorted(one.channel.channel_id for one in held if one) == [10, 11, 12, 13, 14]


async def test_an_announcement_is_published_after_it_was_sent_and_before_the_next_part(
    database: Database, publication: Publication
) -> None:
    await database.write(lambda tx: freeze(tx, publication, ANNOUNCED))
    order: list[tuple[int, Step, int]] = []
    ids: list[int | None] = []
    for message_id in (100, 100, 200, 200):
        delivery = await claimed(database)
        order.append(place(delivery))
        ids.append(delivery.message_id)
        await send(database, delivery, message_id)
    assert order == [(10, *step) for step in ANNOUNCED]
    assert ids == [None, 100, None, 200]


async def test_later_parts_go_into_the_forum_post_that_the_first_one_opened(
    database: Database, publication: Publication
) -> None:
    await database.write(lambda tx: freeze(tx, publication, FORUM, channels=[10, 20]))
    await send(database, await claimed(database), message_id=100, thread_id=555)
    threads = {place(one): one.thread_id for one in [await claimed(database), await claimed(database)]}
    assert threads == {(10, "message", 2): 555, (20, "post", 1): None}


# --- leases -----------------------------------------------------------------------------------------------


async def test_a_claim_ends_with_its_lease_and_the_first_try_is_remembered(
    database: Database, publication: Publication
) -> None:
    await database.write(lambda tx: freeze(tx, publication))
    first = await claimed(database)
    assert await claim(database, AFTER_LEASE - timedelta(milliseconds=1)) is None
    second = await claimed(database, AFTER_LEASE)
    assert second.id == first.id
    assert (second.attempts, second.first_claimed_at, second.mark) == (2, NOW, first.mark)


async def test_what_the_last_run_held_is_given_back_with_its_tries(
    database: Database, publication: Publication
) -> None:
    await database.write(lambda tx: freeze(tx, publication, channels=[10, 20]))
    await send(database, await claimed(database), 100)
    await claimed(database)
    await database.write(claims.release_all)
    again = await claimed(database, SOON)
    assert (again.attempts, again.first_claimed_at) in ((2, NOW), (1, SOON))
    other = await claimed(database, SOON)
    assert {place(again), place(other)} == {(10, "message", 2), (20, "message", 1)}
    assert sorted([again.attempts, other.attempts]) == [1, 2]


@pytest.mark.parametrize("late", ["park", "postpone"])
async def test_a_holder_whose_lease_ran_out_cannot_undo_what_the_next_one_did(
    database: Database, publication: Publication, late: str
) -> None:
    await database.write(lambda tx: freeze(tx, publication))
    slow = await claimed(database)
    fast = await claimed(database, AFTER_LEASE)
    await (park(database, slow) if late == "park" else postpone(database, slow, NOW))
    assert await claim(database, AFTER_LEASE) is None  # the faster one still holds it
    await send(database, fast, 100)
    await (park(database, slow) if late == "park" else postpone(database, slow, NOW))
    assert place(await claimed(database, AFTER_LEASE)) == (10, "message", 2)


async def test_what_was_sent_is_recorded_though_the_lease_ran_out(
    database: Database, publication: Publication
) -> None:
    await database.write(lambda tx: freeze(tx, publication))
    slow = await claimed(database)
    fast = await claimed(database, AFTER_LEASE)
    await send(database, slow, 100)
    await postpone(database, fast, NOW)
    assert place(await claimed(database, AFTER_LEASE)) == (10, "message", 2)


async def test_the_first_record_of_a_sent_message_stays(database: Database, publication: Publication) -> None:
    digest = await database.write(lambda tx: freeze(tx, publication))
    delivery = await claimed(database)
    await send(database, delivery, 100)
    await database.write(lambda tx: claims.settle(tx, delivery, "removed", NOW, None, None))
    assert await shown_at(database, 1, EntryRef(digest_uid=digest.uid, number=1)) == [(10, 100)]


# --- trying again -----------------------------------------------------------------------------------------


async def test_a_postponed_step_waits_for_its_time(database: Database, publication: Publication) -> None:
    await database.write(lambda tx: freeze(tx, publication))
    await postpone(database, await claimed(database), SOON)
    assert await claim(database, SOON - timedelta(milliseconds=1)) is None
    async with database.read() as reader:
        assert await claims.next_start(reader, NOW) == SOON
    again = await claimed(database, SOON)
    assert (again.attempts, again.first_claimed_at) == (2, NOW)


@pytest.mark.parametrize(
    ("reason", "waits", "goes_on"),
    [
        ("later", timedelta(minutes=5), timedelta(minutes=7)),
        (claims.ASKED_TO_WAIT, timedelta(hours=1), timedelta(hours=1, minutes=5)),
    ],
)
async def test_a_step_put_off_by_a_clock_that_was_set_back_since_does_not_wait_for_it(
    database: Database, publication: Publication, reason: str, waits: timedelta, goes_on: timedelta
) -> None:
    await database.write(lambda tx: freeze(tx, publication))
    await postpone(database, await claimed(database), SOON, reason)
    assert await claim(database, NOW - waits) is None
    assert await claim(database, NOW - goes_on) is not None


async def test_the_longest_wait_that_discord_may_ask_for_ends_after_an_hour(
    database: Database, publication: Publication
) -> None:
    await database.write(lambda tx: freeze(tx, publication))
    await postpone(database, await claimed(database), NOW + timedelta(days=1), claims.ASKED_TO_WAIT)
    assert await claim(database, NOW + timedelta(minutes=60)) is None
    assert await claim(database, NOW + timedelta(minutes=65)) is not None


async def test_an_issue_begins_in_a_channel_when_the_older_one_stands_there(
    database: Database, publication: Publication
) -> None:
    older = await database.write(lambda tx: freeze(tx, publication))
    newer = a_digest(label="Extra, 15 May 2025", day=DAY + timedelta(days=1))
    await database.write(lambda tx: freeze(tx, publication, digest=newer))
    began: list[tuple[str, int]] = []
    for message in range(4):
        delivery = await claimed(database)
        assert await claim(database) is None
        began.append((delivery.digest_uid, delivery.part.number))
        await send(database, delivery, message + 1)
    assert began == [(older.uid, 1), (older.uid, 2), (newer.uid, 1), (newer.uid, 2)]


async def test_an_issue_that_waits_for_a_person_holds_up_no_later_one(
    database: Database, publication: Publication
) -> None:
    await database.write(lambda tx: freeze(tx, publication))
    newer = a_digest(label="Extra, 15 May 2025", day=DAY + timedelta(days=1))
    await database.write(lambda tx: freeze(tx, publication, digest=newer))
    await park(database, await claimed(database))
    assert (await claimed(database)).digest_uid == newer.uid


async def test_a_channel_paused_for_one_publication_gets_another(
    database: Database, publication: Publication
) -> None:
    other = await database.write(lambda tx: publications.add(tx, a_publication("Another Digest")))
    await database.write(lambda tx: freeze(tx, publication))
    second = await database.write(lambda tx: freeze(tx, other))
    await database.write(lambda tx: publications.pause_channel(tx, publication.id, 10, "closed"))
    assert (await claimed(database)).digest_uid == second.uid


async def test_no_attempt_is_forgotten_and_the_first_one_is_remembered(
    database: Database, publication: Publication
) -> None:
    await database.write(lambda tx: freeze(tx, publication))
    await postpone(database, await claimed(database), SOON)
    for _ in range(3):
        await postpone(database, await claimed(database, SOON), SOON)
    again = await claimed(database, SOON)
    assert (again.attempts, again.first_claimed_at) == (5, NOW)


async def test_the_next_start_is_the_earliest_time_or_lease_to_come(
    database: Database, publication: Publication
) -> None:
    async with database.read() as reader:
        assert await claims.next_start(reader, NOW) is None
    await database.write(lambda tx: freeze(tx, publication, channels=[10, 20]))
    await claimed(database)
    async with database.read() as reader:
        assert await claims.next_start(reader, NOW) == AFTER_LEASE
    await postpone(database, await claimed(database), SOON)
    async with database.read() as reader:
        assert await claims.next_start(reader, NOW) == SOON


# --- put aside --------------------------------------------------------------------------------------------


async def test_a_parked_part_holds_up_the_later_ones_of_its_channel_only(
    database: Database, publication: Publication
) -> None:
    await database.write(lambda tx: freeze(tx, publication, channels=[10, 20]))
    await park(database, await claimed(database))
    await send(database, await claimed(database), 200)
    assert place(await claimed(database)) == (20, "message", 2)
    assert await claim(database, NOW + timedelta(days=365)) is not None  # that one's lease has ended
    assert {one.channel_id: one.parked for one in await standings(database, publication)} == {10: 1, 20: 0}


async def test_a_paused_channel_gets_nothing_until_it_goes_on(database: Database, publication: Publication) -> None:
    await database.write(lambda tx: freeze(tx, publication, channels=[10, 20]))
    await database.write(lambda tx: publications.pause_channel(tx, publication.id, 10, "no permission"))
    assert place(await claimed(database)) == (20, "message", 1)
    assert await claim(database) is None
    await database.write(lambda tx: publications.pause_channel(tx, publication.id, 10, ""))
    assert place(await claimed(database)) == (10, "message", 1)


async def test_retry_takes_up_what_is_parked_or_waiting_of_one_publication(
    database: Database, publication: Publication, foreign: Publication
) -> None:
    await database.write(lambda tx: freeze(tx, publication, [("message", 1)], channels=[10, 20]))
    await database.write(lambda tx: freeze(tx, foreign, [("message", 1)], channels=[30]))
    await park(database, await claimed(database))
    await postpone(database, await claimed(database), NOW + timedelta(hours=1))
    await park(database, await claimed(database))
    assert await claim(database) is None
    assert await database.write(lambda tx: deliveries.retry(tx, publication.id)) == 2
    assert [place(await claimed(database)), place(await claimed(database))] == [
        (10, "message", 1),
        (20, "message", 1),
    ]
    assert await claim(database) is None


async def test_retry_sends_nothing_a_second_time(database: Database, publication: Publication) -> None:
    await database.write(lambda tx: freeze(tx, publication, [("message", 1)], channels=[10, 20]))
    await send(database, await claimed(database), 100)
    await claimed(database)
    assert await database.write(lambda tx: deliveries.retry(tx, publication.id)) == 0
    assert await claim(database) is None


async def test_a_channel_that_was_taken_away_gets_nothing_even_by_retry(
    database: Database, publication: Publication
) -> None:
    await database.write(lambda tx: freeze(tx, publication, channels=[10, 20]))

    async def take_away(tx: Writer) -> None:
        await publications.remove_channel(tx, publication.id, 10)
        await deliveries.abandon(tx, publication.id, 10)

    await database.write(take_away)
    assert await database.write(lambda tx: deliveries.retry(tx, publication.id)) == 2
    assert place(await claimed(database)) == (20, "message", 1)
    assert await claim(database) is None
    gone = next(one for one in await standings(database, publication) if one.channel_id == 10)
    assert (gone.waiting, gone.parked, gone.reason) == (0, 2, "the channel was taken away from the publication")


async def test_a_message_that_somebody_removed_is_done_and_not_published(
    database: Database, publication: Publication
) -> None:
    await database.write(lambda tx: freeze(tx, publication, ANNOUNCED))
    delivery = await claimed(database)
    await database.write(lambda tx: claims.settle(tx, delivery, "removed", NOW, None, None))
    assert place(await claimed(database)) == (10, "message", 2)


# --- late -------------------------------------------------------------------------------------------------


async def hold_late(database: Database, frozen_before: datetime) -> list[Held]:
    return await database.write(lambda tx: deliveries.hold_late(tx, frozen_before))


async def test_a_late_digest_that_no_channel_has_is_held(database: Database, publication: Publication) -> None:
    digest = await database.write(lambda tx: freeze(tx, publication, channels=[10, 20]))
    name = "Exosomes Digest (1/4 May 2025)"
    assert await hold_late(database, NOW) == []
    assert await hold_late(database, SOON) == [
        Held(publication.id, 1, channel_id, name, f"{digest.uid}-{channel_id}-message-1") for channel_id in (10, 20)
    ]
    assert await hold_late(database, SOON) == []
    assert await claim(database) is None
    assert await database.write(lambda tx: deliveries.retry(tx, publication.id)) == 4
    assert await hold_late(database, SOON) == []  # a restart in between takes nothing back
    assert place(await claimed(database)) == (10, "message", 1)


async def test_a_channel_that_has_part_one_gets_the_rest_however_late(
    database: Database, publication: Publication
) -> None:
    await database.write(lambda tx: freeze(tx, publication))
    await send(database, await claimed(database), 100)
    assert await hold_late(database, SOON) == []
    assert place(await claimed(database)) == (10, "message", 2)


async def test_a_first_part_that_may_have_arrived_is_not_held(database: Database, publication: Publication) -> None:
    await database.write(lambda tx: freeze(tx, publication))
    await claimed(database)
    await database.write(claims.release_all)
    assert await hold_late(database, SOON) == []
    assert place(await claimed(database)) == (10, "message", 1)


# --- what is shown ----------------------------------------------------------------------------------------


async def test_the_standing_counts_what_is_sent_due_and_failed_and_says_why(
    database: Database, publication: Publication, foreign: Publication
) -> None:
    await database.write(lambda tx: freeze(tx, publication, ANNOUNCED))
    await database.write(lambda tx: freeze(tx, foreign, channels=[30]))
    await send(database, await claimed(database), 100)
    published = await claimed(database)
    assert published.step == "publish"
    await park(database, published, "missing permission")
    assert await standings(database, publication) == [
        Standing(
            digest_label="1/4 May 2025",
            channel_id=10,
            settled=1,
            waiting=2,
            parked=1,
            reason="missing permission",
            messages=2,
            sent=1,
            unpublished=1,
            uncorrected=0,
            undeleted=0,
            taken_back=False,
        )
    ]


async def test_the_newest_digests_stand_first(database: Database, publication: Publication) -> None:
    for week in range(4):
        digest = a_digest(day=DAY + timedelta(weeks=week), label=f"week {week}")
        await database.write(lambda tx, digest=digest: freeze(tx, publication, digest=digest))
    shown = [one.digest_label for one in await standings(database, publication)]
    assert shown == ["week 3", "week 2", "week 1"]


async def test_a_posted_entry_is_found_at_its_message_by_its_own_guild(
    database: Database, publication: Publication, foreign: Publication
) -> None:
    digest = await database.write(lambda tx: freeze(tx, publication, ANNOUNCED))
    secret = await database.write(lambda tx: freeze(tx, foreign, channels=[30]))
    first, second = (EntryRef(digest_uid=digest.uid, number=number) for number in (1, 2))
    hidden = EntryRef(digest_uid=secret.uid, number=1)
    assert await shown_at(database, 1, first, second, hidden) == [None, None, None]
    while (delivery := await claim(database)) is not None:
        await send(database, delivery, message_id=delivery.channel.channel_id * 10 + delivery.part.number)
    assert await shown_at(database, 1, first, second, hidden) == [(10, 101), (10, 102), None]
    assert await shown_at(database, 2, first, second, hidden) == [None, None, (30, 301)]


async def test_an_entry_in_a_forum_is_found_in_its_post(database: Database, publication: Publication) -> None:
    digest = await database.write(lambda tx: freeze(tx, publication, FORUM))
    await send(database, await claimed(database), 100, thread_id=555)
    await send(database, await claimed(database), 200)
    first, second = (EntryRef(digest_uid=digest.uid, number=number) for number in (1, 2))
    assert await shown_at(database, 1, first, second) == [(555, 100), (555, 200)]
