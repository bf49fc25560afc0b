"""A thread under a message whose opening is not confirmed, or whose message is gone: the rest stands as it must."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from tests.journeys.children import DUE, ChildBot, child_bot, requests
from tests.journeys.clubs import found_club
from tests.journeys.posts import HEADS, LONG, Issue, reached


@pytest.fixture
async def bot(tmp_path: Path) -> AsyncGenerator[ChildBot]:
    async with child_bot(tmp_path) as bot:
        yield bot


async def thread_issue(bot: ChildBot) -> Issue:
    """An issue that is due, for a text channel that gets its full text in a thread."""
    issue = Issue(found_club(bot, "Exosome Club"), bot.database, ("threaded",), LONG)
    await issue.prepare(DUE)
    return issue


def opening(issue: Issue) -> str:
    return requests(issue.place("threaded"), r"messages/\d+/threads")


@pytest.mark.parametrize("kind", ["lost", "status"])
async def test_a_thread_whose_opening_is_not_confirmed_is_opened_once(bot: ChildBot, kind: str) -> None:
    issue = await thread_issue(bot)
    if kind == "lost":
        bot.discord.faults.add(path=opening(issue), kind="lost", when="after")
    else:
        bot.discord.faults.add(path=opening(issue), kind="status", when="after", status=502)
    await bot.start()
    await issue.arrive()


async def test_a_first_message_that_is_deleted_before_its_thread_takes_the_full_text_with_it(bot: ChildBot) -> None:
    issue = await thread_issue(bot)
    held = bot.discord.faults.add(path=opening(issue), kind="hold")
    await bot.start()
    await reached(held)
    bot.discord.world.delete_message(issue.place("threaded"), issue.stands("threaded")[0])
    held.release()
    await issue.settle("threaded")
    assert len(issue.stands("threaded")) == HEADS[LONG] - 1
    assert not issue.threads("threaded")
