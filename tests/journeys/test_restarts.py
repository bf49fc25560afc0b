"""The bot is stopped and started before every click, pick and form, and goes on as if nothing had happened."""

from typing import Any

import pytest

from bot.sandbox.messages import Message
from bot.sandbox.permissions import Permission
from bot.sandbox.reply import Modal, Reply
from bot.sandbox.user import User
from bot.sandbox.world import Event
from tests.journeys import forgery
from tests.journeys.archives import page_of
from tests.journeys.clubs import Club


class Interrupted:
    """Somebody whose every step comes right after a restart of the bot."""

    def __init__(self, club: Club, user: User) -> None:
        self._club = club
        self._user = user

    async def slash(self, name: str, **options: Any) -> Reply:
        """Run a command."""
        await self._club.bot.restart()
        return await self._user.slash(self._club.chat, name, **options)

    async def click(self, message: Message, label: str) -> Reply:
        """Press a button."""
        await self._club.bot.restart()
        return await self._user.click(message, label=label)

    async def pick(self, message: Message, value: str) -> Reply:
        """Pick from the first select that offers it."""
        await self._club.bot.restart()
        offering = next(one for one in message.selects if value in one.values)
        return await self._user.select(message, value, custom_id=offering.custom_id)

    async def fill(self, modal: Modal | None, **fields: str) -> Reply:
        """Send a form."""
        assert modal is not None
        await self._club.bot.restart()
        return await self._user.submit(modal, **fields)


@pytest.fixture
def lin(club: Club) -> Interrupted:
    """A member."""
    return Interrupted(club, club.lin)


@pytest.fixture
def mo(club: Club) -> Interrupted:
    """A moderator."""
    return Interrupted(club, club.mo)


def _card(reply: Reply) -> Message:
    assert reply.message is not None
    return reply.message


async def _issue(club: Club, *titles: str) -> Message:
    for title in titles:
        await club.submit(club.mo, title, text=f"Background\nWhat is known of {title}.")
    await club.publish_now()
    (post, *_) = await club.posts(club.digest)
    return post


async def test_reading(club: Club, lin: Interrupted) -> None:
    post = await _issue(club, "First paper", "Second paper")
    opened = _card(await lin.pick(post, "1"))
    assert "What is known of First paper" in opened.text
    await lin.click(opened, "›")
    assert "What is known of Second paper" in opened.text
    cited = await lin.click(opened, "Cite")
    assert "Second paper" in cited.followups[-1].text
    await lin.click(opened, "Share")
    assert "shares:" in (await club.posts(club.digest, 2))[1].text
    await lin.click(opened, "Whole issue")
    assert "2 entries" in opened.text
    await lin.click(opened, "All issues")
    await lin.pick(opened, opened.selects[0].values[0])
    assert "First paper" in opened.text
    assert len(club.posted(club.digest)) == 2


async def test_searching(club: Club, lin: Interrupted) -> None:
    post = await _issue(club, *(f"Cargo number {number}" for number in range(7)))
    box = await lin.click(post, "Search")
    found = _card(await lin.fill(box.modal, query=f"cargo {'number ' * 12}"))
    assert "7 entries" in found.text
    await lin.click(found, "Page ›")
    assert "Page 2/2" in [button.label for button in found.buttons]
    assert "**6. " in found.text
    opened = await lin.pick(found, found.selects[0].values[-1])
    assert "What is known of Cargo number" in opened.followups[-1].text


async def test_submitting(club: Club, mo: Interrupted) -> None:
    opened = await mo.slash("submit")
    refused = await mo.fill(opened.modal, title="A paper", link="no link at all", text="Long typed")
    again = await mo.click(_card(refused), "Correct it")
    assert again.modal is not None
    assert {one.value for one in again.modal.inputs} >= {"A paper", "no link at all", "Long typed"}
    done = await mo.fill(again.modal, link="10.1002/ijc.35388")
    assert "Entry 1 for Wed" in done.text
    edit = await mo.click(_card(done), "Edit")
    edited = await mo.fill(edit.modal, title="A better title")
    assert "A better title" in edited.text
    undone = await mo.click(_card(edited), "Undo")
    assert "was taken back" in undone.text
    assert "**Approved**: none yet" in (await club.mo.slash(club.chat, "desk open")).text


async def test_the_desk(club: Club, mo: Interrupted) -> None:
    for title in ("First paper", "Second paper"):
        await club.submit(club.lin, title)
    desk = _card(await mo.slash("desk open"))
    for value in desk.selects[0].values:
        await mo.pick(desk, value)
        await mo.click(desk, "Approve")
    await mo.click(desk, "Up")
    assert "1. **▸ Second paper**\n2. First paper" in desk.text
    read = await mo.click(desk, "Read")
    assert "Second paper" in read.followups[-1].text
    preview = await mo.click(desk, "Preview")
    assert "Second paper" in preview.followups[-1].text
    await mo.click(desk, "Publish now")
    published = await mo.click(desk, "Publish")
    assert "is published and goes to its channels now" in published.text
    (post,) = await club.posts(club.digest)
    assert post.text.index("Second paper") < post.text.index("First paper")


async def test_importing(club: Club, mo: Interrupted) -> None:
    page = page_of("1/4 May 2025", "May 14", ["Carriers over the blood-brain barrier"]).encode()
    left = _card(await mo.slash("desk import", file=("digest.txt", page)))
    await mo.click(left, "Leave it")
    assert "Nothing was changed" in left.text
    previewed = _card(await mo.slash("desk import", file=("digest.txt", page)))
    await mo.click(previewed, "Import")
    assert "is in the archive now" in previewed.text
    await mo.click(previewed, "Open it")
    assert "Carriers over the blood-brain barrier" in previewed.text


async def test_setting_up_and_retrying(empty_club: Club) -> None:
    club = empty_club
    ada = Interrupted(club, club.ada)
    await club.bot.restart()
    await club.set_up()
    await club.submit(club.mo, "A paper")
    bot = club.guild.members[club.bot.discord.bot_id]
    club.bot.discord.world.set_overwrite(club.digest, bot, deny=int(Permission.SEND_MESSAGES))
    await club.publish_now()
    await club.posts(club.desk)
    status = _card(await ada.slash("setup status"))
    assert "paused: " in status.text
    await ada.click(status, "Refresh")
    assert "paused: " in status.text
    club.bot.discord.world.set_overwrite(club.digest, bot)
    await ada.click(status, "Retry")
    (post,) = await club.posts(club.digest)
    assert "A paper" in post.text


async def test_a_moderator_by_role_is_one_before_discord_has_told_of_the_server(club: Club) -> None:
    world = club.bot.discord.world
    role = world.add_role(club.guild, "Reviewers")
    await club.set_up(moderators=role)
    kim = forgery.intruder(club, club.user(world.add_person(club.guild, "Kim", roles=[role])))
    world.tell(Event("GUILD_DELETE", {"id": str(club.guild.id)}, club.guild.id))
    try:
        assert "Entry 1 for Wed" in (await club.submit(kim, "A paper")).text
        assert "**Approved** (1)" in (await kim.slash(club.chat, "desk open")).text
        refused = await forgery.intruder(club, club.lin).slash(club.chat, "desk open")
        assert "Only moderators" in refused.text
    finally:
        world.tell(Event("GUILD_CREATE", world.guild_created(club.guild), club.guild.id))
