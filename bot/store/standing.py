"""The messages of a digest as they stand, or are promised to, in each channel."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from bot.model import Channel, Part
from bot.store.connection import Reader, Row, Writer
from bot.store.times import to_ms

_OPEN = ("waiting", "due", "parked")


class Message(NamedTuple):
    """A message: the step that sends it (`id`, `step`), and the step that gives it its newest words (`latest`).

    `untried` says that nobody has tried to send it, `rewordable` that its newest words are not on their way yet;
    `gone` that somebody has deleted it.
    """

    id: int
    channel: Channel
    step: str
    mark: str
    untried: bool
    gone: bool
    message_id: int | None
    latest: int
    rewordable: bool
    revision: int
    part: Part


class Place(NamedTuple):
    """A channel's messages in their order; those that are being deleted are left out.

    `last` is the channel's last step, `thread_id` its forum post, or the thread under the digest.
    """

    messages: tuple[Message, ...]
    last: int
    thread_id: int | None


async def places(reader: Reader, digest_id: int) -> list[Place]:
    """What a digest has in each channel."""
    publication_id: int = await reader.value("SELECT publication_id FROM digests WHERE id = ?", digest_id)
    parts = await _parts(reader, digest_id)
    rows = await reader.all("SELECT * FROM deliveries WHERE digest_id = ? ORDER BY id", digest_id)
    by_channel: dict[int, list[Row]] = {}
    for row in rows:
        by_channel.setdefault(row["channel_id"], []).append(row)
    return [_place(own, parts, publication_id) for own in by_channel.values()]


async def reword(tx: Writer, step_ids: Iterable[int], revision: int, number: int) -> None:
    """Let steps that are not on their way yet carry the words of another part; a failed edit is tried again."""
    for step_id in step_ids:
        await tx.run(
            """UPDATE deliveries SET revision = ?1, part = ?2,
                      state = CASE WHEN step = 'edit' AND state = 'parked' THEN 'waiting' ELSE state END
               WHERE id = ?3 OR (origin = ?3 AND step = 'publish' AND state IN ('waiting', 'due', 'parked'))""",
            revision,
            number,
            step_id,
        )


async def drop(tx: Writer, message: Message, at: datetime) -> None:
    """Settle what is still to be done with a message; one that nobody has tried to send was never promised."""
    if message.untried:
        await tx.run("DELETE FROM deliveries WHERE id = ?1 OR origin = ?1", message.id)
        return
    await tx.run(
        """UPDATE deliveries SET state = 'removed', settled_at = ?, reason = ''
           WHERE origin = ? AND state IN ('waiting', 'due', 'parked')""",
        to_ms(at),
        message.id,
    )


async def drop_the_rest(tx: Writer, digest_id: int, at: datetime) -> None:
    """Settle what is still to be done with a digest's messages beside sending them."""
    await tx.run(
        """UPDATE deliveries SET state = 'removed', settled_at = ?, reason = ''
           WHERE digest_id = ? AND state IN ('waiting', 'due', 'parked')
             AND step IN ('publish', 'thread', 'edit')""",
        to_ms(at),
        digest_id,
    )


async def _parts(reader: Reader, digest_id: int) -> dict[tuple[str, int, int], Part]:
    rows = await reader.all("SELECT format, revision, number, content FROM parts WHERE digest_id = ?", digest_id)
    return {
        (row["format"], row["revision"], row["number"]): Part.model_validate_json(row["content"]) for row in rows
    }


def _place(rows: Sequence[Row], parts: dict[tuple[str, int, int], Part], publication_id: int) -> Place:
    messages: list[Message] = []
    for row in rows:
        about = [one for one in rows if one["origin"] == row["id"]]
        if row["step"] in ("post", "message") and all(one["step"] != "delete" for one in about):
            messages.append(_message(row, [one for one in about if one["step"] == "edit"], parts, publication_id))
    threads = (row["thread_id"] for row in rows if row["thread_id"] is not None)
    return Place(tuple(messages), max(row["sequence"] for row in rows), next(threads, None))


def _message(
    sending: Row, edits: Sequence[Row], parts: dict[tuple[str, int, int], Part], publication_id: int
) -> Message:
    latest = edits[-1] if edits else sending
    untried = sending["state"] in _OPEN and sending["attempts"] == 0
    return Message(
        id=sending["id"],
        channel=Channel(
            publication_id=publication_id,
            channel_id=sending["channel_id"],
            guild_id=sending["guild_id"],
            kind=sending["kind"],
            format=sending["format"],
            role_id=sending["role_id"],
            silent=bool(sending["silent"]),
        ),
        step=sending["step"],
        mark=sending["mark"],
        untried=untried,
        gone=any(one["state"] == "removed" for one in (sending, *edits)),
        message_id=sending["message_id"],
        latest=latest["id"],
        rewordable=untried if latest is sending else latest["state"] in _OPEN,
        revision=latest["revision"],
        part=parts[sending["format"], latest["revision"], latest["part"]],
    )
