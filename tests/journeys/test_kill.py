"""The bot as a process of its own, killed with SIGKILL in mid-post and started again: every part stands once."""

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from bot.sandbox.faults import When
from tests.journeys.children import (
    DUE,
    EVERYWHERE,
    MOST_REQUESTS,
    ChildBot,
    Hold,
    child_bot,
    due_issue,
    requests,
)
from tests.journeys.clubs import found_club
from tests.journeys.posts import LONG, Issue, reached

TIMES: tuple[When, ...] = ("before", "after")


@pytest.fixture
async def bot(tmp_path: Path) -> AsyncGenerator[ChildBot]:
    async with child_bot(tmp_path) as bot:
        yield bot


async def killed_once(folder: Path, number: int, pause: str) -> None:
    """Kill it at one request: in one server before Discord carries the request out, in another after."""
    folder.mkdir()
    async with child_bot(folder) as bot:
        issues: dict[When, Issue] = {
            when: await due_issue(bot, f"killed {when} request {number}") for when in TIMES
        }
        holds = [Hold(issue, number, when) for when, issue in issues.items()]
        await bot.start()
        for hold in holds:
            await hold.reached()
        await bot.kill()
        if pause == "after five minutes":
            bot.stay_down_for_five_minutes()
        await bot.start()
        for issue in issues.values():
            await issue.arrive()
            assert not issue.notices()


@pytest.mark.parametrize("pause", ["at once", "after five minutes"])
async def test_killed_at_any_request_of_a_post_every_part_stands_once_and_in_order(
    tmp_path: Path, pause: str
) -> None:
    numbers = range(1, MOST_REQUESTS + 1)
    await asyncio.gather(*(killed_once(tmp_path / str(number), number, pause) for number in numbers))


async def test_killed_twice_in_a_row_at_the_same_request_every_part_stands_once(bot: ChildBot) -> None:
    issues: dict[When, Issue] = {when: await due_issue(bot, f"killed {when}") for when in TIMES}
    holds = [Hold(issue, 2, when) for when, issue in issues.items()]
    await bot.start()
    for hold in holds:
        await hold.reached()
    await bot.kill()
    again = [
        bot.discord.faults.add(path=requests(place, "messages"), kind="hold", when=when)
        for when, issue in issues.items()
        for place in (issue.club.digest, issue.club.news, issue.place("threaded"), *issue.threads())
    ]
    await bot.start()
    await reached(*again)
    await bot.kill()
    await bot.start()
    for issue in issues.values():
        await issue.arrive()
        assert not issue.notices()


async def test_killed_right_after_it_was_started_it_posts_at_the_next_start(bot: ChildBot) -> None:
    issue = await due_issue(bot)
    login = bot.discord.faults.add(method="GET", path="/users/@me$", kind="hold")
    await bot.begin()
    await bot.kill()
    await bot.begin()
    await reached(login)
    await bot.kill()
    login.release()
    await bot.start()
    await bot.kill()
    await bot.start()
    await issue.arrive()
    assert not issue.notices()


async def test_killed_as_soon_as_a_message_stands_every_part_stands_once(bot: ChildBot) -> None:
    issue = await due_issue(bot)
    for count in (1, 4, 7):
        await bot.begin()
        await bot.discord.until(lambda count=count: standing(issue) >= count, 20)
        await bot.kill()
    await bot.start()
    await issue.arrive()
    assert not issue.notices()


def standing(issue: Issue) -> int:
    return sum(len(issue.stands(kind)) for kind in EVERYWHERE)


async def test_a_request_that_arrives_after_its_sender_was_killed_doubles_nothing(bot: ChildBot) -> None:
    """It has its nonce, so it does not matter which of the two comes first; a forum's post has none."""
    issue = Issue(found_club(bot, "Exosome Club"), bot.database, ("text", "announcement"), LONG)
    await issue.prepare(DUE)
    holds = [Hold(issue, number, "before") for number in (1, 4)]
    await bot.start()
    await holds[0].reached()
    await bot.kill()
    await bot.start()
    await bot.discord.until(lambda: len(issue.stands("text")) == 3)
    for hold in holds:
        hold.release()
    await issue.arrive()
    assert not issue.notices()
