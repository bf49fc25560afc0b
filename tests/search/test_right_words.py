"""Right words that an archive has not: they are no misspellings of those it has."""

import pytest

from bot.model import Link
from bot.search.opposed import opposed
from bot.store.database import Database
from tests.search.archives import Archive, text


@pytest.mark.parametrize(
    ("typed", "there"),
    [
        ("hypotension", "hypertension"),
        ("hypokalaemia", "hyperkalaemia"),
        ("exocytosis", "endocytosis"),
        ("inclusion", "exclusion"),
        ("decreased", "increased"),
        ("untreated", "treated"),
        ("indirect", "direct"),
        ("asymptomatic", "symptomatic"),
        ("efferent", "afferent"),
        ("detachment", "attachment"),
        ("symmetric", "asymmetric and unsymmetric"),
    ],
)
async def test_the_opposite_of_a_word_is_no_correction_of_it(database: Database, typed: str, there: str) -> None:
    archive = Archive(database)
    ours = await archive.publication()
    await archive.publish(ours, [text(f"What is {there} in mice")])
    found = await archive.search([ours], typed)
    if typed == "symmetric":  # of one letter that was left out nobody knows
        assert found.corrected == {"symmetric": "asymmetric"}
    else:
        assert (found.total, found.corrected) == (0, {})


@pytest.mark.parametrize(("typed", "meant"), [("poptosis", "apoptosis"), ("hyprtension", "hypertension")])
async def test_a_mistyped_beginning_is_still_corrected(database: Database, typed: str, meant: str) -> None:
    archive = Archive(database)
    ours = await archive.publication()
    await archive.publish(ours, [text(f"On {meant}")])
    assert (await archive.search([ours], typed)).corrected == {typed: meant}


def test_words_are_opposed_both_ways_and_never_to_themselves() -> None:
    assert opposed("intracellular", "extracellular")
    assert opposed("extracellular", "intracellular")
    assert not opposed("cellular", "cellular")
    assert not opposed("inner", "exner")  # too little is left to tell a prefix by


@pytest.mark.parametrize("typed", ["atypical", "inconclusive", "atrial", "ineffective", "forage", "casein"])
async def test_no_word_is_read_as_a_stop_word_and_another(database: Database, typed: str) -> None:
    archive = Archive(database)
    ours = await archive.publication()
    body = "A typical case in which what is in conclusive form serves in effective care for age and for a trial."
    await archive.publish(ours, [text("Other matters", body)])
    found = await archive.search([ours], typed)
    assert (found.total, found.corrected) == (0, {})


async def test_short_names_in_capitals_are_right(database: Database) -> None:
    archive = Archive(database)
    ours = await archive.publication()
    await archive.publish(ours, [text("Ten sharers of motors", "The data of the gap were late.")])
    for typed in ("PTEN", "GATA", "mTOR", "GFAP", "LATS"):
        found = await archive.search([ours], typed)
        assert (found.total, found.corrected) == (0, {}), typed
    assert (await archive.search([ours], "SHARRERS")).corrected == {"SHARRERS": "sharers"}


async def test_stop_words_are_never_corrected(database: Database) -> None:
    archive = Archive(database)
    ours = await archive.publication()
    await archive.publish(ours, [text("Vesicles", "thi thes ben", authors=["Ben Thi"])])
    for typed in ("this", "been", "these"):
        assert (await archive.search([ours], typed)).corrected == {}


async def test_a_family_is_found_by_its_members(database: Database) -> None:
    archive = Archive(database)
    ours = await archive.publication()
    salt, ours_title = "Salt and sodium in bread", "BRCA1 and BRCA2 variants"
    await archive.publish(ours, [text(salt), text(ours_title), text("SGLT2 inhibition"), text("BRCA2 in men")])
    found = await archive.search([ours], "BRCA")
    assert sorted(map(archive.title, found.hits)) == ["BRCA1 and BRCA2 variants", "BRCA2 in men"]
    assert {"brca1", "brca2"} <= found.matched.keys
    assert await archive.titles([ours], "sglt") == ["SGLT2 inhibition"]


async def test_what_stands_behind_a_name_counts_nothing(database: Database) -> None:
    archive = Archive(database)
    ours = await archive.publication()
    french = text("Rôle des exosomes", "Le rôle et le destin des exosomes et des cellules.")
    await archive.publish(ours, [french, text("Membranes", authors=["Clotilde Théry"])])
    for typed in ("Théry et al.", "thery et al", "Thery et al 2018"):
        assert await archive.titles([ours], typed) == ["Membranes"], typed


async def test_of_a_doi_only_what_is_its_own_is_found(database: Database) -> None:
    archive = Archive(database)
    ours = await archive.publication()
    links = (Link(kind="doi", value="10.1093/brain/awab001"), Link(kind="doi", value="10.1016/j.cell.2020.01.001"))
    articles = [
        text(f"Wheat rust {number}").model_copy(update={"links": (link,)}) for number, link in enumerate(links)
    ]
    await archive.publish(ours, articles)
    for typed in ("10", "brain", "cell", "1093", "2020", "IL-10", '"10"'):
        assert (await archive.search([ours], typed)).total == 0, typed
    assert await archive.titles([ours], "10.1093/brain/awab001 spikes") == ["Wheat rust 0"]
