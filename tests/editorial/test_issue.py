"""An issue, compiled and divided into messages."""

import re
from collections.abc import Iterable
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.editorial.characters import clean_line, harmless
from bot.editorial.elsewhere import place_for
from bot.editorial.issue import compile_digest, divide
from bot.model import Article, Digest, Format, Link, Part, Publication, Section

DAY = date(2025, 5, 14)
FORMATS: tuple[Format, ...] = ("compact", "full", "classic", "thread")
PAPER = Article(
    title="Exosomes cross the blood-brain barrier",
    takeaway="They carry drugs where few drugs go, and this review says how, by which ways and how soon.",
    sections=(Section(heading="Conclusion", text="Exosomes cross. They do."),),
    links=(Link(kind="doi", value="10.1000/a"),),
    authors=("Doe J", "Roe R"),
    journal="Nature",
    date="2025-03",
)

NASTY = st.one_of(
    st.lists(
        st.sampled_from(
            [*"*_`[]()<>@#|~\\-\n ", "word ", "](", "<@1>", "@everyone ", "https://e.x ", "é", "👩‍👩‍👧", "\u202e"]
        ),
        max_size=60,
    ).map("".join),
    st.text(max_size=60),
)


def _repeated(text: str, times: int) -> str:
    return text * times


def _title(text: str) -> str:
    return f"T{text}"[:500]


def _takeaway(text: str) -> str:
    return text[:200]


def _links(path: str) -> tuple[Link, ...]:
    return (Link(kind="url", value=f"https://e.x/{path}"),)


LONG = st.builds(_repeated, NASTY, st.sampled_from([1, 1, 5, 60, 300]))
HEADINGS = st.one_of(st.just("Conclusion"), st.just(""), NASTY)
ARTICLES = st.builds(
    Article,
    title=LONG.map(_title),
    takeaway=LONG.map(_takeaway),
    sections=st.lists(st.builds(Section, heading=HEADINGS, text=LONG), max_size=3).map(tuple),
    links=st.one_of(st.just(()), LONG.map(_links)),
    authors=st.lists(NASTY, max_size=20).map(tuple),
    journal=LONG,
    date=st.sampled_from(["", "2025", "2025-05-01"]),
)


def _publication(
    name: str = "Exosomes Digest", editor: str = "Lisa", intro: str = "The week in exosomes."
) -> Publication:
    return Publication(id=1, uid="p", guild_id=1, name=name, editor=editor, intro=intro)


def _digest(articles: Iterable[Article], publication: Publication | None = None) -> Digest:
    return compile_digest(publication or _publication(), DAY, DAY, [*articles], "uid", ())


def _plain(text: str) -> str:
    """Text without blanks, direction marks and what is never shown."""
    return "".join(re.sub(r"[\u200b\u202a-\u202e\u2066-\u2069]", "", harmless(text)).split())


def _seen(texts: Iterable[str]) -> str:
    """What readers see of markdown, as plain text."""
    return re.sub(r"\\([^0-9A-Za-z\s])", r"\1", _plain("\n".join(texts)))


def _require_limits(parts: tuple[Part, ...], shape: Format, entries: int) -> None:
    assert [part.number for part in parts] == [*range(1, len(parts) + 1)]
    assert {part.total for part in parts} == {len(parts)}
    compact = [part for part in parts if not part.in_thread]
    for place in (compact, [part for part in parts if part.in_thread]):
        numbers = [choice.number for part in place for choice in part.choices]
        assert numbers == [*range(1, entries + 1)] or (not place and place is not compact)
    for part in parts:
        texts = [text for text in (part.header, *part.blocks) if text]
        assert texts
        if shape == "classic":
            assert len(texts) <= 10
            assert max(map(len, texts)) <= 4096
            assert sum(map(len, texts)) <= 6000
        else:
            selects = -(-len(part.choices) // 25)
            assert 2 + len(texts) + 1 + 2 * selects + 3 <= 40  # the ping, the container, the line; the rows
            assert sum(map(len, texts)) <= 3900


def test_an_issue_is_compiled_from_its_articles() -> None:
    digest = compile_digest(_publication(), DAY, date(2025, 5, 15), [PAPER, PAPER], "uid", {"5/5 April 2025"})
    assert digest.heading == "Exosomes Digest (1/4 May 2025)"
    assert (digest.day, digest.date, digest.editor) == (DAY, date(2025, 5, 15), "Lisa")
    assert [entry.number for entry in digest.entries] == [1, 2]
    assert digest.reading_minutes == 1


def test_a_label_that_is_taken_gets_the_date() -> None:
    monday = date(2025, 5, 12)
    taken = {"1/4 May 2025"}
    dated = compile_digest(_publication(), monday, monday, [PAPER], "uid", taken)
    assert dated.label == "1/4 May 2025, 12 May"
    again = compile_digest(_publication(), monday, monday, [PAPER], "uid", {*taken, dated.label})
    assert again.label not in {*taken, dated.label}


@pytest.mark.parametrize(("words", "minutes"), [(0, 1), (300, 1), (400, 2), (2380, 10)])
def test_reading_time_counts_what_the_reader_sees(words: int, minutes: int) -> None:
    article = Article(title="T", sections=(Section(text="word " * words),))
    assert _digest([article], _publication(intro="")).reading_minutes == minutes


def test_a_compact_post_is_a_header_and_a_text_for_each_entry() -> None:
    (part,) = divide(_digest([PAPER, Article(title="A *star*")]), "compact")
    assert part.header == (
        "## Exosomes Digest (1/4 May 2025)\n-# Lisa · 14 May 2025 · 1 min read · 2 entries\nThe week in exosomes."
    )
    assert part.blocks[0] == (
        "**1. [Exosomes cross the blood-brain barrier](https://doi.org/10.1000/a)**\n"
        "They carry drugs where few drugs go, and this review says how, by which ways and how soon.\n"
        "-# Nature · 2025"
    )
    assert part.blocks[1:] == (r"**2. A \*star\***",)
    assert [(choice.number, choice.title) for choice in part.choices] == [(1, PAPER.title), (2, "A *star*")]


def test_a_header_leaves_out_what_is_not_known() -> None:
    (part,) = divide(_digest([PAPER], _publication(editor="", intro="")), "compact")
    assert part.header == "## Exosomes Digest (1/4 May 2025)\n-# 14 May 2025 · 1 min read · 1 entry"


def test_a_full_compact_post_drops_sources_then_shortens_then_goes_on() -> None:
    twelve = divide(_digest([PAPER] * 12), "compact")
    assert len(twelve) == 1
    assert "-# Nature" in twelve[0].blocks[0]
    twenty_two = divide(_digest([PAPER] * 22), "compact")
    assert len(twenty_two) == 1
    assert "Nature" not in twenty_two[0].blocks[0]
    assert PAPER.takeaway in twenty_two[0].blocks[0]
    talkative = PAPER.model_copy(update={"takeaway": "many words " * 18})
    crowded = divide(_digest([talkative] * 18), "compact")
    assert len(crowded) == 1
    assert crowded[0].blocks[0].endswith("words…")
    forty = divide(_digest([PAPER] * 40), "compact")
    assert len(forty) > 1
    assert [bool(part.header) for part in forty] == [True] + [False] * (len(forty) - 1)


def test_a_full_post_holds_every_entry_whole() -> None:
    head, part = divide(_digest([PAPER] * 3), "full")
    assert (head.blocks, head.choices) == ((), ())
    assert part.blocks[0] == (
        "**1. [Exosomes cross the blood-brain barrier](https://doi.org/10.1000/a)**\n"
        "They carry drugs where few drugs go, and this review says how, by which ways and how soon.\n"
        "-# Nature · 2025\n\nDoe J, Roe R\n\n**Conclusion**\nExosomes cross. They do."
    )
    assert [choice.number for choice in part.choices] == [1, 2, 3]


def test_a_long_entry_goes_on_in_the_next_message() -> None:
    text = " ".join(f"Sentence {number} says so." for number in range(400))
    long = Article(title="Long", sections=(Section(heading="Results", text=text),))
    parts = divide(_digest([PAPER, long, PAPER]), "full")
    _require_limits(parts, "full", 3)
    assert 3 < len(parts) <= 5
    written = " ".join(block for part in parts for block in part.blocks)
    assert [int(found) for found in re.findall(r"Sentence (\d+) says", written)] == [*range(400)]
    assert all(text.rstrip().endswith(".") for part in parts for text in part.blocks)


def test_a_digest_too_long_for_five_messages_is_posted_compact() -> None:
    huge = Article(title="Huge", sections=(Section(text="word " * 5000),))
    assert divide(_digest([huge, PAPER]), "full") == divide(_digest([huge, PAPER]), "compact")


def test_a_classic_post_fills_embeds() -> None:
    (part,) = divide(_digest([PAPER] * 12), "classic")
    assert len(part.blocks) == 1
    assert part.blocks[0].count("blood-brain") == 12
    more = divide(_digest([PAPER] * 60), "classic")
    assert len(more) > 1


def test_a_linked_announcement_has_a_place_for_each_full_text() -> None:
    (part,) = divide(_digest([PAPER] * 12), "classic", linked=True)
    assert [number for number in range(1, 13) if place_for(number) in part.blocks[0]] == [*range(1, 13)]
    _require_limits((part,), "classic", 12)


def test_links_that_would_cost_a_message_are_left_out() -> None:
    full = next(count for count in range(60) if len(divide(_digest([PAPER] * (count + 1)), "classic")) > 1)
    assert divide(_digest([PAPER] * full), "classic", linked=True) == divide(_digest([PAPER] * full), "classic")


@pytest.mark.parametrize("shape", FORMATS)
@pytest.mark.parametrize("intro", ["*" * 1000, "A long intro. " * 700])
def test_the_longest_titles_and_intros_are_posted(shape: Format, intro: str) -> None:
    articles = [
        PAPER.model_copy(
            update={"title": "*" * 500, "links": (Link(kind="url", value="https://e.x/" + "(" * 1900),)}
        )
    ]
    parts = divide(_digest(articles * 30, _publication("_" * 80, "_" * 80, intro)), shape)
    _require_limits(parts, shape, 30)
    assert _seen(block for part in parts if not part.in_thread for block in part.blocks).count("*" * 500) == 30


def test_a_thread_gets_every_word_under_the_compact_messages() -> None:
    digest = _digest([PAPER] * 30)
    parts = divide(digest, "thread")
    compact, inside = divide(digest, "compact"), [part for part in parts if part.in_thread]
    assert [part.blocks for part in parts if not part.in_thread] == [part.blocks for part in compact]
    assert parts[len(compact) :] == tuple(inside)
    assert not any(part.header for part in inside)
    written = _seen(block for part in inside for block in part.blocks)
    assert written.count(_plain("Exosomes cross. They do.")) == 30


def test_a_digest_too_long_for_a_thread_stays_compact() -> None:
    long = PAPER.model_copy(update={"sections": (Section(heading="Results", text="Vesicles move. " * 1000),)})
    digest = _digest([long] * 60)
    assert divide(digest, "thread") == divide(digest, "compact")


@pytest.mark.parametrize("shape", FORMATS)
def test_a_digest_without_entries_has_its_header(shape: Format) -> None:
    (part,) = divide(_digest([]), shape)
    assert part.header.startswith("## Exosomes Digest")


@settings(max_examples=60, deadline=None)
@given(st.lists(ARTICLES, max_size=8), LONG, NASTY, st.sampled_from(FORMATS))
def test_every_part_is_within_every_limit_and_no_title_is_lost(
    articles: list[Article], intro: str, editor: str, shape: Format
) -> None:
    parts = divide(_digest(articles, _publication(editor=editor, intro=intro)), shape)
    _require_limits(parts, shape, len(articles))
    for part in parts:
        assert all(before.number + 1 == after.number for before, after in pairwise(part.choices))
    written = _seen(block for part in parts for block in part.blocks)
    assert all(_plain(clean_line(article.title)) in written for article in articles)


@settings(max_examples=60, deadline=None)
@given(st.lists(ARTICLES, min_size=1, max_size=5), LONG)
def test_no_word_of_a_full_post_is_lost(articles: list[Article], intro: str) -> None:
    digest = _digest(articles, _publication(intro=intro))
    parts = divide(digest, "full")
    assume(parts[0].blocks == () and parts != divide(digest, "compact"))
    written = _seen(text for part in parts for text in (part.header, *part.blocks))
    assert _plain(intro) in written
    for article in articles:
        assert _plain(clean_line(article.takeaway)) in written
        assert _plain(", ".join(article.authors)) in written
        assert all(_plain(section.text) in written for section in article.sections)
        assert all(_plain(clean_line(section.heading)) in written for section in article.sections)
