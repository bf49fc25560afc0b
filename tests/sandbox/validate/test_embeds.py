"""Embeds: each text within its length, all of them together too, addresses of the right kind."""

from collections.abc import Callable
from typing import Any

import pytest

from bot.sandbox.errors import Json
from bot.sandbox.validate import check_message
from tests.sandbox.validate.samples import WIDE, at_the_limit, faults


def embed_faults(*embeds: Any) -> dict[str, list[str]]:
    return faults(lambda: check_message({"embeds": list(embeds)}))


def field(name: str = "n", value: str = "v") -> Json:
    return {"name": name, "value": value}


@at_the_limit(
    (256, "title", lambda n: {"title": WIDE * n}),
    (4096, "description", lambda n: {"description": WIDE * n}),
    (25, "fields", lambda n: {"fields": [field()] * n}),
    (256, "fields.0.name", lambda n: {"fields": [field(name=WIDE * n)]}),
    (1024, "fields.0.value", lambda n: {"fields": [field(value=WIDE * n)]}),
    (2048, "footer.text", lambda n: {"footer": {"text": WIDE * n}}),
    (256, "author.name", lambda n: {"author": {"name": WIDE * n}}),
    (0xFFFFFF, "color", lambda n: {"title": "x", "color": n}),
)
def test_an_embed_keeps_its_limits(most: int, path: str, build: Callable[[int], Json]) -> None:
    assert embed_faults(build(most)) == {}
    assert list(embed_faults(build(most + 1))) == [f"embeds.0.{path}"]


def test_black_is_a_colour() -> None:
    assert embed_faults({"title": "x", "color": 0}) == {}
    assert list(embed_faults({"title": "x", "color": -1})) == ["embeds.0.color"]


def test_a_message_has_ten_embeds() -> None:
    assert embed_faults(*[{"title": "x"}] * 10) == {}
    assert list(embed_faults(*[{"title": "x"}] * 11)) == ["embeds"]


def test_all_embeds_together_have_six_thousand_characters() -> None:
    first = {
        "title": "t" * 100,
        "description": "d" * 2400,
        "fields": [field("n" * 200, "v" * 1000)],
        "author": {"name": "a" * 100},
        "footer": {"text": "f" * 200},
    }
    assert embed_faults(first, {"description": "x" * 2000}) == {}
    assert embed_faults(first, {"description": "x" * 2001}) == {"embeds": ["MAX_EMBED_SIZE_EXCEEDED"]}


def test_white_space_around_a_text_is_not_counted() -> None:
    assert embed_faults({"title": " " + "x" * 256 + "\n", "description": " " * 7000}) == {}


@pytest.mark.parametrize("key", ["name", "value"])
def test_a_field_without_a_text_is_refused(key: str) -> None:
    assert list(embed_faults({"fields": [{**field(), key: "  "}]})) == [f"embeds.0.fields.0.{key}"]
    assert list(embed_faults({"fields": [{**field(), key: None}]})) == [f"embeds.0.fields.0.{key}"]


def test_an_embed_that_shows_nothing_is_refused() -> None:
    assert embed_faults({"color": 1}) == {"embeds.0.description": ["BASE_TYPE_REQUIRED"]}


@pytest.mark.parametrize(
    "url", ["ftp://example.org", "javascript:alert(1)", "example.org", "https://", "http:/a", ""]
)
def test_links_lead_to_the_web(url: str) -> None:
    assert list(embed_faults({"title": "x", "url": url})) == ["embeds.0.url"]
    assert list(embed_faults({"author": {"name": "x", "url": url}})) == ["embeds.0.author.url"]
    assert list(embed_faults({"image": {"url": url}, "title": "x"})) == ["embeds.0.image.url"]


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.JPEG", "a.webp", "a.gif"])
def test_a_picture_may_be_attached(name: str) -> None:
    url = f"attachment://{name}"
    assert embed_faults({"image": {"url": url}, "thumbnail": {"url": url}, "footer": {"icon_url": url}}) == {}
    assert list(embed_faults({"title": "x", "url": url})) == ["embeds.0.url"]


def test_an_attached_file_that_is_no_picture_is_not_shown() -> None:
    assert list(embed_faults({"image": {"url": "attachment://a.pdf"}})) == ["embeds.0.image.url"]


@pytest.mark.parametrize("stamp", ["yesterday", "2025-13-01T00:00:00Z", 5])
def test_a_timestamp_is_a_date(stamp: Any) -> None:
    assert list(embed_faults({"title": "x", "timestamp": stamp})) == ["embeds.0.timestamp"]
