"""What a text in the search box is: words, a link, a picked suggestion."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.journeys.asked import (
    entry_value,
    field_value,
    is_picked,
    pasted_link,
    picked_entry,
    typed_field,
)
from bot.model import EntryRef


@pytest.mark.parametrize(
    "text", ["exosomes", "IL-6", "2024", "blood-brain barrier", "and/or", "", "10 mg", "entry:x"]
)
def test_words_are_no_link(text: str):
    assert pasted_link(text) is None
    assert picked_entry(text) is None


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        ("10.1038/ncb1596", True),
        ("https://example.org", True),
        ("pmid:123", True),
        ("PMC123", True),
        ("12345678", False),
        ("Nat.Commun", False),
        ("www.nature.com/x", True),
    ],
)
def test_what_could_be_words_is_no_sure_link(text: str, sure: bool):
    pasted = pasted_link(text)
    assert pasted is not None
    assert pasted.sure is sure


@settings(max_examples=100)
@given(st.text(min_size=1), st.text())
def test_what_stands_for_a_suggestion_is_known_again(name: str, typed: str):
    assert picked_entry(entry_value(EntryRef(digest_uid="abc", number=7))) == EntryRef(digest_uid="abc", number=7)
    value = field_value("author", name)
    assert value.count('"') == 2
    assert is_picked(value)
    assert typed_field(typed, "author") == (typed, "author")


def test_the_field_that_is_being_typed_is_seen():
    assert typed_field('Author: "Smi', "any") == ("Smi", "author")
    assert typed_field("tag:", "any") == ("", "tag")
    assert typed_field("year:2024", "any") == ("year:2024", "any")
