"""The desk card: one message about each issue in the moderators' channel, edited in place."""

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from bot.journeys import cards, preflight
from bot.sandbox.faults import When
from bot.sandbox.permissions import Permission
from tests.journeys import forgery
from tests.journeys.children import ChildBot, child_bot
from tests.journeys.clubs import PUBLICATION, Club, found_club
from tests.journeys.weeks_of import FRI, MON, TUE, WED, Weeks


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cards are looked at again, and edited again, after a moment."""
    monkeypatch.setattr(cards, "PROGRESS", 0.1)
    monkeypatch.setattr(cards, "REST", 0.1)


@pytest.fixture
async def weeks(empty_club: Club) -> Weeks:
    """On a Monday, two days before the first issue."""
    weeks = Weeks(empty_club)
    await weeks.go(0, MON, "09:00")
    await weeks.club.set_up()
    return weeks


def sending(club: Club) -> str:
    """The path of what sends into the moderators' channel."""
    return rf"/channels/{club.desk.id}/messages$"


async def test_an_issue_has_one_card_from_open_to_its_receipt(weeks: Weeks) -> None:
    club = weeks.club
    card = await club.card("Next issue: <t:", "Europe/Berlin", "**Approved**: none yet")
    await club.submit(club.mo, "A paper")
    await club.submit(club.lin, "A suggestion")
    opened = await club.card("**Approved** (1)\n1. A paper", "**Suggested** (1)\n1. A suggestion")
    assert opened.id == card.id
    assert [one.label for one in opened.buttons] == [
        "Open desk",
        "Preview",
        "Publish now",
        "Skip this week",
        "Pause",
    ]
    await weeks.go(0, WED, "09:00")
    first, second = await club.bot.discord.until(lambda: two if len(two := club.cards()) == 2 else [])
    assert first.id == card.id
    assert first.text.startswith(weeks.title(0))
    assert "Posted to 1 of 1 channel. Next: <t:" in first.text
    assert "Next issue: <t:" in second.text
    assert not club.posted(club.desk)


async def test_a_card_shows_how_far_a_post_has_come(weeks: Weeks) -> None:
    club = weeks.club
    card = await club.card("Next issue")
    await club.submit(club.mo, "A paper")
    path = rf"/channels/{club.digest.id}/messages$"
    held = club.bot.discord.faults.add(path=path, kind="hold", when="after")
    await weeks.go(0, WED, "09:00")
    assert (await club.card("Posting: 0 of 1 channel done.")).id == card.id
    held.release()
    await club.bot.discord.until(lambda: "Posted to 1 of 1 channel." in club.cards()[0].text)


async def test_a_receipt_offers_to_take_the_issue_back_for_an_hour(weeks: Weeks) -> None:
    club = weeks.club
    card = await club.card("Next issue")
    await club.submit(club.mo, "A paper")
    await weeks.go(0, WED, "09:00")
    await club.bot.discord.until(lambda: "Posted to 1 of 1 channel." in card.text)
    asked = await club.mo.click(card, label="Take back")
    assert "Take it back?" in asked.text
    await weeks.go(0, WED, "10:01")
    await club.bot.discord.until(lambda: [one.label for one in card.buttons] == ["Open desk"])
    assert "Posted to 1 of 1 channel." in card.text


async def test_the_card_of_an_issue_that_is_taken_back_asks_for_a_word(weeks: Weeks) -> None:
    club = weeks.club
    card = await club.card("Next issue")
    await club.submit(club.mo, "A paper")
    await weeks.go(0, WED, "09:00")
    await club.bot.discord.until(lambda: "Posted to 1 of 1 channel." in card.text)
    asked = await club.mo.click(card, label="Take back")
    assert asked.message is not None
    await club.mo.click(asked.message, label="Take it back")
    await weeks.look()
    await club.bot.discord.until(lambda: "waits for your word" in card.text)
    assert "**Approved** (1)\n1. A paper" in card.text


async def test_a_day_before_the_card_reminds_and_a_notice_says_what_waits(weeks: Weeks) -> None:
    club = weeks.club
    card = await club.card("Next issue")
    await club.submit(club.mo, "A paper")
    await club.submit(club.lin, "A suggestion")
    await weeks.go(0, TUE, "08:59")
    assert not club.posted(club.desk)
    await weeks.go(0, TUE, "09:00")
    reminded = await club.card("## Reminder: ", "1 article is approved; 1 suggestion waits for a decision.")
    assert reminded.id == card.id
    (notice,) = await club.posts(club.desk)
    assert "1 article is approved, and 1 suggestion waits for your decision" in notice.text
    await club.bot.restart()
    await weeks.go(0, TUE, "10:00")
    await weeks.look()
    assert len(club.posted(club.desk)) == 1
    assert len(club.cards()) == 1


async def test_when_all_is_decided_no_notice_reminds(weeks: Weeks) -> None:
    await weeks.club.submit(weeks.club.mo, "A paper")
    await weeks.go(0, TUE, "09:00")
    await weeks.club.card("## Reminder: ", "1 article is approved; no suggestion waits.")
    assert not weeks.club.posted(weeks.club.desk)


async def test_the_moderators_role_is_pinged_when_somebody_must_act_and_only_then(empty_club: Club) -> None:
    club, weeks = empty_club, Weeks(empty_club)
    reviewers = club.bot.discord.world.add_role(club.guild, "Reviewers", mentionable=True)
    await weeks.go(0, MON, "09:00")
    await club.set_up(moderators=reviewers)
    await club.card("Next issue")
    await weeks.go(0, TUE, "09:00")
    (notice,) = await club.posts(club.desk)
    assert "no article is approved yet" in notice.text
    assert notice.mentions_roles == [reviewers.id]
    await club.submit(club.mo, "A paper")
    await weeks.go(0, WED, "09:00")
    await club.bot.discord.until(lambda: "Posted to 1 of 1 channel." in club.cards()[0].text)
    assert not any(card.mentions_roles for card in club.cards())


async def test_a_late_issue_is_posted_or_skipped_from_the_card(weeks: Weeks) -> None:
    club = weeks.club
    await club.submit(club.mo, "A paper")
    await weeks.go(0, FRI, "10:00")
    late = await club.card("waits for your word")
    assert [one.label for one in late.buttons][1:4] == ["Preview", "Post", "Skip"]
    skipped = await club.mo.click(late, label="Skip")
    assert "is skipped; its articles wait for the next one" in skipped.text
    following = await club.card("Next issue", "**Approved** (1)")
    assert following.id != late.id
    assert "this week was skipped" in late.text
    assert not club.posted(club.digest)


async def test_skipping_and_pausing_are_undone_on_the_same_card(weeks: Weeks) -> None:
    club = weeks.club
    card = await club.card("Next issue")
    assert "is skipped" in (await club.mo.click(card, label="Skip this week")).text
    assert (await club.card("is skipped. Next issue")).id == card.id
    assert "comes after all" in (await club.mo.click(card, label="Unskip")).text
    await club.bot.discord.until(lambda: "is skipped" not in card.text)
    assert "is paused" in (await club.mo.click(card, label="Pause")).text
    await club.card("Paused: nothing is posted.")
    assert "goes on" in (await club.mo.click(card, label="Resume")).text
    assert (await club.card("Next issue")).id == card.id
    assert len(club.cards()) == 1


async def test_the_card_opens_the_desk_in_private_and_refuses_members(weeks: Weeks) -> None:
    club = weeks.club
    card = await club.card("Next issue")
    opened = await club.mo.click(card, label="Open desk")
    assert opened.message is not None
    assert opened.message.ephemeral
    for label in ("Open desk", "Skip this week", "Pause"):
        assert "Only moderators" in (await club.lin.click(card, label=label)).text
    await club.bot.restart()
    assert "is skipped" in (await club.mo.click(card, label="Skip this week")).text


async def test_moderators_of_another_server_change_nothing_with_forged_buttons(weeks: Weeks) -> None:
    card = await weeks.club.card("Next issue")
    ids = {one.label: one.custom_id for one in card.buttons}
    theirs = found_club(weeks.club.bot, "Other Club")
    await theirs.set_up(name="Other Digest")
    desk = await theirs.ada.slash(theirs.chat, "desk open")
    assert desk.message is not None
    publication = ids["Pause"].split(":")[2]
    forged = [*ids.values(), f"b:desk-retry:{publication}:card", f"b:desk-resume:{publication}:status"]
    for custom_id in forged:
        refused = forgery.sentence(await forgery.press(theirs.ada, desk.message, custom_id))
        assert "not one of this server's" in refused.text
    opened = await forgery.press(theirs.ada, desk.message, f"b:setup-reminder:{publication}:24")
    assert opened.modal is not None
    refused = forgery.sentence(await theirs.ada.submit(opened.modal, hours="0"))
    assert "not one of this server's" in refused.text
    assert "Next run: <t:" in (await weeks.status()).text


async def test_a_channel_that_fails_is_named_with_its_reason_and_retried(weeks: Weeks) -> None:
    club = weeks.club
    world = club.bot.discord.world
    await club.card("Next issue")
    await club.submit(club.mo, "A paper")
    world.set_overwrite(club.digest, club.guild.members[world.bot.id], deny=int(Permission.SEND_MESSAGES))
    await weeks.go(0, WED, "09:00")
    await club.bot.discord.until(lambda: "Posted to 0 of 1 channel." in club.cards()[0].text)
    receipt = club.cards()[0]
    assert f"<#{club.digest.id}>: 0 of 1 message sent, and the rest waits: " in receipt.text
    assert len(await club.posts(club.desk)) == 1  # the notice that it failed
    world.set_overwrite(club.digest, club.guild.members[world.bot.id])
    assert "is tried again now" in (await club.mo.click(receipt, label="Retry")).text
    await club.posts(club.digest)
    await club.bot.discord.until(lambda: "Posted to 1 of 1 channel." in receipt.text)


async def test_an_extra_issue_stands_on_the_coming_ones_card_with_what_fails_of_it(weeks: Weeks) -> None:
    club = weeks.club
    world = club.bot.discord.world
    await club.card("Next issue")
    await club.submit(club.mo, "A paper")
    world.set_overwrite(club.digest, club.guild.members[world.bot.id], deny=int(Permission.SEND_MESSAGES))
    asked = await club.mo.slash(club.chat, "desk publish", extra=True)
    assert asked.message is not None
    await club.mo.click(asked.message, label="Publish")
    card = await club.card("(Extra, ", "Posted to 0 of 1 channel.", "0 of 1 message sent, and the rest waits: ")
    world.set_overwrite(club.digest, club.guild.members[world.bot.id])
    await club.mo.click(card, label="Retry")
    await club.posts(club.digest)
    await club.bot.discord.until(lambda: "Posted to 1 of 1 channel." in card.text)
    assert len(club.cards()) == 1
    await club.mo.click(card, label="Take back the extra issue")
    await weeks.go(0, TUE, "12:00")
    await club.bot.discord.until(lambda: "Take back the extra issue" not in [one.label for one in card.buttons])
    assert "(Extra, " in card.text
    await weeks.go(1, MON, "12:00")
    await club.bot.discord.until(lambda: "(Extra, " not in card.text)


async def test_a_deleted_card_comes_back_only_when_somebody_must_act(weeks: Weeks) -> None:
    club = weeks.club
    card = await club.card("Next issue")
    club.bot.discord.world.delete_message(club.desk, card)
    await club.submit(club.mo, "A paper")
    gone = club.bot.discord.faults.add(
        method="PATCH", path=rf"{sending(club)[:-1]}/{card.id}$", kind="delay", seconds=0.0
    )
    await weeks.look()
    async with asyncio.timeout(10):
        await gone.reached.wait()
    await weeks.look()
    assert not club.cards()
    await club.submit(club.lin, "A suggestion")
    await weeks.go(0, TUE, "09:00")
    await club.card("## Reminder: ")
    assert len(club.cards()) == 1


async def test_in_another_channel_the_next_state_is_shown_there(weeks: Weeks) -> None:
    club = weeks.club
    before = await club.card("Next issue")
    other = club.bot.discord.world.add_channel(club.guild, "editors")
    await club.set_up(moderators_channel=other)
    await club.submit(club.mo, "A paper")
    await weeks.look()
    (card,) = await club.bot.discord.until(lambda: club.cards(other))
    assert "**Approved** (1)" in card.text
    assert [one.id for one in club.cards()] == [before.id]


async def test_a_changed_schedule_takes_the_card_along(weeks: Weeks) -> None:
    card = await weeks.club.card("· Wed ")
    await weeks.club.set_up(weekday=FRI)
    assert (await weeks.club.card("· Fri ")).id == card.id
    assert len(weeks.club.cards()) == 1


async def test_a_forbidden_moderators_channel_holds_no_post_up(empty_club: Club) -> None:
    club, weeks = empty_club, Weeks(empty_club)
    club.bot.discord.faults.add(path=sending(club), kind="status", status=403, code=50013, times=100)
    await weeks.go(0, MON, "09:00")
    await club.set_up()
    await weeks.come_out("A paper", 0, WED)
    assert not club.cards()


# --- kills ------------------------------------------------------------------------------------------------


@pytest.fixture
async def child(tmp_path: Path) -> AsyncGenerator[ChildBot]:
    async with child_bot(tmp_path) as bot:
        yield bot


@pytest.mark.parametrize("later", ["at once", "after five minutes"])
@pytest.mark.parametrize("when", ["before", "after"])
async def test_killed_while_a_card_is_sent_there_is_one(child: ChildBot, when: When, later: str) -> None:
    club = found_club(child, "Exosome Club")
    await child.start()
    held = child.discord.faults.add(path=sending(club), kind="hold", when=when)
    await club.set_up()
    async with asyncio.timeout(20):
        await held.reached.wait()
    await child.kill()
    if later == "after five minutes":
        child.stay_down_for_five_minutes()
    await child.start()
    await child.discord.until(club.cards, 20)
    await club.submit(club.mo, "A paper")
    await child.kill()
    await child.start()
    await child.discord.until(lambda: "**Approved** (1)" in club.cards()[0].text, 20)
    if later == "at once":
        held.release()  # a request that arrives after its sender was killed
        await child.kill()
        await child.start()
        await club.submit(club.mo, "Another")
    assert len(club.cards()) == 1


async def test_what_is_handed_in_and_decided_shows_at_once(weeks: Weeks) -> None:
    club = weeks.club
    card = await club.card("**Approved**: none yet")
    await club.submit(club.lin, "A suggestion")
    await club.bot.discord.until(lambda: "**Suggested** (1)" in card.text, 10)
    desk = (await club.mo.slash(club.chat, "desk open")).message
    assert desk is not None
    await club.mo.select(desk, desk.selects[0].values[0])
    await club.mo.click(desk, label="Approve")
    await club.bot.discord.until(lambda: "**Approved** (1)\n1. A suggestion" in card.text, 10)


async def refused_card(club: Club) -> Club:
    """A club in whose moderators' channel no card stands, because Discord did not let the bot post there once."""
    refused = club.bot.discord.faults.add(path=sending(club), status=403, code=50001, kind="status")
    await club.set_up()
    await asyncio.wait_for(refused.reached.wait(), 30)
    return club


async def test_a_moderators_channel_that_refused_is_tried_again_when_an_admin_tests_it(empty_club: Club) -> None:
    club = await refused_card(empty_club)
    tested = await club.ada.slash(club.chat, "setup channel test", channel=club.desk)
    assert f"Moderators of {PUBLICATION} are told there" in tested.text
    await club.bot.discord.until(club.cards, 10)


async def test_it_is_tried_again_when_it_is_set_up_anew(empty_club: Club) -> None:
    club = await refused_card(empty_club)
    await club.set_up()
    await club.bot.discord.until(club.cards, 10)


@pytest.fixture
def _watchful(monkeypatch: pytest.MonkeyPatch) -> None:
    """Changes of permissions are looked at as soon as they are told."""
    monkeypatch.setattr(preflight, "CALM", 0.05)


@pytest.mark.usefixtures("_watchful")
async def test_it_is_tried_again_when_its_permissions_change(empty_club: Club) -> None:
    club = await refused_card(empty_club)
    bot = club.guild.members[club.bot.discord.bot_id]
    club.bot.discord.world.set_overwrite(club.desk, bot, allow=int(Permission.SEND_MESSAGES))
    await club.bot.discord.until(club.cards, 30)  # the look that another server's changes wait for comes first
