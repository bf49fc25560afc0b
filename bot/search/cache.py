"""Segments kept in memory, the least used ones given up first."""

from collections import OrderedDict
from collections.abc import Collection

from bot.search.segment import Segment


class SegmentCache:
    """Keeps segments, which never change, up to so many bytes together."""

    def __init__(self, memory: int) -> None:
        self._memory = memory
        self._kept: OrderedDict[int, tuple[Segment, int]] = OrderedDict()
        self.used = 0

    def get(self, segment_id: int) -> Segment | None:
        """A segment by its row id, if it is kept."""
        kept = self._kept.get(segment_id)
        if kept is None:
            return None
        self._kept.move_to_end(segment_id)
        return kept[0]

    def put(self, segment_id: int, segment: Segment, size: int, needed: Collection[int]) -> None:
        """Keep a segment of so many bytes, if there is room for it without giving up others that are `needed` too.

        Of a scope that does not fit as a whole, what fits stays: the next search needs all of it again.
        """
        for other in list(self._kept):
            if self.used + size <= self._memory:
                break
            if other not in needed:
                self.used -= self._kept.pop(other)[1]
        if segment_id not in self._kept and self.used + size <= self._memory:
            self._kept[segment_id] = (segment, size)
            self.used += size
