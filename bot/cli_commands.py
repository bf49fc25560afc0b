"""What the commands of the command line have in common."""

import argparse
from collections.abc import Callable, Coroutine
from typing import Any

from bot.config import Settings

FAILED = 1

Command = Callable[[argparse.Namespace, Settings], Coroutine[Any, Any, int]]
Commands = Any  # argparse keeps the type of its subparsers to itself


def add_command(
    commands: Commands, name: str, command: Command, summary: str, **more: Any
) -> argparse.ArgumentParser:
    """Add a command to those of the program, or of a command that has its own."""
    parser: argparse.ArgumentParser = commands.add_parser(name, help=summary, description=summary, **more)
    parser.set_defaults(command=command)
    return parser
