"""Messages as they are sent and edited: content, embeds, components, files, flags."""

from collections.abc import Collection
from dataclasses import dataclass

from bot.sandbox.errors import DiscordError
from bot.sandbox.validate.collector import Errors
from bot.sandbox.validate.components import check_components
from bot.sandbox.validate.embeds import check_embeds
from bot.sandbox.validate.form import Form
from bot.sandbox.validate.mentions import check_mentions
from bot.sandbox.validate.poll import check_poll
from bot.sandbox.validate.values import as_list, as_object, as_whole

_CONTENT = 2000  # the API's document says 4000 on create and edit; that is not for bots (facts 1)
_NONCE = 25
_STICKERS = 3
_ATTACHMENTS = 10
_ATTACHMENT_TEXT = 1024
_ALL_FLAGS = 2**53 - 1
_INT64 = 2**63

_SUPPRESS_EMBEDS = 1 << 2
_EPHEMERAL = 1 << 6
_SUPPRESS_NOTIFICATIONS = 1 << 12
_VOICE_MESSAGE = 1 << 13
_COMPONENTS_V2 = 1 << 15

# What may be set where (facts 1). An edit repeats the flags that the message has already, and what cannot be
# changed there is ignored without error: it is not checked.
_FORUM_FLAGS = _SUPPRESS_EMBEDS | _SUPPRESS_NOTIFICATIONS | _COMPONENTS_V2
_CREATE_FLAGS = _FORUM_FLAGS | _VOICE_MESSAGE
_INTERACTION_FLAGS = _CREATE_FLAGS | _EPHEMERAL

_NOT_WITH_V2 = ("content", "embeds", "sticker_ids", "poll", "shared_client_theme")
_SOMETHING = (*_NOT_WITH_V2, "components", "attachments")
_EMPTIED_BY_EDIT = ("content", "embeds", "components", "attachments")
_FORWARD = 1

_EMPTY = 50006
_TOO_MANY_ATTACHMENTS = 30015


@dataclass(frozen=True)
class Sending:
    """How a message is sent: what may be set there, and what it is already. `flags` is None for an edit."""

    flags: int | None = _CREATE_FLAGS
    nonce: bool = False
    was_v2: bool = False
    files: tuple[str, ...] = ()

    @property
    def edits(self) -> bool:
        return self.flags is None


def check_message(
    body: object,
    *,
    edit: bool = False,
    interaction: bool = False,
    was_v2: bool = False,
    files: Collection[str] = (),
    where: tuple[str, ...] = (),
) -> None:
    """A message to create or edit; DiscordError 50035, 50006 for an empty one, 30015 for too many files.

    `interaction` is for callbacks and follow-ups, `was_v2` tells of the message that is edited, `files` are the
    names of the files sent along.
    """
    errors = Errors(where)
    sending = Sending(_settable(edit, interaction), not edit and not interaction, was_v2, tuple(files))
    form = Form.of(body, errors)
    if form is not None:
        check_message_form(form, sending)
    errors.refuse()
    if form is not None:
        refuse_unsendable(form, sending)


def forum_post(files: Collection[str]) -> Sending:
    """The first message of a forum thread: no nonce, fewer flags."""
    return Sending(_FORUM_FLAGS, files=tuple(files))


def check_message_form(form: Form, sending: Sending) -> None:
    """Note what is wrong with the message's fields."""
    form.text("content", _CONTENT)
    form.flag("tts")
    form.snowflakes("sticker_ids", _STICKERS)
    form.form("shared_client_theme")
    v2 = _check_flags(form, sending)
    if v2:
        _refuse_legacy(form)
    if sending.nonce:
        _check_nonce(form)
    check_embeds(form)
    check_mentions(form)
    check_poll(form)
    _check_reference(form)
    _check_attachments(form)
    check_components(form, v2=v2, files=_known_files(form, sending))


def refuse_unsendable(form: Form, sending: Sending) -> None:
    """Raise for a message without anything in it, or with more files than fit."""
    if _is_emptied(form, sending) if sending.edits else _is_empty(form, sending):
        raise DiscordError(_EMPTY)
    if max(len(sending.files), len(as_list(form.get("attachments")) or ())) > _ATTACHMENTS:
        raise DiscordError(
            _TOO_MANY_ATTACHMENTS, message=f"Maximum number of attachments in a message reached ({_ATTACHMENTS})"
        )


def _settable(edit: bool, interaction: bool) -> int | None:
    if edit:
        return None
    return _INTERACTION_FLAGS if interaction else _CREATE_FLAGS


def _check_flags(form: Form, sending: Sending) -> bool:
    """Check the flags; whether the message is laid out by V2 components."""
    flags = form.whole("flags", 0, _ALL_FLAGS)
    if flags is None:
        return sending.was_v2
    if sending.flags is not None and flags & ~sending.flags:
        form.at("flags").add("MESSAGE_FLAGS_INVALID", "These flags cannot be set here")
    v2 = bool(flags & _COMPONENTS_V2)
    if sending.was_v2 and not v2:
        form.at("flags").add(
            "MESSAGE_CANNOT_REMOVE_COMPONENTS_V2_FLAG", "The IS_COMPONENTS_V2 flag cannot be removed"
        )
    return v2 or sending.was_v2


def _refuse_legacy(form: Form) -> None:
    for key in _NOT_WITH_V2:
        if form.get(key):
            form.at(key).add(
                "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
                f"The '{key}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2",
            )


def _check_nonce(form: Form) -> None:
    """Only Create Message knows a nonce: an integer of 64 bits or a string (facts 1)."""
    form.flag("enforce_nonce")
    nonce = form.get("nonce")
    if isinstance(nonce, str):
        if len(nonce) > _NONCE:
            form.at("nonce").add("NONCE_TYPE_TOO_LONG", f"Must be {_NONCE} or fewer characters long.")
    else:
        form.whole("nonce", -_INT64, _INT64 - 1)


def _check_reference(form: Form) -> None:
    reference = form.form("message_reference")
    if reference is not None:
        reference.choice("type", (0, _FORWARD))
        reference.snowflake("message_id", required=True)
        reference.snowflake("channel_id")
        reference.snowflake("guild_id")
        reference.flag("fail_if_not_exists")


def _check_attachments(form: Form) -> None:
    """What the message says of its files; that they are too many is told apart (30015)."""
    items = as_list(form.get("attachments")) or ()
    for attachment in form.forms("attachments", max(_ATTACHMENTS, len(items))):
        attachment.snowflake("id", required=True)
        attachment.text("description", _ATTACHMENT_TEXT)
        if attachment.get("filename") is not None:
            attachment.text("filename", _ATTACHMENT_TEXT, least=1)


def _known_files(form: Form, sending: Sending) -> frozenset[str] | None:
    """The names that `attachment://` may use; None for an edit that keeps files without naming them."""
    attachments = [as_object(item) or {} for item in as_list(form.get("attachments")) or ()]
    names = [name for attachment in attachments if isinstance(name := attachment.get("filename"), str)]
    if sending.edits and ("attachments" not in form or len(names) < len(attachments)):
        return None
    return frozenset(sending.files).union(names)


def _is_empty(form: Form, sending: Sending) -> bool:
    if _is_v2(form, sending):
        return not form.filled("components")
    return not (sending.files or any(form.filled(key) for key in _SOMETHING) or _is_forward(form))


def _is_emptied(form: Form, sending: Sending) -> bool:
    """Whether an edit takes away all that a message could have had."""
    keys = ("components",) if _is_v2(form, sending) else _EMPTIED_BY_EDIT
    return not sending.files and all(key in form and not form.filled(key) for key in keys)


def _is_v2(form: Form, sending: Sending) -> bool:
    return sending.was_v2 or bool((as_whole(form.get("flags")) or 0) & _COMPONENTS_V2)


def _is_forward(form: Form) -> bool:
    reference = as_object(form.get("message_reference")) or {}
    return as_whole(reference.get("type")) == _FORWARD
