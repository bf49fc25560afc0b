"""Application commands, one by one and all of an application's at once."""

from collections import Counter
from enum import IntEnum

from bot.sandbox.errors import DiscordError
from bot.sandbox.validate.collector import Errors, refuse_repeats
from bot.sandbox.validate.form import Form, forms_of, items_of
from bot.sandbox.validate.localised import Size, check_localised
from bot.sandbox.validate.names import LONGEST, check_name
from bot.sandbox.validate.options import check_options
from bot.sandbox.validate.values import as_whole

_DESCRIPTION = 100
_CHARACTERS = 8000
_PERMISSIONS = 2**54 - 1
_AT_ONCE = 130
_TOO_MANY = 30032


class CommandType(IntEnum):
    """Kinds of commands, by Discord's numbers."""

    CHAT_INPUT = 1
    USER = 2
    MESSAGE = 3
    ENTRY_POINT = 4


_MOST = {CommandType.CHAT_INPUT: 100, CommandType.USER: 15, CommandType.MESSAGE: 15, CommandType.ENTRY_POINT: 1}


def check_command(body: object) -> None:
    """One command to create (facts 3); DiscordError 50035."""
    errors = Errors()
    form = Form.of(body, errors)
    if form is not None:
        _check_command(form)
    errors.refuse()


def check_commands(bodies: object) -> None:
    """All commands of an application or a guild (a bulk PUT); DiscordError 50035, 30032 for too many of a kind."""
    errors = Errors()
    commands = forms_of(items_of(bodies, errors, _AT_ONCE))
    for command in commands:
        _check_command(command)
    refuse_repeats(
        [(command.errors, (_kind(command), name)) for command in commands if (name := _name(command))],
        "APPLICATION_COMMANDS_DUPLICATE_NAME",
        "Application command names must be unique",
    )
    errors.refuse()
    _check_counts(commands)


def _check_command(command: Form) -> None:
    size = Size()
    command.choice("type", frozenset(CommandType))
    _check_settings(command)
    if _kind(command) == CommandType.CHAT_INPUT:
        check_localised(command, "name", size, LONGEST, rule=check_name)
        check_localised(command, "description", size, _DESCRIPTION)
        check_options(command, size)
    elif _kind(command) in _MOST:
        _check_without_options(command, size)
    if size.characters > _CHARACTERS:
        command.errors.add("APPLICATION_COMMAND_TOO_LARGE", f"Command exceeds maximum size ({_CHARACTERS})")


def _check_without_options(command: Form, size: Size) -> None:
    """User and message commands: a name of any characters, no description, no options."""
    described = _kind(command) == CommandType.ENTRY_POINT
    check_localised(command, "name", size, LONGEST)
    check_localised(command, "description", size, _DESCRIPTION if described else 0, least=0, required=False)
    command.items("options", 0)


def _check_settings(command: Form) -> None:
    command.whole("default_member_permissions", 0, _PERMISSIONS)
    command.flag("dm_permission")
    command.flag("nsfw")
    command.choices("contexts", (0, 1, 2), least=1)
    command.choices("integration_types", (0, 1), least=1)


def _check_counts(commands: list[Form]) -> None:
    counts = Counter(_kind(command) for command in commands)
    for kind, most in _MOST.items():
        if counts[kind] > most:
            raise DiscordError(_TOO_MANY)


def _kind(command: Form) -> int | None:
    """The command's type, which is a slash command where nothing is said."""
    return CommandType.CHAT_INPUT if command.get("type") is None else as_whole(command.get("type"))


def _name(command: Form) -> str:
    name = command.get("name")
    return name if isinstance(name, str) else ""
