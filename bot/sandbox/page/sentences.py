"""What went wrong, as a sentence for the page."""

from collections.abc import Iterator
from typing import Any, cast

from bot.sandbox.errors import CommandHidden, DiscordError
from bot.sandbox.page.asked import Refused


def sentence(error: Exception) -> str:
    """Says what happened, with every field that was refused."""
    if isinstance(error, Refused):
        return str(error)
    if isinstance(error, CommandHidden):
        return f"{error.message}."
    if isinstance(error, DiscordError):
        return " ".join(_complaints(error.errors or {}, "")) or f"Discord refuses this: {_ended(error.message)}"
    text = str(error.args[0]) if error.args else type(error).__name__
    return _ended(text[:1].upper() + text[1:])


def _complaints(tree: Any, name: str) -> Iterator[str]:
    """The messages in a 50035's tree, each after the name of its field."""
    if not isinstance(tree, dict):
        return
    for key, below in cast("dict[str, Any]", tree).items():
        if key == "_errors":
            yield from (_ended(f"{name}: {one['message']}") for one in below)
        else:
            yield from _complaints(below, key)


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."
