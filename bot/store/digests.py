"""Digests and their entries: written once, read for ever. Every question from Discord is scoped by guild."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Literal, NamedTuple

from bot.editorial.entries import entry_for_readers
from bot.model import Article, Digest, DigestSummary, Entry
from bot.store.connection import Reader, Row, Writer
from bot.store.entries import ISSUE
from bot.store.publications import VISIBLE
from bot.store.times import from_ms, to_ms

_MONTHS = " ".join(f"WHEN '{date(2000, month, 1):%m}' THEN '{date(2000, month, 1):%B}'" for month in range(1, 13))
# What a digest `d` is called, in lower case, a space before each word: its date as "2025-05-14 14 May 2025".
_SAID = f"""lower(' ' || d.heading_name || ' ' || d.label || ' ' || d.date || ' ' || (substr(d.date, 9) + 0)
            || ' ' || CASE substr(d.date, 6, 2) {_MONTHS} END || ' ' || substr(d.date, 1, 4))"""

# Digests `d` that have not been taken back, with their publications `p`.
_STANDING = "digests d JOIN publications p ON p.id = d.publication_id AND d.taken_back_at IS NULL"


async def add(
    tx: Writer, publication_id: int, digest: Digest, at: datetime, external_ids: Sequence[str] = ()
) -> tuple[int, list[tuple[int, Article]]]:
    """Insert a digest with its entries; returns its row id, and (row id, article) for each entry.

    `external_ids` are what the entries are called where they come from, all of them or none.
    """
    digest_id = await tx.insert(
        """INSERT INTO digests (uid, publication_id, kind, heading_name, day, label, editor, date,
                                reading_minutes, intro, frozen_at)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        digest.uid,
        publication_id,
        digest.kind,
        digest.publication,
        digest.day.isoformat(),
        digest.label,
        digest.editor,
        digest.date.isoformat(),
        digest.reading_minutes,
        digest.intro,
        to_ms(at),
    )
    names = external_ids or [None] * len(digest.entries)
    await tx.run_many(
        "INSERT INTO entries (digest_id, number, article, external_id) VALUES (?, ?, ?, ?)",
        [
            (digest_id, entry.number, entry.article.model_dump_json(), name)
            for entry, name in zip(digest.entries, names, strict=True)
        ],
    )
    rows = await tx.all("SELECT id, number FROM entries WHERE digest_id = ?", digest_id)
    ids = {row["number"]: row["id"] for row in rows}
    return digest_id, [(ids[entry.number], entry.article) for entry in digest.entries]


async def add_identities(tx: Writer, publication_id: int, keys: Collection[tuple[str, int]]) -> None:
    """Remember by which keys archived entries (key, entry row id) are known again."""
    await tx.run_many(
        "INSERT INTO identities (publication_id, key, entry_id) VALUES (?, ?, ?)",
        ((publication_id, key, entry_id) for key, entry_id in keys),
    )


async def summaries(
    reader: Reader,
    guild_id: int,
    publication_id: int | None = None,
    limit: int = 500,
    words: Collection[str] = (),
) -> list[DigestSummary]:
    """What a guild may see, of all its publications or of one: issues, the newest first, then collections.

    With words, in lower case, only those that have in name, label or date a word that begins like each of them.
    """
    order = f"{ISSUE} DESC, d.date DESC, d.id DESC"
    having = "".join(f" AND instr({_SAID}, ' ' || ?{place})" for place in range(4, 4 + len(words)))
    rows = await reader.all(
        f"""SELECT d.*, (SELECT count(*) FROM entries e WHERE e.digest_id = d.id) AS entries
            FROM (SELECT d.id, d.uid, d.heading_name, d.label, d.day, d.date
                  FROM publications p CROSS JOIN digests d ON d.publication_id = p.id AND d.taken_back_at IS NULL
                  WHERE {VISIBLE} AND (?2 IS NULL OR p.id = ?2){having}
                  ORDER BY {order} LIMIT ?3) d ORDER BY {order}""",
        guild_id,
        publication_id,
        limit,
        *words,
    )
    return [
        DigestSummary(
            uid=row["uid"],
            publication=row["heading_name"],
            label=row["label"],
            day=date.fromisoformat(row["day"]),
            date=date.fromisoformat(row["date"]),
            entries=row["entries"],
        )
        for row in rows
    ]


async def get(reader: Reader, guild_id: int, uid: str) -> Digest | None:
    """A digest with its entries, if the guild may see it."""
    row = await reader.one(
        f"SELECT d.* FROM {_STANDING} WHERE {VISIBLE} AND d.uid = ?2",
        guild_id,
        uid,
    )
    return None if row is None else await _digest(reader, row)


class Head(NamedTuple):
    """What is to be known of a digest to change it; `id` is its row."""

    id: int
    uid: str
    publication_id: int
    kind: str
    day: date
    label: str
    revision: int
    published_at: datetime
    editor: str
    intro: str


class Published(NamedTuple):
    """An entry as it was published and corrected since, whatever readers see of it; `id` is its row."""

    id: int
    number: int
    article: Article
    notice: str
    withdrawn: bool
    submission_id: int | None

    @property
    def seen(self) -> Entry:
        """What readers see of it, and so can find."""
        return entry_for_readers(self.number, self.article, self.notice, withdrawn=self.withdrawn)


async def head(reader: Reader, uid: str) -> Head | None:
    """A digest by its uid, unless it was taken back."""
    row = await reader.one("SELECT * FROM digests WHERE uid = ? AND taken_back_at IS NULL", uid)
    if row is None:
        return None
    return Head(
        row["id"],
        uid,
        row["publication_id"],
        row["kind"],
        date.fromisoformat(row["day"]),
        row["label"],
        row["revision"],
        from_ms(row["frozen_at"]),
        row["editor"],
        row["intro"],
    )


async def published(reader: Reader, digest_id: int) -> list[Published]:
    """Its entries."""
    rows = await reader.all("SELECT * FROM entries WHERE digest_id = ? ORDER BY number", digest_id)
    return [
        Published(
            row["id"],
            row["number"],
            Article.model_validate_json(row["article"]),
            row["notice"],
            bool(row["withdrawn"]),
            row["submission_id"],
        )
        for row in rows
    ]


async def of_row(reader: Reader, digest_id: int) -> Digest:
    """The digest with that row id."""
    row = await reader.one("SELECT * FROM digests WHERE id = ?", digest_id)
    assert row is not None  # noqa: S101  the caller has it from here
    return await _digest(reader, row)


async def revise(tx: Writer, before: Head, editor: str, intro: str) -> int | None:
    """Count a digest's revision up; None where somebody else has since it was read, or it was taken back."""
    changed = await tx.run(
        """UPDATE digests SET revision = revision + 1, editor = ?, intro = ?
           WHERE id = ? AND revision = ? AND taken_back_at IS NULL""",
        editor,
        intro,
        before.id,
        before.revision,
    )
    return before.revision + 1 if changed else None


async def put_entry(tx: Writer, entry: Published) -> None:
    """Store a published entry as it is now."""
    await tx.run(
        "UPDATE entries SET article = ?, notice = ?, withdrawn = ? WHERE id = ?",
        entry.article.model_dump_json(),
        entry.notice,
        entry.withdrawn,
        entry.id,
    )


async def name_submissions(tx: Writer, digest_id: int, submission_ids: Sequence[int]) -> None:
    """Remember from which submissions the entries were made, in their order."""
    await tx.run_many(
        "UPDATE entries SET submission_id = ? WHERE digest_id = ? AND number = ?",
        ((submission_id, digest_id, number) for number, submission_id in enumerate(submission_ids, start=1)),
    )


async def take_back(tx: Writer, digest_id: int, at: datetime) -> None:
    """Take a digest out of the archive; its uid stays in use for ever."""
    await tx.run("UPDATE digests SET taken_back_at = ? WHERE id = ?", to_ms(at), digest_id)
    await tx.run("DELETE FROM identities WHERE entry_id IN (SELECT id FROM entries WHERE digest_id = ?)", digest_id)


async def forget_identity(tx: Writer, entry_id: int) -> None:
    """Forget by which keys an entry is known again, but for the id that it was imported under."""
    await tx.run("DELETE FROM identities WHERE entry_id = ? AND key NOT LIKE 'id:%'", entry_id)


async def on_day(reader: Reader, publication_id: int, day: date) -> Digest | None:
    """The digest of that nominal day, weekly or imported."""
    row = await reader.one(
        """SELECT * FROM digests WHERE publication_id = ? AND day = ? AND kind <> 'extra'
           AND taken_back_at IS NULL ORDER BY kind DESC""",
        publication_id,
        day.isoformat(),
    )
    return None if row is None else await _digest(reader, row)


async def neighbour(reader: Reader, guild_id: int, uid: str, direction: Literal["older", "newer"]) -> str | None:
    """The uid of the next older or newer digest of the same publication; collections come before all issues."""
    comparison, order = ("<", "DESC") if direction == "older" else (">", "ASC")
    issue = ISSUE.replace("d.", "n.")
    return await reader.value(
        f"""SELECT n.uid FROM {_STANDING}
            JOIN digests n ON n.publication_id = d.publication_id AND n.taken_back_at IS NULL
                           AND ({issue}, n.date, n.id) {comparison} ({ISSUE}, d.date, d.id)
            WHERE {VISIBLE} AND d.uid = ?2
            ORDER BY {issue} {order}, n.date {order}, n.id {order} LIMIT 1""",
        guild_id,
        uid,
    )


async def last_day(reader: Reader, publication_id: int, until: date = date.max) -> date | None:
    """The newest nominal day until then that is settled: a weekly digest, or a week that passed without one."""
    day: str | None = await reader.value(
        """SELECT max(day) FROM (SELECT day FROM digests WHERE publication_id = ?1 AND kind = 'weekly'
                                                         AND taken_back_at IS NULL
                                 UNION ALL SELECT day FROM passed_weeks WHERE publication_id = ?1)
           WHERE day <= ?2""",
        publication_id,
        until.isoformat(),
    )
    return None if day is None else date.fromisoformat(day)


async def labels(reader: Reader, publication_id: int) -> set[str]:
    """Every label in use."""
    rows = await reader.all(
        "SELECT label FROM digests WHERE publication_id = ? AND taken_back_at IS NULL", publication_id
    )
    return {row["label"] for row in rows}


async def pass_week(
    tx: Writer, publication_id: int, day: date, reason: Literal["empty", "late", "skipped"]
) -> None:
    """Settle a week without a digest."""
    await tx.run("INSERT INTO passed_weeks VALUES (?, ?, ?)", publication_id, day.isoformat(), reason)


async def late_day(reader: Reader, publication_id: int) -> date | None:
    """The newest week, if it was too late to post without a moderator's word."""
    newest = await last_day(reader, publication_id)
    return newest if newest and await passed(reader, publication_id, newest) == "late" else None


async def passed(reader: Reader, publication_id: int, day: date) -> str | None:
    """Why a week has no digest: "empty", "late" or "skipped"; None where it has not passed."""
    return await reader.value(
        "SELECT reason FROM passed_weeks WHERE publication_id = ? AND day = ?", publication_id, day.isoformat()
    )


async def reopen_weeks(tx: Writer, publication_id: int, after: date) -> None:
    """Let weeks after that day, which passed while the clock was ahead, come in their time."""
    await tx.run(
        "DELETE FROM passed_weeks WHERE publication_id = ? AND day > ? AND reason <> 'skipped'",
        publication_id,
        after.isoformat(),
    )


async def extras_on(reader: Reader, publication_id: int, day: date) -> int:
    """How many extra issues there have been on that day, those taken back too."""
    return await reader.value(
        "SELECT count(*) FROM digests WHERE publication_id = ? AND day = ? AND kind = 'extra'",
        publication_id,
        day.isoformat(),
    )


async def reopen_week(tx: Writer, publication_id: int, day: date) -> None:
    """Let a passed week be published after all."""
    await tx.run("DELETE FROM passed_weeks WHERE publication_id = ? AND day = ?", publication_id, day.isoformat())


async def weekly_taken_back(reader: Reader, publication_id: int, day: date) -> int:
    """How many issues of that week have been published and taken back."""
    return await reader.value(
        """SELECT count(*) FROM digests WHERE publication_id = ? AND day = ? AND kind = 'weekly'
           AND taken_back_at IS NOT NULL""",
        publication_id,
        day.isoformat(),
    )


async def _digest(reader: Reader, row: Row) -> Digest:
    entries = await reader.all("SELECT * FROM entries WHERE digest_id = ? ORDER BY number", row["id"])
    return Digest(
        uid=row["uid"],
        kind=row["kind"],
        publication=row["heading_name"],
        day=date.fromisoformat(row["day"]),
        label=row["label"],
        editor=row["editor"],
        date=date.fromisoformat(row["date"]),
        reading_minutes=row["reading_minutes"],
        intro=row["intro"],
        entries=tuple(map(_entry, entries)),
    )


def _entry(row: Row) -> Entry:
    article = Article.model_validate_json(row["article"])
    return entry_for_readers(row["number"], article, row["notice"], withdrawn=bool(row["withdrawn"]))
