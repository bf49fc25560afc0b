"""`digest-bot reindex`: the search's index, built anew from the archive."""

import argparse
from collections.abc import AsyncIterator

from bot import app
from bot.cli_commands import Commands, add_command
from bot.cli_progress import Bar
from bot.clock import Clock
from bot.config import Settings
from bot.editorial.text import counted
from bot.journeys.reindex import Indexing, Reindex


def register(commands: Commands) -> None:
    """Add the command."""
    parser = add_command(commands, "reindex", _reindex, "build the search's index anew")
    parser.add_argument("--publication", metavar="NAME", help="of this publication only")
    parser.set_defaults(
        interrupted="Stopped. What is left is indexed by the running bot, or else before the next search here."
    )


async def show(steps: AsyncIterator[Indexing]) -> tuple[int, int]:
    """Show how the building of indexes comes on; of how many publications, and how many entries there are."""
    built: dict[int, int] = {}
    bar: Bar | None = None
    try:
        async for publication, done, total in steps:
            if bar is None or publication.id not in built:
                if bar is not None:
                    bar.close()
                bar = Bar(f"{publication.name}, index", total, " entries", Clock())
            built[publication.id] = done
            bar.at(done)
    finally:
        if bar is not None:
            bar.close()
    return len(built), sum(built.values())


async def _reindex(given: argparse.Namespace, settings: Settings) -> int:
    async with app.opened_as_set(settings) as database:
        publications, entries = await show(Reindex(database).anew(given.publication))
    print(f"{entries:,} entries of {counted(publications, 'publication', 'publications')} indexed.")
    return 0
