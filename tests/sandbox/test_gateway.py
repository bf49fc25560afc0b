"""The gateway: sessions that are identified, lost, resumed and refused."""

import asyncio
import json
import time
from collections.abc import AsyncGenerator
from typing import Any

import aiohttp
import discord
import pytest
import pytest_asyncio

from bot.sandbox.permissions import Permission
from bot.sandbox.server import Sandbox
from tests.sandbox.clients import Client, running
from tests.sandbox.conftest import Scene


class Line:
    """A bare websocket to the gateway."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket

    async def send(self, op: int, data: Any) -> None:
        await self.socket.send_str(json.dumps({"op": op, "d": data}))

    async def next(self) -> dict[str, Any]:
        return await self.socket.receive_json(timeout=5)

    async def close_code(self) -> int | None:
        """The code that the gateway closes with, whatever it says before."""
        while (await self.socket.receive(timeout=5)).type != aiohttp.WSMsgType.CLOSE:
            pass
        return self.socket.close_code


@pytest_asyncio.fixture
async def line(sandbox: Sandbox) -> AsyncGenerator[Line]:
    """A line that has got its HELLO."""
    async with aiohttp.ClientSession() as http, http.ws_connect(sandbox.url) as socket:
        opened = Line(socket)
        assert (await opened.next())["op"] == 10
        yield opened


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have discord.py come back without the seconds that it waits first."""

    def no_delay(self: object) -> float:
        return 0.0

    async def no_pause(self: Client, shard_id: int | None, *, initial: bool = False) -> None: ...

    monkeypatch.setattr("discord.shard.ExponentialBackoff.delay", no_delay)
    monkeypatch.setattr(Client, "before_identify_hook", no_pause)


@pytest.mark.usefixtures("at_once")
async def test_a_connection_that_breaks_is_resumed_and_misses_nothing(scene: Scene) -> None:
    await scene.sandbox.disconnect(4000)
    await scene.sandbox.until(lambda: not scene.sandbox.connected)
    reply = await scene.mia.slash(scene.channel, "say", text="while you were away")

    assert reply.text == "while you were away"
    (session,) = scene.sandbox.sessions
    assert session.resumes == 1


async def test_a_reconnect_that_is_asked_for_is_resumed(scene: Scene) -> None:
    await scene.sandbox.ask_reconnect()
    await scene.sandbox.until(lambda: scene.sandbox.sessions[0].resumes == 1)

    assert (await scene.mia.slash(scene.channel, "say", text="back")).text == "back"


@pytest.mark.usefixtures("at_once")
async def test_an_invalid_session_is_identified_anew(scene: Scene) -> None:
    await scene.sandbox.invalidate_session(resumable=False)
    await scene.sandbox.until(lambda: len(scene.sandbox.sessions) == 2 and scene.sandbox.connected, 15)

    assert (await scene.mia.slash(scene.channel, "say", text="anew")).text == "anew"


async def test_a_client_that_leaves_ends_its_session(sandbox: Sandbox) -> None:
    async with running(sandbox, Client()):
        assert sandbox.connected
    await sandbox.until(lambda: not sandbox.connected)

    assert [session.over for session in sandbox.sessions] == [True]


async def test_a_wrong_token_is_refused_at_login(sandbox: Sandbox) -> None:
    client = Client()
    async with client:
        with pytest.raises(discord.LoginFailure):
            await client.login("wrong")


@pytest.mark.parametrize(
    ("op", "data", "code"),
    [
        (2, {"token": "wrong", "intents": 1}, 4004),
        (2, {"intents": 1 << 18}, 4013),
        (2, {"intents": 1 << 15}, 4014),
        (2, {"intents": 1, "shard": [2, 2]}, 4010),
        (2, {"intents": "some"}, 4002),
        (2, {"intents": 1, "shard": ["x"]}, 4002),
        (3, {}, 4003),
        (99, {}, 4001),
        (6, {"token": "wrong", "session_id": "x", "seq": 1}, 4004),
    ],
)
async def test_what_does_not_belong_closes_the_connection(
    sandbox: Sandbox, line: Line, op: int, data: dict[str, Any], code: int
) -> None:
    await line.send(op, {"token": sandbox.token, **data})

    assert await line.close_code() == code


async def test_garbage_closes_the_connection(line: Line) -> None:
    await line.socket.send_str("{")

    assert await line.close_code() == 4002


async def test_an_unknown_session_cannot_be_resumed(sandbox: Sandbox, line: Line) -> None:
    await line.send(6, {"token": sandbox.token, "session_id": "unknown", "seq": 1})

    assert await line.next() == {"op": 9, "d": False, "s": None, "t": None}


async def test_an_acknowledgement_takes_its_time_on_the_way(line: Line) -> None:
    """discord.py notes when it sent a heartbeat only once it is sent."""
    started = time.monotonic()
    await line.send(1, None)
    assert (await line.next())["op"] == 11
    assert time.monotonic() - started > 0.01


async def test_heartbeats_are_acknowledged_before_and_after_identifying(sandbox: Sandbox, line: Line) -> None:
    await line.send(1, None)
    assert (await line.next())["op"] == 11
    await line.send(2, {"token": sandbox.token, "intents": 1})
    ready = await line.next()
    assert (ready["t"], ready["s"], ready["d"]["resume_gateway_url"]) == (
        "READY",
        1,
        sandbox.url.replace("http", "ws") + "/",
    )
    await line.send(2, {"token": sandbox.token, "intents": 1})
    assert await line.close_code() == 4005


async def test_each_shard_hears_of_its_own_guilds(sandbox: Sandbox, line: Line) -> None:
    guilds = [sandbox.world.add_guild(str(number)) for number in range(3)]
    own = [guild for guild in guilds if (guild.id >> 22) % 2 == 0]
    await line.send(2, {"token": sandbox.token, "intents": 1, "shard": [0, 2]})
    ready = await line.next()

    assert {int(one["id"]) for one in ready["d"]["guilds"]} == {guild.id for guild in own}
    assert {int((await line.next())["d"]["id"]) for _ in own} == {guild.id for guild in own}


async def test_messages_are_told_only_to_those_who_asked_for_them(sandbox: Sandbox, line: Line) -> None:
    guild = sandbox.world.add_guild("Readers")
    channel = sandbox.world.add_channel(guild, "general")
    mia = sandbox.world.add_person(guild, "mia")
    await line.send(2, {"token": sandbox.token, "intents": 1 | 1 << 9})
    assert [(await line.next())["t"] for _ in range(2)] == ["READY", "GUILD_CREATE"]

    sandbox.world.set_member_roles(guild, mia, [])
    sandbox.world.post(channel, mia, "secret")
    told = await line.next()

    assert (told["t"], told["d"]["content"]) == ("MESSAGE_CREATE", "")


async def test_two_sessions_on_one_token_both_get_every_click(scene: Scene) -> None:
    """So that a bot which wrongly runs twice is seen to answer twice."""
    other = Client(sync=False)
    async with running(scene.sandbox, other):
        heard = asyncio.Event()

        @other.event
        async def on_interaction(interaction: discord.Interaction) -> None:
            heard.set()

        assert on_interaction is not None
        await scene.mia.slash(scene.channel, "say", text="x")
        await asyncio.wait_for(heard.wait(), 5)
    assert len(scene.sandbox.sessions) == 2


async def test_guilds_come_and_go(scene: Scene) -> None:
    joined = asyncio.Event()

    @scene.client.event
    async def on_guild_join(guild: discord.Guild) -> None:
        joined.set()

    assert on_guild_join is not None
    other = scene.world.add_guild("Other")
    await asyncio.wait_for(joined.wait(), 5)
    assert {guild.name for guild in scene.client.guilds} == {"Readers", "Other"}

    scene.world.remove_guild(other)
    assert await scene.client.tells() == other.id
    scene.world.remove_bot(scene.guild)
    assert await scene.client.tells() == scene.guild.id
    joined.clear()
    scene.world.add_bot(scene.guild)
    await asyncio.wait_for(joined.wait(), 5)

    assert [guild.name for guild in scene.client.guilds] == ["Readers"]


async def test_members_are_found_by_id_without_an_intent(scene: Scene) -> None:
    guild = scene.client.get_guild(scene.guild.id)
    assert guild is not None

    found = await guild.query_members(user_ids=[scene.mia.member.id, 5])

    assert [member.name for member in found] == ["mia"]


async def test_a_role_that_changes_is_known_to_the_bot(scene: Scene) -> None:
    role = scene.world.add_role(scene.guild, "readers")
    scene.world.set_member_roles(scene.guild, scene.bot, [role])
    scene.world.set_role_permissions(scene.guild, role, Permission.ADMINISTRATOR)
    scene.world.set_overwrite(scene.channel, scene.mia.member, deny=Permission.SEND_MESSAGES)
    await scene.caught_up()

    assert scene.here.permissions_for(scene.here.guild.me).manage_guild
    (overwrite,) = scene.here.overwrites.values()
    assert overwrite.send_messages is False
