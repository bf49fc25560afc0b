from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.editorial.since import first_day
from bot.errors import InvalidInput

TODAY = date(2025, 5, 31)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2024", date(2024, 1, 1)),
        ("2024-05", date(2024, 5, 1)),
        ("2024-5-7", date(2024, 5, 7)),
        ("2024/05/07", date(2024, 5, 7)),
        ("7.5.2024", date(2024, 5, 7)),
        ("May 2024", date(2024, 5, 1)),
        ("since sept 2024", date(2024, 9, 1)),
        ("17 May 2024", date(2024, 5, 17)),
        ("May 17th, 2024", date(2024, 5, 17)),
        (" 6  Months ", date(2024, 11, 30)),
        ("3 months", date(2025, 2, 28)),
        ("a year", date(2024, 5, 31)),
        ("2 years ago", date(2023, 5, 31)),
        ("last week", date(2025, 5, 24)),
        ("past 10 days", date(2025, 5, 21)),
        ("2w", date(2025, 5, 17)),
        ("yesterday", date(2025, 5, 30)),
        ("today", TODAY),
        ("this year", date(2025, 1, 1)),
    ],
)
def test_the_day_that_people_mean(typed: str, day: date):
    assert first_day(typed, TODAY) == day


@pytest.mark.parametrize(
    "typed", ["", "soon", "m", "2024-13", "30 February 2024", "12", "0000", "٢٠٢٤-٩٩", "x 2024"]
)
def test_what_is_no_date_is_answered_with_what_to_type(typed: str):
    with pytest.raises(InvalidInput, match="Give a year"):
        first_day(typed, TODAY)


def test_a_day_to_come_is_told_as_such():
    with pytest.raises(InvalidInput, match="still to come"):
        first_day("2025-06", TODAY)


@settings(max_examples=200)
@given(st.one_of(st.text(), st.from_regex(r"(last )?\d{1,5} ?(d|weeks?|months?|y|years) ?(ago)?", fullmatch=True)))
def test_any_text_is_a_day_or_a_sentence(typed: str):
    with suppress(InvalidInput):
        assert first_day(typed, TODAY) <= TODAY
