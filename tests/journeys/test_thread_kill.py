"""Killed, or left without an answer, between message, thread and messages in it: each of them stands once."""

import asyncio
import re
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from bot import app
from bot.sandbox.faults import Fault, When
from bot.sandbox.messages import Message
from bot.sandbox.records import ChannelRecord
from bot.store import publications
from tests.journeys.children import DUE, ChildBot, child_bot
from tests.journeys.clubs import found_club
from tests.journeys.posts import LONG, Issue

COMPACT, WHOLE = 4, 4  # messages in the channel, and in the thread


@pytest.fixture
async def bot(tmp_path: Path) -> AsyncGenerator[ChildBot]:
    async with child_bot(tmp_path) as bot:
        yield bot


async def thread_issue(bot: ChildBot) -> Issue:
    """An issue that is due, for a text channel that gets its full text in a thread."""
    issue = Issue(found_club(bot, "Exosome Club"), bot.database, ("text",), LONG)
    await issue.prepare(DUE)
    async with app.opened(bot.database) as database, database.read() as reader:
        (channel,) = await publications.channels(reader, issue.publication_id)
    async with app.opened(bot.database) as database:
        threaded = channel.model_copy(update={"format": "thread"})
        await database.write(lambda tx: publications.put_channel(tx, threaded))
    return issue


def path_of(issue: Issue, step: str) -> str:
    club = issue.club
    return {
        "message": rf"/channels/{club.digest.id}/messages$",
        "thread": rf"/channels/{club.digest.id}/messages/\d+/threads$",
        "inside": rf"/channels/(?!{club.digest.id}|{club.desk.id})\d+/messages$",
    }[step]


def threads(issue: Issue) -> list[ChannelRecord]:
    return [one for one in issue.club.guild.threads() if one.parent_id == issue.club.digest.id]


def inside(issue: Issue) -> list[Message]:
    return [message for thread in threads(issue) for message in issue.club.posted(thread)]


async def arrived(issue: Issue) -> None:
    """All of it stands, once and in order, and nothing more comes."""
    discord, club = issue.club.bot.discord, issue.club
    await discord.until(lambda: len(club.posted(club.digest)) >= COMPACT and len(inside(issue)) >= WHOLE, 30)
    await issue.settle("text")
    heads = club.posted(club.digest)
    assert (len(heads), len(inside(issue))) == (COMPACT, WHOLE)
    (thread,) = threads(issue)
    assert thread.id == heads[0].id
    for messages, word in ((heads, "finding"), (inside(issue), "result")):
        text = "\n".join(message.text for message in messages)
        assert [int(number) for number in re.findall(rf"\b{word}(\d+)", text)] == [*range(1, LONG + 1)]
    assert [message.mentions_roles for message in heads[1:]] == [[]] * (COMPACT - 1)


def hold(bot: ChildBot, path: str, when: When, number: int) -> Fault:
    return bot.discord.faults.add(path=path, kind="hold", when=when, after_hits=number - 1)


@pytest.mark.parametrize("pause", ["at once", "after five minutes"])
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize(
    ("step", "number"), [("message", COMPACT), ("thread", 1), ("inside", 1), ("inside", WHOLE)]
)
async def test_killed_at_any_step_everything_stands_once(
    bot: ChildBot, step: str, number: int, when: When, pause: str
) -> None:
    issue = await thread_issue(bot)
    held = hold(bot, path_of(issue, step), when, number)
    await bot.start()
    async with asyncio.timeout(20):
        await held.reached.wait()
    await bot.kill()
    if pause == "after five minutes":
        bot.stay_down_for_five_minutes()
    await bot.start()
    await arrived(issue)


@pytest.mark.parametrize("kind", ["lost", "status"])
async def test_a_thread_whose_opening_is_not_confirmed_is_opened_once(bot: ChildBot, kind: str) -> None:
    issue = await thread_issue(bot)
    path = path_of(issue, "thread")
    if kind == "lost":
        bot.discord.faults.add(path=path, kind="lost", when="after")
    else:
        bot.discord.faults.add(path=path, kind="status", when="after", status=502)
    await bot.start()
    await arrived(issue)


async def test_a_first_message_that_is_deleted_before_its_thread_takes_the_full_text_with_it(bot: ChildBot) -> None:
    issue = await thread_issue(bot)
    club = issue.club
    held = hold(bot, path_of(issue, "thread"), "before", 1)
    await bot.start()
    async with asyncio.timeout(20):
        await held.reached.wait()
    bot.discord.world.delete_message(club.digest, club.posted(club.digest)[0])
    held.release()
    await issue.settle("text")
    assert len(club.posted(club.digest)) == COMPACT - 1
    assert not threads(issue)
