"""Faults on demand, and rate limits."""

import asyncio
import errno

import aiohttp
import discord
import pytest

from bot.sandbox.limits import Buckets, Limits, Nonces
from tests.sandbox.conftest import Scene

MESSAGES = r"/messages$"


async def test_a_lost_answer_leaves_the_message_standing(scene: Scene) -> None:
    scene.sandbox.faults.add(path=MESSAGES, kind="lost", when="after")

    with pytest.raises(aiohttp.ServerDisconnectedError):
        await scene.here.send("sent", nonce="n")
    again = await scene.here.send("sent", nonce="n")

    assert scene.texts() == ["sent"]
    assert again.id == scene.world.messages(scene.channel)[0].id
    assert [one.lost for one in scene.sandbox.exchanges if one.path.endswith("/messages")] == [True, False]


async def test_a_lost_request_leaves_nothing(scene: Scene) -> None:
    scene.sandbox.faults.add(path=MESSAGES, kind="lost", when="before")

    with pytest.raises(aiohttp.ServerDisconnectedError):
        await scene.here.send("sent")

    assert scene.texts() == []


async def test_a_reset_connection_is_reset(scene: Scene) -> None:
    scene.sandbox.faults.add(path=MESSAGES, kind="reset", when="after")

    with pytest.raises(aiohttp.ClientOSError) as broken:
        await scene.here.send("sent")

    assert broken.value.errno == errno.ECONNRESET
    assert scene.texts() == ["sent"]


async def test_a_refusal_before_carries_nothing_out(scene: Scene) -> None:
    scene.sandbox.faults.add(path=MESSAGES, kind="status", status=403, code=50013)

    with pytest.raises(discord.Forbidden) as refused:
        await scene.here.send("sent")

    assert refused.value.code == 50013
    assert scene.texts() == []


async def test_a_429_on_demand_is_waited_out(scene: Scene) -> None:
    fault = scene.sandbox.faults.add(path=MESSAGES, kind="status", status=429, retry_after=0.05, times=2)

    await scene.here.send("sent")

    assert fault.hits == 2
    assert scene.texts() == ["sent"]


async def test_a_held_request_waits_for_its_release(scene: Scene) -> None:
    fault = scene.sandbox.faults.add(path=MESSAGES, kind="hold")
    sending = asyncio.create_task(scene.here.send("sent"))
    await asyncio.wait_for(fault.reached.wait(), 5)
    assert scene.texts() == []

    fault.release()
    await sending

    assert scene.texts() == ["sent"]


async def test_a_fault_can_spare_the_first_and_be_called_off(scene: Scene) -> None:
    scene.sandbox.faults.add(path=MESSAGES, kind="status", status=400, after_hits=1, times=5)

    await scene.here.send("one")
    with pytest.raises(discord.HTTPException):
        await scene.here.send("two")
    scene.sandbox.faults.clear()
    await scene.here.send("three")

    assert scene.texts() == ["one", "three"]


async def test_a_delay_is_a_delay(scene: Scene) -> None:
    scene.sandbox.faults.add(path="/callback$", kind="delay", seconds=0.1)

    reply = await scene.mia.slash(scene.channel, "say", text="slow")

    assert reply.acknowledged_in >= 0.1


async def test_a_full_bucket_answers_429_and_tells_of_itself(scene: Scene, limits: Limits) -> None:
    limits.enforce, limits.per_channel = True, (2, 0.3)

    for number in range(3):
        await scene.here.send(str(number))

    posts = [one for one in scene.sandbox.exchanges if one.path.endswith("/messages")]
    assert scene.texts() == ["0", "1", "2"]
    assert [one.response_headers["X-RateLimit-Remaining"] for one in posts[:2]] == ["1", "0"]
    assert all(one.status in (200, 429) for one in posts)


async def test_the_global_limit_is_told_as_such(scene: Scene, limits: Limits) -> None:
    limits.enforce, limits.global_per_second = True, 1
    url = f"{scene.sandbox.api_url}/users/@me"
    headers = {"Authorization": f"Bot {scene.sandbox.token}"}

    async with aiohttp.ClientSession(headers=headers) as http, http.get(url) as first, http.get(url) as second:
        body = await second.json()

    assert (first.status, second.status, body["global"]) == (200, 429, True)
    assert second.headers["X-RateLimit-Scope"] == "global"


def test_buckets_are_filled_by_requests_and_emptied_by_time() -> None:
    now = [0.0]
    buckets = Buckets(lambda: now[0])

    assert [buckets.take("b", (2, 5.0)).refused for _ in range(3)] == [False, False, True]
    now[0] = 5.0
    level = buckets.take("b", (2, 5.0))
    assert (level.refused, level.remaining, level.reset_after) == (False, 1, 5.0)


def test_a_nonce_is_remembered_for_some_minutes() -> None:
    now = [0.0]
    nonces = Nonces(Limits(nonce_seconds=300), lambda: now[0])
    nonces.remember(1, "n", 10, 20)

    assert nonces.earlier(1, "n") == (10, 20)
    assert nonces.earlier(2, "n") is None
    now[0] = 301.0
    assert nonces.earlier(1, "n") is None
