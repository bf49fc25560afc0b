"""Another server's digest in one's own channel: what the owner, a follower and a stranger get, see and may do."""

import asyncio
import re
from dataclasses import dataclass
from typing import Literal

import pytest

from bot.sandbox.permissions import Permission
from bot.sandbox.records import ChannelRecord
from bot.sandbox.reply import Reply
from tests.journeys import forgery
from tests.journeys.clubs import Club, RunningBot, found_club
from tests.journeys.posts import reached

OLD, NEW, SECRET = "Vesicles of old", "Vesicles of late", "Zirconium that waits on the desk"
_TITLES = {OLD: "10.1002/ijc.35388", NEW: "10.1002/ijc.35389", SECRET: "10.1002/ijc.35390"}


@dataclass
class Three:
    """The server whose publication it is, one that follows it, and one that has nothing to do with it."""

    owner: Club
    follower: Club
    stranger: Club
    name: str
    code: str

    async def follow(self, channel: ChannelRecord | None = None, **options: object) -> Reply:
        """/setup follow, as the follower's admin would type it."""
        club = self.follower
        given = {"publication": self.code, "channel": channel or club.digest, **options}
        return await club.ada.slash(club.chat, "setup follow", **given)

    async def unfollow(self, **options: object) -> Reply:
        return await self.follower.ada.slash(self.follower.chat, "setup unfollow", publication=self.name, **options)

    async def publish(self, title: str) -> None:
        await self.owner.submit(self.owner.mo, title, text="What is read everywhere.", link=_TITLES[title])
        await self.owner.publish_now()

    async def make_private(self) -> Reply:
        return await self.owner.set_up(name=self.name, public=False)

    async def restart(self) -> None:
        """The bot ends and starts again."""
        await self.owner.bot.restart()


@pytest.fixture
async def three(bot: RunningBot) -> Three:
    """The owner's publication is public, has one issue, and an article that waits for the next one."""
    owner, follower, stranger = (found_club(bot, name) for name in ("Owners", "Followers", "Strangers"))
    name = f"Digest {owner.guild.id}"
    await owner.set_up(name=name, public=True)
    three = Three(owner, follower, stranger, name, await code_of(owner))
    await three.publish(OLD)
    await owner.posts(owner.digest)
    return three


@pytest.fixture
async def followed(three: Three) -> Three:
    """The same, followed into #digest."""
    await three.follow()
    return three


async def code_of(club: Club) -> str:
    found = re.search(r"Its code for /setup follow elsewhere: `(\w+)`", await status(club))
    assert found is not None
    return found[1]


async def status(club: Club) -> str:
    return (await club.ada.slash(club.chat, "setup status")).text


def told(club: Club, words: str) -> list[str]:
    """What the moderators were told in which these words are."""
    return [message.text for message in club.posted(club.desk) if words in message.text]


def tries(club: Club, channel: ChannelRecord) -> int:
    """How often the bot has tried to post into a channel."""
    path = f"/channels/{channel.id}/messages"
    return sum(one.method == "POST" and one.path.endswith(path) for one in club.bot.discord.exchanges)


async def settled(club: Club) -> None:
    """Wait until it is stored that everything is sent."""
    shown = await club.ada.slash(club.chat, "setup status")
    assert shown.message is not None
    await club.settled(shown.message)


async def press_retry(club: Club) -> None:
    shown = await club.ada.slash(club.chat, "setup status")
    assert shown.message is not None
    await club.ada.click(shown.message, label="Retry")


def forbid(club: Club, channel: ChannelRecord, *what: Permission) -> None:
    world = club.bot.discord.world
    world.set_overwrite(channel, club.guild.members[world.bot.id], deny=int(sum(what)))


# --- following --------------------------------------------------------------------------------------------


async def test_a_public_publication_is_offered_with_its_server_and_how_many_follow(three: Three) -> None:
    club = three.follower
    offered = await club.ada.autocomplete(club.chat, "setup follow", "publication", three.name)
    assert offered[0] == (f"{three.name} · from Owners · 0 servers follow", three.code)
    await three.follow()
    offered = await club.ada.autocomplete(club.chat, "setup follow", "publication", three.code)
    assert offered == [(f"{three.name} · from Owners · 1 server follows", three.code)]
    own = await three.owner.ada.autocomplete(three.owner.chat, "setup follow", "publication", three.code)
    assert three.code not in [value for _, value in own]


async def test_the_next_issue_comes_into_the_followers_channel_and_the_last_one_does_not(three: Three) -> None:
    follower = three.follower
    said = await three.follow(role=follower.readers)
    assert f"{three.name} of Owners goes into <#{follower.digest.id}> from its next issue on" in said.text
    await three.restart()
    await three.publish(NEW)
    (post,) = await follower.posts(follower.digest)
    assert NEW in post.text
    assert OLD not in post.text
    assert post.mentions_roles == [follower.readers.id]
    await three.owner.posts(three.owner.digest, 2)
    assert three.stranger.posted(three.stranger.digest) == []


async def test_a_follower_sees_when_the_next_issue_comes_and_when_none_is_set(followed: Three) -> None:
    assert re.search(r"Next issue: <t:\d+:F>.* Europe/Berlin", await status(followed.follower))
    shown = await followed.owner.ada.slash(followed.owner.chat, "setup status")
    assert shown.message is not None
    await followed.owner.ada.click(shown.message, label="Pause")
    assert "No next issue is set for now" in await status(followed.follower)


async def test_every_kind_of_channel_follows(three: Three) -> None:
    follower = three.follower
    for channel in (follower.digest, follower.news, follower.forum):
        assert "from its next issue on" in (await three.follow(channel)).text
    await three.publish(NEW)
    (news,) = await follower.posts(follower.news)
    await follower.bot.discord.until(lambda: news.crossposted)
    thread = await follower.post_in_forum()
    assert NEW in "".join(message.text for message in await follower.posts(thread, 2))


async def test_a_follower_may_have_it_posted_silently_and_with_a_thread(three: Three) -> None:
    follower = three.follower
    await three.follow(silent=True, format="thread")
    assert "compact with a thread, notifies nobody" in await status(follower)
    await three.publish(NEW)
    (post,) = await follower.posts(follower.digest)
    assert int(post.data["flags"]) & 1 << 12
    thread = await follower.bot.discord.until(lambda: follower.guild.channels.get(post.id))
    assert "What is read everywhere." in (await follower.posts(thread))[0].text


async def test_what_opens_a_thread_is_asked_for_when_one_is_wanted(three: Three) -> None:
    follower = three.follower
    forbid(follower, follower.digest, Permission.CREATE_PUBLIC_THREADS)
    assert "lacks Create Public Threads" in (await three.follow(format="thread")).text
    assert "from its next issue on" in (await three.follow()).text


@pytest.mark.parametrize(("who", "said"), [("lin", "Only admins"), ("mo", "Only admins")])
async def test_only_an_admin_follows_and_leaves_off(followed: Three, who: str, said: str) -> None:
    club = followed.follower
    user = forgery.intruder(club, {"lin": club.lin, "mo": club.mo}[who])
    follow = await user.slash(club.chat, "setup follow", publication=followed.code, channel=club.chat)
    assert said in follow.text
    assert said in (await user.slash(club.chat, "setup unfollow", publication=followed.name)).text
    assert f"<#{club.digest.id}>" in await status(club)
    assert f"<#{club.chat.id}>" not in await status(club)


async def test_ones_own_publication_is_not_followed(three: Three) -> None:
    owner = three.owner
    for typed in (three.code, three.name):
        refused = await owner.ada.slash(owner.chat, "setup follow", publication=typed, channel=owner.news)
        assert "is this server's own" in refused.text
        assert "/setup channel add" in refused.text


async def test_a_private_publication_cannot_be_followed_even_by_its_code(three: Three) -> None:
    await three.make_private()
    refused = await three.follow()
    assert "There is no public publication of that name or code" in refused.text
    assert (await three.follow(publication="no such code")).text == refused.text


async def test_missing_permissions_are_named_before_anything_is_followed(three: Three) -> None:
    club = three.follower
    forbid(club, club.digest, Permission.SEND_MESSAGES)
    assert "in #digest it lacks Send Messages" in (await three.follow()).text
    assert three.name not in await status(club)


async def test_unfollowed_it_comes_no_more_and_followed_again_it_does(followed: Three) -> None:
    club = followed.follower
    offered = await club.ada.autocomplete(club.chat, "setup unfollow", "publication", "")
    assert offered == [(f"{followed.name} · from Owners", followed.code)]
    said = await followed.unfollow()
    assert f"no longer goes into <#{club.digest.id}>" in said.text
    assert "does not follow that publication" in (await followed.unfollow()).text
    await followed.restart()
    await followed.publish(NEW)
    await followed.owner.posts(followed.owner.digest, 2)
    assert "This server has no publication yet" in (await club.lin.slash(club.chat, "digest")).text
    assert club.posted(club.digest) == []
    await followed.follow()
    await followed.publish(SECRET)
    (post,) = await club.posts(club.digest)
    assert SECRET in post.text


async def test_what_was_owed_when_it_was_unfollowed_does_not_come_when_it_is_followed_again(
    followed: Three,
) -> None:
    club = followed.follower
    forbid(club, club.digest, Permission.SEND_MESSAGES)
    await followed.publish(NEW)
    await followed.owner.posts(followed.owner.digest, 2)
    await club.bot.discord.until(lambda: tries(club, club.digest))
    await followed.unfollow()
    forbid(club, club.digest)
    await followed.follow()
    await press_retry(club)
    await press_retry(followed.owner)
    await followed.publish(SECRET)
    (post,) = await club.posts(club.digest)
    assert SECRET in post.text


async def test_what_is_on_its_way_when_it_is_unfollowed_is_not_tried_again_when_it_is_followed_again(
    followed: Three,
) -> None:
    club = followed.follower
    path = rf"/channels/{club.digest.id}/messages$"
    lost = club.bot.discord.faults.add(path=path, kind="hold")
    await followed.publish(NEW)
    await reached(lost)
    await followed.unfollow()
    await followed.follow()
    lost.kind = "lost"
    lost.release()
    await press_retry(club)
    await followed.publish(SECRET)
    await club.bot.discord.until(lambda: any(SECRET in post.text for post in club.posted(club.digest)))
    assert not any(NEW in post.text for post in club.posted(club.digest))


async def test_one_of_two_channels_is_left(followed: Three) -> None:
    club = followed.follower
    await followed.follow(club.news)
    assert f"no longer goes into <#{club.news.id}>." in (await followed.unfollow(channel=club.news)).text
    assert "does not go into that channel" in (await followed.unfollow(channel=club.news)).text
    shown = await status(club)
    assert f"<#{club.digest.id}>" in shown
    assert f"<#{club.news.id}>" not in shown


# --- reading ----------------------------------------------------------------------------------------------


async def test_a_follower_reads_the_whole_archive_and_a_stranger_nothing(followed: Three) -> None:
    await followed.publish(NEW)
    club = followed.follower
    (post,) = await club.posts(club.digest)
    await settled(club)
    lin, chat = club.lin, club.chat
    assert NEW in (await lin.slash(chat, "digest")).text
    issues = await lin.autocomplete(chat, "digest", "issue", "")
    assert len(issues) == 2
    assert OLD in (await lin.slash(chat, "digest", issue=issues[1][1])).text
    names = await lin.autocomplete(chat, "search", "publication", "")
    assert names == [(f"{followed.name} · from Owners", followed.code)]
    found = await lin.slash(chat, "search", query="vesicles", publication=names[0][1])
    assert OLD in found.text
    linked = re.findall(r"discord\.com/channels/(\d+)/(\d+)/(\d+)", found.text)
    assert linked == [(str(club.guild.id), str(club.digest.id), str(post.id))]
    opened = await lin.select(post, "1")
    assert NEW in opened.text
    assert opened.message is not None
    await lin.click(opened.message, label="Share")
    assert NEW in (await club.posts(club.digest, 2))[1].text
    assert "Owners" not in (await lin.click(post, label="All issues")).text
    stranger = followed.stranger
    for reply in (
        await stranger.lin.slash(stranger.chat, "digest", issue=issues[0][1]),
        await stranger.lin.slash(stranger.chat, "search", query="vesicles"),
        await stranger.lin.slash(stranger.chat, "search", query="vesicles", publication=followed.code),
    ):
        assert "esicles of" not in reply.text


async def test_suggestions_and_the_desk_stay_with_the_owner_and_the_follower_is_told_so(followed: Three) -> None:
    club = followed.follower
    for reply in (
        await club.lin.slash(club.chat, "submit"),
        await club.mo.slash(club.chat, "submit", publication=followed.name),
        await club.mo.slash(club.chat, "desk open"),
        await club.mo.slash(club.chat, "desk preview", publication=followed.code),
    ):
        assert f"{followed.name} is published by the server “Owners”" in reply.text
        assert reply.modal is None


async def test_a_server_of_its_own_publication_submits_to_that_and_reads_both(followed: Three) -> None:
    club = followed.follower
    await club.set_up(name="Ours")
    opened = await club.lin.slash(club.chat, "submit")
    assert opened.modal is not None
    names = await club.lin.autocomplete(club.chat, "digest", "publication", "")
    assert names == [("Ours", "Ours"), (f"{followed.name} · from Owners", followed.code)]
    assert [name for name, _ in await club.lin.autocomplete(club.chat, "submit", "publication", "")] == ["Ours"]
    assert OLD in (await club.lin.slash(club.chat, "digest", publication=followed.code)).text


# --- apart ------------------------------------------------------------------------------------------------


async def test_each_sees_ones_own_channels_and_deliveries_alone(followed: Three) -> None:
    await followed.follow(followed.follower.forum)
    await followed.publish(NEW)
    await followed.follower.posts(followed.follower.digest)
    await followed.owner.posts(followed.owner.digest, 2)
    owners, followers = await status(followed.owner), await status(followed.follower)
    assert "1 server follows it" in owners
    for channel in (followed.follower.digest, followed.follower.forum):
        assert f"<#{channel.id}>" in followers
        assert str(channel.id) not in owners
    assert "Followers" not in owners
    assert "published by Owners" in followers
    assert str(followed.owner.digest.id) not in followers
    assert str(followed.owner.desk.id) not in followers
    other = followed.stranger
    assert followed.name not in await status(other)
    await other.ada.slash(other.chat, "setup follow", publication=followed.code, channel=other.digest)
    assert "2 servers follow it" in await status(followed.owner)
    assert str(other.digest.id) not in await status(followed.follower)
    assert str(followed.follower.digest.id) not in await status(other)
    await followed.owner.submit(followed.owner.mo, SECRET)
    asked = await followed.owner.mo.slash(followed.owner.chat, "desk publish")
    assert "1 channel" in asked.text


async def test_a_followers_buttons_neither_show_nor_change_what_is_the_owners(followed: Three) -> None:
    owner, club = followed.owner, followed.follower
    await followed.publish(NEW)
    (post,) = await club.posts(club.digest)
    await owner.submit(owner.lin, SECRET)
    desk = await owner.mo.slash(owner.chat, "desk open")
    shown = await owner.ada.slash(owner.chat, "setup status")
    assert desk.message is not None
    assert shown.message is not None
    await owner.mo.select(desk.message, desk.message.selects[0].values[-1])
    ids = {one.custom_id for one in (*desk.message.buttons, *shown.message.buttons) if one.custom_id}
    assert len(ids) > 5
    before = (await owner.mo.slash(owner.chat, "desk open")).text
    for user in (club.lin, club.mo, club.ada):
        for custom_id in ids:
            reply = await forgery.press(user, post, custom_id)
            assert SECRET not in reply.text
            assert str(owner.desk.id) not in reply.text
    assert (await owner.mo.slash(owner.chat, "desk open")).text == before
    assert await code_of(owner) == followed.code


async def test_an_owners_retry_leaves_a_followers_paused_channel_alone(followed: Three) -> None:
    owner, club = followed.owner, followed.follower
    await club.set_up(name="Ours", moderators_channel=club.desk)
    forbid(club, club.digest, Permission.SEND_MESSAGES)
    await followed.publish(NEW)
    await club.bot.discord.until(lambda: told(club, f"could not be posted in <#{club.digest.id}>"))
    await owner.posts(owner.digest, 2)
    tried = tries(club, club.digest)
    await press_retry(owner)
    await followed.publish(SECRET)
    await owner.posts(owner.digest, 3)
    assert tries(club, club.digest) == tried
    assert "paused" in await status(club)
    assert told(owner, str(club.digest.id)) == []
    forbid(club, club.digest)
    await press_retry(club)
    first, second = await club.posts(club.digest, 2)
    assert (NEW in first.text, SECRET in second.text) == (True, True)
    assert len(owner.posted(owner.digest)) == 3


async def test_a_follower_without_moderators_sees_the_pause_and_nobody_elses_moderators_do(followed: Three) -> None:
    owner, club = followed.owner, followed.follower
    forbid(club, club.digest, Permission.VIEW_CHANNEL)
    await followed.publish(NEW)
    await owner.posts(owner.digest, 2)
    ends = asyncio.get_running_loop().time() + 10
    while "paused: " not in (shown := await status(club)):
        assert asyncio.get_running_loop().time() < ends, shown
        await asyncio.sleep(0.05)
    assert told(owner, str(club.digest.id)) == []
    seen = await status(owner)
    assert "paused" not in seen
    assert "1 server follows it, 1 channel of theirs gets nothing for now." in seen


# --- when it ends -----------------------------------------------------------------------------------------


async def test_made_private_it_stops_with_one_sentence_and_what_is_posted_stays(followed: Three) -> None:
    owner, club = followed.owner, followed.follower
    await followed.follow(club.forum)
    await followed.publish(NEW)
    await club.posts(club.digest)
    thread = await club.post_in_forum()
    await club.posts(thread, 2)
    ended = await followed.make_private()
    assert "It is private to this server now: 2 channels of other servers got it" in ended.text
    _, farewell = await club.posts(club.digest, 2)
    assert f"{followed.name} is no longer published to other servers" in farewell.text
    assert "no longer published" in (await club.posts(thread, 3))[2].text
    assert "no longer published" in await status(club)
    await followed.make_private()
    await followed.restart()
    await followed.publish(SECRET)
    await owner.posts(owner.digest, 3)
    assert len(club.posted(club.digest)) == 2
    for reply in (
        await club.lin.slash(club.chat, "digest"),
        await club.lin.slash(club.chat, "search", query="vesicles"),
        await club.lin.select(club.posted(club.digest)[0], "1"),
    ):
        assert "esicles of" not in reply.text
    assert "follows it" not in await status(owner)


@pytest.mark.parametrize("when", ["before", "after"])
async def test_readers_are_told_once_though_the_answer_gets_lost(
    followed: Three, when: Literal["before", "after"]
) -> None:
    club = followed.follower
    lost = club.bot.discord.faults.add(path=rf"/channels/{club.digest.id}/messages$", kind="lost", when=when)
    await followed.make_private()
    await lost.reached.wait()
    await followed.restart()
    club.bot.clock.forward(seconds=10)
    club.bot.look_at_the_clock()
    (farewell,) = await club.posts(club.digest)
    assert "no longer published" in farewell.text
    other = found_club(club.bot, "Others")
    await other.set_up()
    await other.submit(other.mo, "A paper")
    await other.publish_now()
    await other.posts(other.digest)
    assert len(club.posted(club.digest)) == 1


async def test_public_again_it_comes_only_to_who_follows_again(followed: Three) -> None:
    owner, club = followed.owner, followed.follower
    await followed.make_private()
    await club.posts(club.digest)
    await owner.set_up(name=followed.name, public=True)
    assert OLD not in (await club.lin.slash(club.chat, "digest")).text
    await followed.follow()
    await followed.publish(NEW)
    _, post = await club.posts(club.digest, 2)
    assert NEW in post.text


async def test_a_follower_that_cannot_be_told_holds_nobody_up(followed: Three, bot: RunningBot) -> None:
    club = followed.follower
    forbid(club, club.digest, Permission.SEND_MESSAGES)
    await followed.make_private()
    assert "no longer published to other servers" in await status(club)
    other = found_club(bot, "Others")
    await other.set_up()
    await other.submit(other.mo, "A paper")
    await other.publish_now()
    await other.posts(other.digest)
    assert club.posted(club.digest) == []


async def test_an_owner_that_has_put_the_bot_out_can_still_be_read_by_its_followers(followed: Three) -> None:
    club = followed.follower
    await followed.publish(NEW)
    await club.posts(club.digest)
    club.bot.discord.world.remove_bot(followed.owner.guild)
    await followed.restart()
    assert NEW in (await club.lin.slash(club.chat, "digest")).text
    assert followed.name in await status(club)
