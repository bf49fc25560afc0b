"""Passing on that a desk has changed, from whoever changes it to whoever shows it to the moderators."""

from typing import Protocol


class DeskListener(Protocol):
    """Who shows desks."""

    def look_soon(self, publication_id: int) -> None:
        """The publication's desk has changed."""
        ...

    def try_again(self, publication_id: int) -> None:
        """The publication's moderators' channel may be another one, or take messages again."""
        ...


class Desks:
    """All publications' desks. Nobody need listen: who shows desks looks at them now and then by itself."""

    def __init__(self) -> None:
        self._listener: DeskListener | None = None

    def tell(self, listener: DeskListener) -> None:
        """Let somebody hear of what changes from now on."""
        self._listener = listener

    def changed(self, publication_id: int) -> None:
        """Articles were handed in, decided or put in order."""
        if self._listener is not None:
            self._listener.look_soon(publication_id)

    def reopened(self, publication_id: int) -> None:
        """An admin has set the moderators' channel, tried it, or changed what the bot may do there."""
        if self._listener is not None:
            self._listener.try_again(publication_id)
