"""Words that follow one another, and others that do not."""

from tests.search.archives import Archive, text

PLACES = 65_536  # of which a text's words have one each, as long as there are any


async def test_a_form_that_a_compound_has_twice_follows_itself_nowhere(archive: Archive):
    ours = await archive.publication()
    twice = text("Twice", "the TNF-α-TNF-α complex and its receptor")
    await archive.publish(ours, [twice, text("Once", "TNF-α receptor")])
    assert await archive.titles([ours], '"TNFa receptor"') == ["Once"]
    assert await archive.titles([ours], '"TNFa complex"') == ["Twice"]
    assert set(await archive.titles([ours], "TNFa")) == {"Twice", "Once"}


async def test_words_at_the_end_of_a_very_long_text_follow_nothing(archive: Archive):
    ours = await archive.publication()
    filling = " ".join(["and"] * PLACES)
    long = text("Long", f"{filling} exosome at last an exosome then rain fell and a vesicle")
    await archive.publish(ours, [long, text("Vesicle of an exosome"), text("Far", "an exosome, a vesicle")])
    assert await archive.titles([ours], '"exosome vesicle"') == []
    assert await archive.titles([ours], '"and vesicle"') == []
    assert await archive.titles([ours], '"exosome vesicle of"') == []
    assert set(await archive.titles([ours], "exosome vesicle")) == {"Long", "Vesicle of an exosome", "Far"}


async def test_words_up_to_the_last_places_follow_one_another(archive: Archive):
    ours = await archive.publication()
    long = text("Long", " ".join(f"w{number}" for number in range(PLACES)))
    await archive.publish(ours, [long, text("Vesicle")])
    assert await archive.titles([ours], '"w65000 w65001 w65002"') == ["Long"]
    assert await archive.titles([ours], '"w65535 vesicle"') == []
