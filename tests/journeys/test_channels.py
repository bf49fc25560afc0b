"""A publication's channels: added, changed, removed and tried, each with its format; what stands there then."""

import pytest

from bot import app
from bot.clock import Clock
from bot.model import Actor
from bot.sandbox.errors import CommandHidden
from bot.sandbox.messages import Message
from bot.sandbox.permissions import Permission
from bot.sandbox.records import REQUIRE_TAG, ChannelRecord, ChannelType
from bot.sandbox.reply import Reply
from tests.journeys.clubs import PUBLICATION, Club, RunningBot, found_club
from tests.journeys.posts import article

SILENT = 1 << 12


async def add(club: Club, channel: ChannelRecord, **options: object) -> Reply:
    return await club.ada.slash(club.chat, "setup channel add", channel=channel, **options)


async def publish(club: Club, title: str = "Exosomes carry cargo", **fields: str) -> None:
    await club.submit(club.mo, title, takeaway="They do.", **fields)
    answer = await club.publish_now()
    assert "published" in answer.text.casefold(), answer.text


def flags(message: Message) -> int:
    return int(message.data["flags"])


async def suggest_tagged(club: Club, tag: str) -> None:
    """Approve an article that bears a tag, such as an import or a source brings."""
    mo = Actor(user_id=club.mo.member.id, guild_id=club.guild.id, manages_messages=True)
    async with app.opened(club.bot.database) as database:
        journeys = app.journeys_of(database, Clock())
        (known,) = await journeys.setup.statuses(mo.model_copy(update={"manages_server": True}))
        tagged = article(1).model_copy(update={"tags": (tag,)})
        await journeys.submissions.submit_article(mo, known.publication.id, tagged)


async def thread_under(club: Club, message: Message) -> ChannelRecord:
    await club.bot.discord.until(lambda: message.id in club.guild.channels)
    return club.guild.channels[message.id]


async def status(club: Club) -> str:
    return (await club.ada.slash(club.chat, "setup status")).text


async def test_one_digest_goes_to_every_channel_in_its_own_format(club: Club) -> None:
    added = await add(club, club.chat, format="full", role=club.readers)
    assert "compact" not in added.text
    assert f"<#{club.chat.id}>, with the full text, pinging <@&{club.readers.id}>" in added.text
    assert "2 channels" in added.text
    await add(club, club.news)
    await add(club, club.forum)
    await publish(club, text="Vesicles carry cargo between cells.")
    (compact,) = await club.posts(club.digest)
    assert "Vesicles carry" not in compact.text
    full = await club.posts(club.chat, 2)
    assert "Vesicles carry" in full[1].text
    assert full[0].mentions_roles == [club.readers.id]
    await club.posts(club.news)
    await club.bot.discord.until(lambda: club.posted(club.news)[0].crossposted)
    post = await club.post_in_forum()
    await club.posts(post, 2)


async def test_the_full_text_stands_in_a_thread_under_the_compact_message(club: Club) -> None:
    await add(club, club.digest, format="thread")
    await publish(club, text="Vesicles carry cargo between cells.")
    (head,) = await club.posts(club.digest)
    assert "Vesicles carry" not in head.text
    thread = await thread_under(club, head)
    assert thread.name.startswith(PUBLICATION)
    (inside,) = await club.posts(thread)
    assert "Vesicles carry cargo between cells." in inside.text
    assert len(club.posted(club.digest)) == 1


async def test_naming_another_channel_takes_none_away_and_says_so(club: Club) -> None:
    saved = await club.set_up(channel=club.chat)
    assert f"<#{club.digest.id}>" in saved.text
    assert "all of these 2 channels" in saved.text
    await publish(club)
    await club.posts(club.digest)
    await club.posts(club.chat)


async def test_a_removed_channel_gets_no_further_issue(club: Club) -> None:
    await add(club, club.chat)
    removed = await club.ada.slash(club.chat, "setup channel remove", channel=club.chat)
    assert f"no longer posted to <#{club.chat.id}>" in removed.text
    await publish(club)
    await club.posts(club.digest)
    assert not club.posted(club.chat)
    again = await club.ada.slash(club.chat, "setup channel remove", channel=club.chat)
    assert "No digest is posted to that channel." in again.text


async def test_silent_messages_notify_nobody_in_a_channel_and_in_a_forum(club: Club) -> None:
    await add(club, club.chat, silent=True)
    await add(club, club.forum, silent=True)
    await publish(club)
    (loud,) = await club.posts(club.digest)
    (quiet,) = await club.posts(club.chat)
    post = await club.post_in_forum()
    opening, *_ = await club.posts(post, 2)
    assert not flags(loud) & SILENT
    assert flags(quiet) & SILENT
    assert flags(opening) & SILENT


async def test_a_forum_post_gets_the_tags_that_are_called_as_the_digest_is_or_its_entries_are(club: Club) -> None:
    forum = club.bot.discord.world.add_channel(
        club.guild, "papers", ChannelType.FORUM, tags=("exosomes digest", "other", "CANCER"), flags=REQUIRE_TAG
    )
    await add(club, forum)
    await suggest_tagged(club, "cancer")
    await club.publish_now()
    found = await club.bot.discord.until(lambda: [one for one in club.guild.threads() if one.parent_id == forum.id])
    names = {tag.id: tag.name for tag in forum.tags}
    assert found[0].thread is not None
    assert sorted(names[one] for one in found[0].thread.applied_tags) == ["CANCER", "exosomes digest"]


async def test_a_forum_that_wants_a_tag_and_has_none_is_named(club: Club) -> None:
    forum = club.bot.discord.world.add_channel(club.guild, "papers", ChannelType.FORUM, flags=REQUIRE_TAG)
    refused = await add(club, forum)
    assert "a post tag that everybody may use" in refused.text
    assert f"<#{forum.id}>" not in await status(club)


async def test_a_thread_needs_what_opens_one(club: Club) -> None:
    world = club.bot.discord.world
    bot = club.guild.members[world.bot.id]
    world.set_overwrite(club.chat, bot, deny=int(Permission.CREATE_PUBLIC_THREADS))
    assert "lacks Create Public Threads" in (await add(club, club.chat, format="thread")).text
    assert "From the next issue on, Exosomes Digest is posted to" in (await add(club, club.chat)).text


async def test_a_forum_takes_no_thread_and_says_so(club: Club) -> None:
    assert "pick another format" in (await add(club, club.forum, format="thread")).text


async def test_a_digest_can_be_posted_into_a_thread(club: Club) -> None:
    world = club.bot.discord.world
    thread = world.open_thread(club.chat, "issues", club.guild.members[club.mo.member.id].person)
    added = await add(club, thread)
    assert "into the thread" in added.text
    await publish(club)
    await club.posts(thread)


async def test_the_test_really_tries_and_leaves_nothing(club: Club) -> None:
    answer = await club.ada.slash(club.chat, "setup channel test", channel=club.digest)
    assert "a message was posted there and deleted again" in answer.text
    assert not club.posted(club.digest)
    await add(club, club.forum)
    answer = await club.ada.slash(club.chat, "setup channel test", channel=club.forum)
    assert "nothing was posted" in answer.text
    assert not [one for one in club.guild.threads() if one.parent_id == club.forum.id]


async def test_the_test_names_what_is_missing(club: Club) -> None:
    world = club.bot.discord.world
    bot = club.guild.members[world.bot.id]
    world.set_overwrite(club.digest, bot, deny=int(Permission.SEND_MESSAGES))
    answer = await club.ada.slash(club.chat, "setup channel test", channel=club.digest)
    assert "lacks Send Messages" in answer.text


@pytest.mark.parametrize("command", ["add", "remove", "test"])
async def test_only_admins_may(club: Club, command: str) -> None:
    for user in (club.mo, club.lin):
        with pytest.raises(CommandHidden):
            await user.slash(club.chat, f"setup channel {command}", channel=club.digest)


async def test_a_stranger_in_another_server_reaches_none_of_it(club: Club, bot: RunningBot) -> None:
    other = found_club(bot, "Other Club")
    answer = await other.ada.slash(other.chat, "setup channel add", channel=other.chat, publication=PUBLICATION)
    assert "has no publication yet" in answer.text


async def test_channels_outlive_a_restart(club: Club, bot: RunningBot) -> None:
    await add(club, club.chat, format="thread", silent=True)
    await bot.restart()
    shown = await status(club)
    assert f"<#{club.chat.id}>: text, compact with a thread, notifies nobody" in shown
    await publish(club, text="Vesicles carry cargo between cells.")
    (head,) = await club.posts(club.chat)
    await club.posts(await thread_under(club, head))
