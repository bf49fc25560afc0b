"""An extra issue: published at once, and the coming weekly issue stays as it is."""

import pytest

from bot.sandbox.messages import Message
from tests.journeys.clubs import Club
from tests.journeys.weeks_of import FRI, MON, WED, Weeks


@pytest.fixture
async def weeks(empty_club: Club) -> Weeks:
    """On the Friday after the first issue."""
    weeks = Weeks(empty_club)
    await weeks.begin()
    await weeks.go(0, FRI, "14:00")
    return weeks


async def ask(weeks: Weeks, paper: str) -> Message:
    """Approve an article, and ask for an extra issue."""
    await weeks.club.submit(weeks.club.mo, paper)
    asked = await weeks.club.mo.slash(weeks.club.chat, "desk publish", extra=True)
    assert asked.message is not None
    return asked.message


async def publish(weeks: Weeks, paper: str) -> None:
    """An extra issue with that article."""
    known = len(weeks.titles())
    done = await weeks.club.mo.click(await ask(weeks, paper), label="Publish")
    assert "is published" in done.text
    posts = await weeks.club.posts(weeks.club.digest, known + 1)
    assert paper in posts[-1].text


def named(weeks: Weeks) -> str:
    day = weeks.day(0, FRI)
    return f"Extra, {day.day} {day:%B %Y}"


async def test_it_goes_out_at_once_and_takes_no_weeks_place(weeks: Weeks) -> None:
    asked = await ask(weeks, "Urgent")
    assert f"({named(weeks)})" in asked.text
    assert len(weeks.titles()) == 1
    await weeks.club.mo.click(asked, label="Publish")
    await weeks.club.posts(weeks.club.digest, 2)
    await weeks.come_out("Weekly", 1, WED)
    assert weeks.titles() == [weeks.title(0), f"## Exosomes Digest ({named(weeks)})", weeks.title(1)]


async def test_the_second_of_a_day_is_numbered(weeks: Weeks) -> None:
    await publish(weeks, "Urgent")
    await publish(weeks, "More urgent")
    assert weeks.titles()[1:] == [
        f"## Exosomes Digest ({named(weeks)})",
        f"## Exosomes Digest ({named(weeks)} (2))",
    ]


async def test_a_question_that_is_answered_twice_publishes_once(weeks: Weeks) -> None:
    one = await ask(weeks, "Urgent")
    other = await ask(weeks, "Another")
    await weeks.club.mo.click(one, label="Publish")
    await weeks.club.posts(weeks.club.digest, 2)
    await weeks.club.submit(weeks.club.mo, "A third")
    second = await weeks.club.mo.click(other, label="Publish")
    assert "That extra issue is out" in "".join(told.text for told in second.followups)
    assert len(weeks.titles()) == 2


async def test_without_an_approved_article_there_is_none(weeks: Weeks) -> None:
    asked = await weeks.club.mo.slash(weeks.club.chat, "desk publish", extra=True)
    assert "no article is approved" in asked.text


async def test_who_is_no_moderator_any_more_publishes_none(weeks: Weeks) -> None:
    asked = await ask(weeks, "Urgent")
    weeks.club.bot.discord.world.set_member_roles(weeks.club.guild, weeks.club.mo.member, [])
    refused = await weeks.club.mo.click(asked, label="Publish")
    assert "Only moderators" in "".join(told.text for told in refused.followups)
    assert len(weeks.titles()) == 1


async def test_digests_are_read_in_order_of_their_dates(weeks: Weeks) -> None:
    await weeks.go(1, MON, "10:00")
    await weeks.club.submit(weeks.club.mo, "Ahead of its day")
    await weeks.club.publish_now()  # bears Monday's date, and Wednesday's place
    await weeks.club.posts(weeks.club.digest, 2)
    await publish(weeks, "Urgent")
    newest = await weeks.club.lin.slash(weeks.club.chat, "digest")
    assert "(Extra, " in newest.text
    assert newest.message is not None
    older = await weeks.club.lin.click(newest.message, label="‹ Older")
    assert older.text.startswith(weeks.title(1))
    listed = await weeks.club.lin.autocomplete(weeks.club.chat, "digest", "issue", "")
    assert [name.split(" · ")[0].startswith("Extra") for name, _ in listed] == [True, False, False]


async def test_after_a_restart_the_confirmation_still_works(weeks: Weeks) -> None:
    asked = await ask(weeks, "Urgent")
    await weeks.club.bot.restart()
    await weeks.club.mo.click(asked, label="Publish")
    await weeks.club.posts(weeks.club.digest, 2)
