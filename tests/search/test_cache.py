"""What is kept of segments, up to a size."""

import pytest

from bot.search import parts
from bot.search.cache import ArrayCache
from tests.search.archives import Archive, text

LETTERS = "abcdefghijklmnopqrstuvwxyz"


def test_the_least_used_segments_are_given_up_first() -> None:
    cache = ArrayCache(100)
    for segment_id in (1, 2, 3):
        cache.put(segment_id, {"places": bytes(30)}, [])
    cache.use([1])
    cache.put(4, {"places": bytes(50)}, [])
    kept = cache.use([1, 2, 3, 4])
    assert [segment_id for segment_id, arrays in kept.items() if arrays] == [1, 4]
    assert cache.used == 80


def test_of_a_scope_that_does_not_fit_what_fits_stays() -> None:
    cache = ArrayCache(100)
    for segment_id in (1, 2, 3):
        cache.put(segment_id, {"places": bytes(40)}, [1, 2, 3])
    assert [bool(arrays) for arrays in cache.use([1, 2, 3]).values()] == [True, True, False]
    assert cache.used == 80


def test_nothing_is_given_up_for_what_cannot_be_kept_anyway() -> None:
    cache = ArrayCache(100)
    cache.put(1, {"places": bytes(60)}, [])
    cache.put(2, {"places": bytes(30)}, [2])
    cache.put(2, {"titles": bytes(75)}, [2])
    assert [bool(arrays) for arrays in cache.use([1, 2]).values()] == [True, True]
    assert cache.used == 90


def test_an_array_that_two_have_read_counts_once() -> None:
    cache = ArrayCache(100)
    cache.put(1, {"titles": bytes(10)}, [])
    for _ in range(2):
        cache.put(1, {"places": bytes(30)}, [1])
    assert cache.used == 40
    assert cache.use([1]) == {1: {"places": bytes(30), "titles": bytes(10)}}


@pytest.mark.parametrize("part", [7, parts.PART])
async def test_a_search_finds_the_same_whatever_is_kept(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, part: int
) -> None:
    monkeypatch.setattr(parts, "PART", part)
    publication = await archive.publication()
    words = [f"{one}{two}{three}word" for one in LETTERS for two in LETTERS for three in "aeiou"]
    # Their arrays are too large to come with the rows.
    bodies = [" ".join(words[number % 50 :: 3]) for number in range(100)]
    await archive.publish(publication, [text(f"Paper {words[at]}", body) for at, body in enumerate(bodies)])
    asked = ["aboword", '"aaaword aaoword"', "aboword babuword", "aaaw*"]
    found = [await archive.titles([publication], one) for one in asked]
    assert [*map(len, found)] == [6, 2, 32, 2]
    for memory in (0, 60_000, 1 << 20):
        archive.forget(memory)
        for _ in range(2):
            assert [await archive.titles([publication], one) for one in asked] == found
