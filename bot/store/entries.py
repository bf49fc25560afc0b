"""Archived entries one by one, as a search finds them. `scope` are the publications that may be seen, by row id."""

import json
from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from bot.editorial.entries import entry_for_readers
from bot.model import NO_DAY, Article, EntryRef
from bot.store.connection import Reader, Row

# Whether a digest `d` has come out once, and is no collection of imported articles.
ISSUE = f"(d.day > '{NO_DAY}')"
# Entries `e` of the publications bound as ?1, with their digests `d`, unless those were taken back.
_IN_SCOPE = """entries e JOIN digests d ON d.id = e.digest_id AND d.taken_back_at IS NULL
                                  AND d.publication_id IN (SELECT value FROM json_each(?1))"""

_LABELS = "json_extract(e.article, '$.title', '$.authors', '$.tags') AS labels"


class FoundEntry(NamedTuple):
    """An archived entry with the digest it stands in; `external_id` is what it was called where it came from."""

    ref: EntryRef
    external_id: str
    article: Article
    digest_label: str
    digest_date: date
    publication: str
    notice: str


class Headline(NamedTuple):
    """An entry in a list: of a withdrawn one neither authors nor tags."""

    ref: EntryRef
    title: str
    authors: tuple[str, ...]
    tags: tuple[str, ...]
    digest_label: str


async def found(reader: Reader, scope: Collection[int], entry_ids: Collection[int]) -> dict[int, FoundEntry]:
    """Those of the entries with these row ids that are in the scope, as readers see them."""
    rows = await reader.all(
        f"""SELECT e.id, e.number, e.article, e.notice, e.withdrawn, e.external_id, d.uid, d.label, d.date,
                   d.heading_name
            FROM {_IN_SCOPE} WHERE e.id IN (SELECT value FROM json_each(?2))""",
        _json(scope),
        _json(entry_ids),
    )
    return {row["id"]: _found(row) for row in rows}


async def headlines(reader: Reader, scope: Collection[int], entry_ids: Collection[int]) -> dict[int, Headline]:
    """The same without their texts, in the order of their row ids here."""
    rows = await reader.all(
        f"""SELECT e.id, e.number, {_LABELS}, e.withdrawn, d.uid, d.label
            FROM {_IN_SCOPE} WHERE e.id IN (SELECT value FROM json_each(?2))""",
        _json(scope),
        _json(entry_ids),
    )
    known = {row["id"]: _headline(row) for row in rows}
    return {entry_id: known[entry_id] for entry_id in entry_ids if entry_id in known}


async def newest(reader: Reader, scope: Collection[int], limit: int) -> list[Headline]:
    """The entries of the newest issues; those of collections come after them."""
    rows = await reader.all(
        f"""WITH latest AS (
               SELECT d.id, d.uid, d.label, d.day, d.date FROM json_each(?1) s
               JOIN digests d ON d.id IN (SELECT id FROM digests
                                          WHERE publication_id = s.value AND taken_back_at IS NULL
                                          ORDER BY day DESC LIMIT ?2)
               ORDER BY {ISSUE} DESC, d.date DESC, d.id DESC LIMIT ?2)
           SELECT e.number, {_LABELS}, e.withdrawn, d.uid, d.label
           FROM latest d JOIN entries e ON e.digest_id = d.id
           ORDER BY {ISSUE} DESC, d.date DESC, d.id DESC, e.number LIMIT ?2""",
        _json(scope),
        limit,
    )
    return [_headline(row) for row in rows]


async def names(reader: Reader, entry_ids: Collection[int]) -> dict[int, str]:
    """What entries are called outside: as where they were imported from, else "digest uid:number"."""
    rows = await reader.all(
        """SELECT e.id, coalesce(e.external_id, d.uid || ':' || e.number) AS name
           FROM entries e JOIN digests d ON d.id = e.digest_id WHERE e.id IN (SELECT value FROM json_each(?1))""",
        _json(entry_ids),
    )
    return {row["id"]: row["name"] for row in rows}


async def row_of(reader: Reader, scope: Collection[int], ref: EntryRef) -> int | None:
    """The row id of an entry; None where the scope has none such."""
    return await reader.value(
        f"SELECT e.id FROM {_IN_SCOPE} WHERE d.uid = ?2 AND e.number = ?3",
        _json(scope),
        ref.digest_uid,
        ref.number,
    )


async def known_by(reader: Reader, scope: Collection[int], keys: Collection[str]) -> EntryRef | None:
    """The newest entry that has one of these identity keys."""
    row = await reader.one(
        """SELECT d.uid, e.number FROM identities i
           JOIN entries e ON e.id = i.entry_id JOIN digests d ON d.id = e.digest_id AND d.taken_back_at IS NULL
           WHERE i.publication_id IN (SELECT value FROM json_each(?1))
             AND i.key IN (SELECT value FROM json_each(?2))
           ORDER BY d.date DESC, e.id DESC LIMIT 1""",
        _json(scope),
        json.dumps([*keys]),
    )
    return None if row is None else EntryRef(digest_uid=row["uid"], number=row["number"])


def _json(ids: Collection[int]) -> str:
    return json.dumps([*ids])


def _found(row: Row) -> FoundEntry:
    article = Article.model_validate_json(row["article"])
    shown = entry_for_readers(row["number"], article, row["notice"], withdrawn=bool(row["withdrawn"]))
    return FoundEntry(
        EntryRef(digest_uid=row["uid"], number=row["number"]),
        row["external_id"] or "",
        shown.article,
        row["label"],
        date.fromisoformat(row["date"]),
        row["heading_name"],
        shown.notice,
    )


def _headline(row: Row) -> Headline:
    ref = EntryRef(digest_uid=row["uid"], number=row["number"])
    title, authors, tags = json.loads(row["labels"])
    if row["withdrawn"]:
        authors = tags = ()
    return Headline(ref, title, tuple(authors), tuple(tags), row["label"])
