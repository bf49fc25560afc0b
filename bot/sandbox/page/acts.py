"""What the page has people do."""

from collections.abc import Awaitable, Callable
from itertools import count

from bot.sandbox.errors import CommandHidden, DiscordError, Json, NoAnswer
from bot.sandbox.messages import Message
from bot.sandbox.options import called
from bot.sandbox.page import typed
from bot.sandbox.page.asked import Asked, Refused
from bot.sandbox.page.registered import Registered
from bot.sandbox.page.sentences import sentence
from bot.sandbox.page.view import may_see, may_write
from bot.sandbox.records import ChannelRecord, GuildRecord
from bot.sandbox.reply import Modal, Reply
from bot.sandbox.server import Sandbox
from bot.sandbox.user import User

KEPT_MODALS = 200
LONGEST_MESSAGE = 2000
NOBODY_THERE = "The bot is not connected, so nothing answered. Start it and try again."


class _Place:
    """Somebody before a channel."""

    def __init__(self, sandbox: Sandbox, asked: Asked) -> None:
        self._sandbox = sandbox
        self.guild, self.channel = _channel(sandbox, asked.number("channel"))
        person_id = asked.number("as")
        if person_id not in self.guild.members:
            raise Refused("This person is not in the server. Pick who you are at the top.")
        self.member = self.guild.members[person_id]
        if not may_see(self.guild, self.member, self.channel):
            raise Refused("This person does not see the channel. Pick another one on the left.")

    @property
    def user(self) -> User:
        return self._sandbox.user(self.guild, self.member)

    def message(self, message_id: int) -> Message:
        for message in self._sandbox.world.messages_for(self.channel, self.member.id):
            if message.id == message_id:
                return message
        raise Refused("This message is gone.")


_Act = Callable[[_Place, Asked], Awaitable[Json]]


class Acts:
    """Carries out what the page asks for, and says in a sentence why it could not."""

    def __init__(self, sandbox: Sandbox, registered: Registered) -> None:
        self._sandbox = sandbox
        self._registered = registered
        self._modals: dict[str, tuple[int, Modal]] = {}
        self._keys = count(1)
        self._acts: dict[str, _Act] = {
            "slash": self._slash,
            "autocomplete": self._autocomplete,
            "message_command": self._message_command,
            "click": self._click,
            "select": self._select,
            "submit": self._submit,
            "post": self._post,
        }

    async def do(self, asked: Asked) -> Json:
        """The outcome: `modal` where one opens, `choices` of an autocomplete, `error` where it did not work."""
        try:
            act = self._acts.get(asked.text("act"))
            if act is None:
                raise Refused("There is no such act.")
            return await act(_Place(self._sandbox, asked), asked)
        except NoAnswer as error:
            return {"error": sentence(error) if self._sandbox.connected else NOBODY_THERE}
        except (Refused, CommandHidden, DiscordError, LookupError) as error:
            return {"error": sentence(error)}

    async def _slash(self, place: _Place, asked: Asked) -> Json:
        name = asked.text("name")
        options = self._options(place.guild, name)
        values = typed.read(options, asked.texts("options"), asked.files, place.guild)
        return self._outcome(place, await place.user.slash(place.channel, name, **values))

    async def _autocomplete(self, place: _Place, asked: Asked) -> Json:
        name, option = asked.text("name"), asked.text("option")
        others = {key: text for key, text in asked.texts("options").items() if key != option}
        values = typed.read_what_can_be(self._options(place.guild, name), others, place.guild)
        found = await place.user.autocomplete(place.channel, name, option, asked.text("typed"), **values)
        return {"choices": [{"name": name, "value": str(value)} for name, value in found]}

    async def _message_command(self, place: _Place, asked: Asked) -> Json:
        message = place.message(asked.number("message"))
        return self._outcome(place, await place.user.message_command(message, asked.text("name")))

    async def _click(self, place: _Place, asked: Asked) -> Json:
        message = place.message(asked.number("message"))
        return self._outcome(place, await place.user.click(message, custom_id=asked.text("custom_id")))

    async def _select(self, place: _Place, asked: Asked) -> Json:
        message = place.message(asked.number("message"))
        values, custom_id = asked.list("values"), asked.text("custom_id")
        return self._outcome(place, await place.user.select(message, *values, custom_id=custom_id))

    async def _submit(self, place: _Place, asked: Asked) -> Json:
        """A form that is refused stays open, so that it can be mended and sent again."""
        key = asked.text("modal")
        person_id, modal = self._modals.get(key, (0, None))
        if modal is None or person_id != place.member.id:
            raise Refused("This form is no longer open. Run the command again.")
        reply = await place.user.submit(modal, **asked.object("fields"), **asked.files)
        self._modals.pop(key, None)
        return self._outcome(place, reply)

    async def _post(self, place: _Place, asked: Asked) -> Json:
        content = asked.text("text").strip()
        if not may_write(place.guild, place.member, place.channel):
            raise Refused("This person may not write here.")
        if not 0 < len(content) <= LONGEST_MESSAGE:
            raise Refused(f"A message has 1 to {LONGEST_MESSAGE} characters; this one has {len(content)}.")
        if place.channel.thread is not None and place.channel.thread.archived:
            self._sandbox.world.archive(place.channel, archived=False)
        self._sandbox.world.post(place.channel, place.member, content)
        return {}

    def _options(self, guild: GuildRecord, name: str) -> list[Json]:
        """What the command takes; none where it is not there, which running it will say better."""
        root, *below = name.split() or [""]
        for command in self._registered.commands(guild.id):
            if command["name"] == root and command["type"] == 1:
                return called(command, below).options
        return []

    def _outcome(self, place: _Place, reply: Reply) -> Json:
        modal = reply.modal
        if modal is None:
            return {}
        key = str(next(self._keys))
        self._modals[key] = place.member.id, modal
        for oldest in list(self._modals)[:-KEPT_MODALS]:
            del self._modals[oldest]
        return {"modal": {"key": key, "title": modal.title, "components": modal.data["components"]}}


def _channel(sandbox: Sandbox, channel_id: int) -> tuple[GuildRecord, ChannelRecord]:
    for guild in sandbox.world.guilds.values():
        if channel_id in guild.channels:
            return guild, guild.channels[channel_id]
    raise Refused("This channel is gone. Pick another one on the left.")
