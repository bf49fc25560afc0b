"""What is taken out of the index leaves no trace in it."""

from pathlib import Path

from bot.model import Publication
from bot.search import index
from bot.store.connection import Writer
from bot.store.database import Database
from bot.store.publications import add
from tests.search.archives import text

OURS = Publication(id=0, uid="ours", guild_id=1, name="Ours")
KEPT = text("Blood-brain barriers", "Exosomes and TNF-α, exosomes again", ["Müller"])
TAKEN = text("Exosomes of quokkas", "Blood-brain TNF-α; quokkas smile", ["Quokka, Q."], ["quokka"])


async def trace(tx: Writer) -> list[tuple[object, ...]]:
    words = await tx.all("SELECT word, occurrences FROM vocabulary ORDER BY word")
    entries = await tx.all("SELECT rowid, title, authors, labels, text FROM entry_index ORDER BY rowid")
    return [tuple(row) for row in (*words, *entries)]


async def test_an_entry_that_is_taken_out_leaves_the_index_as_it_was_without(tmp_path: Path) -> None:
    database = await Database.open(tmp_path / "digest.db")

    async def work(tx: Writer) -> None:
        ours = (await add(tx, OURS)).id
        await index.add(tx, ours, [(1, KEPT)])
        before = await trace(tx)
        await index.add(tx, ours, [(2, TAKEN)])
        assert await trace(tx) != before
        await index.remove(tx, ours, [(2, TAKEN)])
        assert await trace(tx) == before

    await database.write(work)
    await database.close()
