"""The bot as a process, as far as the page shows and controls it."""

from typing import Protocol


class BotProcess(Protocol):
    """A bot that runs, or does not."""

    @property
    def running(self) -> bool:
        """Whether the process lives."""
        ...

    @property
    def pid(self) -> int | None:
        """Its number, while it lives."""
        ...

    async def kill(self) -> None:
        """End it at once, by SIGKILL."""
        ...

    async def start(self) -> None:
        """Start it, unless it runs."""
        ...
