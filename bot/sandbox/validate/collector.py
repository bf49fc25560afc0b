"""Collects what is wrong with a body, so that a sender is told all of it at once."""

from collections.abc import Hashable, Iterable
from typing import Any

from bot.sandbox.errors import DiscordError

_FORM = 50035
_Found = list[tuple[tuple[str, ...], str, str]]


class Errors:
    """The errors of one body, seen from one path inside it."""

    def __init__(self, path: tuple[str, ...] = (), found: _Found | None = None) -> None:
        self._path = path
        self._found: _Found = [] if found is None else found

    def at(self, *keys: str | int) -> "Errors":
        """The same errors, seen from a deeper path."""
        return Errors((*self._path, *map(str, keys)), self._found)

    def add(self, code: str, message: str) -> None:
        """Note an error at this path."""
        self._found.append((self._path, code, message))

    def refuse(self) -> None:
        """Raise DiscordError 50035 if anything was found."""
        if self._found:
            raise DiscordError(_FORM, errors=self._tree())

    def _tree(self) -> dict[str, Any]:
        root: dict[str, Any] = {}
        for path, code, message in self._found:
            node = root
            for key in path:
                node = node.setdefault(key, {})
            node.setdefault("_errors", []).append({"code": code, "message": message})
        return root


def refuse_repeats(entries: Iterable[tuple[Errors, Hashable]], code: str, message: str) -> None:
    """Note an error for each value that an earlier entry has already."""
    seen: set[Hashable] = set()
    for errors, value in entries:
        if value in seen:
            errors.add(code, message)
        seen.add(value)
