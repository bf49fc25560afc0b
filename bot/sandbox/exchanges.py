"""The record of what was asked over HTTP and answered."""

import time
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.errors import Json


@dataclass
class Exchange:
    """A request and its answer; `lost` where the answer never left. A refused JSON body is recorded as None."""

    method: str
    path: str
    request: Any
    request_headers: dict[str, str]
    status: int
    response: Any
    response_headers: dict[str, str]
    interaction_type: int | None = None
    lost: bool = False
    at: float = field(default_factory=time.monotonic)

    def record(self) -> Json:
        """The exchange as a JSON object; the bot's token is left out."""
        hidden = {"authorization"}
        headers = {key: value for key, value in self.request_headers.items() if key.lower() not in hidden}
        record: Json = {
            "method": self.method,
            "path": self.path,
            "request": self.request,
            "request_headers": headers,
            "status": self.status,
            "response": self.response,
            "response_headers": self.response_headers,
        }
        if self.interaction_type is not None:
            record["interaction_type"] = self.interaction_type
        return record


class Exchanges:
    """The newest exchanges, in order."""

    def __init__(self, kept: int) -> None:
        self._kept: deque[Exchange] = deque(maxlen=kept)

    def add(self, exchange: Exchange) -> None:
        """Keep one more, and forget the oldest where there are too many."""
        self._kept.append(exchange)

    def all(self) -> list[Exchange]:
        """What is kept, oldest first."""
        return list(self._kept)
