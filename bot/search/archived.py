"""The archive's entries as the search reads them."""

from collections.abc import Sequence
from datetime import date

from bot.editorial.entries import entry_for_readers
from bot.model import Article
from bot.search.pack import Document
from bot.store.connection import Reader, Row


async def article(reader: Reader, entry_id: int) -> Article | None:
    """The article of an entry, as readers see it."""
    rows = await reader.all(
        """SELECT e.id, e.number, e.article, e.notice, e.withdrawn, d.date
           FROM entries e JOIN digests d ON d.id = e.digest_id WHERE e.id = ?""",
        entry_id,
    )
    return read(rows)[0].article if rows else None


async def dated(reader: Reader, entries: Sequence[tuple[int, Article]]) -> list[Document]:
    """Entries (row id, article) with the dates of their digests."""
    ids = [entry_id for entry_id, _ in entries]
    rows = await reader.all(
        "SELECT e.id, d.date FROM entries e JOIN digests d ON d.id = e.digest_id WHERE e.id BETWEEN ? AND ?",
        min(ids),
        max(ids),
    )
    dates = {row["id"]: date.fromisoformat(row["date"]) for row in rows}
    return [Document(entry_id, dates[entry_id], article) for entry_id, article in entries]


async def next_rows(reader: Reader, publication_id: int, most: int) -> list[Row]:
    """The rows of the next entries, at most so many, that are not in a publication's index yet."""
    return await reader.all(
        """SELECT e.id, e.number, e.article, e.notice, e.withdrawn, d.date
           FROM digests d JOIN entries e ON e.digest_id = d.id
           WHERE d.publication_id = ?1 AND d.taken_back_at IS NULL
             AND e.id > (SELECT built_to FROM indexes WHERE publication_id = ?1)
           ORDER BY e.id LIMIT ?2""",
        publication_id,
        most,
    )


async def counts(reader: Reader, publication_id: int) -> tuple[int, int]:
    """How many of a publication's entries a building of its index has come to, and how many there are."""
    row = await reader.one(
        """SELECT count(*) FILTER (WHERE e.id <= (SELECT built_to FROM indexes WHERE publication_id = ?1)) AS done,
                  count(*) AS total
           FROM digests d JOIN entries e ON e.digest_id = d.id
           WHERE d.publication_id = ?1 AND d.taken_back_at IS NULL""",
        publication_id,
    )
    return (row["done"], row["total"]) if row else (0, 0)


def read(rows: Sequence[Row]) -> list[Document]:
    """What readers see of the entries in these rows."""
    return [
        Document(
            row["id"],
            date.fromisoformat(row["date"]),
            entry_for_readers(
                row["number"],
                Article.model_validate_json(row["article"]),
                row["notice"],
                withdrawn=bool(row["withdrawn"]),
            ).article,
        )
        for row in rows
    ]
