"""Polls: a question, up to ten answers, at most 32 days."""

from bot.sandbox.validate.form import Form

_HOURS = 768


def check_poll(form: Form) -> None:
    """The poll of a message (facts 1, polls)."""
    poll = form.form("poll")
    if poll is None:
        return
    poll.flag("allow_multiselect")
    poll.whole("duration", 1, _HOURS)
    question = poll.form("question", required=True)
    if question is not None:
        question.text("text", 300, least=1, required=True)
    for answer in poll.forms("answers", 10, least=1, required=True):
        media = answer.form("poll_media", required=True)
        if media is not None:
            media.text("text", 55, least=1, required=not media.filled("emoji"))
