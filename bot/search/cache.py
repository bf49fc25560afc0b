"""Segments kept in memory, the least used ones given up first."""

from collections import OrderedDict

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

    def put(self, segment_id: int, segment: Segment, size: int) -> None:
        """Keep a segment of so many bytes, and as many of the others as there is room for."""
        if segment_id not in self._kept:
            self._kept[segment_id] = (segment, size)
            self.used += size
        while self.used > self._memory and len(self._kept) > 1:
            _, (_, given_up) = self._kept.popitem(last=False)
            self.used -= given_up
