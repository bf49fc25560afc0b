"""A moderator corrects what is published, and every channel, the archive and the search follow."""

import asyncio
import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest

from bot.sandbox.messages import Message
from bot.sandbox.reply import Reply
from bot.sandbox.user import User
from tests.journeys import forgery
from tests.journeys.archives import TWO_ENTRIES
from tests.journeys.clubs import Club, RunningBot
from tests.journeys.posts import LONG, SHORT, Issue, Kind, reached

EVERYWHERE: tuple[Kind, ...] = ("text", "announcement", "forum")


class Desk:
    """What a moderator does with /desk entry."""

    def __init__(self, issue: Issue) -> None:
        self.issue = issue
        self.club = issue.club

    async def uid(self) -> str:
        """The issue's uid, as autocomplete gives it."""
        ((_, uid), *_) = await self.club.mo.autocomplete(self.club.chat, "desk entry", "issue", "")
        return uid

    async def open(self, number: int | None = None, by: User | None = None) -> Message:
        options = {} if number is None else {"entry": number}
        reply = await (by or self.club.mo).slash(self.club.chat, "desk entry", issue=await self.uid(), **options)
        assert reply.message is not None
        return reply.message

    async def fill(self, number: int | None, label: str, **fields: str) -> Message:
        """Press a button, fill in its form; the card that asks for confirmation."""
        opened = await self.club.mo.click(await self.open(number), label=label)
        assert opened.modal is not None, opened.text
        asked = await self.club.mo.submit(opened.modal, **fields)
        assert asked.message is not None
        return asked.message

    async def change(self, number: int | None, label: str, **fields: str) -> Reply:
        """The same, confirmed."""
        return await self.club.mo.click(await self.fill(number, label, **fields), label="Change it")

    async def press(self, number: int, label: str) -> Reply:
        """A button without a form, confirmed."""
        asked = await self.club.mo.click(await self.open(number), label=label)
        assert asked.message is not None
        return await self.club.mo.click(asked.message, label="Change it")

    def words(self, kind: Kind) -> str:
        return "\n".join(message.text for message in self.issue.stands(kind))

    async def reads(self, word: str, *kinds: Kind) -> None:
        """Wait until a word stands in every channel."""
        for kind in kinds or self.issue.kinds:
            await self.club.bot.discord.until(lambda one=kind: word in self.words(one), 20)

    async def reads_no_more(self, word: str) -> None:
        """Wait until a word stands in no channel."""
        for kind in self.issue.kinds:
            await self.club.bot.discord.until(lambda one=kind: word not in self.words(one), 20)

    async def finds(self, query: str) -> str:
        return (await self.club.lin.slash(self.club.chat, "search", query=query)).text


async def posted(club: Club, bot: RunningBot, *kinds: Kind, entries: int = SHORT) -> Desk:
    issue = Issue(club, bot.database, kinds or EVERYWHERE, entries)
    await issue.prepare(timedelta(days=-3))
    await issue.publish()
    await issue.arrive()
    return Desk(issue)


@pytest.fixture
def club(empty_club: Club) -> Club:
    return empty_club


async def test_a_title_is_corrected_in_every_channel_in_the_archive_and_in_the_search(
    club: Club, bot: RunningBot
) -> None:
    desk = await posted(club, bot)
    before = {kind: [message.id for message in desk.issue.stands(kind)] for kind in EVERYWHERE}
    asked = await desk.fill(1, "Edit…", title="Zebrafish paper01")
    assert "3 channels" in asked.text
    assert "Zebrafish" not in desk.words("text")
    await club.mo.click(asked, label="Change it")
    await desk.reads("Zebrafish")
    assert before == {kind: [message.id for message in desk.issue.stands(kind)] for kind in EVERYWHERE}
    assert "Zebrafish" in (await club.lin.slash(club.chat, "digest")).text
    assert "Zebrafish" in await desk.finds("zebrafish")
    await desk.issue.settle("text")


async def test_a_longer_text_takes_one_message_more_and_a_shorter_one_less(club: Club, bot: RunningBot) -> None:
    desk = await posted(club, bot, "forum", "text")
    long = "A longer text goes on over several messages. " * 75
    await desk.change(2, "Edit…", text=f"Results\n{long}")
    await bot.discord.until(lambda: len(desk.issue.stands("forum")) == 3)
    assert len(desk.issue.threads()) == 1
    await desk.issue.settle("forum")
    await desk.change(2, "Edit…", text="Results\nshort again")
    await bot.discord.until(lambda: len(desk.issue.stands("forum")) == 2)
    await desk.reads("short again", "forum")
    await desk.change(2, "Edit…", text=f"Results\n{long}")
    await bot.discord.until(lambda: len(desk.issue.stands("forum")) == 3)
    await desk.issue.settle("forum")
    assert len(desk.issue.stands("forum")) == 3
    assert len(desk.issue.stands("text")) == 1


async def test_a_correction_stands_above_the_entry_everywhere_until_it_is_emptied(
    club: Club, bot: RunningBot
) -> None:
    desk = await posted(club, bot)
    await desk.change(2, "Correction…", said="12 patients, not 21.")
    await desk.reads("Correction: 12 patients, not 21.")
    assert "Correction: 12 patients" in await desk.finds("paper02")
    post = desk.issue.stands("text")[0]
    opened = await club.lin.select(post, "2")
    assert "Correction: 12 patients" in opened.text
    assert opened.message is not None
    await club.lin.click(opened.message, label="Share")
    shared = await club.posts(club.digest, 2)
    assert "Correction: 12 patients" in shared[-1].text
    await desk.change(2, "Correction…", said="")
    await bot.discord.until(lambda: "Correction" not in post.text)


async def test_a_retraction_stands_above_the_entry(club: Club, bot: RunningBot) -> None:
    desk = await posted(club, bot)
    await desk.change(1, "Retracted…", said="by its authors")
    await desk.reads("Retracted: by its authors")
    assert "finding01" in desk.words("text")


async def test_a_withdrawn_entry_keeps_its_title_only_and_comes_back_when_that_is_undone(
    club: Club, bot: RunningBot
) -> None:
    desk = await posted(club, bot)
    await desk.press(1, "Withdraw")
    await desk.reads("Withdrawn by the editors.")
    await desk.reads_no_more("finding01")
    assert "paper01" in desk.words("text")
    assert "Nothing found" in await desk.finds("finding01")
    assert "Withdrawn by the editors" in await desk.finds("paper01")
    assert "finding01" not in (await club.lin.slash(club.chat, "digest")).text
    opened = await club.lin.select(desk.issue.stands("text")[0], "1")
    assert "result01" not in opened.text
    await desk.press(1, "Undo the withdrawal")
    await desk.reads("finding01")
    await desk.reads_no_more("Withdrawn")
    assert "finding01" in await desk.finds("finding01")


async def test_editor_and_intro_of_an_issue_are_corrected_and_its_label_stays(club: Club, bot: RunningBot) -> None:
    desk = await posted(club, bot)
    label = desk.words("text").split("(")[1].split(")")[0]
    await desk.change(None, "Edit editor and intro…", editor="Tessa", intro="A better intro.")
    await desk.reads("Tessa")
    await desk.reads("A better intro.")
    assert label in desk.words("text")


async def test_after_an_edit_the_search_no_longer_finds_the_old_words(club: Club, bot: RunningBot) -> None:
    desk = await posted(club, bot, "text")
    assert "1 entry" in await desk.finds("finding01")
    await desk.change(1, "Edit…", takeaway="quokkas smile")
    assert "Nothing found" in await desk.finds("finding01")
    assert "1 entry" in await desk.finds("quokkas")


async def test_of_two_moderators_one_wins(club: Club, bot: RunningBot) -> None:
    desk = await posted(club, bot, "text")
    mine = await desk.fill(1, "Edit…", title="Mine")
    theirs = await desk.fill(1, "Edit…", title="Theirs")
    await club.mo.click(mine, label="Change it")
    refused = await club.mo.click(theirs, label="Change it")
    assert any("Somebody else has just changed this issue" in one.text for one in refused.followups) or (
        "Somebody else has just changed this issue" in refused.text
    )
    await desk.reads("Mine")
    assert "Theirs" not in desk.words("text")


async def test_a_moderator_whose_role_was_taken_can_confirm_nothing(club: Club, bot: RunningBot) -> None:
    desk = await posted(club, bot, "text")
    asked = await desk.fill(1, "Edit…", title="Mine")
    bot.discord.world.set_member_roles(club.guild, club.mo.member, [])
    refused = await club.mo.click(asked, label="Change it")
    assert "Only moderators" in "".join([refused.text, *(one.text for one in refused.followups)])
    assert "Mine" not in desk.words("text")


async def test_nothing_is_edited_twice_or_lost_when_discord_fails(club: Club, bot: RunningBot) -> None:
    desk = await posted(club, bot)
    faults = bot.discord.faults
    where = [rf"/channels/{place.id}/messages/\d+$" for place in (club.digest, club.news, desk.issue.threads()[0])]
    faults.add(method="PATCH", path=where[0], kind="status", when="before", status=500, times=2)
    faults.add(method="PATCH", path=where[1], kind="lost", when="after")
    faults.add(method="PATCH", path=where[2], kind="status", status=429, retry_after=0.2)
    await desk.change(1, "Edit…", title="Zebrafish paper01")
    for _ in range(30):
        if all("Zebrafish" in desk.words(kind) for kind in EVERYWHERE):
            break
        bot.clock.forward(seconds=5)
        bot.look_at_the_clock()
        await asyncio.sleep(0.2)
    await desk.reads("Zebrafish")
    for kind in EVERYWHERE:
        await desk.issue.settle(kind)
    assert [len(desk.issue.stands(kind)) for kind in EVERYWHERE] == [1, 1, 2]


async def test_a_message_that_somebody_has_deleted_is_not_posted_again(club: Club, bot: RunningBot) -> None:
    desk = await posted(club, bot, "text", "announcement")
    bot.discord.world.delete_message(club.digest, desk.issue.stands("text")[0])
    await desk.change(1, "Edit…", title="Zebrafish paper01")
    await desk.reads("Zebrafish", "announcement")
    await desk.issue.settle("text")
    assert desk.issue.stands("text") == []


async def test_an_edit_while_the_post_is_still_going_out_overtakes_nothing(club: Club, bot: RunningBot) -> None:
    issue = Issue(club, bot.database, ["text"], LONG)
    await issue.prepare(timedelta(days=-3))
    second = bot.discord.faults.add(path=rf"/channels/{club.digest.id}/messages$", kind="hold", after_hits=1)
    await issue.publish()
    await reached(second)
    desk = Desk(issue)
    await desk.change(1, "Edit…", takeaway="first anew")
    await desk.change(40, "Edit…", takeaway="last anew")
    assert len(issue.stands("text")) == 1
    second.release()
    await desk.reads("last anew")
    await desk.reads("first anew")
    await issue.settle("text")
    assert len(issue.stands("text")) == 4
    assert "finding01" not in desk.words("text")
    assert "finding40" not in desk.words("text")
    last_edits = [
        one for one in bot.discord.exchanges if one.method == "PATCH" and f"/channels/{club.digest.id}/" in one.path
    ]
    assert len(last_edits) == 1  # what was not sent yet was sent as it is now


async def test_of_two_edits_of_a_message_only_the_later_one_is_sent(club: Club, bot: RunningBot) -> None:
    desk = await posted(club, bot, "text")
    world = bot.discord.world
    held = bot.discord.faults.add(method="PATCH", path=rf"/channels/{club.digest.id}/", kind="hold")
    await desk.change(1, "Edit…", takeaway="first try")
    await reached(held)
    await desk.change(1, "Edit…", takeaway="second try")
    await desk.change(1, "Edit…", takeaway="third try")
    held.release()
    await desk.reads("third try")
    await desk.issue.settle("text")
    edits = [one for one in bot.discord.exchanges if one.method == "PATCH" and f"{club.digest.id}/" in one.path]
    assert len(edits) == 2
    assert "third try" in world.messages(club.digest)[0].text
    assert "second try" not in str([one.request for one in edits])


async def test_an_archived_forum_post_is_edited_too(club: Club, bot: RunningBot) -> None:
    desk = await posted(club, bot, "forum")
    bot.discord.world.archive(desk.issue.threads()[0], archived=True)
    await desk.change(1, "Edit…", title="Zebrafish paper01")
    await desk.reads("Zebrafish")


async def test_an_imported_issue_that_is_not_posted_is_changed_at_once(club: Club, bot: RunningBot) -> None:
    desk = await posted(club, bot, "text")
    await club.bring_in(TWO_ENTRIES)
    ((_, uid), *_) = await club.mo.autocomplete(club.chat, "desk entry", "issue", "1/4 May 2025")
    shown = await club.mo.slash(club.chat, "desk entry", issue=uid, entry=1)
    assert shown.message is not None
    form = await club.mo.click(shown.message, label="Edit…")
    assert form.modal is not None
    done = await club.mo.submit(form.modal, title="Wombats")
    assert "It is changed in the archive" in done.text
    assert "Wombats" in await desk.finds("wombats")


async def test_a_member_is_refused(club: Club, bot: RunningBot) -> None:
    desk = await posted(club, bot, "text")
    refused = await forgery.intruder(club, club.lin).slash(club.chat, "desk entry", issue=await desk.uid(), entry=1)
    assert "Only moderators" in refused.text


async def test_a_hit_links_to_the_message_that_shows_the_entry_after_an_edit(club: Club, bot: RunningBot) -> None:
    desk = await posted(club, bot, "text")
    await desk.change(1, "Edit…", title="Zebrafish paper01")
    await desk.reads("Zebrafish")
    await desk.issue.settle("text")
    (message,) = desk.issue.stands("text")
    assert f"/{club.digest.id}/{message.id}" in await desk.finds("zebrafish")


async def test_full_texts_in_a_thread_under_the_message_are_corrected_too(club: Club, bot: RunningBot) -> None:
    issue = Issue(club, bot.database, ["text"], SHORT)
    await issue.prepare(timedelta(days=-3))
    with closing(sqlite3.connect(bot.database)) as database, database:
        database.execute("UPDATE channels SET format = 'thread' WHERE channel_id = ?", (club.digest.id,))
    await issue.publish()
    await bot.discord.until(lambda: len(issue.stands("text")) == 1)
    desk = Desk(issue)
    await issue.settle("text")
    (thread,) = [one for one in club.guild.threads() if one.parent_id == club.digest.id]
    standing = len(club.posted(thread))
    await desk.change(1, "Edit…", title="Zebrafish paper01", text="Results\nwombats dig")
    await desk.reads("Zebrafish")
    await bot.discord.until(lambda: any("wombats dig" in one.text for one in club.posted(thread)))
    await issue.settle("text")
    long = "A longer text goes on over several messages. " * 86
    await desk.change(2, "Edit…", text=f"Results\n{long}")
    await bot.discord.until(lambda: len(club.posted(thread)) > standing)
    await issue.settle("text")
    await desk.change(2, "Edit…", text="Results\nshort")
    await bot.discord.until(lambda: len(club.posted(thread)) == standing)
    assert len(issue.stands("text")) == 1


async def test_what_was_typed_is_kept_where_somebody_else_was_faster_or_it_cannot_be_used(
    club: Club, bot: RunningBot
) -> None:
    desk = await posted(club, bot, "text")
    slow = await club.mo.click(await desk.open(1), label="Edit…")
    assert slow.modal is not None
    await desk.change(1, "Edit…", title="Faster")
    refused = await club.mo.submit(slow.modal, title="Slower but better")
    assert "Somebody else has just changed this issue" in refused.text
    assert refused.message is not None
    again = await club.mo.click(refused.message, label="Correct it")
    assert again.modal is not None
    asked = await club.mo.submit(again.modal, link="not a link")
    assert asked.message is not None
    again = await club.mo.click(asked.message, label="Correct it")
    assert again.modal is not None
    asked = await club.mo.submit(again.modal, link="")
    assert asked.message is not None
    await club.mo.click(asked.message, label="Change it")
    await desk.reads("Slower but better")


async def test_an_issue_is_found_and_its_entries_are_offered(club: Club, bot: RunningBot) -> None:
    desk = await posted(club, bot, "text")
    offered = await club.mo.autocomplete(club.chat, "desk entry", "entry", "paper02", issue=await desk.uid())
    assert [name[:10] for name, _ in offered] == ["2. paper02"]


async def test_after_a_restart_the_buttons_go_on(club: Club, bot: RunningBot) -> None:
    desk = await posted(club, bot, "text")
    asked = await desk.fill(1, "Edit…", title="Zebrafish paper01")
    await bot.restart()
    await club.mo.click(asked, label="Change it")
    await desk.reads("Zebrafish")
