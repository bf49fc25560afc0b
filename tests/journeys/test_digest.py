"""Reading issues and entries."""

import asyncio
import sqlite3
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

from bot.journeys.browse import NEWEST
from tests.journeys.archives import LATER, TWO_ENTRIES, page_of
from tests.journeys.clubs import Club


async def test_digest_shows_the_newest_issue_privately(club: Club) -> None:
    await club.bring_in(TWO_ENTRIES)
    await club.bring_in(LATER)
    shown = await club.lin.slash(club.chat, "digest")
    assert shown.message is not None
    assert shown.message.ephemeral
    assert "Exosomes Digest (2/4 May 2025)" in shown.text
    assert "Lisa · 21 May 2025 · 1 min read · 1 entry" in shown.text


async def test_an_empty_archive_says_what_comes(club: Club) -> None:
    shown = await club.lin.slash(club.chat, "digest")
    assert "No digest has been published here yet" in shown.text


async def test_a_server_without_a_publication_says_who_sets_one_up(empty_club: Club) -> None:
    shown = await empty_club.lin.slash(empty_club.chat, "digest")
    assert "An admin sets one up with /setup publication" in shown.text


async def test_issues_are_offered_newest_first_so_that_a_label_is_not_taken_for_a_date(club: Club) -> None:
    await club.bring_in(TWO_ENTRIES)
    await club.bring_in(LATER)
    offered = await club.lin.autocomplete(club.chat, "digest", "issue", "")
    assert [name for name, _ in offered] == [
        "2/4 May 2025 · posted 21 May · 1 entry",
        "1/4 May 2025 · posted 14 May · 2 entries",
    ]


async def test_a_misspelt_issue_is_offered_and_opens(club: Club) -> None:
    await club.bring_in(TWO_ENTRIES)
    await club.bring_in(page_of("3/4 June 2025", "25 June 2025", ["A paper of June"]))
    (name, value), *_ = await club.lin.autocomplete(club.chat, "digest", "issue", "1/4 mya")
    assert name.startswith("1/4 May 2025")
    shown = await club.lin.slash(club.chat, "digest", issue=value)
    assert "(1/4 May 2025)" in shown.text


async def test_an_issue_that_is_typed_and_not_picked_opens_too(club: Club) -> None:
    await club.bring_in(TWO_ENTRIES)
    await club.bring_in(LATER)
    assert "(1/4 May 2025)" in (await club.lin.slash(club.chat, "digest", issue="1/4 May 2025")).text
    nothing = await club.lin.slash(club.chat, "digest", issue="qqqqqqq")
    assert "No digest fits that" in nothing.text


def _add_newer_issues(database: Path, uid: str) -> None:
    """As many as fill the list, one a week after the issue with that uid, and without entries."""
    with closing(sqlite3.connect(database, timeout=10)) as connection, connection:
        for week in range(1, NEWEST + 1):
            day = (date(2025, 5, 14) + timedelta(weeks=week)).isoformat()
            connection.execute(
                """INSERT INTO digests (uid, publication_id, kind, heading_name, day, label, editor, date,
                                        reading_minutes, intro, frozen_at)
                   SELECT uid || ?1, publication_id, kind, heading_name, ?2, 'No. ' || ?1, editor, ?2,
                          reading_minutes, intro, frozen_at FROM digests WHERE uid = ?3""",
                (str(week), day, uid),
            )


async def test_an_issue_of_long_ago_is_found_by_its_number_and_by_its_date(club: Club) -> None:
    await club.bring_in(TWO_ENTRIES)
    ((_, uid),) = await club.lin.autocomplete(club.chat, "digest", "issue", "")
    await asyncio.to_thread(_add_newer_issues, club.bot.database, uid)
    for typed, label in (
        *((typed, "1/4 May 2025") for typed in ("1/4 May 2025", "1/4 may", "14 May 2025", "2025-05-14")),
        ("No. 4", "No. 4"),  # and not the newest one whose number begins so
    ):
        assert f"({label})" in (await club.lin.slash(club.chat, "digest", issue=typed)).text
        (name, _), *_ = await club.lin.autocomplete(club.chat, "digest", "issue", typed)
        assert name.startswith(f"{label} ·")


async def test_one_turns_to_older_and_newer_issues_in_place(club: Club) -> None:
    await club.bring_in(TWO_ENTRIES)
    await club.bring_in(LATER)
    shown = await club.lin.slash(club.chat, "digest")
    assert shown.message is not None
    older = await club.lin.click(shown.message, label="‹ Older")
    assert older.message is shown.message
    assert "(1/4 May 2025)" in older.text
    assert shown.message.button(label="‹ Older").disabled
    newer = await club.lin.click(shown.message, label="Newer ›")
    assert "(2/4 May 2025)" in newer.text


async def test_an_entry_opens_with_its_full_text_and_one_reads_on_with_one_thumb(club: Club) -> None:
    await club.bring_in(TWO_ENTRIES)
    shown = await club.lin.slash(club.chat, "digest")
    assert shown.message is not None
    opened = await club.lin.select(shown.message, "1")
    assert "**Background**\nFew drugs pass the blood-brain barrier (BBB)." in opened.text
    assert "**Conclusion**\nLoaded vesicles may carry drugs into the brain." in opened.text
    assert opened.message is not None
    following = await club.lin.click(opened.message, label="›")
    assert "2. Autophagy and vesicle release in tumours" in following.text
    assert opened.message.button(label="2/2").disabled
    assert opened.message.button(label="›").disabled


async def test_a_long_entry_is_read_page_by_page_and_no_word_is_lost(club: Club) -> None:
    words = [f"word{number}" for number in range(1500)]
    await club.bring_in(page_of("1/4 May 2025", "14 May 2025", ["Long"]).replace("What was found", " ".join(words)))
    shown = await club.lin.slash(club.chat, "digest")
    assert shown.message is not None
    opened = await club.lin.select(shown.message, "1")
    read = opened.text
    assert opened.message is not None
    while not opened.message.button(label="Page ›").disabled:
        read += "\n" + (await club.lin.click(opened.message, label="Page ›")).text
    assert [word for word in read.split() if word.startswith("word")] == words


async def test_an_entry_is_cited_beside_it(club: Club) -> None:
    await club.bring_in(TWO_ENTRIES)
    shown = await club.lin.slash(club.chat, "digest")
    assert shown.message is not None
    opened = await club.lin.select(shown.message, "1")
    assert opened.message is not None
    cited = await club.lin.click(opened.message, label="Cite")
    assert "@article{" in cited.followups[-1].text
    assert "title = {{Carriers over the blood-brain barrier}}" in cited.followups[-1].text


async def test_a_shared_issue_stands_in_the_channel_once(club: Club) -> None:
    await club.bring_in(TWO_ENTRIES)
    shown = await club.lin.slash(club.chat, "digest")
    assert shown.message is not None
    await club.lin.click(shown.message, label="Share")
    assert shown.message.button(label="Shared").disabled
    (shared,) = club.posted(club.chat)
    assert shared.text.startswith(f"<@{club.lin.member.id}> shares:")
    assert "(1/4 May 2025)" in shared.text
    assert not shared.mentions_users
    opened = await club.mo.select(shared, "2")
    assert "We show that autophagy decides." in opened.text


async def test_all_issues_are_listed_from_the_buttons_under_one(club: Club) -> None:
    await club.bring_in(TWO_ENTRIES)
    await club.bring_in(LATER)
    shown = await club.lin.slash(club.chat, "digest")
    assert shown.message is not None
    listed = await club.lin.click(shown.message, label="All issues")
    assert "2 issues are in the archive" in listed.text
    assert listed.message is not None
    (issues,) = listed.message.selects
    picked = await club.lin.select(listed.message, issues.values[1])
    assert "(1/4 May 2025)" in picked.text
