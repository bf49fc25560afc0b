"""What is let into the archive, and how it is shortened."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.editorial.text import clean, clean_line, is_blank, shorten

HOSTILE = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from(
            "\x00\r\n\t \u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200d\ud800\u0301🇩👩\ufe0f"
        ),
    ),
    max_size=200,
)
FAMILY = "👩‍👩‍👧"


def test_line_ends_become_one_kind_and_blank_lines_do_not_pile_up() -> None:
    assert clean("one  \r\ntwo\rthree\u2028four\n\n\n\n five \n") == "one\ntwo\nthree\nfour\n\n five"


def test_what_cannot_be_seen_goes() -> None:
    assert clean("a\x00b\x1b[31m\ufeffc\ud800d\x7f") == "ab[31mcd"


def test_letters_and_their_accents_are_composed() -> None:
    assert clean("e\u0301") == "é"


@pytest.mark.parametrize(
    "text", ["שלום עולם (BBB)", "مرحبا\u200fabc\u200e", FAMILY, "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "می\u200cخواهم", "a \u2067ב\u2069 c"]
)
def test_other_scripts_directions_and_joined_emoji_stay_intact(text: str) -> None:
    assert clean(text) == text


def test_a_direction_mark_that_nobody_closes_does_not_turn_what_follows() -> None:
    assert clean("Safe \u202egnp.exe\nnext") == "Safe gnp.exe\nnext"
    assert clean("\u2069\u202c x \u2066\u202a y\u2069") == " x \u2066 y\u2069".strip()


def test_a_line_has_no_line_ends() -> None:
    assert clean_line("  a\n\n b\t\u00a0c ") == "a b c"


@pytest.mark.parametrize(
    ("text", "blank"), [("", True), (" \u200b\u3164", True), ("\u0301", True), ("x", False), ("好", False)]
)
def test_blank_is_what_shows_nothing(text: str, blank: bool) -> None:
    assert is_blank(text) is blank


@settings(max_examples=150, deadline=None)
@given(HOSTILE)
def test_cleaned_text_is_clean(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert unicodedata.is_normalized("NFC", cleaned)
    assert not [one for one in cleaned if unicodedata.category(one) in ("Cc", "Cs") and one != "\n"]
    assert "\n\n\n" not in cleaned
    assert cleaned == cleaned.strip()
    assert "\n" not in clean_line(text)


def test_a_text_that_fits_is_left_alone() -> None:
    assert shorten("blood-brain barrier", 19) == "blood-brain barrier"


def test_a_long_text_ends_at_a_word() -> None:
    assert shorten("Exosomes cross the blood-brain barrier", 25) == "Exosomes cross the…"
    assert shorten("Exosomes, however, cross", 19) == "Exosomes, however…"


def test_a_long_word_is_cut_within() -> None:
    assert shorten("a" * 100, 10) == "a" * 9 + "…"


@pytest.mark.parametrize("limit", range(6, 30))
def test_no_emoji_flag_or_accent_is_taken_apart(limit: int) -> None:
    assert set(shorten(FAMILY * 10, limit).removesuffix("…").split(FAMILY)) == {""}
    assert set(shorten("🇩🇪" * 20, limit).removesuffix("…").split("🇩🇪")) == {""}
    assert set(shorten("x\u0323\u0302" * 20, limit).removesuffix("…").split("x\u0323\u0302")) == {""}
    assert set(shorten("👍🏽" * 20, limit).removesuffix("…").split("👍🏽")) == {""}


@settings(max_examples=150, deadline=None)
@given(HOSTILE.map(clean), st.integers(0, 60))
def test_what_is_shortened_fits_and_is_the_beginning(text: str, limit: int) -> None:
    short = shorten(text, limit)
    assert len(short) <= limit
    marks = dict.fromkeys(map(ord, "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))
    assert text.translate(marks).startswith(short.translate(marks).removesuffix("…"))
    assert short.endswith("…") or short == text or limit == 0
