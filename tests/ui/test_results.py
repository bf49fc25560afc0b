"""What a page of hits holds at most, whatever stands in it."""

from dataclasses import replace
from datetime import date

import pytest

from bot.journeys.asked import Wanted
from bot.journeys.hits import Hit, Ranking, Results, Why
from bot.model import Article, EntryRef, Link, Snippet
from bot.ui import results

LONG = "*_`[x](y)` " * 600
MOST_CHARACTERS, MOST_COMPONENTS = 4000, 40  # of a message on Discord


def _hit(number: int, scale: int) -> Hit:
    article = Article(
        title=LONG[: 500 // scale],
        links=(Link(kind="url", value=f"https://example.org/{'x' * (1900 // scale)}"),),
        authors=tuple(f"{one} {LONG[: 200 // scale]}" for one in range(60 // scale)),
    )
    passage = [(LONG[: 300 // scale], False), (LONG[: 60 // scale], True), ("-- ## > 1. " * 20, False)]
    return Hit(
        number=number,
        ref=EntryRef(digest_uid="0" * 16, number=number),
        external_id="",
        article=article,
        publication=LONG[: 80 // scale],
        digest_label=LONG[: 60 // scale],
        digest_date=date(2025, 9, 24),
        why=Why(in_title=False, passage=passage, authors=article.authors, tags=()),
        message_url=f"https://discord.com/channels/{'1' * 20}/{'2' * 20}/{'3' * 20}",
        notice=LONG[: 200 // scale],
    )


def _page(scale: int, token: str = "f" * 16) -> Results:
    words = {f"{one}{LONG[: 60 // scale]}": LONG[: 60 // scale] for one in range(40 // scale)}
    ranking = Ranking(
        wanted=Wanted(LONG[: 6000 // scale], LONG[: 200 // scale], LONG[: 200 // scale], "2024-09-30", "newest"),
        within=LONG[: 80 // scale],
        used=LONG[: 6000 // scale],
        corrected=words,
        also={typed: (other, other) for typed, other in words.items()},
        total=123_456,
        partial=True,
        entries=tuple(range(500)),
    )
    hits = tuple(_hit(number, scale) for number in range(496, 501))
    return Results(ranking, hits, page=100, pages=100, missing=3, token=token)


@pytest.mark.parametrize("scale", [1, 2, 5, 20])
def test_so_does_one_of_hits_by_their_labels(scale: int):
    found = _page(scale)
    names = found.hits[0].why.authors
    why = Why(in_title=False, passage=((LONG[:300], False),), tags=names, journal=names[:1], date=(LONG[:100],))
    labelled = replace(found, hits=tuple(replace(hit, why=why) for hit in found.hits))
    assert results.results(labelled).content_length() <= MOST_CHARACTERS


@pytest.mark.parametrize("scale", [1, 2, 5, 20])
@pytest.mark.parametrize("token", ["f" * 16, ""])
def test_a_page_of_hits_fits_into_a_message(scale: int, token: str):
    for view in (
        results.results(_page(scale, token)),
        results.shared_results(_page(scale, token), "<@12345678901234567890> shares:"),
    ):
        assert view.content_length() <= MOST_CHARACTERS
        assert view.total_children_count <= MOST_COMPONENTS


def test_nothing_found_fits_into_a_message_too():
    found = _page(1)
    nothing = Results(found.ranking.model_copy(update={"entries": (), "total": 0}), token="f" * 16)
    assert results.results(nothing).content_length() <= MOST_CHARACTERS


@pytest.mark.parametrize(
    ("passage", "shown"),
    [
        ((("a ", False), ("TNF", True), ("α", True), (" b", False)), "a **TNFα** b"),
        ((("blood", True), ("-", False), ("brain", True), (" barrier", False)), "**blood-brain** barrier"),
        ((("a ", False), ("one", True), (" ", False), ("two", True)), "a **one** **two**"),
    ],
)
def test_matched_words_that_touch_are_one_in_bold(passage: Snippet, shown: str):
    found = _page(20)
    why = Why(in_title=False, passage=passage)
    view = results.results(replace(found, hits=(replace(_hit(1, 20), why=why),)))
    assert any(shown in str(getattr(item, "content", "")) for item in view.walk_children())
