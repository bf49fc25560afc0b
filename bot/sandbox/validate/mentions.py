"""Whom a message may ping: `allowed_mentions`."""

from bot.sandbox.validate.collector import Errors, refuse_repeats
from bot.sandbox.validate.form import Form

_KINDS = ("users", "roles", "everyone")
_IDS = 100


def check_mentions(form: Form) -> None:
    """At most 100 ids of each kind, and not both "all users" and some of them (facts 1)."""
    mentions = form.form("allowed_mentions")
    if mentions is None:
        return
    mentions.flag("replied_user")
    parsed = _check_parse(mentions)
    for kind in ("users", "roles"):
        if mentions.snowflakes(kind, _IDS) and kind in parsed:
            mentions.errors.add(
                "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE",
                f'parse:["{kind}"] and {kind}: [ids...] are mutually exclusive.',
            )


def _check_parse(mentions: Form) -> set[str]:
    kinds: list[tuple[Errors, str]] = []
    for errors, value in mentions.items("parse", len(_KINDS)):
        if isinstance(value, str) and value in _KINDS:
            kinds.append((errors, value))
        else:
            errors.add("BASE_TYPE_CHOICES", f"Value must be one of {_KINDS}.")
    refuse_repeats(kinds, "SET_TYPE_ALREADY_CONTAINS_VALUE", "The set already contains this value")
    return {kind for _, kind in kinds}
