"""The pages of what a search has found: every hit once, whatever happens to bot and archive meanwhile."""

import asyncio
import re
from contextlib import closing

from bot.sandbox.messages import Message
from bot.sandbox.reply import Reply
from bot.sandbox.user import User
from tests.journeys import forgery
from tests.journeys.archives import WITH_AUTHORS, page_of
from tests.journeys.clubs import Club, RunningBot, found_club
from tests.journeys.matrix import locked

TITLES = [f"Vesicle study number {number}" for number in range(12)]
STUDIES = page_of("1/4 May 2025", "14 May 2025", TITLES)
LATER_STUDIES = page_of(
    "2/4 May 2025", "21 May 2025", [f"Vesicle vesicle number {number}" for number in range(12, 18)]
)


def _card(reply: Reply) -> Message:
    assert reply.message is not None
    return reply.message


def _shown(message: Message) -> list[str]:
    """Rank and title of every hit on the page."""
    return re.findall(r"\*\*(\d+\. [^*]+)\*\*\n", message.text)


async def _rest(user: User, message: Message) -> list[str]:
    """The hits on this page and all that follow."""
    seen = _shown(message)
    while not message.button(label="Page ›").disabled:
        await user.click(message, label="Page ›")
        seen += _shown(message)
    return seen


async def test_one_turns_pages_and_sees_every_hit_once(club: Club) -> None:
    await club.bring_in(STUDIES)
    found = _card(await club.lin.slash(club.chat, "search", query="vesicle"))
    assert "12 entries for “vesicle”" in found.text
    assert found.button(label="Page 1/3").disabled
    seen = await _rest(club.lin, found)
    assert sorted(title.partition(". ")[2] for title in seen) == sorted(TITLES)
    assert [title.partition(".")[0] for title in seen] == [str(number) for number in range(1, 13)]
    back = await club.lin.click(found, label="‹ Page")
    assert "Page 2/3" in [button.label for button in _card(back).buttons]


async def test_pages_of_a_long_query_turn_too(club: Club) -> None:
    await club.bring_in(STUDIES)
    query = "vesicle study " + " ".join(f"rareword{number}" for number in range(60))
    found = _card(await club.lin.slash(club.chat, "search", query=query))
    assert len(await _rest(club.lin, found)) == 12


async def test_pages_neither_repeat_nor_skip_while_the_archive_grows_and_the_bot_restarts(club: Club) -> None:
    await club.bring_in(STUDIES)
    found = _card(await club.lin.slash(club.chat, "search", query="vesicle"))
    first = _shown(found)
    await club.bring_in(LATER_STUDIES)
    await club.bot.restart()
    await club.lin.click(found, label="Page ›")
    seen = first + await _rest(club.lin, found)
    assert sorted(title.partition(". ")[2] for title in seen) == sorted(TITLES)
    assert "12 entries for “vesicle”" in found.text
    anew = await club.lin.slash(club.chat, "search", query="vesicle")
    assert "18 entries for “vesicle”" in anew.text


async def test_entries_that_are_taken_back_are_left_out_and_that_is_said(club: Club) -> None:
    await club.bring_in(page_of("1/4 May 2025", "14 May 2025", TITLES[:5]))
    await club.submit(club.mo, "Vesicle paper of this week")
    await club.publish_now()
    found = _card(await club.lin.slash(club.chat, "search", query="vesicle", sort="newest"))
    assert "**1. Vesicle paper of this week**" in found.text
    await club.lin.click(found, label="Page ›")
    opened = _card(await club.mo.slash(club.chat, "desk entry", issue=await _newest(club)))
    await club.mo.click(_card(await club.mo.click(opened, label="Take back")), label="Take it back")
    await club.lin.click(found, label="‹ Page")
    assert "Vesicle paper of this week" not in found.text
    assert "1 entry of this page is no longer in the archive and left out." in found.text
    assert [title.partition(".")[0] for title in _shown(found)] == ["2", "3", "4", "5"]


async def _newest(club: Club) -> str:
    return (await club.lin.autocomplete(club.chat, "digest", "issue", ""))[0][1]


async def test_what_another_server_no_longer_shares_is_left_out_of_kept_pages(bot: RunningBot) -> None:
    theirs, ours = found_club(bot, "Theirs"), found_club(bot, "Ours")
    await theirs.set_up(public=True)
    await theirs.bring_in(STUDIES)
    status = await theirs.ada.slash(theirs.chat, "setup status")
    code = re.search(r"Its code for /setup follow elsewhere: `(\w+)`", status.text)
    assert code is not None
    await ours.ada.slash(ours.chat, "setup follow", publication=code[1], channel=ours.digest)
    found = _card(await ours.lin.slash(ours.chat, "search", query="vesicle"))
    assert "12 entries" in found.text
    await ours.ada.slash(ours.chat, "setup unfollow", publication="Exosomes Digest")
    await ours.lin.click(found, label="Page ›")
    assert "5 entries of this page are no longer in the archive and left out." in found.text
    assert "study number" not in found.text


async def test_hits_are_sorted_by_date_and_back(club: Club) -> None:
    await club.bring_in(STUDIES)
    await club.bring_in(
        page_of("2/4 May 2025", "21 May 2025", ["A late note", "Another"]).replace("found", "vesicles")
    )
    found = _card(await club.lin.slash(club.chat, "search", query="vesicle study"))
    best = _shown(found)
    await club.lin.click(found, label="Newest first")
    assert "newest first" in found.text
    assert _shown(found)[0] != best[0]
    assert {title.partition(". ")[2] for title in _shown(found)[:2]} == {"A late note", "Another"}
    await club.lin.click(found, label="Best match first")
    assert _shown(found) == best


async def test_a_shared_page_stands_in_the_channel_once_and_opens_for_everybody(club: Club) -> None:
    await club.bring_in(STUDIES)
    found = _card(await club.lin.slash(club.chat, "search", query="vesicle"))
    await club.lin.click(found, label="Page ›")
    page = _shown(found)
    await club.lin.click(found, label="Share")
    assert found.button(label="Shared").disabled
    (shared,) = club.posted(club.chat)
    assert shared.text.startswith(f"<@{club.lin.member.id}> shares:")
    assert _shown(shared) == page
    opened = await club.mo.select(shared, shared.selects[0].values[0])
    assert "What was found about vesicle study" in opened.text
    assert _card(opened).ephemeral


async def test_a_search_is_answered_though_nothing_can_be_written(club: Club) -> None:
    await club.bring_in(STUDIES)
    with closing(await asyncio.to_thread(locked, club.bot.database)):
        found = await club.lin.slash(club.chat, "search", query="vesicle study")
    assert "Vesicle study number" in found.text
    assert "The other pages cannot be shown just now." in found.text
    assert _card(found).button(label="Page ›").disabled
    later = await club.lin.slash(club.chat, "search", query="vesicle study")
    assert not _card(later).button(label="Page ›").disabled


async def test_a_search_that_is_no_longer_kept_says_how_to_go_on(club: Club) -> None:
    await club.bring_in(WITH_AUTHORS)
    found = _card(await club.lin.slash(club.chat, "search", query="cancer"))
    for custom_id in ("b:find:2:0123456789abcdef", "b:find-sort:newest:x", "b:find-exactly:x", "b:share-hits:1:x"):
        reply = await forgery.press(club.lin, found, custom_id)
        assert "no longer kept. Type it again: /search." in forgery.sentence(reply).text
    asked = await forgery.press(club.lin, found, "b:ask:x")
    assert asked.modal is not None
