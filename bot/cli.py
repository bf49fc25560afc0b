"""The command line: run · sandbox · import · search · reindex · abbreviations · deliveries · backup · doctor."""

import argparse
import asyncio
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from bot import app, cli_abbreviations, cli_deliveries, cli_import, cli_reindex, cli_search, doctor
from bot.cli_commands import FAILED, Command, add_command
from bot.config import Settings, load_settings
from bot.errors import DigestError, SettingsError
from bot.logs import start_logging
from bot.store.backup import copy

UNUSABLE_SETTINGS = 2

SWITCH_SECONDS = 0.001


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; its exit code: 0 done, 1 failed, 2 settings or arguments that cannot be used."""
    given = _parsed(arguments)
    command: Command = given.command
    # A search computes in a thread; by default one may keep all others, and so the bot's answers, waiting for 5 ms.
    sys.setswitchinterval(SWITCH_SECONDS)
    try:
        settings = load_settings()
        secret = settings.discord_token.get_secret_value() if settings.discord_token else ""
        start_logging(settings.digest_log_level, settings.digest_log_format, secret)
        code = asyncio.run(command(given, settings))
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        # Whoever reads the output has read enough ("| head"); Python must not try to write the rest when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except SettingsError as error:
        print(error, file=sys.stderr)
        return UNUSABLE_SETTINGS
    except DigestError as error:
        print(error, file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        print(getattr(given, "interrupted", "Stopped."), file=sys.stderr)
        return FAILED


def _parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The arguments; what argparse does not know is what a search is to leave out (-WORD), or a mistake."""
    parser = _parser()
    given, rest = parser.parse_known_args(arguments)
    if rest and (not hasattr(given, "words") or any(word.startswith("--") for word in rest)):
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    if rest:
        given.words += rest
    return given


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="digest-bot",
        description="Runs a research community's weekly digest on Discord. Settings come from the environment or "
        "a .env file: DISCORD_TOKEN, DISCORD_API_URL, DISCORD_REQUESTS_PER_SECOND, DIGEST_DATABASE, "
        "DIGEST_INDEX_MEMORY, DIGEST_LOG_LEVEL, DIGEST_LOG_FORMAT.",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    add_command(commands, "run", _run, "run the bot; with DISCORD_TOKEN on Discord")
    sandbox = add_command(
        commands, "sandbox", _sandbox, "try the bot on a loopback Discord, with the sample archive"
    )
    sandbox.add_argument("--port", type=_port, default=8484, help="port of the page (next free one if taken)")
    sandbox.add_argument("--database", type=Path, help="keep the archive in this file instead of a throw-away one")
    for part in (cli_import, cli_search, cli_reindex, cli_abbreviations, cli_deliveries):
        part.register(commands)
    backup = add_command(commands, "backup", _backup, "copy the database while the bot runs")
    backup.add_argument("file", type=Path, metavar="FILE", help="the new file to write")
    add_command(commands, "doctor", _doctor, "check settings, database and, with a token, permissions")
    return parser


def _port(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,5}", text) or int(text) >= 2**16:
        raise argparse.ArgumentTypeError("a port is a number from 0 to 65535")
    return int(text)


async def _run(given: argparse.Namespace, settings: Settings) -> int:
    await app.run(settings)
    return 0


async def _sandbox(given: argparse.Namespace, settings: Settings) -> int:
    from bot import tryout  # a whole Discord, which the bot itself need not load

    await tryout.run(given.port, given.database)
    return 0


async def _backup(given: argparse.Namespace, settings: Settings) -> int:
    await copy(settings.digest_database, given.file)
    print(f"The archive is copied to {given.file}.")
    return 0


async def _doctor(given: argparse.Namespace, settings: Settings) -> int:
    healthy = True
    async for check in doctor.checkup(settings):
        healthy = healthy and check.fine
        print(f"{'ok     ' if check.fine else 'PROBLEM'} {check.said}")
    return 0 if healthy else FAILED
