"""What the bot may do in its channels changes: told once, paused, going on; what is gone is kept for a while."""

import asyncio
from collections.abc import Callable

import pytest

from bot import app
from bot.journeys import preflight
from bot.model import Channel
from bot.sandbox.permissions import Permission
from bot.sandbox.records import ChannelRecord
from bot.sandbox.server import Sandbox
from bot.sandbox.world import Event
from bot.store import publications
from tests.journeys.clubs import Club, RunningBot, found_club


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Changes are looked at as soon as they are told."""
    monkeypatch.setattr(preflight, "CALM", 0.05)


def forbid(club: Club, channel: ChannelRecord, *what: Permission) -> None:
    """Take these permissions from the bot in one channel, and give back what was taken before."""
    world = club.bot.discord.world
    world.set_overwrite(channel, club.guild.members[world.bot.id], deny=int(sum(what)))


def be_mentionable(club: Club, mentionable: bool) -> None:
    """Let everybody ping the readers' role, or hardly anybody."""
    club.readers.mentionable = mentionable
    club.bot.discord.world.set_role_permissions(club.guild, club.readers, club.readers.permissions)


async def status(club: Club) -> str:
    return (await club.ada.slash(club.chat, "setup status")).text


async def status_until(club: Club, *words: str) -> str:
    """What /setup status says, once it says this."""
    return await _status_when(club, lambda said: all(word in said for word in words))


async def _status_when(club: Club, wanted: Callable[[str], bool]) -> str:
    shown = await club.ada.slash(club.chat, "setup status")
    assert shown.message is not None
    ends = asyncio.get_running_loop().time() + 10
    while not wanted(shown.message.text):
        assert asyncio.get_running_loop().time() < ends, shown.message.text
        await asyncio.sleep(0.05)
        await club.ada.click(shown.message, label="Refresh")
    return shown.message.text


async def stored(club: Club, wanted: Callable[[list[Channel]], bool]) -> None:
    """Wait until the database holds this of the server's channels; the server itself is not asked any more."""
    async with app.opened(club.bot.database) as database:
        for _ in range(200):
            async with database.read() as reader:
                if wanted(await publications.every_channel(reader, club.guild.id)):
                    return
            await asyncio.sleep(0.05)
    raise AssertionError("it did not come to that")


async def told(club: Club, *words: str) -> str:
    """The one thing that the moderators are told; it must say this."""
    (said,) = await club.posts(club.desk)
    assert all(word in said.text for word in words), said.text
    return said.text


async def publish(club: Club) -> None:
    await club.submit(club.mo, "Exosomes carry cargo", takeaway="They do.")
    await club.publish_now()


async def test_a_lost_permission_is_told_once_and_pauses_nothing_before_a_send_fails(club: Club) -> None:
    forbid(club, club.digest, Permission.SEND_MESSAGES)
    await told(club, f"<#{club.digest.id}>", "lacks Send Messages", "/setup channel test")
    forbid(club, club.digest, Permission.SEND_MESSAGES, Permission.MANAGE_MESSAGES)  # nothing new
    assert "paused" not in await status(club)
    await publish(club)
    await status_until(club, "paused")
    await told(club, "lacks Send Messages")


async def test_what_waits_is_posted_by_itself_when_the_permission_is_back(club: Club) -> None:
    forbid(club, club.digest, Permission.SEND_MESSAGES)
    await told(club, "lacks Send Messages")
    await publish(club)
    await status_until(club, "paused")
    forbid(club, club.digest)
    await club.posts(club.digest)
    assert "paused" not in await status(club)


async def test_a_permission_that_comes_back_while_the_bot_is_away_is_seen_at_the_start(
    club: Club, bot: RunningBot
) -> None:
    forbid(club, club.digest, Permission.SEND_MESSAGES)
    await publish(club)
    await status_until(club, "paused")
    await bot.stop()
    forbid(club, club.digest)
    await bot.start()
    await club.posts(club.digest)


async def test_one_that_a_role_takes_and_gives_back_counts_too(club: Club, discord: Sandbox) -> None:
    (role,) = [one for one in club.guild.roles.values() if one.of_bot == discord.bot_id]
    granted = role.permissions
    discord.world.set_overwrite(club.digest, club.guild.roles[club.guild.id], deny=int(Permission.SEND_MESSAGES))
    await told(club, "lacks Send Messages")
    await publish(club)
    await status_until(club, "paused")
    discord.world.set_role_permissions(club.guild, role, granted | int(Permission.ADMINISTRATOR))
    await club.posts(club.digest)


async def test_what_is_more_than_a_day_late_by_then_waits_for_a_word(club: Club, bot: RunningBot) -> None:
    forbid(club, club.digest, Permission.SEND_MESSAGES)
    await told(club, "lacks Send Messages")
    await publish(club)
    await status_until(club, "paused")
    await bot.stop()
    bot.clock.forward(days=2)
    await bot.start()
    forbid(club, club.digest)
    await status_until(club, "waits for your word")
    assert not club.posted(club.digest)
    assert "paused" not in await status(club)
    shown = await club.ada.slash(club.chat, "setup status")
    assert shown.message is not None
    await club.ada.click(shown.message, label="Retry")
    await club.posts(club.digest)


async def test_the_test_resumes_what_a_fault_has_paused(club: Club, discord: Sandbox) -> None:
    discord.faults.add(
        path=rf"/channels/{club.digest.id}/messages$", status=403, code=50013, kind="status", times=9
    )
    await publish(club)
    await status_until(club, "paused")
    await asyncio.sleep(0.2)  # the bot's coming to the server is itself a change, after which it tries once more
    await status_until(club, "paused")
    discord.faults.clear()
    answer = await club.ada.slash(club.chat, "setup channel test", channel=club.digest)
    assert "It was paused and goes on now" in answer.text
    await club.posts(club.digest)


async def test_a_deleted_channel_is_told_kept_for_two_weeks_and_then_removed(club: Club, bot: RunningBot) -> None:
    await club.ada.slash(club.chat, "setup channel add", channel=club.chat)
    bot.discord.world.delete_channel(club.guild, club.digest)
    await told(club, f"<#{club.digest.id}>", "has been deleted", "/setup channel add")
    assert "deleted <t:" in await status(club)
    await bot.stop()
    bot.clock.forward(days=13)
    await bot.start()
    assert f"Channel <#{club.digest.id}>" in await status(club)
    await bot.stop()
    bot.clock.forward(days=2)
    await bot.start()
    shown = await _status_when(club, lambda said: f"Channel <#{club.digest.id}>" not in said)
    assert f"Channel <#{club.chat.id}>" in shown


async def test_a_server_that_takes_the_bot_back_in_time_gets_what_it_is_owed(club: Club, bot: RunningBot) -> None:
    world = bot.discord.world
    await club.submit(club.mo, "Exosomes carry cargo", takeaway="They do.")
    world.remove_bot(club.guild)
    await stored(club, lambda channels: all(one.gone_since for one in channels))
    club.come_due()
    await bot.restart()
    world.add_bot(club.guild)
    await club.posts(club.digest)


async def test_a_server_that_does_not_loses_schedule_and_channels_but_keeps_its_archive(
    club: Club, bot: RunningBot
) -> None:
    await publish(club)
    await club.posts(club.digest)
    await bot.stop()
    bot.discord.world.remove_bot(club.guild)
    await bot.start()
    await stored(club, lambda channels: all(one.gone_since for one in channels))
    await bot.stop()
    bot.clock.forward(days=15)
    await bot.start()
    await stored(club, lambda channels: not channels)
    bot.discord.world.add_bot(club.guild)
    await status_until(club, "No schedule: set one with /setup publication")
    assert "Channel <#" not in await status(club)
    assert "Exosomes carry cargo" in (await club.lin.slash(club.chat, "digest")).text


async def test_an_outage_is_no_farewell(club: Club, bot: RunningBot, discord: Sandbox) -> None:
    world = discord.world
    world.tell(Event("GUILD_DELETE", {"id": str(club.guild.id), "unavailable": True}, club.guild.id))
    world.tell(Event("GUILD_CREATE", world.guild_created(club.guild), club.guild.id))
    other = found_club(bot, "Other Club")
    await other.set_up()
    forbid(other, other.digest, Permission.SEND_MESSAGES)
    await other.posts(other.desk)  # by now the outage has been looked at as well
    assert "deleted" not in await status(club)
    assert not club.posted(club.desk)
    await publish(club)
    await club.posts(club.digest)


async def test_a_thread_that_is_deleted_is_told(club: Club, bot: RunningBot) -> None:
    thread = bot.discord.world.open_thread(club.chat, "issues", club.guild.members[club.mo.member.id].person)
    await club.ada.slash(club.chat, "setup channel add", channel=thread)
    bot.discord.world.delete_channel(club.guild, thread)
    await told(club, f"<#{thread.id}>", "has been deleted")


async def test_a_ping_that_would_notify_nobody_is_told_once_and_the_digest_comes(club: Club) -> None:
    await club.ada.slash(club.chat, "setup channel add", channel=club.digest, role=club.readers)
    be_mentionable(club, False)
    await told(club, f"<#{club.digest.id}> without its ping: make <@&{club.readers.id}> mentionable, or grant")
    assert "without a ping: make" in await status(club)
    tried = await club.ada.slash(club.chat, "setup channel test", channel=club.digest)
    assert "works" in tried.text
    assert "No ping goes with it: make" in tried.text
    await publish(club)
    await club.posts(club.digest)
    await club.bot.restart()
    assert "paused" not in await status(club)
    assert len(club.posted(club.desk)) == 1
    be_mentionable(club, True)
    await _status_when(club, lambda said: "without a ping" not in said)


async def test_moderators_whose_role_cannot_be_pinged_are_told_so(club: Club) -> None:
    saved = await club.set_up(moderators=club.editors)
    assert f"<#{club.desk.id}>, without a ping: make <@&{club.editors.id}> mentionable" in saved.text
    await club.bot.restart()
    await told(club, f"is said in <#{club.desk.id}> without a ping", "Mention @everyone")


async def test_a_deleted_role_is_told(club: Club) -> None:
    await club.ada.slash(club.chat, "setup channel add", channel=club.digest, role=club.readers)
    del club.guild.roles[club.readers.id]
    gone = {"guild_id": str(club.guild.id), "role_id": str(club.readers.id)}
    club.bot.discord.world.tell(Event("GUILD_ROLE_DELETE", gone, club.guild.id))
    await told(club, "without its ping: the role has been deleted")


async def test_a_moderators_channel_that_the_bot_may_not_write_in_is_named(club: Club) -> None:
    forbid(club, club.desk, Permission.SEND_MESSAGES)
    await status_until(club, f"<#{club.desk.id}>, missing permissions: Send Messages")


async def test_a_forum_that_asks_for_a_tag_it_does_not_have_is_told(club: Club, bot: RunningBot) -> None:
    await club.ada.slash(club.chat, "setup channel add", channel=club.forum)
    club.forum.flags = 1 << 4
    bot.discord.world.tell_channel("CHANNEL_UPDATE", club.forum)
    await told(club, "a post tag that everybody may use")
