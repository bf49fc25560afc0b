"""Whom a message pings: what stands in its text, as far as allowed_mentions and permissions let it."""

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from bot.sandbox.errors import Json
from bot.sandbox.permissions import Permission, channel_permissions
from bot.sandbox.records import ChannelRecord, GuildRecord, MemberRecord

USER = re.compile(r"<@!?(\d{15,20})>")
ROLE = re.compile(r"<@&(\d{15,20})>")
EVERYONE = re.compile(r"@(?:everyone|here)\b")

EVERY_KIND = ("users", "roles", "everyone")
USERS_ONLY = ("users",)  # what interactions and webhooks ping where allowed_mentions is absent


class Scene(NamedTuple):
    """Where a message is written and by whom; `parses` holds without allowed_mentions."""

    guild: GuildRecord
    channel: ChannelRecord
    author: MemberRecord | None
    parses: tuple[str, ...] = EVERY_KIND


class Pings(NamedTuple):
    """Ids of the people and roles that get a ping, and whether everyone does."""

    users: list[int]
    roles: list[int]
    everyone: bool


def pings(scene: Scene, texts: Iterable[str], allowed: Json | None) -> Pings:
    """Whom these texts ping. Markdown does not save anybody: code and backslashes are read as text."""
    text = "\n".join(texts)
    rule: Json = {"parse": scene.parses} if allowed is None else allowed
    may_all = _may_mention_all(scene)
    return Pings(
        [one for one in _found(USER, text, rule, "users") if one in scene.guild.members],
        [one for one in _found(ROLE, text, rule, "roles") if _role_takes_pings(scene.guild, one, may_all)],
        may_all and "everyone" in (rule.get("parse") or ()) and bool(EVERYONE.search(text)),
    )


def _found(form: re.Pattern[str], text: str, rule: Json, kind: str) -> list[int]:
    ids = dict.fromkeys(int(found) for found in form.findall(text))
    if kind in (rule.get("parse") or ()):
        return list(ids)
    listed: list[Any] = rule.get(kind) or []
    return [one for one in ids if one in {int(each) for each in listed}]


def _role_takes_pings(guild: GuildRecord, role_id: int, may_all: bool) -> bool:
    role = guild.roles.get(role_id)
    return role is not None and role_id != guild.id and (role.mentionable or may_all)


def _may_mention_all(scene: Scene) -> bool:
    if scene.author is None:
        return False
    granted = channel_permissions(scene.guild, scene.author, scene.channel)
    return bool(granted & Permission.MENTION_EVERYONE)
