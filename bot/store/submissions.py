"""Articles on their way into a digest, and what makes two articles the same."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import NamedTuple

from bot.errors import Conflict, NotFound
from bot.model import Article, EntryRef, State, Submission
from bot.store.connection import Reader, Row, Writer
from bot.store.times import from_ms, to_ms

NOBODY = 0  # row ids start at 1


class Twin(NamedTuple):
    """Where an article with the same identity already is: on its way, or in a digest."""

    title: str
    state: State
    submission_id: int | None = None
    entry: EntryRef | None = None
    digest_label: str = ""


async def add(
    tx: Writer, publication_id: int, article: Article, keys: Iterable[str], state: State, by: int, at: datetime
) -> Submission:
    """Insert a submission behind all others of its publication."""
    last: int | None = await tx.value(
        "SELECT max(position) FROM submissions WHERE publication_id = ?", publication_id
    )
    new_id = await tx.insert(
        """INSERT INTO submissions (publication_id, article, state, position, submitted_by, submitted_at,
                                    decided_by) VALUES (?, ?, ?, ?, ?, ?, ?)""",
        publication_id,
        article.model_dump_json(),
        state,
        (last or 0) + 1,
        by,
        to_ms(at),
        by if state is State.APPROVED else None,
    )
    await _put_keys(tx, publication_id, new_id, keys)
    return await get(tx, new_id)


async def get(reader: Reader, submission_id: int) -> Submission:
    """The submission with this id; NotFound where there is none."""
    row = await reader.one("SELECT * FROM submissions WHERE id = ?", submission_id)
    if row is None:
        raise NotFound("This submission no longer exists.")
    return _submission(row)


async def waiting(reader: Reader, publication_id: int, states: Collection[State]) -> list[Submission]:
    """The submissions in one of the states, in the order of the next issue."""
    marks = ", ".join("?" * len(states))
    rows = await reader.all(
        f"SELECT * FROM submissions WHERE publication_id = ? AND state IN ({marks}) ORDER BY position, id",
        publication_id,
        *states,
    )
    return [_submission(row) for row in rows]


async def change(tx: Writer, before: Submission, after: Submission) -> Submission:
    """Store `after` if nobody has changed the submission since `before` was read; else Conflict."""
    changed = await tx.run(
        """UPDATE submissions SET article = ?, state = ?, position = ?, decided_by = ?, version = version + 1
           WHERE id = ? AND version = ?""",
        after.article.model_dump_json(),
        after.state,
        after.position,
        after.decided_by,
        before.id,
        before.version,
    )
    if not changed:
        raise Conflict("Somebody else has just changed this submission; look at the desk again.")
    return after.model_copy(update={"version": before.version + 1})


async def replace_keys(tx: Writer, submission: Submission, keys: Iterable[str]) -> None:
    """Give a submission new identity keys, after its article was edited or its state changed."""
    await tx.run("DELETE FROM identities WHERE submission_id = ?", submission.id)
    await _put_keys(tx, submission.publication_id, submission.id, keys)


async def twin(
    reader: Reader, publication_id: int, keys: Collection[str], besides: int | None = None
) -> Twin | None:
    """The queued or archived article of the publication that shares a key, leaving one submission out."""
    marks = ", ".join("?" * len(keys))
    row = await reader.one(
        f"""SELECT coalesce(e.article, s.article) ->> '$.title' AS title, s.state, s.id AS submission_id,
                   d.uid, d.label, e.number
            FROM identities i
            LEFT JOIN submissions s ON s.id = i.submission_id
            LEFT JOIN entries e ON e.id = i.entry_id LEFT JOIN digests d ON d.id = e.digest_id
            WHERE i.publication_id = ? AND i.key IN ({marks}) AND i.submission_id IS NOT ?
            ORDER BY e.id DESC LIMIT 1""",
        publication_id,
        *keys,
        NOBODY if besides is None else besides,
    )
    if row is None:
        return None
    if row["uid"] is None:
        return Twin(row["title"], State(row["state"]), submission_id=row["submission_id"])
    entry = EntryRef(digest_uid=row["uid"], number=row["number"])
    return Twin(row["title"], State.PUBLISHED, entry=entry, digest_label=row["label"])


async def _put_keys(tx: Writer, publication_id: int, submission_id: int, keys: Iterable[str]) -> None:
    await tx.run_many(
        "INSERT INTO identities (publication_id, key, submission_id) VALUES (?, ?, ?)",
        ((publication_id, key, submission_id) for key in sorted(keys)),
    )


def _submission(row: Row) -> Submission:
    return Submission(
        id=row["id"],
        publication_id=row["publication_id"],
        article=Article.model_validate_json(row["article"]),
        state=State(row["state"]),
        position=row["position"],
        submitted_by=row["submitted_by"],
        submitted_at=from_ms(row["submitted_at"]),
        decided_by=row["decided_by"],
        version=row["version"],
    )
