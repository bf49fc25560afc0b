"""The sample archive that ships: readable, whole, and open about what it is."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.intake.formats.text import decode, read_digest
from bot.model import DigestDraft

SAMPLE = Path(__file__).parents[2] / "data" / "sample"
ISSUES = {
    "exosomes-digest-2025-05-1.txt": ("1/4 May 2025", date(2025, 5, 14), 4),
    "exosomes-digest-2025-05-2.txt": ("2/4 May 2025", date(2025, 5, 21), 5),
    "exosomes-digest-2025-05-3.txt": ("3/4 May 2025", date(2025, 5, 28), 4),
    "exosomes-digest-2025-05-4.txt": ("4/4 May 2025", date(2025, 6, 4), 4),
    "next-issue.txt": ("1/4 June 2025", date(2025, 6, 11), 5),
}


def read(name: str) -> DigestDraft:
    return read_digest(decode((SAMPLE / name).read_bytes()))


@pytest.mark.parametrize("name", ISSUES)
def test_every_issue_bears_the_label_of_its_date(name: str) -> None:
    draft = read(name)
    assert (draft.publication, draft.editor) == ("Exosomes Digest", "Mira")
    assert (draft.label, draft.date, len(draft.articles)) == ISSUES[name]
    covered = draft.date - timedelta(days=7)
    assert draft.label == f"{(covered.day + 6) // 7}/4 {covered:%B %Y}"


@pytest.mark.parametrize("name", ISSUES)
def test_every_issue_says_that_it_is_a_sample(name: str) -> None:
    assert read(name).intro.startswith(
        "This is a sample issue: the papers are real, their summaries were written for this sample."
    )


@pytest.mark.parametrize("name", ISSUES)
def test_the_reading_time_fits_the_words(name: str) -> None:
    words = len((SAMPLE / name).read_text(encoding="utf-8").split())
    assert read(name).reading_minutes == round(words / 238)


@pytest.mark.parametrize("name", ISSUES)
def test_every_entry_is_complete(name: str) -> None:
    for article in read(name).articles:
        assert [section.heading for section in article.sections] in (
            ["Background", "Main body", "Conclusion"],
            ["Abstract"],
        )
        assert 60 <= sum(len(section.text.split()) for section in article.sections) <= 180
        assert all(section.text.endswith((".", "?")) for section in article.sections)
        assert article.authors
        assert article.journal
        assert 1983 <= int(article.year) <= 2025
        assert article.links[0].kind == "doi"


def test_no_paper_stands_in_it_twice() -> None:
    articles = [article for name in ISSUES for article in read(name).articles]
    links = [link for article in articles for link in article.links]
    assert len(articles) == 22
    assert len(set(links)) == len(links)
    assert len({article.title for article in articles}) == 22
    assert sum(1 for article in articles if article.takeaway) >= 18


def test_nothing_else_lies_there() -> None:
    assert {path.name for path in SAMPLE.iterdir()} == {*ISSUES, "README.txt"}
