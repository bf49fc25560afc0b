"""The moderators' desk: review, order, preview, publish."""

from bot import app
from bot.clock import Clock
from bot.model import Actor, Article
from tests.journeys.clubs import Club


async def _desk_of_three(club: Club) -> None:
    for title in ("First paper", "Second paper", "Third paper"):
        await club.submit(club.mo, title)


async def test_a_suggestion_is_approved_and_rejected_with_undo(club: Club) -> None:
    await club.submit(club.lin, "A suggestion")
    desk = await club.mo.slash(club.chat, "desk open")
    assert desk.message is not None
    (chooser,) = desk.message.selects
    await club.mo.select(desk.message, chooser.values[0])
    approved = await club.mo.click(desk.message, label="Approve")
    assert "**Approved** (1)\n1. **▸ A suggestion**" in approved.text
    rejected = await club.mo.click(desk.message, label="Reject")
    assert "**Approved**: none yet" in rejected.text
    assert "**Suggested**: none yet" in rejected.text
    undone = await club.mo.click(desk.message, label="Undo")
    assert "**Approved** (1)\n1. **▸ A suggestion**" in undone.text
    undone = await club.mo.click(desk.message, label="Undo")
    assert "**Suggested** (1)\n1. **▸ A suggestion**" in undone.text
    await club.mo.click(desk.message, label="Reject")
    undone = await club.mo.click(desk.message, label="Undo")
    assert "**Suggested** (1)\n1. **▸ A suggestion**" in undone.text


async def test_undo_puts_a_rejected_article_back_where_it_was(club: Club) -> None:
    await _desk_of_three(club)
    desk = await club.mo.slash(club.chat, "desk open")
    assert desk.message is not None
    (chooser,) = desk.message.selects
    await club.mo.select(desk.message, chooser.values[1])
    rejected = await club.mo.click(desk.message, label="Reject")
    assert "**Approved** (2)" in rejected.text
    undone = await club.mo.click(desk.message, label="Undo")
    assert "**Approved** (3)\n1. First paper\n2. **▸ Second paper**\n3. Third paper" in undone.text


async def test_approved_articles_are_put_in_order(club: Club) -> None:
    await _desk_of_three(club)
    desk = await club.mo.slash(club.chat, "desk open")
    assert desk.message is not None
    (chooser,) = desk.message.selects
    await club.mo.select(desk.message, chooser.values[2])
    await club.mo.click(desk.message, label="Up")
    moved = await club.mo.click(desk.message, label="Up")
    assert "1. **▸ Third paper**\n2. First paper\n3. Second paper" in moved.text
    at_the_top = await club.mo.click(desk.message, label="Up")
    assert "1. **▸ Third paper**\n2. First paper" in at_the_top.text
    down = await club.mo.click(desk.message, label="Down")
    assert "1. First paper\n2. **▸ Third paper**\n3. Second paper" in down.text


async def test_a_waiting_article_is_read_in_full_beside_the_desk(club: Club) -> None:
    text = "Background\n" + " ".join(f"word{number}" for number in range(400))
    await club.submit(club.lin, "A long suggestion", text=text, authors="Ada B")
    desk = await club.mo.slash(club.chat, "desk open")
    assert desk.message is not None
    (chooser,) = desk.message.selects
    await club.mo.select(desk.message, chooser.values[0])
    read = await club.mo.click(desk.message, label="Read")
    shown = "\n".join(message.text for message in read.followups)
    assert "Ada B" in shown
    assert [word for word in shown.split() if word.startswith("word")] == text.split()[1:]


async def test_the_preview_is_exactly_what_is_posted(club: Club) -> None:
    await _desk_of_three(club)
    preview = await club.mo.slash(club.chat, "desk preview")
    assert preview.message is not None
    assert preview.message.ephemeral
    await club.publish_now()
    (post,) = await club.posts(club.digest)
    assert preview.message.text == post.text
    assert [one.label for one in preview.message.buttons] == [one.label for one in post.buttons]
    assert [one.options for one in preview.message.selects] == [one.options for one in post.selects]


async def test_an_entry_of_a_preview_says_that_it_is_one(club: Club) -> None:
    await _desk_of_three(club)
    preview = await club.mo.slash(club.chat, "desk preview")
    assert preview.message is not None
    opened = await club.mo.select(preview.message, "1")
    assert "This is a preview" in opened.text


async def test_publishing_takes_a_confirming_button_and_the_place_of_the_weekly_post(club: Club) -> None:
    await _desk_of_three(club)
    asked = await club.mo.slash(club.chat, "desk publish")
    assert "Publish now?" in asked.text
    assert "with 3 entries goes to 1 channel at once" in asked.text
    assert not club.posted(club.digest)
    assert asked.message is not None
    done = await club.mo.click(asked.message, label="Publish")
    assert "is published" in done.text
    (post,) = await club.posts(club.digest)
    assert "3 entries" in post.text
    club.come_due(hours=1)
    desk = await club.mo.slash(club.chat, "desk open")
    assert "**Approved**: none yet" in desk.text
    assert len(club.posted(club.digest)) == 1
    assert not club.posted(club.desk)


async def test_not_now_leaves_everything_as_it_was(club: Club) -> None:
    await _desk_of_three(club)
    asked = await club.mo.slash(club.chat, "desk publish")
    assert asked.message is not None
    left = await club.mo.click(asked.message, label="Not now")
    assert "**Approved** (3)" in left.text
    assert not club.posted(club.digest)


async def test_there_is_nothing_to_preview_or_publish_before_an_article_is_approved(club: Club) -> None:
    await club.submit(club.lin, "A suggestion")
    for command in ("desk preview", "desk publish"):
        assert "no article is approved" in (await club.mo.slash(club.chat, command)).text


async def test_the_desk_says_when_the_next_issue_comes(club: Club) -> None:
    desk = await club.mo.slash(club.chat, "desk open")
    assert "Next issue: <t:" in desk.text


async def test_more_than_fifteen_articles_are_counted_and_can_all_be_chosen(club: Club) -> None:
    for number in range(27):
        await club.submit(club.mo, f"Paper number {number}")
    desk = await club.mo.slash(club.chat, "desk open")
    assert "**Approved** (27)" in desk.text
    assert "… and 12 more" in desk.text
    assert desk.message is not None
    first, second = desk.message.selects
    assert len(first.options) + len(second.options) == 27
    chosen = await club.mo.select(desk.message, second.values[-1], custom_id=second.custom_id)
    assert "27. **▸ Paper number 26**" in chosen.text


async def test_every_one_of_a_hundred_and_thirty_articles_can_be_chosen_and_decided(club: Club) -> None:
    mo = Actor(user_id=club.mo.member.id, guild_id=club.guild.id, manages_messages=True)
    async with app.opened(club.bot.database) as database:
        journeys = app.journeys_of(database, Clock())
        publication = (await journeys.review.desk(mo, None)).publication
        for number in range(130):
            await journeys.submissions.submit_article(mo, publication.id, Article(title=f"Paper number {number}"))
    desk = (await club.mo.slash(club.chat, "desk open")).message
    assert desk is not None
    offered = [value for one in desk.selects for value in one.values]
    for _ in range(2):
        await club.mo.click(desk, label="Page ›")
        offered += [value for one in desk.selects for value in one.values]
    assert len(offered) == len(set(offered)) == 130
    assert "Page 3/3" in [one.label for one in desk.buttons]
    assert "101. Paper number 100\n" in desk.text
    await club.mo.select(desk, offered[-1], custom_id=desk.selects[-1].custom_id)
    assert "130. **▸ Paper number 129**" in desk.text
    await club.mo.click(desk, label="Reject")
    assert "Page 3/3" in [one.label for one in desk.buttons]
    assert "**Approved** (129)" in desk.text
