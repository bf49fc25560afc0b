"""Embeds: at most ten, each field within its length, 6000 characters in all of them together."""

from datetime import datetime

from bot.sandbox.validate.form import Form
from bot.sandbox.validate.urls import check_link, check_picture

_EMBEDS = 10
_CHARACTERS = 6000
_FIELDS = 25
_COLOURS = 0xFFFFFF
_SHOWN = ("title", "description", "fields", "footer", "author", "image", "thumbnail", "video", "url")


def check_embeds(form: Form) -> None:
    """The embeds of a message; white space around a text is trimmed before it is counted (facts 1)."""
    characters = sum(_check_embed(embed) for embed in form.forms("embeds", _EMBEDS))
    if characters > _CHARACTERS:
        form.at("embeds").add("MAX_EMBED_SIZE_EXCEEDED", f"Embed size exceeds maximum size of {_CHARACTERS}")


def _check_embed(embed: Form) -> int:
    """Check one embed; how many characters it counts."""
    if not any(embed.filled(key) for key in _SHOWN):
        embed.at("description").add("BASE_TYPE_REQUIRED", "This field is required")
    texts = [embed.text("title", 256, trim=True), embed.text("description", 4096, trim=True)]
    embed.text("type", 256)  # always "rich", whatever is said
    check_link(embed, "url")
    embed.whole("color", 0, _COLOURS)
    _check_timestamp(embed)
    _check_pictures(embed)
    texts += [_check_author(embed), _check_footer(embed)]
    texts += [text for field in embed.forms("fields", _FIELDS) for text in _check_field(field)]
    return sum(map(len, texts))


def _check_field(field: Form) -> tuple[str, str]:
    field.flag("inline")
    return (
        field.text("name", 256, least=1, required=True, trim=True),
        field.text("value", 1024, least=1, required=True, trim=True),
    )


def _check_author(embed: Form) -> str:
    author = embed.form("author")
    if author is None:
        return ""
    check_link(author, "url")
    check_picture(author, "icon_url")
    return author.text("name", 256, trim=True)


def _check_footer(embed: Form) -> str:
    footer = embed.form("footer")
    if footer is None:
        return ""
    check_picture(footer, "icon_url")
    return footer.text("text", 2048, trim=True)


def _check_pictures(embed: Form) -> None:
    for key in ("image", "thumbnail"):
        picture = embed.form(key)
        if picture is not None:
            check_picture(picture, "url")


def _check_timestamp(embed: Form) -> None:
    stamp = embed.text("timestamp", 64)
    try:
        datetime.fromisoformat(stamp or "1970-01-01")
    except ValueError:
        embed.at("timestamp").add("DATE_TIME_TYPE_PARSE", "Could not parse the value. Should be ISO8601.")
