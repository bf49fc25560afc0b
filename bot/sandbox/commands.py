"""The application's commands: what is registered, and who sees it where."""

from collections.abc import Callable, Iterator

from bot.sandbox.errors import CommandHidden, DiscordError, Json
from bot.sandbox.parts import objects
from bot.sandbox.permissions import Permission, channel_permissions
from bot.sandbox.records import ChannelRecord, GuildRecord, MemberRecord

CHAT_INPUT, USER, MESSAGE = 1, 2, 3
SUB_COMMAND, GROUP = 1, 2
IN_GUILDS = 0
_MOST = {CHAT_INPUT: 100, USER: 15, MESSAGE: 15}

Scope = int | None  # a guild's id, or None for the global commands


class Commands:
    """Complete command objects by scope and id."""

    def __init__(self, application_id: int, new_id: Callable[[], int]) -> None:
        self._application_id = application_id
        self._new_id = new_id
        self._scopes: dict[Scope, dict[int, Json]] = {}

    def all(self, scope: Scope) -> list[Json]:
        """What is registered in the scope, in order of registration."""
        return list(self._scopes.get(scope, {}).values())

    def get(self, scope: Scope, command_id: int) -> Json:
        """One command; 10063 where there is none."""
        try:
            return self._scopes[scope][command_id]
        except KeyError:
            raise DiscordError(10063) from None

    def replace_all(self, scope: Scope, bodies: list[Json]) -> list[Json]:
        """Have exactly these; a command that keeps type and name keeps its id."""
        fresh = [self._completed(scope, body) for body in bodies]
        self._scopes[scope] = {int(one["id"]): one for one in fresh}
        return self.all(scope)

    def put(self, scope: Scope, body: Json) -> tuple[Json, bool]:
        """Create a command or overwrite the one of this type and name; whether it is new."""
        command = self._completed(scope, body)
        known = self._scopes.setdefault(scope, {})
        new = int(command["id"]) not in known
        alike = [one for one in known.values() if one["type"] == command["type"]]
        if new and len(alike) >= _MOST[command["type"]]:
            raise DiscordError(30032)
        known[int(command["id"])] = command
        return command, new

    def change(self, scope: Scope, command_id: int, body: Json) -> Json:
        """Change some fields of a command."""
        old = self.get(scope, command_id)
        twin = self._named(scope, old["type"], body.get("name", old["name"]))
        if twin is not None and twin is not old:
            raise DiscordError(40041)
        changed = self._completed(scope, {**old, **body, "type": old["type"]}, old)
        self._scopes[scope][command_id] = changed
        return changed

    def delete(self, scope: Scope, command_id: int) -> None:
        """Take a command away."""
        self.get(scope, command_id)
        del self._scopes[scope][command_id]

    def visible(self, guild: GuildRecord, member: MemberRecord, channel: ChannelRecord) -> list[Json]:
        """The commands that this member finds in this channel; a guild's command hides a global namesake."""
        if not any(one.person.bot for one in guild.members.values()):
            return []
        own = self.all(guild.id)
        names = {(one["type"], one["name"]) for one in own}
        shared = [one for one in self.all(None) if (one["type"], one["name"]) not in names]
        return [one for one in (*own, *shared) if _shown(one, guild, member, channel)]

    def named(self, guild: GuildRecord, member: MemberRecord, channel: ChannelRecord, kind: int, name: str) -> Json:
        """A command as this member finds it; CommandHidden if only others do, LookupError if nobody."""
        for command in self.visible(guild, member, channel):
            if command["type"] == kind and command["name"] == name:
                return command
        if self._named(guild.id, kind, name) or self._named(None, kind, name):
            raise CommandHidden(name)
        known = sorted(one["name"] for one in (*self.all(guild.id), *self.all(None)) if one["type"] == kind)
        raise LookupError(f"no command {name!r} is registered; there are: {', '.join(known) or 'none'}")

    def _named(self, scope: Scope, kind: int, name: str) -> Json | None:
        alike = (one for one in self.all(scope) if one["type"] == kind and one["name"] == name)
        return next(alike, None)

    def _completed(self, scope: Scope, body: Json, old: Json | None = None) -> Json:
        kind = int(body.get("type") or CHAT_INPUT)
        old = old or self._named(scope, kind, str(body["name"]))
        permissions = body.get("default_member_permissions")
        command: Json = {
            "name_localizations": None,
            "description": "",
            "description_localizations": None,
            "nsfw": False,
            **_of_scope(scope),
            **{key: value for key, value in body.items() if value is not None},
            "type": kind,
            "default_member_permissions": None if permissions is None else str(permissions),
            "application_id": str(self._application_id),
            "id": old["id"] if old else str(self._new_id()),
        }
        same = old is not None and {**command, "version": old["version"]} == old
        command["version"] = old["version"] if old and same else str(self._new_id())
        return command


def _of_scope(scope: Scope) -> Json:
    if scope is not None:
        return {"guild_id": str(scope)}
    return {"dm_permission": True, "contexts": None, "integration_types": [0]}


def _shown(command: Json, guild: GuildRecord, member: MemberRecord, channel: ChannelRecord) -> bool:
    granted = channel_permissions(guild, member, channel)
    contexts = command.get("contexts")
    if not granted & Permission.USE_APPLICATION_COMMANDS or (contexts is not None and IN_GUILDS not in contexts):
        return False
    needed = command["default_member_permissions"]
    if needed is None or granted & Permission.ADMINISTRATOR:
        return True
    return int(needed) != 0 and granted & int(needed) == int(needed)


def paths(command: Json) -> Iterator[str]:
    """The names under which a command is called: "digest", or "desk open" where it has sub-commands."""
    below = [one for one in objects(command, "options") if one["type"] in (SUB_COMMAND, GROUP)]
    if not below:
        yield str(command["name"])
    for one in below:
        yield from (f"{command['name']} {path}" for path in paths(one))
