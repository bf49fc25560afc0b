"""Pasted digest pages: what is read, what is kept, and what is refused."""

import re
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import InvalidInput
from bot.intake.formats.text import ENTRY_LIMIT, SIZE_LIMIT, decode, read_digest
from bot.model import INTRO_LIMIT, DigestDraft, Link, Section

SEED = Path(__file__).parents[4] / "shared" / "seed" / "exosomes-digest-2025-05-1.txt"

PAGE = """\
Vesicle Weekly (1/4 May 2025)
- Mira
- May 14
- 2 min read
What cells send each other, as read in the past week.

Cargo on the move: how vesicles find their way
Background
Cells send vesicles – many, and often. It’s α-tubulin that carries them.
Main body
This review follows them. It ends at the membrane.
Conclusion
Much is open.
Vesicles, plasma and time: a long acquaintance
Abstract
Blood holds vesicles for hours. Why this is so is not known.
"""
TITLES = ["Cargo on the move: how vesicles find their way", "Vesicles, plasma and time: a long acquaintance"]
MASTHEAD = "Vesicle Weekly (1/4 May 2025)\nMira\nMay 14\n2 min read\n"


def page(*body: str) -> str:
    return MASTHEAD + "\n".join(body)


def titles(text: str) -> list[str]:
    return [article.title for article in read_digest(text).articles]


def outlined(text: str) -> list[tuple[str, list[tuple[str, str]]]]:
    return [(one.title, [(s.heading, s.text) for s in one.sections]) for one in read_digest(text).articles]


def refusal(text: str) -> str:
    with pytest.raises(InvalidInput) as caught:
        read_digest(text)
    return str(caught.value)


# --- the founding document ----------------------------------------------------------------------------------


@pytest.mark.skipif(not SEED.exists(), reason="the founding document (../shared/seed) is not here")
def test_the_founding_document_is_read_to_the_character() -> None:
    lines = SEED.read_text(encoding="utf-8").splitlines()
    draft = read_digest(decode(SEED.read_bytes()))
    assert (draft.publication, draft.label, draft.editor) == ("Exosomes Digest", "1/4 May 2025", "Lisa")
    assert (draft.date.isoformat(), draft.reading_minutes, draft.intro) == ("2025-05-14", 2, lines[4])
    first, second = draft.articles
    assert (first.title, second.title) == (lines[6], lines[13])
    assert first.sections == tuple(Section(heading=lines[at], text=lines[at + 1]) for at in (7, 9, 11))
    assert second.sections == (Section(heading=lines[14], text=lines[15]),)


@pytest.mark.skipif(not SEED.exists(), reason="the founding document (../shared/seed) is not here")
def test_the_founding_document_reads_the_same_in_every_dress() -> None:
    text = SEED.read_text(encoding="utf-8")
    expected = read_digest(text)
    for dressed in DRESSES:
        assert read_digest(decode(dressed(text))) == expected


def _cp1252(text: str) -> bytes:
    return text.replace("α", "a").encode("cp1252")


Dress = Callable[[str], bytes]
DRESSES: tuple[Dress, ...] = (
    lambda text: text.replace("\n", "\r\n").encode(),
    lambda text: text.replace("\n", "\r").encode(),
    lambda text: text.replace("\n", "\n\n").encode(),
    lambda text: text.replace("\n", "\n\n\n \u00a0\n").encode(),
    lambda text: text.replace("\n", "  \n\t\u00a0").encode("utf-8-sig"),
    lambda text: text.replace("\n", "\u200b\n").encode("utf-16"),
    lambda text: re.sub(r"\n+", "\n", text).encode("utf-16-le"),
    lambda text: text.encode("utf-16-be"),
    lambda text: text.encode("utf-32"),
    lambda text: text.replace("May 14", "May\u00a014").replace("(1/4 May", "(1/4\u00a0May").encode(),
    lambda text: text.replace("\n- ", "\n").encode(),
    lambda text: re.sub(r"^(Background|Abstract|Conclusion)$", r"\1:", text, flags=re.MULTILINE).encode(),
    lambda text: re.sub(r"^(Background|Abstract|Conclusion)\n", r"\1: ", text, flags=re.MULTILINE).encode(),
)


@pytest.mark.parametrize("dressed", DRESSES)
def test_line_ends_blank_lines_encodings_and_colons_change_nothing(dressed: Dress) -> None:
    assert read_digest(decode(dressed(PAGE))) == read_digest(PAGE)


def test_windows_1252_is_read() -> None:
    assert read_digest(decode(_cp1252(PAGE))) == read_digest(PAGE.replace("α", "a"))


# --- masthead -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "byline",
    [
        "Mira\n14 May\n2 min read",
        "May 14, 2025\n2 min read\nMira",
        "2 min read\nMira\nMay 14",
        "Mira · 14 May 2025 · 2 min read",
        "Mira | Wed, May 14 | 2 min",
        "- Mira\n- 2025-05-14 · 2 min read",
        "* By Mira\n* Published: 14th May 2025\n* 2 minutes read",
        "2 min read\nWednesday, 14 May 2025\nBy Mira",
        "Mira, May 14, 2 min read",
        "Mira – May 14 – 2 min read",
        "by Mira on May 14, 2025 (2 min read)",
        "by Mira on May 14, 2025\n2 min read",
        "- Wed, May 14, 2025 - 2 min read - Mira",
    ],
)
def test_a_byline_may_stand_in_any_order_and_form(byline: str) -> None:
    draft = read_digest(f"Vesicle Weekly (1/4 May 2025)\n{byline}\nIn brief words.\nA title\nAbstract\nText.")
    assert (draft.editor, draft.date.isoformat(), draft.reading_minutes) == ("Mira", "2025-05-14", 2)
    assert draft.intro == "In brief words."


@pytest.mark.parametrize(
    "title",
    [
        "Vesicle Weekly – 1/4 May 2025",
        "Vesicle Weekly - 1/4 May 2025",
        "Vesicle Weekly: 1/4 May 2025",
        "# Vesicle Weekly (1/4 May 2025)",
        "**Vesicle Weekly (1/4 May 2025)**",
        "## **Vesicle Weekly: 1/4 May 2025** ##",
    ],
)
def test_a_title_may_be_written_in_other_ways(title: str) -> None:
    assert read_digest(PAGE.replace("Vesicle Weekly (1/4 May 2025)", title)) == read_digest(PAGE)


@pytest.mark.parametrize("intro", ["We met on May 14, 2025", "News of vesicles, cells – and more, May 14"])
def test_an_intro_with_a_date_in_it_is_no_byline(intro: str) -> None:
    draft = read_digest(page(intro, "", "A title", "Abstract", "Text."))
    assert (draft.editor, draft.intro) == ("Mira", intro)


@pytest.mark.parametrize(("before", "after"), [("## ", ""), ("**", "**"), ("### **", "**")])
def test_markdown_marks_are_taken_off_titles_and_headings(before: str, after: str) -> None:
    marked = "|".join([*map(re.escape, TITLES), "Background", "Main body", "Conclusion", "Abstract"])
    dressed = re.sub(f"^({marked})$", lambda found: f"{before}{found[0]}{after}", PAGE, flags=re.MULTILINE)
    assert read_digest(dressed) == read_digest(PAGE)


def test_markdown_marks_stay_in_text() -> None:
    text = "**A bold sentence.**"
    body = ("Hello.", "A title", "Abstract", text, "## A heading of its own", "More text.")
    (article,) = read_digest(page(*body)).articles
    assert [(one.heading, one.text) for one in article.sections] == [
        ("Abstract", text),
        ("A heading of its own", "More text."),
    ]


@pytest.mark.parametrize("form", ["{}. {}", "{}) {}", "## {}. {}", "{}. **{}**"])
def test_numbers_are_taken_off_titles_that_all_have_one(form: str) -> None:
    numbered = PAGE
    for number, title in enumerate(TITLES, start=1):
        numbered = numbered.replace(title, form.format(number, title))
    assert read_digest(numbered) == read_digest(PAGE)


def test_a_number_stays_in_a_title_where_the_others_have_none() -> None:
    assert titles(PAGE.replace(TITLES[1], f"2. {TITLES[1]}")) == [TITLES[0], f"2. {TITLES[1]}"]


# --- what stands around a page ------------------------------------------------------------------------------

FOOTER = """\
0 comments
Post not marked as liked
Recent Posts
See All
Vesicle Weekly (4/4 April 2025)
Tags:
Share this
"""


def test_a_menu_above_and_a_footer_below_are_left_out() -> None:
    assert read_digest(f"Skip to content\nHome\nLog in\n\n{PAGE}\n{FOOTER}") == read_digest(PAGE)


def test_a_sentence_above_the_title_is_not_left_out() -> None:
    assert refusal(f"Home\nThis is how I see the week.\n{PAGE}").startswith("Line 1")
    assert refusal("Home\n" * 15 + PAGE).startswith("Line 1")


@pytest.mark.parametrize(
    "tail",
    ["0 comments\nA last paragraph.", "Recent Posts\nMore of it is told here.", "See the figure\n0 comments"],
)
def test_text_among_what_looks_like_a_footer_is_kept(tail: str) -> None:
    draft = read_digest(f"{PAGE}{tail}\n")
    sections = [(one.title, section) for one in draft.articles for section in one.sections]
    kept = "\n".join(f"{title}\n{section.heading}\n{section.text}" for title, section in sections)
    assert tail.splitlines()[0] in kept
    assert tail.splitlines()[1] in kept


def test_a_section_that_consists_of_footer_words_is_kept() -> None:
    assert outlined(page("Hello.", "A title", "Abstract", "See all"))[0][1] == [("Abstract", "See all")]


@pytest.mark.parametrize(
    ("label", "date", "expected"),
    [
        ("5/5 December 2025", "Jan 7", "2026-01-07"),
        ("4/4 December 2025", "4 January", "2026-01-04"),
        ("1/5 January 2025", "Jan 8", "2025-01-08"),
        ("4/4 Feb 2024", "29 Feb", "2024-02-29"),
        ("1/4 May 2025", "April 30", "2025-04-30"),
        ("1/4 May 2025, 12 May", "May 12", "2025-05-12"),
        ("1/4 May 2025", "14 Nov 2025", "2025-11-14"),
    ],
)
def test_a_date_without_year_takes_it_from_the_label(label: str, date: str, expected: str) -> None:
    draft = read_digest(f"Vesicle Weekly ({label})\n{date}\nA title\nAbstract\nText.")
    assert (draft.label, draft.date.isoformat()) == (label, expected)


def test_only_the_date_is_needed_below_the_title() -> None:
    draft = read_digest("Vesicle Weekly (1/4 May 2025)\nMay 14\nA title\nAbstract\n" + "word " * 700)
    assert (draft.editor, draft.intro, draft.reading_minutes) == ("", "", 3)


def test_an_intro_of_several_paragraphs_keeps_them_apart() -> None:
    text = page("First, hello.", "", "Then this.", "Also that.", "A title", "Abstract", "Text.")
    assert read_digest(text).intro == "First, hello.\n\nThen this.\nAlso that."


def test_an_intro_without_a_full_stop_is_no_title() -> None:
    draft = read_digest(page("The week in vesicles, collected by hand", "A title", "Abstract", "Text."))
    assert (draft.intro, draft.articles[0].title) == ("The week in vesicles, collected by hand", "A title")


# --- entries ------------------------------------------------------------------------------------------------


def test_paragraphs_of_a_section_stay_together() -> None:
    text = page("Hello.", "A title", "Background", "One.", "", "Two, at length.", "Conclusion", "Three.")
    assert outlined(text) == [("A title", [("Background", "One.\n\nTwo, at length."), ("Conclusion", "Three.")])]


def test_a_short_line_between_paragraphs_is_a_heading() -> None:
    text = page("Hello.", "A title", "Background", "One.", "Why it matters", "Two.", "Conclusion", "Three.")
    headings = [("Background", "One."), ("Why it matters", "Two."), ("Conclusion", "Three.")]
    assert outlined(text) == [("A title", headings)]


def test_an_entry_may_begin_with_a_heading_of_its_own() -> None:
    own = ["Vesicles in the blood, and how they leave it again", "What was done", "One.", "What was seen", "Two."]
    text = page("Hello.", *own, "A title", "Abstract", "Three.", *own)
    entry = (own[0], [("What was done", "One."), ("What was seen", "Two.")])
    assert outlined(text) == [entry, ("A title", [("Abstract", "Three.")]), entry]


def test_entries_without_headings_are_told_apart() -> None:
    entries = [title + "\n" + text for title, text in zip(TITLES, ["One. Two.", "Three."], strict=True)]
    assert outlined(page("Hello.", *entries)) == [(TITLES[0], [("", "One. Two.")]), (TITLES[1], [("", "Three.")])]


@pytest.mark.parametrize(
    "title",
    [
        "Exosomes",
        "miR-21 in vesicles",
        "Are vesicles cargo or waste?",
        "Vesicles carry cargo.",
        "E. coli vesicles et al.: 10 years on (2015–2025)",
        "Perspective: vesicles in the clinic",
        "Results of the first trial of vesicles in 12 patients",
        "1. Vesicles in plasma",
        "حويصلات خارج الخلية",
        "“Quoted” vesicles 👩‍🔬",
        "x" * 500,
    ],
)
def test_titles_of_many_kinds_are_titles(title: str) -> None:
    text = page("Hello.", title, "Abstract", "One. Two.", title, "Abstract", "Three.")
    assert titles(text) == [title, title]


def test_the_line_under_a_heading_is_text_even_without_a_full_stop() -> None:
    text = page("Hello.", "A title", "Background", "Not given", "Methods", "None", "Results", "Nothing to tell")
    headings = [("Background", "Not given"), ("Methods", "None"), ("Results", "Nothing to tell")]
    assert outlined(text) == [("A title", headings)]


def test_a_heading_without_text_does_not_swallow_the_next_title() -> None:
    text = page("Hello.", "A title", "Abstract", "Another title", "Abstract", "Text.")
    assert outlined(text) == [("A title", [("Abstract", "")]), ("Another title", [("Abstract", "Text.")])]


@pytest.mark.parametrize(
    "source",
    [
        "Journal of Vesicles, 2024",
        "J Vesicles 2024;12(3):45-67",
        "by Jane Doe",
        "J. Doe, R. van der Roe and X. Y. Zoe",
        "Jane Doe, Richard Roe.",
        "From the laboratory of Doe.",
    ],
)
def test_a_line_of_source_under_the_title_stays_with_its_entry(source: str) -> None:
    text = page("Hello.", TITLES[0], source, "Abstract", "One.", TITLES[1], source, "Abstract", "Two.")
    assert outlined(text) == [
        (TITLES[0], [("", source), ("Abstract", "One.")]),
        (TITLES[1], [("", source), ("Abstract", "Two.")]),
    ]


def test_lists_and_hard_line_breaks_make_no_entries() -> None:
    text = page(
        "Hello.", "A title", "Background", "Three things", "- cargo", "- address", "Methods",
        "They wrote lines that", "went on below", "and below", "Conclusion", "Done.",
    )  # fmt: skip
    assert titles(text) == ["A title"]


def test_labelled_lines_describe_the_entry() -> None:
    text = page(
        "Hello.",
        "A title",
        "Authors: Doe J, Roe R",
        "Journal: Vesicle Letters",
        "Date: May 2025",
        "DOI: 10.1000/XYZ",
        "PMID: 123456",
        "Link: https://example.org/paper",
        "Tags: plasma, method",
        "Takeaway: It works.",
        "Abstract",
        "Text.",
        "Another title",
        "Authors: Doe, Jane; Roe, Richard",
        "https://doi.org/10.1000/abc",
        "A third title",
        "Year: 1999",
    )
    first, second, third = read_digest(text).articles
    assert (first.authors, first.journal, first.date) == (("Doe J", "Roe R"), "Vesicle Letters", "2025-05")
    assert [link.kind for link in first.links] == ["doi", "pmid", "url"]
    assert first.href.casefold() == "https://doi.org/10.1000/xyz"
    assert (first.tags, first.takeaway) == (("plasma", "method"), "It works.")
    assert first.sections == (Section(heading="Abstract", text="Text."),)
    assert (second.authors, second.links) == (
        ("Doe, Jane", "Roe, Richard"),
        (Link(kind="doi", value="10.1000/abc"),),
    )
    assert (third.title, third.date, third.sections) == ("A third title", "1999", ())


def test_labels_further_down_are_text() -> None:
    text = page("Hello.", "A title", "Abstract", "Text.", "DOI: 10.1000/xyz", "Another title", "Abstract", "Text.")
    assert outlined(text)[0] == ("A title", [("Abstract", "Text.\nDOI: 10.1000/xyz")])


# --- refusals -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("\n\nDear all,\nhere is the news.", 3, "not the title of a digest"),
        ("Vesicle Weekly\nMay 14", 1, "not the title of a digest"),
        ("Vesicle Weekly (5/4 May 2025)\nMay 14", 1, "not the title of a digest"),
        ("V" * 81 + " (1/4 May 2025)\nMay 14", 1, "80 characters"),
        ("Vesicle Weekly (1/4 May 0000)\nMay 14", 1, "calendar"),
        ("Vesicle Weekly (1/4 May 2025)", 1, "no date"),
        ("Vesicle Weekly (1/4 May 2025)\nMira\nHello.\nA title\nAbstract\nText.", 2, "no date"),
        ("Vesicle Weekly (1/4 May 2025)\nMira\n31 June\nHello.", 3, "no day"),
        ("Vesicle Weekly (1/4 May 2025)\nMira\nNov 14\nHello.", 3, "does not fit"),
        (page("Hello."), 5, "without any entry"),
        (MASTHEAD, 4, "without any entry"),
        (page("a line\n" * 20_000), 20_001, "20,000 lines"),
        (page("Abstract", "Text."), 5, "no title above"),
        (page("One is this. Two is that.", "Abstract", "Text."), 6, "no title above"),
        (page("Hello.", "x" * 501, "Abstract", "Text."), 6, "500 characters"),
        (page("Hello.", "A title", "Abstract", "Text.", "x" * 10_000, "Abstract", "Text."), 9, "500 characters"),
        (page("Hello.", "A title", "Takeaway: " + "x" * 201), 7, "200 characters"),
        (page("Hello.", "A title", "Date: spring"), 7, "no date"),
        (page("Hello.", "A title", "Link: javascript:alert(1)"), 7, ""),
        (page("Hello.", "A title", "Year: 2001", "Date: 2002"), 8, "second date"),
        (page("x" * (INTRO_LIMIT + 1) + ".", "A title", "Abstract", "Text."), 5, "intro"),
        (page("Hello.", *["A title\nDOI: 10.1000/1"] * (ENTRY_LIMIT + 1)), 1006, "500 entries"),
    ],
)
def test_what_is_no_digest_is_refused_with_line_and_reason(text: str, line: int, reason: str) -> None:
    said = refusal(text)
    assert said.startswith(f"Line {line}: ")
    assert reason in said


@pytest.mark.parametrize("text", ["", " \n\u00a0\n", "\x00\x00", "\ud800"])
def test_nothing_to_read_is_said(text: str) -> None:
    assert "no text" in refusal(text)


def test_what_is_too_big_is_refused() -> None:
    with pytest.raises(InvalidInput, match="1,000,001 bytes"):
        decode(b"x" * (SIZE_LIMIT + 1))
    assert "1,000,001 characters" in refusal("x" * (SIZE_LIMIT + 1))


# --- whatever comes -----------------------------------------------------------------------------------------


def read_or_refuse(data: bytes) -> DigestDraft | None:
    try:
        return read_digest(decode(data))
    except InvalidInput:
        return None


@settings(max_examples=200)
@given(st.binary(max_size=400), st.sampled_from([b"", MASTHEAD.encode(), MASTHEAD.encode("utf-16")]))
def test_any_bytes_are_a_digest_or_refused(data: bytes, start: bytes) -> None:
    read_or_refuse(start + data)


@settings(max_examples=200)
@given(st.text(max_size=300), st.text(max_size=300))
def test_any_text_is_a_digest_or_refused(above: str, below: str) -> None:
    for text in (above + MASTHEAD + below, MASTHEAD + above + "\nAbstract\n" + below):
        with suppress(InvalidInput):
            read_digest(text)


@pytest.mark.parametrize(
    "nonsense",
    [
        "x", "x\n", "Abstract\n", "Abstract: ", "A title\nAbstract\n", "a. B\n", "A title\nText.\n", "(", "( ", "-",
        ",,, 2001 et al ", "DOI: \n", "10.1000/", "¨", "- \n", "\x00", "\u00a0", "1/4 May ", "a b\n", "Ab. Cd ",
    ],
)  # fmt: skip
@pytest.mark.parametrize("start", ["", MASTHEAD, page("Hello.", "A title", "Abstract", "")])
def test_a_megabyte_of_nonsense_takes_less_than_a_second(nonsense: str, start: str) -> None:
    many = SIZE_LIMIT // len(nonsense.encode())
    data = (start + nonsense * many).encode()[:SIZE_LIMIT]
    before = time.process_time()
    read_or_refuse(data)
    assert time.process_time() - before < 1


WORDS = st.sampled_from(
    ["Vesicles", "carry", "cargo", "Abstract", "Results:", "Background", "Why", "it", "matters", "2024", "et al.",
     "–", "a.", "B", "https://example.org", "1.", "-", "(2001)", "by", "Keywords: x", "?", "long " * 12]
)  # fmt: skip
LINES = st.lists(WORDS, max_size=4).map(" ".join)


@settings(max_examples=300)
@given(st.lists(LINES, min_size=2, max_size=25))
def test_no_line_is_lost(lines: list[str]) -> None:
    try:
        draft = read_digest(page("Hello.", *lines))
    except InvalidInput:
        return
    kept = [draft.intro]
    for article in draft.articles:
        kept += [article.title, *(link.href for link in article.links)]
        kept += [piece for section in article.sections for piece in (section.heading, section.text)]
    everything = _bare("\n".join(kept))
    for line in lines:
        assert _bare(re.sub(r"^\d+[.)]\s+", "", line)) in everything


def _bare(text: str) -> str:
    """Without white space, and the colon behind a heading."""
    return re.sub(r"[\s:/]+", "", text)


PARAGRAPHS = st.sampled_from(["Cells send them. Often.", "It is so. Why?", "Yes! And so on. No."])
SECTIONS = st.tuples(
    st.sampled_from(["Background", "Methods", "Main body", "Results", "CONCLUSIONS", "Abstract"]),
    st.lists(PARAGRAPHS, min_size=1),
)
ENTRIES = st.lists(
    st.tuples(
        st.sampled_from([*TITLES, "Exosomes", "Is it cargo?", "Vesicles of the liver, 10 years on"]),
        st.lists(SECTIONS, min_size=1, max_size=5, unique_by=lambda section: section[0]),
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=200)
@given(ENTRIES, st.sampled_from(["\n", "\n\n", "\r\n", " \n"]), st.sampled_from(["", ":"]))
def test_what_is_written_is_read(
    entries: list[tuple[str, list[tuple[str, list[str]]]]], end: str, colon: str
) -> None:
    lines = ["Hello."]
    for title, sections in entries:
        lines.append(title)
        for heading, paragraphs in sections:
            lines += [heading + colon, *paragraphs]
    joint = "\n\n" if end == "\n\n" else "\n"
    expected = [
        (title, [(heading, joint.join(texts)) for heading, texts in sections]) for title, sections in entries
    ]
    assert outlined(MASTHEAD + end.join(lines)) == expected
