"""Modals: one to five labelled inputs, each within its limits."""

from collections.abc import Callable
from typing import Any

import pytest

from bot.sandbox.errors import Json
from bot.sandbox.validate import check_modal
from tests.sandbox.validate.samples import (
    WIDE,
    at_the_limit,
    button,
    entity_select,
    faults,
    full_modal,
    label,
    modal,
    option,
    row,
    select,
    text,
    text_input,
)


def modal_faults(body: Any) -> dict[str, list[str]]:
    return faults(lambda: check_modal(body))


def input_faults(component: Json) -> dict[str, list[str]]:
    """What is wrong with the input under the only label, by paths that start at it."""
    found = modal_faults(modal(label(component)))
    return {path.removeprefix("components.0.component").removeprefix("."): codes for path, codes in found.items()}


def upload(**fields: Any) -> Json:
    return {"type": 19, "custom_id": "file", **fields}


def radio(count: int = 2, **fields: Any) -> Json:
    return {"type": 21, "custom_id": "radio", "options": [option(n) for n in range(count)], **fields}


def boxes(count: int = 2, **fields: Any) -> Json:
    return {"type": 22, "custom_id": "boxes", "options": [option(n) for n in range(count)], **fields}


@pytest.mark.parametrize(
    "body",
    [
        full_modal(),
        modal(row(text_input(label="Title"))),
        modal(*(label(entity_select(kind, custom_id=str(kind))) for kind in (5, 6, 7, 8))),
        modal(
            label(select(required=False, min_values=0)), label({"type": 23, "custom_id": "box", "default": True})
        ),
    ],
)
def test_what_discord_takes_is_taken(body: Json) -> None:
    assert modal_faults(body) == {}


@at_the_limit(
    (45, "title", lambda n: modal(text(), title=WIDE * n)),
    (100, "custom_id", lambda n: modal(text(), custom_id=WIDE * n)),
    (5, "components", lambda n: modal(*(label(text_input(str(i))) for i in range(n)))),
    (45, "components.0.label", lambda n: modal(label(text_input(), label=WIDE * n))),
    (100, "components.0.description", lambda n: modal(label(text_input(), description=WIDE * n))),
    (45, "components.0.components.0.label", lambda n: modal(row(text_input(label=WIDE * n)))),
    (1, "components.0.components", lambda n: modal(row(*(text_input(str(i), label="x") for i in range(n))))),
)
def test_a_modal_keeps_its_limits(most: int, path: str, build: Callable[[int], Json]) -> None:
    assert modal_faults(build(most)) == {}
    assert list(modal_faults(build(most + 1))) == [path]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("title", modal(text(), title="")),
        ("custom_id", modal(text(), custom_id=None)),
        ("components", modal()),
        ("components.0.label", modal(label(text_input(), label=""))),
        ("components.0.component", modal({"type": 18, "label": "x"})),
        ("components.0.component", modal(label(button()))),
        ("components.0.component", modal(label(label(text_input())))),
        ("components.0", modal(text_input())),
        ("components.0", modal(select())),
        ("components.0.components.0.label", modal(row(text_input()))),
        ("components.0.components.0", modal(row({**select(), "label": "x"}))),
        ("components.1.component.custom_id", modal(label(text_input()), label(text_input()))),
    ],
)
def test_a_modal_has_what_it_needs(path: str, body: Json) -> None:
    assert list(modal_faults(body)) == [path]


@at_the_limit(
    (100, "custom_id", lambda n: text_input(WIDE * n)),
    (100, "placeholder", lambda n: text_input(placeholder=WIDE * n)),
    (4000, "value", lambda n: text_input(value=WIDE * n)),
    (4000, "max_length", lambda n: text_input(max_length=n)),
    (4000, "min_length", lambda n: text_input(min_length=n)),
    (20, "value", lambda n: text_input(value=WIDE * n, max_length=20)),
    (20, "min_length", lambda n: text_input(min_length=n, max_length=20)),
    (2, "style", lambda n: text_input(style=n)),
    (150, "placeholder", lambda n: select(placeholder=WIDE * n)),
    (10, "max_values", lambda n: upload(max_values=n)),
    (10, "min_values", lambda n: upload(min_values=n, max_values=10)),
    (1, "min_values", lambda n: upload(min_values=n)),
    (10, "file_types", lambda n: upload(file_types=[".pdf"] * n)),
    (10, "options", lambda n: radio(n)),
    (10, "options", lambda n: boxes(n)),
    (10, "max_values", lambda n: boxes(max_values=n)),
    (10, "min_values", lambda n: boxes(min_values=n)),
    (100, "options.0.label", lambda n: boxes(options=[option(label=WIDE * n)])),
    (100, "options.0.value", lambda n: boxes(options=[option(value=WIDE * n)])),
    (100, "options.0.description", lambda n: boxes(options=[option(description=WIDE * n)])),
)
def test_an_input_keeps_its_limits(most: int, path: str, build: Callable[[int], Json]) -> None:
    assert input_faults(build(most)) == {}
    assert list(input_faults(build(most + 1))) == [path]


@pytest.mark.parametrize(
    ("path", "component"),
    [
        ("style", text_input(style=None)),
        ("custom_id", text_input("")),
        ("label", text_input(label="x" * 46)),
        ("max_length", text_input(max_length=0)),
        ("min_length", text_input(min_length=-1)),
        ("options", radio(1)),
        ("options", boxes(0)),
        ("options", radio(options=[option(0, default=True), option(1, default=True)])),
        ("options.1.value", boxes(options=[option(0), option(0)])),
        ("custom_id", {"type": 23}),
        ("default", {"type": 23, "custom_id": "x", "default": "on"}),
        ("file_types.0", upload(file_types=[5])),
    ],
)
def test_an_input_has_what_it_needs(path: str, component: Json) -> None:
    assert list(input_faults(component)) == [path]


@pytest.mark.parametrize("component", [select(), upload(), boxes(), entity_select()])
def test_what_is_required_cannot_be_left_at_nothing(component: Json) -> None:
    assert list(input_faults({**component, "min_values": 0})) == ["min_values"]
    assert list(input_faults({**component, "min_values": 0, "required": True})) == ["min_values"]
    assert input_faults({**component, "min_values": 0, "required": False}) == {}


@pytest.mark.parametrize(
    "component",
    [
        text_input("t", style=1, min_length=0, max_length=1, value="x"),
        text_input(value="", label="Old"),
        upload(min_values=1, max_values=1),
        boxes(options=[option(label="x", value="x")]),
    ],
)
def test_little_is_enough(component: Json) -> None:
    assert input_faults(component) == {}
    assert modal_faults(modal(label(component, label="x", description="x"), title="x", custom_id="x")) == {}


def test_nothing_is_disabled_in_a_modal() -> None:
    assert list(input_faults(select(disabled=True))) == ["disabled"]
    assert input_faults(select(disabled=False)) == {}
