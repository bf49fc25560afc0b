"""What Discord's own client would not send: commands that are hidden, and custom_ids that no card carries."""

from collections.abc import Generator
from contextlib import contextmanager
from copy import deepcopy
from typing import Any

from bot.sandbox.errors import Json
from bot.sandbox.messages import BUTTON, SELECTS, Component, Message, walk
from bot.sandbox.records import ChannelRecord
from bot.sandbox.reply import Modal, Reply
from bot.sandbox.user import User
from tests.journeys.clubs import Club, RunningBot


class Intruder(User):
    """Somebody whose client sends commands that their server hides from them."""

    def _command(self, channel: ChannelRecord, kind: int, name: str) -> Json:
        known = self._core.commands.all(None)
        return next(one for one in known if (one["type"], one["name"]) == (kind, name))


def intruder(club: Club, user: User) -> Intruder:
    """The same person with such a client."""
    return Intruder(club.bot.discord._core, club.guild, user.member)  # pyright: ignore[reportPrivateUsage]


async def press(user: User, message: Message, custom_id: str) -> Reply:
    """Press a button that carries another custom_id than the bot gave it."""
    with _changed(message, {BUTTON}, custom_id):
        return await user.click(message, custom_id=custom_id)


async def pick(user: User, message: Message, custom_id: str, value: str) -> Reply:
    """Pick a value that was not offered, from a select that carries another custom_id."""
    with _changed(message, SELECTS, custom_id) as select:
        select["options"] = [{"label": "forged", "value": value}]
        return await user.select(message, value, custom_id=custom_id)


async def send(user: User, modal: Modal, custom_id: str | None = None, /, **fields: str) -> Reply:
    """Send a form with another custom_id, and with texts that are longer than it takes."""
    data = {**deepcopy(modal.data), "custom_id": custom_id or modal.custom_id}
    for one in walk(data["components"]):
        if "custom_id" in one:
            one |= {"required": False, "max_length": 1_000_000}
    forged = Modal(data, modal.opened_by)
    return await user.submit(forged, **fields)


def answered(reply: Reply) -> Reply:
    """The reply, which must say something, and not that the bot has failed."""
    said = "a form" if reply.modal else sentence(reply).text
    assert said, "silence"
    assert "Something went wrong" not in said
    return reply


def shown(reply: Reply) -> Message:
    """The card that was answered with."""
    answered(reply)
    assert reply.message is not None
    return reply.message


def sentence(reply: Reply) -> Message:
    """What is said beside the card that was pressed, or instead of another answer."""
    found = reply.followups[-1] if reply.followups else reply.message
    assert found is not None
    return found


@contextmanager
def _changed(message: Message, types: Any, custom_id: str) -> Generator[Json]:
    """Have one component of a message be another one for a while, also where it is shown to the bot."""
    there = [one for one in walk(message.components) if one["type"] in types and not Component(one).url]
    target, before = there[0], dict(there[0])
    target |= {"custom_id": custom_id, "disabled": False}
    try:
        yield target
    finally:
        target.clear()
        target |= before


class Watch:
    """What went over the wire and into the log while a test ran."""

    def __init__(self, bot: RunningBot) -> None:
        self._discord = bot.discord
        self._start = len(bot.discord.exchanges)

    def refused(self) -> list[str]:
        """What the bot asked for and Discord found malformed."""
        return [
            f"{one.method} {one.path} {one.status} {one.response} for {one.request}"
            for one in self._discord.exchanges[self._start :]
            if one.status == 400 and one.response["code"] not in (40033, 40060)
        ]
