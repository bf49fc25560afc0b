"""Long arrays in parts, of which those are read that are looked into."""

from collections.abc import Callable
from typing import Any, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

PART = 16_384  # numbers
IS_FIRST = "name NOT GLOB '*.*'"  # whether a name is that of a first part, or of an array that is whole

Kind = TypeVar("Kind", bound=np.generic, covariant=True)


class Sliced(Protocol[Kind]):
    """An array that is looked into by slices with a step of 1."""

    def __getitem__(self, wanted: slice, /) -> NDArray[Kind]: ...


class Parts:
    """An array of numbers of one kind, whose parts are read by their names."""

    def __init__(self, read: Callable[[str], bytes], name: str, kind: np.dtype[Any]) -> None:
        self._read = read
        self._name = name
        self._kind = kind

    def __getitem__(self, wanted: slice, /) -> NDArray[Any]:
        start, stop = int(wanted.start or 0), int(wanted.stop)
        if start >= stop:
            return np.empty(0, self._kind)
        first, begin = divmod(start, PART)
        end = begin + stop - start
        if end <= PART:
            return self._part(first)[begin:end]
        parts = range(first, first + -(-end // PART))
        return np.concatenate([self._part(number) for number in parts])[begin:end]

    def _part(self, number: int) -> NDArray[Any]:
        return np.frombuffer(self._read(_part_name(self._name, number)), self._kind)


def parted(name: str, array: NDArray[Any]) -> dict[str, bytes]:
    """The parts of an array by their names; the first one is there though it be empty."""
    starts = range(0, max(len(array), 1), PART)
    return {_part_name(name, at): array[start : start + PART].tobytes() for at, start in enumerate(starts)}


def _part_name(name: str, number: int) -> str:
    return f"{name}.{number}" if number else name
