"""Authors' names, however they and the query write them."""

import pytest

from tests.search.archives import Archive, text


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("Smith JA", "John Smith"),
        ("Smith JA", "John A. Smith"),
        ("Smith JA", "Smith J"),
        ("Smith JA", "smith ja"),
        ("JA Smith", "Smith, J. A."),
        ("Kim JW", "Jae-Won Kim"),
        ("Иванов ИИ", "Иван Иванов"),
        ("Smith, John A.", "JA Smith"),
        ("Smith, John A.", "Smith JA"),
        ("John Adam Smith", "JA Smith"),
        ("John Adam Smith", "Smith JA"),
        ("J. Adam Smith", "Smith JA"),
        ("J. R. R. Tolkien", "JRR Tolkien"),
    ],
)
@pytest.mark.parametrize("other", ["Miller JA", "Jones J"])
async def test_given_names_and_initials_meet(archive: Archive, name: str, asked: str, other: str):
    ours = await archive.publication()
    others = [text("Another", authors=["Ann Jones", other, "Smith B", "Kim B", "B. Tolkien", "Johan Berg"])]
    await archive.publish(ours, [text("Wanted", authors=[name]), *others])
    found = await archive.search([ours], f'author:"{asked}"')
    assert ([archive.title(hit) for hit in found.hits], found.corrected) == (["Wanted"], {})


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("Smith J", "John Adam Smith"),
        ("Smith BA", "John Smith"),
        ("John Smith", "James Smith"),
        ("WANG LI", "Lena Wang"),
        ("Smith JA, Miller C", "Jo B Smith"),
        ("Li Wang", "LW Na"),
    ],
)
async def test_initials_are_those_of_the_name(archive: Archive, name: str, asked: str):
    ours = await archive.publication()
    await archive.publish(ours, [text("Another", authors=name.split(", "))])
    assert await archive.titles([ours], f'author:"{asked}"') == []
