"""Bodies that Discord takes, to be bent one way at a time, and what is said of those that it refuses."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from bot.sandbox.errors import DiscordError, Json

V2 = 1 << 15
WIDE = "😀"  # one character to Discord, two UTF-16 units


def refusal(check: Callable[[], None]) -> DiscordError | None:
    """The error that the check raises, if any."""
    try:
        check()
    except DiscordError as error:
        return error
    return None


def faults(check: Callable[[], None]) -> dict[str, list[str]]:
    """Path ("components.0.label") to codes of what is wrong with a form; {} if nothing is."""
    error = refusal(check)
    if error is None:
        return {}
    assert (error.code, error.status) == (50035, 400)
    assert error.errors is not None
    return dict(_flat(error.errors, ()))


def _flat(node: Json, path: tuple[str, ...]) -> Iterator[tuple[str, list[str]]]:
    for key, below in node.items():
        if key == "_errors":
            assert all(set(entry) == {"code", "message"} and entry["message"] for entry in below)
            yield ".".join(path), [entry["code"] for entry in below]
        else:
            yield from _flat(below, (*path, key))


def at_the_limit(*cases: tuple[int, str, Callable[[int], Any]]) -> pytest.MarkDecorator:
    """Each case: the most that is taken, the path of the error for one more, a body of so many."""
    return pytest.mark.parametrize(("most", "path", "build"), cases)


def text(content: str = "hello") -> Json:
    return {"type": 10, "content": content}


def row(*components: Json) -> Json:
    return {"type": 1, "components": list(components)}


def button(custom_id: str = "go", **fields: Any) -> Json:
    return {"type": 2, "style": 1, "label": "Go", "custom_id": custom_id, **fields}


def link(**fields: Any) -> Json:
    return {"type": 2, "style": 5, "label": "Read", "url": "https://example.org/a", **fields}


def option(number: int = 0, **fields: Any) -> Json:
    return {"label": f"Entry {number}", "value": str(number), **fields}


def select(count: int = 2, **fields: Any) -> Json:
    return {"type": 3, "custom_id": "pick", "options": [option(n) for n in range(count)], **fields}


def entity_select(kind: int = 8, **fields: Any) -> Json:
    return {"type": kind, "custom_id": "pick", **fields}


def container(*components: Json, **fields: Any) -> Json:
    return {"type": 17, "components": list(components), **fields}


def section(*components: Json, accessory: Json) -> Json:
    return {"type": 9, "components": list(components), "accessory": accessory}


def picture(url: str = "https://example.org/a.png", **fields: Any) -> Json:
    return {"media": {"url": url}, **fields}


def v2(*components: Json, **fields: Any) -> Json:
    return {"flags": V2, "components": list(components), **fields}


def legacy(*components: Json) -> Json:
    return {"content": "hello", "components": list(components)}


def label(component: Json, **fields: Any) -> Json:
    return {"type": 18, "label": "Title", "component": component, **fields}


def text_input(custom_id: str = "title", **fields: Any) -> Json:
    return {"type": 4, "custom_id": custom_id, "style": 2, **fields}


def modal(*components: Json, **fields: Any) -> Json:
    return {"custom_id": "form", "title": "Submit", "components": list(components), **fields}


def parameter(name: str = "query", **fields: Any) -> Json:
    return {"type": 3, "name": name, "description": "What to look for", **fields}


def sub_command(name: str = "open", *options: Json) -> Json:
    return {"type": 1, "name": name, "description": "Opens it", "options": list(options)}


def group(name: str = "channel", *options: Json) -> Json:
    return {"type": 2, "name": name, "description": "Channels", "options": list(options)}


def command(name: str = "search", *options: Json, **fields: Any) -> Json:
    return {"type": 1, "name": name, "description": "Searches", "options": list(options), **fields}


def full_layout() -> Json:
    """A V2 message with one of everything that may stand in it."""
    return v2(
        text(),
        container(
            section(text("one"), accessory={"type": 11, **picture(description="A vesicle", spoiler=False)}),
            section(text("two"), accessory=link()),
            {"type": 14, "divider": True, "spacing": 2},
            {"type": 12, "items": [picture(), picture("attachment://a.png")]},
            {"type": 13, "file": {"url": "attachment://a.png"}},
            row(select(25, placeholder="Read an entry…", min_values=1, max_values=1)),
            row(button("a", emoji={"name": "📚"}), button("b", style=4, disabled=True), link()),
            accent_color=0x00FF00,
            id=7,
        ),
        row(entity_select(5, custom_id="who", default_values=[{"type": "user", "id": "1"}])),
        attachments=[{"id": 0, "filename": "a.png", "description": "A picture"}],
    )


def full_classic() -> Json:
    """A message of the older kind with one of everything that may stand in it."""
    embed = {
        "title": "Digest",
        "description": "Of this week",
        "url": "https://example.org",
        "color": 0xFFFFFF,
        "timestamp": "2025-05-14T07:00:00+00:00",
        "author": {"name": "Lisa", "url": "http://example.org", "icon_url": "attachment://a.png"},
        "footer": {"text": "2 entries"},
        "image": {"url": "https://example.org/a.png"},
        "fields": [{"name": "n", "value": "v", "inline": True}],
        "type": "rich",
        "flags": 0,
    }
    return {
        "content": "<@&5> hello",
        "tts": False,
        "nonce": "17:1:4",
        "enforce_nonce": True,
        "flags": 1 << 2,
        "embeds": [embed],
        "allowed_mentions": {"parse": ["users"], "roles": [5, "6"], "replied_user": False},
        "message_reference": {"message_id": "9", "fail_if_not_exists": False},
        "components": [row(button()), row(select())],
        "attachments": [{"id": "0", "filename": "a.png"}],
        "poll": {
            "question": {"text": "Which?"},
            "answers": [{"poll_media": {"text": "This"}}, {"poll_media": {"text": "That"}}],
            "duration": 24,
        },
    }


def full_modal() -> Json:
    """A modal with one input of each kind that fits into five."""
    return modal(
        text(),
        label(text_input(min_length=1, max_length=4000, value="x", placeholder="Title", required=True)),
        label({"type": 19, "custom_id": "file", "min_values": 0, "max_values": 10, "required": False}),
        label({"type": 21, "custom_id": "radio", "options": [option(0, default=True), option(1)]}),
        label({"type": 22, "custom_id": "boxes", "options": [option(0)], "min_values": 1, "max_values": 1}),
    )


def full_command() -> Json:
    """A command with groups, sub-commands and parameters of several kinds."""
    return command(
        "desk",
        sub_command(
            "publish",
            parameter("label", required=True, max_length=100, autocomplete=True),
            {"type": 4, "name": "week", "description": "Number", "min_value": 1, "max_value": 53},
            {"type": 10, "name": "share", "description": "Part", "choices": [{"name": "half", "value": 0.5}]},
            {"type": 7, "name": "channel", "description": "Where", "channel_types": [0, 5, 15]},
        ),
        group("source", sub_command("add", parameter(choices=[{"name": "RSS", "value": "rss"}]))),
        name_localizations={"de": "tisch"},
        default_member_permissions="8192",
        contexts=[0],
        integration_types=[0],
        nsfw=False,
    )
