"""Links from an announcement to the full texts in other channels, which are not posted yet when it is divided.

A place of exactly a link's length is kept for each, so that what is frozen fits however it is filled in later.
Nobody can write such a place: a "[" in anybody's text is escaped.
"""

import re
from collections.abc import Mapping

_ID = 20  # digits of the longest id
_ADDRESS = "https://discord.com/channels"
_PLACE = re.compile(rf"\n\[Full text\]\({re.escape(_ADDRESS)}/0{{{_ID}}}/0{{{_ID}}}/(\d{{{_ID}}})\)")


def place_for(number: int) -> str:
    """A line that keeps the place of the link to an entry's full text."""
    return _line(f"{_ADDRESS}/{0:0{_ID}}/{0:0{_ID}}/{number:0{_ID}}")


def keeps_place(text: str) -> bool:
    """Whether a finished text has a place for such a link."""
    return _PLACE.search(text) is not None


def filled(text: str, addresses: Mapping[int, str]) -> str:
    """The text with the links that there are by now, by the entries' numbers; the other places go."""

    def link(match: re.Match[str]) -> str:
        address = addresses.get(int(match[1]))
        return f"\n{_line(address)}" if address else ""

    return _PLACE.sub(link, text)


def message_address(guild_id: int, place_id: int, message_id: int) -> str:
    """The address of a message in a channel, thread or forum post."""
    return f"{_ADDRESS}/{guild_id}/{place_id}/{message_id}"


def _line(address: str) -> str:
    return f"[Full text]({address})"
