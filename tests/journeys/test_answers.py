"""What goes wrong between a press and its answer: the person gets it once, or is told in a sentence."""

import asyncio
import re
import sqlite3
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

import pytest

from bot.sandbox.user import User
from tests.journeys.clubs import Club
from tests.journeys.forgery import Watch, press, sentence, shown

CALLBACK, ORIGINAL, FOLLOW_UP = r"/callback$", r"/messages/@original$", r"/webhooks/\d+/[^/]+$"
_FAULTS: dict[str, dict[str, Any]] = {
    "500 on the callback": {"path": CALLBACK, "kind": "status"},
    "500 on the callback after acceptance": {"path": CALLBACK, "kind": "status", "when": "after"},
    "the callback is lost": {"path": CALLBACK, "kind": "lost"},
    "the answer to the callback is lost": {"path": CALLBACK, "kind": "lost", "when": "after"},
    "the callback is reset": {"path": CALLBACK, "kind": "reset"},
    "the callback takes 2 s": {"path": CALLBACK, "kind": "delay", "seconds": 2.0},
    "503 on the answer": {"method": "PATCH", "path": ORIGINAL, "kind": "status", "status": 503},
    "503 on the answer after it was changed": {
        "method": "PATCH",
        "path": ORIGINAL,
        "kind": "status",
        "status": 503,
        "when": "after",
    },
    "the answer is lost": {"method": "PATCH", "path": ORIGINAL, "kind": "lost"},
    "what Discord says to the answer is lost": {
        "method": "PATCH",
        "path": ORIGINAL,
        "kind": "lost",
        "when": "after",
    },
    "429 on the answer": {"method": "PATCH", "path": ORIGINAL, "kind": "status", "status": 429, "retry_after": 0.5},
}
_slow = pytest.mark.parametrize("fault", _FAULTS)


@_slow
async def test_an_answer_arrives_once_whatever_happens_on_its_way(club: Club, watch: Watch, fault: str) -> None:
    await club.submit(club.mo, "A paper")
    await club.publish_now()
    await club.posts(club.digest)
    before = len(club.chat.private)

    async def read(user: User) -> None:
        digest = shown(await user.slash(club.chat, "digest"))
        assert "A paper" in digest.text
        assert digest.ephemeral

    for injected in (club.lin, club.mo):
        club.bot.discord.faults.add(**_FAULTS[fault])
        await read(injected)
    assert len(club.chat.private) == before + 2


@pytest.mark.parametrize("fault", [name for name in _FAULTS if "callback" in name])
async def test_a_form_opens_whatever_happens_on_its_way(club: Club, watch: Watch, fault: str) -> None:
    before = len(club.chat.private)
    club.bot.discord.faults.add(**_FAULTS[fault])
    opened = await club.lin.slash(club.chat, "submit")
    assert opened.modal is not None
    assert "waits for the moderators" in (await club.lin.submit(opened.modal, title="A paper")).text
    assert len(club.chat.private) == before + 1


@pytest.mark.parametrize("fault", [name for name in _FAULTS if "callback" in name])
async def test_a_refusal_arrives_whatever_happens_on_its_way(club: Club, watch: Watch, fault: str) -> None:
    card = shown(await club.mo.slash(club.chat, "desk open"))
    club.bot.discord.faults.add(**_FAULTS[fault])
    refused = await press(club.mo, card, "b:no-action")
    assert "no longer works" in sentence(refused).text
    assert "**Approved**" in card.text


@pytest.mark.parametrize("fault", ["500 on the callback after acceptance", "the answer to the callback is lost"])
async def test_a_refusal_arrives_where_the_promise_of_an_answer_was_not_confirmed(
    club: Club, watch: Watch, fault: str
) -> None:
    card = shown(await club.mo.slash(club.chat, "desk open"))
    club.bot.discord.faults.add(**_FAULTS[fault])
    refused = await club.mo.slash(club.chat, "desk preview")
    assert "There is nothing to publish yet" in refused.text
    club.bot.discord.faults.add(**_FAULTS[fault])
    refused = await club.mo.click(card, label="Preview")
    assert "There is nothing to publish yet" in sentence(refused).text
    assert "**Approved**" in card.text


@_slow
async def test_a_form_that_could_not_be_used_is_kept_whatever_happens(club: Club, watch: Watch, fault: str) -> None:
    typed = {"title": "A paper", "text": "Background\nLong typed.", "takeaway": "Why", "authors": "Ada, Grace"}
    opened = await club.lin.slash(club.chat, "submit")
    assert opened.modal is not None
    club.bot.discord.faults.add(**_FAULTS[fault])
    refused = shown(await club.lin.submit(opened.modal, link="no link at all", **typed))
    assert "What you typed is kept." in refused.text
    again = await club.lin.click(refused, label="Correct it")
    assert again.modal is not None
    assert {one.custom_id: one.value for one in again.modal.inputs} == {**typed, "link": "no link at all"}
    club.bot.discord.faults.add(**_FAULTS[fault])
    assert "waits for the moderators" in (await club.lin.submit(again.modal, link="10.1002/ijc.35388")).text
    desk = await club.mo.slash(club.chat, "desk open")
    assert "**Suggested** (1)\n1. A paper" in desk.text


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "status"},
        {"kind": "status", "when": "after"},
        {"kind": "lost"},
        {"kind": "lost", "when": "after"},
    ],
    ids=["500", "500 after", "lost", "lost after"],
)
async def test_what_is_shared_stands_once_whatever_happens_on_its_way(
    club: Club, watch: Watch, fault: dict[str, Any]
) -> None:
    await club.submit(club.mo, "A paper")
    await club.publish_now()
    await club.posts(club.digest)
    digest = shown(await club.lin.slash(club.chat, "digest"))
    club.bot.discord.faults.add(path=rf"/channels/{club.chat.id}/messages$", **fault)
    await club.lin.click(digest, label="Share")
    assert digest.button(label="Shared").disabled
    assert len(club.posted(club.chat)) == 1


@pytest.mark.parametrize("when", ["before", "after"])
async def test_a_follow_up_that_may_not_have_arrived_is_not_repeated_and_said(club: Club, when: Any) -> None:
    await club.submit(club.mo, "A paper")
    desk = shown(await club.mo.slash(club.chat, "desk open"))
    club.bot.discord.faults.add(path=FOLLOW_UP, kind="status", when=when)
    reply = await club.mo.click(desk, label="Preview")
    await club.bot.discord.until(lambda: any("Discord did not confirm" in one.text for one in reply.followups))
    assert sum("A paper" in one.text for one in reply.followups) == (when == "after")


async def test_a_delivery_of_the_answer_that_fails_for_good_is_logged_and_nothing_else_breaks(
    club: Club, caplog: pytest.LogCaptureFixture
) -> None:
    club.bot.discord.faults.add(path=CALLBACK, kind="status", status=404, code=10062)
    club.bot.discord.faults.add(path=CALLBACK, kind="status", status=404, code=10062)
    user = club.bot.discord.user(club.guild, club.lin.member)
    with pytest.raises(Exception, match="did not respond"):
        await user.slash(club.chat, "digest")
    assert any("10062" in record.getMessage() for record in caplog.records)
    assert "No digest has been published here yet" in (await club.lin.slash(club.chat, "digest")).text


# --- what nobody has foreseen


def _spoil(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database:
        database.execute("UPDATE entries SET article = '{}' WHERE article LIKE '%A paper%'")
        database.commit()


@asynccontextmanager
async def _held(path: Path) -> AsyncGenerator[None]:
    """Another program writes to the database, and takes its time over it."""
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as other:
        await asyncio.to_thread(other.execute, "BEGIN IMMEDIATE")
        try:
            yield
        finally:
            other.execute("ROLLBACK")


async def test_an_unforeseen_failure_gives_an_error_id_that_the_log_explains(
    club: Club, caplog: pytest.LogCaptureFixture
) -> None:
    await club.submit(club.mo, "A paper")
    await club.publish_now()
    (post,) = await club.posts(club.digest)
    await asyncio.to_thread(_spoil, club.bot.database)
    for reply in (
        await club.lin.slash(club.chat, "digest"),
        await club.lin.select(post, "1"),
        await club.lin.slash(club.chat, "search", query="paper"),
    ):
        found = re.search(r"Something went wrong on the bot's side.*error ([0-9a-f]{8})\.", reply.text)
        assert found, reply.text
        (record,) = [one for one in caplog.records if found[1] in one.getMessage()]
        assert record.exc_info is not None
        assert f"guild {club.guild.id}" in record.getMessage()
    caplog.clear()


async def test_a_database_that_another_program_holds_is_said_and_works_again_later(club: Club) -> None:
    await club.submit(club.mo, "A paper")
    desk = shown(await club.mo.slash(club.chat, "desk open"))
    await club.mo.select(desk, desk.selects[0].values[0])
    opened = await club.lin.slash(club.chat, "submit")
    assert opened.modal is not None
    async with _held(club.bot.database):
        busy, form = await asyncio.gather(
            club.mo.click(desk, label="Reject"), club.lin.submit(opened.modal, title="Typed with care")
        )
    assert "in use by another program" in sentence(busy).text
    assert "in use by another program" in form.text
    (typed,) = await club.bot.discord.until(lambda: form.followups)
    assert "Title: Typed with care" in typed.text
    assert "**Approved** (1)" in (await club.mo.slash(club.chat, "desk open")).text
    done = await club.mo.click(desk, label="Reject")
    assert "**Approved**: none yet" in done.text
