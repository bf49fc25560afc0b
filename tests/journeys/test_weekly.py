"""The weekly post when all goes well: on time, into every kind of channel, nothing lost."""

from bot.sandbox.messages import Message
from tests.journeys.clubs import Club

MESSAGE_LIMIT = 4000
COMPONENT_LIMIT = 40


def _components(message: Message) -> int:
    def count(components: list[dict[str, object]]) -> int:
        return sum(1 + count(one.get("components", [])) for one in components)  # type: ignore[arg-type]

    return count(message.components)


async def test_the_post_appears_when_its_hour_has_come_and_not_before(club: Club) -> None:
    await club.submit(club.mo, "Exosomes, autophagy, and cancer", takeaway="Two ways to the same place.")
    await club.submit(club.mo, "Neuropharmaceutics", link="10.1186/s12951-025-03352-8")
    club.come_due(minutes=-1)
    assert "Next issue" in (await club.mo.slash(club.chat, "desk open")).text
    assert not club.posted(club.digest)
    club.come_due()
    (post,) = await club.posts(club.digest)
    day = club.bot.clock.now()
    assert post.text.startswith("## Exosomes Digest (")
    assert f"-# Lisa · {day.day} {day:%B %Y} · 1 min read · 2 entries\nNew work on exosomes." in post.text
    assert "**1. Exosomes, autophagy, and cancer**\nTwo ways to the same place." in post.text
    assert "**2. [Neuropharmaceutics](https://doi.org/10.1186/s12951-025-03352-8)**" in post.text


async def test_the_next_week_brings_the_next_issue_with_the_next_label(club: Club) -> None:
    await club.submit(club.mo, "A paper of the first week")
    club.come_due()
    await club.posts(club.digest)
    await club.submit(club.mo, "A paper of the second week")
    club.come_due()
    first, second = await club.posts(club.digest, 2)
    assert first.text.splitlines()[0] != second.text.splitlines()[0]
    assert "A paper of the second week" in second.text
    assert "first week" not in second.text


async def test_a_role_is_pinged_once_and_nothing_else_ever(empty_club: Club) -> None:
    club = empty_club
    await club.set_up(role=club.readers)
    await club.submit(club.mo, f"@everyone <@{club.lin.member.id}> <@&{club.editors.id}>", takeaway="@here")
    club.come_due()
    (post,) = await club.posts(club.digest)
    assert post.mentions_roles == [club.readers.id]
    assert not post.mentions_users
    assert not post.mentions_everyone


async def test_an_announcement_is_a_classic_message_and_is_published(empty_club: Club) -> None:
    club = empty_club
    await club.set_up(channel=club.news, role=club.readers)
    await club.submit(club.mo, "A paper", link="10.1234/abc", takeaway="Why it matters.")
    club.come_due()
    (post,) = await club.posts(club.news)
    await club.bot.discord.until(lambda: post.crossposted)
    assert post.content == f"<@&{club.readers.id}>"
    assert post.embeds
    assert "**1. [A paper](https://doi.org/10.1234/abc)**\nWhy it matters." in post.text
    assert [button.label for button in post.buttons] == ["Search", "All issues"]


async def test_a_forum_gets_a_post_with_the_whole_text(empty_club: Club) -> None:
    club = empty_club
    await club.set_up(channel=club.forum)
    await club.submit(club.mo, "A paper", text="Background\nLittle was known.\nConclusion\nNow it is.")
    club.come_due()
    thread = await club.post_in_forum()
    assert thread.name.startswith("Exosomes Digest (")
    posts = await club.posts(thread, 2)
    text = "\n".join(post.text for post in posts)
    assert "**Background**\nLittle was known." in text
    assert "**Conclusion**\nNow it is." in text


async def test_a_long_digest_goes_on_over_several_messages_and_no_title_is_lost(club: Club) -> None:
    titles = [f"Paper {number} " + "on a matter of some length " * 6 for number in range(40)]
    for title in titles:
        await club.submit(club.mo, title, takeaway="What it says. " * 12)
    club.come_due()
    posts = await club.posts(club.digest, 2)
    await club.bot.discord.until(lambda: sum(f"{number}." in _all_text(club) for number in range(1, 41)) == 40)
    posts = club.posted(club.digest)
    for post in posts:
        assert len(post.text) <= MESSAGE_LIMIT
        assert _components(post) <= COMPONENT_LIMIT
    text = _all_text(club)
    assert all(title.strip() in text for title in titles)
    options = [option["label"] for post in posts for select in post.selects for option in select.options]
    assert len(options) == len(titles)


async def test_a_week_without_approved_articles_posts_nothing_and_tells_the_moderators(club: Club) -> None:
    await club.submit(club.lin, "A suggestion that nobody has looked at")
    club.come_due()
    (notice,) = await club.posts(club.desk)
    assert "no article was approved, so nothing was posted" in notice.text
    assert not club.posted(club.digest)


async def test_what_is_suggested_after_the_post_waits_for_the_next_one(club: Club) -> None:
    await club.submit(club.mo, "A paper of this week")
    await club.submit(club.lin, "A late suggestion")
    club.come_due()
    await club.posts(club.digest)
    desk = await club.mo.slash(club.chat, "desk open")
    assert "**Suggested** (1)\n1. A late suggestion" in desk.text


def _all_text(club: Club) -> str:
    return "\n".join(post.text for post in club.posted(club.digest))
