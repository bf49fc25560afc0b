"""A message of a digest in the making, and how much it takes."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.model import Choice, Entry, Part

TEXT_ROOM = 3900  # of the 4,000 characters of a message; the rest is for the line that pings a role
TEXTS = 25  # as many texts, and options of a select, as stay within 40 components with all the buttons there are


@dataclass
class Draft:
    """The header of a message, its texts, and the entries that begin in it."""

    header: str = ""
    blocks: list[str] = field(default_factory=list[str])
    entries: list[Entry] = field(default_factory=list[Entry])
    in_thread: bool = False
    whole: bool = False

    @property
    def room(self) -> int:
        """How many more characters it takes."""
        return TEXT_ROOM - len(self.header) - sum(map(len, self.blocks))


def numbered(drafts: Sequence[Draft]) -> tuple[Part, ...]:
    """The finished parts."""
    return tuple(
        Part(
            number=number,
            total=len(drafts),
            header=draft.header,
            blocks=tuple(draft.blocks),
            choices=tuple(Choice(number=entry.number, title=entry.article.title) for entry in draft.entries),
            in_thread=draft.in_thread,
            whole=draft.whole,
        )
        for number, draft in enumerate(drafts, start=1)
    )
