"""The desk card as the moderators see it, and what puts it into their channel."""

import json
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

import discord
from discord import ui

from bot.editorial import text
from bot.editorial.weeks import label
from bot.journeys.issues import ExtraIssue, IssueCard
from bot.journeys.sending import Limited, Outcome, Removed, Sent
from bot.model import Progress, Submission
from bot.ui.actions import ActionButton
from bot.ui.digest import long_date
from bot.ui.discord_time import DiscordTime
from bot.ui.history import marked
from bot.ui.outcomes import UNKNOWN_MESSAGE, outcome_of
from bot.ui.pace import Pace
from bot.ui.pieces import QUIET, Row, button, card, row, texts
from bot.ui.plan import next_run, pause_button, skip_button, when
from bot.ui.standing import messages_sent

LISTED = 10
FAILURES, EXTRA_FAILURES = 5, 2  # a message takes 4,000 characters
TITLE_ROOM, REASON_ROOM = 90, 200


class DiscordCards:
    """Shows cards through the bot's own connection."""

    def __init__(self, client: discord.Client, pace: Pace, time: DiscordTime) -> None:
        self._client = client
        self._pace = pace
        self._time = time

    def fingerprint(self, card: IssueCard, mark: str) -> str:
        """What a card shows, in short."""
        drawn = json.dumps(draw(card, mark).to_components(), sort_keys=True, default=str)
        return sha256(drawn.encode()).hexdigest()[:32]

    async def put(self, channel_id: int, card: IssueCard, mark: str, since: datetime | None) -> Outcome:
        """Send a card; its nonce keeps a repeat from standing twice."""
        place = self._client.get_partial_messageable(channel_id)
        if brake := self._pace.brake:
            return Limited(brake)
        try:
            await self._pace.turn()
            if since is not None and (said := await marked(place, self._time.at_latest(since), mark)):
                return Sent(said.id)
            message = await place.send(view=draw(card, mark), nonce=mark, allowed_mentions=QUIET)
        except Exception as error:
            return _outcome(error)
        return Sent(message.id)

    async def edit(self, channel_id: int, message_id: int, card: IssueCard, mark: str) -> Outcome:
        """Have a card show what it should."""
        place = self._client.get_partial_messageable(channel_id)
        if brake := self._pace.brake:
            return Limited(brake)
        try:
            await self._pace.turn()
            message = place.get_partial_message(message_id)
            await message.edit(view=draw(card, mark), allowed_mentions=QUIET)
        except Exception as error:
            return _outcome(error)
        return Sent(message_id)


def draw(shown: IssueCard, mark: str) -> ui.LayoutView:
    """The card of an issue, with the mark by which it is found again on its first button."""
    open_desk = button("Open desk", "desk-show", shown.publication.id, mark)
    if shown.phase in ("posting", "posted"):
        return card(*texts([_receipt(shown)]), row(open_desk, *_retry(shown, *shown.channels), *_take_back(shown)))
    if shown.phase == "passed":
        return card(*texts([_passed(shown)]), row(open_desk))
    blocks = [_head(shown), _list("Approved", shown.approved), _list("Suggested", shown.suggested)]
    blocks += [_extra(one) for one in shown.extras]
    rows = [row(open_desk, *_ways(shown)), *_extra_row(shown)]
    return card(*texts(blocks), *rows)


def _head(shown: IssueCard) -> str:
    name = text.escape(f"{shown.publication.name} ({label(shown.day)})")
    if shown.phase != "reminder":
        return f"## {name}\n{next_run(shown.publication, shown.coming)}"
    waits = f"{text.counted(len(shown.suggested), 'suggestion waits', 'suggestions wait')} for a decision"
    approved = text.counted(len(shown.approved), "article is", "articles are")
    return (
        f"## Reminder: {name}\n{next_run(shown.publication, shown.coming)}\n{approved} approved; "
        f"{waits if shown.suggested else 'no suggestion waits'}."
    )


def _list(title: str, waiting: Sequence[Submission]) -> str:
    if not waiting:
        return f"**{title}**: none yet"
    lines = [
        f"{at}. {text.escape_within(one.article.title, TITLE_ROOM)}" for at, one in enumerate(waiting, start=1)
    ]
    more = [f"… and {len(lines) - LISTED} more"] if len(lines) > LISTED else []
    return "\n".join([f"**{title}** ({len(waiting)})", *lines[:LISTED], *more])


def _ways(shown: IssueCard) -> list[ActionButton]:
    publication, coming = shown.publication, shown.coming
    nothing = not shown.approved
    ways = [button("Preview", "desk-preview", publication.id, disabled=nothing)]
    label_ = "Post" if shown.phase == "late" else "Publish now"
    ways.append(button(label_, "desk-publish", publication.id, disabled=nothing))
    if coming is not None:
        ways.append(skip_button(publication, coming, "card"))
    return [*ways, pause_button(publication, "card")]


def _receipt(shown: IssueCard) -> str:
    done, total = sum(one.done for one in shown.channels), len(shown.channels)
    heading = f"## {text.escape(shown.heading)}"
    if shown.phase == "posting":
        return f"{heading}\nPosting: {done} of {text.counted(total, 'channel', 'channels')} done."
    lines = [heading, f"Posted to {done} of {text.counted(total, 'channel', 'channels')}. {_next(shown)}"]
    return "\n".join([*lines, *_failures(shown.channels, FAILURES)])


def _extra(one: ExtraIssue) -> str:
    """An extra issue has no card of its own: it stands on that of the issue that comes next."""
    done = sum(channel.done for channel in one.channels)
    share = f"{done} of {text.counted(len(one.channels), 'channel', 'channels')}"
    said = f"Posting: {share} done." if one.going_on else f"Posted to {share}."
    return "\n".join([f"**{text.escape(one.heading)}**", said, *_failures(one.channels, EXTRA_FAILURES)])


def _extra_row(shown: IssueCard) -> list[Row]:
    buttons = _retry(shown, *(channel for one in shown.extras for channel in one.channels))
    newest = [one for one in shown.extras if one.take_back][-1:]
    buttons += [button("Take back the extra issue", "take-back", one.take_back) for one in newest]
    return [row(*buttons)] if buttons else []


def _failures(channels: Sequence[Progress], most: int) -> list[str]:
    failed = [one for one in channels if one.failed]
    more = len(failed) - most
    return [*map(_failure, failed[:most]), *([f"… and {more} more; see /setup status."] if more > 0 else [])]


def _failure(one: Progress) -> str:
    reason = text.escape_within(one.paused or one.reason or "it is put aside", REASON_ROOM)
    if one.sent < one.messages:
        return f"<#{one.channel_id}>: {messages_sent(one)}, and the rest waits: {reason}"
    return f"<#{one.channel_id}>: {messages_sent(one)}, but not yet published: {reason}"


def _retry(shown: IssueCard, *channels: Progress) -> list[ActionButton]:
    failed = any(one.failed for one in channels)
    return [button("Retry", "desk-retry", shown.publication.id, "card")] if failed else []


def _take_back(shown: IssueCard) -> list[ActionButton]:
    return [button("Take back", "take-back", shown.take_back)] if shown.take_back else []


def _passed(shown: IssueCard) -> str:
    why = {"empty": "no article was approved", "skipped": "this week was skipped"}
    reason = why.get(shown.reason, "it was more than a day late, and nobody let it go")
    name = text.escape(shown.publication.name)
    return f"## {name}\nThe issue of {long_date(shown.day)} was not posted: {reason}. {_next(shown)}"


def _next(shown: IssueCard) -> str:
    if shown.coming is None:
        return ""
    if shown.coming.late or shown.publication.paused:
        return next_run(shown.publication, shown.coming)
    return f"Next: {when(shown.publication, shown.coming)}"


def _outcome(error: Exception) -> Outcome:
    """A card that somebody has deleted is not put back by itself."""
    if isinstance(error, discord.NotFound) and error.code == UNKNOWN_MESSAGE:
        return Removed()
    return outcome_of(error)
