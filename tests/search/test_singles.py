"""A letter or a digit makes the concept: what is searched for comes before what only shares the word."""

import pytest

from bot.model import Article
from bot.search.abbreviations import Pair
from bot.search.engine import Engine
from bot.search.synonyms import Synonyms
from tests.search.archives import Archive, text

FILLERS = [
    text(f"Notes on soil number {number}", "Rain fell upon the fields and the river rose again in a single day.")
    for number in range(40)
]
CYTOKINES = [
    text("IL-10 in colitis", "IL-10 rises when IL-10 is given; IL-10 heals."),
    text("IL-4 and IL-13", "Of asthma."),
    text("Inflammation in sepsis", "Among much else, levels of the cytokine IL-6 in serum were looked at."),
]
DIABETES = [
    text("Type 1 diabetes", "Type 1 diabetes in children with type 1 diabetes."),
    text("Sugar", "Much later in life, some of these patients had diabetes of type 2, which is type 2 diabetes."),
]
VITAMINS = [
    text("Vitamin B", "Vitamin B, and vitamin B again."),
    text("Bones", "Of the elderly, many of whom lacked vitamin D in winter, some broke theirs."),
]
HEPATITIS = [
    text("Hepatitis B", "Hepatitis B, and hepatitis B again."),
    text("Livers", "Of those who were treated, many had had hepatitis C for years, and hepatitis."),
]
JAUNDICE = [
    text("Hepatitis B", "A hepatitis B, and a hepatitis B again."),
    text("Jaundice", "Of those who had eaten there, many had hepatitis A after a few weeks."),
]
PEPTIDES = [text("GLP-1", "GLP-1 and GLP-1 again."), text("Guts", "Those that were shortened grew under GLP-2.")]
CELLS = [
    text("Small cell lung cancer", "Cell after cell."),
    text(
        "Lymphomas",
        "Of the many that arise, most come from a B cell that did not rest, and B-cell lymphoma is one.",
    ),
]
TRIALS = [
    text("Phase 3 trial", "A phase 3 trial, phase 3."),
    text("Doses", "Some of which were found in an earlier phase 2 trial of the same drug by others."),
]


@pytest.mark.parametrize(
    ("articles", "asked", "first"),
    [
        (CYTOKINES, "IL-6", "Inflammation in sepsis"),
        (CYTOKINES, "il 6", "Inflammation in sepsis"),
        (CYTOKINES, "IL6", "Inflammation in sepsis"),
        (CYTOKINES, "serum IL-6", "Inflammation in sepsis"),
        (DIABETES, "type 2 diabetes", "Sugar"),
        (DIABETES, "diabetes type 2", "Sugar"),
        (VITAMINS, "vitamin D", "Bones"),
        (VITAMINS, "vitmain D", "Bones"),
        (HEPATITIS, "hepatitis C", "Livers"),
        (JAUNDICE, "hepatitis A", "Jaundice"),
        (PEPTIDES, "GLP-2", "Guts"),
        (CELLS, "B cell", "Lymphomas"),
        (CELLS, "B-cells", "Lymphomas"),
        (CELLS, "single B cell", "Lymphomas"),
        (TRIALS, "phase 2", "Doses"),
        (TRIALS, "phase 2 trials", "Doses"),
    ],
)
async def test_the_letter_or_digit_typed_with_a_word_is_wanted(
    archive: Archive, articles: list[Article], asked: str, first: str
):
    ours = await archive.publication()
    await archive.publish(ours, [*FILLERS, *articles])
    assert (await archive.titles([ours], asked))[0] == first


async def test_what_only_shares_the_word_is_found_behind(archive: Archive):
    ours = await archive.publication()
    await archive.publish(ours, [*FILLERS, *CYTOKINES])
    assert set(await archive.titles([ours], "IL-6")) == {one.title for one in CYTOKINES}


async def test_a_letter_that_the_archive_has_not_beside_the_word_changes_nothing(archive: Archive):
    ours = await archive.publication()
    await archive.publish(ours, [*FILLERS, *CYTOKINES, *VITAMINS])
    answer = await archive.search([ours], "IL-9")
    assert answer.total == len(CYTOKINES)
    assert not answer.corrected
    assert await archive.titles([ours], "a vitamin") == await archive.titles([ours], "vitamin")


async def test_another_form_of_the_word_keeps_the_digit_and_one_of_both_has_it(archive: Archive):
    archive.engine = Engine(1 << 24, Synonyms([Pair("IL", "interleukin"), Pair("T2D", "type 2 diabetes")]))
    ours = await archive.publication()
    articles = [
        text("Swellings", "In most of those who had one for days, interleukin 10 and interleukin 4 were high."),
        text("Fevers", "In most of those who had one for days, interleukin 6 was high."),
        text("Kidneys", "They fail early in those with T2D, which many of the old have."),
        text("Nerves", "They fail early in those with type 1 diabetes, which some of the young have."),
    ]
    await archive.publish(ours, [*FILLERS, *articles])
    assert await archive.titles([ours], "IL-6") == ["Fevers", "Swellings"]
    assert await archive.titles([ours], "type 2 diabetes") == ["Kidneys", "Nerves"]
