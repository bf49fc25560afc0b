"""Addresses in messages: http(s) only, or a file sent along where a picture may stand."""

import re

from bot.sandbox.validate.collector import Errors
from bot.sandbox.validate.form import Form

ATTACHMENT = "attachment://"
_HTTP = re.compile(r"https?://[^\s/?#]+\S*", re.IGNORECASE)
_SCHEME = re.compile(r"https?:", re.IGNORECASE)
_PICTURE = re.compile(r"attachment://\S+\.(png|jpe?g|webp|gif)", re.IGNORECASE)
_MOST = 2048


def check_link(form: Form, key: str, *, most: int = _MOST, required: bool = False) -> None:
    """A link that people follow; the characters are not limited by the pages but by the API's document."""
    url = form.text(key, most, required=required)
    if form.get(key) is not None:
        _check_http(form.at(key), url)


def check_picture(form: Form, key: str) -> None:
    """The picture of an embed: on the web, or an attached png, jpg, jpeg, webp or gif."""
    url = form.text(key, _MOST)
    if form.get(key) is not None and not _PICTURE.fullmatch(url):
        _check_http(form.at(key), url)


def check_media(form: Form, key: str, files: frozenset[str] | None, *, attached_only: bool = False) -> None:
    """The media object of a component; `files` are the names sent along, none where they are not known."""
    media = form.form(key, required=True)
    if media is None:
        return
    url = media.text("url", _MOST, required=True)
    if url.startswith(ATTACHMENT):
        _check_attached(media.at("url"), url.removeprefix(ATTACHMENT), files)
    elif attached_only:
        media.at("url").add("URL_TYPE_INVALID_SCHEME", "Scheme must be one of ('attachment',).")
    elif media.get("url") is not None:
        _check_http(media.at("url"), url)


def _check_attached(errors: Errors, name: str, files: frozenset[str] | None) -> None:
    if files is not None and name not in files:
        errors.add(
            "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND", "The referenced attachment could not be found"
        )


def _check_http(errors: Errors, url: str) -> None:
    if _HTTP.fullmatch(url):
        return
    if _SCHEME.match(url):
        errors.add("URL_TYPE_INVALID_URL", "Not a well formed URL.")
    else:
        errors.add("URL_TYPE_INVALID_SCHEME", "Scheme must be one of ('http', 'https').")
