"""How a digest stands in a channel, in a line."""

from bot.editorial import text
from bot.model import Progress, Standing

REASON_ROOM = 300


def standing_line(one: Standing) -> str:
    """What is sent there, what is still to be done and what has failed, and why."""
    line = f"{text.escape(one.digest_label)} in <#{one.channel_id}>: {'; '.join([_sent(one), *_left(one)])}"
    if one.reason and one.waiting + one.parked:
        return f"{line} ({text.escape_within(one.reason, REASON_ROOM)})"
    return line


def messages_sent(one: Standing | Progress) -> str:
    """How many of its messages are."""
    return f"{one.sent} of {text.counted(one.messages, 'message', 'messages')} sent"


def _sent(one: Standing) -> str:
    if not one.taken_back:
        return messages_sent(one)
    return "taken back" if one.waiting + one.parked else "taken back and deleted"


def _left(one: Standing) -> list[str]:
    """Opening a thread is no step that a reader counts: messages for it are due as well."""
    after = one.unpublished + one.uncorrected + one.undeleted
    due = min(one.waiting - after, one.messages - one.sent)
    left = [
        (due, "due"),
        (one.unpublished, "due to be published"),
        (one.uncorrected, "due to be corrected"),
        (one.undeleted, "due to be deleted"),
        (one.parked, "failed"),
    ]
    return [f"{number} {what}" for number, what in left if number]
