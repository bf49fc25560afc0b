"""The options of a slash command: checked as Discord's client would, and brought into its JSON."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from bot.sandbox.commands import GROUP, SUB_COMMAND
from bot.sandbox.errors import DiscordError, Json
from bot.sandbox.parts import objects, values
from bot.sandbox.resolved import Resolved

STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE, MENTIONABLE, NUMBER, ATTACHMENT = 3, 4, 5, 6, 7, 8, 9, 10, 11
LONGEST_STRING = 6000
LARGEST_NUMBER = 2**53
_PLAIN: dict[int, tuple[type, ...]] = {STRING: (str,), INTEGER: (int,), BOOLEAN: (bool,), NUMBER: (int, float)}


class Called(NamedTuple):
    """A command as it is called: the options of the part that runs, and the names of the parts on the way."""

    options: list[Json]
    way: list[Json]

    def nested(self, options: list[Json]) -> list[Json]:
        """Given options, at the place where they belong."""
        for part in reversed(self.way):
            options = [{"name": part["name"], "type": part["type"], "options": options}]
        return options


def called(command: Json, names: list[str]) -> Called:
    """The part of the command that these sub-command names lead to; LookupError where they lead nowhere."""
    way: list[Json] = []
    here = command
    for name in names:
        below = [one for one in objects(here, "options") if one["type"] in (SUB_COMMAND, GROUP)]
        here = next((one for one in below if one["name"] == name), None) or _no_such(command, name)
        way.append(here)
    options = objects(here, "options")
    if any(one["type"] in (SUB_COMMAND, GROUP) for one in options):
        raise LookupError(f"/{command['name']} is called by one of its sub-commands")
    return Called(options, way)


def _no_such(command: Json, name: str) -> Json:
    raise LookupError(f"/{command['name']} has no sub-command {name!r}")


def filled(options: list[Json], given: Mapping[str, Any], resolved: Resolved) -> list[Json]:
    """The given values as option objects; 50035 names each that Discord's client would not send."""
    problems = dict.fromkeys(given.keys() - {one["name"] for one in options}, "This command has no such option.")
    sent: list[Json] = []
    for option in options:
        name = str(option["name"])
        if given.get(name) is None:
            if option.get("required"):
                problems[name] = "This option is required. Specify a value."
            continue
        value = _value(option, given[name], resolved)
        problem = "This is no such value." if value is None else _problem(option, value, resolved)
        if problem:
            problems[name] = problem
        sent.append({"name": name, "type": option["type"], "value": value})
    _refuse(problems)
    return sent


def being_typed(
    options: list[Json], name: str, text: str, given: Mapping[str, Any], resolved: Resolved
) -> list[Json]:
    """The options while somebody types into one of them: nothing is required yet, the text may be anything."""
    option = next((one for one in options if one["name"] == name and one.get("autocomplete")), None)
    if option is None:
        raise LookupError(f"no option {name!r} with autocomplete")
    others = filled([{**one, "required": False} for one in options if one is not option], given, resolved)
    return [*others, {"name": name, "type": option["type"], "value": text, "focused": True}]


def _refuse(problems: Mapping[str, str]) -> None:
    if problems:
        errors = {name: {"_errors": [{"code": "OPTION", "message": text}]} for name, text in problems.items()}
        raise DiscordError(50035, errors=errors)


def _value(option: Json, given: Any, resolved: Resolved) -> Any:
    """The value as it is sent; None where it is of the wrong kind."""
    for choice in objects(option, "choices"):
        if given in (choice["name"], choice["value"]):
            return choice["value"]
    kind = int(option["type"])
    if kind in _PLAIN:
        # True and False are numbers for Python, but not for Discord.
        fits = isinstance(given, _PLAIN[kind]) and isinstance(given, bool) is (kind == BOOLEAN)
        return given if fits else None
    picks = {
        USER: resolved.user,
        CHANNEL: resolved.channel,
        ROLE: resolved.role,
        MENTIONABLE: resolved.mentionable,
        ATTACHMENT: resolved.attachment,
    }
    return picks[kind](given)


def _problem(option: Json, value: Any, resolved: Resolved) -> str:
    """What Discord's client would say against the value."""
    choices = objects(option, "choices")
    if choices and value not in [one["value"] for one in choices]:
        return "This is not one of the choices."
    match option["type"]:
        case 3:
            low, high = option.get("min_length") or 0, option.get("max_length") or LONGEST_STRING
            return "" if low <= len(value) <= high else f"It must be {low} to {high} characters long."
        case 4 | 10:
            low = option.get("min_value", -LARGEST_NUMBER)
            high = option.get("max_value", LARGEST_NUMBER)
            return "" if low <= value <= high else f"It must be between {low} and {high}."
        case 7:
            kinds = values(option, "channel_types")
            kind = resolved.json()["resolved"]["channels"][value]["type"]
            return "" if not kinds or kind in kinds else "This kind of channel is not offered."
        case _:
            return ""
