"""Threads: their names and settings, and the message that opens a forum's."""

from collections.abc import Collection

from bot.sandbox.validate.collector import Errors
from bot.sandbox.validate.form import Form
from bot.sandbox.validate.message import check_message_form, forum_post, refuse_unsendable

_MINUTES_TO_ARCHIVE = (60, 1440, 4320, 10080)
_SLOWEST = 21600
_TAGS = 5
_THREAD_TYPES = (10, 11, 12)


def check_thread(body: object, *, forum: bool, files: Collection[str] = ()) -> None:
    """A thread to start; in a forum with its first message (facts 1, threads); DiscordError 50035 or 50006."""
    errors = Errors()
    sending = forum_post(files)
    form = Form.of(body, errors)
    message = None
    if form is not None:
        _check_settings(form)
        message = _forum_message(form) if forum else None
        if not forum:
            form.choice("type", _THREAD_TYPES)
    if message is not None:
        check_message_form(message, sending)
    errors.refuse()
    if message is not None:
        refuse_unsendable(message, sending)


def _check_settings(form: Form) -> None:
    form.text("name", 100, least=1, required=True)
    form.choice("auto_archive_duration", _MINUTES_TO_ARCHIVE)
    form.whole("rate_limit_per_user", 0, _SLOWEST)
    form.flag("invitable")


def _forum_message(form: Form) -> Form | None:
    form.snowflakes("applied_tags", _TAGS)
    return form.form("message", required=True)
