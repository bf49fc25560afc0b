"""How an issue stands from the moderators' view, from its beginning to its receipt."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from bot.editorial import weeks
from bot.journeys.take_back import GRACE
from bot.journeys.weekly import NextIssue, next_issue
from bot.model import Progress, Publication, State, Submission
from bot.store import cards, digests, submissions
from bot.store.connection import Reader

EXTRAS = 2  # shown at most
EXTRAS_SHOWN = timedelta(hours=48)  # after which they are gone from the card

Phase = Literal["open", "reminder", "late", "skipped", "paused", "posting", "posted", "passed"]


@dataclass(frozen=True)
class ExtraIssue:
    """An extra issue that came out of late; `take_back` is its uid while it can be taken back."""

    heading: str
    channels: tuple[Progress, ...]
    take_back: str
    changes_at: datetime

    @property
    def going_on(self) -> bool:
        """Whether it is still being posted."""
        return _going_on(self.channels)


@dataclass(frozen=True)
class IssueCard:
    """What the desk card of an issue is to show.

    `heading` and `channels` are those of a published issue, and `take_back` its uid while it can be taken back;
    `reason` says why a passed week has none. The coming issue's card tells of the newest `extras`. `until` is
    when the card changes by itself, because time has passed.
    """

    publication: Publication
    day: date
    phase: Phase
    coming: NextIssue | None
    approved: tuple[Submission, ...] = ()
    suggested: tuple[Submission, ...] = ()
    heading: str = ""
    channels: tuple[Progress, ...] = ()
    take_back: str = ""
    reason: str = ""
    extras: tuple[ExtraIssue, ...] = ()
    until: datetime | None = None

    @property
    def need(self) -> str:
        """What a person must do something about; empty where nobody must."""
        if self.phase == "late":
            return "late"
        if self.phase == "reminder" and (self.suggested or not self.approved):
            return "reminder"
        of_extras = [channel for extra in self.extras for channel in extra.channels]
        return "failed" if any(channel.failed for channel in (*self.channels, *of_extras)) else ""

    @property
    def going_on(self) -> bool:
        """Whether something is still being posted."""
        return self.phase == "posting" or any(extra.going_on for extra in self.extras)


async def coming_card(reader: Reader, publication: Publication, coming: NextIssue, now: datetime) -> IssueCard:
    """The card of the issue that comes next, or of the week that is skipped while its hour is still to come."""
    extras = await _extras(reader, publication, now)
    turns = [*(extra.changes_at for extra in extras), _next_turn(publication, coming, now)]
    return IssueCard(
        publication,
        coming.skipped or coming.day,
        _phase(publication, coming, now),
        coming,
        tuple(await submissions.waiting(reader, publication.id, [State.APPROVED])),
        tuple(await submissions.waiting(reader, publication.id, [State.SUGGESTED])),
        extras=extras,
        until=min(filter(None, turns), default=None),
    )


async def settled_card(reader: Reader, publication: Publication, day: date, now: datetime) -> IssueCard | None:
    """The card of an issue that is published, or of a week that has passed; None where the day is open."""
    coming = await next_issue(reader, publication, now)
    issue = await cards.issue(reader, publication.id, day)
    if issue is not None:
        channels = tuple(await cards.progress(reader, publication, issue.uid))
        phase: Phase = "posting" if _going_on(channels) else "posted"
        recent = issue.uid if now - issue.published_at < GRACE else ""
        ends = issue.published_at + GRACE if recent else None
        until = min(filter(None, (ends, _next_turn(publication, coming, now))), default=None)
        return IssueCard(
            publication,
            day,
            phase,
            coming,
            heading=issue.heading,
            channels=channels,
            take_back=recent,
            until=until,
        )
    reason = await digests.passed(reader, publication.id, day)
    if reason is None:
        return None
    return IssueCard(publication, day, "passed", coming, reason=reason, until=_next_turn(publication, coming, now))


async def _extras(reader: Reader, publication: Publication, now: datetime) -> tuple[ExtraIssue, ...]:
    found: list[ExtraIssue] = []
    for issue in await cards.extras(reader, publication.id, now - EXTRAS_SHOWN, EXTRAS):
        grace_ends, shown_until = issue.published_at + GRACE, issue.published_at + EXTRAS_SHOWN
        recent = now < grace_ends
        channels = tuple(await cards.progress(reader, publication, issue.uid))
        take_back = issue.uid if recent else ""
        found.append(ExtraIssue(issue.heading, channels, take_back, grace_ends if recent else shown_until))
    return tuple(found)


def _going_on(channels: Sequence[Progress]) -> bool:
    return any(not channel.done and not channel.failed for channel in channels)


def _phase(publication: Publication, coming: NextIssue, now: datetime) -> Phase:
    if coming.late:
        return "late"
    if publication.paused:
        return "paused"
    if coming.skipped is not None:
        return "skipped"
    return "reminder" if _reminded(publication, coming, now) else "open"


def _next_turn(publication: Publication, coming: NextIssue | None, now: datetime) -> datetime | None:
    """When something else is to be said of the coming issue; None where that is not a matter of time."""
    if coming is None or publication.schedule is None:
        return None
    turns = [coming.at, coming.at - timedelta(hours=publication.reminder_hours)]
    if coming.skipped is not None:
        turns.append(weeks.instant(coming.skipped, publication.schedule))
    return min((turn for turn in turns if turn > now), default=None)


def _reminded(publication: Publication, coming: NextIssue, now: datetime) -> bool:
    """Nobody need be reminded of what they have set up within these very hours."""
    start = coming.at - timedelta(hours=publication.reminder_hours)
    schedule = publication.schedule
    return publication.reminder_hours > 0 and schedule is not None and schedule.since <= start <= now
