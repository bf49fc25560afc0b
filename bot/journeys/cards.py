"""Keeping the desk cards: one message about each issue in the moderators' channel, edited in place.

What a card should show is compared with what it shows, at every wake and heartbeat, unless nothing can have
changed. A card is promised in the store before it is sent, so that one whose sender was killed is found again and
never doubled.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from bot.clock import Clock
from bot.editorial.marks import card_mark, notice_mark
from bot.editorial.text import escape
from bot.errors import StoreError
from bot.journeys.glances import Glances
from bot.journeys.issues import IssueCard, coming_card, settled_card
from bot.journeys.sending import (
    SEND_SECONDS,
    Limited,
    Outcome,
    Refused,
    Removed,
    Sent,
    Unknown,
    backoff,
    look_from,
    nonce_holds,
)
from bot.journeys.weekly import next_issue
from bot.model import Publication
from bot.store import cards, notices, publications
from bot.store.cards import Kept
from bot.store.connection import Reader
from bot.store.database import Database

log = logging.getLogger(__name__)

HEARTBEAT = 20.0  # seconds
PROGRESS = 2.0  # seconds between looks at an issue that is being posted
REST = 3.0  # seconds between two edits of a publication's cards
REFUSED_REST = 600.0  # seconds before a channel that refuses the bot is tried again
GONE = "gone:"  # what a card shows that somebody has deleted, followed by what had to be done then


class CardSender(Protocol):
    """What shows cards on Discord. None of its methods raises for what Discord answers."""

    def fingerprint(self, card: IssueCard, mark: str) -> str:
        """What a card shows, in short: equal for equal cards."""
        ...

    async def put(self, channel_id: int, card: IssueCard, mark: str, since: datetime | None) -> Outcome:
        """Send a card under its mark; with `since`, look first whether it stands there since then."""
        ...

    async def edit(self, channel_id: int, message_id: int, card: IssueCard, mark: str) -> Outcome:
        """Have a card show what it should."""
        ...


@dataclass(frozen=True)
class Change:
    """A card that shows something else than it should, or does not stand yet."""

    card: IssueCard
    kept: Kept | None


class CardKeeper:
    """Keeps the cards of all publications, each by itself. `tell` is called when a notice waits to be sent."""

    def __init__(self, database: Database, clock: Clock, sender: CardSender, tell: Callable[[], None]) -> None:
        self._database = database
        self._clock = clock
        self._sender = sender
        self._tell = tell
        self._awake = asyncio.Event()
        self._busy: dict[int, asyncio.Task[None]] = {}
        self._all_at = 0.0  # when all publications are looked at
        self._soon: dict[int, float] = {}  # when one of them is, before that
        self._rests: dict[int, float] = {}
        self._failures: dict[int, int] = {}
        self._glances = Glances(clock)

    def look_soon(self, publication_id: int) -> None:
        """Look at one publication's cards at once."""
        self._soon[publication_id] = 0.0
        self._awake.set()

    def try_again(self, publication_id: int) -> None:
        """The same, even where the moderators' channel has just refused the bot."""
        self._rests.pop(publication_id, None)
        self.look_soon(publication_id)

    def wake(self) -> None:
        """Look at all cards at once instead of at the next heartbeat."""
        self._all_at = 0.0
        self._awake.set()

    async def run(self) -> None:
        """Keep the cards until cancelled."""
        try:
            while True:
                self._awake.clear()
                await self._wait(await self._look())
        finally:
            tasks = [*self._busy.values()]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _wait(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._awake.wait()
        except TimeoutError:
            pass

    async def _look(self) -> float:
        """Start what is to be done; seconds until the next look."""
        now = self._clock.monotonic()
        everywhere = now >= self._all_at
        chosen = {one for one, at in self._soon.items() if at <= now}
        self._soon = {one: at for one, at in self._soon.items() if at > now}
        if everywhere:
            self._all_at = now + HEARTBEAT
        try:
            async with self._database.read() as reader:
                known = await publications.with_desk(reader, None if everywhere else chosen)
                stamps = await cards.stamps(reader) if everywhere else {}
            for publication in known:
                stamp = stamps.get(publication.id, "")
                if publication.id in chosen or self._glances.finds_news(publication, stamp):
                    await self._try_at(publication, stamp)
        except StoreError as error:
            log.error("The desk cards wait, because the database does not answer: %s", error)
        return max(0.0, min([self._all_at, *self._soon.values()]) - self._clock.monotonic())

    async def _try_at(self, publication: Publication, stamp: str) -> None:
        """One publication's trouble must not keep the others' cards from being shown."""
        try:
            await self._look_at(publication, stamp)
        except StoreError:
            raise
        except Exception:
            log.exception("The desk card of %s could not be looked after.", publication.name)

    async def _look_at(self, publication: Publication, stamp: str) -> None:
        self._glances.forget(publication)
        now = self._clock.monotonic()
        if publication.id in self._busy:
            return
        if (rested := self._rests.get(publication.id, 0.0)) > now:
            self._soon[publication.id] = rested
            return
        async with self._database.read() as reader:
            wanted = await self._wanted(reader, publication)
            unsaid = [
                one.card
                for one in wanted
                if one.card.need == "reminder" and not await notices.known(reader, _reminder_mark(one.card))
            ]
        for card in unsaid:
            await self._remind(card)
        changes = [one for one in wanted if self._differs(one)]
        if changes:
            task = asyncio.create_task(self._carry(publication, changes))
            self._busy[publication.id] = task
            task.add_done_callback(lambda _: self._ended(publication.id))
        elif any(one.card.going_on for one in wanted):
            self._soon[publication.id] = now + PROGRESS
        elif stamp:
            turns = [one.card.until for one in wanted if one.card.until is not None]
            self._glances.note(publication, stamp, min(turns, default=None))

    async def _wanted(self, reader: Reader, publication: Publication) -> list[Change]:
        """The newest cards as they should be, the coming issue's last.

        That one begins once the issue before it is no longer being posted; where the schedule has changed, the
        card that stands goes over to the new day.
        """
        now = self._clock.now()
        wanted: list[Change] = []
        coming = await next_issue(reader, publication, now)
        day = coming and (coming.skipped or coming.day)
        standing: Kept | None = None
        for kept in await cards.newest(reader, publication.id, 2):
            settled = None if kept.day == day else await settled_card(reader, publication, kept.day, now)
            if settled is not None:
                wanted.append(Change(settled, kept))
            elif standing is None or kept.day == day:
                standing = kept
        if coming is not None and (standing is not None or not any(one.card.phase == "posting" for one in wanted)):
            wanted.append(Change(await coming_card(reader, publication, coming, now), standing))
        return wanted

    def _differs(self, change: Change) -> bool:
        kept, card = change.kept, change.card
        if kept is None:
            return True
        if kept.shown.startswith(GONE):
            return card.need not in ("", kept.shown.removeprefix(GONE))
        return kept.day != card.day or kept.shown != self._sender.fingerprint(card, kept.mark)

    async def _carry(self, publication: Publication, changes: list[Change]) -> None:
        try:
            for change in changes:
                outcome = await self._bring_about(publication, change)
                self._rest(publication, outcome)
                if not isinstance(outcome, Sent | Removed):
                    log.warning("A desk card of %s could not be shown: %s", publication.name, outcome)
                    return
        except Exception:
            self._rest(publication, Unknown("something went wrong"))
            log.exception("A desk card of %s could not be shown.", publication.name)

    async def _bring_about(self, publication: Publication, change: Change) -> Outcome:
        channel_id = publication.moderators_channel or 0
        card, kept, now = change.card, change.kept, self._clock.now()
        if kept is not None and kept.day != card.day:
            kept = await self._moved(kept, card.day)
        if kept is not None and kept.channel_id == channel_id and not kept.shown.startswith(GONE):
            return await self._show(card, kept, fresh=False)
        mark = card_mark(publication.uid, card.day, channel_id, now)
        begun = Kept(publication.id, card.day, channel_id, mark, now)
        await self._database.write(lambda tx: cards.begin(tx, begun))
        return await self._show(card, begun, fresh=True)

    async def _moved(self, kept: Kept, day: date) -> Kept:
        await self._database.write(lambda tx: cards.move(tx, kept, day))
        return kept._replace(day=day)

    async def _show(self, card: IssueCard, kept: Kept, *, fresh: bool) -> Outcome:
        """Send or edit, and record it. What an earlier try has sent may show what was true then."""
        outcome = await self._request(card, kept, fresh=fresh)
        if isinstance(outcome, Sent):
            known = fresh or kept.message_id is not None
            shown = self._sender.fingerprint(card, kept.mark) if known else ""
            await self._database.write(lambda tx: cards.stand(tx, kept, outcome.message_id, shown))
        elif isinstance(outcome, Removed):
            await self._database.write(lambda tx: cards.stand(tx, kept, None, f"{GONE}{card.need}"))
        return outcome

    async def _request(self, card: IssueCard, kept: Kept, *, fresh: bool) -> Outcome:
        now = self._clock.now()
        since = None if fresh and nonce_holds(kept.made_at, now) else look_from(kept.made_at, now)
        try:
            async with asyncio.timeout(SEND_SECONDS):
                if kept.message_id is not None:
                    return await self._sender.edit(kept.channel_id, kept.message_id, card, kept.mark)
                return await self._sender.put(kept.channel_id, card, kept.mark, since)
        except TimeoutError:
            return Unknown("Discord did not answer in time")

    def _rest(self, publication: Publication, outcome: Outcome) -> None:
        failures = 0 if isinstance(outcome, Sent | Removed) else self._failures.get(publication.id, 0) + 1
        self._failures[publication.id] = failures
        match outcome:
            case Sent() | Removed():
                rest = REST
            case Limited(seconds):
                rest = seconds
            case Refused():
                rest = REFUSED_REST
            case Unknown():
                rest = max(REST, backoff(failures).total_seconds())
        self._rests[publication.id] = self._clock.monotonic() + rest

    def _ended(self, publication_id: int) -> None:
        """Look at it again: meanwhile it may have changed, or another of its cards waits."""
        del self._busy[publication_id]
        self._soon[publication_id] = self._rests.get(publication_id, 0.0)
        self._awake.set()

    async def _remind(self, card: IssueCard) -> None:
        text, now = _reminder(card), self._clock.now()
        mark = _reminder_mark(card)
        await self._database.write(lambda tx: notices.add(tx, card.publication.id, mark, text, now))
        self._tell()


def _reminder_mark(card: IssueCard) -> str:
    return notice_mark(card.publication.uid, card.day, "reminder")


def _reminder(card: IssueCard) -> str:
    """What the moderators are told when something still waits for them."""
    at = "" if card.coming is None else f" <t:{card.coming.at.timestamp():.0f}:F>"
    approved, suggested = len(card.approved), len(card.suggested)
    waits = f"{suggested} {'suggestion waits' if suggested == 1 else 'suggestions wait'} for your decision"
    if not approved:
        told = f"no article is approved yet{f', and {waits}' if suggested else ''}"
    else:
        told = f"{approved} {'article is' if approved == 1 else 'articles are'} approved, and {waits}"
    return f"{escape(card.publication.name)} comes out{at}: {told}. See /desk open."
