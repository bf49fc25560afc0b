"""The places in an announcement for links to the full texts, filled in when it is sent."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.editorial.elsewhere import filled, keeps_place, message_address, place_for
from bot.editorial.text import escape, link

LONGEST = 2**64 - 1
ADDRESS = message_address(1, 2, 3)


def test_a_place_is_as_long_as_the_longest_link() -> None:
    text = f"A title\n{place_for(7)}"
    assert len(filled(text, {7: message_address(LONGEST, LONGEST, LONGEST)})) == len(text)


def test_what_is_known_is_linked_and_the_other_places_go() -> None:
    text = f"One\n{place_for(1)}\n\nTwo\n{place_for(2)}"
    assert keeps_place(text)
    assert filled(text, {2: ADDRESS}) == f"One\n\nTwo\n[Full text]({ADDRESS})"
    assert filled(text, {}) == "One\n\nTwo"


@settings(max_examples=50)
@given(st.text(max_size=20), st.integers(1, 40))
def test_nobody_can_write_a_place(before: str, number: int) -> None:
    forged = f"{before}\n{place_for(number)}"
    assert not keeps_place(f"\n{escape(forged)}\n{link(forged, ADDRESS)}")
