from datetime import date

import numpy as np
import pytest

from bot.model import Article
from bot.search import spelling
from bot.search.meaning import corrected
from bot.search.merge import Piece
from bot.search.pack import Document, Usual, pack
from bot.search.view import View


def view_of(*texts: str) -> View:
    documents = [Document(at, date(2025, 5, 14), Article(title=title)) for at, title in enumerate(texts)]
    segment, _ = pack(documents, Usual())
    return View([Piece(segment, np.empty(0, np.uint16))])


@pytest.mark.parametrize(
    ("word", "edits"), [("exo", 0), ("cels", 1), ("vesicle", 1), ("exosomes", 2), ("cd63", 0), ("il-6", 0)]
)
def test_short_words_and_those_with_digits_are_corrected_with_care(word: str, edits: int):
    assert spelling.allowed_edits(word) == edits


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        ("brian", {"brain": 1}),
        ("exosmoes", {"exosomes": 1}),
        ("xosomes", {"exosomes": 1}),
        ("exosmmes", {"exosomes": 1}),
        ("exsomses", {"exosomes": 2}),
        ("fibrösis", {"fibrosis": 1}),
        ("endo", {}),
        ("vacine", {"vaccines": 1}),
        ("vacin", {}),
        ("rver", {"river": 1}),
        ("tren", {}),
    ],
)
def test_the_nearest_words_are_as_few_edits_away_as_any(typed: str, near: dict[str, int]):
    view = view_of("brain train", "exosome exosomes", "endosome river", "fibrosis", "vaccines trends")
    found = spelling.neighbours(view.segments, typed)
    assert {one.word: one.edits for one in found} == near


def test_signatures_leave_out_no_near_word():
    words = [
        "exosome",
        "exosomes",
        "endosome",
        *(f"filler{letter}{other}" for letter in "abcdef" for other in "xyz"),
    ]
    view = view_of(" ".join(words))
    for word in words:
        for at in range(len(word)):
            for typed in (
                word[:at] + word[at + 1 :],
                word[:at] + "q" + word[at:],
                word[:at] + "é" + word[at + 1 :],
            ):
                near = {one.word for one in spelling.neighbours(view.segments, typed)}
                assert word in near or typed in words


def test_fewer_errors_go_before_frequency():
    view = view_of("exosomes", *(["endosomes"] * 9), *(["liposomes"] * 5))
    assert corrected(view, "exosomse") == "exosomes"


def test_words_with_digits_are_never_suggested():
    assert corrected(view_of("cda4b"), "cdaqb") is None
