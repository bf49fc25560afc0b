"""A server with its people and channels, and the running bot: what the journey tests act upon."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import SecretStr

from bot import app
from bot.clock import Clock
from bot.config import Settings
from bot.sandbox.messages import Message
from bot.sandbox.permissions import Permission
from bot.sandbox.records import ChannelRecord, ChannelType, GuildRecord, MemberRecord
from bot.sandbox.reply import Reply
from bot.sandbox.server import Sandbox
from bot.sandbox.user import User

BERLIN = ZoneInfo("Europe/Berlin")
PUBLICATION = "Exosomes Digest"


class Shifted(Clock):
    """The machine's clock, put forward by the tests."""

    def __init__(self) -> None:
        self._ahead = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    def set(self, instant: datetime) -> None:
        """Let it be this instant now, and go on from there."""
        self._ahead = instant - datetime.now(UTC)

    def forward(self, **delta: float) -> None:
        """Put it forward by a timedelta."""
        self._ahead += timedelta(**delta)

    def back_to_the_present(self) -> None:
        """Undo what was put forward."""
        self._ahead = timedelta()


class RunningBot:
    """The whole program, without its command line, in this process; it can be stopped and started again."""

    def __init__(self, discord: Sandbox, database: Path) -> None:
        self.discord = discord
        self.database = database
        self.clock = Shifted()
        self.alarm = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    @property
    def running(self) -> bool:
        return self._task is not None and not self._task.done()

    async def start(self) -> None:
        """Start it and wait until it is connected."""
        known = len(self.discord.sessions)
        settings = Settings(
            discord_token=SecretStr(self.discord.token),
            discord_api_url=self.discord.api_url,
            discord_requests_per_second=5_000,  # a clock put forward makes many servers' issues due at once
            digest_database=self.database,
        )
        self._task = asyncio.create_task(app.serve(settings, self.clock, self.alarm))
        await self.discord.until(lambda: len(self.discord.sessions) > known and self.discord.connected)

    async def stop(self) -> None:
        """End it as Ctrl-C would."""
        if self._task is None:
            return
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task

    async def restart(self) -> None:
        """Stop it and start it again."""
        await self.stop()
        await self.start()

    def look_at_the_clock(self) -> None:
        """Have it see at once what is due, instead of at its next heartbeat."""
        self.alarm.set()


class Club:
    """One server: Ada is its admin, Mo a moderator, Lin a member, Sam a stranger from elsewhere."""

    def __init__(self, bot: RunningBot, guild: GuildRecord) -> None:
        world = bot.discord.world
        self.bot = bot
        self.guild = guild
        self.editors = world.add_role(guild, "Editors", int(Permission.MANAGE_MESSAGES))
        self.readers = world.add_role(guild, "Readers", mentionable=True)
        manages = int(Permission.MANAGE_GUILD | Permission.MANAGE_MESSAGES)
        self.ada = self.user(world.add_person(guild, "Ada", permissions=manages))
        self.mo = self.user(world.add_person(guild, "Mo", roles=[self.editors]))
        self.lin = self.user(world.add_person(guild, "Lin"))
        self.digest = world.add_channel(guild, "digest")
        self.news = world.add_channel(guild, "news", ChannelType.ANNOUNCEMENT)
        self.forum = world.add_channel(guild, "issues", ChannelType.FORUM)
        self.desk = world.add_channel(guild, "desk")
        self.chat = world.add_channel(guild, "chat")

    def user(self, member: MemberRecord) -> User:
        """Somebody who acts in this server."""
        return self.bot.discord.user(self.guild, member)

    async def set_up(self, **changed: Any) -> Reply:
        """/setup publication, as its admin would type it."""
        options: dict[str, Any] = {
            "name": PUBLICATION,
            "channel": self.digest,
            "weekday": 2,
            "time": "09:00",
            "timezone": "Europe/Berlin",
            "editor": "Lisa",
            "intro": "New work on exosomes.",
            "moderators_channel": self.desk,
            **changed,
        }
        given = {name: value for name, value in options.items() if value is not None}
        return await self.ada.slash(self.chat, "setup publication", **given)

    async def submit(self, user: User, title: str, **fields: str) -> Reply:
        """/submit, filling in the form."""
        opened = await user.slash(self.chat, "submit")
        assert opened.modal is not None, opened.text
        return await user.submit(opened.modal, title=title, **fields)

    async def bring_in(self, page: str) -> Reply:
        """/desk import and its confirming button."""
        previewed = await self.mo.slash(self.chat, "desk import", file=("digest.txt", page.encode()))
        assert previewed.message is not None
        return await self.mo.click(previewed.message, label="Import")

    async def settled(self, status: Message) -> None:
        """Refresh a status card until nothing on it is due any more: that is stored a moment after the message."""
        await self.ada.click(status, label="Refresh")
        await self.refreshed(status, lambda text: " due" not in text)

    async def refreshed(self, status: Message, shows: Callable[[str], bool]) -> None:
        """Refresh a status card until it shows what it is to."""
        async with asyncio.timeout(10):
            while not shows(status.text):
                await self.ada.click(status, label="Refresh")

    async def publish_now(self) -> Reply:
        """/desk publish and its confirming button."""
        asked = await self.mo.slash(self.chat, "desk publish")
        assert asked.message is not None
        return await self.mo.click(asked.message, label="Publish")

    def come_due(self, **later: float) -> None:
        """Let it be the next Wednesday, 09:00 in Berlin, or that much later."""
        now = self.bot.clock.now().astimezone(BERLIN)
        due = datetime.combine(now.date() + timedelta(days=(2 - now.weekday()) % 7), time(9), BERLIN)
        due = due if due > now else due + timedelta(days=7)
        self.bot.clock.set(due.astimezone(UTC) + timedelta(**later))
        self.bot.look_at_the_clock()

    async def posts(self, channel: ChannelRecord, count: int = 1) -> list[Message]:
        """The bot's messages in a channel, once there are that many."""
        return await self.bot.discord.until(lambda: self._posts(channel, count))

    async def post_in_forum(self) -> ChannelRecord:
        """The thread of a forum post, once there is one."""
        return await self.bot.discord.until(
            lambda: next((one for one in self.guild.threads() if one.parent_id == self.forum.id), None)
        )

    def posted(self, channel: ChannelRecord) -> list[Message]:
        """The bot's messages in a channel as they are now, desk cards apart."""
        return [one for one in self._written(channel) if not _is_card(one)]

    def cards(self, channel: ChannelRecord | None = None) -> list[Message]:
        """The desk cards in the moderators' channel, or in another one."""
        return [one for one in self._written(channel or self.desk) if _is_card(one)]

    async def card(self, *words: str) -> Message:
        """The newest desk card, once it says all this."""
        return await self.bot.discord.until(lambda: self._card(words))

    def _card(self, words: tuple[str, ...]) -> Message | None:
        self.bot.look_at_the_clock()
        newest = self.cards()[-1:]
        return next((one for one in newest if all(word in one.text for word in words)), None)

    def _written(self, channel: ChannelRecord) -> list[Message]:
        return [one for one in self.bot.discord.world.messages(channel) if one.author_id == self.bot.discord.bot_id]

    def _posts(self, channel: ChannelRecord, count: int) -> list[Message]:
        found = self.posted(channel)
        return found if len(found) >= count else []


def _is_card(message: Message) -> bool:
    return any(str(one.custom_id).startswith("b:desk-show:") for one in message.buttons)


def found_club(bot: RunningBot, name: str) -> Club:
    """A new server with the bot in it."""
    return Club(bot, bot.discord.world.add_guild(name))
