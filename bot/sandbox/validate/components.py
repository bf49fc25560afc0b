"""The components of a message: rows of controls, and with the V2 flag the whole layout."""

from enum import IntEnum

from bot.sandbox.validate.controls import CONTROLS, SELECTS, Control
from bot.sandbox.validate.form import Form
from bot.sandbox.validate.tree import Checker, Tree
from bot.sandbox.validate.urls import check_media

_IN_ALL = 40  # nested ones counted
_CHARACTERS = 4000  # in all text displays; not in Discord's pages, but enforced (facts 2)
_ROWS = 5
_DESCRIPTION = 1024


class Layout(IntEnum):
    """Component types that lay a message out, by Discord's numbers."""

    ROW = 1
    SECTION = 9
    TEXT_DISPLAY = 10
    THUMBNAIL = 11
    GALLERY = 12
    FILE = 13
    SEPARATOR = 14
    CONTAINER = 17


_NESTABLE = frozenset(
    {Layout.ROW, Layout.SECTION, Layout.TEXT_DISPLAY, Layout.GALLERY, Layout.FILE, Layout.SEPARATOR}
)
_TOP = _NESTABLE | {Layout.CONTAINER}


def check_components(form: Form, *, v2: bool, files: frozenset[str] | None) -> None:
    """The components of a message; `files` are the names sent along, None where they are not known."""
    tree = Tree(_CHECKERS, files)
    if not v2:
        tree.check(form.forms("components", _ROWS), {Layout.ROW})
        return
    tree.check(form.forms("components", _IN_ALL), _TOP)
    if tree.count > _IN_ALL:
        form.at("components").add(
            "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", f"Total number of components cannot exceed {_IN_ALL}"
        )
    if tree.characters > _CHARACTERS:
        form.at("components").add(
            "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED",
            f"Components displayable text size exceeds maximum size of {_CHARACTERS}",
        )


def _check_row(row: Form, tree: Tree) -> None:
    """Up to five buttons, or one select alone."""
    controls = row.forms("components", 5, least=1, required=True)
    kinds = tree.check(controls, frozenset(Control))
    if SELECTS.intersection(kinds):
        for control in controls[1:]:
            control.errors.add(
                "COMPONENT_LAYOUT_WIDTH_EXCEEDED", "The specified component exceeds the maximum width"
            )


def _check_section(section: Form, tree: Tree) -> None:
    tree.check(section.forms("components", 3, least=1, required=True), {Layout.TEXT_DISPLAY})
    accessory = section.form("accessory", required=True)
    if accessory is not None:
        tree.check_one(accessory, {Control.BUTTON, Layout.THUMBNAIL})


def check_text_display(display: Form, tree: Tree) -> None:
    """A text display; its characters count towards those of the whole message."""
    tree.characters += len(display.text("content", _CHARACTERS, least=1, required=True))


def _check_thumbnail(thumbnail: Form, tree: Tree) -> None:
    """A picture with its description; the items of a gallery are of the same make."""
    thumbnail.text("description", _DESCRIPTION)
    thumbnail.flag("spoiler")
    check_media(thumbnail, "media", tree.files)


def _check_gallery(gallery: Form, tree: Tree) -> None:
    for item in gallery.forms("items", 10, least=1, required=True):
        _check_thumbnail(item, tree)


def _check_file(file: Form, tree: Tree) -> None:
    file.flag("spoiler")
    check_media(file, "file", tree.files, attached_only=True)


def _check_separator(separator: Form, tree: Tree) -> None:
    separator.flag("divider")
    separator.choice("spacing", (1, 2))


def _check_container(container: Form, tree: Tree) -> None:
    container.whole("accent_color", 0, 0xFFFFFF)
    container.flag("spoiler")
    tree.check(container.forms("components", _IN_ALL, least=1, required=True), _NESTABLE)


_CHECKERS: dict[int, Checker] = {
    **CONTROLS,
    Layout.ROW: _check_row,
    Layout.SECTION: _check_section,
    Layout.TEXT_DISPLAY: check_text_display,
    Layout.THUMBNAIL: _check_thumbnail,
    Layout.GALLERY: _check_gallery,
    Layout.FILE: _check_file,
    Layout.SEPARATOR: _check_separator,
    Layout.CONTAINER: _check_container,
}
