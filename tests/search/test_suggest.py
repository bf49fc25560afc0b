"""What is offered for a text typed so far."""

from datetime import timedelta

import pytest

from bot.search import suggest
from bot.search.meaning import corrected
from bot.search.query import TERM_LIMIT
from bot.search.suggest import Kind
from bot.search.view import View
from tests.search.archives import DAY, Archive, text

LATER = DAY + timedelta(weeks=1)


async def offered(archive: Archive, ours: int, typed: str, kind: Kind) -> set[str]:
    """The names and titles that are offered."""
    return {one.text for one in await archive.suggest([ours], typed, kind)}


@pytest.mark.parametrize(
    ("typed", "kind", "name"),
    [
        ("s", "author", "Anna Szabo"),
        ("sz", "author", "Anna Szabo"),
        ("s", "tag", "szeged"),
        ("sz", "tag", "szeged"),
    ],
)
async def test_names_are_found_behind_any_number_of_words_that_begin_so(
    archive: Archive, typed: str, kind: Kind, name: str
):
    ours = await archive.publication()
    words = [f"{first}{number:03}" for first in ("sa", "sz") for number in range(600)]
    many = [text(f"Many {half}", " ".join(words[half::2])) for half in (0, 1) for _ in range(2)]
    await archive.publish(ours, [*many, text("One", authors=["Anna Szabo"], tags=["szeged"])])
    assert await offered(archive, ours, typed, kind) == {name}
    assert await archive.titles([ours], f"{kind}:{typed}*") == ["One"]
    merging = [text(f"Another {number}") for number in range(30)]
    await archive.publish(ours, merging, LATER)
    assert await archive.titles([ours], f"{kind}:{typed}*") == ["One"]


@pytest.mark.parametrize("typed", ["hazen s", "hazen sl", "hazen sl ", "sl hazen", "sl haz", "HAZEN SL"])
async def test_an_author_is_offered_by_initials_in_one_word(archive: Archive, typed: str):
    own = await archive.publication()
    await archive.publish(own, [text("On hearts", authors=["Stanley L. Hazen", "Slavica Hazenov", "Bo Hazen"])])
    assert "Stanley L. Hazen" in [one.text for one in await archive.suggest([own], typed, "author")]
    assert "Bo Hazen" not in [one.text for one in await archive.suggest([own], typed, "author")]


async def test_a_word_of_an_author_is_none_of_a_tag(archive: Archive):
    ours = await archive.publication()
    await archive.publish(ours, [text("One", authors=["Anna Szabo"], tags=["szeged"])])
    assert await offered(archive, ours, "sza", "tag") == set()
    assert await archive.titles([ours], "author:szeg*") == []


@pytest.mark.parametrize(
    ("typed", "kind", "name"),
    [
        ("smiht", "author", "J Smith"),
        ("smth", "author", "J Smith"),
        ("j smiht", "author", "J Smith"),
        ("thry", "author", "Clotilde Théry"),
        ("retia", "tag", "retina"),
        ("clinical tiral", "tag", "clinical trials"),
    ],
)
async def test_a_mistyped_name_is_offered(archive: Archive, typed: str, kind: Kind, name: str):
    ours = await archive.publication()
    beside = text("Retial smthing", "Smihtson and the thryoid")  # texts that have words which begin so
    wanted = text("One", authors=["J Smith", "Clotilde Théry"], tags=["retina", "clinical trials"])
    await archive.publish(ours, [beside, wanted])
    assert await offered(archive, ours, typed, kind) == {name}


@pytest.mark.parametrize(
    ("typed", "kinds"),
    [
        ("tumors", {"Tumor growth": "title", "The tumours": "title", "Tumours": "tag"}),
        ("tumours", {"Tumor growth": "title", "The tumours": "title", "Tumours": "tag"}),
        ("color", {"Colour": "title"}),
        ("fiber", {"A fibre": "title"}),
        ("fibers ", {"A fibre": "title"}),
        ("covid19", {"COVID-19 at home": "title"}),
        ("bloodbrain", {"The blood-brain barrier": "title"}),
        ("bloodbrain barr", {"The blood-brain barrier": "title"}),
        ("mir21", {"miR-21": "title"}),
        ("oneill", {"P O'Neill": "author", "Names": "text"}),
        ("vanderberg", {"Jan van der Berg": "author", "Names": "text"}),
        ("c thery", {"Clotilde Théry": "author", "Names": "text"}),
        ("p o'neill", {"P O'Neill": "author", "Names": "text"}),
    ],
)
async def test_a_finished_word_is_found_in_its_other_forms(archive: Archive, typed: str, kinds: dict[str, str]):
    ours = await archive.publication()
    titles = ["The tumours", "Colour", "A fibre", "COVID-19 at home", "The blood-brain barrier", "miR-21"]
    names = text("Names", authors=["P O'Neill", "Jan van der Berg", "Clotilde Théry"])
    await archive.publish(ours, [*map(text, titles), text("Tumor growth", tags=["Tumours"]), names])
    assert {one.text: one.kind for one in await archive.suggest([ours], typed)} == kinds


@pytest.mark.parametrize(
    ("typed", "kind", "name"),
    [
        ("oneill", "author", "P O'Neill"),
        ("vanderberg", "author", "Jan van der Berg"),
        ("j vanderberg", "author", "Jan van der Berg"),
        ("c thery", "author", "Clotilde Théry"),
        ("thery c", "author", "Clotilde Théry"),
        ("tumors", "tag", "Tumours"),
    ],
)
async def test_a_name_is_offered_for_its_other_forms(archive: Archive, typed: str, kind: Kind, name: str):
    ours = await archive.publication()
    wanted = text("One", authors=["P O'Neill", "Jan van der Berg", "Clotilde Théry"], tags=["Tumours", "blood"])
    await archive.publish(ours, [wanted])
    assert await offered(archive, ours, typed, kind) == {name}


async def test_a_word_is_corrected_once_however_often_it_is_typed(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
):
    looked_up: list[str] = []

    def counting(view: View, word: str) -> str | None:
        looked_up.append(word)
        return corrected(view, word)

    monkeypatch.setattr(suggest, "corrected", counting)
    ours = await archive.publication()
    await archive.publish(ours, [text("Exosomes")])
    assert await offered(archive, ours, "exosmes " * 500, "any") == {"Exosomes"}
    assert looked_up == ["exosmes"]
    await archive.suggest([ours], " ".join(f"word{number}" for number in range(2 * TERM_LIMIT)))
    assert len(looked_up) == 1 + TERM_LIMIT
