"""Which format a channel gets a digest in."""

from bot.errors import InvalidInput
from bot.model import ChannelKind, Format

_USUAL: dict[ChannelKind, Format] = {
    "text": "compact",
    "announcement": "classic",
    "forum": "full",
    "thread": "full",
}
_POSSIBLE: dict[ChannelKind, tuple[Format, ...]] = {
    "text": ("compact", "full", "thread"),
    "announcement": ("classic",),
    "forum": ("compact", "full"),
    "thread": ("compact", "full"),
}


def format_for(kind: ChannelKind, wanted: Format | None) -> Format:
    """The format that is wanted, or the usual one of the channel's kind.

    Raises InvalidInput for a thread where no thread can be opened. An announcement is always a classic message.
    """
    if wanted is None or kind == "announcement":
        return _USUAL[kind]
    if wanted not in _POSSIBLE[kind]:
        raise InvalidInput("Only under a text channel's message can a thread be opened; pick another format.")
    return wanted
