"""What an admin sees at /setup channel."""

import discord
from discord import ui

from bot.editorial.text import counted, escape, escape_within
from bot.journeys.channels import Placed, Uses
from bot.model import Channel
from bot.ui.channels import PostingChannel
from bot.ui.outcomes import outcome_of
from bot.ui.permissions import unpingable
from bot.ui.pieces import QUIET, sentence

TRIAL = "A test by an admin of this server: the digest can be posted here. This message goes at once."
_STYLES = {
    "compact": "compact",
    "full": "with the full text",
    "classic": "as an announcement",
    "thread": "compact, with the full text in a thread",
}
_ERROR_ROOM = 300


def added(placed: Placed) -> ui.LayoutView:
    """What has been set up."""
    name, place = escape(placed.publication.name), f"<#{placed.channel.channel_id}>"
    how = ", " if placed.new else " in this way: "
    many = counted(placed.channels, "channel", "channels")
    return sentence(
        f"From the next issue on, {name} is posted to {place}{how}{_manner(placed.channel)}. "
        f"It has {many} in this server; /setup channel test tries one, /setup status shows them all."
    )


def removed(placed: Placed) -> ui.LayoutView:
    """What has been taken away."""
    left = "It is still posted to " + counted(placed.channels, "other channel", "other channels") + " here."
    none = "It has no channel in this server now; /setup channel add names one."
    return sentence(
        f"{escape(placed.publication.name)} is no longer posted to <#{placed.channel.channel_id}>; what stands "
        f"there stays. {left if placed.channels else none}"
    )


def tried(place: PostingChannel, uses: Uses, failure: str) -> ui.LayoutView:
    """What the test has shown; an empty `failure` says that all went well."""
    where = f"<#{place.id}>"
    if failure:
        return sentence(f"The bot cannot post in {where}: {failure}. Put that right, then run this test again.")
    placed = uses.placed
    names = ", ".join(f"{escape(one.publication.name)} ({_manner(one.channel)})" for one in placed)
    told = ", ".join(escape(one.name) for one in uses.desks)
    gets = [f"It gets {names}."] if placed else []
    gets += [f"Moderators of {told} are told there what they must see to."] if told else []
    how = (
        "the bot has all permissions for a post there, and nothing was posted, because a forum's post would notify "
        "its followers"
        if isinstance(place, discord.ForumChannel)
        else "a message was posted there and deleted again"
    )
    was_paused = any(one.channel.paused or one.channel.gone_since for one in placed)
    resumed = " It was paused and goes on now." if was_paused else ""
    roles = [*(one.channel.role_id for one in placed), *(one.moderators_role for one in uses.desks)]
    mute = {unpingable(place.guild, place.id, role_id) for role_id in roles} - {""}
    unpinged = "".join(f" No ping goes with it: {why}." for why in sorted(mute))
    return sentence(f"{where} works: {how}. {' '.join(gets)}{resumed}{unpinged}")


async def try_out(place: PostingChannel) -> str:
    """Post a silent message and delete it; why that failed, or nothing. A forum is left alone."""
    if isinstance(place, discord.ForumChannel):
        return ""
    try:
        message = await place.send(view=sentence(TRIAL), silent=True, allowed_mentions=QUIET)
    except discord.HTTPException as error:
        outcome = outcome_of(error)
        return escape_within(getattr(outcome, "reason", "Discord asks to wait a minute"), _ERROR_ROOM)
    await message.delete()
    return ""


def _manner(channel: Channel) -> str:
    notes = ["into the thread" if channel.kind == "thread" else "", _STYLES[channel.format]]
    if channel.role_id is not None:
        notes.append(f"pinging <@&{channel.role_id}>")
    if channel.silent:
        notes.append("silently")
    return ", ".join(filter(None, notes))
