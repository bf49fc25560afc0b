"""What goes wrong, in Discord's numbers: answered to the bot over HTTP, raised to whoever acts as a person."""

from collections.abc import Sequence
from typing import Any

Json = dict[str, Any]

# code: (HTTP status, Discord's words), as far as the sandbox answers with them
_KNOWN: dict[int, tuple[int, str]] = {
    0: (404, "404: Not Found"),
    10002: (404, "Unknown Application"),
    10003: (404, "Unknown Channel"),
    10004: (404, "Unknown Guild"),
    10007: (404, "Unknown Member"),
    10008: (404, "Unknown Message"),
    10011: (404, "Unknown Role"),
    10013: (404, "Unknown User"),
    10015: (404, "Unknown Webhook"),
    10062: (404, "Unknown interaction"),
    10063: (404, "Unknown application command"),
    10066: (404, "Unknown application command permissions"),
    30032: (400, "Maximum number of application commands reached"),
    40001: (401, "401: Unauthorized"),
    40033: (400, "This message has already been crossposted."),
    40041: (400, "An application command with that name already exists"),
    40058: (400, "Cannot message this channel until a thread is created"),
    40060: (400, "Interaction has already been acknowledged."),
    40067: (400, "A tag is required to create a forum post in this channel"),
    50001: (403, "Missing Access"),
    50005: (403, "Cannot edit a message authored by another user"),
    50006: (400, "Cannot send an empty message"),
    50008: (400, "Cannot send messages in a non-text channel"),
    50013: (403, "Missing Permissions"),
    50024: (400, "Cannot execute action on this channel type"),
    50027: (401, "Invalid Webhook Token"),
    50035: (400, "Invalid Form Body"),
    50083: (400, "Thread is archived"),
    50109: (400, "The request body contains invalid JSON."),
    160004: (400, "A thread has already been created for this message"),
    160005: (400, "Thread is locked"),
}


class DiscordError(Exception):
    """A refusal with Discord's HTTP status and JSON error code; `errors` is the nested tree of a 50035."""

    def __init__(self, code: int, *, status: int | None = None, message: str = "", errors: Json | None = None):
        known_status, known_message = _KNOWN.get(code, (400, "Invalid request"))
        self.code = code
        self.status = status or known_status
        self.message = message or known_message
        self.errors = errors
        super().__init__(f"{self.status} (error code {code}): {self.message}{f' {errors}' if errors else ''}")

    def body(self) -> Json:
        """The JSON that Discord answers with."""
        body: Json = {"message": self.message, "code": self.code}
        return body if self.errors is None else {**body, "errors": self.errors}


def invalid(path: Sequence[str], code: str, message: str) -> DiscordError:
    """A 50035 about one field; the path to it is empty for the body itself."""
    errors: Json = {"_errors": [{"code": code, "message": message}]}
    for key in reversed(path):
        errors = {key: errors}
    return DiscordError(50035, errors=errors)


class CommandHidden(DiscordError):
    """The person does not see this command: its default permissions, or the channel's, keep it from them."""

    def __init__(self, name: str):
        super().__init__(50013, message=f"/{name} is hidden from this member here")


class NoAnswer(Exception):
    """The bot did not respond in the time that Discord grants."""
