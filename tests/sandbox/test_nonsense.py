"""Bodies that make no sense are refused by number, never with a fault of the sandbox's own."""

import asyncio
from typing import Any

import aiohttp
import pytest

from bot.sandbox.records import ChannelType
from tests.sandbox.clients import Interaction
from tests.sandbox.conftest import Scene


@pytest.fixture
def kept_exchanges() -> int:
    """None: nothing here conforms to anything."""
    return 0


BODIES: list[Any] = [
    None,
    5,
    "text",
    [],
    [5],
    [None],
    {},
    {"content": 5},
    {"content": "x", "flags": "many"},
    {"content": "x", "flags": [1]},
    {"content": "x", "message_reference": 5},
    {"content": "x", "message_reference": {"message_id": "1"}},
    {"content": "x", "allowed_mentions": {"parse": 5, "users": 5}},
    {"content": "x", "nonce": {}, "enforce_nonce": "yes"},
    {"content": "x", "attachments": [5]},
    {"embeds": [5]},
    {"embeds": [{"title": [], "fields": 5, "image": {"url": 5}}]},
    {"flags": 1 << 15, "components": [{"type": 17, "components": 5}]},
    {"flags": 1 << 15, "components": [{"type": 12, "items": [{"media": 5}]}]},
    {"flags": 1 << 15, "components": [{"type": 13, "file": {"url": "attachment://nothing"}}]},
    {"flags": 1 << 15, "components": [{"type": "10", "content": "text", "id": "x"}]},
    {"name": 5},
    {"name": "x", "type": "public"},
    {"name": "x", "auto_archive_duration": "long", "applied_tags": [{}]},
    {"name": "x", "message": 5},
    {"name": "x", "message": {"content": "  "}},
    {"name": "x", "description": 5, "options": [5]},
    {"type": 4},
    {"type": 4, "data": []},
    {"type": 4, "data": {"flags": "x"}},
    {"type": 5, "data": {"flags": "x"}},
    {"type": 5, "data": {"flags": []}},
    {"type": 6},
    {"type": 7, "data": {"content": "x"}},
    {"type": 8, "data": {"choices": 5}},
    {"type": 9},
    {"type": 9, "data": {"title": 5, "components": 5}},
    {"type": [], "data": 5},
    {"archived": [], "locked": {}, "applied_tags": 5},
]


async def urls(scene: Scene) -> list[tuple[str, str]]:
    """What takes a body: method and address."""
    forum = scene.world.add_channel(scene.guild, "articles", ChannelType.FORUM)
    sent = await scene.here.send("hello")
    thread = await sent.create_thread(name="thread")
    commands = f"/applications/{scene.sandbox.application_id}/commands"
    (say, *_) = await scene.client.tree.fetch_commands()
    place = f"/channels/{scene.channel.id}"
    return [
        ("POST", f"{place}/messages"),
        ("PATCH", f"{place}/messages/{sent.id}"),
        ("POST", f"{place}/messages/{sent.id}/threads"),
        ("POST", f"{place}/threads"),
        ("POST", f"/channels/{forum.id}/threads"),
        ("PATCH", f"/channels/{thread.id}"),
        ("POST", f"/channels/{thread.id}/messages"),
        ("PATCH", f"{commands}/{say.id}"),
        ("POST", commands),
        ("PUT", commands),
    ]


async def answers(scene: Scene, method: str, path: str) -> list[tuple[Any, int]]:
    """The status that each body gets."""
    headers = {"Authorization": f"Bot {scene.sandbox.token}"}
    found: list[tuple[Any, int]] = []
    async with aiohttp.ClientSession(headers=headers) as http:
        for body in BODIES:
            async with http.request(method, scene.sandbox.api_url + path, json=body) as answer:
                found.append((body, answer.status))
        async with http.request(method, scene.sandbox.api_url + path, data=b"{") as answer:
            assert (answer.status, (await answer.json())["code"]) == (400, 50109)
    return found


def faults_in(found: list[tuple[Any, int]]) -> list[tuple[Any, int]]:
    """What was answered otherwise than by Discord's rules."""
    return [(body, status) for body, status in found if status not in (200, 201, 204, 400, 401, 403, 404)]


async def test_no_route_breaks_on_nonsense(scene: Scene) -> None:
    for method, path in await urls(scene):
        assert faults_in(await answers(scene, method, path)) == [], (method, path)


@pytest.mark.parametrize("answered", [False, True])
async def test_no_answer_breaks_on_nonsense(scene: Scene, answered: bool) -> None:
    async def hand_over(interaction: Interaction) -> None:
        if answered:
            await interaction.response.send_message("hello")
        scene.client.told.put_nowait(interaction)

    scene.client.handlers["ask"] = hand_over
    task = asyncio.create_task(scene.mia.slash(scene.channel, "ask"))
    interaction: Interaction = await scene.client.tells()
    webhook = f"/webhooks/{scene.sandbox.application_id}/{interaction.token}"
    paths = [
        ("POST", f"/interactions/{interaction.id}/{interaction.token}/callback"),
        ("POST", webhook),
        ("PATCH", f"{webhook}/messages/@original"),
        ("PATCH", f"{webhook}/messages/5"),
    ]

    for method, path in paths:
        assert faults_in(await answers(scene, method, path)) == [], (method, path)
    await task
