"""Articles: read from a form, known again, decided about."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.editorial.article import (
    Decision,
    authors_line,
    from_form,
    identity_keys,
    sections_of,
    sections_text,
    transition,
)
from bot.errors import Conflict, InvalidInput
from bot.model import Article, Link, LinkKind, Section, State

TITLE = "Exosomes cross the blood-brain barrier"


def _article(title: str = TITLE, date: str = "", **links: str) -> Article:
    kinds: tuple[LinkKind, ...] = ("url", "doi", "pmid", "arxiv")
    return Article(
        title=title, date=date, links=tuple(Link(kind=kind, value=links[kind]) for kind in kinds if kind in links)
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (_article(doi="10.1/a"), _article("Another title altogether here", doi="10.1/A")),
        (_article(), _article("EXOSOMES CROSS the Blood–Brain Barrier.", "2025", pmid="1")),
        (_article(), _article(f"{TITLE}. [Russian]")),
        (_article(), _article("<i>Exosomes</i> cross the blood-brain barrier [Review] ", "2024")),
        (_article("A title of one paper"), _article("Á title of one paper")),
        (_article("Letter", arxiv="2104.12255v2"), _article("Other", arxiv="2104.12255")),
        (_article("Letter", doi="10.48550/arXiv.2104.12255"), _article("Other", arxiv="2104.12255v1")),
        (_article("Letter", url="http://www.e.x/a/?utm_source=b"), _article("Other", url="https://e.x/a")),
        (_article("Letter", url="https://doi.org/10.1000/A"), _article("Other", doi="10.1000/a")),
        (_article("Editorial", "2024"), _article("Editorial", "2024")),
        (_article("?!"), _article("?!")),
    ],
)  # fmt: skip
def test_the_same_article_is_known_again(one: Article, other: Article) -> None:
    assert identity_keys(one) & identity_keys(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (_article("Corrigendum", doi="10.1/a"), _article("Corrigendum", doi="10.1/b")),
        (_article("Response to the letter", doi="10.1/a"), _article("Response to the letter", pmid="7")),
        (_article("Editorial", "2024"), _article("Editorial", "2025")),
        (_article(), _article(f"Correction to: {TITLE}")),
        (_article(pmid="12345"), _article("Some other title, really", arxiv="12345")),
    ],
)  # fmt: skip
def test_different_articles_stay_apart(one: Article, other: Article) -> None:
    assert not identity_keys(one) & identity_keys(other)


@settings(max_examples=150, deadline=None)
@given(st.text(min_size=1, max_size=80))
def test_every_article_is_known_by_something(title: str) -> None:
    assert identity_keys(_article(title))


ALLOWED = {
    (State.SUGGESTED, "approve"): State.APPROVED,
    (State.SUGGESTED, "reject"): State.REJECTED,
    (State.SUGGESTED, "withdraw"): State.WITHDRAWN,
    (State.APPROVED, "reject"): State.REJECTED,
    (State.APPROVED, "withdraw"): State.WITHDRAWN,
    (State.APPROVED, "reopen"): State.SUGGESTED,
    (State.REJECTED, "reopen"): State.SUGGESTED,
    (State.WITHDRAWN, "reopen"): State.SUGGESTED,
    (State.REJECTED, "restore"): State.APPROVED,
}
DECISIONS: tuple[Decision, ...] = ("approve", "reject", "withdraw", "reopen", "restore")


@pytest.mark.parametrize(("state", "decision"), [*product(State, DECISIONS)])
def test_a_submission_goes_only_allowed_ways(state: State, decision: Decision) -> None:
    if (state, decision) in ALLOWED:
        assert transition(state, decision) is ALLOWED[state, decision]
    else:
        with pytest.raises(Conflict, match=r"^This .*\.$"):
            transition(state, decision)


def test_a_form_becomes_an_article() -> None:
    article = from_form(
        {
            "title": "  Exosomes\x00 \n cross ",
            "text": "Background\r\nNobody knew.\n\nStill.\nMAIN BODY:\nIt did.\n\n"
            "Conclusions: It does.\nWhy it matters:\nWell.",
            "link": "https://doi.org/10.1000/A",
            "takeaway": "They\ncross.",
            "authors": "Doe J, Roe R and Poe E",
        }
    )
    assert article == Article(
        title="Exosomes cross",
        takeaway="They cross.",
        sections=(
            Section(heading="Background", text="Nobody knew.\n\nStill."),
            Section(heading="MAIN BODY", text="It did."),
            Section(heading="Conclusions", text="It does."),
            Section(heading="Why it matters", text="Well."),
        ),
        links=(Link(kind="doi", value="10.1000/a"),),
        authors=("Doe J", "Roe R", "Poe E"),
    )


def test_a_title_is_enough() -> None:
    assert from_form({"title": "Exosomes"}) == Article(title="Exosomes")


def test_text_without_headings_is_one_section() -> None:
    assert sections_of("One.\n\nTwo.") == (Section(text="One.\n\nTwo."),)


@pytest.mark.parametrize(
    ("typed", "authors"),
    [
        ("Doe, Jane; Roe, R. & Poe, E.", ("Doe, Jane", "Roe, R.", "Poe, E.")),
        ("Doe, Jane;", ("Doe, Jane",)),
        ("Jane Doe", ("Jane Doe",)),
        (" , ;", ()),
        ("", ()),
    ],
)
def test_authors_are_told_apart(typed: str, authors: tuple[str, ...]) -> None:
    assert from_form({"title": "T", "authors": typed}).authors == authors


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "title is empty"),
        ({"title": " \u200b\x00"}, "title is empty"),
        ({"title": "x" * 501}, "500 characters; this one has 501"),
        ({"title": "T", "takeaway": "x" * 201}, "200 characters; this one has 201"),
        ({"title": "T", "link": "javascript:alert(1)"}, "no link"),
    ],
)
def test_a_form_that_cannot_be_used_says_why(fields: dict[str, str], said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        from_form(fields)


LINES = st.lists(
    st.sampled_from(
        ["Background", "Results:", "Why it matters:", "Some text. More.", "Conclusion: Yes.", "", "  x", "A\x00b"]
    ),
    max_size=12,
)


@settings(max_examples=100, deadline=None)
@given(LINES)
def test_sections_come_back_from_the_form_as_they_went_in(lines: list[str]) -> None:
    sections = sections_of("\n".join(lines))
    assert sections_of(sections_text(sections)) == sections


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(["Doe J", "Doe, Jane", "Ann Poe", "van der Roe, B."]), max_size=4))
def test_authors_come_back_from_the_form_as_they_went_in(names: list[str]) -> None:
    assert from_form({"title": "T", "authors": authors_line(names)}).authors == tuple(names)


@settings(max_examples=100, deadline=None)
@given(
    st.fixed_dictionaries({name: st.text(max_size=80) for name in ("title", "text", "link", "takeaway", "authors")})
)
def test_any_form_is_an_article_or_refused(fields: dict[str, str]) -> None:
    try:
        article = from_form(fields)
    except InvalidInput:
        return
    assert article.title
    assert "\x00" not in article.model_dump_json()
