"""What people press and choose: buttons and selects, in messages and in modals."""

from enum import IntEnum
from functools import partial

from bot.sandbox.validate.collector import refuse_repeats
from bot.sandbox.validate.form import Form, check_order
from bot.sandbox.validate.tree import Checker, Tree
from bot.sandbox.validate.urls import check_link
from bot.sandbox.validate.values import CHANNEL_TYPES

_CHOICES = 25
_LINK = 5
_PREMIUM = 6


class Control(IntEnum):
    """Component types that people act on in a message, by Discord's numbers."""

    BUTTON = 2
    STRING_SELECT = 3
    USER_SELECT = 5
    ROLE_SELECT = 6
    MENTIONABLE_SELECT = 7
    CHANNEL_SELECT = 8


SELECTS = frozenset(Control) - {Control.BUTTON}


def check_button(button: Form, tree: Tree) -> None:
    """A button; which fields it must and must not have depends on its style."""
    style = button.choice("style", range(1, 7), required=True)
    button.text("label", 80)
    button.flag("disabled")
    check_emoji(button)
    if style == _PREMIUM:
        button.snowflake("sku_id", required=True)
        _refuse_fields(button, "custom_id", "label", "url", "emoji")
        return
    _refuse_fields(button, "sku_id")
    if not button.filled("label") and not button.filled("emoji"):
        button.at("label").add("BASE_TYPE_REQUIRED", "A button needs a label or an emoji")
    if style == _LINK:
        check_link(button, "url", most=512, required=True)
        _refuse_fields(button, "custom_id")
    else:
        tree.custom_id(button)
        _refuse_fields(button, "url")


def _refuse_fields(button: Form, *keys: str) -> None:
    for key in keys:
        if button.filled(key):
            button.at(key).add("BUTTON_COMPONENT_FIELD_NOT_ALLOWED", f"A button of this style has no {key}")


def check_emoji(form: Form) -> None:
    """The emoji of a button or option."""
    emoji = form.form("emoji")
    if emoji is not None:
        emoji.text("name", 32)
        emoji.snowflake("id")
        emoji.flag("animated")


def check_bounds(form: Form, most: int, default_most: int = 1) -> tuple[int, int]:
    """How many may be chosen, at least and at most; `default_most` where nothing is said."""
    low = form.whole("min_values", 0, most)
    high = form.whole("max_values", 1, most)
    bounds = (1 if low is None else low, default_most if high is None else high)
    check_order(form.at("min_values"), *bounds)
    return bounds


def check_options(form: Form, *, least: int, most: int) -> list[Form]:
    """The options that a component offers; each value stands once."""
    options = form.forms("options", most, least=least, required=True)
    values = [(option.at("value"), _check_option(option)) for option in options]
    refuse_repeats(values, "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", "The specified option value is already used")
    return options


def _check_option(option: Form) -> str:
    option.text("label", 100, least=1, required=True)
    option.text("description", 100)
    option.flag("default")
    check_emoji(option)
    return option.text("value", 100, least=1, required=True)


def check_defaults(form: Form, options: list[Form], most: int) -> None:
    """No more options are chosen beforehand than may be chosen."""
    if sum(option.get("default") is True for option in options) > most:
        form.at("options").add(
            "SELECT_COMPONENT_TOO_MANY_DEFAULT_VALUES",
            "The specified number of default values exceeds the specified maximum values",
        )


def _check_select(select: Form, tree: Tree) -> tuple[int, int]:
    tree.custom_id(select)
    select.text("placeholder", 150)
    select.flag("disabled")
    select.flag("required")
    return check_bounds(select, _CHOICES)


def _check_string_select(select: Form, tree: Tree) -> None:
    _, most = _check_select(select, tree)
    options = check_options(select, least=1, most=_CHOICES)
    check_defaults(select, options, most)
    check_order(select.at("max_values"), most, len(options) or most)


def _check_entity_select(kinds: tuple[str, ...], select: Form, tree: Tree) -> None:
    least, most = _check_select(select, tree)
    defaults = select.forms("default_values", _CHOICES)
    for default in defaults:
        default.snowflake("id", required=True)
        if default.text("type", 16, required=True) not in kinds:
            default.at("type").add("BASE_TYPE_CHOICES", f"Value must be one of {kinds}.")
    if defaults and not least <= len(defaults) <= most:
        select.at("default_values").add("BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most} in length.")


def _check_channel_select(select: Form, tree: Tree) -> None:
    _check_entity_select(("channel",), select, tree)
    select.choices("channel_types", CHANNEL_TYPES)


CONTROLS: dict[int, Checker] = {
    Control.BUTTON: check_button,
    Control.STRING_SELECT: _check_string_select,
    Control.USER_SELECT: partial(_check_entity_select, ("user",)),
    Control.ROLE_SELECT: partial(_check_entity_select, ("role",)),
    Control.MENTIONABLE_SELECT: partial(_check_entity_select, ("user", "role")),
    Control.CHANNEL_SELECT: _check_channel_select,
}
