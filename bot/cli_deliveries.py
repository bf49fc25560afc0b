"""`digest-bot deliveries`: what is not posted yet."""

import argparse

from bot import app
from bot.cli_commands import Commands, add_command
from bot.config import Settings
from bot.editorial.text import counted
from bot.journeys.operate import Operations


def register(commands: Commands) -> None:
    """Add the command with its own three."""
    summary = "see what is not posted yet, try it again, put it aside"
    parser: argparse.ArgumentParser = commands.add_parser("deliveries", help=summary, description=summary)
    deeds = parser.add_subparsers(required=True, metavar="list|retry|park")
    add_command(deeds, "list", _list, "list what is due, waiting or parked, and why")
    retry = add_command(deeds, "retry", _retry, "let deliveries be tried again at once")
    retry.add_argument("ids", nargs="*", type=int, metavar="ID", help="a delivery of the list; all without any")
    park = add_command(deeds, "park", _park, "put deliveries aside until they are retried")
    park.add_argument("ids", nargs="+", type=int, metavar="ID", help="a delivery of the list")


async def _list(given: argparse.Namespace, settings: Settings) -> int:
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


async def _retry(given: argparse.Namespace, settings: Settings) -> int:
    async with app.opened_as_set(settings) as database:
        released = await Operations(database).retry(given.ids)
    print(f"{counted(released, 'step', 'steps')} will be tried again; a running bot does so within half a minute.")
    return 0


async def _park(given: argparse.Namespace, settings: Settings) -> int:
    async with app.opened_as_set(settings) as database:
        parked = await Operations(database).park(given.ids)
    print(f"{counted(parked, 'step is', 'steps are')} put aside; digest-bot deliveries retry lets them go on.")
    return 0
