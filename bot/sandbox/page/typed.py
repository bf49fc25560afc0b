"""Options of a command as people type them: texts, brought into the values that are sent."""

from collections.abc import Mapping
from typing import Any

from bot.sandbox.cdn import Upload
from bot.sandbox.errors import Json
from bot.sandbox.page.asked import Refused
from bot.sandbox.parts import objects
from bot.sandbox.records import GuildRecord

INTEGER, BOOLEAN, USER, CHANNEL, ROLE, MENTIONABLE, NUMBER, ATTACHMENT = 4, 5, 6, 7, 8, 9, 10, 11
_TRUTH = {"true": True, "yes": True, "false": False, "no": False}


def read(
    options: list[Json], texts: Mapping[str, str], files: Mapping[str, Upload], guild: GuildRecord
) -> dict[str, Any]:
    """Values by option; an empty text counts as not given. Refused names the first that can't be read."""
    known = {str(one["name"]): one for one in options}
    values: dict[str, Any] = {name: file for name, file in files.items() if _is(known, name, ATTACHMENT)}
    for name, text in texts.items():
        if name not in known:
            raise Refused(f"This command has no option {name!r}.")
        if text.strip():
            values[name] = _value(known[name], text, guild)
    return values


def read_what_can_be(options: list[Json], texts: Mapping[str, str], guild: GuildRecord) -> dict[str, Any]:
    """The same while somebody is still typing: what can't be read yet is left out."""
    values: dict[str, Any] = {}
    for name, text in texts.items():
        try:
            values |= read(options, {name: text}, {}, guild)
        except Refused:
            continue
    return values


def _is(known: Mapping[str, Json], name: str, kind: int) -> bool:
    return name in known and known[name]["type"] == kind


def _value(option: Json, text: str, guild: GuildRecord) -> Any:
    for choice in objects(option, "choices"):
        if text in (choice["name"], str(choice["value"])):
            return choice["value"]
    match option["type"]:
        case 4:
            return _number(option, text, int)
        case 10:
            return _number(option, text, float)
        case 5:
            return _truth(option, text)
        case 6 | 7 | 8 | 9:
            return _named(option, text.strip(), guild)
        case _:
            return text


def _number(option: Json, text: str, kind: type[int] | type[float]) -> int | float:
    try:
        return kind(text.strip())
    except ValueError:
        raise Refused(f"{option['name']} takes a number, not {text!r}.") from None


def _truth(option: Json, text: str) -> bool:
    try:
        return _TRUTH[text.strip().lower()]
    except KeyError:
        raise Refused(f"{option['name']} takes True or False, not {text!r}.") from None


def _named(option: Json, text: str, guild: GuildRecord) -> str:
    """The id of what is meant by name or by id; where several have the name, the first."""
    plain = text.lstrip("#@")
    for one, name in _pool(int(option["type"]), guild):
        if text == str(one) or plain.lower() == name.lstrip("@").lower():
            return str(one)
    raise Refused(f"{option['name']}: there is nothing here by the name of {text!r}.")


def _pool(kind: int, guild: GuildRecord) -> list[tuple[int, str]]:
    people = [(one.id, one.person.name) for one in guild.members.values()]
    roles = [(one.id, one.name) for one in guild.roles.values()]
    if kind == CHANNEL:
        return [(one.id, one.name) for one in guild.channels.values()]
    return {USER: people, ROLE: roles}.get(kind, people + roles)
