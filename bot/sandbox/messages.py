"""A message as it stands in the sandbox: Discord's JSON with typed access to what people see."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from bot.sandbox.errors import Json
from bot.sandbox.parts import objects

EPHEMERAL = 1 << 6
LOADING = 1 << 7
CROSSPOSTED = 1 << 0
COMPONENTS_V2 = 1 << 15

BUTTON = 2
TEXT_DISPLAY = 10
SELECTS = frozenset({3, 5, 6, 7, 8})
_CHILDREN = ("components", "accessory", "component")


def walk(components: Any) -> Iterator[Json]:
    """Every component of a tree, parents before children, in the order of reading."""
    for component in components if isinstance(components, list) else [components]:  # pyright: ignore[reportUnknownVariableType]
        if isinstance(component, dict):
            yield component
            for key in _CHILDREN:
                if component.get(key):  # pyright: ignore[reportUnknownMemberType]
                    yield from walk(component[key])


@dataclass
class Component:
    """A button or select on a message."""

    data: Json

    @property
    def type(self) -> int:
        return int(self.data["type"])

    @property
    def custom_id(self) -> str:
        return str(self.data.get("custom_id", ""))

    @property
    def label(self) -> str:
        """What a button says."""
        return str(self.data.get("label") or "")

    @property
    def placeholder(self) -> str:
        """What a select says while nothing is chosen."""
        return str(self.data.get("placeholder") or "")

    @property
    def url(self) -> str:
        return str(self.data.get("url") or "")

    @property
    def disabled(self) -> bool:
        return bool(self.data.get("disabled"))

    @property
    def options(self) -> list[Json]:
        """A string select's options: label, value, description?, default?."""
        return objects(self.data, "options")

    @property
    def values(self) -> list[str]:
        """The values of the options."""
        return [str(option["value"]) for option in self.options]


class Message:
    """A message; `data` is what Discord would answer for it. It changes in place when the message is edited."""

    def __init__(self, data: Json, *, guild_id: int | None = None, seen_only_by: int | None = None):
        self.data = data
        self.guild_id = guild_id
        self.seen_only_by = seen_only_by

    def __repr__(self) -> str:
        return f"<Message {self.id} {self.text[:60]!r}>"

    @property
    def id(self) -> int:
        return int(self.data["id"])

    @property
    def channel_id(self) -> int:
        return int(self.data["channel_id"])

    @property
    def author_id(self) -> int:
        return int(self.data["author"]["id"])

    @property
    def content(self) -> str:
        return str(self.data["content"])

    @property
    def components(self) -> list[Json]:
        return list(self.data["components"])

    @property
    def embeds(self) -> list[Json]:
        return list(self.data["embeds"])

    @property
    def attachments(self) -> list[Json]:
        return list(self.data["attachments"])

    @property
    def flags(self) -> int:
        return int(self.data["flags"])

    @property
    def nonce(self) -> str | None:
        nonce = self.data.get("nonce")
        return None if nonce is None else str(nonce)

    @property
    def mentions_users(self) -> list[int]:
        """The people who got a ping."""
        return [int(user["id"]) for user in self.data["mentions"]]

    @property
    def mentions_roles(self) -> list[int]:
        """The roles whose members got a ping."""
        return [int(role) for role in self.data["mention_roles"]]

    @property
    def mentions_everyone(self) -> bool:
        return bool(self.data["mention_everyone"])

    @property
    def ephemeral(self) -> bool:
        return bool(self.flags & EPHEMERAL)

    @property
    def loading(self) -> bool:
        """Whether it still says that the bot is thinking."""
        return bool(self.flags & LOADING)

    @property
    def crossposted(self) -> bool:
        return bool(self.flags & CROSSPOSTED)

    @property
    def edited(self) -> bool:
        return self.data["edited_timestamp"] is not None

    @property
    def text(self) -> str:
        """All that is to be read, in order: content, embeds, text displays; not what buttons and selects say."""
        parts = [self.content, *(part for embed in self.embeds for part in _embed_texts(embed))]
        parts += [str(c["content"]) for c in walk(self.components) if c["type"] == TEXT_DISPLAY]
        return "\n".join(part for part in parts if part)

    @property
    def buttons(self) -> list[Component]:
        return [Component(c) for c in walk(self.components) if c["type"] == BUTTON]

    @property
    def selects(self) -> list[Component]:
        return [Component(c) for c in walk(self.components) if c["type"] in SELECTS]

    def button(self, *, label: str | None = None, custom_id: str | None = None) -> Component:
        """The first button that says this or carries this custom_id; LookupError names those that are there."""
        return _chosen(self.buttons, label, custom_id, lambda button: button.label)

    def select(self, *, placeholder: str | None = None, custom_id: str | None = None) -> Component:
        """The first select that says this or carries this custom_id; LookupError names those that are there."""
        return _chosen(self.selects, placeholder, custom_id, lambda select: select.placeholder)


def _chosen(
    there: list[Component], face: str | None, custom_id: str | None, read: Callable[[Component], str]
) -> Component:
    for component in there:
        if (face is None or read(component) == face) and (custom_id is None or component.custom_id == custom_id):
            return component
    faces = ", ".join(repr(read(component)) for component in there) or "none"
    raise LookupError(f"no such component: {face or custom_id!r}; there are: {faces}")


def _embed_texts(embed: Json) -> Iterator[str]:
    yield _inner_text(embed, "author", "name")
    yield str(embed.get("title") or "")
    yield str(embed.get("description") or "")
    for item in objects(embed, "fields"):
        yield str(item["name"])
        yield str(item["value"])
    yield _inner_text(embed, "footer", "text")


def _inner_text(embed: Json, part: str, key: str) -> str:
    inner: Json = embed.get(part) or {}
    return str(inner.get(key) or "")
