"""A club in weeks that begin on a Monday to come, whatever the day is on which the tests run."""

import asyncio
from datetime import UTC, date, datetime, time, timedelta

from bot.editorial.weeks import label
from bot.sandbox.messages import Message
from tests.journeys.clubs import BERLIN, PUBLICATION, Club

MON, TUE, WED, THU, FRI, SAT, SUN = range(7)


class Weeks:
    """Puts the clock of a club's bot to days and hours in Berlin; week 0 begins on the Monday after next."""

    def __init__(self, club: Club) -> None:
        self.club = club
        today = datetime.now(UTC).date()
        self._monday = today + timedelta(days=14 - today.weekday())

    def day(self, week: int, weekday: int) -> date:
        """A day of one of the weeks."""
        return self._monday + timedelta(days=7 * week + weekday)

    def title(self, week: int, weekday: int = WED) -> str:
        """The title line of the issue with that nominal day."""
        return f"## {PUBLICATION} ({label(self.day(week, weekday))})"

    async def go(self, week: int, weekday: int, clock: str) -> None:
        """Let it be that time, and the bot look at what is due."""
        at = datetime.combine(self.day(week, weekday), time.fromisoformat(clock), BERLIN)
        self.club.bot.clock.set(at.astimezone(UTC))
        await self.look()

    async def look(self) -> None:
        """Have the bot look at what is due, and wait until it has."""
        for _ in range(2):  # the second look begins only once the first is over
            self.club.bot.look_at_the_clock()
            while self.club.bot.alarm.is_set():  # noqa: ASYNC110  nobody tells when it is cleared
                await asyncio.sleep(0.005)

    async def begin(self) -> None:
        """Set the publication up on the first Monday, and let its first issue come out on Wednesday at nine."""
        await self.go(0, MON, "10:00")
        await self.club.set_up()
        await self.come_out("Paper of week 0", 0, WED)

    async def come_out(
        self, paper: str, week: int, weekday: int, clock: str = "09:00", before: str = "08:59"
    ) -> None:
        """Approve an article, see that nothing is posted a minute before its time, and that it is at that time."""
        known = len(self.titles())
        await self.club.submit(self.club.mo, paper)
        await self.go(week, weekday, before)
        assert len(self.titles()) == known, self.titles()
        await self.go(week, weekday, clock)
        posts = await self.club.posts(self.club.digest, known + 1)
        assert paper in posts[-1].text

    def titles(self) -> list[str]:
        """The title lines of what is posted."""
        return [post.text.splitlines()[0] for post in self.club.posted(self.club.digest)]

    async def status(self) -> Message:
        """/setup status."""
        shown = await self.club.ada.slash(self.club.chat, "setup status")
        assert shown.message is not None
        return shown.message

    async def desk(self) -> Message:
        """/desk open."""
        shown = await self.club.mo.slash(self.club.chat, "desk open")
        assert shown.message is not None
        return shown.message
