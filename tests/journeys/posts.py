"""An issue that goes into a channel of each kind, and what must stand there in the end, whatever fails."""

import asyncio
import re
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from bot import app
from bot.clock import Clock
from bot.journeys.setup import Wish
from bot.model import Actor, Article, Channel, ChannelKind, Format, Section
from bot.sandbox.faults import Fault
from bot.sandbox.messages import Message
from bot.sandbox.records import ChannelRecord
from bot.store import publications
from tests.journeys.clubs import PUBLICATION, Club

Kind = ChannelKind | Literal["threaded"]  # a text channel that gets the full texts in a thread

SHORT, LONG = 2, 40  # entries
PARTS: dict[tuple[Kind, int], int] = {
    ("text", SHORT): 1,
    ("announcement", SHORT): 1,
    ("forum", SHORT): 2,
    ("threaded", SHORT): 2,
    ("text", LONG): 4,
    ("announcement", LONG): 3,
    ("forum", LONG): 5,
    ("threaded", LONG): 8,
}
HEADS = {SHORT: 1, LONG: 4}  # those of its parts that stand in the channel itself, above the thread's
_FORMATS: dict[Kind, Format] = {
    "text": "compact",
    "announcement": "classic",
    "forum": "full",
    "threaded": "thread",
}
_WORDS: dict[Kind, tuple[str, ...]] = {
    "text": ("paper", "finding"),
    "announcement": ("paper", "finding"),
    "forum": ("paper", "finding", "result"),
}
FAULT_PATIENCE = 20.0  # seconds
_THREADED = "in-threads"
_FILLER = "extracellular vesicles carry cargo between cells and change what their recipients do "
_SET_UP_BEFORE = timedelta(days=6)  # no other issue was due since


class Still(Clock):
    """A clock that stands at one instant."""

    def __init__(self, instant: datetime) -> None:
        self._instant = instant

    def now(self) -> datetime:
        return self._instant


class Issue:
    """A club's coming issue, for some of its channels; `late` is how long ago it was due."""

    def __init__(self, club: Club, database: Path, kinds: Sequence[Kind], entries: int) -> None:
        self.club = club
        self.kinds = kinds
        self.entries = entries
        self.publication_id = 0
        self.database = database
        if "threaded" in kinds:
            club.bot.discord.world.add_channel(club.guild, _THREADED)

    async def prepare(self, late: timedelta) -> None:
        """Set the publication up as an admin did days before an issue was due, with its articles approved."""
        due = datetime.now(UTC) - late
        async with app.opened(self.database) as database:
            saved, _ = await app.journeys_of(database, Still(due - _SET_UP_BEFORE)).setup.save(
                Actor(user_id=self.club.ada.member.id, guild_id=self.club.guild.id, manages_server=True),
                self._wish(due),
            )
            self.publication_id = saved.publication.id
            for kind in self.kinds:
                channel = self._channel(kind)
                await database.write(lambda tx, one=channel: publications.put_channel(tx, one))
            journeys = app.journeys_of(database, Still(due - timedelta(hours=1)))
            for number in range(1, self.entries + 1):
                await journeys.submissions.submit_article(self._moderator, self.publication_id, article(number))

    async def publish(self, *faults: Fault) -> None:
        """Publish it by hand and at once; a bot that runs looks at it. Return when these faults have happened."""
        async with app.opened(self.database) as database:
            weekly = app.journeys_of(database, Clock()).weekly
            coming = await weekly.preview(self._moderator, self.publication_id)
            await weekly.publish_now(self._moderator, self.publication_id, coming.digest.day)
        self.club.bot.look_at_the_clock()
        await reached(*faults)

    @property
    def _moderator(self) -> Actor:
        return Actor(user_id=self.club.mo.member.id, guild_id=self.club.guild.id, manages_messages=True)

    def _wish(self, due: datetime) -> Wish:
        return Wish(
            name=PUBLICATION,
            channel_id=self.place(self.kinds[0]).id,
            channel_kind=_channel_kind(self.kinds[0]),
            weekday=due.weekday(),
            time=f"{due:%H:%M}",
            timezone="UTC",
            role_id=self.club.readers.id,
            intro="What is new.",
            moderators_channel=self.club.desk.id,
        )

    def _channel(self, kind: Kind) -> Channel:
        return Channel(
            publication_id=self.publication_id,
            channel_id=self.place(kind).id,
            guild_id=self.club.guild.id,
            kind=_channel_kind(kind),
            format=_FORMATS[kind],
            role_id=self.club.readers.id,
        )

    def place(self, kind: Kind) -> ChannelRecord:
        """The channel of that kind."""
        if kind == "threaded":
            return next(one for one in self.club.guild.channels.values() if one.name == _THREADED)
        return {"text": self.club.digest, "announcement": self.club.news, "forum": self.club.forum}[kind]

    def threads(self, kind: Kind = "forum") -> list[ChannelRecord]:
        """The bot's posts in the forum, or its threads in a channel."""
        bot_id, place = self.club.bot.discord.bot_id, self.place(kind)
        there = [one for one in self.club.guild.threads() if one.parent_id == place.id]
        return [one for one in there if one.thread is not None and one.thread.owner_id == bot_id]

    def stands(self, kind: Kind) -> list[Message]:
        """What the bot has written there, in order; over all posts of a forum, and in threads last."""
        places = [] if kind == "forum" else [self.place(kind)]
        places += self.threads(kind) if kind in ("forum", "threaded") else []
        return [message for place in places for message in self.club.posted(place)]

    def complete(self, kind: Kind) -> bool:
        """Whether at least as many messages stand there as must, published where they are to be."""
        messages = self.stands(kind)
        published = kind != "announcement" or all(message.crossposted for message in messages)
        return len(messages) >= PARTS[kind, self.entries] and published

    async def arrive(self, *kinds: Kind, patience: float = 20.0) -> None:
        """Wait until the issue is complete in those channels (all by default), and then look at every word."""
        for kind in kinds or self.kinds:
            await self.club.bot.discord.until(lambda one=kind: self.complete(one), patience)
            await self.settle(kind)
            self.check(kind)

    async def settle(self, kind: Kind, patience: float = 20.0) -> None:
        """Wait until /setup status says that everything is sent there, so that nothing more will come."""
        ends = asyncio.get_running_loop().time() + patience
        done = rf"in <#{self.place(kind).id}>: (?:(\d+) of \1 messages? sent|taken back and deleted)$"
        while not re.search(done, status := await self.status(), re.MULTILINE):
            assert asyncio.get_running_loop().time() < ends, status
            await asyncio.sleep(0.05)

    def check(self, kind: Kind, missing: Iterable[int] = ()) -> None:
        """Every part stands there once and in order, with every entry; the role is pinged once, nobody else.

        `missing` are the numbers of parts that somebody has deleted.
        """
        messages = self.stands(kind)
        kept = [number for number in range(1, PARTS[kind, self.entries] + 1) if number not in missing]
        assert len(messages) == len(kept), [message.text[:80] for message in messages]
        pings = [message.mentions_roles for message in messages]
        assert pings == [[self.club.readers.id] if number == 1 else [] for number in kept]
        assert not any(message.mentions_everyone or message.mentions_users for message in messages)
        if kind == "forum":
            assert len(self.threads()) == 1
        if kind == "announcement":
            assert all(message.crossposted for message in messages)
        if kind == "threaded":
            self._check_threaded(messages)
        elif not missing:
            text = _text(messages)
            assert text.count(f"{PUBLICATION} (") == 1
            self._check_words(text, *_WORDS[kind])

    def _check_threaded(self, messages: Sequence[Message]) -> None:
        heads, inside = messages[: HEADS[self.entries]], messages[HEADS[self.entries] :]
        (thread,) = self.threads("threaded")
        assert thread.id == heads[0].id
        assert {message.channel_id for message in inside} == {thread.id}
        self._check_words(_text(heads), "paper", "finding")
        self._check_words(_text(inside), "paper", "result")

    def _check_words(self, text: str, *words: str) -> None:
        for word in words:
            assert [int(number) for number in re.findall(rf"\b{word}(\d+)", text)] == [*range(1, self.entries + 1)]

    def notices(self) -> list[str]:
        """What the moderators were told, apart from being reminded of the issue after this one."""
        told = [message.text for message in self.club.posted(self.club.desk)]
        return [text for text in told if " comes out <t:" not in text]

    async def told(self, *words: str) -> str:
        """The one thing that the moderators are told, once they are; it must say this."""
        await self.club.bot.discord.until(self.notices)
        (said,) = self.notices()
        assert all(word in said for word in words), said
        return said

    async def status(self) -> str:
        """What /setup status says."""
        return (await self.club.ada.slash(self.club.chat, "setup status")).text

    async def says(self, words: str) -> None:
        """Wait until /setup status says this."""
        shown = await self.club.ada.slash(self.club.chat, "setup status")
        assert shown.message is not None
        await self.club.refreshed(shown.message, lambda text: words in text)

    async def skip_the_pause(self) -> None:
        """Once a step is put off, put the bot's clock forward to when it may be tried again."""
        ends = asyncio.get_running_loop().time() + 10
        while not (moment := self._waits_until()):
            assert asyncio.get_running_loop().time() < ends, "no step is put off"
            await asyncio.sleep(0.02)
        self.club.bot.clock.set(datetime.fromtimestamp(moment + 0.01, UTC))
        self.club.bot.look_at_the_clock()

    async def press_retry(self) -> None:
        """The button at /setup status."""
        shown = await self.club.ada.slash(self.club.chat, "setup status")
        assert shown.message is not None
        await self.club.ada.click(shown.message, label="Retry")

    def _waits_until(self) -> float:
        query = """SELECT coalesce(min(not_before), 0) FROM deliveries WHERE state = 'due' AND not_before > ?
                   AND digest_id IN (SELECT id FROM digests WHERE publication_id = ?)"""
        now = self.club.bot.clock.now().timestamp() * 1000
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as database:
            (moment,) = database.execute(query, (now, self.publication_id)).fetchone()
        return moment / 1000


async def reached(*faults: Fault) -> None:
    """Wait until all of them have happened."""
    async with asyncio.timeout(FAULT_PATIENCE):
        for fault in faults:
            await fault.reached.wait()


def _channel_kind(kind: Kind) -> ChannelKind:
    return "text" if kind == "threaded" else kind


def _text(messages: Sequence[Message]) -> str:
    return "\n".join(message.text for message in messages)


def article(number: int) -> Article:
    """An article whose every text says which one it is."""
    return Article(
        title=f"paper{number:02} {_FILLER * 3}".strip(),
        takeaway=f"finding{number:02} and so it goes on",
        sections=(Section(heading="Results", text=f"result{number:02}"),),
    )
