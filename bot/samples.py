"""The sample archive that ships with the program, put into a database with a digest that is due."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bot import app
from bot.clock import Clock
from bot.journeys.archive import read
from bot.journeys.setup import Wish
from bot.model import Actor, Channel, DigestDraft
from bot.shipped import shipped
from bot.store import publications
from bot.store.database import Database

NAME = "Exosomes Digest"
NEXT_ISSUE = "next-issue.txt"
_FOLDER = "sample"
_BEFORE = timedelta(days=8)  # so that a week's issue has fallen due since the publication was set up


@dataclass(frozen=True)
class Places:
    """The server, people and channels of the sandbox, by id."""

    guild_id: int
    admin_id: int
    moderator_id: int
    channel_id: int
    announcement_id: int
    forum_id: int
    role_id: int
    moderators_role: int
    moderators_channel: int


class _Earlier(Clock):
    """A clock that stood still some time ago."""

    def __init__(self, instant: datetime) -> None:
        self._instant = instant

    def now(self) -> datetime:
        return self._instant


def sample_digests() -> list[DigestDraft]:
    """The archived issues of the sample, oldest first."""
    names = sorted(item.name for item in shipped(_FOLDER).iterdir() if item.name.startswith("exosomes-digest-"))
    return [_draft(name) for name in names]


def next_issue() -> DigestDraft:
    """The articles for the issue that is due."""
    return _draft(NEXT_ISSUE)


async def fill(path: Path, places: Places) -> bool:
    """Set the sample's publication up in the server, with its archive and a digest that is due.

    False where the database has the publication already, from an earlier start; it is left as it is.
    """
    async with app.opened(path) as database:
        async with database.read() as reader:
            if await publications.named(reader, places.guild_id, NAME) is not None:
                return False
        publication_id = await _set_up(database, places)
        journeys = app.journeys_of(database, Clock())
        for draft in sample_digests():
            await journeys.archive.take_in_as_operator(NAME, draft)
        moderator = Actor(user_id=places.moderator_id, guild_id=places.guild_id, manages_messages=True)
        for article in next_issue().articles:
            await journeys.submissions.submit_article(moderator, publication_id, article)
    return True


async def _set_up(database: Database, places: Places) -> int:
    """The publication as an admin would have set it up a week ago, for a minute ago."""
    due = Clock().now() - timedelta(minutes=1)
    admin = Actor(user_id=places.admin_id, guild_id=places.guild_id, manages_server=True)
    wish = Wish(
        name=NAME,
        channel_id=places.channel_id,
        channel_kind="text",
        weekday=due.weekday(),
        time=f"{due:%H:%M}",
        timezone="UTC",
        role_id=places.role_id,
        editor="Mira",
        intro="A sample issue: well-known papers on exosomes and other extracellular vesicles, in our own words.",
        moderators_role=places.moderators_role,
        moderators_channel=places.moderators_channel,
    )
    status, _ = await app.journeys_of(database, _Earlier(due - _BEFORE)).setup.save(admin, wish)
    for channel in _more_channels(status.publication.id, places):
        await database.write(lambda tx, one=channel: publications.put_channel(tx, one))
    return status.publication.id


def _more_channels(publication_id: int, places: Places) -> list[Channel]:
    announcement = Channel(
        publication_id=publication_id,
        channel_id=places.announcement_id,
        guild_id=places.guild_id,
        kind="announcement",
        format="classic",
    )
    forum = Channel(
        publication_id=publication_id,
        channel_id=places.forum_id,
        guild_id=places.guild_id,
        kind="forum",
        format="full",
    )
    return [announcement, forum]


def _draft(name: str) -> DigestDraft:
    return read((shipped(_FOLDER) / name).read_bytes())
