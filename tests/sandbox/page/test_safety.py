"""What strangers write, and what pages elsewhere try, does no harm."""

import json
from typing import Any

import aiohttp
import pytest
from playwright.async_api import expect

from bot.sandbox.server import Sandbox
from tests.sandbox.page.conftest import Club

pytestmark = pytest.mark.asyncio(loop_scope="module")

MARKUP = (
    "<script>document.title = 'taken'</script>",
    "<img src=x onerror=\"document.title = 'taken'\">",
    "[click](javascript:document.title='taken')",
    "<javascript:alert(1)>",
    "[click](data:text/html,hello)",
    "**<b onclick=alert(1)>bold</b>**",
)


async def test_markup_is_shown_as_text(club: Club):
    for markup in MARKUP:
        club.sandbox.world.post(club.channel, club.mo, markup)
    await club.open(club.lin)
    shown = club.page.locator("article .markdown")
    await expect(shown).to_have_text([markup.strip("*") for markup in MARKUP])
    assert await shown.locator("script, img, b, a").count() == 0
    assert "taken" not in await club.page.title()


async def test_a_channels_name_and_a_persons_are_text_too(club: Club):
    name = "<img src=x onerror=alert(1)>"
    world = club.sandbox.world
    person = world.add_person(club.guild, name)
    channel = world.add_channel(club.guild, name)
    await club.open(person, channel)
    await expect(club.page.get_by_role("heading", level=1)).to_have_text(f"#{name}")
    assert await club.page.locator("img").count() == 0


async def test_a_long_run_of_marks_does_not_hold_the_page_up(club: Club):
    for text in ("\\" * 1999, "*_" * 999, "[" * 1999, "||" * 999, "**a" * 600, "> " * 999, "`" * 1999, "- " * 999):
        club.sandbox.world.post(club.channel, club.mo, text + "!")
    await club.open(club.lin)
    await expect(club.page.locator("article")).to_have_count(8)


async def test_the_page_may_load_nothing_from_elsewhere(club: Club):
    asked: list[str] = []
    club.page.on("request", lambda request: asked.append(request.url))
    club.sandbox.world.post(club.channel, club.mo, "https://example.org/picture.png")
    response = await club.page.goto(club.sandbox.url)
    assert response is not None
    assert "default-src 'self'" in response.headers["content-security-policy"]
    await expect(club.page.locator("article")).to_have_count(1)
    assert asked
    assert all(url.startswith(club.sandbox.url) for url in asked)


@pytest.mark.parametrize(
    "headers", [{"Origin": "http://evil.example"}, {"Origin": "null"}, {"Host": "evil.example"}]
)
@pytest.mark.parametrize("path", ["/", "/page/state", "/page/feed", "/page/static/page.js"])
async def test_a_foreign_page_reads_nothing(sandbox: Sandbox, path: str, headers: dict[str, str]):
    status, _ = await _ask(sandbox, "GET", path, headers=headers)
    assert status in (403, 421)


@pytest.mark.parametrize("headers", [{"Origin": "http://evil.example"}, {"Host": "evil.example"}])
@pytest.mark.parametrize("path", ["/page/act", "/page/process"])
async def test_a_foreign_page_does_nothing(sandbox: Sandbox, path: str, headers: dict[str, str]):
    status, _ = await _ask(sandbox, "POST", path, headers=headers, json={"do": "kill"})
    assert status in (403, 421)


async def test_only_json_is_taken(sandbox: Sandbox):
    status, said = await _ask(
        sandbox, "POST", "/page/process", data='{"do": "kill"}', headers={"Content-Type": "text/plain"}
    )
    assert (status, said) == (400, {"error": "The request must be JSON, or a form with files."})


@pytest.mark.parametrize(
    "body",
    ["", "[]", "null", "{", "[" * 5000, "{}", '{"act": 1}', '{"act": "fly"}', '{"act": "slash", "channel": "x"}'],
)
async def test_nonsense_is_answered_with_a_sentence(sandbox: Sandbox, body: str):
    status, said = await _ask(sandbox, "POST", "/page/act", data=body, headers={"Content-Type": "application/json"})
    assert status < 500
    assert said["error"].endswith(".")


async def test_too_large_a_request_is_refused(sandbox: Sandbox):
    status, said = await _ask(sandbox, "POST", "/page/act", json={"act": "x" * 300_000})
    assert status == 400
    assert "too large" in said["error"]


async def test_one_person_cannot_act_on_what_another_was_answered(club: Club):
    sandbox = club.sandbox
    reply = await sandbox.user(club.guild, club.mo).slash(club.channel, "card")
    assert reply.message is not None
    asked = {"as": str(club.lin.id), "channel": str(club.channel.id), "message": str(reply.message.id)}
    press = {**asked, "act": "click", "custom_id": reply.message.buttons[0].custom_id}
    _, said = await _ask(sandbox, "POST", "/page/act", json=press)
    assert said == {"error": "This message is gone."}


async def test_a_form_is_sent_by_the_one_it_was_opened_for(club: Club):
    asked = {"channel": str(club.channel.id)}
    run = {**asked, "as": str(club.mo.id), "act": "slash", "name": "suggest"}
    _, opened = await _ask(club.sandbox, "POST", "/page/act", json=run)
    submit = {
        **asked,
        "as": str(club.lin.id),
        "act": "submit",
        "modal": opened["modal"]["key"],
        "fields": {"title": "Mine"},
    }
    _, said = await _ask(club.sandbox, "POST", "/page/act", json=submit)
    assert "no longer open" in said["error"]


async def _ask(sandbox: Sandbox, method: str, path: str, **more: Any) -> tuple[int, Any]:
    async with (
        aiohttp.ClientSession() as session,
        session.request(method, sandbox.url + path, timeout=aiohttp.ClientTimeout(5), **more) as response,
    ):
        text = await response.text()
        return response.status, json.loads(text) if response.content_type == "application/json" else text
