"""What else is looked for when a short or a long form is typed."""

import secrets
from collections.abc import AsyncGenerator, Sequence
from pathlib import Path

import pytest
import pytest_asyncio

from bot.model import Article, Publication, Section
from bot.search.abbreviations import Pair
from bot.search.query import parse
from bot.search.synonyms import Synonyms, beginning, found_in, keyed
from bot.store import abbreviations, publications
from bot.store.database import Database

LISTED = [
    Pair("BBB", "blood-brain barrier"),
    Pair("MS", "multiple sclerosis"),
    Pair("MS", "mass spectrometry"),
    Pair("MS", "mitral stenosis"),
    Pair("TNF-α", "tumor necrosis factor alpha"),
    Pair("IL", "interleukin"),
    Pair("EMT", "epithelial-to-mesenchymal transition"),
    Pair("TCR", "T cell receptor"),
    Pair("BCR", "B cell receptor"),
    Pair("SC", "stem cell"),
    Pair("WHO", "World Health Organization"),
    Pair("MSC", "mesenchymal stem cell"),
    Pair("AD", "Alzheimer's disease"),
    Pair("AIDS", "acquired immunodeficiency syndrome"),
    Pair("CAR", "chimeric antigen receptor"),
    Pair("DAMP", "damage-associated molecular pattern"),
    Pair("FISH", "fluorescence in situ hybridization"),
    Pair("PET", "positron emission tomography"),
    Pair("SEC", "size exclusion chromatography"),
    Pair("LC-MS", "liquid chromatography-mass spectrometry"),
]


class Archive:
    """Publications and the pairs in their texts."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._synonyms = Synonyms(LISTED)

    async def publication(self, *texts: str) -> int:
        """A new publication with an article for each text; its id."""
        uid = secrets.token_hex(8)
        new = await self.database.write(
            lambda tx: publications.add(tx, Publication(id=0, uid=uid, guild_id=1, name=uid))
        )
        found = found_in(Article(title="Untitled", sections=(Section(text=text),)) for text in texts)
        await self.database.write(lambda tx: abbreviations.add_mined(tx, new.id, found))
        return new.id

    async def decide(self, publication_id: int, short: str, long: str, *, blocked: bool) -> None:
        """Add or block a pair by hand."""
        pair = keyed(Pair(short, long))
        assert pair is not None
        work = abbreviations.block if blocked else abbreviations.put
        await self.database.write(lambda tx: work(tx, publication_id, pair))

    async def also(self, scope: Sequence[int], asked: str) -> list[str]:
        """What else would be searched, as it is shown."""
        async with self.database.read() as reader:
            return [one.shown for one in await self._synonyms.expansions(reader, scope, parse(asked))]


@pytest_asyncio.fixture
async def archive(tmp_path: Path) -> AsyncGenerator[Archive]:
    """An archive without publications."""
    database = await Database.open(tmp_path / "digest.db")
    yield Archive(database)
    await database.close()


@pytest.mark.parametrize(
    ("asked", "also"),
    [
        ("NTA", ["nanoparticle tracking analysis"]),
        ("nta of plasma", ["nanoparticle tracking analysis"]),
        ("nanoparticle tracking analysis", ["NTA"]),
        ("sizes by Nanoparticles-tracking analyses", ["NTA"]),
        ("EVs", ["extracellular vesicles"]),
        ("EV cargo", ["extracellular vesicles"]),
        ("extracellular vesicle", ["EV"]),
        ("quality of life", ["QoL"]),
        ("miR-21", ["microRNA-21"]),
        ("CFU-GM", ["colony-forming unit granulocyte macrophage"]),
        ("NTA nanoparticle tracking analysis", []),
        ("nanoparticle analysis tracking", []),
        ("“NTA”", []),
        ("-NTA vesicles", []),
        ("vesicles", []),
        ("", []),
        ("!?", []),
    ],
)
async def test_the_archive_explains_its_own_short_forms(archive: Archive, asked: str, also: list[str]) -> None:
    scope = await archive.publication(
        "nanoparticle tracking analysis (NTA) of extracellular vesicles (EVs)",
        "and the quality of life (QoL) with microRNA-21 (miR-21)",
        "a colony-forming unit granulocyte macrophage (CFU-GM)",
    )
    assert await archive.also([scope], asked) == also


@pytest.mark.parametrize(
    ("asked", "also"),
    [
        ("BBB", ["blood-brain barrier"]),
        ("blood brain barriers", ["BBB"]),
        ("MS", ["multiple sclerosis", "mass spectrometry"]),
        ("TNF-alpha", ["tumor necrosis factor alpha"]),
        ("tnfα", ["tumor necrosis factor alpha"]),
        ("TNFa", ["tumor necrosis factor alpha"]),
        ("TNFalpha", ["tumor necrosis factor alpha"]),
        ("tumour necrosis factor α", ["TNF-α"]),
        ("IL-6", ["interleukin"]),
        ("epithelial mesenchymal transition", ["EMT"]),
        ("mesenchymal stem cells", ["MSC"]),
        ("stem cells", ["SC"]),
        ("T cell receptor", ["TCR"]),
        ("B-cell receptors", ["BCR"]),
        ("cell receptor", []),
        ("TCR", ["T cell receptor"]),
        ("World Health Organisation", []),  # nobody looks for "who"
    ],
)
async def test_the_shipped_list_explains_what_the_archive_does_not(
    archive: Archive, asked: str, also: list[str]
) -> None:
    assert await archive.also([await archive.publication()], asked) == also


@pytest.mark.parametrize(
    ("small", "capital", "long"),
    [
        ("fish oil", "FISH probe", "fluorescence in situ hybridization"),
        ("Fish oil", "FISH", "fluorescence in situ hybridization"),
        ("hearing aids", "AIDS in children", "acquired immunodeficiency syndrome"),
        ("pet ownership", "PET scan", "positron emission tomography"),
        ("car accident", "CAR-T cells", "chimeric antigen receptor"),
        ("cars", "CARs", "chimeric antigen receptor"),
        ("damp housing", "DAMPs", "damage-associated molecular pattern"),
        ("spun for 30 sec", "SEC columns", "size exclusion chromatography"),
        ("ad libitum", "AD mice", "Alzheimer's disease"),
    ],
)
async def test_an_ordinary_word_is_a_short_form_of_the_list_only_in_capitals(
    archive: Archive, small: str, capital: str, long: str
) -> None:
    scope = [await archive.publication()]
    assert await archive.also(scope, small) == []
    assert await archive.also(scope, capital) == [long]


@pytest.mark.parametrize(
    ("asked", "also"),
    [
        ("WHO guidelines", ["World Health Organization"]),
        ("guidelines of the WHO in 2020", ["World Health Organization"]),
        ("who guidelines", []),
        ("Who guidelines", []),
        ("WHO GUIDELINES", []),
        ("vesicles OR exosomes", []),
    ],
)
async def test_a_stop_word_is_a_short_form_in_capitals_among_words_in_small_letters(
    archive: Archive, asked: str, also: list[str]
) -> None:
    scope = [await archive.publication("odds ratio (OR)")]
    assert await archive.also(scope, asked) == also


async def test_a_part_of_a_short_form_stands_for_nothing_else(archive: Archive) -> None:
    own = await archive.publication("a text")
    for asked in ("LC-MS", "LCMS", "LC MS lipids"):
        assert await archive.also([own], asked) == ["liquid chromatography-mass spectrometry"], asked
    assert await archive.also([own], "MS") == ["multiple sclerosis", "mass spectrometry"]


async def test_an_ordinary_word_is_a_short_form_where_the_archive_says_so(archive: Archive) -> None:
    own = await archive.publication("stained by fluorescence in situ hybridization (FISH)")
    assert await archive.also([own], "fish probe") == ["fluorescence in situ hybridization"]


async def test_the_archive_knows_better_than_the_list(archive: Archive) -> None:
    own = await archive.publication("bundle branch block (BBB) after myocardial infarction")
    assert await archive.also([own], "BBB") == ["bundle branch block"]
    assert await archive.also([own], "blood-brain barrier") == []


async def test_of_many_meanings_the_two_most_frequent_are_searched(archive: Archive) -> None:
    twice = "phosphatidylcholine (PC) and phosphatidylcholine (PC) and again phosphatidylcholine (PC)"
    others = ["prostate cancer (PC)", "pancreatic cancer (PC)", "phosphatidylcholine (PC)", "prostate cancer (PC)"]
    own = await archive.publication(twice, *others, "prostate cancers (PCs)")
    assert await archive.also([own], "PC") == ["prostate cancer", "phosphatidylcholine"]


async def test_occurrences_count_over_the_whole_scope_and_nowhere_else(archive: Archive) -> None:
    cancer = await archive.publication("prostate cancer (PC)", "prostate cancer (PC)", "pancreatic cancer (PC)")
    lipids = await archive.publication(
        "phosphatidylcholine (PC)", "pancreatic cancer (PC)", "pancreatic cancer (PC)"
    )
    assert await archive.also([cancer], "PC") == ["prostate cancer", "pancreatic cancer"]
    assert await archive.also([lipids], "PC") == ["pancreatic cancer", "phosphatidylcholine"]
    assert await archive.also([cancer, lipids], "PC") == ["pancreatic cancer", "prostate cancer"]
    assert await archive.also([], "PC") == []


async def test_an_added_pair_comes_first_and_a_blocked_one_never(archive: Archive) -> None:
    own = await archive.publication("prostate cancer (PC)", "pancreatic cancer (PC)", "pancreatic cancer (PC)")
    other = await archive.publication("pancreatic cancer (PC)")
    await archive.decide(own, "PC", "polycarbonate", blocked=False)
    await archive.decide(own, "PC", "Pancreatic cancers", blocked=True)
    assert await archive.also([own], "PC") == ["polycarbonate", "prostate cancer"]
    assert await archive.also([own, other], "pancreatic cancer") == []
    assert await archive.also([other], "pancreatic cancer") == ["PC"]


async def test_a_blocked_pair_of_the_list_is_not_used(archive: Archive) -> None:
    own = await archive.publication()
    await archive.decide(own, "MS", "multiple sclerosis", blocked=True)
    assert await archive.also([own], "MS") == ["mass spectrometry", "mitral stenosis"]
    assert await archive.also([own], "multiple sclerosis") == []


async def test_an_article_that_says_it_twice_counts_once() -> None:
    text = "The Blood-Brain Barrier (BBB). The blood-brain barrier (BBB) again."
    found = found_in([Article(title="On the blood-brain barriers (BBBs)", sections=(Section(text=text),))])
    assert list(found.values()) == [1]
    assert [(pair.short, pair.long) for pair in found] == [("BBB", "blood-brain barriers")]


async def test_what_is_typed_is_said_in_words_of_the_query(archive: Archive) -> None:
    own = await archive.publication("nanoparticle tracking analysis (NTA)")
    async with archive.database.read() as reader:
        synonyms = Synonyms(())
        (short,) = await synonyms.expansions(reader, [own], parse("Some NTA"))
        (long,) = await synonyms.expansions(reader, [own], parse("the Nanoparticle-tracking analysis here"))
    words = ("nanoparticle", "tracking", "analysis")
    assert short == ("nta", ("nta",), words, "nanoparticle tracking analysis", 1)
    assert long == (" ".join(words), words, ("nta",), "NTA", 1)


async def test_small_words_of_a_long_form_are_given_though_no_query_has_them(archive: Archive) -> None:
    async with archive.database.read() as reader:
        (found,) = await Synonyms([Pair("QoL", "quality of life")]).expansions(
            reader, [1], parse("quality of life")
        )
    assert found == ("quality life", ("quality", "of", "life"), ("qol",), "QoL", 0)


async def test_short_forms_are_suggested_from_the_scope_only(archive: Archive) -> None:
    own = await archive.publication(
        "nanoparticle tracking analysis (NTA), and natural killer T (NKT) cells", "natural killer (NK)"
    )
    other = await archive.publication("neural tube defects (NTD)", "multiple sclerosis (MS)")
    async with archive.database.read() as reader:
        both = [Pair("NK", "natural killer"), Pair("NKT", "natural killer T")]
        assert await beginning(reader, [own], "nk", 9) == both
        assert await beginning(reader, [own], "N", 9) == []
        assert await beginning(reader, [own], "Nt", 9) == [Pair("NTA", "nanoparticle tracking analysis")]
        assert await beginning(reader, [other], "NTA", 9) == []
        assert await beginning(reader, [own], "", 9) == []
