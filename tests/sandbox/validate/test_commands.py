"""Application commands: names, options, nesting, sizes, and how many there may be."""

from collections.abc import Callable
from typing import Any

import pytest

from bot.sandbox.errors import Json
from bot.sandbox.validate import check_command, check_commands
from tests.sandbox.validate.samples import (
    WIDE,
    at_the_limit,
    command,
    faults,
    full_command,
    group,
    parameter,
    refusal,
    sub_command,
)


def command_faults(body: Any) -> dict[str, list[str]]:
    return faults(lambda: check_command(body))


def choice(number: int = 0, **fields: Any) -> Json:
    return {"name": f"Choice {number}", "value": str(number), **fields}


def choices(count: int) -> list[Json]:
    return [choice(number) for number in range(count)]


def context_menu(name: str = "Add to digest", **fields: Any) -> Json:
    return {"type": 3, "name": name, **fields}


def typed(kind: int, **fields: Any) -> Json:
    return command("search", {**parameter(), "type": kind, **fields})


@pytest.mark.parametrize(
    "body",
    [
        full_command(),
        {"name": "help", "description": "Helps"},
        context_menu(description=""),
        context_menu(type=2, default_member_permissions=None),
        {"type": 4, "name": "launch", "description": "", "handler": 1},
        command("search", *(parameter(f"o{kind}", type=kind) for kind in range(3, 12))),
    ],
)
def test_what_discord_takes_is_taken(body: Json) -> None:
    assert command_faults(body) == {}


@at_the_limit(
    (32, "name", lambda n: command("x" * n)),
    (32, "name", lambda n: context_menu(WIDE * n)),
    (32, "name_localizations.de", lambda n: command(name_localizations={"de": "x" * n})),
    (100, "description", lambda n: command(description=WIDE * n)),
    (100, "description_localizations.fr", lambda n: command(description_localizations={"fr": WIDE * n})),
    (25, "options", lambda n: command("search", *(parameter(f"o{i}") for i in range(n)))),
    (25, "options", lambda n: command("desk", *(sub_command(f"s{i}") for i in range(n)))),
    (25, "options.0.options", lambda n: command("desk", group("g", *(sub_command(f"s{i}") for i in range(n))))),
    (
        25,
        "options.0.options",
        lambda n: command("desk", sub_command("s", *(parameter(f"o{i}") for i in range(n)))),
    ),
    (32, "options.0.name", lambda n: command("search", parameter("x" * n))),
    (100, "options.0.description", lambda n: typed(3, description=WIDE * n)),
    (25, "options.0.choices", lambda n: typed(3, choices=choices(n))),
    (100, "options.0.choices.0.name", lambda n: typed(3, choices=[choice(name=WIDE * n)])),
    (100, "options.0.choices.0.value", lambda n: typed(3, choices=[choice(value=WIDE * n)])),
    (2**53 - 1, "options.0.choices.0.value", lambda n: typed(4, choices=[choice(value=n)])),
    (6000, "options.0.max_length", lambda n: typed(3, max_length=n)),
    (6000, "options.0.min_length", lambda n: typed(3, min_length=n)),
    (20, "options.0.min_length", lambda n: typed(3, min_length=n, max_length=20)),
    (20, "options.0.min_value", lambda n: typed(4, min_value=n, max_value=20)),
    (20, "options.0.min_value", lambda n: typed(10, min_value=n - 0.5, max_value=19.5)),
)
def test_a_command_keeps_its_limits(most: int, path: str, build: Callable[[int], Json]) -> None:
    assert command_faults(build(most)) == {}
    assert list(command_faults(build(most + 1))) == [path]


@pytest.mark.parametrize(
    "name", ["digest", "add-source", "l_2", "d'accord", "обзор", "まとめ", "परीक्षा", "ทดสอบ", "½"]
)
def test_names_are_letters_and_numbers_of_any_script(name: str) -> None:
    assert command_faults(command(name, parameter(name))) == {}


@pytest.mark.parametrize("name", ["two words", "Digest", "ÉTÉ", "a.b", "a/b", WIDE, "", "a\n", "e\u0301"])
def test_other_names_are_refused(name: str) -> None:
    assert list(command_faults(command(name))) == ["name"]
    assert list(command_faults(command("x", parameter(name)))) == ["options.0.name"]
    assert list(command_faults(command("x", name_localizations={"de": name}))) == ["name_localizations.de"]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("description", {"name": "help"}),
        ("description", command(description="")),
        ("description", context_menu(description="Adds it")),
        ("options", context_menu(options=[parameter()])),
        ("name", context_menu("")),
        ("type", command(type=5)),
        ("name_localizations", command(name_localizations={"xx": "name"})),
        ("name_localizations", command(name_localizations={"_errors": "name"})),
        ("default_member_permissions", command(default_member_permissions="admin")),
        ("contexts", command(contexts=[3])),
        ("contexts", command(contexts=[])),
        ("integration_types.1", command(integration_types=[0, 0])),
        ("nsfw", command(nsfw="no")),
        ("options.0", typed(12)),
        ("options.0.channel_types", typed(7, channel_types=[99])),
        ("options.0.choices.0.value", typed(3, choices=[choice(value=5)])),
        ("options.0.choices.0.value", typed(4, choices=[choice(value=0.5)])),
        ("options.0.choices.0.value", typed(10, choices=[choice(value="half")])),
        ("options.0.choices.1.name", typed(3, choices=[choice(0), choice(1, name="Choice 0")])),
        ("options.1.name", command("x", parameter("same"), parameter("same"))),
    ],
)
def test_a_command_is_of_one_piece(path: str, body: Json) -> None:
    assert list(command_faults(body)) == [path]


@pytest.mark.parametrize(
    "fields",
    [{"contexts": [2]}, {"integration_types": [1]}, {"default_member_permissions": "0"}, {"description": "x"}],
)
def test_little_is_enough(fields: Json) -> None:
    assert command_faults(command("x", parameter("x", min_length=0, max_length=1), **fields)) == {}


# The first and last signs of each part of Devanagari and Thai; those beside them belong to every script or none.
@pytest.mark.parametrize(
    "sign", "\u0900\u0950\u0955\u0963\u0966\u097f\ua8e0\ua8ff\U00011b00\U00011b09\u0e01\u0e3a\u0e40\u0e5b"
)
def test_signs_of_devanagari_and_thai_may_stand_in_names(sign: str) -> None:
    assert command_faults(command(f"x{sign}")) == {}


@pytest.mark.parametrize("sign", "\u08ff\u0951\u0954\u0964\u0965\U00011b0a\u0e3f\u0e5c\u200b\u20ac")
def test_signs_of_no_script_may_not(sign: str) -> None:
    assert command_faults(command(f"x{sign}")) == {"name": ["STRING_TYPE_REGEX"]}


def test_autocomplete_and_choices_exclude_each_other() -> None:
    assert command_faults(typed(3, autocomplete=True, choices=[])) == {}
    assert list(command_faults(typed(3, autocomplete=True, choices=choices(1)))) == ["options.0.choices"]


def test_required_options_come_first() -> None:
    needed, other = parameter("needed", required=True), parameter("other")
    assert command_faults(command("x", needed, other)) == {}
    wrong = {"options.1": ["APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID"]}
    assert command_faults(command("x", other, needed)) == wrong
    assert list(command_faults(command("x", sub_command("s", other, needed)))) == ["options.0.options.1"]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("options", command("x", sub_command(), parameter())),
        ("options.0.options.0", command("x", sub_command("s", sub_command()))),
        ("options.0.options.0", command("x", group("g", group()))),
        ("options.0.options.0", command("x", group("g", parameter()))),
        ("options.0.options.0.options.0", command("x", group("g", sub_command("s", sub_command())))),
    ],
)
def test_commands_nest_twice_and_no_deeper(path: str, body: Json) -> None:
    assert list(command_faults(body)) == [path]


def sized(characters: int) -> Json:
    """A command of so many characters: names, descriptions, choices, of each the longest translation."""
    offered = [choice(name=f"{number:0100}", value="v" * 100) for number in range(19)]  # 3800
    options = [parameter(name, description="d" * 98, choices=offered) for name in ("o1", "o2")]  # 7800
    options.append(parameter("o3", description="d" * 98, description_localizations={"de": "short"}))  # 100
    translation = "t" * (characters - 7900 - len("x"))
    return command("x", *options, description="short", description_localizations={"de": translation})


def test_a_command_has_eight_thousand_characters() -> None:
    assert command_faults(sized(8000)) == {}
    assert command_faults(sized(8001)) == {"": ["APPLICATION_COMMAND_TOO_LARGE"]}


def commands(count: int, kind: int) -> list[Json]:
    if kind == 1:
        return [command(f"c{number}") for number in range(count)]
    return [{"type": kind, "name": f"c{number}"} for number in range(count)]


@pytest.mark.parametrize(("most", "kind"), [(100, 1), (15, 2), (15, 3), (1, 4)])
def test_so_many_commands_of_a_kind(most: int, kind: int) -> None:
    check_commands(commands(most, kind))
    error = refusal(lambda: check_commands(commands(most + 1, kind)))
    assert error is not None
    assert error.code == 30032


def test_one_list_holds_130_commands() -> None:
    most = [*commands(100, 1), *commands(15, 2), *commands(15, 3)]
    assert faults(lambda: check_commands(most)) == {}
    assert list(faults(lambda: check_commands([*most, *commands(1, 4)]))) == [""]


def test_names_are_used_once_for_each_kind() -> None:
    same = [command("digest"), context_menu("digest"), {"type": 2, "name": "digest"}]
    assert faults(lambda: check_commands(same)) == {}
    assert faults(lambda: check_commands([*same, command("digest", type=None)])) == {
        "3": ["APPLICATION_COMMANDS_DUPLICATE_NAME"]
    }


def test_every_command_of_a_list_is_looked_at() -> None:
    assert list(faults(lambda: check_commands([command("Bad"), command("good"), command("x" * 33)]))) == [
        "0.name",
        "2.name",
    ]
