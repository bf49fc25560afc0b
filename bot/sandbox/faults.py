"""Faults on demand: what goes wrong between the bot and Discord, at a chosen request."""

import asyncio
import re
from dataclasses import dataclass, field
from typing import Literal

Fate = Literal["status", "lost", "delay", "reset", "hold"]
When = Literal["before", "after"]


@dataclass(eq=False)
class Fault:
    """Something that goes wrong with requests of one kind; `hits` counts them, `reached` is set at the first."""

    method: str
    path: re.Pattern[str]
    kind: Fate
    when: When
    status: int
    seconds: float
    times: int
    code: int
    retry_after: float
    after_hits: int
    hits: int = 0
    reached: asyncio.Event = field(default_factory=asyncio.Event)
    released: asyncio.Event = field(default_factory=asyncio.Event)

    def release(self) -> None:
        """Let the requests go that a "hold" keeps."""
        self.released.set()

    def takes(self, method: str, path: str) -> bool:
        """Whether this request is the fault's; one of the first `after_hits` is let pass, but counted down."""
        if self.times <= 0 or method != self.method or not self.path.search(path):
            return False
        if self.after_hits > 0:
            self.after_hits -= 1
            return False
        self.times -= 1
        self.hits += 1
        self.reached.set()
        return True


class Faults:
    """The faults that are waiting; the first one that matches a request is the one that happens."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def add(
        self,
        *,
        path: str,
        kind: Fate,
        method: str = "POST",
        when: When = "before",
        status: int = 500,
        seconds: float = 0.0,
        times: int = 1,
        code: int = 0,
        retry_after: float = 1.0,
        after_hits: int = 0,
    ) -> Fault:
        """Have the next `times` requests fail whose path matches (a regular expression, searched; no query).

        "before" means before the request is carried out, "after" that it was. "status" answers with `status` and
        `code`, "lost" closes the connection without an answer, "reset" does so with a RST, "delay" waits
        `seconds`, "hold" waits for `release()`.
        """
        fault = Fault(method, re.compile(path), kind, when, status, seconds, times, code, retry_after, after_hits)
        self._faults.append(fault)
        return fault

    def clear(self) -> None:
        """Have nothing go wrong any more; what is held is let go."""
        for fault in self._faults:
            fault.times = 0
            fault.release()
        self._faults.clear()

    def match(self, method: str, path: str) -> Fault | None:
        """The fault that happens to this request."""
        return next((fault for fault in self._faults if fault.takes(method, path)), None)
