"""Arrays of segments kept in memory, those of the least used segments given up first."""

import threading
from collections import OrderedDict
from collections.abc import Collection, Iterable, Mapping

Arrays = dict[str, bytes]  # those of a segment by their names


class ArrayCache:
    """Keeps the arrays of segments, which never change, up to so many bytes together. Threads may share it."""

    def __init__(self, memory: int) -> None:
        self._memory = memory
        self._kept: OrderedDict[int, Arrays] = OrderedDict()
        self._lock = threading.Lock()
        self.used = 0

    def use(self, segment_ids: Iterable[int]) -> dict[int, Arrays]:
        """What is kept of each of these segments, which are now those used last."""
        with self._lock:
            found: dict[int, Arrays] = {}
            for segment_id in segment_ids:
                found[segment_id] = {**self._kept.get(segment_id, {})}
                if segment_id in self._kept:
                    self._kept.move_to_end(segment_id)
            return found

    def put(self, segment_id: int, arrays: Arrays, needed: Collection[int]) -> None:
        """Keep arrays of a segment, if there is room for them without giving up segments that are `needed` too.

        Of a scope that does not fit as a whole, what fits stays: the next search needs all of it again.
        """
        with self._lock:
            kept = self._kept.get(segment_id, {})
            new = {name: array for name, array in arrays.items() if name not in kept}
            if self._make_room(_size(new), {*needed, segment_id}):
                self._kept[segment_id] = kept | new
                self.used += _size(new)

    def _make_room(self, size: int, needed: Collection[int]) -> bool:
        """Give up segments until there is room for so many bytes; False, and all stay, if that does not do."""
        spare: list[int] = []
        free = self._memory - self.used
        for segment_id, arrays in self._kept.items():
            if free >= size:
                break
            if segment_id not in needed:
                spare.append(segment_id)
                free += _size(arrays)
        if free < size:
            return False
        for segment_id in spare:
            self.used -= _size(self._kept.pop(segment_id))
        return True


def _size(arrays: Mapping[str, bytes]) -> int:
    return sum(map(len, arrays.values()))
