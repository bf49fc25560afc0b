"""Buttons, selects and forms whose custom_ids mean nothing: each is answered with a sentence."""

import pytest

from tests.journeys.clubs import Club, RunningBot, found_club
from tests.journeys.forgery import Watch, answered, pick, press, send, shown

NONSENSE = (
    "x",
    ":",
    "::::",
    "b",
    "b:",
    "s:",
    "m:",
    "b::",
    "b:unknown",
    "b:unknown:1:2:3",
    "s:unknown",
    "digest:1",
    "b:__init__",
    "b:press",
    "b:desk-approve",
    "b:desk-approve:",
    "b:desk-approve:x:y",
    "b:desk-approve:-1:0",
    "b:desk-approve:99999999999999999999:0",
    "b:desk-approve:9223372036854775808:9223372036854775808",
    "b:desk-approve:²:³",
    "b:desk-approve:١:٢",
    "b:desk-up:0:0",
    "b:desk-publish-yes:1:not-a-day",
    "b:desk-publish-yes:1:9999-12-31",
    "b:desk-publish-yes",
    "b:desk-import-yes:1:",
    "b:desk-import-yes",
    "b:desk-import-no",
    "b:desk-choose:1",
    "b:desk-open",
    "b:digest-page:nothing:1",
    "b:digest-page",
    "b:entry-page:nothing:x:y",
    "b:share-digest:nothing:1",
    "b:share-entry",
    "b:cite",
    "b:cite:a:b:c:d",
    "b:find",
    "b:find:1:",
    "b:find:999999999999999999:cargo",
    "b:find:1:0:cargo",
    "b:find-sort",
    "b:find-sort:backwards:nothing",
    "b:find-exactly:nothing",
    "b:share-hits",
    "b:share-hits:-1:nothing",
    "b:ask:nothing",
    "b:like",
    "b:like:nothing:999999999999999999",
    "b:submit-link",
    "b:submit-link:~nothing",
    "b:submit-link:no link",
    "b:form-again",
    "b:form-again:nothing:submit",
    "b:form-again:nothing",
    "b:submission-read:x",
    "b:submission-edit:0:0",
    "b:submission-undo",
    "b:issue",
    "b:hit",
    "b:entry",
    "b:submit-to",
    "b:setup-retry:x",
    "s:hit",
    "s:issue",
    "s:entry",
    "s:entry:nothing:preview:1",
    "s:desk-choose:x",
    "s:submit-to",
    "s:desk-approve:1:0",
    "b:\x00",
    "b:\ud800",
    "\ud800",
    "b:digest-page:\ud800:1",
    "b:find:1:\x00\udfff",
    "b:submit-link:\x00\udfff",
    "b:issues\n",
    "\n",
    "💥" * 100,
    "b:" + "9" * 98,
    "x" * 100,
)


@pytest.fixture(scope="module")
async def club(shared_bot: RunningBot) -> Club:
    """One server for all of them, in which an issue is posted: nothing of this changes it."""
    club = found_club(shared_bot, "Exosome Club")
    await club.set_up()
    await club.submit(club.mo, "A paper")
    await club.publish_now()
    return club


@pytest.mark.parametrize("custom_id", NONSENSE, ids=range(len(NONSENSE)))
async def test_a_custom_id_that_means_nothing_is_answered_with_a_sentence(
    club: Club, watch: Watch, custom_id: str
) -> None:
    (post,) = await club.posts(club.digest)
    private = shown(await club.lin.slash(club.chat, "digest"))
    answered(await press(club.lin, post, custom_id))
    answered(await press(club.ada, post, custom_id))
    answered(await press(club.lin, private, custom_id))
    for value in ("", "x", "1:1", "999999999999999999999", "\ud800"):
        answered(await pick(club.lin, post, custom_id, value))
        answered(await pick(club.mo, post, custom_id, value))
    opened = await club.lin.click(post, label="Search")
    assert opened.modal is not None
    answered(await send(club.lin, opened.modal, custom_id, query="paper"))


@pytest.mark.parametrize("arguments", ["", ":", ":0", ":x:y", ":1:x", f":{'9' * 30}:1", ":\ud800:\x00"])
@pytest.mark.parametrize("action", ["submit", "edit", "search", "form-again", "desk-approve"])
async def test_a_form_of_nonsense_is_answered_with_a_sentence(
    club: Club, watch: Watch, action: str, arguments: str
) -> None:
    for fields in ({}, {"title": "A paper"}, {"title": "A paper", "link": "nonsense"}):
        opened = await club.mo.slash(club.chat, "submit")
        assert opened.modal is not None
        answered(await send(club.mo, opened.modal, f"m:{action}{arguments}", **fields))
