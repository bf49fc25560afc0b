import pytest

from bot.search import spelling


@pytest.mark.parametrize(
    ("word", "edits"), [("gen", 0), ("cd634", 0), ("cell", 1), ("vesicle", 1), ("exosomes", 2), ("neuropharma", 2)]
)
def test_longer_words_may_have_more_errors(word: str, edits: int):
    assert spelling.allowed_edits(word) == edits


async def test_near_words_are_found_in_a_vocabulary_of_any_size():
    small = ["exosome", "exosomes", "endosome", "river"]
    large = [f"filler{number}" for number in range(20_000)] + small
    assert await spelling.neighbours("exosmoes", small) == await spelling.neighbours("exosmoes", large)


async def test_a_transposition_is_one_error():
    assert await spelling.neighbours("brian", ["brain", "train"]) == {"brain": 1}


def test_fewer_errors_go_before_the_first_letter_and_that_before_frequency():
    near = {"exosomes": 1, "endosomes": 2, "liposomes": 2}
    often = {"exosomes": 1, "endosomes": 900, "liposomes": 9000}
    assert spelling.best("exosomse", near, often) == "exosomes"
    del near["exosomes"]
    assert spelling.best("exosomse", near, often) == "endosomes"


def test_words_with_digits_are_never_suggested():
    assert spelling.best("cdab", {"cda4": 1}, {"cda4": 5}) is None
