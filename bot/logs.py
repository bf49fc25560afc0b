"""Logging: text or JSON lines on standard error, without the token."""

import logging
from typing import Literal

from pythonjsonlogger.json import JsonFormatter

_TEXT = "%(asctime)s %(levelname)-7s %(name)s: %(message)s"
_FIELDS = "%(asctime)s %(levelname)s %(name)s %(message)s"


def start_logging(level: str, style: Literal["text", "json"], secret: str = "") -> None:
    """Send all logs to standard error; wherever `secret` would stand in a line, asterisks stand."""
    formatter = JsonFormatter(_FIELDS) if style == "json" else logging.Formatter(_TEXT)
    handler = logging.StreamHandler()
    handler.setFormatter(_Redacting(formatter, secret))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    # Quiet neighbours: what they say at INFO is of use only to their own developers.
    for name in ("apscheduler", "discord", "aiohttp.access"):
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLogger().level))


class _Redacting(logging.Formatter):
    """Replaces the secret after formatting, so that it is not found in a traceback either."""

    def __init__(self, inner: logging.Formatter, secret: str) -> None:
        super().__init__()
        self._inner = inner
        self._secret = secret

    def format(self, record: logging.LogRecord) -> str:
        line = self._inner.format(record)
        return line.replace(self._secret, "***") if self._secret else line
