"""The bot is killed while it edits and deletes what is posted; in the end everything stands as it is to."""

from collections.abc import AsyncGenerator
from datetime import timedelta
from pathlib import Path

import pytest

from bot import app
from bot.clock import Clock
from bot.journeys.revise import Change, Proposal
from bot.model import Actor
from tests.journeys.children import EVERYWHERE, ChildBot, child_bot
from tests.journeys.clubs import found_club
from tests.journeys.posts import PARTS, SHORT, Issue, reached


@pytest.fixture
async def bot(tmp_path: Path) -> AsyncGenerator[ChildBot]:
    async with child_bot(tmp_path) as bot:
        yield bot


async def posted(bot: ChildBot) -> tuple[Issue, Actor, str]:
    """An issue that stands everywhere, a moderator, and the issue's uid; the bot runs."""
    issue = Issue(found_club(bot, "Exosome Club"), bot.database, EVERYWHERE, SHORT)
    await issue.prepare(timedelta(minutes=1))
    await bot.start()
    await issue.arrive()
    club = issue.club
    actor = Actor(user_id=club.mo.member.id, guild_id=club.guild.id, manages_messages=True)
    ((_, uid), *_) = await club.mo.autocomplete(club.chat, "desk entry", "issue", "")
    return issue, actor, uid


async def retitle(bot: ChildBot, actor: Actor, uid: str, title: str) -> None:
    """Change the first entry's title while the bot is down."""
    async with app.opened(bot.database) as database:
        revise = app.journeys_of(database, Clock()).revise
        shown = await revise.show(actor, uid, 1)
        change = Change(
            kind="edit", digest_uid=uid, revision=shown.head.revision, number=1, fields={"title": title}
        )
        proposal = await revise.propose(actor, change)
        assert isinstance(proposal, Proposal)
        await revise.confirm(actor, proposal.uid)


async def test_killed_while_it_edits_every_message_is_edited_at_the_next_start(bot: ChildBot) -> None:
    issue, actor, uid = await posted(bot)
    await bot.kill()
    await retitle(bot, actor, uid, "Zebrafish paper01")
    faults = [
        bot.discord.faults.add(method="PATCH", path=rf"/channels/{issue.club.digest.id}/", kind="hold"),
        bot.discord.faults.add(method="PATCH", path=rf"/channels/{issue.club.news.id}/", kind="hold", when="after"),
    ]
    await bot.start()
    await reached(*faults)
    await bot.kill()
    for fault in faults:
        fault.release()
    await retitle(bot, actor, uid, "Wombats paper01")
    await bot.start()
    for kind in EVERYWHERE:
        await bot.discord.until(lambda one=kind: "Wombats" in "".join(m.text for m in issue.stands(one)), 20)
        await issue.settle(kind)
    assert [len(issue.stands(kind)) for kind in EVERYWHERE] == [PARTS[kind, SHORT] for kind in EVERYWHERE]
    assert not issue.notices()


async def test_killed_while_it_takes_an_issue_back_nothing_is_left_at_the_next_start(bot: ChildBot) -> None:
    issue, actor, uid = await posted(bot)
    await bot.kill()
    async with app.opened(bot.database) as database:
        await app.journeys_of(database, Clock()).take_back.take_back(actor, uid)
    faults = [
        bot.discord.faults.add(method="DELETE", path=rf"/channels/{issue.club.digest.id}/", kind="hold"),
        bot.discord.faults.add(
            method="DELETE", path=rf"/channels/{issue.club.news.id}/", kind="hold", when="after"
        ),
    ]
    await bot.start()
    await reached(*faults)
    await bot.kill()
    await bot.start()
    for kind in EVERYWHERE:
        await bot.discord.until(lambda one=kind: issue.stands(one) == [], 20)
        await issue.settle(kind)
    assert not issue.notices()
