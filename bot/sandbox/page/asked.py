"""What the page asks for: a JSON object and files, read with care, for anything may come over HTTP."""

from collections.abc import Mapping
from typing import Any, NamedTuple, cast

from bot.sandbox.cdn import Upload
from bot.sandbox.errors import Json


class Refused(Exception):
    """Something that can't be done, with a sentence that says why."""


class Asked(NamedTuple):
    """A request of the page."""

    json: Json
    files: Mapping[str, Upload]

    def text(self, key: str) -> str:
        """A text; Refused where it is missing or something else."""
        value = self.json.get(key)
        if not isinstance(value, str):
            raise Refused(f"The request lacks {key!r}.")
        return value

    def number(self, key: str) -> int:
        """An id; Refused where it is none."""
        return number(self.text(key))

    def texts(self, key: str) -> dict[str, str]:
        """An object of texts; empty where it is missing."""
        return {name: value for name, value in self.object(key).items() if isinstance(value, str)}

    def object(self, key: str) -> Json:
        """An object; empty where it is missing."""
        value: Any = self.json.get(key)
        return cast("Json", value) if isinstance(value, dict) else {}

    def list(self, key: str) -> list[str]:
        """A list of texts; what is none is left out."""
        value: Any = self.json.get(key)
        return [one for one in cast("list[Any]", value) if isinstance(one, str)] if isinstance(value, list) else []


def number(text: str) -> int:
    """An id out of a text; 0, which nothing has, where it is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 20 else 0
