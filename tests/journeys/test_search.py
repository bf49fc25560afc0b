"""Finding entries by keyword."""

import asyncio
import re
from contextlib import closing

from tests.journeys.archives import LATER, TWO_ENTRIES, page_of
from tests.journeys.clubs import Club
from tests.journeys.matrix import locked


async def test_a_hit_shows_title_digest_date_and_the_matched_words_in_bold(club: Club) -> None:
    await club.bring_in(TWO_ENTRIES)
    found = await club.lin.slash(club.chat, "search", query="autophagy")
    assert "1 entry for “autophagy”" in found.text
    assert "**1. Autophagy and vesicle release in tumours**" in found.text
    assert "**autophagy** decides" in found.text
    assert "Exosomes Digest (1/4 May 2025) · 14 May 2025" in found.text


async def test_a_hit_links_to_the_message_in_which_it_was_posted(club: Club) -> None:
    await club.submit(club.mo, "A surface marker of exomeres", text="Exomeres carry no membrane.")
    await club.publish_now()
    (post,) = await club.posts(club.digest)
    address = f"https://discord.com/channels/{club.guild.id}/{club.digest.id}/{post.id}"
    await club.bot.discord.until(lambda: post.components)

    async def found() -> str:
        return (await club.lin.slash(club.chat, "search", query="exomeres")).text

    text = await found()
    for _ in range(20):  # the message's id is stored a moment after the message is seen
        if address in text:
            break
        text = await found()
    assert f"[posted message]({address})" in text


async def test_what_was_typed_wrongly_is_corrected_and_said(club: Club) -> None:
    await club.bring_in(TWO_ENTRIES)
    found = await club.lin.slash(club.chat, "search", query="autofagy")
    assert "Showing results for “autophagy” for “autofagy”" in found.text
    assert "Autophagy and vesicle release in tumours" in found.text


async def test_nothing_found_says_what_to_try(club: Club) -> None:
    await club.bring_in(TWO_ENTRIES)
    found = await club.lin.slash(club.chat, "search", query="zzyzx")
    assert "Nothing found for “zzyzx”" in found.text
    assert "Try fewer or other words" in found.text


async def test_a_long_search_is_answered_though_nothing_can_be_written(club: Club) -> None:
    titles = [f"Vesicle study number {number}" for number in range(12)]
    await club.bring_in(page_of("1/4 May 2025", "14 May 2025", titles))
    query = "vesicle study " * 6
    with closing(await asyncio.to_thread(locked, club.bot.database)):
        found = await club.lin.slash(club.chat, "search", query=query)
    assert "Vesicle study number" in found.text
    assert found.message is not None
    assert found.message.button(label="Page ›").disabled
    later = await club.lin.slash(club.chat, "search", query=query)
    assert later.message is not None
    assert not later.message.button(label="Page ›").disabled


async def test_one_turns_pages_and_sees_every_hit_once(club: Club) -> None:
    titles = [f"Vesicle study number {number}" for number in range(12)]
    await club.bring_in(page_of("1/4 May 2025", "14 May 2025", titles))
    found = await club.lin.slash(club.chat, "search", query="vesicle")
    assert found.message is not None
    seen = re.findall(r"Vesicle study number \d+\*\*", found.text)
    while not found.message.button(label="Page ›").disabled:
        turned = await club.lin.click(found.message, label="Page ›")
        seen += re.findall(r"Vesicle study number \d+\*\*", turned.text)
    assert sorted(seen) == sorted(f"{title}**" for title in titles)


async def test_pages_of_a_long_query_turn_too(club: Club) -> None:
    titles = [f"Vesicle study number {number}" for number in range(7)]
    await club.bring_in(page_of("1/4 May 2025", "14 May 2025", titles))
    query = "vesicle study " + " ".join(f"rareword{number}" for number in range(20))
    found = await club.lin.slash(club.chat, "search", query=query)
    assert found.message is not None
    turned = await club.lin.click(found.message, label="Page ›")
    assert "7 entries" in turned.text
    assert len(re.findall(r"study number \d+\*\*", turned.text)) == 2


async def test_an_entry_opens_from_the_hits_beside_them(club: Club) -> None:
    await club.bring_in(TWO_ENTRIES)
    found = await club.lin.slash(club.chat, "search", query="barrier")
    assert found.message is not None
    (hits,) = found.message.selects
    opened = await club.lin.select(found.message, hits.values[0])
    assert "**Main body**" in opened.followups[-1].text
    assert "1 entry for “barrier”" in found.message.text


async def test_the_button_under_a_post_opens_a_search_box(club: Club) -> None:
    await club.bring_in(TWO_ENTRIES)
    await club.submit(club.mo, "A paper of this week")
    await club.publish_now()
    (post,) = await club.posts(club.digest)
    asked = await club.lin.click(post, label="Search")
    assert asked.modal is not None
    found = await club.lin.submit(asked.modal, query="drugs brain")
    assert "Carriers over the blood-brain barrier" in found.text
    assert found.message is not None
    assert found.message.ephemeral


async def test_a_search_stays_in_the_publication_that_was_named(club: Club) -> None:
    await club.bring_in(TWO_ENTRIES)
    await club.set_up(name="Proteins Digest", channel=club.news)
    inside = await club.lin.slash(club.chat, "search", query="autophagy", publication="Exosomes Digest")
    assert "1 entry" in inside.text
    outside = await club.lin.slash(club.chat, "search", query="autophagy", publication="Proteins Digest")
    assert "Nothing found" in outside.text
    (name, _), *_ = await club.lin.autocomplete(club.chat, "search", "publication", "prot")
    assert name == "Proteins Digest"


async def test_a_page_of_the_archive_is_found_by_a_later_issue_too(club: Club) -> None:
    await club.bring_in(TWO_ENTRIES)
    await club.bring_in(LATER)
    found = await club.lin.slash(club.chat, "search", query="exosomes -membrane")
    assert "A surface marker" not in found.text
