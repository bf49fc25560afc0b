"""`digest-bot abbreviations`: see which abbreviations a search expands, add and block some."""

import argparse

from bot import app
from bot.cli_commands import Commands, add_command
from bot.config import Settings
from bot.editorial.text import counted
from bot.journeys.abbreviations import Abbreviations


def register(commands: Commands) -> None:
    """Add the command and what it can do."""
    summary = "see, add and block the abbreviations that searches expand"
    parser: argparse.ArgumentParser = commands.add_parser("abbreviations", help=summary, description=summary)
    deeds = parser.add_subparsers(required=True, metavar="list|add|block")
    listed = add_command(deeds, "list", _list, "list those of a publication, and those that ship with the program")
    listed.add_argument("short", nargs="?", metavar="SHORT", help="a short form; all without it")
    added = add_command(deeds, "add", _add, "have a short and a long form searched for each other")
    blocked = add_command(deeds, "block", _block, "never have them searched for each other")
    for deed in (added, blocked):
        deed.add_argument("short", metavar="SHORT", help="the short form, such as EV")
        deed.add_argument("long", nargs="+", metavar="LONG", help="the long form, such as extracellular vesicle")
    for deed in (listed, added, blocked):
        deed.add_argument("--publication", required=True, metavar="NAME", help="the publication")


async def _list(given: argparse.Namespace, settings: Settings) -> int:
    async with app.opened_as_set(settings) as database:
        listed = await Abbreviations(database).listed(given.publication, given.short)
    for one in listed:
        entries = f" in {counted(one.entries, 'entry', 'entries')}" if one.entries else ""
        print(f"{one.short:10}  {one.long} · {one.origin}{entries}")
    print(f"{counted(len(listed), 'abbreviation', 'abbreviations')}.")
    return 0


async def _add(given: argparse.Namespace, settings: Settings) -> int:
    async with app.opened_as_set(settings) as database:
        pair = await Abbreviations(database).add(given.publication, given.short, " ".join(given.long))
    print(f"{pair.short} and {pair.long} are searched for each other from now on.")
    return 0


async def _block(given: argparse.Namespace, settings: Settings) -> int:
    async with app.opened_as_set(settings) as database:
        pair = await Abbreviations(database).block(given.publication, given.short, " ".join(given.long))
    print(f"{pair.short} and {pair.long} are never searched for each other; abbreviations add allows it again.")
    return 0
