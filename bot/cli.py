"""The command line: run · sandbox · import · search · abbreviations · deliveries · backup · doctor."""

import argparse
import asyncio
import re
import sys
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any

from bot import app, cli_abbreviations, doctor
from bot.clock import Clock
from bot.config import Settings, load_settings
from bot.editorial.text import counted
from bot.errors import DigestError, SettingsError
from bot.journeys.archive import read
from bot.journeys.find import Results
from bot.journeys.operate import Operations
from bot.logs import start_logging
from bot.store.backup import copy

FAILED = 1
UNUSABLE_SETTINGS = 2
FOUND = 10

Command = Callable[[argparse.Namespace, Settings], Coroutine[Any, Any, int]]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; its exit code: 0 done, 1 failed, 2 settings or arguments that cannot be used."""
    given = _parser().parse_args(arguments)
    command: Command = given.command
    try:
        settings = load_settings()
        secret = settings.discord_token.get_secret_value() if settings.discord_token else ""
        start_logging(settings.digest_log_level, settings.digest_log_format, secret)
        return asyncio.run(command(given, settings))
    except SettingsError as error:
        print(error, file=sys.stderr)
        return UNUSABLE_SETTINGS
    except DigestError as error:
        print(error, file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        return FAILED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="digest-bot",
        description="Runs a research community's weekly digest on Discord. Settings come from the environment or "
        "a .env file: DISCORD_TOKEN, DISCORD_API_URL, DIGEST_DATABASE, DIGEST_LOG_LEVEL, DIGEST_LOG_FORMAT.",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add(commands, "run", _run, "run the bot; with DISCORD_TOKEN on Discord")
    sandbox = _add(commands, "sandbox", _sandbox, "try the bot on a loopback Discord, with the sample archive")
    sandbox.add_argument("--port", type=_port, default=8484, help="port of the page (next free one if taken)")
    sandbox.add_argument("--database", type=Path, help="keep the archive in this file instead of a throw-away one")
    imported = _add(commands, "import", _import, "take pasted digest pages into the archive")
    imported.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a digest page saved as text")
    imported.add_argument("--publication", required=True, metavar="NAME", help="the publication that it belongs to")
    search = _add(commands, "search", _search, "search the archive")
    search.add_argument("words", nargs="+", metavar="WORD", help="what to look for")
    cli_abbreviations.register(commands)
    _add_deliveries(commands)
    backup = _add(commands, "backup", _backup, "copy the database while the bot runs")
    backup.add_argument("file", type=Path, metavar="FILE", help="the new file to write")
    _add(commands, "doctor", _doctor, "check settings, database and, with a token, permissions")
    return parser


def _add_deliveries(commands: Any) -> None:
    summary = "see what is not posted yet, try it again, put it aside"
    parser: argparse.ArgumentParser = commands.add_parser("deliveries", help=summary, description=summary)
    deeds = parser.add_subparsers(required=True, metavar="list|retry|park")
    _add(deeds, "list", _list_deliveries, "list what is due, waiting or parked, and why")
    retry = _add(deeds, "retry", _retry_deliveries, "let deliveries be tried again at once")
    retry.add_argument("ids", nargs="*", type=int, metavar="ID", help="a delivery of the list; all without any")
    park = _add(deeds, "park", _park_deliveries, "put deliveries aside until they are retried")
    park.add_argument("ids", nargs="+", type=int, metavar="ID", help="a delivery of the list")


def _add(commands: Any, name: str, command: Command, summary: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=summary, description=summary)
    parser.set_defaults(command=command)
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


async def _import(given: argparse.Namespace, settings: Settings) -> int:
    failed = False
    async with app.opened_as_set(settings, made=True) as database:
        archive = app.journeys_of(database, Clock()).archive
        for path in given.files:
            try:
                done = await archive.take_in_as_operator(given.publication, read(path.read_bytes()))
            except (DigestError, OSError) as error:
                failed = True
                reason = error.strerror if isinstance(error, OSError) else error
                print(f"{path}: {reason}", file=sys.stderr)
                continue
            what = f"{done.digest.heading}, {counted(len(done.digest.entries), 'entry', 'entries')}"
            said = f"imported {what}" if done.changed else f"{what}: already there, nothing changed"
            print(f"{path}: {said}" + (f"; the page calls itself “{done.called}”" if done.called else ""))
    return FAILED if failed else 0


async def _search(given: argparse.Namespace, settings: Settings) -> int:
    async with app.opened_as_set(settings) as database:
        found = await app.journeys_of(database, Clock()).find.search_everything(" ".join(given.words), FOUND)
    print(_as_text(found))
    return 0 if found.hits else FAILED


def _as_text(found: Results) -> str:
    if not found.hits:
        return f"Nothing found for {found.asked!r}."
    lines = [
        f"{found.total} found" + "".join(f", {wrong} read as {right}" for wrong, right in found.corrected.items())
    ]
    for number, hit in enumerate(found.hits, start=1):
        lines.append(f"{number:3}. {hit.article.title}")
        lines.append(f"     {hit.publication} ({hit.digest_label}) · {hit.digest_date}")
        lines.append(f"     {''.join(run for run, _ in hit.snippet)}")
    return "\n".join(lines)


async def _list_deliveries(given: argparse.Namespace, settings: Settings) -> int:
    async with app.opened_as_set(settings) as database:
        listed = await Operations(database).outstanding()
    for one in listed:
        why = f", {one.reason}" if one.reason else ""
        tries = counted(one.attempts, "attempt", "attempts")
        print(
            f"{one.id:6} {one.state:8} {one.digest}, {one.step} {one.part} in channel {one.channel_id} "
            f"of server {one.guild_id}: {tries}{why}"
        )
    print(f"{counted(len(listed), 'step is', 'steps are')} not done.")
    return 0


async def _retry_deliveries(given: argparse.Namespace, settings: Settings) -> int:
    async with app.opened_as_set(settings) as database:
        released = await Operations(database).retry(given.ids)
    print(f"{counted(released, 'step', 'steps')} will be tried again; a running bot does so within half a minute.")
    return 0


async def _park_deliveries(given: argparse.Namespace, settings: Settings) -> int:
    async with app.opened_as_set(settings) as database:
        parked = await Operations(database).park(given.ids)
    print(f"{counted(parked, 'step is', 'steps are')} put aside; digest-bot deliveries retry lets them go on.")
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
