"""Walking through a channel's history in pages."""

from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.api.reading import window
from bot.sandbox.messages import Message

ids = st.lists(st.integers(1, 200), unique=True, max_size=40).map(sorted)
limits = st.integers(1, 12)


def messages(numbers: list[int]) -> list[Message]:
    """Messages that are nothing but ids."""
    return [Message({"id": str(number)}) for number in numbers]


def page(numbers: list[int], limit: int, **where: int) -> list[int]:
    """The ids of one page."""
    places = {"before": None, "after": None, "around": None, **where}
    return [message.id for message in window(messages(numbers), limit, places)]


@given(ids, limits)
def test_backwards_every_message_is_met_once(numbers: list[int], limit: int) -> None:
    met: list[int] = []
    before = 1000
    while found := page(numbers, limit, before=before):
        met += found
        before = found[-1]

    assert met == numbers[::-1]


@given(ids, limits)
def test_forwards_every_message_is_met_once(numbers: list[int], limit: int) -> None:
    met: list[int] = []
    after = 0
    while found := page(numbers, limit, after=after):
        met += found[::-1]
        after = found[0]

    assert met == numbers


@given(ids, limits, st.integers(1, 200))
def test_around_gives_neighbours_newest_first(numbers: list[int], limit: int, around: int) -> None:
    found = page(numbers, limit, around=around)

    assert found == sorted(found, reverse=True)
    assert len(found) <= limit
    if found:
        assert numbers[numbers.index(found[-1]) : numbers.index(found[0]) + 1] == found[::-1]
    if around in numbers:
        assert around in found
