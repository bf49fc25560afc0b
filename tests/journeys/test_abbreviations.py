"""The abbreviations of a publication, as the operator sees and decides them."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.errors import DigestError
from bot.journeys.abbreviations import Abbreviations
from bot.model import Article
from bot.search.synonyms import found_in
from bot.store import abbreviations, publications
from bot.store.database import Database
from tests.store.samples import a_publication
from tests.test_cli import PAGE, digest_bot

NAME = "Exosomes Digest"
ARTICLES = [
    Article(title="By nanoparticle tracking analysis (NTA)"),
    Article(title="Nanoparticle Tracking Analysis (NTA) of extracellular vesicles (EVs)"),
]


@pytest_asyncio.fixture
async def database(tmp_path: Path) -> AsyncGenerator[Database]:
    """A database with a publication, in whose texts there are abbreviations."""
    opened = await Database.open(tmp_path / "digest.db")
    publication = await opened.write(lambda tx: publications.add(tx, a_publication(NAME)))
    await opened.write(lambda tx: abbreviations.add_mined(tx, publication.id, found_in(ARTICLES)))
    yield opened
    await opened.close()


async def listed(database: Database, short: str) -> list[str]:
    """What the list says of a short form."""
    found = await Abbreviations(database).listed(NAME, short)
    return [f"{one.short} {one.long}: {one.origin} {one.entries}" for one in found]


async def test_what_the_texts_say_and_what_ships_is_listed(database: Database) -> None:
    everything = await Abbreviations(database).listed("exosomes digest")
    assert [(one.short, one.origin, one.entries) for one in everything[:2]] == [
        ("EV", "found", 1),
        ("NTA", "found", 2),
    ]
    assert ("BBB", "shipped") in [(one.short, one.origin) for one in everything]
    assert [one.short for one in everything].count("NTA") == 1


async def test_a_pair_is_blocked_and_allowed_again_however_it_is_written(database: Database) -> None:
    await Abbreviations(database).block(NAME, "NTAs", " nanoparticles tracking  analyses")
    assert await listed(database, "nta") == ["NTA nanoparticles tracking analyses: blocked 2"]
    await Abbreviations(database).add(NAME, "NTA", "nanoparticle tracking analysis")
    assert await listed(database, "nta") == ["NTA nanoparticle tracking analysis: added 2"]


async def test_a_shipped_pair_is_blocked(database: Database) -> None:
    await Abbreviations(database).block(NAME, "BBB", "blood brain barrier")
    assert await listed(database, "BBB") == ["BBB blood brain barrier: blocked 0"]


@pytest.mark.parametrize(
    ("short", "long", "said"),
    [
        ("extracellular vesicle", "EV", "give the short form first"),
        ("EV", "…", "with a word in each"),
        ("EV", "of the", "with a word in each"),
        ("EV", "x" * 201, "shorten"),
    ],
)
async def test_what_is_no_pair_is_refused(database: Database, short: str, long: str, said: str) -> None:
    with pytest.raises(DigestError, match=said):
        await Abbreviations(database).add(NAME, short, long)
    assert await listed(database, "EV") == ["EV extracellular vesicles: found 1"]


async def test_publications_of_one_name_are_told_apart_by_their_codes(database: Database) -> None:
    other = await database.write(lambda tx: publications.add(tx, a_publication(NAME, guild_id=2)))
    with pytest.raises(DigestError, match=other.uid):
        await Abbreviations(database).listed(NAME)
    await Abbreviations(database).add(other.uid, "EV", "ejection velocity")
    found = await Abbreviations(database).listed(other.uid, "EV")
    assert [(one.long, one.origin) for one in found] == [
        ("ejection velocity", "added"),
        ("extracellular vesicle", "shipped"),
    ]


def test_at_the_terminal(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(PAGE.replace("Vesicles passed", "Extracellular vesicles (EVs) passed"))
    digest_bot(tmp_path, "import", "page.txt", "--publication", NAME)
    of = ("--publication", NAME)
    added = digest_bot(tmp_path, "abbreviations", "add", *of, "EV", "ejection", "velocity")
    assert (added.returncode, added.stdout) == (
        0,
        "EV and ejection velocity are searched for each other from now on.\n",
    )
    shown = digest_bot(tmp_path, "abbreviations", "list", *of, "ev").stdout.splitlines()
    assert [" ".join(line.split()) for line in shown] == [
        "EV Extracellular vesicles · found in 1 entry",
        "EV ejection velocity · added",
        "2 abbreviations.",
    ]
    unknown = digest_bot(tmp_path, "abbreviations", "block", "--publication", "None", "EV", "ejection velocity")
    assert (unknown.returncode, unknown.stderr) == (1, "There is no publication named None.\n")
