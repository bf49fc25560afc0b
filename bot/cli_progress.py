"""How far a long command is, on standard error: a bar on a terminal, else a line now and then."""

import sys
from types import TracebackType

from tqdm import tqdm

from bot.clock import Clock

_SECONDS = 5.0  # between two lines


class Bar:
    """The progress of one job: `what` it is done to, and of how much, where that is known."""

    def __init__(self, what: str, total: int, unit: str, clock: Clock) -> None:
        self._what = what
        self._total = total
        self._clock = clock
        self._said = clock.monotonic()
        self._seen = sys.stderr.isatty()
        self._bar = tqdm(
            total=total, desc=what, unit=unit, unit_scale=True, file=sys.stderr, disable=not self._seen, leave=False
        )

    def __enter__(self) -> "Bar":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Take the bar away."""
        self._bar.close()

    def at(self, done: int, note: str = "") -> None:
        """Show how much is done, and a word on it."""
        if self._seen:
            self._bar.set_postfix_str(note, refresh=False)
            self._bar.update(done - self._bar.n)
        elif self._clock.monotonic() - self._said >= _SECONDS:
            self._said = self._clock.monotonic()
            print(f"{self._what}: {self._share(done)}{note and f', {note}'}", file=sys.stderr, flush=True)

    def say(self, line: str) -> None:
        """Print a line, above the bar."""
        tqdm.write(line, file=sys.stderr)

    def _share(self, done: int) -> str:
        return f"{100 * done // max(self._total, 1)} %"
