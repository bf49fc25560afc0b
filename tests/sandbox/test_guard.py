"""Nobody but the machine's own programs gets in: loopback only, own name only, own pages only."""

import socket

import aiohttp
import pytest
from aiohttp import web

from bot.sandbox.server import Sandbox


def add_hello(app: web.Application, sandbox: Sandbox) -> None:
    """A page at the root."""

    async def hello(request: web.Request) -> web.Response:
        return web.Response(text=f"sandbox of {len(sandbox.world.guilds)} guilds")

    app.router.add_get("/", hello)


def foreign(port: int) -> list[dict[str, str]]:
    """Headers by which a request from elsewhere is known."""
    return [
        {"Host": "evil.example"},
        {"Host": f"evil.example:{port}"},
        {"Host": "127.0.0.1"},
        {"Host": f"127.0.0.1:{port + 1}"},
        {"Origin": "http://evil.example"},
        {"Origin": f"http://127.0.0.1:{port + 1}"},
        {"Origin": f"https://127.0.0.1:{port}"},
        {"Origin": "null"},
    ]


@pytest.mark.parametrize("path", ["/", "/api/v10/gateway", "/attachments/1/2/x", "/nothing"])
async def test_requests_from_elsewhere_are_refused(path: str) -> None:
    sandbox = await Sandbox.start(extras=[add_hello])
    try:
        port = int(sandbox.url.rpartition(":")[2])
        async with aiohttp.ClientSession(headers={"Authorization": f"Bot {sandbox.token}"}) as http:
            for headers in foreign(port):
                async with http.get(sandbox.url + path, headers=headers) as answer:
                    assert answer.status in (403, 421), headers
    finally:
        await sandbox.close()


async def test_the_websocket_is_refused_to_pages_from_elsewhere() -> None:
    sandbox = await Sandbox.start()
    try:
        async with aiohttp.ClientSession() as http:
            for headers in foreign(int(sandbox.url.rpartition(":")[2])):
                with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
                    await http.ws_connect(sandbox.url, headers=headers)
                assert refused.value.status in (403, 421)
    finally:
        await sandbox.close()


async def test_its_own_page_is_let_in_beside_the_gateway() -> None:
    sandbox = await Sandbox.start(extras=[add_hello])
    try:
        async with aiohttp.ClientSession() as http:
            async with http.get(sandbox.url, headers={"Origin": sandbox.url}) as page:
                assert await page.text() == "sandbox of 0 guilds"
            async with http.get(sandbox.url.replace("127.0.0.1", "localhost")) as page:
                assert page.status == 200
            async with http.ws_connect(sandbox.url, headers={"Origin": sandbox.url}) as gateway:
                assert (await gateway.receive_json())["op"] == 10
    finally:
        await sandbox.close()


async def test_it_listens_on_loopback_alone_and_a_taken_port_is_an_error() -> None:
    sandbox = await Sandbox.start()
    try:
        port = int(sandbox.url.rpartition(":")[2])
        with pytest.raises(OSError, match="in use"):
            await Sandbox.start(port)
        with socket.socket() as probe:
            probe.settimeout(1)
            # All of 127/8 is loopback, but only 127.0.0.1 is listened on.
            assert probe.connect_ex(("127.0.0.2", port)) != 0
    finally:
        await sandbox.close()


async def test_a_request_without_the_token_is_refused() -> None:
    sandbox = await Sandbox.start()
    try:
        async with aiohttp.ClientSession() as http, http.get(f"{sandbox.api_url}/users/@me") as answer:
            assert (answer.status, await answer.json()) == (401, {"message": "401: Unauthorized", "code": 0})
            assert answer.headers["Content-Type"] == "application/json"
    finally:
        await sandbox.close()
