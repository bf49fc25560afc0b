"""What a person sees after acting, and the forms that open."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from bot.sandbox.errors import Json
from bot.sandbox.interactions import Interaction
from bot.sandbox.messages import Message, walk

TEXT_INPUT, FILE_UPLOAD = 4, 19
# what can be filled in: text, selects, uploads, radio and check boxes
INPUTS = frozenset({TEXT_INPUT, 3, 5, 6, 7, 8, FILE_UPLOAD, 21, 22, 23})


class Input(NamedTuple):
    """A field of a form. `style` is 1 for a line, 2 for a paragraph, 0 for what is no text."""

    label: str
    custom_id: str
    value: str
    required: bool
    style: int
    min_length: int
    max_length: int
    data: Json


@dataclass(eq=False)
class Modal:
    """A form that the bot has opened for somebody."""

    data: Json
    opened_by: Interaction

    @property
    def title(self) -> str:
        return str(self.data["title"])

    @property
    def custom_id(self) -> str:
        return str(self.data["custom_id"])

    @property
    def inputs(self) -> list[Input]:
        """The fields, from top to bottom."""
        return [
            _input(one, str(holder.get("label") or ""))
            for holder in self.data["components"]
            for one in walk(holder)
            if one["type"] in INPUTS
        ]


def _input(one: Json, label: str) -> Input:
    return Input(
        label=label or str(one.get("label") or ""),
        custom_id=str(one["custom_id"]),
        value=str(one.get("value") or ""),
        required=one.get("required") is not False,
        style=int(one.get("style") or 0),
        min_length=int(one.get("min_length") or 0),
        max_length=int(one.get("max_length") or 4000),
        data=one,
    )


class Reply:
    """What came of something that a person did. It goes on showing what happens: later edits and follow-ups."""

    def __init__(self, interaction: Interaction) -> None:
        self._interaction = interaction

    def __repr__(self) -> str:
        return f"<Reply {self.modal or self.message!r}>"

    @property
    def message(self) -> Message | None:
        """The new message, the changed one, or the only follow-up; None for a form or a deleted answer."""
        one = self._interaction
        if one.modal is not None:
            return None
        if one.touched or not one.followups:
            return one.original
        return one.followups[-1]

    @property
    def modal(self) -> Modal | None:
        """The form that has opened."""
        one = self._interaction
        return None if one.modal is None else Modal(one.modal, one)

    @property
    def followups(self) -> list[Message]:
        """Further messages, oldest first."""
        return self._interaction.followups

    @property
    def choices(self) -> list[tuple[str, Any]]:
        """What an autocomplete offers: name and value."""
        return [(str(one["name"]), one["value"]) for one in self._interaction.choices]

    @property
    def text(self) -> str:
        """What is to be read in the answer."""
        return "" if self.message is None else self.message.text

    @property
    def acknowledged_in(self) -> float:
        """Seconds from the act to the bot's first response."""
        first = self._interaction.first
        assert first is not None  # noqa: S101 - a reply is made once there is a response
        return first - self._interaction.began
