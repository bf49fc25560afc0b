"""Modals: one to five labelled inputs, and text beside them."""

from enum import IntEnum

from bot.sandbox.validate.collector import Errors
from bot.sandbox.validate.components import Layout, check_text_display
from bot.sandbox.validate.controls import (
    CONTROLS,
    SELECTS,
    check_bounds,
    check_defaults,
    check_options,
)
from bot.sandbox.validate.form import Form, check_order
from bot.sandbox.validate.tree import Checker, Tree
from bot.sandbox.validate.values import as_whole

_TEXT = 4000
_LABEL = 45
_BOXES = 10


class Input(IntEnum):
    """Component types that stand only in modals, by Discord's numbers."""

    TEXT_INPUT = 4
    LABEL = 18
    FILE_UPLOAD = 19
    RADIO_GROUP = 21
    CHECKBOX_GROUP = 22
    CHECKBOX = 23


_TOP = frozenset({Layout.ROW, Layout.TEXT_DISPLAY, Input.LABEL})
_LABELLED = SELECTS | (frozenset(Input) - {Input.LABEL})


def check_modal(body: object, *, where: tuple[str, ...] = ()) -> None:
    """The data of a callback of type 9 (facts 2, modals); DiscordError 50035."""
    errors = Errors(where)
    form = Form.of(body, errors)
    if form is not None:
        form.text("custom_id", 100, least=1, required=True)
        form.text("title", 45, least=1, required=True)
        Tree(_CHECKERS).check(form.forms("components", 5, least=1, required=True), _TOP)
    errors.refuse()


def _check_label(label: Form, tree: Tree) -> None:
    label.text("label", _LABEL, least=1, required=True)
    label.text("description", 100)
    held = label.form("component", required=True)
    if held is not None:
        tree.check_one(held, _LABELLED)
        _check_answerable(held)


def _check_answerable(held: Form) -> None:
    """In a modal nothing is disabled, and what is required (the default) cannot be left at nothing."""
    if held.get("disabled") is True:
        held.at("disabled").add("COMPONENT_DISABLED_IN_MODAL", "Components in a modal cannot be disabled")
    if held.get("required") is not False and as_whole(held.get("min_values")) == 0:
        held.at("min_values").add("NUMBER_TYPE_MIN", "int value should be greater than or equal to 1.")


def _check_row(row: Form, tree: Tree) -> None:
    """The old way, deprecated: a row with one text input that has its own label."""
    for held in row.forms("components", 1, least=1, required=True):
        tree.check_one(held, {Input.TEXT_INPUT})
        if not held.filled("label"):
            held.at("label").add("BASE_TYPE_REQUIRED", "This field is required")


def _check_text_input(entry: Form, tree: Tree) -> None:
    tree.custom_id(entry)
    entry.text("label", _LABEL)
    entry.choice("style", (1, 2), required=True)
    entry.text("placeholder", 100)
    entry.flag("required")
    most = entry.whole("max_length", 1, _TEXT)
    check_order(entry.at("min_length"), entry.whole("min_length", 0, _TEXT), most)
    entry.text("value", _TEXT if most is None else most)


def _check_file_upload(upload: Form, tree: Tree) -> None:
    tree.custom_id(upload)
    upload.flag("required")
    check_bounds(upload, 10)
    for errors, value in upload.items("file_types", 10):
        if not isinstance(value, str):
            errors.add("STRING_TYPE_CONVERT", "Could not interpret value as string.")


def _check_radio_group(group: Form, tree: Tree) -> None:
    tree.custom_id(group)
    group.flag("required")
    check_defaults(group, check_options(group, least=2, most=_BOXES), 1)


def _check_checkbox_group(group: Form, tree: Tree) -> None:
    tree.custom_id(group)
    group.flag("required")
    options = check_options(group, least=1, most=_BOXES)
    _, most = check_bounds(group, _BOXES, default_most=_BOXES)
    check_defaults(group, options, most)


def _check_checkbox(box: Form, tree: Tree) -> None:
    tree.custom_id(box)
    box.flag("default")


_CHECKERS: dict[int, Checker] = {
    **CONTROLS,
    Layout.ROW: _check_row,
    Layout.TEXT_DISPLAY: check_text_display,
    Input.TEXT_INPUT: _check_text_input,
    Input.LABEL: _check_label,
    Input.FILE_UPLOAD: _check_file_upload,
    Input.RADIO_GROUP: _check_radio_group,
    Input.CHECKBOX_GROUP: _check_checkbox_group,
    Input.CHECKBOX: _check_checkbox,
}
