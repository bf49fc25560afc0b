"""The bot on Discord: loads the cogs, registers their commands, routes clicks, answers every error."""

import asyncio
import json
import logging
import secrets
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, cast

import aiohttp
import discord
import yarl
from discord import app_commands
from discord.ext import commands
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.editorial.text import counted, escape_within
from bot.errors import DigestError, NotFound, SettingsError, StoreError
from bot.journeys.archive import Archive
from bot.journeys.browse import Browse
from bot.journeys.channels import Channels
from bot.journeys.desks import Desks
from bot.journeys.find import Find
from bot.journeys.follow import Following
from bot.journeys.planning import Planning
from bot.journeys.preflight import Preflight
from bot.journeys.remember import Memory
from bot.journeys.review import Review
from bot.journeys.revise import Revise
from bot.journeys.setup import Setup
from bot.journeys.submit import Submissions
from bot.journeys.take_back import TakeBack
from bot.journeys.weekly import Weekly
from bot.ui import reply
from bot.ui.actions import (
    ActionButton,
    ActionSelect,
    Handler,
    Interaction,
    Press,
    handlers_of,
    is_action,
    press_form,
)
from bot.ui.reaching import FAILURES, patience, wrong_setting
from bot.ui.tracing import Tracing

log = logging.getLogger(__name__)

COGS = (
    "cogs.digest",
    "cogs.search",
    "cogs.submit",
    "cogs.desk",
    "cogs.desk_schedule",
    "cogs.desk_entry",
    "cogs.setup",
    "cogs.setup_channels",
    "cogs.changes",
    "cogs.setup_follow",
)
LONGEST_LOGIN_PAUSE = 60.0  # seconds
LONGEST_RATE_LIMIT = 30.0  # seconds to sleep within a request; a longer wait comes back as an error
LONGEST_SENTENCE = 2000
TOO_LATE = frozenset({10015, 10062, 50027})  # the interaction is unknown by now, or its token has run out


@dataclass(frozen=True)
class Journeys:
    """All that people can do, for the cogs to call."""

    archive: Archive
    browse: Browse
    channels: Channels
    desks: Desks
    find: Find
    following: Following
    memory: Memory
    planning: Planning
    preflight: Preflight
    review: Review
    revise: Revise
    setup: Setup
    submissions: Submissions
    take_back: TakeBack
    weekly: Weekly


class DigestBot(commands.AutoShardedBot):
    """The client. `api_url` names the Discord it speaks to; setting `alarm` has someone look at what is due."""

    def __init__(self, journeys: Journeys, api_url: str, alarm: asyncio.Event, tracing: Tracing) -> None:
        # The bot never speaks, so nobody need be told what speaking would take.
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
        super().__init__(
            command_prefix=commands.when_mentioned,
            help_command=None,
            tree_cls=DigestTree,
            intents=discord.Intents(guilds=True),
            member_cache_flags=discord.MemberCacheFlags.none(),
            max_messages=None,
            chunk_guilds_at_startup=False,
            allowed_mentions=discord.AllowedMentions.none(),
            allowed_contexts=app_commands.AppCommandContext(guild=True),
            allowed_installs=app_commands.AppInstallationType(guild=True),
            http_trace=tracing.hooks(),
            max_ratelimit_timeout=LONGEST_RATE_LIMIT,
        )
        self.journeys = journeys
        self.alarm = alarm
        self._api_url = api_url
        self._met_discord = False
        self._actions: dict[str, Handler] = {}

    async def stay_connected(self, token: str) -> None:
        """Log in, again and again while Discord cannot be reached, and serve until the connection is given up.

        Raises SettingsError where Discord refuses the token, or where it is not Discord that answers.
        """
        pause = 1.0
        while True:
            try:
                await self.login(token)
                break
            except FAILURES as error:
                wrong = wrong_setting(error)
                if wrong and self._met_discord and not isinstance(error, discord.LoginFailure):
                    raise  # it is Discord, so this is the bot's own mistake
                if wrong:
                    raise wrong from None
                pause = max(pause, patience(error))
                log.warning("Discord cannot be reached (%s); trying again in %.0f s.", error, pause)
            await self.http.close()
            self.http.connector = discord.utils.MISSING  # the one it had is closed with the session
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_LOGIN_PAUSE)
        try:
            await self.connect()
        except discord.ConnectionClosed as error:
            raise SettingsError(f"Discord has closed the connection for good ({error.code}): {error}") from None

    async def setup_hook(self) -> None:
        """Before the gateway opens: cogs, components, commands."""
        self.shard_count, gateway, _ = await self.http.get_bot_gateway()
        self._met_discord = True
        # discord.py connects to this address, now and whenever it has to begin a session anew.
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway)
        for name in COGS:
            if name not in self.extensions:  # an earlier attempt to log in may have come this far
                await self.load_extension(name)
        self.add_dynamic_items(ActionButton, ActionSelect)
        await self._register_commands()

    async def add_cog(self, cog: commands.Cog, /, **options: Any) -> None:
        """Take in a cog with the actions that it handles."""
        self._actions |= handlers_of(cog)
        await super().add_cog(cog, **options)

    async def on_ready(self) -> None:
        """Say that it works."""
        log.info("Connected as %s in %s.", self.user, counted(len(self.guilds), "server", "servers"))

    async def on_interaction(self, interaction: Interaction) -> None:
        """Forms are read from the raw interaction, and components that are no action are refused.

        discord.py sees to everything else.
        """
        if interaction.type is discord.InteractionType.modal_submit:
            await press_form(self, interaction)
        elif interaction.type is discord.InteractionType.component and not is_action(interaction):
            await self.press(interaction, "", Press(interaction, ()))

    async def press(self, interaction: Interaction, action: str, press: Press) -> None:
        """Run the handler of an action."""
        try:
            if action not in self._actions:
                raise NotFound("This belongs to an earlier version of the bot and no longer works. Use /digest.")
            await self._actions[action](press)
        except Exception as error:
            await self.answer_error(interaction, error)

    async def answer_error(self, interaction: Interaction, error: BaseException) -> None:
        """The one error handler: a sentence for the person; for the operator, what no sentence explains."""
        if isinstance(error, RuntimeError) and self.is_closed():  # aiohttp's word for a session that is closed
            log.warning("The bot is ending; unanswered: %s", _about(interaction))
            return
        sentence = _sentence_for(error)
        if sentence is None:
            error_id = secrets.token_hex(4)
            log.error("Error %s: %s", error_id, _about(interaction), exc_info=error)
            sentence = f"Something went wrong on the bot's side; nothing was lost. Tell an admin: error {error_id}."
        elif isinstance(error, StoreError):
            log.error("%s: %s", _about(interaction), error)
        elif not isinstance(error, DigestError):
            log.warning("%s: %r", _about(interaction), error)
        try:
            await reply.say(interaction, escape_within(sentence, LONGEST_SENTENCE))
        except (discord.HTTPException, aiohttp.ClientError, TimeoutError, RuntimeError) as failure:
            if isinstance(failure, RuntimeError) and not self.is_closed():
                raise
            log.warning("An answer could not be given (%s): %s", _about(interaction), failure)

    async def _register_commands(self) -> None:
        """Register the commands unless the very same ones are there already: Discord limits how often one may."""
        wanted = [command.to_dict(self.tree) for command in self.tree.get_commands()]
        wanted += [
            command.to_dict(self.tree) for command in self.tree.get_commands(type=discord.AppCommandType.message)
        ]
        digest = sha256(json.dumps(wanted, sort_keys=True, default=str).encode()).hexdigest()
        key = f"commands:{self.application_id}:{self._api_url}"
        registered = await self.tree.fetch_commands()
        if await self.journeys.memory.recall(key) == _fingerprint(digest, registered):
            return
        registered = await self.tree.sync()
        await self.journeys.memory.keep(key, _fingerprint(digest, registered))
        log.info("Registered %d commands.", len(registered))


class DigestTree(app_commands.CommandTree[DigestBot]):
    """Commands, with their errors handed to the bot's one handler.

    A root command may be spread over several cogs: one whose `extras` say {"under": "setup"} goes under /setup.
    """

    def add_command(
        self,
        command: app_commands.Command[Any, ..., Any] | app_commands.ContextMenu | app_commands.Group,
        /,
        **options: Any,
    ) -> None:
        """Add a command, or put it under its root, whose own cog is loaded before."""
        root = self.get_command(command.extras["under"]) if "under" in command.extras else None
        if isinstance(root, app_commands.Group) and not isinstance(command, app_commands.ContextMenu):
            root.add_command(command)
        else:
            super().add_command(command, **options)

    async def on_error(self, interaction: Interaction, error: app_commands.AppCommandError, /) -> None:
        """Answer what a command has raised."""
        cause = error.original if isinstance(error, app_commands.CommandInvokeError) else error
        await self.client.answer_error(interaction, cause)


def use_api(api_url: str) -> None:
    """Point discord.py at a Discord-compatible server; it has no setting for that."""
    Route.BASE = api_url


def _fingerprint(digest: str, registered: list[app_commands.AppCommand]) -> str:
    """Ids change with every deletion, so they show whether somebody else has changed what is registered."""
    return json.dumps([digest, sorted(f"{command.id} {command.name}" for command in registered)])


def _sentence_for(error: BaseException) -> str | None:
    match error:
        case DigestError():
            return str(error)
        case app_commands.CommandNotFound() | app_commands.CommandSignatureMismatch():
            return "This command has just changed; wait a minute, reload Discord and try again."
        case app_commands.TransformerError(__cause__=DigestError() as cause):
            return str(cause)
        case app_commands.TransformerError():
            return f"“{error.value}” cannot be used here. Pick something else and try again."
        case app_commands.CheckFailure():
            return "You may not use this command here. Ask an admin of this server."
        case discord.RateLimited():
            return f"Discord asks the bot to wait. Try again in {error.retry_after:.0f} seconds."
        case discord.DiscordServerError() | aiohttp.ClientError() | TimeoutError():
            return "Discord did not confirm what the bot did. Look how it stands, then try again."
        case discord.HTTPException(code=code) if code in TOO_LATE:
            return "The bot was too slow for Discord. Try again."  # which Discord takes no more either
        case _:
            return None


def _about(interaction: Interaction) -> str:
    data = cast("dict[str, Any]", interaction.data or {})
    return f"{interaction.type.name} {data.get('name') or data.get('custom_id')} in guild {interaction.guild_id}"
