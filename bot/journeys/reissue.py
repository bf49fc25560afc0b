"""Changing what is posted: the steps that edit or delete a digest's messages, behind those that send them."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import zip_longest

from bot.editorial.marks import delivery_mark
from bot.journeys import freeze
from bot.model import Digest, Part, Step
from bot.store import deliveries, publications, standing
from bot.store.connection import Writer
from bot.store.deliveries import Promise
from bot.store.standing import Message, Place


async def edit_everywhere(tx: Writer, digest_id: int, digest: Digest, revision: int, at: datetime) -> None:
    """Promise that every channel of the digest will show it as it is now."""
    reachable = await _reachable(tx, digest_id)
    channels = [place.messages[0].channel for place in reachable]
    publication_id = next((channel.publication_id for channel in channels), None)
    home = None if publication_id is None else (await publications.get(tx, publication_id)).guild_id
    divided = freeze.divisions(digest, channels, home)
    for style, parts in divided.items():
        await deliveries.add_parts(tx, digest_id, style, parts, revision)
    promises: list[Promise] = []
    for place, channel in zip(reachable, channels, strict=True):
        promises += await _edit(tx, place, _Words(digest.uid, revision, divided[channel.format]), at)
    await deliveries.promise(tx, digest_id, promises)


async def delete_everywhere(tx: Writer, digest_id: int, digest_uid: str, at: datetime) -> None:
    """Promise that the digest's messages will go, the last one first; what was never tried is not sent any more."""
    promises: list[Promise] = []
    for place in await _reachable(tx, digest_id):
        steps = _Steps(place, digest_uid)
        for message in reversed(place.messages):
            await _delete(tx, message, steps, at)
        promises += steps.made
    await standing.drop_the_rest(tx, digest_id, at)
    await deliveries.promise(tx, digest_id, promises)


async def _reachable(tx: Writer, digest_id: int) -> list[Place]:
    """The channels with a message of the digest's that the publication still has."""
    places = [place for place in await standing.places(tx, digest_id) if place.messages]
    publication_id = places[0].messages[0].channel.publication_id if places else 0
    known = {channel.channel_id for channel in await publications.channels(tx, publication_id)}
    return [place for place in places if place.messages[0].channel.channel_id in known]


class _Words:
    """The parts of a revision."""

    def __init__(self, digest_uid: str, revision: int, parts: Sequence[Part]) -> None:
        self.digest_uid = digest_uid
        self.revision = revision
        self.parts = parts

    def beside(self, place: Place) -> Iterator[tuple[Message | None, Part | None]]:
        """Each message with the part that it is to show: those in the channel, and those in a thread under it."""
        for in_thread in (False, True):
            yield from zip_longest(
                [one for one in place.messages if one.part.in_thread == in_thread],
                [one for one in self.parts if one.in_thread == in_thread],
            )


class _Steps:
    """New steps of a channel, behind those that it has."""

    def __init__(self, place: Place, digest_uid: str) -> None:
        self.made: list[Promise] = []
        self._place = place
        self._digest_uid = digest_uid

    def add(self, step: Step, part: Part, revision: int, message: Message | None = None) -> None:
        """Add a step with a part's words, about a message that is there or promised, or about a new one."""
        first = self._place.messages[0]
        mark = delivery_mark(self._digest_uid, first.channel.channel_id, part.number, step, revision)
        inside = first.channel.kind == "forum" or part.in_thread
        self.made.append(
            Promise(
                channel=first.channel,
                sequence=self._place.last + 1 + len(self.made),
                step=step,
                part=part.number,
                mark=message.mark if message is not None and step == "edit" else mark,
                message_id=message and message.message_id,
                thread_id=self._place.thread_id if inside or step == "delete" else None,
                revision=revision,
                origin=message and message.id,
            )
        )


async def _edit(tx: Writer, place: Place, words: _Words, at: datetime) -> list[Promise]:
    """Nothing is posted anew: what somebody has deleted stays away, and nothing joins where all was deleted."""
    steps = _Steps(place, words.digest_uid)
    wanted = any(not message.gone for message in place.messages) and not place.messages[0].gone
    for message, part in words.beside(place):
        if message is None and part is not None and wanted:
            steps.add("message", part, words.revision)
            if place.messages[0].channel.kind == "announcement":
                steps.add("publish", part, words.revision)
        elif message is not None and part is None:
            await _delete(tx, message, steps, at)
        elif message is not None and part is not None and not message.gone and not _same(message.part, part):
            if message.rewordable:
                await standing.reword(tx, [message.latest], words.revision, part.number)
            else:
                steps.add("edit", part, words.revision, message)
    return steps.made


async def _delete(tx: Writer, message: Message, steps: _Steps, at: datetime) -> None:
    await standing.drop(tx, message, at)
    if not message.untried and not message.gone:
        steps.add("delete", message.part, message.revision, message)


def _same(one: Part, other: Part) -> bool:
    """Whether two parts look alike: of their numbers only the first is seen, because it bears the mention."""
    first = (one.number == 1) == (other.number == 1)
    return first and (one.header, one.blocks, one.choices) == (other.header, other.blocks, other.choices)
