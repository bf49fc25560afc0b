"""`digest-bot import`: digest pages and JSON Lines into the archive."""

import argparse
import os
import sys
from pathlib import Path

from bot import app
from bot.cli_commands import FAILED, Commands, add_command
from bot.cli_progress import Bar
from bot.cli_reindex import show
from bot.clock import Clock
from bot.config import Settings
from bot.editorial.text import counted
from bot.errors import DigestError
from bot.intake.formats.jsonl import Wrong, is_jsonl, read_articles
from bot.journeys.archive import Archive, read
from bot.journeys.reindex import Reindex
from bot.journeys.take_in import TakeIn, Taken
from bot.store.database import Database

_START = 200  # bytes, by which a file is known
_NAMED = 1000  # wrong lines; a file with more is another file than was meant


def register(commands: Commands) -> None:
    """Add the command."""
    parser = add_command(commands, "import", _import, "take digest pages or articles into the archive")
    parser.add_argument(
        "files", nargs="+", type=Path, metavar="FILE", help="a digest page saved as text, or articles as JSON Lines"
    )
    parser.add_argument("--publication", required=True, metavar="NAME", help="the publication that it belongs to")
    parser.set_defaults(interrupted="Stopped. What has come in stays in the archive; run it again to go on.")


async def _import(given: argparse.Namespace, settings: Settings) -> int:
    failed = False
    async with app.opened_as_set(settings, made=True) as database:
        for path in given.files:
            try:
                fine = await _file(database, path, given.publication)
            except (DigestError, OSError) as error:
                reason = error.strerror if isinstance(error, OSError) else error
                print(f"{path}: {reason}", file=sys.stderr)
                fine = False
            failed = failed or not fine
    return FAILED if failed else 0


async def _file(database: Database, path: Path, publication: str) -> bool:
    """Whether all of it is in the archive now."""
    with path.open("rb") as file:
        start = file.read(_START)
    if is_jsonl(path.name, start):
        return await _articles(database, path, publication)
    done = await Archive(database, Clock()).take_in_as_operator(publication, read(path.read_bytes()))
    what = f"{done.digest.heading}, {counted(len(done.digest.entries), 'entry', 'entries')}"
    said = f"imported {what}" if done.changed else f"{what}: already there, nothing changed"
    print(f"{path}: {said}" + (f"; the page calls itself “{done.called}”" if done.called else ""))
    return True


async def _articles(database: Database, path: Path, publication: str) -> bool:
    wrong = 0
    taken = Taken()
    with path.open("rb") as file, Bar(path.name, os.fstat(file.fileno()).st_size, "B", clock := Clock()) as bar:
        async for taken in TakeIn(database, clock).articles(publication, read_articles(file)):
            wrong += _name(bar, path, taken.wrong, wrong)
            bar.at(file.tell(), f"{taken.added:,} articles")
    await show(Reindex(database).finish(publication))
    print(f"{path}: {_summed_up(taken, wrong)}")
    return not wrong


def _name(bar: Bar, path: Path, lines: tuple[Wrong, ...], before: int) -> int:
    for line in lines[: max(0, _NAMED - before)]:
        bar.say(f"{path}: Line {line.line}: {line.reason}")
    return len(lines)


def _summed_up(taken: Taken, wrong: int) -> str:
    """One line on what an import did."""
    if not (taken.added or taken.known or taken.twins or wrong):
        return "there is no article in it"
    if not (taken.added or taken.twins or wrong):
        return f"{_articles_of(taken.known)}, all already there, nothing changed"
    facts = [f"imported {_articles_of(taken.added)}"]
    if taken.collections:
        facts[0] += f" in {taken.collections:,} collections" if taken.collections > 1 else " in one collection"
    if taken.shortened:
        facts.append(f"{taken.shortened:,} with the title shortened")
    if taken.known:
        facts.append(f"{_articles_of(taken.known)} already there")
    if taken.twins:
        facts.append(f"{_articles_of(taken.twins)} left out, because another entry has that link or title")
    if wrong:
        named = f", of which the first {_NAMED:,} are named" if wrong > _NAMED else ""
        facts.append(f"{wrong:,} {'line' if wrong == 1 else 'lines'} skipped{named}")
    return "; ".join(facts)


def _articles_of(number: int) -> str:
    return f"{number:,} {'article' if number == 1 else 'articles'}"
