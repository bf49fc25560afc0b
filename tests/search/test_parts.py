"""Long arrays in parts."""

from collections.abc import Callable

import numpy as np
import pytest

from bot.search import parts
from bot.search.parts import Parts, parted

KIND = np.dtype("<u2")


@pytest.fixture(autouse=True)
def short_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts of 5 numbers."""
    monkeypatch.setattr(parts, "PART", 5)


def noted(pieces: dict[str, bytes], asked: list[str]) -> Callable[[str], bytes]:
    """What reads pieces by name, and remembers which."""

    def read(name: str) -> bytes:
        asked.append(name)
        return pieces[name]

    return read


@pytest.mark.parametrize("length", [0, 1, 4, 5, 6, 10, 12])
def test_every_slice_is_that_of_the_whole(length: int) -> None:
    whole = np.arange(length, dtype=KIND)
    again = Parts(parted("places", whole).__getitem__, "places", KIND)
    for start in range(length + 1):
        for stop in range(length + 1):
            assert again[start:stop].tolist() == whole[start:stop].tolist()
            assert again[start:stop].dtype == KIND
    assert again[:length].tolist() == whole.tolist()


def test_what_is_not_looked_into_is_not_read() -> None:
    asked: list[str] = []
    pieces = parted("places", np.arange(20, dtype=KIND))
    again = Parts(noted(pieces, asked), "places", KIND)
    assert again[7:7].tolist() == []
    assert asked == []
    assert again[np.uint32(7) : np.uint32(11)].tolist() == [7, 8, 9, 10]
    assert asked == ["places.1", "places.2"]
    assert again[5:10].tolist() == [5, 6, 7, 8, 9]
    assert asked == ["places.1", "places.2", "places.1"]
