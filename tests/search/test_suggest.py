"""What is offered for a text typed so far."""

from datetime import timedelta

import pytest

from bot.search.suggest import Kind
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
