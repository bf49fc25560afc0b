"""What readers see of an entry that was corrected, retracted or withdrawn."""

from datetime import date

import pytest

from bot.editorial.entries import NOTICE_LIMIT, NoticeKind, entry_for_readers, notice_line, said_in
from bot.editorial.issue import divide
from bot.model import Article, Digest, Entry, Format, Section

ARTICLE = Article(
    title="A title", takeaway="why it matters", sections=(Section(text="the text"),), authors=("Ada",)
)


def test_of_a_withdrawn_article_its_title_alone_is_left() -> None:
    shown = entry_for_readers(3, ARTICLE, "Correction: one", withdrawn=True)
    assert shown == Entry(number=3, article=Article(title="A title"), notice="Withdrawn by the editors.")


def test_another_one_is_seen_as_it_is() -> None:
    assert entry_for_readers(3, ARTICLE, "Correction: one", withdrawn=False).article == ARTICLE


@pytest.mark.parametrize("kind", ["Correction", "Retracted"])
def test_a_notice_is_one_line_and_is_read_back(kind: NoticeKind) -> None:
    line = notice_line(kind, " two\nlines  ")
    assert line == f"{kind}: two lines"
    assert said_in(kind, line) == "two lines"
    assert notice_line(kind, "   ") == ""


def test_a_notice_of_the_other_kind_says_nothing() -> None:
    assert said_in("Correction", "Retracted: all of it") == ""


@pytest.mark.parametrize("shape", ["compact", "full", "classic", "thread"])
def test_a_notice_stands_above_its_entry_escaped_and_within_the_limits(shape: Format) -> None:
    said = "*_" * (NOTICE_LIMIT // 2)
    long = Article(title="*" * 500, takeaway="_" * 200, sections=(Section(text="text"),))
    entry = Entry(number=1, article=long, notice=notice_line("Correction", said))
    parts = divide(_digest(entry), shape)
    room = 6000 if shape == "classic" else 3900
    assert all(len(part.header) + sum(map(len, part.blocks)) <= room for part in parts)
    shown = "\n".join(block for part in parts for block in part.blocks)
    assert 0 <= shown.index("Correction: ") < shown.index("**1. ")


def _digest(entry: Entry) -> Digest:
    return Digest(
        uid="u" * 16,
        publication="Exosomes Digest",
        day=date(2025, 5, 14),
        label="1/4 May 2025",
        editor="Lisa",
        date=date(2025, 5, 14),
        reading_minutes=1,
        intro="",
        entries=(entry,),
    )
