"""Messages that a bot posts: nonces, history, edits, pings, permissions, threads, forums, publishing."""

import io
from collections.abc import Awaitable
from typing import Any

import discord
import pytest
from discord.http import Route

from bot.sandbox.permissions import Permission
from bot.sandbox.records import REQUIRE_TAG, ChannelType
from tests.sandbox.clients import Card
from tests.sandbox.conftest import Scene

NOBODY = discord.AllowedMentions.none()


async def code_of(doing: Awaitable[object]) -> int:
    """The error code that discord.py raises with."""
    with pytest.raises(discord.HTTPException) as refused:
        await doing
    return refused.value.code


async def test_a_post_stands_in_the_channel_and_its_components_carry_ids(scene: Scene) -> None:
    sent = await scene.here.send(view=Card("a digest"), allowed_mentions=NOBODY)

    (message,) = scene.world.messages(scene.channel)
    assert (message.id, message.text, message.author_id) == (sent.id, "a digest", scene.sandbox.bot_id)
    assert message.button(label="More").data["id"] != message.select(placeholder="Read…").data["id"]
    assert message.flags == 1 << 15


async def test_the_same_nonce_gives_the_first_message_in_whatever_channel(scene: Scene) -> None:
    other = scene.world.add_channel(scene.guild, "other")
    await scene.caught_up()

    first = await scene.here.send("one", nonce="digest-1")
    again = await scene.client.channel(other.id).send("two", nonce="digest-1")

    assert again.id == first.id
    assert scene.texts() == ["one"]
    assert scene.world.messages(other) == []


async def test_a_500_after_creation_makes_one_message(scene: Scene) -> None:
    fault = scene.sandbox.faults.add(path="/messages$", kind="status", when="after", status=500)

    await scene.here.send("once")

    assert fault.hits == 1
    assert scene.texts() == ["once"]


async def test_a_nonce_whose_message_was_deleted_says_unknown_message(scene: Scene) -> None:
    sent = await scene.here.send("one", nonce="n")
    await sent.delete()

    assert await code_of(scene.here.send("one", nonce="n")) == 10008
    assert scene.texts() == []


async def test_history_is_paged_both_ways(scene: Scene) -> None:
    sent = [await scene.here.send(str(number)) for number in range(7)]

    async def read(**where: Any) -> list[str]:
        return [one.content async for one in scene.here.history(**where)]

    assert await read(limit=3) == ["6", "5", "4"]
    assert await read(limit=2, before=sent[3]) == ["2", "1"]
    assert await read(limit=2, after=sent[3]) == ["4", "5"]
    assert await read(limit=3, around=sent[3]) == ["4", "3", "2"]
    assert await read(limit=None, oldest_first=True) == [str(number) for number in range(7)]


async def test_history_without_its_permission_is_empty_and_no_error(scene: Scene) -> None:
    sent = await scene.here.send("hello")
    scene.world.set_overwrite(scene.channel, scene.bot, deny=Permission.READ_MESSAGE_HISTORY)

    assert [one async for one in scene.here.history()] == []
    assert await code_of(scene.here.fetch_message(sent.id)) == 50013


async def test_strangers_messages_come_without_content(scene: Scene) -> None:
    scene.world.post(scene.channel, scene.mia.member, "private matters")
    scene.world.post(scene.channel, scene.mia.member, f"hey <@{scene.sandbox.bot_id}>")

    assert [one.content async for one in scene.here.history()] == [f"hey <@{scene.sandbox.bot_id}>", ""]


async def test_what_the_bot_may_not_do_is_refused(scene: Scene) -> None:
    foreign = scene.world.post(scene.channel, scene.mia.member, "mine")
    scene.world.set_overwrite(scene.channel, scene.bot, deny=Permission.EMBED_LINKS | Permission.ATTACH_FILES)
    partial = scene.here.get_partial_message(foreign.id)

    assert await code_of(scene.here.send(embed=discord.Embed(title="x"))) == 50013
    assert await code_of(scene.here.send(file=discord.File(io.BytesIO(b"x"), "x.txt"))) == 50013
    assert await code_of(partial.delete()) == 50013
    assert await code_of(partial.edit(content="yours")) == 50005
    scene.world.set_overwrite(scene.channel, scene.bot, deny=Permission.SEND_MESSAGES)
    assert await code_of(scene.here.send("x")) == 50013
    scene.world.set_overwrite(scene.channel, scene.bot, deny=Permission.VIEW_CHANNEL)
    assert await code_of(scene.here.send("x")) == 50001
    scene.world.delete_channel(scene.guild, scene.channel)
    assert await code_of(scene.here.send("x")) == 10003


async def test_a_permission_denied_to_a_role_is_given_back_to_a_member(scene: Scene) -> None:
    everyone = scene.guild.roles[scene.guild.id]
    scene.world.set_overwrite(scene.channel, everyone, deny=Permission.SEND_MESSAGES)
    assert await code_of(scene.here.send("x")) == 50013

    scene.world.set_overwrite(scene.channel, scene.bot, allow=Permission.SEND_MESSAGES)
    await scene.here.send("y")

    assert scene.texts() == ["y"]


async def test_edits_change_what_they_name(scene: Scene) -> None:
    sent = await scene.here.send("text", embed=discord.Embed(title="title"))
    await sent.edit(content="new text")

    (message,) = scene.world.messages(scene.channel)
    assert message.text == "new text\ntitle"
    assert message.edited
    assert await code_of(sent.edit(content=None, embed=None)) == 50006


async def test_files_come_back_over_loopback(scene: Scene) -> None:
    sent = await scene.here.send("see", file=discord.File(io.BytesIO(b"a,b"), "table.csv", description="A table"))

    assert (sent.attachments[0].filename, sent.attachments[0].description) == ("table.csv", "A table")
    assert await sent.attachments[0].read() == b"a,b"


async def test_pings_need_the_text_the_permission_and_the_word(scene: Scene) -> None:
    role = scene.world.add_role(scene.guild, "readers")
    open_role = scene.world.add_role(scene.guild, "anyone", mentionable=True)
    text = f"<@&{role.id}> <@&{open_role.id}> <@{scene.mia.member.id}> @everyone"
    only_that = discord.AllowedMentions(roles=[discord.Object(role.id)], users=False, everyone=False)

    await scene.here.send(text)
    await scene.here.send(view=Card(text), allowed_mentions=only_that)
    scene.world.set_overwrite(scene.channel, scene.bot, allow=Permission.MENTION_EVERYONE)
    await scene.here.send(view=Card(text), allowed_mentions=only_that)
    await scene.here.send(text, allowed_mentions=NOBODY)
    await scene.here.send(text)

    messages = scene.world.messages(scene.channel)
    seen = [(one.mentions_roles, len(one.mentions_users), one.mentions_everyone) for one in messages]
    both = [role.id, open_role.id]
    assert seen == [
        ([open_role.id], 1, False),
        ([], 0, False),
        ([role.id], 0, False),
        ([], 0, False),
        (both, 1, True),
    ]


async def test_a_forum_takes_posts_and_no_messages(scene: Scene) -> None:
    made = scene.world.add_channel(scene.guild, "articles", ChannelType.FORUM, tags=["digest"], flags=REQUIRE_TAG)
    await scene.caught_up()
    forum = scene.client.get_channel(made.id)
    assert isinstance(forum, discord.ForumChannel)

    assert await code_of(forum.create_thread(name="1/4 May 2025", content="hello")) == 40067
    post, message = await forum.create_thread(
        name="1/4 May 2025", view=Card("a digest"), applied_tags=[forum.available_tags[0]]
    )

    assert post.id == message.id
    (thread,) = scene.guild.threads()
    assert (thread.name, [one.text for one in scene.world.messages(thread)]) == ("1/4 May 2025", ["a digest"])
    await post.send("more")
    assert len(scene.world.messages(thread)) == 2
    straight = scene.client.http.request(
        Route("POST", "/channels/{channel_id}/messages", channel_id=made.id), json={"content": "x"}
    )
    assert await code_of(straight) == 40058


async def test_a_500_after_a_forum_post_makes_a_second_one(scene: Scene) -> None:
    """Discord knows no nonce there, so discord.py's own repetition doubles the post."""
    made = scene.world.add_channel(scene.guild, "articles", ChannelType.FORUM)
    await scene.caught_up()
    forum = scene.client.get_channel(made.id)
    assert isinstance(forum, discord.ForumChannel)
    scene.sandbox.faults.add(path="/threads$", kind="status", when="after", status=500)

    await forum.create_thread(name="twice", content="x")

    assert [one.name for one in scene.guild.threads()] == ["twice", "twice"]


async def test_threads_are_opened_listed_archived_and_woken(scene: Scene) -> None:
    sent = await scene.here.send("talk about it")
    from_message = await sent.create_thread(name="talk")
    free = await scene.here.create_thread(name="free", type=discord.ChannelType.public_thread)

    assert from_message.id == sent.id
    assert await code_of(sent.create_thread(name="again")) == 160004
    guild = scene.client.get_guild(scene.guild.id)
    assert guild is not None
    assert {one.name for one in await guild.active_threads()} == {"talk", "free"}

    in_it = await free.send("hello")
    await free.edit(archived=True)
    assert [one.name async for one in scene.here.archived_threads()] == ["free"]
    assert await code_of(in_it.edit(content="changed")) == 50083
    await free.send("awake again")
    assert [one.name async for one in scene.here.archived_threads()] == []

    scene.world.archive(scene.guild.channels[free.id], locked=True)
    assert await code_of(free.send("let me in")) == 160005


async def test_threads_ask_for_their_own_permission(scene: Scene) -> None:
    free = await scene.here.create_thread(name="free", type=discord.ChannelType.public_thread)
    scene.world.set_overwrite(scene.channel, scene.bot, deny=Permission.SEND_MESSAGES_IN_THREADS)

    assert await code_of(free.send("x")) == 50013
    scene.world.set_overwrite(scene.channel, scene.bot, deny=Permission.CREATE_PUBLIC_THREADS)
    assert await code_of(scene.here.create_thread(name="x", type=discord.ChannelType.public_thread)) == 50013


async def test_an_announcement_is_published_once(scene: Scene) -> None:
    news = scene.world.add_channel(scene.guild, "news", ChannelType.ANNOUNCEMENT)
    await scene.caught_up()
    sent = await scene.client.channel(news.id).send("news")

    await sent.publish()

    assert scene.world.messages(news)[0].crossposted
    assert await code_of(sent.publish()) == 40033
    elsewhere = await scene.here.send("no news")
    assert await code_of(elsewhere.publish()) == 50024


async def test_two_guilds_keep_their_people_apart(scene: Scene) -> None:
    world = scene.world
    other = world.add_guild("Other")
    assert world.join(other, scene.mia.member.person).id == scene.mia.member.id
    lobby = world.add_channel(other, "lobby")
    message = world.post(lobby, other.members[scene.mia.member.id], f"<@{scene.mod.member.id}>")

    assert message.mentions_users == []
    assert not scene.mia.sees(message)
    assert scene.sandbox.user(other, scene.mia.member).sees(message)
