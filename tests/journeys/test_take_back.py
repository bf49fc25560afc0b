"""An issue that has just come out is taken back, as if it had not."""

from datetime import timedelta

import pytest

from bot.model import ChannelKind
from bot.sandbox.messages import Message
from bot.sandbox.permissions import Permission
from bot.sandbox.records import ChannelRecord
from tests.journeys.clubs import PUBLICATION, Club, RunningBot
from tests.journeys.posts import LONG, SHORT, Issue

EVERYWHERE: tuple[ChannelKind, ...] = ("text", "announcement", "forum")
SOON = timedelta(days=-3)  # it is due then, so that the bot does not publish it by itself


@pytest.fixture
def club(empty_club: Club) -> Club:
    return empty_club


async def prepared(club: Club, bot: RunningBot, *kinds: ChannelKind, entries: int = SHORT) -> Issue:
    issue = Issue(club, bot.database, kinds or EVERYWHERE, entries)
    await issue.prepare(SOON)
    return issue


async def ask(answer: Message | None, club: Club) -> Message:
    """Press Take back; the card that asks whether one means it."""
    assert answer is not None
    asked = await club.mo.click(answer, label="Take back")
    assert asked.message is not None
    return asked.message


async def gone(issue: Issue) -> None:
    for kind in issue.kinds:
        await issue.club.bot.discord.until(lambda one=kind: issue.stands(one) == [], 20)


async def test_an_issue_that_is_taken_back_leaves_channels_archive_and_search(club: Club, bot: RunningBot) -> None:
    issue = await prepared(club, bot)
    published = await club.publish_now()
    await issue.arrive()
    asked = await ask(published.message, club)
    assert issue.stands("text") != []
    done = await club.mo.click(asked, label="Take it back")
    assert "is taken back" in done.text
    await gone(issue)
    assert "No digest" in (await club.lin.slash(club.chat, "digest")).text
    assert "Nothing found" in (await club.lin.slash(club.chat, "search", query="finding01")).text
    desk = (await club.mo.slash(club.chat, "desk open")).text
    assert "**Approved** (2)" in desk
    assert desk.index("paper01") < desk.index("paper02")
    await issue.settle("text")
    assert f"in <#{club.digest.id}>: taken back and deleted" in await issue.status()


async def test_its_week_comes_out_anew_with_messages_of_its_own(club: Club, bot: RunningBot) -> None:
    issue = await prepared(club, bot)
    published = await club.publish_now()
    await issue.arrive()
    before = {message.id for kind in EVERYWHERE for message in issue.stands(kind)}
    await club.mo.click(await ask(published.message, club), label="Take it back")
    await gone(issue)
    published = await club.publish_now()
    assert "is published" in published.text
    for kind in EVERYWHERE:
        await bot.discord.until(lambda one=kind: issue.complete(one), 20)
    assert not before & {message.id for kind in EVERYWHERE for message in issue.stands(kind)}
    assert "2 entries" in (await club.lin.slash(club.chat, "digest")).text


async def thread_under_a_post(club: Club) -> ChannelRecord:
    """Publish a digest with its full text in a thread, and take it back once all of it stands."""
    await club.set_up()
    await club.ada.slash(club.chat, "setup channel add", channel=club.digest, format="thread")
    await club.submit(club.mo, "Exosomes carry cargo", text="All that is known.")
    published = await club.publish_now()
    (head,) = await club.posts(club.digest)
    thread = await club.bot.discord.until(lambda: club.guild.channels.get(head.id))
    await club.posts(thread)
    await club.mo.click(await ask(published.message, club), label="Take it back")
    await club.bot.discord.until(lambda: not club.posted(club.digest))
    return thread


async def test_the_thread_under_a_post_goes_with_it_where_the_bot_may_delete_threads(
    club: Club, bot: RunningBot
) -> None:
    (role,) = [one for one in club.guild.roles.values() if one.of_bot == bot.discord.bot_id]
    manages = role.permissions | int(Permission.MANAGE_THREADS)
    bot.discord.world.set_role_permissions(club.guild, role, manages)
    thread = await thread_under_a_post(club)
    assert thread.id not in club.guild.channels


@pytest.mark.parametrize("kind", ["text", "forum"])
async def test_where_it_may_not_the_empty_thread_says_why_and_is_out_of_sight(
    club: Club, bot: RunningBot, kind: ChannelKind
) -> None:
    if kind == "text":
        thread = await thread_under_a_post(club)
    else:
        issue = await prepared(club, bot, "forum")
        published = await club.publish_now()
        await issue.arrive()
        (thread,) = issue.threads()
        await club.mo.click(await ask(published.message, club), label="Take it back")
    state = thread.thread
    assert state is not None
    await bot.discord.until(lambda: state.archived)
    assert not club.posted(thread)
    assert thread.name.startswith(f"Taken back: {PUBLICATION}")
    refused = [one for one in bot.discord.exchanges if one.method == "DELETE" and one.status == 403]
    assert not [one for one in refused if one.path.endswith(f"/channels/{thread.id}")]


async def test_a_thread_that_is_being_opened_meanwhile_is_not_left_behind(club: Club, bot: RunningBot) -> None:
    await club.set_up()
    await club.ada.slash(club.chat, "setup channel add", channel=club.digest, format="thread")
    await club.submit(club.mo, "Exosomes carry cargo", text="All that is known.")
    opening = bot.discord.faults.add(path=r"/messages/\d+/threads$", kind="hold", when="after")
    published = await club.publish_now()
    await opening.reached.wait()
    (head,) = club.posted(club.digest)
    await club.mo.click(await ask(published.message, club), label="Take it back")
    opening.release()
    await bot.discord.until(lambda: not club.posted(club.digest))
    thread = club.guild.channels[head.id]
    await bot.discord.until(lambda: thread.thread is not None and thread.thread.archived)
    assert not club.posted(thread)


async def test_after_an_hour_it_cannot_be_taken_back(club: Club, bot: RunningBot) -> None:
    issue = await prepared(club, bot, "text")
    published = await club.publish_now()
    await issue.arrive()
    asked = await ask(published.message, club)
    bot.clock.forward(minutes=61)
    refused = await club.mo.click(asked, label="Take it back")
    assert "within an hour" in "".join([refused.text, *(one.text for one in refused.followups)])
    assert len(issue.stands("text")) == 1


async def test_taken_back_while_it_is_going_out_the_rest_is_not_sent(club: Club, bot: RunningBot) -> None:
    issue = await prepared(club, bot, "text", entries=LONG)
    second = bot.discord.faults.add(path=rf"/channels/{club.digest.id}/messages$", kind="hold", after_hits=1)
    published = await club.publish_now()
    await second.reached.wait()
    await club.mo.click(await ask(published.message, club), label="Take it back")
    second.release()
    await gone(issue)
    await issue.settle("text")
    sent = [
        one
        for one in bot.discord.exchanges
        if one.method == "POST" and one.path.endswith(f"/channels/{club.digest.id}/messages")
    ]
    assert len(sent) == 2  # the first, and the one that was on its way
    assert issue.stands("text") == []


async def test_an_issue_whose_hour_is_past_waits_for_a_moderator_when_it_is_taken_back(
    club: Club, bot: RunningBot
) -> None:
    issue = Issue(club, bot.database, ["text"], SHORT)
    await issue.prepare(timedelta(minutes=1))
    bot.look_at_the_clock()
    await issue.arrive()
    ((_, uid), *_) = await club.mo.autocomplete(club.chat, "desk entry", "issue", "")
    shown = await club.mo.slash(club.chat, "desk entry", issue=uid)
    await club.mo.click(await ask(shown.message, club), label="Take it back")
    await gone(issue)
    bot.look_at_the_clock()
    desk = await club.mo.slash(club.chat, "desk open")
    assert issue.stands("text") == []
    assert "is past its hour and waits for your word" in desk.text
    assert desk.message is not None
    asked = await club.mo.click(desk.message, label="Post")
    assert asked.message is not None
    await club.mo.click(asked.message, label="Publish")
    await bot.discord.until(lambda: len(issue.stands("text")) == 1)


async def test_a_correction_goes_back_to_the_desk_with_its_article(club: Club, bot: RunningBot) -> None:
    issue = await prepared(club, bot, "text")
    published = await club.publish_now()
    await issue.arrive()
    ((_, uid), *_) = await club.mo.autocomplete(club.chat, "desk entry", "issue", "")
    shown = await club.mo.slash(club.chat, "desk entry", issue=uid, entry=1)
    assert shown.message is not None
    form = await club.mo.click(shown.message, label="Edit…")
    assert form.modal is not None
    confirm = await club.mo.submit(form.modal, title="Zebrafish")
    assert confirm.message is not None
    await club.mo.click(confirm.message, label="Change it")
    await club.mo.click(await ask(published.message, club), label="Take it back")
    await gone(issue)
    assert "Zebrafish" in (await club.mo.slash(club.chat, "desk open")).text


async def test_a_member_can_take_nothing_back(club: Club, bot: RunningBot) -> None:
    issue = await prepared(club, bot, "text")
    published = await club.publish_now()
    await issue.arrive()
    asked = await ask(published.message, club)
    bot.discord.world.set_member_roles(club.guild, club.mo.member, [])
    refused = await club.mo.click(asked, label="Take it back")
    assert "Only moderators" in "".join([refused.text, *(one.text for one in refused.followups)])
    assert len(issue.stands("text")) == 1


async def test_pressed_twice_it_is_taken_back_once(club: Club, bot: RunningBot) -> None:
    issue = await prepared(club, bot, "text")
    published = await club.publish_now()
    await issue.arrive()
    first, second = await ask(published.message, club), None
    done = await club.mo.click(first, label="Take it back")
    assert done.message is not None
    second = await club.mo.slash(club.chat, "desk open")
    assert second.text.count("paper01") == 1
    await gone(issue)


async def test_failures_of_discord_leave_nothing_standing(club: Club, bot: RunningBot) -> None:
    issue = await prepared(club, bot)
    published = await club.publish_now()
    await issue.arrive()
    faults = bot.discord.faults
    faults.add(method="DELETE", path=rf"/channels/{club.digest.id}/messages/", kind="status", status=500, times=2)
    faults.add(method="DELETE", path=rf"/channels/{club.news.id}/messages/", kind="lost", when="after")
    await club.mo.click(await ask(published.message, club), label="Take it back")
    for _ in range(30):
        if not any(issue.stands(kind) for kind in EVERYWHERE):
            break
        bot.clock.forward(seconds=5)
        bot.look_at_the_clock()
        await bot.discord.until(lambda: True)
    await gone(issue)
    for kind in EVERYWHERE:
        await issue.settle(kind)
