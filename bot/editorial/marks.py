"""Names for things that must stay the same through restarts, restores and renumbered rows."""

from base64 import b32encode
from datetime import date, datetime
from hashlib import blake2b

from bot.model import Step


def digest_uid(publication_uid: str, day: date, edition: int = 1) -> str:
    """The uid of an issue: the same whenever it is computed, 16 characters.

    A week that comes out anew, after its issue was taken back, is another edition: Discord remembers the nonces of
    deleted messages.
    """
    return _hash(10, publication_uid, day.isoformat(), *([] if edition == 1 else [f"edition {edition}"]))


def imported_uid(publication_uid: str, day: date) -> str:
    """The uid of an issue of that day that came out elsewhere, so that one of our own may have the day as well."""
    return _hash(10, publication_uid, day.isoformat(), "imported")


def collection_uid(publication_uid: str, label: str) -> str:
    """The uid of a collection of imported articles."""
    return _hash(10, publication_uid, label, "collection")


def extra_uid(publication_uid: str, day: date, number: int) -> str:
    """The uid of the day's extra issue of that number."""
    return _hash(10, publication_uid, day.isoformat(), "extra", str(number))


def delivery_mark(digest: str, channel_id: int, part: int, step: Step, revision: int = 0) -> str:
    """What marks one message for ever, and serves as its nonce: 24 characters of the 25 that Discord allows.

    It holds the channel, because Discord compares nonces over all channels of an author.
    """
    return _hash(15, digest, str(channel_id), str(part), step, str(revision))


def notice_mark(*about: object) -> str:
    """The mark of a message to the moderators: the same news gives the same mark."""
    return _hash(15, "notice", *map(str, about))


def card_mark(publication_uid: str, day: date, channel_id: int, made_at: datetime) -> str:
    """The mark of a desk card; one that is begun anew for the same day has another."""
    return _hash(15, "card", publication_uid, day.isoformat(), str(channel_id), made_at.isoformat())


def share_mark(card_id: int, *what: object) -> str:
    """The nonce under which something is shared from a private card: once each, however often it is pressed."""
    return _hash(15, "share", str(card_id), *map(str, what))


def _hash(size: int, *parts: str) -> str:
    return b32encode(blake2b("\0".join(parts).encode(), digest_size=size).digest()).decode().lower()
