"""Entries that have only the other form of an abbreviation, searched for through the engine.

The set is ours: for each of 34 abbreviations a text with the long form alone and one with the short form alone,
texts that define those which no list has, and texts that share words with the long forms. Each query, bare or as
people type it, has one right answer: the text that has not what was typed.
"""

import json
import secrets
from collections.abc import AsyncGenerator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Literal, TypedDict

import pytest
import pytest_asyncio

from bot.model import Article, Digest, Entry, Publication, Section
from bot.search import index
from bot.search.curated import curated
from bot.search.engine import Ask, Engine
from bot.search.synonyms import Synonyms
from bot.store import digests, publications
from bot.store.connection import Writer
from bot.store.database import Database
from tests.search.archives import Archive, text

MEMORY = 1 << 24
SET = Path(__file__).with_name("abbreviations.json")


class Text(TypedDict):
    """One entry of the set."""

    id: str
    title: str
    text: str


class Asked(TypedDict):
    """A query, which form is typed in it, and the id of what is to be found."""

    typed: Literal["short", "long"]
    asked: str
    found: str


class Searched:
    """The set as a publication of an archive."""

    def __init__(self, database: Database, publication_id: int, ids: dict[int, str]) -> None:
        self._database = database
        self._scope = [publication_id]
        self._ids = ids
        self._engine = Engine(MEMORY, Synonyms(curated()))

    async def best(self, asked: str, *, exact: bool = False) -> list[str]:
        """The hits among the three best with something of the query."""
        ask = Ask(asked, exact=exact)
        found = await self._database.read_at_once(lambda reader: self._engine.search(reader, self._scope, ask, 3))
        return [self._ids[hit.entry_id] for hit in found.hits[: found.total]]

    async def success(self, queries: Sequence[Asked], *, exact: bool = False) -> float:
        """The share of queries whose answer is among the three best hits."""
        right = [one["found"] in await self.best(one["asked"], exact=exact) for one in queries]
        return sum(right) / len(right)


def the_set() -> tuple[list[Text], list[Asked]]:
    """Its texts and its queries."""
    content = json.loads(SET.read_text(encoding="utf-8"))
    return content["texts"], content["queries"]


@pytest_asyncio.fixture
async def searched(tmp_path: Path) -> AsyncGenerator[Searched]:
    """The set, published."""
    database = await Database.open(tmp_path / "digest.db")
    texts, _ = the_set()
    articles = [Article(title=one["title"], sections=(Section(text=one["text"]),)) for one in texts]
    day = date(2025, 5, 14)
    digest = Digest(
        uid=secrets.token_hex(8),
        publication="Abbreviations",
        day=day,
        label="The set",
        editor="",
        date=day,
        reading_minutes=1,
        intro="",
        entries=tuple(Entry(number=number, article=article) for number, article in enumerate(articles, start=1)),
    )

    async def work(tx: Writer) -> tuple[int, list[tuple[int, Article]]]:
        made = await publications.add(tx, Publication(id=0, uid="set", guild_id=1, name="Abbreviations"))
        _, entries = await digests.add(tx, made.id, digest, datetime(2025, 5, 14, tzinfo=UTC))
        await index.add(tx, made.id, entries)
        return made.id, entries

    publication_id, entries = await database.write(work)
    yield Searched(database, publication_id, {one[0]: text["id"] for one, text in zip(entries, texts, strict=True)})
    await database.close()


def test_the_set_is_as_large_as_it_should_be() -> None:
    texts, queries = the_set()
    assert len(texts) >= 80
    assert min(sum(one["typed"] == typed for one in queries) for typed in ("short", "long")) >= 30


@pytest.mark.parametrize("typed", ["short", "long"])
async def test_what_has_only_the_other_form_is_among_the_best_three(searched: Searched, typed: str) -> None:
    queries = [one for one in the_set()[1] if one["typed"] == typed]
    assert await searched.success(queries) >= 0.95


async def test_a_mistyped_long_form_is_known_all_the_same(searched: Searched) -> None:
    for asked in (
        "nanoparticle trakcing analysis",
        "nanoparticel tracking analyis",
        "nanoparticletracking analysis",
    ):
        assert "NTA, short form" in await searched.best(asked)


async def test_who_searches_for_exactly_what_was_typed_gets_no_other_form(searched: Searched) -> None:
    short = [one for one in the_set()[1] if one["typed"] == "short" and " " not in one["asked"]]
    assert await searched.success(short, exact=True) == 0


async def test_an_ordinary_word_that_somebody_once_used_as_a_short_form_stays_a_word(archive: Archive) -> None:
    ours = await archive.publication()
    plans = [text(f"The plan of city {number}", "A plan for its streets.") for number in range(12)]
    await archive.publish(ours, [*plans, text("Libraries", "The public library access network (PLAN) grew.")])
    assert not (await archive.search([ours], "plan")).also
    assert not (await archive.search([ours], "public library access network")).also


async def test_what_else_was_searched_is_said(archive: Archive) -> None:
    ours = await archive.publication()
    await archive.publish(ours, [text("Sizes", "By nanoparticle tracking analysis (NTA)."), text("NTA", "Again.")])
    found = await archive.search([ours], "NTAs")
    assert list(found.also.values()) == [("nanoparticle tracking analysis",)]
    assert found.total == 2


async def test_what_else_was_searched_is_said_of_all_that_was_typed(archive: Archive) -> None:
    ours = await archive.publication()
    await archive.publish(ours, [text("Serum", "Interleukin 6 (IL-6) rises."), text("Plaques", "Amyloid-β (Aβ).")])
    assert (await archive.search([ours], "serum IL-6")).also == {"IL-6": ("Interleukin 6",)}
    assert (await archive.search([ours], "Aβ plaques")).also == {"Aβ": ("Amyloid-β",)}


async def test_a_long_form_of_many_words_finds_the_short_form_before_some_of_the_words(searched: Searched) -> None:
    assert "CLEM, short form" in await searched.best("correlative light and electron microscopy")


@pytest.mark.parametrize(
    ("other", "exact", "asked"),
    [
        (
            text("PD-1 immunotherapy", "PD-1 and again PD-1; anti-PD-1 is PD-1 blockade."),
            text("Tremor", "It shows in most of those who have had Parkinson's disease for some years."),
            "Parkinson's disease",
        ),
        (
            text("Pet ownership", "A pet, another pet, and pets."),
            text("Scans", "The tracer was seen by positron emission tomography after an hour or two of rest."),
            "positron emission tomography",
        ),
        (
            text("Fish oil", "Fish, fish oil and fish."),
            text("Chromosomes", "They were stained for fluorescence in situ hybridization on slides by hand."),
            "fluorescence in situ hybridization",
        ),
    ],
)
async def test_a_long_form_as_typed_comes_before_its_short_form(
    archive: Archive, other: Article, exact: Article, asked: str
) -> None:
    archive.engine = Engine(MEMORY, Synonyms(curated()))
    ours = await archive.publication()
    plans = [text(f"The plan of city {number}", "A plan for its many streets and parks.") for number in range(40)]
    await archive.publish(ours, [*plans, other, exact])
    assert await archive.titles([ours], asked) == [exact.title, other.title]


@pytest.mark.parametrize("defined", ["", "Acute lymphoblastic leukemia (ALL)."])
async def test_a_stop_word_in_capitals_is_found_by_its_long_form_alone(archive: Archive, defined: str) -> None:
    archive.engine = Engine(MEMORY, Synonyms(curated()))
    ours = await archive.publication()
    plans = [text(f"All plans of city {number}", "All of its many streets.") for number in range(40)]
    right = text("Remission", f"Most pediatric patients with acute lymphoblastic leukemia reach it. {defined}")
    other = text("Sleep", "Pediatric, pediatric: all pediatric patients, all of them, sleep.")
    await archive.publish(ours, [*plans, right, other])
    assert await archive.titles([ours], "pediatric ALL") == ["Remission", "Sleep"]
    assert [*(await archive.search([ours], "pediatric ALL")).also] == ["ALL"]
    assert not (await archive.search([ours], "all pediatric")).also
