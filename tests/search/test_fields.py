"""What a field's words find, however they and the archive are spaced."""

import pytest

from tests.search.archives import Archive, text


@pytest.mark.parametrize(
    ("tag", "asked"),
    [
        ("COVID-19", "tag:covid19"),
        ("covid19", "tag:covid-19"),
        ("COVID 19", "tag:covid19"),
        ("COVID-19", "tag:covid-19"),
        ("IL-6", "tag:il6"),
        ("IL6", "tag:il-6"),
        ("machine learning", "tag:machinelearning"),
        ("machinelearning", 'tag:"machine learning"'),
        ("COVID-19 vaccines", 'tag:"covid19 vaccine"'),
        ("covid19 vaccines", 'tag:"covid-19 vaccine"'),
        ("single-cell RNA", "tag:singlecellrna"),
    ],
)
async def test_a_tag_is_found_however_it_is_spaced(archive: Archive, tag: str, asked: str):
    ours = await archive.publication()
    others = text(
        "Another",
        "Machine learning of COVID-19, IL-6 and single-cell RNA",
        tags=["machines", "il", "cells", "covids"],
    )
    await archive.publish(ours, [text("Wanted", tags=[tag]), others])
    found = await archive.search([ours], asked)
    assert ([archive.title(hit) for hit in found.hits], found.corrected) == (["Wanted"], {})
    assert await archive.titles([ours], f"machine -{asked}") == ["Another"]


@pytest.mark.parametrize(
    ("title", "asked"),
    [
        ("Bloodbrain organoids", "title:blood-brain"),
        ("Bloodbrain organoids", 'title:"blood brain organoid"'),
        ("Blood-brain organoids", "title:bloodbrain"),
        ("IL6 in blood", "title:il-6"),
        ("IL-6 in blood", "title:il6"),
        ("Singlecellrna", "title:single-cell-rna"),
    ],
)
async def test_a_title_is_found_however_it_is_spaced(archive: Archive, title: str, asked: str):
    ours = await archive.publication()
    others = text("Brain blood", "Bloodbrain, blood-brain, IL6, IL-6, singlecellrna")
    await archive.publish(ours, [text(title), others])
    assert await archive.titles([ours], asked) == [title]


async def test_a_tag_is_offered_however_it_is_spaced(archive: Archive):
    ours = await archive.publication()
    await archive.publish(ours, [text("One", tags=["COVID-19", "machine learning"])])
    for typed, tag in (("covid19", "COVID-19"), ("machinelearning", "machine learning")):
        assert [one.text for one in await archive.suggest([ours], typed, "tag")] == [tag]


async def test_a_phrase_finds_its_words_written_as_one(archive: Archive):
    ours = await archive.publication()
    await archive.publish(ours, [text("Bloodbrain organoids"), text("Brain blood")])
    assert await archive.titles([ours], '"blood-brain"') == ["Bloodbrain organoids"]
