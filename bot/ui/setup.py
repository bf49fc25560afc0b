"""What an admin sees at /setup."""

from collections.abc import Sequence
from itertools import accumulate
from typing import Any

import discord
from discord import abc, ui

from bot.editorial import text
from bot.errors import NotAllowed
from bot.journeys.follow import Followed
from bot.journeys.formats import format_for
from bot.journeys.setup import Status
from bot.model import Channel, Format, Publication
from bot.ui.digest import MESSAGE_TEXT, long_date
from bot.ui.permissions import Place, lacking_in, missing, missing_to_tell, unpingable
from bot.ui.pieces import button, card, row, sentence, texts
from bot.ui.plan import pause_button, skip_button, when
from bot.ui.standing import REASON_ROOM, standing_line

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
STANDINGS = 5
ITEMS = 36  # besides the card itself and its last row; a row of three buttons is four
PLANNED = 5  # publications that have their schedule's buttons here
_LACKING = "missing permissions:"
_STYLES: dict[Format, str] = {
    "compact": "compact",
    "full": "full text",
    "classic": "classic message",
    "thread": "compact with a thread",
}


def statuses(
    guild: discord.Guild | None, known: Sequence[Status], followed: Sequence[Followed], ended: Sequence[str]
) -> ui.LayoutView:
    """How every publication stands, and what the server follows; `ended` says what it can no longer follow."""
    if not (known or followed or ended):
        return sentence("This server has no publication yet. Set one up with /setup publication.")
    blocks = [_status(status, guild) for status in known]
    blocks += [*(_followed(one, guild) for one in followed), *ended]
    shown = sum(total <= MESSAGE_TEXT for total in accumulate(map(len, blocks)))
    left_out = len(blocks) - shown
    # What is followed stands in one text, because a message takes few of them.
    own, others = blocks[: min(shown, len(known))], blocks[len(known) : shown]
    blocks = [*own, *(["\n\n".join(others)] if others else [])]
    if left_out:
        blocks.append(f"… and {left_out} more")
    return card(
        *_with_plans(known[: len(own)], blocks),
        row(button("Retry", "setup-retry"), button("Refresh", "setup-status")),
    )


def _with_plans(known: Sequence[Status], blocks: Sequence[str]) -> list[ui.Item[Any]]:
    """Under each of the first publications the buttons of its schedule; a message takes no more of them."""
    items: list[ui.Item[Any]] = []
    planned = min(PLANNED, len(known), (ITEMS - len(blocks)) // 4)
    for at, block in enumerate(blocks):
        items.append(ui.TextDisplay(block))
        if at < planned and (coming := known[at].coming) is not None:
            publication = known[at].publication
            reminder = button("Reminder…", "setup-reminder", publication.id, publication.reminder_hours)
            skip = skip_button(publication, coming, "status")
            items.append(row(pause_button(publication, "status"), skip, reminder))
    return items


def saved(guild: discord.Guild | None, status: Status, *, new: bool) -> ui.LayoutView:
    """What has just been set up."""
    done = "is set up" if new else "is changed"
    ended = text.counted(status.ended, "channel", "channels")
    private = f"It is private to this server now: {ended} of other servers got it, and their readers are told."
    return card(
        ui.TextDisplay(f"## {text.escape(status.publication.name)} {done}"),
        ui.TextDisplay(_status(status, guild)),
        *texts([private if status.ended else "", _further(status)]),
        ui.TextDisplay("Articles come in with /submit; /desk open shows the next issue."),
    )


def _further(status: Status) -> str:
    """Naming another channel takes none away."""
    if len(status.channels) < 2:
        return ""
    return (
        f"It is posted to all of these {len(status.channels)} channels; /setup channel remove takes one away, and "
        "/setup channel add says how one is posted to."
    )


def require_permissions(
    channel: Place,
    role: discord.Role | None,
    moderators_channel: abc.GuildChannel | None,
    style: Format | None = None,
) -> None:
    """Raise NotAllowed, naming what is missing where, unless the bot may post as it is asked to."""
    me = channel.guild.me
    lacking: list[tuple[Place, list[str]]] = [(channel, missing(channel, me, role, style))]
    if moderators_channel is not None:
        lacking.append((moderators_channel, missing(moderators_channel, me)))
    said = [f"in #{place.name} it lacks {', '.join(names)}" for place, names in lacking if names]
    if said:
        raise NotAllowed(
            f"Nothing was saved, because the bot could not post: {'; '.join(said)}. "
            "Grant this in the channel's settings, then run the command again."
        )


def _status(status: Status, guild: discord.Guild | None) -> str:
    publication = status.publication
    lines = [f"**{text.escape(publication.name)}**", _next_run(status)]
    lines += [_channel(channel, guild) for channel in status.channels]
    if publication.moderators_role is not None:
        lines.append(f"Moderators: <@&{publication.moderators_role}>")
    if publication.moderators_channel is not None:
        notes = _desk_troubles(publication, guild)
        lines.append(", ".join([f"Moderators' channel: <#{publication.moderators_channel}>", *notes]))
        lines.append(_reminder(publication.reminder_hours))
    if publication.public:
        followers = text.counted(status.followers, "server follows", "servers follow")
        lines.append(
            f"Public: {followers} it{_held_up(status.held_up)}. Its code for /setup follow elsewhere: "
            f"`{publication.uid}`"
        )
    lines += [standing_line(standing) for standing in status.standings[:STANDINGS]]
    return "\n".join(lines)


def _reminder(hours: int) -> str:
    if not hours:
        return "Reminder: none"
    return f"Reminder: {text.counted(hours, 'hour', 'hours')} before each issue"


def _held_up(channels: int) -> str:
    """Their admins may have no moderators' channel to be told in, so that the owner may have to tell them."""
    if not channels:
        return ""
    return f", {text.counted(channels, 'channel of theirs gets', 'channels of theirs get')} nothing for now"


def _followed(followed: Followed, guild: discord.Guild | None) -> str:
    server = text.escape(followed.server) or "another server"
    lines = [f"**{text.escape(followed.publication.name)}**", f"Followed here; it is published by {server}."]
    lines.append(_coming(followed))
    lines += [_channel(channel, guild) for channel in followed.channels]
    lines += [standing_line(standing) for standing in followed.standings[:STANDINGS]]
    return "\n".join(lines)


def _coming(followed: Followed) -> str:
    """What a follower, who decides nothing about it, can expect."""
    publication, coming = followed.publication, followed.coming
    if coming is None or coming.late or publication.paused:
        return "No next issue is set for now; its own moderators decide when it goes on."
    return f"Next issue: {when(publication, coming)}"


def _next_run(status: Status) -> str:
    schedule = status.publication.schedule
    if schedule is None or status.coming is None:
        return "No schedule: set one with /setup publication."
    weekly = f"{WEEKDAYS[schedule.weekday]} {schedule.time}, {text.escape(schedule.timezone)}"
    if status.publication.paused:
        return (
            "Paused: nothing is posted until you press Resume, and nothing that falls due meanwhile. "
            f"Every {weekly}."
        )
    if status.coming.late:
        return (
            f"The issue of {long_date(status.coming.day)} is past its hour and waits for a moderator's word: "
            f"post it at /desk open, or skip it. Every {weekly}."
        )
    skipped = status.coming.skipped
    note = f"The issue of {long_date(skipped)} is skipped. " if skipped is not None else ""
    return f"{note}Next run: {when(status.publication, status.coming)}, every {weekly}"


def _channel(channel: Channel, guild: discord.Guild | None) -> str:
    notes = [channel.kind]
    if channel.format != format_for(channel.kind, None):
        notes.append(_STYLES[channel.format])
    if channel.role_id is not None:
        notes.append(f"pings <@&{channel.role_id}>")
    if channel.silent:
        notes.append("notifies nobody")
    if channel.gone_since is not None:
        notes.append(f"deleted {discord.utils.format_dt(channel.gone_since, 'R')}")
    if channel.paused:
        notes.append(f"paused: {text.escape_within(channel.paused, REASON_ROOM)}")
    notes += _troubles(channel, guild)
    return f"Channel <#{channel.channel_id}>: {', '.join(notes)}"


def _troubles(channel: Channel, guild: discord.Guild | None) -> list[str]:
    """What keeps a channel from getting all that it should, as far as Discord has told."""
    if guild is None or channel.gone_since is not None:
        return []
    lacking = lacking_in(guild, channel)
    if lacking is None:
        return [] if channel.kind == "thread" else [f"{_LACKING} View Channel (or the channel is gone)"]
    return [
        *([f"{_LACKING} {', '.join(lacking)}"] if lacking else []),
        *_no_ping(guild, channel.channel_id, channel.role_id),
    ]


def _desk_troubles(publication: Publication, guild: discord.Guild | None) -> list[str]:
    """What keeps the moderators from being told."""
    if guild is None:
        return []
    place = guild.get_channel(publication.moderators_channel or 0)
    lacking = ["View Channel (or the channel is gone)"] if place is None else missing_to_tell(place, guild.me)
    return [
        *([f"{_LACKING} {', '.join(lacking)}"] if lacking else []),
        *_no_ping(guild, publication.moderators_channel or 0, publication.moderators_role),
    ]


def _no_ping(guild: discord.Guild, channel_id: int, role_id: int | None) -> list[str]:
    why = unpingable(guild, channel_id, role_id)
    return [f"without a ping: {why}"] if why else []
