"""The gateway: sessions of the bot, and the events that go to them."""

import asyncio
import secrets
from collections.abc import Callable
from typing import cast

from aiohttp import web

from bot.sandbox import shapes
from bot.sandbox.changes import Changes
from bot.sandbox.errors import Json
from bot.sandbox.gateway.codes import Close, Op
from bot.sandbox.gateway.connection import CLOSING_SECONDS, Connection
from bot.sandbox.gateway.intents import KNOWN, PRIVILEGED
from bot.sandbox.gateway.session import Session
from bot.sandbox.parts import values
from bot.sandbox.world import Event, World

HEARTBEAT_INTERVAL = 41_250  # milliseconds; discord.py drops a socket that is silent for 60 s
# discord.py notes when it sent a heartbeat after sending it: an answer at once would seem one interval late.
ACK_SECONDS = 0.02

Handler = Callable[[Connection, Json], None]


class Closing(Exception):
    """The connection is to be closed with this code."""

    def __init__(self, code: int) -> None:
        self.code = code
        super().__init__(str(code))


class Hub:
    """Takes connections, and tells each session what concerns it."""

    def __init__(
        self, world: World, changes: Changes, token: str, application_id: int, privileged_intents: int
    ) -> None:
        self.sessions: list[Session] = []
        self.url = ""
        self._world = world
        self._changes = changes
        self._token = token
        self._application_id = application_id
        self._privileged_intents = privileged_intents
        self._connections: set[Connection] = set()
        world.listen(self._publish)

    def live_sessions(self) -> list[Session]:
        """The sessions that are connected now."""
        return [session for session in self.sessions if session.live]

    def _publish(self, event: Event) -> None:
        for session in self.sessions:
            if not session.over and session.concerns(event):
                session.dispatch(event.name, event.data)

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """Keep one connection from HELLO to its end."""
        socket = web.WebSocketResponse(max_msg_size=1 << 20, timeout=CLOSING_SECONDS)
        await socket.prepare(request)
        connection = Connection(socket)
        self._connections.add(connection)
        connection.send({"op": Op.HELLO, "d": {"heartbeat_interval": HEARTBEAT_INTERVAL}})
        try:
            await self._listen(connection)
        finally:
            self._connections.discard(connection)
            connection.end()
            self._part(connection)
        return socket

    async def _listen(self, connection: Connection) -> None:
        try:
            while (frame := await connection.receive()) is not None:
                self._take(connection, frame.get("op"), frame.get("d"))
        except Closing as closing:
            await connection.close(closing.code)

    def _take(self, connection: Connection, op: object, data: object) -> None:
        if op == Op.HEARTBEAT:
            acknowledgement: Json = {"op": Op.HEARTBEAT_ACK, "d": None}
            asyncio.get_running_loop().call_later(ACK_SECONDS, connection.send, acknowledgement)
            return
        taken: dict[int, Handler] = {
            Op.IDENTIFY: self._identify,
            Op.RESUME: self._resume,
            Op.REQUEST_MEMBERS: self._send_members,
            Op.PRESENCE_UPDATE: self._ignore,
            Op.VOICE_STATE_UPDATE: self._ignore,
        }
        if not isinstance(op, int) or op not in taken:
            raise Closing(Close.UNKNOWN_OPCODE)
        if self._session_on(connection) is None and op not in (Op.IDENTIFY, Op.RESUME):
            raise Closing(Close.NOT_AUTHENTICATED)
        if self._session_on(connection) is not None and op in (Op.IDENTIFY, Op.RESUME):
            raise Closing(Close.ALREADY_AUTHENTICATED)
        if not isinstance(data, dict):
            raise Closing(Close.DECODE_ERROR)
        taken[op](connection, cast("Json", data))

    def _ignore(self, connection: Connection, data: Json) -> None:
        """Presence and voice are nobody's business here."""

    def _identify(self, connection: Connection, data: Json) -> None:
        self._check_token(data)
        intents = _whole(data.get("intents"))
        if intents & ~KNOWN:
            raise Closing(Close.INVALID_INTENTS)
        if intents & PRIVILEGED & ~self._privileged_intents:
            raise Closing(Close.DISALLOWED_INTENTS)
        session = Session(secrets.token_hex(16), intents, _shard(data), self._world.bot.id)
        session.connection = connection
        self.sessions.append(session)
        self._greet(session)
        self._changes.notify()

    def _greet(self, session: Session) -> None:
        guilds = [guild for guild in self._world.guilds.values() if self._world.bot.id in guild.members]
        created = [Event("GUILD_CREATE", self._world.guild_created(guild), guild.id) for guild in guilds]
        own = [event for event in created if session.concerns(event)]
        session.dispatch("READY", self._ready(session, own))
        for event in own:
            session.dispatch(event.name, {**event.data, "unavailable": False})

    def _ready(self, session: Session, own: list[Event]) -> Json:
        return {
            "v": 10,
            "user": shapes.own_user(self._world.bot),
            "guilds": [{"id": event.data["id"], "unavailable": True} for event in own],
            "session_id": session.id,
            "resume_gateway_url": self.url,
            "shard": list(session.shard),
            "application": {"id": str(self._application_id), "flags": 0},
        }

    def _resume(self, connection: Connection, data: Json) -> None:
        self._check_token(data)
        session = next((one for one in self.sessions if one.id == data.get("session_id")), None)
        seq = _whole(data.get("seq"))
        if session is not None and seq > session.seq:
            raise Closing(Close.INVALID_SEQ)
        if session is None or not session.can_replay(seq):
            connection.send({"op": Op.INVALID_SESSION, "d": False})
            return
        session.connection = connection
        session.resumes += 1
        session.replay(seq)
        session.dispatch("RESUMED", {})
        self._changes.notify()

    def _check_token(self, data: Json) -> None:
        if str(data.get("token")).removeprefix("Bot ") != self._token:
            raise Closing(Close.WRONG_TOKEN)

    def _send_members(self, connection: Connection, data: Json) -> None:
        session = self._session_on(connection)
        guild = self._world.guilds.get(_whole(data.get("guild_id")))
        if session is None or guild is None:
            return
        wanted = {_whole(one) for one in values(data, "user_ids")}
        prefix = str(data.get("query") or "")
        found = [
            one
            for one in guild.members.values()
            if one.id in wanted or (not wanted and one.person.name.startswith(prefix))
        ]
        chunk: Json = {
            "guild_id": str(guild.id),
            "members": [shapes.member(one) for one in found],
            "chunk_index": 0,
            "chunk_count": 1,
            "not_found": [str(one) for one in wanted if one not in guild.members],
            "nonce": data.get("nonce"),
        }
        session.dispatch("GUILD_MEMBERS_CHUNK", chunk)

    def _session_on(self, connection: Connection) -> Session | None:
        return next((one for one in self.sessions if one.connection is connection), None)

    def _part(self, connection: Connection) -> None:
        session = self._session_on(connection)
        if session is not None:
            session.connection = None
            session.over = session.over or connection.closed_for_good
        self._changes.notify()

    async def disconnect(self, code: int) -> None:
        """Close every connection with this code; sessions can be resumed, except after 1000 and 1001."""
        for connection in list(self._connections):
            await connection.close(code)

    def invalidate(self, resumable: bool) -> None:
        """Tell every connection that its session is invalid; one that is not resumable is over."""
        for session in self.live_sessions():
            assert session.connection is not None  # noqa: S101 - it is live
            session.connection.send({"op": Op.INVALID_SESSION, "d": resumable})
            if not resumable:
                session.connection, session.over = None, True
        self._changes.notify()

    def ask_reconnect(self) -> None:
        """Ask every connection to go and come back."""
        for session in self.live_sessions():
            assert session.connection is not None  # noqa: S101 - it is live
            session.connection.send({"op": Op.RECONNECT, "d": None})


def _shard(data: Json) -> tuple[int, int]:
    shard = [_whole(one) for one in values(data, "shard")] or [0, 1]
    if len(shard) != 2 or not 0 <= shard[0] < shard[1]:
        raise Closing(Close.INVALID_SHARD)
    return shard[0], shard[1]


def _whole(value: object) -> int:
    """A number, or an id as text; 0 where there is none."""
    if value is None or isinstance(value, int):
        return value or 0
    if isinstance(value, str) and value.isdecimal():
        return int(value)
    raise Closing(Close.DECODE_ERROR)
