"""Which lines are headings."""

import pytest

from bot.editorial.headings import heading_of, leading_heading, looks_like_heading, role_of


@pytest.mark.parametrize(
    ("line", "heading"),
    [
        ("Background", "Background"),
        ("Main body", "Main body"),
        ("CONCLUSIONS:", "CONCLUSIONS"),
        ("  **Methods:** ", "Methods"),
        ("## Results", "Results"),
        ("Materials and Methods", "Materials and Methods"),
        ("Design, Setting, and Participants", "Design, Setting, and Participants"),
        ("Methods/Principal Findings", "Methods/Principal Findings"),
    ],
)
def test_known_headings_are_known_in_any_dress(line: str, heading: str) -> None:
    assert heading_of(line) == heading


@pytest.mark.parametrize(
    "line", ["", " ", ":", "Exosomes", "Results of exosomes", "The methods and the mice", "x" * 9999]
)
def test_other_lines_are_none(line: str) -> None:
    assert heading_of(line) is None


def test_a_heading_may_stand_before_its_text() -> None:
    assert leading_heading("CONCLUSIONS: Exosomes: a way.") == ("CONCLUSIONS", "Exosomes: a way.")
    assert leading_heading("Exosomes: a way.") is None
    assert leading_heading("Conclusions:") is None


def test_a_few_words_with_a_colon_look_like_a_heading() -> None:
    assert looks_like_heading("Why it matters:")
    assert not looks_like_heading("and the following were found:")
    assert not looks_like_heading("We looked at mice, men and all of their exosomes:")
    assert not looks_like_heading("Why it matters")


def test_a_compound_is_what_its_last_word_says() -> None:
    assert role_of("Conclusions and relevance") == "conclusion"
    assert role_of("Methods and Results") == "results"
    assert role_of("Exosomes") is None
