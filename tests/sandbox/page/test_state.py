"""What the page is told, without a browser and without a bot."""

from collections.abc import AsyncGenerator
from typing import Any

import aiohttp
import pytest_asyncio

from bot.sandbox.limits import Limits
from bot.sandbox.page import add_page
from bot.sandbox.permissions import Permission
from bot.sandbox.records import GuildRecord, MemberRecord
from bot.sandbox.server import Sandbox

HELLO = {"name": "hello", "type": 1, "description": "Says hello"}
DESK: dict[str, Any] = {
    "name": "desk",
    "type": 1,
    "description": "The desk",
    "default_member_permissions": str(int(Permission.MANAGE_MESSAGES)),
    "options": [{"type": 1, "name": "open", "description": "Opens it", "options": []}],
}


class Server:
    """A sandbox over HTTP, as a bot and as the page."""

    def __init__(self, sandbox: Sandbox, session: aiohttp.ClientSession) -> None:
        self.sandbox = sandbox
        self.session = session
        self.guild: GuildRecord = sandbox.world.add_guild("Exosome Club")
        self.channel = sandbox.world.add_channel(self.guild, "general")
        self.mo = sandbox.world.add_person(self.guild, "Mo", permissions=int(Permission.MANAGE_MESSAGES))
        self.lin = sandbox.world.add_person(self.guild, "Lin")

    async def register(self, method: str, below: str, body: Any = None) -> Any:
        """Ask the API about commands, as a bot does."""
        url = f"{self.sandbox.api_url}/applications/{self.sandbox.application_id}{below}"
        headers = {"Authorization": f"Bot {self.sandbox.token}"}
        async with self.session.request(method, url, json=body, headers=headers) as response:
            assert response.status < 300
            return await response.json() if response.status != 204 else None

    async def state(self, person: MemberRecord, channel_id: int | None = None) -> Any:
        """What the page draws for somebody."""
        query = {"as": str(person.id), "channel": str(channel_id or self.channel.id)}
        async with self.session.get(f"{self.sandbox.url}/page/state", params=query) as response:
            return await response.json()

    async def commands(self, person: MemberRecord) -> list[str]:
        """The commands that somebody is offered."""
        return [one["name"] for one in (await self.state(person))["commands"]]

    async def act(self, person: MemberRecord, **asked: Any) -> Any:
        """Do something on the page."""
        body = {"as": str(person.id), "channel": str(self.channel.id), **asked}
        async with self.session.post(f"{self.sandbox.url}/page/act", json=body) as response:
            return await response.json()


@pytest_asyncio.fixture
async def server() -> AsyncGenerator[Server]:
    """A sandbox with the page that gives a bot little time."""
    sandbox = await Sandbox.start(limits=Limits(interaction_seconds=0.1), extras=[add_page])
    async with aiohttp.ClientSession() as session:
        yield Server(sandbox, session)
    await sandbox.close()


async def test_commands_follow_what_is_registered(server: Server):
    assert await server.commands(server.lin) == []
    first, _ = await server.register("PUT", "/commands", [HELLO, DESK])
    assert await server.commands(server.lin) == ["hello"]
    assert await server.commands(server.mo) == ["desk open", "hello"]
    await server.register("POST", f"/guilds/{server.guild.id}/commands", {**HELLO, "name": "local"})
    assert await server.commands(server.lin) == ["hello", "local"]
    await server.register("PATCH", f"/commands/{first['id']}", {"name": "goodbye"})
    assert await server.commands(server.lin) == ["goodbye", "local"]
    await server.register("DELETE", f"/commands/{first['id']}")
    assert await server.commands(server.lin) == ["local"]


async def test_a_guild_finds_its_own_command_instead_of_the_global_one(server: Server):
    await server.register("PUT", "/commands", [HELLO])
    await server.register("PUT", f"/guilds/{server.guild.id}/commands", [{**HELLO, "description": "Our own"}])
    offered = (await server.state(server.lin))["commands"]
    assert [one["description"] for one in offered] == ["Our own"]


async def test_a_channel_is_hidden_from_those_who_may_not_view_it(server: Server):
    world = server.sandbox.world
    secret = world.add_channel(server.guild, "editors-desk")
    world.set_overwrite(secret, server.guild.roles[server.guild.id], deny=int(Permission.VIEW_CHANNEL))
    world.set_overwrite(secret, server.mo, allow=int(Permission.VIEW_CHANNEL))
    world.post(secret, server.mo, "Between us")
    assert "editors-desk" in str(await server.state(server.mo, secret.id))
    seen = await server.state(server.lin, secret.id)
    assert seen["channel"]["name"] == "general"
    assert "editors-desk" not in str(seen)
    said = await server.act(server.lin, act="post", text="Let me in", channel=str(secret.id))
    assert said == {"error": "This person does not see the channel. Pick another one on the left."}


async def test_who_may_not_write_is_told_so(server: Server):
    server.sandbox.world.set_overwrite(server.channel, server.lin, deny=int(Permission.SEND_MESSAGES))
    said = await server.act(server.lin, act="post", text="Hello")
    assert said == {"error": "This person may not write here."}
    assert (await server.state(server.lin))["messages"] == []


async def test_an_unknown_person_or_channel_gives_the_first_there_is(server: Server):
    async with server.session.get(f"{server.sandbox.url}/page/state?as=x&channel=-1") as response:
        state = await response.json()
    assert (state["you"], state["channel"]["name"]) == (str(server.mo.id), "general")


async def test_a_world_without_guilds_can_be_looked_at(server: Server):
    server.sandbox.world.remove_guild(server.guild)
    state = await server.state(server.lin)
    assert (state["you"], state["guilds"], state["channel"]) == (None, [], None)


async def test_only_the_newest_messages_are_sent_and_the_others_counted(server: Server):
    for number in range(103):
        server.sandbox.world.post(server.channel, server.mo, f"Message {number}")
    state = await server.state(server.lin)
    assert state["older"] == 3
    assert [state["messages"][0]["content"], state["messages"][-1]["content"]] == ["Message 3", "Message 102"]


async def test_without_a_bot_the_page_says_to_start_it(server: Server):
    await server.register("PUT", "/commands", [HELLO])
    said = await server.act(server.lin, act="slash", name="hello")
    assert said == {"error": "The bot is not connected, so nothing answered. Start it and try again."}


async def test_what_an_option_cannot_take_is_said(server: Server):
    options = [
        {"type": 4, "name": "count", "description": "How many", "max_value": 9},
        {"type": 7, "name": "where", "description": "In which channel"},
        {"type": 5, "name": "loud", "description": "Whether loudly"},
    ]
    await server.register("PUT", "/commands", [{**HELLO, "options": options}])
    answers = {
        ("count", "many"): "count takes a number, not 'many'.",
        ("count", "12"): "count: It must be between",
        ("where", "#nowhere"): "where: there is nothing here by the name of '#nowhere'.",
        ("loud", "maybe"): "loud takes True or False, not 'maybe'.",
        ("colour", "red"): "This command has no option 'colour'.",
    }
    for (option, text), sentence in answers.items():
        said = await server.act(server.lin, act="slash", name="hello", options={option: text})
        assert said["error"].startswith(sentence)


async def test_the_feed_tells_of_a_change_at_once(server: Server):
    async with server.session.get(f"{server.sandbox.url}/page/feed") as feed:
        assert await feed.content.readuntil(b"\n\n") == b"event: change\ndata: {}\n\n"
        server.sandbox.world.post(server.channel, server.mo, "News")
        assert await feed.content.readuntil(b"\n\n") == b"event: change\ndata: {}\n\n"
