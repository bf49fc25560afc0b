"""Buttons, selects and forms that outlive a restart: each carries its action and short arguments in its custom_id.

A custom_id reads "b:action:argument:…" on a button, "s:…" on a select, "m:…" on a form. The two kinds of
component need different patterns, because discord.py keeps dynamic items by their pattern alone.
"""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar, cast

import discord
from discord import ui

Interaction = discord.Interaction[Any]
BUTTON, SELECT, FORM = "b", "s", "m"
CUSTOM_ID_LIMIT = 100
NUMBER_DIGITS = 19  # so that it fits into SQLite's integers
_MARK = "__digest_action__"


@dataclass(frozen=True)
class Press:
    """One click, choice or submitted form: who and where, the arguments it carried, and what was put in."""

    interaction: Interaction
    args: tuple[str, ...]
    values: tuple[str, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict[str, str])

    def text(self, position: int) -> str:
        """The argument at that position; empty where there is none."""
        return self.args[position] if len(self.args) > position else ""

    def number(self, position: int) -> int:
        """The argument at that position as a number; 0 where it is none."""
        return number_of(self.text(position))

    @property
    def value(self) -> str:
        """What was chosen in a select of one choice; empty on a button."""
        return self.values[0] if self.values else ""

    def rest(self, position: int) -> str:
        """Everything from that argument on, for a last argument that may hold colons."""
        return ":".join(self.args[position:])


def number_of(text: str) -> int:
    """A whole number from a custom_id; 0 for anything else, since anybody may send anything."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < NUMBER_DIGITS else 0


Handler = Callable[[Press], Awaitable[None]]
H = TypeVar("H", bound=Callable[..., Awaitable[None]])


def action(name: str) -> Callable[[H], H]:
    """Mark a cog's method as the handler of an action."""

    def mark(method: H) -> H:
        setattr(method, _MARK, name)
        return method

    return mark


def handlers_of(owner: object) -> dict[str, Handler]:
    """The methods of a cog that are marked as handlers, by action."""
    methods = [getattr(owner, name) for name in dir(type(owner)) if not name.startswith("__")]
    return {getattr(method, _MARK): method for method in methods if hasattr(method, _MARK)}


class Pressable(Protocol):
    """The client, as far as its components know it."""

    async def press(self, interaction: Interaction, action: str, press: Press) -> None:
        """Find the action's handler and run it; whatever it raises is answered to the person."""
        ...


def custom_id(kind: str, action: str, *args: object) -> str:
    """Put an action and its arguments into a custom_id; ValueError when Discord would refuse its length."""
    made = ":".join((kind, action, *map(str, args)))
    if len(made) > CUSTOM_ID_LIMIT:
        raise ValueError(f"custom_id of {len(made)} characters for the action {action}")
    return made


def parse(made: str) -> tuple[str, tuple[str, ...]]:
    """The action and the arguments of a custom_id."""
    _, action, *args = [*made.split(":"), ""]
    return action, tuple(args[:-1])


def is_action(interaction: Interaction) -> bool:
    """Whether a component's custom_id is of the kind that the two dynamic items take."""
    made = str(cast("Mapping[str, Any]", interaction.data or {}).get("custom_id", ""))
    return made.startswith((f"{BUTTON}:", f"{SELECT}:"))


async def press_form(client: Pressable, interaction: Interaction) -> None:
    """Hand a submitted form over to its action, read from the raw interaction: no form object need be alive."""
    data = cast("Mapping[str, Any]", interaction.data or {})
    action, args = parse(str(data.get("custom_id", "")))
    fields = {
        str(inner["custom_id"]): str(inner.get("value") or "")
        for label in cast("Sequence[Mapping[str, Any]]", data.get("components", ()))
        if "custom_id" in (inner := cast("Mapping[str, Any]", label.get("component") or {}))
    }
    await client.press(interaction, action, Press(interaction, args, fields=fields))


async def _press(interaction: Interaction) -> None:
    data = cast("Mapping[str, Any]", interaction.data or {})
    action, args = parse(str(data.get("custom_id", "")))
    values = tuple(map(str, cast("Sequence[object]", data.get("values", ()))))
    await cast("Pressable", interaction.client).press(interaction, action, Press(interaction, args, values))


class ActionButton(ui.DynamicItem[ui.Button[ui.LayoutView]], template=rf"{BUTTON}:(?s:.*)"):
    """Any button of the bot's."""

    @classmethod
    async def from_custom_id(
        cls, interaction: Interaction, item: ui.Item[Any], match: re.Match[str], /
    ) -> "ActionButton":
        """Made anew from the message at every click."""
        return cls(cast("ui.Button[ui.LayoutView]", item))

    async def callback(self, interaction: Interaction) -> None:
        """Hand over to the table of actions."""
        await _press(interaction)


class ActionSelect(ui.DynamicItem[ui.Select[ui.LayoutView]], template=rf"{SELECT}:(?s:.*)"):
    """Any select of the bot's."""

    @classmethod
    async def from_custom_id(
        cls, interaction: Interaction, item: ui.Item[Any], match: re.Match[str], /
    ) -> "ActionSelect":
        """Made anew from the message at every choice."""
        return cls(cast("ui.Select[ui.LayoutView]", item))

    async def callback(self, interaction: Interaction) -> None:
        """Hand over to the table of actions."""
        await _press(interaction)
