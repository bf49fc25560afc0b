"""Options of slash commands: parameters, sub-commands and groups of these."""

from collections.abc import Callable, Collection
from enum import IntEnum

from bot.sandbox.validate.choices import (
    MOST,
    check_choice_name,
    check_number_value,
    check_text_value,
    check_whole_value,
)
from bot.sandbox.validate.form import Form, check_order
from bot.sandbox.validate.localised import Size, check_localised
from bot.sandbox.validate.names import LONGEST, check_name, refuse_same_names
from bot.sandbox.validate.values import CHANNEL_TYPES, SAFE_INTEGER

_OPTIONS = 25
_DESCRIPTION = 100
_TEXT = 6000


class Option(IntEnum):
    """Kinds of options, by Discord's numbers."""

    SUB_COMMAND = 1
    GROUP = 2
    STRING = 3
    INTEGER = 4
    BOOLEAN = 5
    USER = 6
    CHANNEL = 7
    ROLE = 8
    MENTIONABLE = 9
    NUMBER = 10
    ATTACHMENT = 11


_NESTING = frozenset({Option.SUB_COMMAND, Option.GROUP})
_PARAMETERS = frozenset(Option) - _NESTING


def check_options(command: Form, size: Size) -> None:
    """A command's options: at most 25, command > group > sub-command and no deeper, required ones first."""
    _check_options(command, size, frozenset(Option))


def _check_options(holder: Form, size: Size, allowed: Collection[int]) -> None:
    options = holder.forms("options", _OPTIONS)
    kinds = {_check_option(option, size, allowed) for option in options} - {None}
    refuse_same_names(options, "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS", "Option name already exists")
    if not kinds & _NESTING:
        _check_required_first(options)
    elif kinds - _NESTING:
        holder.at("options").add(
            "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID",
            "Sub-command and sub-command group option types are mutually exclusive to all other types",
        )


def _check_option(option: Form, size: Size, allowed: Collection[int]) -> int | None:
    """Check one option and all that it holds; a misplaced one is noted and not looked into. Its kind."""
    check_localised(option, "name", size, LONGEST, rule=check_name)
    check_localised(option, "description", size, _DESCRIPTION)
    option.flag("required")
    kind = option.kind(allowed)
    if kind in _CHECKERS:
        _CHECKERS[kind](option, size)
    return kind


def _check_required_first(options: list[Form]) -> None:
    optional = False
    for option in options:
        if option.get("required") is not True:
            optional = True
        elif optional:
            option.errors.add(
                "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
                "Required options must be placed before non-required options",
            )


def _check_choices(check_value: Callable[[Form, Size], None], option: Form, size: Size) -> None:
    """The choices of a parameter, no name twice; it has either choices or autocomplete."""
    choices = option.forms("choices", MOST)
    for choice in choices:
        check_choice_name(choice, size)
        check_value(choice, size)
    refuse_same_names(
        choices, "APPLICATION_COMMAND_OPTIONS_CHOICE_NAME_ALREADY_EXISTS", "Option choice name already exists"
    )
    if option.flag("autocomplete") and choices:
        option.at("choices").add(
            "APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_WITH_CHOICES", "Autocomplete and choices exclude each other"
        )


def _check_text(option: Form, size: Size) -> None:
    _check_choices(check_text_value, option, size)
    low = option.whole("min_length", 0, _TEXT)
    check_order(option.at("min_length"), low, option.whole("max_length", 1, _TEXT))


def _check_integer(option: Form, size: Size) -> None:
    _check_choices(check_whole_value, option, size)
    low = option.whole("min_value", -SAFE_INTEGER, SAFE_INTEGER)
    check_order(option.at("min_value"), low, option.whole("max_value", -SAFE_INTEGER, SAFE_INTEGER))


def _check_number(option: Form, size: Size) -> None:
    _check_choices(check_number_value, option, size)
    low = option.number("min_value", SAFE_INTEGER)
    check_order(option.at("min_value"), low, option.number("max_value", SAFE_INTEGER))


def _check_channel(option: Form, _size: Size) -> None:
    option.choices("channel_types", CHANNEL_TYPES)


def _check_sub_command(option: Form, size: Size) -> None:
    _check_options(option, size, _PARAMETERS)


def _check_group(option: Form, size: Size) -> None:
    _check_options(option, size, {Option.SUB_COMMAND})


_CHECKERS: dict[int | None, Callable[[Form, Size], None]] = {
    Option.SUB_COMMAND: _check_sub_command,
    Option.GROUP: _check_group,
    Option.STRING: _check_text,
    Option.INTEGER: _check_integer,
    Option.NUMBER: _check_number,
    Option.CHANNEL: _check_channel,
}
