"""Finding entries by keyword."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

from tests.journeys.archives import LATER, TWO_ENTRIES, WITH_AUTHORS, page_of
from tests.journeys.clubs import Club


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

    async with asyncio.timeout(10):  # the message's id is stored a moment after the message is seen
        while address not in (text := await found()):
            pass
    assert f"[posted message]({address})" in text


async def test_a_hit_by_its_author_says_so(club: Club) -> None:
    await club.bring_in(WITH_AUTHORS)
    found = await club.lin.slash(club.chat, "search", query="Hoshino")
    assert "Integrins steer vesicles to the lung" in found.text
    assert "author: **Ayuko Hoshino**" in found.text
    assert "Costa-Silva" not in found.text


async def test_a_hit_by_its_tag_says_so_and_one_that_shows_the_word_does_not(club: Club) -> None:
    await club.bring_in(WITH_AUTHORS)
    by_tag = await club.lin.slash(club.chat, "search", query="therapy")
    assert "tag: **therapy**" in by_tag.text
    by_title = await club.lin.slash(club.chat, "search", query="integrins")
    assert "Integrins steer vesicles" in by_title.text
    assert "tag: " not in by_title.text


async def test_a_hit_by_its_journal_or_its_date_says_so(club: Club) -> None:
    await club.bring_in(WITH_AUTHORS.replace("Tags: cancer, therapy", "Journal: Joule\nDate: 2019"))
    assert "journal: **Joule**" in (await club.lin.slash(club.chat, "search", query="joule")).text
    assert "date: **2019**" in (await club.lin.slash(club.chat, "search", query="2019")).text
    assert "Joule" not in (await club.lin.slash(club.chat, "search", query="polymers")).text


async def test_what_was_typed_wrongly_is_corrected_and_said(club: Club) -> None:
    await club.bring_in(TWO_ENTRIES)
    found = await club.lin.slash(club.chat, "search", query="autofagy")
    assert "Showing results for “autophagy” for “autofagy”" in found.text
    assert "Autophagy and vesicle release in tumours" in found.text


async def test_a_correction_is_undone_by_its_button(club: Club) -> None:
    await club.bring_in(TWO_ENTRIES)
    found = await club.lin.slash(club.chat, "search", query="autofagy")
    assert found.message is not None
    exact = await club.lin.click(found.message, label="Search for exactly “autofagy”")
    assert "Nothing found for “autofagy”" in exact.text
    assert "exactly as typed" in exact.text


async def test_what_an_abbreviation_stands_for_is_searched_too_and_said(club: Club) -> None:
    await club.bring_in(page_of("1/4 May 2025", "14 May 2025", ["The blood-brain barrier of mice", "Bone"]))
    found = await club.lin.slash(club.chat, "search", query="BBB")
    assert "The blood-brain barrier of mice" in found.text
    assert "Also searched: “blood-brain barrier” for “BBB”." in found.text


async def test_nothing_found_says_what_to_try(club: Club) -> None:
    await club.bring_in(TWO_ENTRIES)
    found = await club.lin.slash(club.chat, "search", query="zzyzx")
    assert "Nothing found for “zzyzx”" in found.text
    assert "Try fewer or other words" in found.text


async def test_who_says_only_what_to_leave_out_is_told_what_to_do(club: Club) -> None:
    await club.bring_in(TWO_ENTRIES)
    for query in ("-cancer", "-cancer -bra*"):
        found = await club.lin.slash(club.chat, "search", query=query)
        assert "Type what to look for, too, such as “vesicles -cancer”." in found.text
    narrowed = await club.lin.slash(club.chat, "search", query="-barrier", since="2025")
    assert "Autophagy and vesicle release in tumours" in narrowed.text


def _begin_anew(database: Path, guild_id: int) -> None:
    """Have the guild's index be half built, as a crash would leave it."""
    with closing(sqlite3.connect(database, timeout=10)) as connection, connection:
        connection.execute(
            """UPDATE indexes SET whole = 0 WHERE publication_id IN
               (SELECT id FROM publications WHERE guild_id = ?)""",
            (guild_id,),
        )


async def test_while_an_archive_is_indexed_anew_that_is_said(club: Club) -> None:
    await club.bring_in(TWO_ENTRIES)
    await asyncio.to_thread(_begin_anew, club.bot.database, club.guild.id)
    for query in ("autophagy", "zzyzx"):
        found = await club.lin.slash(club.chat, "search", query=query)
        assert "The archive is being indexed anew; some entries are not found yet." in found.text


async def test_author_tag_and_since_narrow_a_search_and_are_said(club: Club) -> None:
    await club.bring_in(TWO_ENTRIES)
    await club.bring_in(WITH_AUTHORS)
    all_of_them = await club.lin.slash(club.chat, "search", query="cancer tumour")
    assert "3 entries for" in all_of_them.text
    by_author = await club.lin.slash(club.chat, "search", query="cancer tumour", author="alvarez-erviti")
    assert "1 entry for" in by_author.text
    assert "A sponge for small particles" in by_author.text
    assert "author: alvarez-erviti" in by_author.text
    by_tag = await club.lin.slash(club.chat, "search", query="cancer tumour", tag="Integrins")
    assert "1 entry for" in by_tag.text
    assert "tag: Integrins" in by_tag.text
    since = await club.lin.slash(club.chat, "search", query="cancer tumour", since="20 May 2025")
    assert "2 entries for" in since.text
    assert "since 20 May 2025" in since.text


async def test_what_is_no_date_is_answered_with_what_to_type(club: Club) -> None:
    refused = await club.lin.slash(club.chat, "search", query="cancer", since="some day")
    assert "“some day” is no date to search from. Give a year (2024)" in refused.text


async def test_filters_that_leave_nothing_are_named_with_what_would_be_there_without(club: Club) -> None:
    await club.bring_in(WITH_AUTHORS)
    found = await club.lin.slash(club.chat, "search", query="cancer", author="Hoshino", tag="therapy")
    assert "Nothing found for “cancer”" in found.text
    assert "There would be 1 entry without “author” or 1 entry without “tag”" in found.text
    neither = await club.lin.slash(club.chat, "search", query="zzyzx", author="Hoshino")
    assert "Leaving out one of the options would find nothing either" in neither.text


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


async def test_a_new_search_begins_with_what_was_searched(club: Club) -> None:
    await club.bring_in(WITH_AUTHORS)
    found = await club.lin.slash(club.chat, "search", query="cancer", author="Hoshino", since="2025-05")
    assert found.message is not None
    asked = await club.lin.click(found.message, label="New search")
    assert asked.modal is not None
    assert [one.value for one in asked.modal.inputs] == ["cancer", "Hoshino", "", "2025-05-01"]
    other = await club.lin.submit(asked.modal, query="", author="Costa-Silva")
    assert "Integrins steer vesicles to the lung" in other.text
    assert "author: **Bruno Costa-Silva**" in other.text


async def test_a_search_stays_in_the_publication_that_was_named(club: Club) -> None:
    await club.bring_in(TWO_ENTRIES)
    await club.set_up(name="Proteins Digest", channel=club.news)
    inside = await club.lin.slash(club.chat, "search", query="autophagy", publication="Exosomes Digest")
    assert "1 entry" in inside.text
    assert "in Exosomes Digest" in inside.text
    outside = await club.lin.slash(club.chat, "search", query="autophagy", publication="Proteins Digest")
    assert "Nothing found" in outside.text
    assert "1 entry without “publication”" in outside.text
    (name, _), *_ = await club.lin.autocomplete(club.chat, "search", "publication", "prot")
    assert name == "Proteins Digest"


async def test_a_page_of_the_archive_is_found_by_a_later_issue_too(club: Club) -> None:
    await club.bring_in(TWO_ENTRIES)
    await club.bring_in(LATER)
    found = await club.lin.slash(club.chat, "search", query="exosomes -membrane")
    assert "A surface marker" not in found.text


async def test_more_like_an_entry_are_shown_beside_it(club: Club) -> None:
    titles = ["Cargo of neurons", "Cargo of glia and neurons", "Storage of wheat"]
    await club.bring_in(page_of("1/4 May 2025", "14 May 2025", titles))
    read = await club.lin.slash(club.chat, "digest")
    assert read.message is not None
    opened = await club.lin.select(read.message, "1")
    assert opened.message is not None
    like = await club.lin.click(opened.message, label="More like this")
    shown = like.followups[-1]
    assert "More like “Cargo of neurons”" in shown.text
    assert "**1. Cargo of glia and neurons**" in shown.text
    assert "**neurons**" in shown.text.lower()
    assert "**2. Cargo of neurons**" not in shown.text
    assert "1. Cargo of neurons" in opened.message.text
