"""Knowing whose desk card cannot have changed."""

from datetime import UTC, datetime, timedelta

from bot.journeys.glances import FRESH, Glances
from bot.model import Publication
from tests.journeys.posts import Still

NOON = datetime(2025, 5, 14, 12, tzinfo=UTC)
PUBLICATION = Publication(id=1, uid="p", guild_id=1, name="Exosomes Digest")


class Movable(Still):
    """A clock that is put to other instants."""

    def put(self, instant: datetime) -> None:
        self._instant = instant


def test_only_what_is_the_same_and_in_its_time_is_no_news() -> None:
    clock = Movable(NOON)
    glances = Glances(clock)
    assert glances.finds_news(PUBLICATION, "a")
    glances.note(PUBLICATION, "a", NOON + timedelta(minutes=1))
    assert not glances.finds_news(PUBLICATION, "a")
    assert glances.finds_news(PUBLICATION, "b")
    assert glances.finds_news(PUBLICATION.model_copy(update={"paused": True}), "a")
    clock.put(NOON + timedelta(minutes=1))
    assert glances.finds_news(PUBLICATION, "a")
    clock.put(NOON - timedelta(seconds=1))
    assert glances.finds_news(PUBLICATION, "a")


def test_whatever_is_stored_is_looked_at_now_and_then() -> None:
    clock = Movable(NOON)
    glances = Glances(clock)
    glances.note(PUBLICATION, "a", None)
    assert not glances.finds_news(PUBLICATION, "a")
    clock.put(NOON + FRESH)
    assert glances.finds_news(PUBLICATION, "a")
