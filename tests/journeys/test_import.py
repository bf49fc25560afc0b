"""Taking digest pages into the archive from Discord."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.journeys.archives import TWO_ENTRIES
from tests.journeys.clubs import Club

SEED = Path(__file__).parents[3] / "shared" / "seed" / "exosomes-digest-2025-05-1.txt"


async def test_nothing_is_written_before_the_preview_is_confirmed(club: Club) -> None:
    previewed = await club.mo.slash(club.chat, "desk import", file=("digest.txt", TWO_ENTRIES.encode()))
    assert "Import Exosomes Digest (1/4 May 2025)?" in previewed.text
    assert "1. Carriers over the blood-brain barrier (3 sections)" in previewed.text
    assert "No digest has been published" in (await club.lin.slash(club.chat, "digest")).text
    assert previewed.message is not None
    done = await club.mo.click(previewed.message, label="Import")
    assert "with 2 entries is in the archive now" in done.text
    assert "(1/4 May 2025)" in (await club.lin.slash(club.chat, "digest")).text
    assert not club.posted(club.digest)


async def test_the_preview_says_when_the_page_calls_itself_otherwise(club: Club) -> None:
    page = TWO_ENTRIES.replace("Exosomes Digest", "Stem Cell Weekly")
    previewed = await club.mo.slash(club.chat, "desk import", file=("digest.txt", page.encode()))
    assert "Import Exosomes Digest (1/4 May 2025)?" in previewed.text
    assert "the page calls itself “Stem Cell Weekly”" in previewed.text
    usual = await club.mo.slash(club.chat, "desk import", file=("digest.txt", TWO_ENTRIES.encode()))
    assert "calls itself" not in usual.text


async def test_an_entry_without_text_and_link_sends_nobody_to_a_paper(club: Club) -> None:
    page = "Exosomes Digest (1/4 May 2025)\n14 May 2025\nA title without more\nJournal: Vesicles\n"
    previewed = await club.mo.slash(club.chat, "desk import", file=("digest.txt", page.encode()))
    assert "· 1 entry" in previewed.text
    assert previewed.message is not None
    await club.mo.click(previewed.message, label="Import")
    shown = await club.lin.slash(club.chat, "digest")
    assert shown.message is not None
    opened = await club.lin.select(shown.message, "1")
    assert "No text is stored for this entry." in opened.text


async def test_left_alone_nothing_is_imported(club: Club) -> None:
    previewed = await club.mo.slash(club.chat, "desk import", file=("digest.txt", TWO_ENTRIES.encode()))
    assert previewed.message is not None
    left = await club.mo.click(previewed.message, label="Leave it")
    assert "was not imported" in left.text
    assert "No digest has been published" in (await club.lin.slash(club.chat, "digest")).text


async def test_importing_twice_changes_nothing_and_says_so(club: Club) -> None:
    await club.bring_in(TWO_ENTRIES)
    again = await club.mo.slash(club.chat, "desk import", file=("digest.txt", TWO_ENTRIES.encode()))
    assert "is in the archive already, word for word" in again.text


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"Dear all, here is some news.\n", "Line 1"),
        (b"", "There is no text in it"),
        (b"\x00\x01\x02" * 50, "There is no text in it"),
        (TWO_ENTRIES.replace("May 14", "soon").encode(), "date"),
    ],
)
async def test_what_is_no_digest_is_refused_with_reason_and_line(
    club: Club, content: bytes, complaint: str
) -> None:
    refused = await club.mo.slash(club.chat, "desk import", file=("digest.txt", content))
    assert complaint in refused.text
    assert "went wrong" not in refused.text


async def test_a_file_of_many_megabytes_is_refused(club: Club) -> None:
    refused = await club.mo.slash(club.chat, "desk import", file=("digest.txt", b"x" * 3_000_000))
    assert "larger than 1 MB" in refused.text


@pytest.mark.skipif(not SEED.exists(), reason="the founding document is not beside this checkout")
async def test_the_founding_document_comes_in_whole(club: Club) -> None:
    await club.bring_in(SEED.read_text(encoding="utf-8"))
    shown = await club.lin.slash(club.chat, "digest", issue="1/4 May 2025")
    assert "## Exosomes Digest (1/4 May 2025)\n-# Lisa · 14 May 2025 · 2 min read · 2 entries" in shown.text
    assert shown.message is not None
    opened = await club.lin.select(shown.message, "2")
    assert "we hypothesize that this crosstalk may hold valuable clues" in opened.text
    found = await club.lin.slash(club.chat, "search", query="BBB")
    assert "Exosome-powered neuropharmaceutics" in found.text


async def test_an_imported_issue_does_not_put_off_the_coming_weekly_one(club: Club) -> None:
    await club.submit(club.mo, "A paper of this week")
    club.come_due(days=-2)
    yesterday = club.bot.clock.now() - timedelta(days=1)
    page = TWO_ENTRIES.replace("1/4 May 2025", f"1/4 {yesterday:%B %Y}").replace("May 14", f"{yesterday:%Y-%m-%d}")
    assert "is in the archive now" in (await club.bring_in(page)).text
    club.come_due()
    (post,) = await club.posts(club.digest)
    assert "A paper of this week" in post.text
