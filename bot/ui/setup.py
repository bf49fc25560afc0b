"""What an admin sees at /setup."""

from collections.abc import Mapping, Sequence
from itertools import accumulate

import discord
from discord import abc, ui

from bot.editorial import text
from bot.errors import NotAllowed
from bot.journeys.setup import Status
from bot.model import Channel, Standing
from bot.ui.digest import MESSAGE_TEXT
from bot.ui.permissions import missing
from bot.ui.pieces import button, card, moment, row, sentence, texts

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
STANDINGS = 5
REASON_ROOM = 300


def statuses(known: Sequence[Status], lacking: Mapping[int, Sequence[str]]) -> ui.LayoutView:
    """How every publication stands. `lacking` names, by channel, the permissions that the bot lacks there."""
    if not known:
        return sentence("This server has no publication yet. Set one up with /setup publication.")
    blocks = [_status(status, lacking) for status in known]
    shown = sum(total <= MESSAGE_TEXT for total in accumulate(map(len, blocks)))
    blocks, left_out = blocks[:shown], len(blocks) - shown
    if left_out:
        blocks.append(f"… and {left_out} more")
    return card(*texts(blocks), row(button("Retry", "setup-retry"), button("Refresh", "setup-status")))


def saved(status: Status, *, new: bool) -> ui.LayoutView:
    """What has just been set up."""
    done = "is set up" if new else "is changed"
    return card(
        ui.TextDisplay(f"## {text.escape(status.publication.name)} {done}"),
        ui.TextDisplay(_status(status, {})),
        ui.TextDisplay("Articles come in with /submit; /desk open shows the next issue."),
    )


def require_permissions(
    channel: abc.GuildChannel, role: discord.Role | None, moderators_channel: abc.GuildChannel | None
) -> None:
    """Raise NotAllowed, naming what is missing where, unless the bot may post as it is asked to."""
    me = channel.guild.me
    lacking = [(channel, missing(channel, me, role))]
    if moderators_channel is not None:
        lacking.append((moderators_channel, missing(moderators_channel, me)))
    said = [f"in #{place.name} it lacks {', '.join(names)}" for place, names in lacking if names]
    if said:
        raise NotAllowed(
            f"Nothing was saved, because the bot could not post: {'; '.join(said)}. "
            "Grant this in the channel's settings, then run the command again."
        )


def missing_in(guild: discord.Guild | None, known: Sequence[Status]) -> dict[int, list[str]]:
    """By channel of the publications, the permissions that the bot lacks there."""
    lacking: dict[int, list[str]] = {}
    for channel in (channel for status in known for channel in status.channels):
        place = guild.get_channel(channel.channel_id) if guild is not None else None
        if guild is None or place is None:
            lacking[channel.channel_id] = ["View Channel (or the channel is gone)"]
            continue
        role = guild.get_role(channel.role_id) if channel.role_id is not None else None
        lacking[channel.channel_id] = missing(place, guild.me, role)
    return lacking


def _status(status: Status, lacking: Mapping[int, Sequence[str]]) -> str:
    publication = status.publication
    lines = [f"**{text.escape(publication.name)}**", _next_run(status)]
    lines += [_channel(channel, lacking.get(channel.channel_id, ())) for channel in status.channels]
    if publication.moderators_role is not None:
        lines.append(f"Moderators: <@&{publication.moderators_role}>")
    if publication.moderators_channel is not None:
        lines.append(f"Moderators' channel: <#{publication.moderators_channel}>")
    lines += [_standing(standing) for standing in status.standings[:STANDINGS]]
    return "\n".join(lines)


def _next_run(status: Status) -> str:
    schedule = status.publication.schedule
    if schedule is None or status.coming is None:
        return "No schedule: set one with /setup publication."
    when = f"{WEEKDAYS[schedule.weekday]} {schedule.time}, {text.escape(schedule.timezone)}"
    if status.coming.late:
        return f"The last issue was too late to post by itself; see /desk open. Every {when}."
    return f"Next run: {moment(status.coming.at)}, every {when}"


def _channel(channel: Channel, lacking: Sequence[str]) -> str:
    notes = [channel.kind]
    if channel.role_id is not None:
        notes.append(f"pings <@&{channel.role_id}>")
    if channel.paused:
        notes.append(f"paused: {text.escape_within(channel.paused, REASON_ROOM)}")
    if lacking:
        notes.append(f"missing permissions: {', '.join(lacking)}")
    return f"Channel <#{channel.channel_id}>: {', '.join(notes)}"


def _standing(standing: Standing) -> str:
    total = standing.settled + standing.waiting + standing.parked
    line = f"{text.escape(standing.digest_label)} in <#{standing.channel_id}>: {standing.settled} of {total} sent"
    if standing.waiting:
        line += f", {standing.waiting} due"
    if standing.parked:
        line += f", {standing.parked} failed"
    if standing.reason and standing.settled < total:
        return f"{line} ({text.escape_within(standing.reason, REASON_ROOM)})"
    return line
