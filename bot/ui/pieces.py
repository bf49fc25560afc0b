"""The few building blocks that every layout is made of."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import discord
from discord import ui

from bot.editorial.text import clean_line, shorten
from bot.ui.actions import BUTTON, SELECT, ActionButton, ActionSelect, custom_id

ACCENT = 0x3D7EA6
OPTIONS = 25
LABEL_LIMIT = 100
PREVIEW = "preview"  # stands in the place of the mark while nothing is posted
QUIET = discord.AllowedMentions.none()

Row = ui.ActionRow[Any]
Style = discord.ButtonStyle


def button(
    label: str, action: str, *args: object, style: Style = Style.secondary, disabled: bool = False
) -> ActionButton:
    """A button that runs an action."""
    return ActionButton(
        ui.Button(label=label, style=style, disabled=disabled, custom_id=custom_id(BUTTON, action, *args))
    )


def open_button(label: str, href: str) -> ui.Button[Any]:
    """A button that opens an address; the caller sees to it that it is http(s) and at most 512 characters."""
    return ui.Button(label=label, url=href)


def select(placeholder: str, options: Iterable[tuple[str, str, str]], action: str, *args: object) -> ActionSelect:
    """A select of (value, label, description) that runs an action; the first 25 options are offered."""
    chosen = [
        discord.SelectOption(
            value=value,
            label=shorten(clean_line(label), LABEL_LIMIT) or "…",
            description=shorten(clean_line(description), LABEL_LIMIT) or None,
        )
        for value, label, description in [*options][:OPTIONS]
    ]
    return ActionSelect(
        ui.Select(placeholder=placeholder, options=chosen, custom_id=custom_id(SELECT, action, *args))
    )


def row(*items: ActionButton | ActionSelect | ui.Button[Any]) -> Row:
    """A row of buttons, or one select."""
    return Row(*items)


def texts(blocks: Sequence[str]) -> list[ui.Item[Any]]:
    """One text display for each block that is not empty."""
    return [ui.TextDisplay(block) for block in blocks if block]


def card(*items: ui.Item[Any], above: str = "") -> ui.LayoutView:
    """One container on its own, with a line above it where there is one to say."""
    view = ui.LayoutView(timeout=None)
    if above:
        view.add_item(ui.TextDisplay(above))
    view.add_item(ui.Container(*items, accent_colour=ACCENT))
    # All its components are dynamic items, which live on without the view: nothing need be kept in memory.
    view.stop()
    return view


def separator() -> ui.Separator[Any]:
    """A thin line."""
    return ui.Separator()


def sentence(text: str, *rows: Row) -> ui.LayoutView:
    """An answer of a sentence, with buttons where there is something to do next."""
    return card(ui.TextDisplay(text), *rows)


def in_zone(instant: datetime, timezone: str) -> str:
    """An instant as the clocks of a time zone show it, such as "Wed 27 May, 09:00 Europe/Berlin"."""
    local = instant.astimezone(ZoneInfo(timezone))
    return f"{local:%a} {local.day} {local:%B, %H:%M} {timezone}"


def moment(instant: datetime) -> str:
    """An instant in the reader's own zone: weekday, date and time, and how far it is."""
    return f"{discord.utils.format_dt(instant, 'F')} ({discord.utils.format_dt(instant, 'R')})"
