"""Strangers' text in Discord's markdown."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.editorial.characters import harmless
from bot.editorial.text import escape, escape_within, link, split_escaped

TOKENS = [
    *"\\*_~|`#>-+[]()<:@!& \n.1aB5é好\u202e\x00\u2066",
    *[
        "**",
        "__",
        "||",
        "```",
        "](",
        "@everyone",
        "@here",
        "<@1>",
        "<@&22>",
        "<#3>",
        "</a:4>",
        "<t:5:R>",
        "<a:n:6>",
        "<:n:7>",
        "<id:guide>",
        ":smile:",
    ],
    *["[x](http://e.x)", "https://e.x/a_b", "<https://e.x>", "discord.gg/abc"],
    *("-# ", "# ", "### ", "> ", ">>> ", "- ", "1. "),
]
HOSTILE = st.one_of(st.lists(st.sampled_from(TOKENS), max_size=60).map("".join), st.text(max_size=120))


def as_seen(escaped: str) -> str:
    """What a reader sees of escaped text: backslashes before signs and zero-width spaces are not shown."""
    return re.sub(r"\\([^0-9A-Za-z\s])", r"\1", escaped.replace("\u200b", ""))


def words(text: str) -> str:
    return "".join(harmless(text).replace("\u200b", "").split())


@pytest.mark.parametrize(
    "prose",
    [
        "The blood-brain (BBB) 5-fold increase; p < 0.05, n > 3: see Fig. 2 (2025).",
        "miR-21 & TGF-β1 at 10:30:45, ~5 mg/kg, CD63+ vs CD9- cells; 50% #1 e.g. A/B!",
        "α-synuclein’s “role” – in 2.5 µm vesicles",
    ],
)
def test_prose_gets_no_backslashes(prose: str) -> None:
    assert escape(prose) == prose


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("*a* _b_ `c` \\", r"\*a\* \_b\_ \`c\` \\"),
        ("~~a~~ ||b||", r"\~\~a\~\~ \|\|b\|\|"),
        (
            "# a\n## b\n-# c\n- d\n+ e\n1. f\n> g\n>>> h",
            "\\# a\n\\## b\n\\-# c\n\\- d\n\\+ e\n1\\. f\n\\> g\n\\>>> h",
        ),
        ("  - indented\n\t12. list", "  \\- indented\n 12\\. list"),
        ("<t:1:R> <#1> </a:1> <:a:1> <id:guide>", r"\<t:1:R> \<#1> \</a:1> \<\:a:1> \<id:guide>"),
        ("https://e.x steam://run :smile:", r"https\://e.x steam\://run \:smile:"),
    ],
)
def test_markdown_is_shown_as_it_was_typed(text: str, escaped: str) -> None:
    assert escape(text) == escaped


@pytest.mark.parametrize("mention", ["@everyone", "@here", "<@123>", "<@!123>", "<@&123>"])
def test_mentions_are_broken_in_the_raw_text_too(mention: str) -> None:
    assert mention not in escape(f"hi {mention}!")
    assert as_seen(escape(mention)) == mention


def test_no_link_comes_of_brackets_in_several_texts() -> None:
    assert "](" not in escape("[a](https://e.x)")
    assert "](" not in escape("[") + escape("](https://e.x)")


@settings(max_examples=300, deadline=None)
@given(HOSTILE)
def test_escaped_text_reads_the_same_and_holds_no_live_form(text: str) -> None:
    escaped = escape(text)
    assert as_seen(escaped).replace("\u200b", "") == harmless(text).replace("\u200b", "")
    assert len(escaped) <= 2 * len(text)
    bare = re.sub(r"\\[^0-9A-Za-z\s]", "\0", escaped)
    assert not re.search(r"[*_`\[\\]|~~|\|\||\]\(|://|<[@#/:a-z]|@everyone|@here|@[!&]?\d", bare)
    assert not re.search(r"^\s*(?:#{1,3}\s|[-+][\s#]|>|\d+\.\s)", bare, re.MULTILINE)


@settings(max_examples=150, deadline=None)
@given(HOSTILE, st.integers(0, 80))
def test_text_shortened_to_fit_fits_when_escaped(text: str, limit: int) -> None:
    assert len(escape_within(text, limit)) <= limit


def test_shortening_keeps_what_fits_and_ends_at_a_word() -> None:
    assert escape_within("a*b", 10) == r"a\*b"
    assert escape_within("*stars* and more words", 16) == r"\*stars\* and…"


@settings(max_examples=150, deadline=None)
@given(HOSTILE, st.integers(2, 60))
def test_divided_text_fits_and_loses_nothing(text: str, limit: int) -> None:
    pieces = split_escaped(text, limit)
    assert all(0 < len(piece) <= limit for piece in pieces)
    marks = dict.fromkeys(map(ord, "\u202e\u2066"))
    joined = "".join(words(as_seen(piece)) for piece in pieces)
    assert joined.translate(marks) == words(text).translate(marks)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.text("abcdefg*_", min_size=1, max_size=12), min_size=1, max_size=60), st.integers(30, 80))
def test_words_that_fit_are_not_parted(known: list[str], limit: int) -> None:
    pieces = split_escaped(" ".join(known), limit)
    assert " ".join(map(as_seen, pieces)).split() == known


def test_text_is_divided_between_paragraphs_then_sentences_then_words() -> None:
    text = "One two. Three four.\n\nFive six, e.g. seven. Eight nine ten eleven twelve thirteen"
    assert split_escaped(text, 30) == [
        "One two. Three four.",
        "Five six, e.g. seven.",
        "Eight nine ten eleven twelve",
        "thirteen",
    ]


def test_a_word_without_end_is_divided_too() -> None:
    pieces = split_escaped("x" * 100_000, 4000)
    assert [len(piece) for piece in pieces] == [4000] * 25


@pytest.mark.parametrize("unit", ["*", ".", "\u202a\u2069", "🇩", "a. ", "\n ", ":a", "](", "<@1", "1"])
def test_long_nonsense_is_divided_too(unit: str) -> None:
    assert max(map(len, split_escaped(unit * (100_000 // len(unit)), 3900)), default=0) <= 3900


def test_a_link_shows_its_label_and_opens_its_address() -> None:
    assert link("A *new* [way]", "https://e.x/a") == r"[A \*new\* \[way\]](https://e.x/a)"


def test_nothing_in_an_address_ends_the_link() -> None:
    assert link("x", "https://e.x/a(b) <c>?d=é&f=%20") == "[x](https://e.x/a%28b%29%20%3Cc%3E?d=%C3%A9&f=%20)"


@pytest.mark.parametrize("href", ["", "javascript:alert(1)", "file:///etc", "https://", "//e.x", "http://[", "x"])
def test_without_a_web_address_the_label_stands_alone(href: str) -> None:
    assert link("a*b", href) == r"a\*b"


@settings(max_examples=100, deadline=None)
@given(HOSTILE)
def test_an_address_never_breaks_out(path: str) -> None:
    made = link("x", f"https://e.x/{path}")
    assert re.fullmatch(r"\[x\]\([^()\s<>\[\]\\]+\)", made)
