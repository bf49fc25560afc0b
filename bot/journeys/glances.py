"""Knowing whose desk card cannot have changed, so that thousands of them are not drawn every few seconds."""

import random
from datetime import datetime, timedelta
from typing import NamedTuple

from bot.clock import Clock
from bot.model import Publication

FRESH = timedelta(minutes=10)  # after this a card is looked at whatever is stored, so that none can stay wrong


class _Glance(NamedTuple):
    publication: Publication
    stamp: str
    since: datetime
    until: datetime


class Glances:
    """What was stored when each card was last found to be right, and until when that stays so by itself."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._seen: dict[int, _Glance] = {}

    def finds_news(self, publication: Publication, stamp: str) -> bool:
        """Whether the card may have to show something else: `stamp` is what is stored, in short."""
        seen, now = self._seen.get(publication.id), self._clock.now()
        if seen is None or not seen.since <= now < seen.until:
            return True
        return (seen.publication, seen.stamp) != (publication, stamp)

    def note(self, publication: Publication, stamp: str, until: datetime | None) -> None:
        """The card shows what it should."""
        now = self._clock.now()
        fresh = now + FRESH * random.uniform(0.5, 1.0)  # noqa: S311  no secret hangs on it
        self._seen[publication.id] = _Glance(publication, stamp, now, fresh if until is None else min(fresh, until))

    def forget(self, publication: Publication) -> None:
        """Look again, whatever is stored."""
        self._seen.pop(publication.id, None)
