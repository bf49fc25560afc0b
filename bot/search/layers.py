"""Which segments of a publication become one, so that there are few and none is written anew often."""

from collections.abc import Sequence
from typing import NamedTuple

from bot.search.segment import MOST_ENTRIES

SAME_SIZE = 4  # segments within a factor of four are of one layer, and so many of them are merged
_SMALLEST = 64


class Layer(NamedTuple):
    """A segment by its row id, and how many entries it has and has lost."""

    segment_id: int
    entries: int
    removed: int

    @property
    def living(self) -> int:
        """How many entries it still has."""
        return self.entries - self.removed


def to_merge(layers: Sequence[Layer], most: int = MOST_ENTRIES) -> list[int]:
    """The row ids of segments that should become one of at most so many entries; none where all is well."""
    by_size: dict[int, list[Layer]] = {}
    for layer in sorted(layers, key=lambda one: one.living):
        by_size.setdefault(_size(layer.living), []).append(layer)
    for some in by_size.values():
        together = _fitting(some, most)
        if len(some) >= SAME_SIZE and len(together) > 1:
            return [layer.segment_id for layer in together]
    return [one.segment_id for one in layers if one.removed > one.living and one.living <= most][:1]


def _size(entries: int) -> int:
    size = 0
    while entries > _SMALLEST:
        entries //= SAME_SIZE
        size += 1
    return size


def _fitting(layers: Sequence[Layer], room: int) -> list[Layer]:
    """The smallest ones that fit into one segment."""
    fitting: list[Layer] = []
    for layer in layers:
        room -= layer.living
        if room < 0:
            break
        fitting.append(layer)
    return fitting
