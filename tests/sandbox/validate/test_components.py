"""The components of messages: which may stand where, how many, and what each of them needs."""

from collections.abc import Callable
from typing import Any

import pytest

from bot.sandbox.errors import Json
from bot.sandbox.validate import check_message
from tests.sandbox.validate.samples import (
    WIDE,
    at_the_limit,
    button,
    container,
    entity_select,
    faults,
    legacy,
    link,
    option,
    picture,
    row,
    section,
    select,
    text,
    v2,
)

CONTROL = "components.0.components.0"


def message_faults(body: Any, **how: Any) -> dict[str, list[str]]:
    return faults(lambda: check_message(body, **how))


def control_faults(component: Json) -> dict[str, list[str]]:
    """What is wrong with a control, by paths that start at it."""
    found = message_faults(legacy(row(component)))
    return {path.removeprefix(CONTROL).removeprefix("."): codes for path, codes in found.items()}


def buttons(count: int) -> Json:
    return row(*(button(f"b{number}") for number in range(count)))


def long_url(length: int) -> str:
    return "https://example.org/".ljust(length, "x")


def gallery(count: int) -> Json:
    return {"type": 12, "items": [picture()] * count}


def thumbnail(**fields: Any) -> Json:
    return section(text(), accessory={"type": 11, **picture(**fields)})


@at_the_limit(
    (5, "components", lambda n: legacy(*(row(button(str(i))) for i in range(n)))),
    (5, "components.0.components", lambda n: legacy(buttons(n))),
    (5, "components.0.components", lambda n: v2(buttons(n))),
    (3, "components.0.components", lambda n: v2(section(*[text()] * n, accessory=link()))),
    (10, "components.0.items", lambda n: v2(gallery(n))),
    (0xFFFFFF, "components.0.accent_color", lambda n: v2(container(text(), accent_color=n))),
    (2, "components.0.spacing", lambda n: v2({"type": 14, "spacing": n})),
    (1024, "components.0.accessory.description", lambda n: v2(thumbnail(description=WIDE * n))),
    (
        1024,
        "components.0.items.0.description",
        lambda n: v2({"type": 12, "items": [picture(description=WIDE * n)]}),
    ),
    (2**31 - 1, "components.0.id", lambda n: v2({**text(), "id": n})),
)
def test_a_layout_keeps_its_limits(most: int, path: str, build: Callable[[int], Json]) -> None:
    assert message_faults(build(most)) == {}
    assert list(message_faults(build(most + 1))) == [path]


NEEDS: list[tuple[str, Json]] = [
    ("components.0.components", row()),
    ("components.0.components", container()),
    ("components.0.components", section(accessory=link())),
    ("components.0.accessory", {"type": 9, "components": [text()]}),
    ("components.0.items", gallery(0)),
    ("components.0.content", text("")),
    ("components.0.spacing", {"type": 14, "spacing": 0}),
    ("components.0.file", {"type": 13}),
    ("components.0.items.0.media.url", {"type": 12, "items": [{"media": {}}]}),
    ("components.0.id", {**text(), "id": -1}),
]


@pytest.mark.parametrize(("path", "component"), NEEDS)
def test_a_layout_has_what_it_needs(path: str, component: Json) -> None:
    assert list(message_faults(v2(component))) == [path]


def test_little_is_enough() -> None:
    least = container(text("x"), {"type": 14, "spacing": 1}, row(button("x", label="x")), accent_color=0)
    assert message_faults(v2(least, row(select(options=[option(label="x", value="x")], placeholder="x")))) == {}


@at_the_limit((2048, "components.0.items.0.media.url", lambda n: v2({"type": 12, "items": [picture(long_url(n))]})))
def test_an_address_is_not_endless(most: int, path: str, build: Callable[[int], Json]) -> None:
    assert message_faults(build(most)) == {}
    assert list(message_faults(build(most + 1))) == [path]


def test_forty_components_in_all_nested_ones_counted() -> None:
    # 1 container, 1 section with 3 texts and its accessory, 1 row with 5 buttons, 1 gallery of ten pictures
    inside = [section(text(), text(), text(), accessory=link()), buttons(5), gallery(10)]
    assert message_faults(v2(container(*inside), *[text("x")] * 27)) == {}
    assert message_faults(v2(container(*inside), *[text("x")] * 28)) == {
        "components": ["COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED"]
    }


def test_four_thousand_characters_in_all_text_displays() -> None:
    most = [
        text(WIDE * 1000),
        container(text(WIDE * 1000), section(text(WIDE * 1999), accessory=link(label="L" * 80))),
    ]
    assert message_faults(v2(*most, text("x"))) == {}
    assert message_faults(v2(*most, text("xx"))) == {"components": ["COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED"]}


@pytest.mark.parametrize("component", [text(), container(text()), gallery(1), {"type": 14}, button(), select()])
def test_without_the_flag_a_message_has_only_rows(component: Json) -> None:
    assert message_faults(legacy(component)) == {"components.0": ["UNION_TYPE_CHOICES"]}


@pytest.mark.parametrize(
    ("path", "component"),
    [
        ("components.0", button()),
        ("components.0", {"type": 11, **picture()}),
        ("components.0", {"type": 4}),
        ("components.0", {"type": 18}),
        ("components.0", {"type": True}),
        ("components.0", {}),
        ("components.0.components.0", container(container(text()))),
        ("components.0.components.0", container(button())),
        ("components.0.components.0", row(text())),
        ("components.0.components.0", section(button(), accessory=link())),
        ("components.0.accessory", section(text(), accessory=select())),
    ],
)
def test_a_component_stands_only_where_it_may(path: str, component: Json) -> None:
    assert message_faults(v2(component)) == {path: ["UNION_TYPE_CHOICES"]}


def test_a_select_has_its_row_to_itself() -> None:
    assert message_faults(legacy(row(select()))) == {}
    assert message_faults(legacy(row(select(), button()))) == {
        "components.0.components.1": ["COMPONENT_LAYOUT_WIDTH_EXCEEDED"]
    }


def test_a_custom_id_is_used_once_in_a_message() -> None:
    twice = v2(row(button("a")), container(section(text(), accessory=button("a")), row(button("b"))))
    assert message_faults(twice) == {
        "components.1.components.0.accessory.custom_id": ["COMPONENT_CUSTOM_ID_DUPLICATED"]
    }


def test_an_id_is_used_once_in_a_message_and_zero_asks_for_one() -> None:
    assert message_faults(v2({**text(), "id": 0}, {**text(), "id": 0}, {**text(), "id": 1})) == {}
    assert list(message_faults(v2({**text(), "id": 1}, container({**text(), "id": 1})))) == [
        "components.1.components.0.id"
    ]


@at_the_limit(
    (80, "label", lambda n: button(label=WIDE * n)),
    (100, "custom_id", lambda n: button(WIDE * n)),
    (512, "url", lambda n: link(url=long_url(n))),
    (100, "custom_id", lambda n: select(custom_id=WIDE * n)),
    (150, "placeholder", lambda n: select(placeholder=WIDE * n)),
    (25, "options", lambda n: select(n)),
    (100, "options.0.label", lambda n: select(options=[option(label=WIDE * n)])),
    (100, "options.0.value", lambda n: select(options=[option(value=WIDE * n)])),
    (100, "options.0.description", lambda n: select(options=[option(description=WIDE * n)])),
    (25, "max_values", lambda n: entity_select(max_values=n)),
    (25, "min_values", lambda n: entity_select(min_values=n, max_values=25)),
    (150, "placeholder", lambda n: entity_select(placeholder=WIDE * n)),
    (
        25,
        "default_values",
        lambda n: entity_select(6, max_values=25, default_values=[{"type": "role", "id": i} for i in range(n)]),
    ),
)
def test_a_control_keeps_its_limits(most: int, path: str, build: Callable[[int], Json]) -> None:
    assert control_faults(build(most)) == {}
    assert list(control_faults(build(most + 1))) == [path]


@pytest.mark.parametrize(
    ("path", "component"),
    [
        ("style", button(style=0)),
        ("style", button(style=7)),
        ("custom_id", button("")),
        ("custom_id", {"type": 2, "style": 1, "label": "x"}),
        ("url", button(url="https://example.org")),
        ("sku_id", button(sku_id="1")),
        ("label", button(label=None)),
        ("url", link(url=None)),
        ("custom_id", link(custom_id="x")),
        ("url", link(url="ftp://example.org")),
        ("url", link(url="discord.com")),
        ("sku_id", {"type": 2, "style": 6}),
        ("label", {"type": 2, "style": 6, "sku_id": "1", "label": "x"}),
        ("custom_id", {"type": 2, "style": 6, "sku_id": "1", "custom_id": "x"}),
        ("url", {"type": 2, "style": 6, "sku_id": "1", "url": "https://example.org"}),
        ("disabled", button(disabled="yes")),
    ],
)
def test_a_buttons_style_says_what_it_has(path: str, component: Json) -> None:
    assert list(control_faults(component)) == [path]


@pytest.mark.parametrize(
    "component", [button(label=None, emoji={"name": "🔍"}), {"type": 2, "style": 6, "sku_id": "1"}]
)
def test_a_button_without_words(component: Json) -> None:
    assert control_faults(component) == {}


@pytest.mark.parametrize(
    ("path", "component"),
    [
        ("custom_id", select(custom_id=None)),
        ("options", select(0)),
        ("options", entity_select(3)),
        ("options.1.value", select(options=[option(1), option(1)])),
        ("options.0.label", select(options=[option(label="")])),
        ("options.0.value", select(options=[option(value="")])),
        ("min_values", select(min_values=2, max_values=1)),
        ("min_values", select(min_values=2)),
        ("min_values", select(min_values=-1)),
        ("max_values", select(max_values=0, min_values=0)),
        ("max_values", select(2, max_values=3)),
        ("options", select(options=[option(1, default=True), option(2, default=True)])),
        ("default_values.0.type", entity_select(5, default_values=[{"type": "role", "id": "1"}])),
        ("default_values.0.id", entity_select(5, default_values=[{"type": "user", "id": "x"}])),
        (
            "default_values",
            entity_select(7, default_values=[{"type": "user", "id": "1"}, {"type": "role", "id": "2"}]),
        ),
    ],
)
def test_a_select_is_of_one_piece(path: str, component: Json) -> None:
    assert list(control_faults(component)) == [path]


@pytest.mark.parametrize("url", ["attachment://b.png", "ftp://example.org", "nowhere"])
def test_a_picture_is_on_the_web_or_was_sent_along(url: str) -> None:
    body = v2({"type": 12, "items": [picture(url)]}, attachments=[{"id": 0, "filename": "a.png"}])
    assert list(message_faults(body)) == ["components.0.items.0.media.url"]


def test_a_file_sent_along_is_found_by_its_name() -> None:
    body = v2({"type": 13, "file": {"url": "attachment://b.pdf"}})
    assert list(message_faults(body)) == ["components.0.file.url"]
    assert message_faults(body, files=["b.pdf"]) == {}
    assert message_faults(body, edit=True) == {}, "an edit that keeps the files does not name them"


def test_a_file_component_takes_only_what_was_sent_along() -> None:
    body = v2({"type": 13, "file": {"url": "https://example.org/a.pdf"}})
    assert list(message_faults(body)) == ["components.0.file.url"]
