"""Carrying out what the bot answers to an interaction: first responses, follow-ups, edits of @original."""

from typing import cast

from bot.sandbox import drafts, shapes
from bot.sandbox.changes import Changes
from bot.sandbox.commands import CHAT_INPUT
from bot.sandbox.errors import DiscordError, Json, invalid
from bot.sandbox.interactions import Callback, Interaction, Interactions, Kind
from bot.sandbox.messages import EPHEMERAL, LOADING, Message
from bot.sandbox.posting import Body, Posting, reference_to
from bot.sandbox.validate import check_choices, check_modal
from bot.sandbox.world import World

_ALLOWED: dict[Kind, frozenset[Callback]] = {
    Kind.COMMAND: frozenset({Callback.MESSAGE, Callback.DEFERRED_MESSAGE, Callback.MODAL}),
    Kind.COMPONENT: frozenset(Callback) - {Callback.CHOICES},
    Kind.AUTOCOMPLETE: frozenset({Callback.CHOICES}),
    Kind.MODAL: frozenset(Callback) - {Callback.CHOICES, Callback.MODAL},
}
_UPDATES = frozenset({Callback.DEFERRED_UPDATE, Callback.UPDATE})


class Answering:
    """Turns the bot's answers into messages, modals and choices."""

    def __init__(
        self, world: World, posting: Posting, interactions: Interactions, changes: Changes, application_id: int
    ) -> None:
        self._world = world
        self._posting = posting
        self._interactions = interactions
        self._changes = changes
        self._application_id = application_id

    def first(self, interaction: Interaction, body: Body) -> None:
        """The first response: a message, a placeholder, an update, choices or a modal."""
        callback = _callback(interaction, body.json.get("type"))
        inner = _data(body)
        match callback:
            case Callback.MESSAGE:
                interaction.original = self._message(interaction, inner)
            case Callback.DEFERRED_MESSAGE:
                interaction.original = self._placeholder(interaction, inner)
            case Callback.UPDATE:
                interaction.original = self._change_source(interaction, inner)
            case Callback.DEFERRED_UPDATE:
                interaction.original = interaction.message
            case Callback.CHOICES:
                check_choices(inner.json.get("choices"))
                interaction.choices = inner.json["choices"]
            case Callback.MODAL:
                check_modal(inner.json)
                interaction.modal = inner.json
        interaction.respond(callback, self._interactions.now())
        self._changes.notify()

    def follow_up(self, interaction: Interaction, body: Body) -> Message:
        """A further message; the first one after a deferred message takes the placeholder's place."""
        original = interaction.original
        if original is not None and original.loading:
            return self.edit(interaction, original, body)
        source = original or interaction.message
        extra = {} if source is None else {"message_reference": reference_to(source)}
        message = self._answer(interaction, body, drafts.REPLY if source else drafts.DEFAULT, extra)
        interaction.followups.append(message)
        interaction.finished = True
        self._changes.notify()
        return message

    def edit(self, interaction: Interaction, message: Message, body: Body) -> Message:
        """Change one of the token's messages; this finishes a deferred answer."""
        edited = self._posting.edit(interaction.channel, message, body, interaction=True)
        interaction.touched = interaction.touched or message is interaction.original
        self._finish(interaction)
        return edited

    def delete(self, interaction: Interaction, message: Message) -> None:
        """Take one of the token's messages away; a deferred answer is finished with that, too."""
        self._world.delete_message(interaction.channel, message)
        if message is interaction.original:
            interaction.original = None
        else:
            interaction.followups.remove(message)
        self._finish(interaction)

    def _finish(self, interaction: Interaction) -> None:
        interaction.finished = True
        self._changes.notify()

    def find(self, interaction: Interaction, which: str) -> Message:
        """One of the token's messages, by id or "@original"; 10008 where it is none of them."""
        for message in interaction.own_messages():
            if which == str(message.id) or (which == "@original" and message is interaction.original):
                return message
        raise DiscordError(10008)

    def _message(self, interaction: Interaction, body: Body) -> Message:
        return self._answer(interaction, body, _answer_type(interaction), _answered_message(interaction))

    def _answer(self, interaction: Interaction, body: Body, kind: int, extra: Json) -> Message:
        extra = {**self._token_fields(interaction), **extra}
        seen_only_by = _seen_only_by(interaction, body)
        return self._posting.answer(interaction.channel, body, kind=kind, extra=extra, seen_only_by=seen_only_by)

    def _placeholder(self, interaction: Interaction, body: Body) -> Message:
        extra = {**self._token_fields(interaction), **_answered_message(interaction)}
        return self._posting.thinking(
            interaction.channel,
            kind=_answer_type(interaction),
            extra=extra,
            seen_only_by=_seen_only_by(interaction, body),
        )

    def _change_source(self, interaction: Interaction, body: Body) -> Message:
        message = interaction.message
        assert message is not None  # noqa: S101 - _callback has looked
        return self._posting.edit(interaction.channel, message, body, interaction=True)

    def _token_fields(self, interaction: Interaction) -> Json:
        application = str(self._application_id)
        return {
            "webhook_id": application,
            "application_id": application,
            "interaction_metadata": _metadata(interaction),
        }


def callback_answer(interaction: Interaction) -> Json:
    """What Discord answers to a first response that asks for it."""
    about: Json = {"id": str(interaction.id), "type": int(interaction.kind)}
    message, callback = interaction.original, interaction.callback
    if message is not None:
        about["response_message_id"] = str(message.id)
        about["response_message_loading"] = bool(message.flags & LOADING)
        about["response_message_ephemeral"] = message.ephemeral
    if message is None or callback is None or callback not in (Callback.MESSAGE, Callback.UPDATE):
        return {"interaction": about}
    return {"interaction": about, "resource": {"type": callback.value, "message": message.data}}


def _callback(interaction: Interaction, number: object) -> Callback:
    allowed = {int(one): one for one in _ALLOWED[interaction.kind]}
    callback = allowed.get(number) if isinstance(number, int) else None
    if callback is None or (callback in _UPDATES and interaction.message is None):
        raise invalid(("type",), "BASE_TYPE_CHOICES", f"This does not answer a {interaction.kind.name}")
    return callback


def _data(body: Body) -> Body:
    data: object = body.json.get("data") or {}
    if not isinstance(data, dict):
        raise invalid(("data",), "DICT_TYPE_CONVERT", "Only dictionaries may be used")
    return Body(cast("Json", data), body.uploads, ("data",))


def _seen_only_by(interaction: Interaction, body: Body) -> int | None:
    return interaction.member.id if body.flags & EPHEMERAL else None


def _answer_type(interaction: Interaction) -> int:
    if interaction.message is not None:
        return drafts.REPLY
    if interaction.kind is Kind.COMMAND and interaction.data["type"] != CHAT_INPUT:
        return drafts.CONTEXT_MENU_ANSWER
    return drafts.CHAT_INPUT_ANSWER


def _answered_message(interaction: Interaction) -> Json:
    return {} if interaction.message is None else {"message_reference": reference_to(interaction.message)}


def _metadata(interaction: Interaction) -> Json:
    about: Json = {
        "id": str(interaction.id),
        "type": int(interaction.kind),
        "user": shapes.user(interaction.member.person),
        "authorizing_integration_owners": {"0": str(interaction.guild.id)},
    }
    if interaction.kind is Kind.COMPONENT and interaction.message is not None:
        about["interacted_message_id"] = str(interaction.message.id)
    if interaction.opened_by is not None:
        about["triggering_interaction_metadata"] = _metadata(interaction.opened_by)
    return about
